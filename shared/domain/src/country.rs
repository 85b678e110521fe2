//! Countries, as addresses name them.

use crate::Invalid;

/// Reads the two letters of a country, in any case, and gives them in upper case.
///
/// # Errors
/// `invalid_country` for what ISO 3166-1 does not list.
pub fn country_code(text: &str) -> Result<String, Invalid> {
    let code = text.to_ascii_uppercase();
    let listed = code.len() == 2 && code.parse::<iso_country::Country>().is_ok();
    listed.then_some(code).ok_or_else(|| Invalid::new("invalid_country", "Two letters of ISO 3166-1, such as SE."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_country_is_one_and_no_other_pair_of_letters() {
        let letters = || (b'A'..=b'Z').map(char::from);
        let pairs = letters().flat_map(|first| letters().map(move |second| format!("{first}{second}")));
        let listed: Vec<_> = pairs.filter(|pair| country_code(pair).is_ok()).collect();
        assert_eq!(listed.len(), 249, "as many as ISO 3166-1 assigns");
        for code in ["AX", "BQ", "CW", "GB", "JP", "SE", "SS", "TL", "US", "ZW"] {
            assert!(listed.iter().any(|listed| listed == code), "{code}");
        }
    }

    #[test]
    fn case_does_not_matter_and_everything_else_does() {
        assert_eq!(country_code("se").as_deref(), Ok("SE"));
        for bad in ["", " ", "S", "SWE", "XX", "EU", "UK", "ZZ", "AN", "YU", "S1", "ſe", "Sweden"] {
            assert_eq!(country_code(bad).map_err(|invalid| invalid.code), Err("invalid_country"), "{bad}");
        }
    }
}
