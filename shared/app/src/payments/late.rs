//! Money came for an attempt that had failed.
//!
//! The payment is marked as unexpected and refunded in one write. Guaranteed: whatever tells of it twice or at
//! once, one of them writes it; the refund is asked for by its follow-up and by the rule that ticks each
//! minute, under its own key. What was only held is let go first, under a key that is the same each time, so
//! that it is written only once it is true.

use domain::ids::PaymentId;
use domain::payment::{Instruction, OrderOutcome, Outcome, Reference};
use domain::session::{LateOutcome, Session};

use crate::access::nobody;
use crate::ports::{HeldOrder, Written};
use crate::sessions::TRIES;
use crate::{Deps, Trouble, trace};

/// The order that lets go of money that was held for an attempt which had failed: the first of its payment.
const LET_GO: u8 = 1;

/// Takes note of what the processor says was charged; says whether it was news.
///
/// # Errors
/// When the table or the processor cannot be reached; it must be told again then.
pub(crate) async fn take(
    session: Session,
    payment: PaymentId,
    outcome: &Outcome,
    deps: &Deps,
) -> Result<bool, Trouble> {
    trace::payment(payment);
    let (reference, late) = match outcome {
        Outcome::Captured { reference } => (reference, LateOutcome::Captured),
        Outcome::Authorised { reference, .. } => {
            if session.base().failed.iter().any(|failed| failed.number == payment.number && failed.state.late.is_some())
            {
                return Ok(false);
            }
            let_go(payment, deps).await?;
            (reference, LateOutcome::Voided)
        }
        // A verification moves no money.
        Outcome::Verified { .. }
        | Outcome::Action { .. }
        | Outcome::Declined { .. }
        | Outcome::NotSent
        | Outcome::Unknown => return Ok(false),
    };
    write(session, payment, reference, late, deps).await
}

async fn write(
    mut session: Session,
    payment: PaymentId,
    reference: &Reference,
    late: LateOutcome,
    deps: &Deps,
) -> Result<bool, Trouble> {
    let cause = nobody(deps.randomness.as_ref());
    for _ in 0..TRIES {
        let now = deps.clock.now();
        let Some(step) = session.money_came_late(payment.number, reference.clone(), late, now) else {
            return Ok(false);
        };
        match deps.sessions.apply(step, cause.clone()).await? {
            Written::Done(_) => {
                tracing::warn!("money came for an attempt that had failed; it is given back");
                return Ok(true);
            }
            Written::Lost(found) => session = *found,
            Written::Missing => return Err(crate::sessions::settle::gone(payment.session)),
        }
    }
    Err(Trouble::Contended)
}

async fn let_go(payment: PaymentId, deps: &Deps) -> Result<(), Trouble> {
    let order = HeldOrder { payment, number: LET_GO, instruction: Instruction::Void, scenario: None };
    match deps.sandbox.order(order).await {
        OrderOutcome::Done | OrderOutcome::HoldGone => Ok(()),
        OrderOutcome::Declined(_) | OrderOutcome::NotSent | OrderOutcome::Unknown => {
            Err(Trouble::Unavailable { what: "processor", why: "it has not let go yet".into() })
        }
    }
}
