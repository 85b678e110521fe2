//! Merchants and their keys, as whoever runs the service sees them. No route of the API shows them.

use domain::merchant::Merchant;
use serde::Serialize;

use super::rfc3339;
use crate::merchants::NewKey;
use crate::ports::KeyRecord;

/// A merchant.
#[derive(Debug, Clone, Serialize)]
pub struct MerchantView {
    /// Always `merchant`.
    pub object: &'static str,
    /// The merchant's id.
    pub id: String,
    /// The operator's own name for it.
    pub reference: Option<String>,
    /// As payers know it.
    pub name: String,
    /// The colour of its page.
    pub colour: Option<String>,
    /// A `data:` URI.
    pub logo: Option<String>,
    /// Where payers may ask.
    pub support_email: Option<String>,
    /// Where payers may read.
    pub support_url: Option<String>,
    /// What becomes of money that comes for an attempt after it had failed: `refund` or `credit`.
    pub late_payments: &'static str,
}

impl MerchantView {
    /// This merchant.
    #[must_use]
    pub fn of(merchant: &Merchant) -> Self {
        Self {
            object: "merchant",
            id: merchant.id.to_string(),
            reference: merchant.reference.as_ref().map(|text| text.as_str().to_owned()),
            name: merchant.name.as_str().to_owned(),
            colour: merchant.colour.clone(),
            logo: merchant.logo.clone(),
            support_email: merchant.support_email.clone(),
            support_url: merchant.support_url.clone(),
            late_payments: merchant.late_payments.as_str(),
        }
    }
}

/// An API key. It does not print, because it may hold the key itself.
#[derive(Clone, Serialize)]
pub struct ApiKeyView {
    /// Always `api_key`.
    pub object: &'static str,
    /// What the key is called; it cannot be used as one.
    pub key_id: String,
    /// The merchant's id.
    pub merchant: String,
    /// False in test mode.
    pub livemode: bool,
    /// `secret` or `publishable`.
    pub kind: &'static str,
    /// When it was made, if that is known.
    pub created_at: Option<String>,
    /// Since when it is dead, if it is.
    pub revoked_at: Option<String>,
    /// The key itself, in the one answer that shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

impl std::fmt::Debug for ApiKeyView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ApiKeyView").field("key_id", &self.key_id).finish_non_exhaustive()
    }
}

impl ApiKeyView {
    /// What is known of a key.
    #[must_use]
    pub fn of(record: &KeyRecord) -> Self {
        Self {
            object: "api_key",
            key_id: record.id.to_string(),
            merchant: record.key.merchant.to_string(),
            livemode: record.key.livemode,
            kind: record.key.kind.as_str(),
            created_at: record.created_at.map(rfc3339),
            revoked_at: record.revoked_at.map(rfc3339),
            key: None,
        }
    }

    /// A new key, which is shown this once.
    #[must_use]
    pub fn shown(new: &NewKey) -> Self {
        Self { key: Some(new.key.clone()), ..Self::of(&new.record) }
    }
}
