//! Money: whole minor units of an ISO 4217 currency.

use crate::Invalid;

/// An amount in the currency's minor unit, 0 … 99,999,999,900.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Amount(u64);

impl Amount {
    /// Nothing: the amount of a verification.
    pub const ZERO: Self = Self(0);
    /// The most that one session may ask for.
    pub const MAX: Self = Self(99_999_999_900);

    /// An amount of this many minor units.
    ///
    /// # Errors
    /// `invalid_amount` beyond [`Amount::MAX`].
    pub fn new(minor: u64) -> Result<Self, Invalid> {
        if minor > Self::MAX.0 {
            return Err(Invalid::new("invalid_amount", "An amount is at most 99999999900 minor units."));
        }
        Ok(Self(minor))
    }

    /// The number of minor units.
    #[must_use]
    pub const fn minor(self) -> u64 {
        self.0
    }

    /// The sum, unless it is beyond what an amount can be.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).and_then(|sum| Self::new(sum).ok())
    }

    /// What is left without the other; nothing, if that is more.
    #[must_use]
    pub const fn less(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// This many times the amount, unless it is beyond what an amount can be.
    #[must_use]
    pub fn checked_mul(self, times: u32) -> Option<Self> {
        self.0.checked_mul(u64::from(times)).and_then(|product| Self::new(product).ok())
    }
}

/// A currency that money is paid in: one of ISO 4217 that has a minor unit.
///
/// Metals, funds and testing codes (`XAU`, `XXX` …) have none, so nobody can owe them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency(iso_currency::Currency);

impl Currency {
    /// Reads a code of three letters, in any case.
    ///
    /// # Errors
    /// `unknown_currency` for anything that is not a currency with a minor unit.
    pub fn parse(code: &str) -> Result<Self, Invalid> {
        let unknown = || Invalid::new("unknown_currency", "Use a three-letter ISO 4217 code such as EUR.");
        let currency = iso_currency::Currency::from_code(&code.to_ascii_uppercase()).ok_or_else(unknown)?;
        currency.exponent().map(|_| Self(currency)).ok_or_else(unknown)
    }

    /// The code in upper case.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// How many decimals the minor unit stands for: 2 for EUR, 0 for JPY, 3 for BHD.
    #[must_use]
    pub fn decimals(self) -> u8 {
        self.0.exponent().and_then(|e| u8::try_from(e).ok()).unwrap_or(2)
    }
}

/// An amount and what it is an amount of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    /// How much.
    pub amount: Amount,
    /// Of what.
    pub currency: Currency,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn currencies_know_their_decimals_in_any_case() {
        let decimals = |code| Currency::parse(code).map(Currency::decimals).ok();
        assert_eq!(["eur", "JPY", "Bhd", "SEK", "USD"].map(decimals), [Some(2), Some(0), Some(3), Some(2), Some(2)]);
    }

    #[test]
    fn what_nobody_can_pay_in_is_refused() {
        for code in ["XAU", "XXX", "XTS", "EU", "EURO", "", "€", "ÅÄÖ"] {
            assert_eq!(Currency::parse(code).map_err(|e| e.code), Err("unknown_currency"), "{code}");
        }
    }

    #[test]
    fn sums_never_wrap() {
        let one = Amount::new(1).unwrap();
        assert_eq!(Amount::MAX.checked_add(one), None);
        assert_eq!(Amount::MAX.checked_mul(2), None);
        assert_eq!(one.checked_mul(3), Amount::new(3).ok());
        assert_eq!(Amount::new(99_999_999_901).map_err(|e| e.code), Err("invalid_amount"));
    }
}
