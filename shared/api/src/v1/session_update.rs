//! What a merchant may say when it changes or cancels a session.

use std::collections::BTreeMap;

use domain::session::{CancellationReason, Change};
use domain::text::Description;
use serde::Serialize;
use utoipa::ToSchema;

use super::expiry::time;
use super::line_item::{LineItemInput, line_items};
use super::session_create::entries;
use super::urls::{fit_for, payer_url};
use crate::fields::{Fields, code, text};

/// What is to change; what is left out stays.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PaymentSessionUpdate)]
pub struct PaymentSessionUpdate {
    /// Merged key by key; an empty value removes its key.
    metadata: Option<BTreeMap<String, String>>,
    /// For people; null removes it.
    description: Option<String>,
    /// Replaces all lines; must add up to the amount.
    line_items: Option<Vec<LineItemInput>>,
    /// Where the payer goes afterwards; null removes it.
    return_url: Option<String>,
    /// Nearer, or later within a day of the creation.
    expires_at: Option<String>,
}

/// Why a session is cancelled.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PaymentSessionCancel)]
pub struct PaymentSessionCancel {
    /// `abandoned`, `duplicate`, `fraudulent`, `requested_by_customer`.
    cancellation_reason: Option<String>,
}

/// Reads an update.
pub fn update_change(fields: &mut Fields<'_>, livemode: bool) -> Option<Change> {
    Some(Change {
        metadata: fields.optional("metadata", entries),
        description: fields.removable("description", text(Description::parse)),
        line_items: line_items(fields),
        return_url: fields.removable("return_url", text(|url| fit_for(livemode, url).and_then(|()| payer_url(url)))),
        expires_at: fields.optional("expires_at", text(time)),
    })
}

/// Reads a cancellation. `replaced` is ours to say.
pub fn cancel_reason(fields: &mut Fields<'_>) -> Option<Option<CancellationReason>> {
    let sayable = |reason: &CancellationReason| *reason != CancellationReason::Replaced;
    let spellings = CancellationReason::ALL.iter().filter(|reason| sayable(reason)).map(|r| r.as_str()).collect();
    let parse = |text: &str| CancellationReason::parse(text).filter(|r| *r != CancellationReason::Replaced);
    Some(fields.optional("cancellation_reason", code(parse, spellings)))
}
