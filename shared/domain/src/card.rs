//! Cards: what is told apart before anybody is asked, and what may be kept afterwards.

use crate::Invalid;
use crate::codes::codes;

codes! {
    /// The network a card belongs to.
    pub enum Brand {
        /// American Express.
        Amex = "amex",
        /// Mastercard.
        Mastercard = "mastercard",
        /// Visa.
        Visa = "visa",
        /// Any other.
        Unknown = "unknown",
    }
}

/// A card's number. It is never printed, stored or logged; it lives as long as one request.
#[derive(Clone, PartialEq, Eq)]
pub struct CardNumber(String);

impl CardNumber {
    /// Reads a number; spaces and dashes between the digits are fine.
    ///
    /// # Errors
    /// `invalid_card_number` when it is not 12 to 19 digits or its check digit is wrong.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '\u{a0}')).collect();
        let shaped = (12..=19).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        if !shaped {
            return Err(Invalid::new("invalid_card_number", "A card number has 12 to 19 digits."));
        }
        if !passes_luhn(&digits) {
            return Err(Invalid::new("invalid_card_number", "The check digit of the card number is wrong."));
        }
        Ok(Self(digits))
    }

    /// The digits, for the processor only.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The last four digits, which may be shown.
    #[must_use]
    pub fn last4(&self) -> Last4 {
        let start = self.0.len().saturating_sub(4);
        Last4(self.0.get(start..).unwrap_or_default().to_owned())
    }

    /// The network, by the leading digits.
    #[must_use]
    pub fn brand(&self) -> Brand {
        let lead = |digits: usize| self.0.get(..digits).and_then(|d| d.parse::<u32>().ok()).unwrap_or(0);
        match (lead(1), lead(2), lead(4)) {
            (4, _, _) => Brand::Visa,
            (_, 34 | 37, _) => Brand::Amex,
            (_, 51..=55, _) | (_, _, 2221..=2720) => Brand::Mastercard,
            _ => Brand::Unknown,
        }
    }
}

impl std::fmt::Debug for CardNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CardNumber(..)")
    }
}

/// The last four digits of a card.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Last4(String);

impl Last4 {
    /// Exactly four digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fits = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| Self(text.to_owned()))
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The last month in which a card is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Expiry {
    /// The year in full.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
}

impl Expiry {
    /// Takes a month and a year; years below 100 are of this century.
    ///
    /// # Errors
    /// `invalid_expiry` when there is no such month, or the year is beyond 2099.
    pub fn new(month: u16, year: u16) -> Result<Self, Invalid> {
        let invalid = || Invalid::new("invalid_expiry", "A month from 1 to 12 and a year such as 2030.");
        let year = if year < 100 { year.saturating_add(2000) } else { year };
        let month = u8::try_from(month).map_err(|_| invalid())?;
        if !(1..=12).contains(&month) || !(2000..=2099).contains(&year) {
            return Err(invalid());
        }
        Ok(Self { year, month })
    }

    /// Whether the card is no longer good at this moment, by the calendar of UTC.
    #[must_use]
    pub fn is_past(self, now: crate::Timestamp) -> bool {
        let today = now.to_zoned(jiff::tz::TimeZone::UTC).date();
        let year = u16::try_from(today.year()).unwrap_or(u16::MAX);
        let month = u8::try_from(today.month()).unwrap_or(u8::MAX);
        (self.year, self.month) < (year, month)
    }
}

/// A card's security code. Never printed, stored or logged, and never checked twice.
#[derive(Clone, PartialEq, Eq)]
pub struct SecurityCode(String);

impl SecurityCode {
    /// Three digits, four for American Express.
    ///
    /// # Errors
    /// `invalid_cvc` when it has another number of digits.
    pub fn parse(text: &str, brand: Brand) -> Result<Self, Invalid> {
        let wanted = if brand == Brand::Amex { 4 } else { 3 };
        if text.len() == wanted && text.bytes().all(|b| b.is_ascii_digit()) {
            return Ok(Self(text.to_owned()));
        }
        Err(Invalid::new("invalid_cvc", format!("The security code of this card has {wanted} digits.")))
    }
}

impl std::fmt::Debug for SecurityCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecurityCode(..)")
    }
}

/// All that is kept of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardSummary {
    /// Its network.
    pub brand: Brand,
    /// Its last four digits.
    pub last4: Last4,
    /// Until when it is good.
    pub expiry: Expiry,
    /// Where it was issued, ISO 3166-1, two letters; `None` when nobody said.
    pub country: Option<String>,
    /// What the same card has again at the same merchant; `None` for one seen by an earlier release.
    pub fingerprint: Option<Fingerprint>,
}

/// A keyed hash of a card's number: the same for the same card of one merchant and mode, and of no use to
/// find out the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint(pub u64);

impl std::fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:0>11}", base62::encode(self.0))
    }
}

fn passes_luhn(digits: &str) -> bool {
    let sum = digits.bytes().rev().enumerate().fold(0_u32, |sum, (place, digit)| {
        let value = u32::from(digit.saturating_sub(b'0'));
        let doubled = value.saturating_mul(2);
        let term = match (place & 1, doubled > 9) {
            (0, _) => value,
            (_, true) => doubled.saturating_sub(9),
            (_, false) => doubled,
        };
        sum.saturating_add(term)
    });
    sum.checked_rem(10) == Some(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_never_shows_itself() {
        let number = CardNumber::parse("4242 4242 4242 4242").unwrap();
        assert_eq!(format!("{number:?}"), "CardNumber(..)");
        assert_eq!(number.last4().as_str(), "4242");
        let code = SecurityCode::parse("123", Brand::Visa).unwrap();
        assert_eq!(format!("{code:?}"), "SecurityCode(..)");
    }

    #[test]
    fn check_digits_and_brands_are_known() {
        for (number, brand) in [
            ("4242424242424242", Brand::Visa),
            ("5555555555554444", Brand::Mastercard),
            ("2223003122003222", Brand::Mastercard),
            ("378282246310005", Brand::Amex),
            ("6011111111111117", Brand::Unknown),
        ] {
            assert_eq!(CardNumber::parse(number).map(|n| n.brand()), Ok(brand));
        }
        for wrong in ["4242424242424241", "42424242", "", "4242a24242424242", "00000000000000000000"] {
            assert_eq!(CardNumber::parse(wrong).map_err(|e| e.code), Err("invalid_card_number"));
        }
    }

    #[test]
    fn a_card_is_good_to_the_end_of_its_month() {
        let expiry = Expiry::new(2, 28).unwrap();
        assert!(!expiry.is_past("2028-02-29T23:59:59Z".parse().unwrap()));
        assert!(expiry.is_past("2028-03-01T00:00:00Z".parse().unwrap()));
        assert!(Expiry::new(13, 2030).is_err());
        assert!(Expiry::new(0, 2030).is_err());
    }

    #[test]
    fn security_codes_have_the_length_of_their_brand() {
        assert!(SecurityCode::parse("1234", Brand::Amex).is_ok());
        assert!(SecurityCode::parse("123", Brand::Amex).is_err());
        assert!(SecurityCode::parse("1234", Brand::Visa).is_err());
    }
}
