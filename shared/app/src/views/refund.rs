//! A refund, as merchants see it.

use std::collections::BTreeMap;

use domain::ids::{PaymentId, RefundId};
use domain::payment::{AttemptNumber, Refund, RefundFailure, RefundNumber, RefundState};
use domain::session::Session;
use serde::Serialize;
use utoipa::ToSchema;

use super::rfc3339;

/// Money that is given back, all of a payment or a part.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Refund)]
pub struct RefundView {
    /// Always `refund`.
    #[schema(example = "refund")]
    pub object: &'static str,
    /// The refund's id.
    pub id: String,
    /// False in test mode, where no money moves.
    pub livemode: bool,
    /// 1, 2, 3 … one for each change.
    pub version: u32,
    /// When it was asked for.
    pub created_at: String,
    /// When it last changed.
    pub updated_at: String,
    /// The payment whose money it gives back.
    pub payment_id: String,
    /// The session of that payment.
    pub session_id: String,
    /// The merchant's reference of that session.
    pub external_reference: Option<String>,
    /// The customer, if one is known.
    pub customer_id: Option<String>,
    /// How much, in minor units.
    pub amount: u64,
    /// ISO 4217, upper case.
    pub currency: &'static str,
    /// `pending`: on its way, and reserved; `succeeded`: given back, though a bank may still return it;
    /// `failed`: not given back.
    #[schema(value_type = String)]
    pub status: &'static str,
    /// `duplicate`, `fraudulent`, `requested_by_customer`; `unexpected_payment` where this service gave back what
    /// came for an attempt that had failed.
    pub reason: Option<&'static str>,
    /// For people.
    pub description: Option<String>,
    /// Why it failed, if it did.
    pub failure: Option<RefundFailureView>,
    /// The merchant's own data.
    pub metadata: BTreeMap<String, String>,
}

/// Why a refund failed.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = RefundFailure)]
pub struct RefundFailureView {
    /// `declined` by the processor or the issuer, `refused` because so much was not left there, or
    /// `returned` by the payer's bank.
    pub code: &'static str,
    /// The issuer's reason, where it declined.
    pub decline_code: Option<&'static str>,
    /// What happened, in a sentence.
    pub message: &'static str,
}

/// Shows the refund of a session's payment with this number, if there is one.
#[must_use]
pub fn refund_view(session: &Session, payment: AttemptNumber, number: RefundNumber) -> Option<RefundView> {
    let refund = session.refunds_of(payment).get(number.place())?;
    let base = session.base();
    let payment = PaymentId { session: base.terms.id, number: payment };
    Some(RefundView {
        object: "refund",
        id: RefundId { payment, number }.to_string(),
        livemode: base.owner.livemode,
        version: refund.version,
        created_at: rfc3339(refund.created_at),
        updated_at: rfc3339(refund.updated_at),
        payment_id: payment.to_string(),
        session_id: base.terms.id.to_string(),
        external_reference: base.terms.reference.as_ref().map(|text| text.as_str().to_owned()),
        customer_id: base.terms.customer.map(|id| id.to_string()),
        amount: refund.amount.minor(),
        currency: base.terms.money.currency.code(),
        status: refund.status().as_str(),
        reason: refund.reason.map(domain::payment::RefundReason::as_str),
        description: refund.description.as_ref().map(|text| text.as_str().to_owned()),
        failure: failure(refund),
        metadata: refund.metadata.entries().clone(),
    })
}

fn failure(refund: &Refund) -> Option<RefundFailureView> {
    let RefundState::Failed(failure) = refund.state else { return None };
    let (code, decline, message) = match failure {
        RefundFailure::Declined(decline) => ("declined", Some(decline), decline.message()),
        RefundFailure::Refused => ("refused", None, "The processor has not so much left to give back."),
        RefundFailure::Returned => ("returned", None, "The payer's bank sent the money back."),
    };
    Some(RefundFailureView { code, decline_code: decline.map(domain::decline::DeclineCode::as_str), message })
}

/// Shows all refunds of a session, the latest of the latest payment first.
#[must_use]
pub fn refunds_of(session: &Session) -> Vec<(RefundId, RefundView)> {
    let of = session.base().terms.id;
    let view = |(payment, number, _): (AttemptNumber, RefundNumber, &Refund)| {
        let id = RefundId { payment: PaymentId { session: of, number: payment }, number };
        refund_view(session, payment, number).map(|view| (id, view))
    };
    let mut views: Vec<_> = session.refunds().filter_map(view).collect();
    views.reverse();
    views
}
