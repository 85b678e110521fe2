//! URLs that payers are sent to.

use domain::Invalid;
use url::{Host, Url};

/// Reads a URL that a payer may be sent to: https, or http on loopback.
///
/// # Errors
/// When it is not a URL, of another scheme, or too long.
pub(crate) fn payer_url(text: &str) -> Result<String, Invalid> {
    let invalid = || Invalid::new("invalid_url", "An absolute https URL of at most 2,048 characters.");
    // A backslash, or a scheme without slashes, is mended by every reader in its own way: what is read
    // here as one host may be another for the merchant, and a path for the browser.
    let has_slashes = text.split_once(':').is_some_and(|(_, rest)| rest.starts_with("//"));
    let plain = has_slashes && text.chars().all(|c| !c.is_control() && !c.is_whitespace() && c != '\\');
    if text.len() > 2_048 || !plain {
        return Err(invalid());
    }
    let url = Url::parse(text).map_err(|_| invalid())?;
    let allowed = match url.scheme() {
        "https" => url.host().is_some(),
        "http" => is_loopback(&url),
        _ => false,
    };
    if !allowed || !url.username().is_empty() || url.password().is_some() {
        return Err(invalid());
    }
    Ok(text.to_owned())
}

/// Whether a URL may be used in live mode: http never.
///
/// # Errors
/// When it is http.
pub(super) fn fit_for(livemode: bool, text: &str) -> Result<(), Invalid> {
    if livemode && text.starts_with("http:") {
        return Err(Invalid::new("invalid_url", "In live mode a URL must be https."));
    }
    Ok(())
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// A URL with the session's id appended to its query, whatever is in it already.
#[must_use]
pub(super) fn with_session(url: &str, session: &str) -> String {
    let Ok(mut parsed) = Url::parse(url) else { return url.to_owned() };
    parsed.query_pairs_mut().append_pair("session_id", session);
    parsed.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_and_loopback_are_for_payers() {
        for (url, fits) in [
            ("https://shop.example/thanks?a=1#x", true),
            ("http://localhost:3000/thanks", true),
            ("http://127.0.0.1/", true),
            ("http://[::1]:80/", true),
            ("http://shop.example/", false),
            ("javascript:alert(1)", false),
            ("https://user@shop.example/", false),
            ("https://", false),
            ("/thanks", false),
            ("https://shop.example/a b", false),
            ("https:shop.example/thanks", false),
            ("https:/shop.example/thanks", false),
            ("https:shop.example/://", false),
            ("https://shop.example\\@other.example/", false),
            ("https:\\\\shop.example/", false),
        ] {
            assert_eq!(payer_url(url).is_ok(), fits, "{url}");
        }
        assert!(fit_for(true, "http://localhost/").is_err());
    }

    #[test]
    fn the_session_joins_whatever_query_there_is() {
        assert_eq!(with_session("https://a.example/x", "ps_1"), "https://a.example/x?session_id=ps_1");
        assert_eq!(with_session("https://a.example/x?b=1#c", "ps_1"), "https://a.example/x?b=1&session_id=ps_1#c");
    }
}
