//! A saved payment method, as merchants see it.

use domain::method::{SavedMethod, Standing};
use serde::Serialize;
use utoipa::ToSchema;

use super::payment::{CardView, card_view};
use super::rfc3339;

/// A payment method that a customer saved. Nothing is kept of it but what is shown here.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = SavedPaymentMethod)]
pub struct MethodView {
    /// Always `payment_method`.
    #[schema(example = "payment_method")]
    pub object: &'static str,
    /// The method's id.
    pub id: String,
    /// False in test mode, where no money moves.
    pub livemode: bool,
    /// 1, 2, 3 … one for each change.
    pub version: u32,
    /// When saved.
    pub created_at: String,
    /// When last changed.
    pub updated_at: String,
    /// `card`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// What is kept of the card.
    #[serde(flatten)]
    pub card: CardView,
    /// Whose it is.
    pub customer_id: String,
    /// Who may begin a payment with it: `customer_present`, or also `merchant_initiated`.
    pub usable_for: &'static str,
    /// Since when it cannot be used any more; null while it can.
    pub detached_at: Option<String>,
}

/// Shows a saved method.
#[must_use]
pub fn method_view(method: &SavedMethod) -> MethodView {
    let detached_at = match &method.standing {
        Standing::Attached { .. } => None,
        Standing::Detached { at } => Some(rfc3339(*at)),
    };
    MethodView {
        object: "payment_method",
        id: method.id.to_string(),
        livemode: method.owner.livemode,
        version: method.version,
        created_at: rfc3339(method.created_at),
        updated_at: rfc3339(method.updated_at),
        kind: "card",
        card: card_view(&method.card),
        customer_id: method.customer.to_string(),
        usable_for: method.usable_for.as_str(),
        detached_at,
    }
}
