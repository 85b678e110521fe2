//! A merchant to make, and how it is answered.

use app::merchants::create::{Create, Created};
use app::views::{ApiKeyView, MerchantView};
use domain::Invalid;
use domain::ids::MerchantId;
use domain::merchant::{LatePayments, MerchantChange, colour, logo};
use domain::text::{Email, MerchantReference, Name};
use serde::Serialize;

use super::api_key::merchant_of;
use crate::fields::{Fields, code, text};
use crate::v1::urls::payer_url;

/// Reads a merchant to make.
pub fn merchant_draft(fields: &mut Fields<'_>) -> Option<Create> {
    let reference = fields.required("reference", text(MerchantReference::parse));
    let name = fields.required("name", text(Name::parse));
    let colour = fields.optional("colour", text(colour));
    let logo = fields.optional("logo", text(logo));
    let support_email = fields.optional("support_email", text(Email::parse));
    let support_url = fields.optional("support_url", text(payer_url));
    let late_payments = fields.optional("late_payments", late_payments()).unwrap_or_default();
    Some(Create {
        reference: reference?,
        name: name?,
        colour,
        logo,
        support_email: support_email.map(|email| email.as_str().to_owned()),
        support_url,
        late_payments,
    })
}

/// Reads which merchant is to change, and how.
pub fn merchant_change(fields: &mut Fields<'_>) -> Option<(MerchantId, MerchantChange)> {
    let merchant = merchant_of(fields);
    let name = fields.optional("name", text(Name::parse));
    let colour = fields.removable("colour", text(colour));
    let logo = fields.removable("logo", text(logo));
    let support_email = fields.removable("support_email", text(Email::parse));
    let support_url = fields.removable("support_url", text(payer_url));
    let late_payments = fields.optional("late_payments", late_payments());
    let support_email = support_email.map(|email| email.map(|email| email.as_str().to_owned()));
    Some((merchant?, MerchantChange { name, colour, logo, support_email, support_url, late_payments }))
}

/// Reads what becomes of money that comes late.
fn late_payments() -> impl FnOnce(&serde_json::Value) -> Result<LatePayments, Invalid> {
    code(LatePayments::parse, LatePayments::ALL.iter().map(|way| way.as_str()).collect())
}

/// The answer to the making of a merchant.
#[derive(Debug, Serialize)]
pub struct MerchantAnswer {
    merchant: MerchantView,
    /// Whether this call made it.
    created: bool,
    /// Its keys, in the one answer that shows them.
    keys: Option<Vec<ApiKeyView>>,
    /// What to do when there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'static str>,
}

impl MerchantAnswer {
    /// What came of it.
    #[must_use]
    pub fn of(created: &Created) -> Self {
        match created {
            Created::Made(merchant, keys) => Self {
                merchant: MerchantView::of(merchant),
                created: true,
                keys: Some(keys.iter().map(ApiKeyView::shown).collect()),
                detail: None,
            },
            Created::Existed(merchant) => Self {
                merchant: MerchantView::of(merchant),
                created: false,
                keys: None,
                detail: Some(
                    "This merchant was there and is as it was. Its first keys were shown when it was made; \
                     api-keys-create makes others, and merchants-update changes it.",
                ),
            },
        }
    }
}
