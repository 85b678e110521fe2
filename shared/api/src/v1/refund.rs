//! What a merchant may say to give money back, and how it is answered.

use std::collections::BTreeMap;

use app::Deps;
use app::refunds::create::{Refunded, Refusal};
use app::sessions::{Answered, Failure};
use app::views::{payment_view, refund_view};
use domain::Invalid;
use domain::ids::PaymentId;
use domain::metadata::Metadata;
use domain::money::Amount;
use domain::payment::RefundReason;
use domain::session::RefundWish;
use domain::text::Description;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::session_create::entries;
use crate::fields::{Fields, code, text, whole};
use crate::{Code, Problem, Reply, refusals};

/// Money to give back. Only `payment` is required.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RefundCreate)]
pub struct RefundCreate {
    /// The payment whose money it gives back.
    #[schema(example = "pay_3r3Y3N01y7QGPoR6NFOLy61")]
    payment: String,
    /// How much, in minor units; all that is left when left out.
    #[schema(minimum = 1)]
    amount: Option<u64>,
    /// `duplicate`, `fraudulent`, `requested_by_customer`.
    reason: Option<String>,
    /// For people, at most 500 characters.
    description: Option<String>,
    /// Your own data: up to 50 keys, 8 KiB in all.
    metadata: Option<BTreeMap<String, String>>,
}

/// Reads what is to be given back, and of which payment.
pub fn refund_create(fields: &mut Fields<'_>) -> Option<(PaymentId, RefundWish)> {
    let payment = fields.required("payment", text(payment));
    let said = fields.peek("amount").is_some();
    let amount = fields.optional("amount", |value| whole(value).and_then(Amount::new).and_then(something));
    // That money came unexpectedly is ours to say.
    let sayable = |reason: &RefundReason| *reason != RefundReason::UnexpectedPayment;
    let spellings = RefundReason::ALL.iter().filter(|reason| sayable(reason)).map(|reason| reason.as_str()).collect();
    let parse = |text: &str| RefundReason::parse(text).filter(|reason| *reason != RefundReason::UnexpectedPayment);
    let reason = fields.optional("reason", code(parse, spellings));
    let description = fields.optional("description", text(Description::parse));
    let metadata = fields.optional("metadata", |value| entries(value).and_then(Metadata::new));
    let wish = RefundWish { amount, reason, description, metadata: metadata.unwrap_or_default() };
    (!said || amount.is_some()).then_some((payment?, wish))
}

/// The payment that a body names, whatever else is wrong with it.
#[must_use]
pub fn payment_named(said: &Value) -> Option<PaymentId> {
    said.get("payment").and_then(Value::as_str).and_then(PaymentId::parse)
}

fn payment(text: &str) -> Result<PaymentId, Invalid> {
    PaymentId::parse(text).ok_or_else(no_such_payment)
}

fn no_such_payment() -> Invalid {
    Invalid::new("not_found", "There is no such payment.")
}

fn something(amount: Amount) -> Result<Amount, Invalid> {
    let nothing = || Invalid::new("invalid_amount", "A refund gives back at least one minor unit.");
    (amount != Amount::ZERO).then_some(amount).ok_or_else(nothing)
}

/// How a refund is answered: with the refund as it stands.
///
/// # Errors
/// Why there is none.
pub fn refunded(
    payment: PaymentId,
    came: Result<Answered<Refunded>, Failure<Refusal>>,
    deps: &Deps,
) -> Result<Reply, Problem> {
    let now = deps.clock.now();
    match came {
        Ok(answered) => {
            let Refunded { session, refund } = answered.value;
            let view = refund_view(&session, refund.payment.number, refund.number);
            let view = view.ok_or_else(|| Problem::new(Code::NotFound))?;
            Ok(Reply::created(&view).replayed(answered.replayed))
        }
        Err(Failure::Refused(Refusal::NotFound)) => Err(Problem::field("/payment", &no_such_payment())),
        Err(failure) => {
            let view = |session: &domain::session::Session| payment_view(session, payment.number, now);
            Err(refusals::failure(|refusal| refusals::refund(refusal, view))(failure))
        }
    }
}
