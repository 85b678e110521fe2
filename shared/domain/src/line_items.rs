//! What is being paid for, line by line.

use crate::Invalid;
use crate::money::Amount;
use crate::text::{LineDescription, Name};

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineItem {
    /// What it is.
    pub description: LineDescription,
    /// The price of one.
    pub amount: Amount,
    /// How many, at least 1.
    pub quantity: u32,
    /// A picture; shown by the page only as a `data:` URI.
    pub image: Option<String>,
    /// The merchant's own number of the product.
    pub external_product_num: Option<Name>,
}

/// Lines that add up to what is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LineItems(Vec<LineItem>);

impl LineItems {
    /// The most lines.
    pub const MAX: usize = 100;

    /// Takes the lines if they add up to `total`; no lines at all always do.
    ///
    /// # Errors
    /// `too_many`, or `line_items_total_mismatch` with both sums.
    pub fn new(lines: Vec<LineItem>, total: Amount) -> Result<Self, Invalid> {
        if lines.is_empty() {
            return Ok(Self(lines));
        }
        if lines.len() > Self::MAX {
            return Err(Invalid::new("too_many", "At most 100 line items."));
        }
        let sum = lines.iter().try_fold(Amount::ZERO, |sum, line| {
            line.amount.checked_mul(line.quantity).and_then(|line| sum.checked_add(line))
        });
        if sum == Some(total) {
            return Ok(Self(lines));
        }
        let found = sum.map_or_else(|| "too much".to_owned(), |sum| sum.minor().to_string());
        let wanted = total.minor();
        Err(Invalid::new(
            "line_items_total_mismatch",
            format!("The line items add up to {found}, the amount is {wanted}."),
        ))
    }

    /// The lines.
    #[must_use]
    pub fn lines(&self) -> &[LineItem] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(amount: u64, quantity: u32) -> LineItem {
        LineItem {
            description: LineDescription::parse("A line").unwrap(),
            amount: Amount::new(amount).unwrap(),
            quantity,
            image: None,
            external_product_num: None,
        }
    }

    #[test]
    fn lines_must_add_up() {
        let total = Amount::new(700).unwrap();
        assert!(LineItems::new(vec![line(200, 3), line(100, 1)], total).is_ok());
        assert!(LineItems::new(vec![], total).is_ok());
        let short = LineItems::new(vec![line(200, 3)], total).unwrap_err();
        assert_eq!(
            (short.code, short.detail.as_str()),
            ("line_items_total_mismatch", "The line items add up to 600, the amount is 700.")
        );
        assert!(LineItems::new(vec![line(99_999_999_900, 2)], total).is_err());
        assert_eq!(LineItems::new(vec![line(7, 1); 101], total).map_err(|e| e.code), Err("too_many"));
    }
}
