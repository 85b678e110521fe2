//! What a merchant may say of money that is held, and how it is answered.

use app::Deps;
use app::payments::order::Refusal;
use app::sessions::{Answered, Failure};
use app::views::payment_view;
use domain::Invalid;
use domain::ids::PaymentId;
use domain::money::Amount;
use domain::session::{CaptureWish, Session};
use serde::Serialize;
use utoipa::ToSchema;

use crate::fields::{Fields, boolean, whole};
use crate::{Code, Problem, Reply, refusals};

/// How much to capture.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PaymentCapture)]
pub struct PaymentCapture {
    /// How much, in minor units; all that is left when left out.
    #[schema(minimum = 1)]
    amount: Option<u64>,
    /// Whether to let go of what is left afterwards.
    #[serde(rename = "final")]
    #[schema(default = false)]
    is_final: Option<bool>,
}

/// Reads how much to capture.
pub fn capture_wish(fields: &mut Fields<'_>) -> Option<CaptureWish> {
    let said = fields.peek("amount").is_some();
    let amount = fields.optional("amount", |value| whole(value).and_then(Amount::new).and_then(something));
    let is_final = fields.optional_or("final", false, boolean)?;
    (!said || amount.is_some()).then_some(CaptureWish { amount, is_final })
}

/// Reads a body that says nothing.
pub const fn no_fields(_: &mut Fields<'_>) -> Option<()> {
    Some(())
}

fn something(amount: Amount) -> Result<Amount, Invalid> {
    let nothing = || Invalid::new("invalid_amount", "A capture takes at least one minor unit.");
    (amount != Amount::ZERO).then_some(amount).ok_or_else(nothing)
}

/// How an order is answered: with the payment as it stands.
///
/// # Errors
/// Why there is none, or why it moved nothing.
pub fn ordered(
    payment: PaymentId,
    came: Result<Answered<Session>, Failure<Refusal>>,
    deps: &Deps,
) -> Result<Reply, Problem> {
    let now = deps.clock.now();
    let view = |session: &Session| payment_view(session, payment.number, now);
    match came {
        Ok(answered) => {
            let payment = view(&answered.value).ok_or_else(|| Problem::new(Code::NotFound))?;
            Ok(Reply::ok(&payment).replayed(answered.replayed))
        }
        Err(failure) => Err(refusals::failure(|refusal| refusals::order(refusal, view))(failure)),
    }
}
