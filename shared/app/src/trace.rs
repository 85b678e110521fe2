//! What a line of the log belongs to.
//!
//! Every run of a function has a span: a request, a message, a batch of the stream, one entry of a
//! sweep. It is made with [`work_span!`](crate::work_span), which gives it a place for each fact
//! that operators search by; whoever learns such a fact notes it here, and every later line of that
//! run has it. A fact that is not known is not in the line.
//!
//! Only ids and numbers of our own making are noted. What came from outside never is: a path may
//! hold a token, and an idempotency key is the merchant's.

use domain::ids::{CustomerId, EndpointId, PaymentId, SessionId};
use domain::merchant::Owner;
use tracing::Span;

/// The target of lines that are there for operators of a deployment. Who develops on one machine sees
/// the same in another way, and need not be shown them.
pub const OPERATIONS: &str = "operations";

/// A span for one run of a function. Its fields are those of the log that operators search by, and
/// the ones given here.
#[macro_export]
macro_rules! work_span {
    ($name:literal $(, $($fields:tt)*)?) => {
        tracing::info_span!(
            $name,
            merchant = tracing::field::Empty,
            livemode = tracing::field::Empty,
            session = tracing::field::Empty,
            customer = tracing::field::Empty,
            payment = tracing::field::Empty,
            endpoint = tracing::field::Empty,
            attempt = tracing::field::Empty,
            $($($fields)*)?
        )
    };
}

/// Whose object it is about, and in which world.
pub fn owner(owner: Owner) {
    let span = Span::current();
    span.record("merchant", tracing::field::display(owner.merchant));
    span.record("livemode", owner.livemode);
}

/// Which session it is about.
pub fn session(id: SessionId) {
    Span::current().record("session", tracing::field::display(id));
}

/// Which customer it is about.
pub fn customer(id: CustomerId) {
    Span::current().record("customer", tracing::field::display(id));
}

/// Which payment it is about, and with it which attempt of which session.
pub fn payment(id: PaymentId) {
    session(id.session);
    let span = Span::current();
    span.record("payment", tracing::field::display(id));
    span.record("attempt", id.number.get());
}

/// Which endpoint it is about, and which attempt to reach it.
pub fn delivery(endpoint: EndpointId, attempt: u32) {
    let span = Span::current();
    span.record("endpoint", tracing::field::display(endpoint));
    span.record("attempt", attempt);
}
