//! A mandate, as merchants see it.

use domain::mandate::{Agreed, Mandate, Standing};
use serde::Serialize;
use utoipa::ToSchema;

use super::rfc3339;

/// A customer's agreement that the merchant may charge a saved payment method later.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Mandate)]
pub struct MandateView {
    /// Always `mandate`.
    #[schema(example = "mandate")]
    pub object: &'static str,
    /// The mandate's id.
    pub id: String,
    /// False in test mode, where no money moves.
    pub livemode: bool,
    /// 1, 2, 3 … one for each change.
    pub version: u32,
    /// When created, with its session.
    pub created_at: String,
    /// When last changed.
    pub updated_at: String,
    /// `pending_authorisation`: the payer has not agreed yet; `active`; `revoked`; `failed`: its session ended without
    /// success.
    pub status: &'static str,
    /// Whether you may charge under it now.
    pub chargeable: bool,
    /// `on_demand`: you charge when it is due, as you have agreed with the customer; without limits.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Whose agreement it is.
    pub customer_id: String,
    /// What may be charged; null until the payer has agreed.
    pub payment_method_id: Option<String>,
    /// The session that it came of.
    pub session_id: String,
    /// How the payer agreed; null until then.
    pub consent: Option<ConsentView>,
    /// Since when it is active, or when it became so; null if it never did.
    pub activated_at: Option<String>,
    /// When it was revoked.
    pub revoked_at: Option<String>,
    /// `requested_by_merchant`, `payment_method_detached` or `customer_deleted`.
    pub revocation_reason: Option<&'static str>,
    /// When its session ended without success.
    pub failed_at: Option<String>,
}

/// How a payer agreed to a mandate.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Consent)]
pub struct ConsentView {
    /// `hosted_page`; or `merchant`: paid by the API, and you have asked the payer yourself.
    pub channel: &'static str,
    /// When the payer submitted the payment.
    pub given_at: String,
    /// What the hosted page said, word for word.
    pub text: Option<String>,
    /// Its language.
    pub locale: Option<String>,
}

/// Shows a mandate.
#[must_use]
pub fn mandate_view(mandate: &Mandate) -> MandateView {
    let agreed = mandate.agreed();
    let (revoked, failed_at) = match &mandate.standing {
        Standing::Revoked { at, why, .. } => (Some((*at, *why)), None),
        Standing::Failed { at } => (None, Some(*at)),
        Standing::PendingAuthorisation | Standing::Active(_) => (None, None),
    };
    MandateView {
        object: "mandate",
        id: mandate.id.to_string(),
        livemode: mandate.owner.livemode,
        version: mandate.version,
        created_at: rfc3339(mandate.created_at),
        updated_at: rfc3339(mandate.updated_at),
        status: mandate.status().as_str(),
        chargeable: mandate.is_chargeable(),
        kind: mandate.kind.as_str(),
        customer_id: mandate.customer.to_string(),
        payment_method_id: agreed.map(|agreed| agreed.method.to_string()),
        session_id: mandate.session.to_string(),
        consent: agreed.map(consent),
        activated_at: agreed.map(|agreed| rfc3339(agreed.at)),
        revoked_at: revoked.map(|(at, _)| rfc3339(at)),
        revocation_reason: revoked.map(|(_, why)| why.as_str()),
        failed_at: failed_at.map(rfc3339),
    }
}

fn consent(agreed: &Agreed) -> ConsentView {
    let shown = agreed.consent.shown.as_ref();
    ConsentView {
        channel: if shown.is_some() { "hosted_page" } else { "merchant" },
        given_at: rfc3339(agreed.consent.given_at),
        text: shown.map(|shown| shown.text.clone()),
        locale: shown.map(|shown| shown.locale.clone()),
    }
}
