//! Money came for an attempt that had failed.
//!
//! The payment is marked as unexpected and refunded in one write, or credited to the customer in one with them,
//! as their merchant has it set. Guaranteed: whatever tells of it twice or at once, one of them writes it; the
//! refund is asked for by its follow-up and by the rule that ticks each minute, under its own key. What was
//! only held is let go first, under a key that is the same each time, so that it is written only once it is
//! true.

use domain::ids::PaymentId;
use domain::merchant::LatePayments;
use domain::payment::{Instruction, OrderOutcome, Outcome, Reference};
use domain::session::{LateOutcome, Session};

use crate::access::nobody;
use crate::ports::{Consistency, HeldOrder, Written};
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
    if session.base().failed.iter().any(|failed| failed.number == payment.number && failed.state.late.is_some()) {
        return Ok(false);
    }
    let (reference, came) = match outcome {
        Outcome::Captured { reference } if credits(&session, deps).await? => (reference, Came::ToCredit),
        Outcome::Captured { reference } => (reference, Came::ToRefund),
        Outcome::Authorised { reference, .. } => {
            let_go(payment, deps).await?;
            (reference, Came::Held)
        }
        // A verification moves no money.
        Outcome::Verified { .. }
        | Outcome::Action { .. }
        | Outcome::Declined { .. }
        | Outcome::NotSent
        | Outcome::Unknown => return Ok(false),
    };
    write(session, payment, reference, came, deps).await
}

/// What came, and what is to become of it.
#[derive(Debug, Clone, Copy)]
enum Came {
    ToRefund,
    ToCredit,
    Held,
}

/// Whether the merchant wants it credited, and to somebody. Read only here, when money has come late.
async fn credits(session: &Session, deps: &Deps) -> Result<bool, Trouble> {
    let base = session.base();
    if base.terms.customer.is_none() {
        return Ok(false);
    }
    let merchant = deps.merchants.merchant(base.owner.merchant).await?;
    Ok(merchant.is_some_and(|merchant| merchant.late_payments == LatePayments::Credit))
}

async fn write(
    mut session: Session,
    payment: PaymentId,
    reference: &Reference,
    came: Came,
    deps: &Deps,
) -> Result<bool, Trouble> {
    let cause = nobody(deps.randomness.as_ref());
    for _ in 0..TRIES {
        let late = match came {
            Came::ToRefund => LateOutcome::Captured,
            Came::ToCredit => for_customer(&session, deps).await?,
            Came::Held => LateOutcome::Voided,
        };
        let now = deps.clock.now();
        let Some(step) = session.money_came_late(payment.number, reference.clone(), late, now) else {
            return Ok(false);
        };
        let credited = !step.beside.is_empty();
        match deps.sessions.apply(step, cause.clone()).await? {
            Written::Done(_) => {
                tracing::warn!(credited, "money came for an attempt that had failed; it is given back or credited");
                return Ok(true);
            }
            Written::Lost(found) => session = *found,
            Written::Missing => return Err(crate::sessions::settle::gone(payment.session)),
        }
    }
    Err(Trouble::Contended)
}

/// What was collected, for the customer as they stand now: each try reads them, whom a rival may have changed.
async fn for_customer(session: &Session, deps: &Deps) -> Result<LateOutcome, Trouble> {
    let base = session.base();
    let Some(customer) = base.terms.customer else { return Ok(LateOutcome::Captured) };
    let found = deps.customers.get(customer, base.owner, Consistency::Strong).await?;
    Ok(found.map_or(LateOutcome::Captured, |customer| LateOutcome::CapturedFor(Box::new(customer))))
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
