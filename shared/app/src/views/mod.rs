//! The objects as merchants see them: in replies, and in events.
//!
//! Field names and spellings are the published contract. Nothing here is a domain type, so that
//! the inside may change without the outside.

mod endpoint;
mod event;
mod ledger;
mod mandate;
mod merchant;
mod method;
mod payment;
mod refund;
mod session;

pub use endpoint::EndpointView;
pub use event::{EventData, EventRequest, EventView, event_view};
pub use ledger::{LedgerEntryView, ledger_of};
pub use mandate::{ConsentView, MandateView, mandate_view};
pub use merchant::{ApiKeyView, MerchantView};
pub use method::{MethodView, method_view};
pub use payment::{
    CardView, PaymentErrorView, PaymentMethodView, PaymentView, ProcessorView, payment_view, payments_of,
};
pub use refund::{RefundFailureView, RefundView, refund_view, refunds_of};
pub use session::{AddressView, LastErrorView, LineItemView, NextActionView, SessionView, session_view};

pub use customer::{CustomerReply, CustomerView, customer_reply};
mod customer;

use domain::Timestamp;

/// The version of the API that this code speaks.
pub const API_VERSION: &str = "2026-11-20";

/// A time as the API writes it: RFC 3339, UTC, whole seconds.
#[must_use]
pub fn rfc3339(at: Timestamp) -> String {
    Timestamp::from_second(at.as_second()).unwrap_or(at).to_string()
}

/// The answer to a removal.
#[derive(Debug, Clone, serde::Serialize, utoipa::ToSchema)]
#[schema(as = Deleted)]
pub struct DeletedView {
    /// What was removed.
    pub object: &'static str,
    /// Its id.
    pub id: String,
    /// Always true.
    pub deleted: bool,
}

impl DeletedView {
    /// Says that this is gone.
    #[must_use]
    pub fn of(object: &'static str, id: impl std::fmt::Display) -> Self {
        Self { object, id: id.to_string(), deleted: true }
    }
}

/// The answer of a service that answers.
#[derive(Debug, Clone, serde::Serialize, utoipa::ToSchema)]
#[schema(as = Health)]
pub struct HealthView {
    /// Always `ok`.
    pub status: &'static str,
    /// The version of the API.
    pub api_version: &'static str,
}

impl HealthView {
    /// It answers.
    #[must_use]
    pub const fn ok() -> Self {
        Self { status: "ok", api_version: API_VERSION }
    }
}
