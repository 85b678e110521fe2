//! Keys to make, list and revoke.

use app::ports::{ApiKey, KeyKind, KeyRecord};
use app::views::ApiKeyView;
use domain::Invalid;
use domain::ids::{ApiKeyId, MerchantId};
use serde::Serialize;

use crate::fields::{Fields, boolean, code, text};

/// Reads what a new key is to stand for. Nothing has a default: a live key should not come about
/// by leaving something out.
pub fn key_wish(fields: &mut Fields<'_>) -> Option<ApiKey> {
    let merchant = merchant_of(fields);
    let livemode = fields.required("livemode", boolean);
    let kinds = KeyKind::ALL.map(KeyKind::as_str).to_vec();
    let kind = fields.required("kind", code(KeyKind::parse, kinds));
    Some(ApiKey { merchant: merchant?, livemode: livemode?, kind: kind? })
}

/// Reads whose keys are meant.
pub fn merchant_of(fields: &mut Fields<'_>) -> Option<MerchantId> {
    let id = |text: &str| MerchantId::parse(text).ok_or_else(|| Invalid::new("invalid_id", "An id such as mer_…."));
    fields.required("merchant", text(id))
}

/// Reads which key is meant: its name, and never the key itself.
pub fn key_of(fields: &mut Fields<'_>) -> Option<ApiKeyId> {
    let detail = "The name of a key, key_…, as api-keys-list tells it; never send the key itself.";
    let id = |text: &str| ApiKeyId::parse(text).ok_or_else(|| Invalid::new("invalid_id", detail));
    fields.required("key_id", text(id))
}

/// The keys of a merchant.
#[derive(Debug, Serialize)]
pub struct ApiKeyList {
    data: Vec<ApiKeyView>,
}

impl ApiKeyList {
    /// These.
    #[must_use]
    pub fn of(records: &[KeyRecord]) -> Self {
        Self { data: records.iter().map(ApiKeyView::of).collect() }
    }
}
