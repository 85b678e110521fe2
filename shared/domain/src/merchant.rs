//! The merchant, as far as a session needs to know it.

use crate::ids::MerchantId;
use crate::text::Name;

/// Who is being paid, and how its page looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merchant {
    /// Who.
    pub id: MerchantId,
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
}

/// Whose object it is, and in which of the merchant's two worlds it lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Owner {
    /// The merchant.
    pub merchant: MerchantId,
    /// False in test mode, where no money moves.
    pub livemode: bool,
}
