//! A payment session, as merchants see it.

use std::collections::BTreeMap;

use domain::Timestamp;
use domain::ids::PaymentId;
use domain::line_items::LineItem;
use domain::payment::{Attempt, Failed, Payment};
use domain::session::{Address, MethodType, Session, Status};
use serde::Serialize;
use utoipa::ToSchema;

use super::rfc3339;

/// A payment session.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = PaymentSession)]
pub struct SessionView {
    /// Always `payment_session`.
    #[schema(example = "payment_session")]
    pub object: &'static str,
    /// The session's id.
    #[schema(example = "ps_3fJq0nS5l3RkUO3m8p1Y0L")]
    pub id: String,
    /// False in test mode, where no money moves.
    pub livemode: bool,
    /// 1, 2, 3 … one for each change.
    pub version: u32,
    /// When it was created.
    pub created_at: String,
    /// When it last changed.
    pub updated_at: String,
    /// What is asked for, in the currency's minor unit.
    pub amount: u64,
    /// ISO 4217, upper case.
    pub currency: &'static str,
    /// How the payment stands in a series.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The same said another way.
    pub mode: &'static str,
    /// Where the customer's journey is: `active`, `completed`, `expired`, `cancelled`.
    #[schema(value_type = String)]
    pub status: &'static str,
    /// Where the money is: `not_started`, `pending`, `paid`, `reserved`, `unpaid`.
    #[schema(value_type = String)]
    pub payment_outcome: &'static str,
    /// Whether money was collected; of a reserved session, from the first capture on.
    pub paid: bool,
    /// Whether its time ran out.
    pub expired: bool,
    /// The customer's id.
    pub customer: Option<String>,
    /// The customer's id.
    pub customer_id: Option<String>,
    /// The e-mail address given with the session.
    pub email: Option<String>,
    /// How the payer may pay.
    pub payment_method_types: Vec<&'static str>,
    /// How the payer may pay at this moment.
    pub available_payment_methods: Vec<&'static str>,
    /// When the money is captured.
    pub capture_method: &'static str,
    /// Whether the payer's method is saved.
    pub save_payment_method: &'static str,
    /// Where the payer goes afterwards.
    pub return_url: Option<String>,
    /// Where the payer goes instead.
    pub cancel_url: Option<String>,
    /// The language of the page.
    pub locale: Option<String>,
    /// When it ends unpaid.
    pub expires_at: String,
    /// What is paid for.
    pub line_items: Vec<LineItemView>,
    /// The merchant's reference.
    pub external_reference: Option<String>,
    /// For people.
    pub description: Option<String>,
    /// For the bank statement.
    pub statement_descriptor: Option<String>,
    /// For reports.
    pub reporting_type: &'static str,
    /// Where the bill goes.
    pub billing_address: Option<AddressView>,
    /// Where the things go.
    pub shipping_address: Option<AddressView>,
    /// How often the payer may try.
    pub max_attempts: u8,
    /// How often the payer has tried.
    pub attempts: u8,
    /// The latest payment.
    pub payment_id: Option<String>,
    /// The saved method that was used or came of it; before, the one that was named.
    pub payment_method_id: Option<String>,
    /// The mandate that it makes; null unless it is the first in a series.
    pub mandate_id: Option<String>,
    /// The subscription that was made; null until subscriptions exist.
    pub subscription_id: Option<String>,
    /// Why the latest attempt failed, unless one has succeeded since.
    pub last_payment_error: Option<LastErrorView>,
    /// What the payer must do next, if anything.
    pub next_action: Option<NextActionView>,
    /// When the customer was done.
    pub customer_completed_at: Option<String>,
    /// When it completed.
    pub completed_at: Option<String>,
    /// When it was cancelled.
    pub cancelled_at: Option<String>,
    /// Why it was cancelled.
    pub cancellation_reason: Option<&'static str>,
    /// The merchant's own data.
    pub metadata: BTreeMap<String, String>,
}

/// One line of what is paid for.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = LineItem)]
pub struct LineItemView {
    /// What it is.
    pub description: String,
    /// The price of one, in minor units.
    pub amount: u64,
    /// How many.
    pub quantity: u32,
    /// A picture.
    pub image: Option<String>,
    /// The merchant's own number of the product.
    pub external_product_num: Option<String>,
}

/// An address.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Address)]
pub struct AddressView {
    /// Who lives there.
    pub name: Option<String>,
    /// Street and number.
    pub line1: Option<String>,
    /// What the first line does not hold.
    pub line2: Option<String>,
    /// Town.
    pub city: Option<String>,
    /// County, state, prefecture.
    pub state: Option<String>,
    /// Post code.
    pub postal_code: Option<String>,
    /// ISO 3166-1, two letters.
    pub country: Option<String>,
    /// For the driver.
    pub phone: Option<String>,
}

/// Why the latest attempt failed.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = LastPaymentError)]
pub struct LastErrorView {
    /// The kind of failure: `card_declined`, `authentication_failed`, `processor_unavailable`, `attempt_cancelled`.
    pub code: &'static str,
    /// The reason.
    pub decline_code: &'static str,
    /// What happened, in a sentence.
    pub message: &'static str,
    /// What to do next.
    pub advice: &'static str,
    /// When.
    pub at: String,
}

/// What the payer must do next.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = NextAction)]
pub struct NextActionView {
    /// Always `redirect`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Where to send the payer.
    pub url: String,
}

/// Shows a session as it stands at this moment.
#[must_use]
pub fn session_view(session: &Session, now: Timestamp) -> SessionView {
    let base = session.base();
    let terms = &base.terms;
    let status = session.status(now);
    let outcome = session.outcome(now);
    let active = status == Status::Active;
    let ends = Ends::of(session);
    let methods: Vec<_> = terms.methods.iter().map(|method| method.as_str()).collect();
    SessionView {
        object: "payment_session",
        id: terms.id.to_string(),
        livemode: base.owner.livemode,
        version: base.version,
        created_at: rfc3339(base.created_at),
        updated_at: rfc3339(base.updated_at),
        amount: terms.money.amount.minor(),
        currency: terms.money.currency.code(),
        kind: terms.kind.as_str(),
        mode: terms.mode().as_str(),
        status: status.as_str(),
        payment_outcome: outcome.as_str(),
        paid: session.is_paid(),
        expired: status == Status::Expired,
        customer: terms.customer.map(|id| id.to_string()),
        customer_id: terms.customer.map(|id| id.to_string()),
        email: terms.email.clone(),
        available_payment_methods: available(session, active),
        payment_method_types: methods,
        capture_method: terms.capture_method.as_str(),
        save_payment_method: terms.save.as_str(),
        return_url: terms.return_url.clone(),
        cancel_url: terms.cancel_url.clone(),
        locale: terms.locale.as_ref().map(|tag| tag.as_str().to_owned()),
        expires_at: rfc3339(terms.expires_at),
        line_items: terms.line_items.lines().iter().map(line_item).collect(),
        external_reference: terms.reference.as_ref().map(|text| text.as_str().to_owned()),
        description: terms.description.as_ref().map(|text| text.as_str().to_owned()),
        statement_descriptor: terms.statement_descriptor.as_ref().map(|text| text.as_str().to_owned()),
        reporting_type: terms.reporting_type.as_str(),
        billing_address: terms.billing_address.as_ref().map(address),
        shipping_address: terms.shipping_address.as_ref().map(address),
        max_attempts: terms.max_attempts,
        attempts: session.attempts(),
        payment_id: session.latest_attempt().map(|number| PaymentId { session: terms.id, number }.to_string()),
        payment_method_id: session.method().map(|id| id.to_string()),
        mandate_id: terms.mandate().map(|id| id.to_string()),
        subscription_id: None,
        last_payment_error: last_error(session),
        next_action: next_action(session),
        customer_completed_at: ends.customer_completed_at.map(rfc3339),
        completed_at: ends.completed_at.map(rfc3339),
        cancelled_at: ends.cancelled_at.map(rfc3339),
        cancellation_reason: ends.reason,
        metadata: terms.metadata.entries().clone(),
    }
}

/// How and when a session ended, if it did.
#[derive(Default)]
struct Ends {
    customer_completed_at: Option<Timestamp>,
    completed_at: Option<Timestamp>,
    cancelled_at: Option<Timestamp>,
    reason: Option<&'static str>,
}

impl Ends {
    fn of(session: &Session) -> Self {
        match session {
            Session::Completed(completed) => Self {
                customer_completed_at: completed.payment.as_ref().map(|_| completed.at),
                completed_at: Some(completed.at),
                ..Self::default()
            },
            Session::Cancelled(cancelled) => Self {
                cancelled_at: Some(cancelled.at),
                reason: cancelled.reason.map(domain::session::CancellationReason::as_str),
                ..Self::default()
            },
            Session::Open(_) | Session::Paying(_) | Session::Expired(_) => Self::default(),
        }
    }
}

/// What the payer may pay with at this moment: nothing while an attempt is under way, and nothing
/// in live mode, which has no processor yet.
fn available(session: &Session, active: bool) -> Vec<&'static str> {
    let base = session.base();
    let offered = active && matches!(session, Session::Open(_)) && !base.owner.livemode;
    if offered { base.terms.methods.iter().copied().map(MethodType::as_str).collect() } else { Vec::new() }
}

fn last_error(session: &Session) -> Option<LastErrorView> {
    let paid = matches!(session, Session::Completed(completed) if completed.payment.is_some());
    let latest = session.base().failed.last().filter(|_| !paid)?;
    Some(failure(latest))
}

/// Shows why a payment failed.
pub(super) fn failure(payment: &Payment<Failed>) -> LastErrorView {
    let decline = payment.state.decline;
    LastErrorView {
        code: kind_of_failure(decline),
        decline_code: decline.as_str(),
        message: decline.message(),
        advice: decline.advice().as_str(),
        at: rfc3339(payment.state.late.as_ref().map_or(payment.updated_at, |late| late.failed_at)),
    }
}

const fn kind_of_failure(decline: domain::decline::DeclineCode) -> &'static str {
    use domain::decline::DeclineCode as Code;
    match decline {
        Code::AuthenticationFailed | Code::AuthenticationTimedOut | Code::AuthenticationUnavailable => {
            "authentication_failed"
        }
        Code::Cancelled => "attempt_cancelled",
        Code::ProcessorUnavailable | Code::NeverReceived => "processor_unavailable",
        Code::GenericDecline
        | Code::InsufficientFunds
        | Code::LostCard
        | Code::StolenCard
        | Code::ExpiredCard
        | Code::IncorrectCvc
        | Code::IncorrectNumber
        | Code::ProcessingError
        | Code::CardVelocityExceeded
        | Code::Fraudulent => "card_declined",
    }
}

fn next_action(session: &Session) -> Option<NextActionView> {
    let Session::Paying(paying) = session else { return None };
    let Attempt::AwaitingAction(payment) = &paying.attempt else { return None };
    Some(NextActionView { kind: "redirect", url: payment.state.url.clone() })
}

fn line_item(line: &LineItem) -> LineItemView {
    LineItemView {
        description: line.description.as_str().to_owned(),
        amount: line.amount.minor(),
        quantity: line.quantity,
        image: line.image.clone(),
        external_product_num: line.external_product_num.as_ref().map(|text| text.as_str().to_owned()),
    }
}

pub(super) fn address(address: &Address) -> AddressView {
    let text = |name: &Option<domain::text::Name>| name.as_ref().map(|name| name.as_str().to_owned());
    AddressView {
        name: text(&address.name),
        line1: text(&address.line1),
        line2: text(&address.line2),
        city: text(&address.city),
        state: text(&address.state),
        postal_code: text(&address.postal_code),
        country: address.country.clone(),
        phone: address.phone.as_ref().map(|phone| phone.as_str().to_owned()),
    }
}
