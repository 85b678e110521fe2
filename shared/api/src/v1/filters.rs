//! The filters of lists.

use app::events::list::ObjectId;
use app::ports::{CustomerFilter, SessionFilter};
use domain::Invalid;
use domain::event::Filter;
use domain::ids::{CustomerId, MandateId, MethodId, PaymentId, RefundId, SessionId};
use domain::payment::{PaymentStatus, RefundStatus};
use domain::session::{PaymentOutcome, Status};
use domain::text::{Email, ExternalCustomerId, Reference};

use super::expiry::time;
use crate::fields::one_of;
use crate::query::Query;
use crate::{Code, Problem};

/// Reads the filters of the list of sessions.
///
/// # Errors
/// 400 when one cannot be so.
pub fn session_filters(query: &Query) -> Result<SessionFilter, Problem> {
    Ok(SessionFilter {
        status: query.parsed("status", spelling(Status::parse, Status::ALL, Status::as_str))?,
        outcome: query
            .parsed("payment_outcome", spelling(PaymentOutcome::parse, PaymentOutcome::ALL, PaymentOutcome::as_str))?,
        customer: query.parsed("customer", customer)?,
        reference: query.parsed("external_reference", Reference::parse)?,
        created_after: query.parsed("created_after", time)?,
        created_before: query.parsed("created_before", time)?,
        with_payments: false,
    })
}

/// Reads the filters of the list of customers: the merchant's own id, which only one has, and the others.
///
/// # Errors
/// 400 when one cannot be so.
pub fn customer_filters(query: &Query) -> Result<(Option<ExternalCustomerId>, CustomerFilter), Problem> {
    let external = query.parsed("external_customer_id", ExternalCustomerId::parse)?;
    let filter = CustomerFilter {
        email: query.parsed("email", Email::parse)?,
        created_after: query.parsed("created_after", time)?,
        created_before: query.parsed("created_before", time)?,
    };
    Ok((external, filter))
}

/// Reads the filters of the list of payments: of one session, of the sessions of a customer, and
/// in one state.
///
/// # Errors
/// 400 when one cannot be so.
pub fn payment_filters(query: &Query) -> Result<(Option<SessionId>, SessionFilter, Option<PaymentStatus>), Problem> {
    let session = query.parsed("session", |text| id(text, SessionId::parse, "ps_…"))?;
    let customer = query.parsed("customer", customer)?;
    let status = query.parsed("status", spelling(PaymentStatus::parse, PaymentStatus::ALL, PaymentStatus::as_str))?;
    Ok((session, SessionFilter { customer, ..SessionFilter::default() }, status))
}

/// Reads the filter of lists that are kept by customer: whose.
///
/// # Errors
/// 400 when nobody is named, or cannot be so.
pub fn of_customer(query: &Query) -> Result<CustomerId, Problem> {
    let missing = || Problem::because(Code::InvalidQuery, "Say whose: customer=cus_….").at("customer");
    query.parsed("customer", customer)?.ok_or_else(missing)
}

/// Of one session, of one payment, and in one state.
pub type RefundFilters = (Option<SessionId>, Option<PaymentId>, Option<RefundStatus>);

/// Reads the filters of the list of refunds.
///
/// # Errors
/// 400 when one cannot be so.
pub fn refund_filters(query: &Query) -> Result<RefundFilters, Problem> {
    let session = query.parsed("session", |text| id(text, SessionId::parse, "ps_…"))?;
    let payment = query.parsed("payment", |text| id(text, PaymentId::parse, "pay_…"))?;
    let status = query.parsed("status", spelling(RefundStatus::parse, RefundStatus::ALL, RefundStatus::as_str))?;
    Ok((session, payment, status))
}

/// Reads whose entries of the ledger are wanted: a session's, or those of one of its payments.
///
/// # Errors
/// 400 when one cannot be so, or neither is there.
pub fn ledger_filters(query: &Query) -> Result<(SessionId, Option<PaymentId>), Problem> {
    let session = query.parsed("session", |text| id(text, SessionId::parse, "ps_…"))?;
    let payment = query.parsed("payment", |text| id(text, PaymentId::parse, "pay_…"))?;
    match session.or(payment.map(|payment| payment.session)) {
        Some(session) => Ok((session, payment)),
        None => {
            let detail = "Name a session or a payment; the ledger is kept by session.";
            Err(Problem::because(Code::InvalidQuery, detail).at("session"))
        }
    }
}

/// Reads the filters of the list of events.
///
/// # Errors
/// 400 when one cannot be so.
pub fn event_filters(query: &Query) -> Result<(Filter, Option<ObjectId>), Problem> {
    let unknown = || Invalid::new("invalid_query", "A type such as payment.succeeded, or payment.*.");
    let filter = query.parsed("type", |text| Filter::parse(text).ok_or_else(unknown))?;
    let what = "the id of a session, payment, refund, customer, payment method or mandate";
    let object = query.parsed("object", |text| id(text, object, what))?;
    Ok((filter.unwrap_or(Filter::All), object))
}

fn object(text: &str) -> Option<ObjectId> {
    let session = SessionId::parse(text).map(ObjectId::Session);
    let payment = PaymentId::parse(text).map(ObjectId::Payment);
    let refund = RefundId::parse(text).map(ObjectId::Refund);
    let customer = CustomerId::parse(text).map(ObjectId::Customer);
    let method = MethodId::parse(text).map(ObjectId::Method);
    let mandate = MandateId::parse(text).map(ObjectId::Mandate);
    session.or(payment).or(refund).or(customer).or(method).or(mandate)
}

fn customer(text: &str) -> Result<CustomerId, Invalid> {
    id(text, CustomerId::parse, "cus_…")
}

fn id<T>(text: &str, parse: fn(&str) -> Option<T>, like: &str) -> Result<T, Invalid> {
    parse(text).ok_or_else(|| Invalid::new("invalid_query", format!("An id: {like}.")))
}

fn spelling<T: Copy>(
    parse: fn(&str) -> Option<T>,
    all: &'static [T],
    spell: fn(T) -> &'static str,
) -> impl FnOnce(&str) -> Result<T, Invalid> {
    move |text| parse(text).ok_or_else(|| one_of(&all.iter().copied().map(spell).collect::<Vec<_>>()))
}
