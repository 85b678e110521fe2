//! A payment, as merchants see it: one attempt of a session.

use std::borrow::Cow;

use domain::Timestamp;
use domain::card::CardSummary;
use domain::ids::{CaptureId, MethodId, PaymentId};
use domain::payment::{
    Approved, Attempt, AttemptNumber, Capture, Failed, LateMoney, Payment, PaymentStatus, Reference,
};
use domain::session::Session;
use serde::Serialize;
use utoipa::ToSchema;

use super::session::failure;
use super::{LastErrorView, rfc3339};

/// A payment: one attempt of a session to collect its money.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Payment)]
pub struct PaymentView {
    /// Always `payment`.
    #[schema(example = "payment")]
    pub object: &'static str,
    /// The payment's id.
    pub id: String,
    /// False in test mode, where no money moves.
    pub livemode: bool,
    /// 1, 2, 3 … one for each change.
    pub version: u32,
    /// When the payer submitted it.
    pub created_at: String,
    /// When it last changed.
    pub updated_at: String,
    /// The session it is an attempt of.
    pub session_id: String,
    /// The merchant's reference of that session.
    pub external_reference: Option<String>,
    /// The customer, if one is known.
    pub customer_id: Option<String>,
    /// What was to be collected, in minor units.
    pub amount: u64,
    /// ISO 4217, upper case.
    pub currency: &'static str,
    /// Where the money is: `requires_action`, `processing`, `authorised`, `partially_captured`,
    /// `captured`, `voided`, `authorisation_expired`, `verified`, `failed`, `unknown`.
    #[schema(value_type = String)]
    pub status: &'static str,
    /// What it is for: `payment`, or `payment_method_verification` where the amount is 0.
    pub intent: &'static str,
    /// Who began it: `customer`.
    pub initiator: &'static str,
    /// When the money is captured.
    pub capture_method: &'static str,
    /// How much the payer's bank agreed to.
    pub authorised_amount: u64,
    /// How much was collected.
    pub captured_amount: u64,
    /// How much of what was agreed to was let go.
    pub voided_amount: u64,
    /// How much was given back, or is on its way: a refund that failed does not count.
    pub refunded_amount: u64,
    /// How much was credited to the customer, whose `balance` it is a part of: of an `unexpected` payment all or
    /// nothing, and 0 of every other.
    pub credited_amount: u64,
    /// How much may still be collected.
    pub capturable_amount: u64,
    /// How much may still be given back.
    pub refundable_amount: u64,
    /// When what is held lapses; null while nothing is held.
    pub authorisation_expires_at: Option<String>,
    /// Each time money was collected; their amounts add up to `captured_amount`.
    pub captures: Vec<CaptureView>,
    /// Whether its money came after the attempt had been written down as failed. It is no sale: the session stays
    /// as it was, and the money goes back by itself, or is credited to the customer (`credited_amount`).
    pub unexpected: bool,
    /// What it was paid with.
    pub payment_method: PaymentMethodView,
    /// Who moved the money.
    pub processor: ProcessorView,
    /// Why it failed, if it did.
    pub last_error: Option<PaymentErrorView>,
    /// Which attempt of its session it is, from 1.
    pub attempt: u8,
    /// The mandate that it is the first payment of; null for any other.
    pub mandate_id: Option<String>,
    /// The subscription behind it; null until subscriptions exist.
    pub subscription_id: Option<String>,
    /// Which cycle of the subscription it pays; null until subscriptions exist.
    pub cycle: Option<u32>,
    /// What stands on the bank statement.
    pub statement_descriptor: Option<String>,
    /// For reports.
    pub reporting_type: &'static str,
}

/// Money that was collected from what the payer's bank agreed to.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Capture)]
pub struct CaptureView {
    /// Always `capture`.
    #[schema(example = "capture")]
    pub object: &'static str,
    /// The capture's id.
    pub id: String,
    /// How much, in minor units.
    pub amount: u64,
    /// Whether what is left was let go with it.
    #[serde(rename = "final")]
    pub is_final: bool,
    /// When.
    pub created_at: String,
}

/// Why a payment failed.
pub type PaymentErrorView = LastErrorView;

/// What was paid with.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = PaymentMethod)]
pub struct PaymentMethodView {
    /// The saved method's id; null for one that was not saved.
    pub id: Option<String>,
    /// `card`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// What is kept of the card.
    #[serde(flatten)]
    pub card: CardView,
}

/// What is kept of a card.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Card)]
pub struct CardView {
    /// `visa`, `mastercard`, `amex`, `unknown`.
    pub brand: &'static str,
    /// The last four digits.
    pub last4: String,
    /// The last month in which it is good.
    pub exp_month: u8,
    /// And the year.
    pub exp_year: u16,
    /// Where it was issued, ISO 3166-1; null where nobody said.
    pub country: Option<String>,
    /// The same for the same card of yours, in one mode; it does not lead back to the number.
    pub fingerprint: Option<String>,
}

/// Who moved the money.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ProcessorOfPayment)]
pub struct ProcessorView {
    /// `sandbox`: simulated, no money moves.
    pub name: &'static str,
    /// The processor's own name for the payment.
    pub reference: Option<String>,
}

/// What differs between payments in different states.
struct Facts<'a> {
    number: AttemptNumber,
    version: u32,
    created_at: Timestamp,
    updated_at: Timestamp,
    card: &'a CardSummary,
    method: Option<MethodId>,
    status: PaymentStatus,
    reference: Option<&'a Reference>,
    error: Option<PaymentErrorView>,
    approved: Option<Cow<'a, Approved>>,
    unexpected: bool,
}

impl<'a> Facts<'a> {
    fn of<S>(payment: &'a Payment<S>, status: PaymentStatus, reference: Option<&'a Reference>) -> Self {
        Self {
            number: payment.number,
            version: payment.version,
            created_at: payment.created_at,
            updated_at: payment.updated_at,
            card: &payment.card,
            method: payment.source.method(),
            status,
            reference,
            error: None,
            approved: None,
            unexpected: false,
        }
    }

    fn of_attempt(attempt: &'a Attempt) -> Self {
        match attempt {
            Attempt::Processing(payment) => Self::of(payment, PaymentStatus::Processing, None),
            Attempt::AwaitingAction(payment) => {
                Self::of(payment, PaymentStatus::RequiresAction, Some(&payment.state.reference))
            }
            Attempt::Unresolved(payment) => Self::of(payment, PaymentStatus::Unknown, None),
        }
    }
}

impl<'a> Facts<'a> {
    fn of_approved(approved: &'a Approved, now: Timestamp) -> Self {
        let status = approved.status(now);
        let facts = match approved {
            Approved::Held(payment) => Self::of(payment, status, Some(&payment.state.reference)),
            Approved::Captured(payment) => Self::of(payment, status, Some(&payment.state.reference)),
            Approved::Released(payment) => Self::of(payment, status, Some(&payment.state.reference)),
            Approved::Verified(payment) => Self::of(payment, status, Some(&payment.state.reference)),
        };
        Self { approved: Some(Cow::Borrowed(approved)), ..facts }
    }
}

impl<'a> Facts<'a> {
    /// One that failed, or for which money came all the same.
    fn of_failed(failed: &'a Payment<Failed>, now: Timestamp) -> Self {
        let Some(late) = &failed.state.late else {
            let facts = Self::of(failed, PaymentStatus::Failed, failed.state.reference.as_ref());
            return Self { error: Some(failure(failed)), ..facts };
        };
        let (approved, reference) = match &late.money {
            LateMoney::Captured(captured) | LateMoney::Credited(captured) => {
                (Approved::Captured(failed.in_state(captured.clone())), &captured.reference)
            }
            LateMoney::Released(released) => {
                (Approved::Released(failed.in_state(released.clone())), &released.reference)
            }
        };
        let facts = Self::of(failed, approved.status(now), Some(reference));
        Self { approved: Some(Cow::Owned(approved)), unexpected: true, ..facts }
    }
}

fn facts(session: &Session, number: AttemptNumber, now: Timestamp) -> Option<Facts<'_>> {
    if let Some(payment) = session.base().failed.iter().find(|payment| payment.number == number) {
        return Some(Facts::of_failed(payment, now));
    }
    let latest = match session {
        Session::Paying(paying) => Some(Facts::of_attempt(&paying.attempt)),
        Session::Completed(completed) => completed.payment.as_ref().map(|approved| Facts::of_approved(approved, now)),
        Session::Open(_) | Session::Expired(_) | Session::Cancelled(_) => None,
    };
    latest.filter(|facts| facts.number == number)
}

/// Shows the payment of a session with this number as it stands at this moment, if there is one.
#[must_use]
pub fn payment_view(session: &Session, number: AttemptNumber, now: Timestamp) -> Option<PaymentView> {
    let facts = facts(session, number, now)?;
    let base = session.base();
    let terms = &base.terms;
    let id = PaymentId { session: terms.id, number };
    let approved = facts.approved.as_deref();
    let sums = Sums::of(approved, now);
    let credited = base.late_credit(number).minor();
    Some(PaymentView {
        object: "payment",
        id: id.to_string(),
        livemode: base.owner.livemode,
        version: facts.version,
        created_at: rfc3339(facts.created_at),
        updated_at: rfc3339(facts.updated_at),
        session_id: terms.id.to_string(),
        external_reference: terms.reference.as_ref().map(|text| text.as_str().to_owned()),
        customer_id: terms.customer.map(|id| id.to_string()),
        amount: terms.money.amount.minor(),
        currency: terms.money.currency.code(),
        status: facts.status.as_str(),
        intent: terms.intent().as_str(),
        initiator: "customer",
        capture_method: terms.capture_method.as_str(),
        authorised_amount: sums.authorised,
        captured_amount: sums.captured,
        voided_amount: sums.voided,
        refunded_amount: sums.refunded,
        credited_amount: credited,
        capturable_amount: sums.capturable,
        refundable_amount: sums.captured.saturating_sub(sums.refunded).saturating_sub(credited),
        authorisation_expires_at: held_until(approved, now).map(rfc3339),
        captures: approved.map(|approved| captures(id, approved)).unwrap_or_default(),
        unexpected: facts.unexpected,
        payment_method: method(facts.card, facts.method),
        processor: ProcessorView { name: "sandbox", reference: facts.reference.map(|name| name.0.clone()) },
        last_error: facts.error,
        attempt: number.get(),
        mandate_id: terms.mandate().map(|id| id.to_string()),
        subscription_id: None,
        cycle: None,
        statement_descriptor: terms.statement_descriptor.as_ref().map(|text| text.as_str().to_owned()),
        reporting_type: terms.reporting_type.as_str(),
    })
}

/// The sums of a payment; all nothing while nobody has agreed to it.
#[derive(Default)]
struct Sums {
    authorised: u64,
    captured: u64,
    voided: u64,
    capturable: u64,
    refunded: u64,
}

impl Sums {
    fn of(approved: Option<&Approved>, now: Timestamp) -> Self {
        approved.map_or_else(Self::default, |approved| Self {
            authorised: approved.authorised().minor(),
            captured: approved.captured().minor(),
            voided: approved.voided(now).minor(),
            capturable: approved.capturable(now).minor(),
            refunded: approved.refunded().minor(),
        })
    }
}

/// When what is held lapses, while anything is.
fn held_until(approved: Option<&Approved>, now: Timestamp) -> Option<Timestamp> {
    match approved {
        Some(Approved::Held(held)) if !held.state.has_run_out(now) => Some(held.state.expires_at),
        Some(Approved::Held(_) | Approved::Captured(_) | Approved::Released(_) | Approved::Verified(_)) | None => None,
    }
}

fn captures(payment: PaymentId, approved: &Approved) -> Vec<CaptureView> {
    let view = |(place, capture): (usize, &Capture)| {
        let number = u8::try_from(place).unwrap_or(u8::MAX).saturating_add(1);
        CaptureView {
            object: "capture",
            id: CaptureId { payment, number }.to_string(),
            amount: capture.amount.minor(),
            is_final: capture.is_final,
            created_at: rfc3339(capture.at),
        }
    };
    approved.captures().iter().enumerate().map(view).collect()
}

/// Shows all payments of a session, the latest first.
#[must_use]
pub fn payments_of(session: &Session, now: Timestamp) -> Vec<PaymentView> {
    let numbers = (1..=session.attempts()).rev().filter_map(AttemptNumber::new);
    numbers.filter_map(|number| payment_view(session, number, now)).collect()
}

fn method(card: &CardSummary, saved: Option<MethodId>) -> PaymentMethodView {
    PaymentMethodView { id: saved.map(|id| id.to_string()), kind: "card", card: card_view(card) }
}

/// Shows what is kept of a card.
pub(super) fn card_view(card: &CardSummary) -> CardView {
    CardView {
        brand: card.brand.as_str(),
        last4: card.last4.as_str().to_owned(),
        exp_month: card.expiry.month,
        exp_year: card.expiry.year,
        country: card.country.clone(),
        fingerprint: card.fingerprint.map(|fingerprint| fingerprint.to_string()),
    }
}
