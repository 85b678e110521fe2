//! The merchant: who is paid, and how its page looks.

use crate::Invalid;
use crate::codes::codes;
use crate::ids::MerchantId;
use crate::text::{MerchantReference, Name};

/// The most characters of a logo. It is part of every page, so it must stay small.
const LOGO_MAX: usize = 32_768;
/// The pictures that a page shows.
const LOGO_KINDS: [&str; 6] = ["png", "jpeg", "gif", "webp", "avif", "svg+xml"];

codes! {
    /// What becomes of money that was collected for an attempt which had failed.
    #[derive(Default)]
    pub enum LatePayments {
        /// It goes back to the payer.
        #[default]
        Refund = "refund",
        /// It is credited to the customer, where there is one; without one it goes back.
        Credit = "credit",
    }
}

/// Who is being paid, and how its page looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merchant {
    /// Who.
    pub id: MerchantId,
    /// As whoever runs the service knows it.
    pub reference: Option<MerchantReference>,
    /// As payers know it.
    pub name: Name,
    /// `#rrggbb`, the colour of its page.
    pub colour: Option<String>,
    /// A `data:` URI.
    pub logo: Option<String>,
    /// Where payers may ask.
    pub support_email: Option<String>,
    /// Where payers may read.
    pub support_url: Option<String>,
    /// What becomes of money that comes late.
    pub late_payments: LatePayments,
}

/// What is to change of a merchant: what is `None` stays, and an inner `None` takes away.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MerchantChange {
    /// As payers know it.
    pub name: Option<Name>,
    /// `#rrggbb`, the colour of its page.
    pub colour: Option<Option<String>>,
    /// A `data:` URI.
    pub logo: Option<Option<String>>,
    /// Where payers may ask.
    pub support_email: Option<Option<String>>,
    /// Where payers may read.
    pub support_url: Option<Option<String>>,
    /// What becomes of money that comes late.
    pub late_payments: Option<LatePayments>,
}

/// Whose object it is, and in which of the merchant's two worlds it lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Owner {
    /// The merchant.
    pub merchant: MerchantId,
    /// False in test mode, where no money moves.
    pub livemode: bool,
}

/// The colour of a page, `#rrggbb`, in its one spelling.
///
/// # Errors
/// When it is no such colour.
pub fn colour(text: &str) -> Result<String, Invalid> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6);
    let fits = digits.is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
    fits.then(|| text.to_ascii_lowercase())
        .ok_or_else(|| Invalid::new("invalid_colour", "A colour such as #2f6f5e: six hexadecimal digits."))
}

/// The logo of a page: a picture that carries its own bytes, so that no other server learns of
/// a payer's visit.
///
/// # Errors
/// When it is no such picture, or too large.
pub fn logo(text: &str) -> Result<String, Invalid> {
    if text.len() > LOGO_MAX {
        return Err(Invalid::new("too_long", "A logo has at most 32,768 characters: it is part of every page."));
    }
    let picture = text.strip_prefix("data:image/").and_then(|rest| rest.split_once(";base64,"));
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=');
    let fits =
        picture.is_some_and(|(kind, data)| LOGO_KINDS.contains(&kind) && !data.is_empty() && data.bytes().all(plain));
    fits.then(|| text.to_owned()).ok_or_else(|| {
        let detail = "A picture such as data:image/png;base64,…; png, jpeg, gif, webp, avif or svg+xml.";
        Invalid::new("invalid_logo", detail)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_has_six_digits_and_one_spelling() {
        assert_eq!(colour("#2F6F5E").as_deref(), Ok("#2f6f5e"));
        for bad in ["", "2f6f5e", "#2f6", "#2f6f5", "#2f6f5e0", "#2f6f5g", "red"] {
            assert_eq!(colour(bad).map_err(|invalid| invalid.code), Err("invalid_colour"), "{bad}");
        }
    }

    #[test]
    fn a_logo_carries_its_own_bytes() {
        assert!(logo("data:image/png;base64,iVBORw0KGgo=").is_ok());
        for bad in [
            "https://shop.example/logo.png",
            "data:text/html;base64,AAAA",
            "data:image/png;base64,",
            "data:image/png,AAAA",
            "data:image/png;base64,\"><script>",
        ] {
            assert_eq!(logo(bad).map_err(|invalid| invalid.code), Err("invalid_logo"), "{bad}");
        }
        let large = format!("data:image/png;base64,{}", "A".repeat(LOGO_MAX));
        assert_eq!(logo(&large).map_err(|invalid| invalid.code), Err("too_long"));
    }
}
