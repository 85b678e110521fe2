//! Captures what is held, or lets go of it.
//!
//! Two writes and one call between them, like a payment. Guaranteed:
//! - the order is stored, with the number that is the processor's key, before the call is made;
//! - one order at a time, so of a capture, a void and the end of the hold that race one wins, and the
//!   others are told where the money is;
//! - an answer that never comes leaves the order unknown: it is asked about, and never given again
//!   under another number;
//! - a repeat of the request resumes its order; whoever dies between the writes is found by a follow-up.

use domain::Timestamp;
use domain::decline::DeclineCode;
use domain::ids::PaymentId;
use domain::merchant::Owner;
use domain::operations::Keyed;
use domain::payment::{Approved, Held, Order, OrderOutcome, Progress};
use domain::session::{Completed, OrderRefusal, OrderTakeOver, Ordering, Session};

use crate::access::RequestMeta;
use crate::ports::{Cause, GiveOrder, HeldOrder, MetEnd, OrderWish, Scenario, Written};
use crate::sessions::{Answered, Failure, TRIES, note};
use crate::{Deps, Trouble, trace};

/// A request to capture or to let go.
#[derive(Debug, Clone)]
pub struct Give {
    /// Which payment.
    pub payment: PaymentId,
    /// Whose it must be.
    pub owner: Owner,
    /// The idempotency key, if there is one.
    pub keyed: Option<Keyed>,
    /// What is wanted.
    pub wish: OrderWish,
    /// A forced outcome, in test mode.
    pub scenario: Option<Scenario>,
    /// What the request says of itself.
    pub meta: RequestMeta,
}

/// Why nothing is ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such payment.
    NotFound,
    /// The domain's reason, and the session as it stands.
    State(OrderRefusal, Box<Session>),
    /// The same request is still running.
    KeyInProgress {
        /// When to ask again.
        retry_after_seconds: u64,
    },
    /// The processor declined it, and nothing has moved.
    Declined {
        /// Why.
        code: DeclineCode,
        /// The session as it stands.
        session: Box<Session>,
        /// Whether the same keyed request met that before.
        repeat: bool,
    },
    /// The processor did not take it, and nothing has moved.
    NotTaken,
}

/// Gives the order.
///
/// # Errors
/// Why nothing is ordered.
pub async fn run(command: Give, deps: &Deps) -> Result<Answered<Session>, Failure<Refusal>> {
    trace::payment(command.payment);
    let cause = command.meta.cause(deps.randomness.as_ref());
    for _ in 0..TRIES {
        let now = deps.clock.now();
        let Give { payment, owner, keyed, wish, .. } = command;
        let found =
            match deps.sessions.order(GiveOrder { payment, owner, keyed, wish, now, cause: cause.clone() }).await? {
                Written::Done(session) => return ask(*session, &command, &cause, deps).await.map(Answered::fresh),
                Written::Missing => return Err(Failure::Refused(Refusal::NotFound)),
                Written::Lost(found) => *found,
            };
        if let Some(answer) = explain(found, &command, &cause, now, deps).await? {
            return Ok(answer);
        }
    }
    Err(Trouble::Contended.into())
}

/// Why the order was not given, as the domain sees what was found. `None`: it would be by now.
async fn explain(
    found: Session,
    command: &Give,
    cause: &Cause,
    now: Timestamp,
    deps: &Deps,
) -> Result<Option<Answered<Session>>, Failure<Refusal>> {
    let number = command.payment.number.get();
    if number > found.attempts() {
        return Err(Failure::Refused(Refusal::NotFound));
    }
    if let Some(refusal) = of_another_attempt(&found, number) {
        return refuse(refusal, found, command, deps).await;
    }
    match command.wish.put_to(found.clone(), command.keyed, now) {
        Ok(Ordering::Given(_)) => Ok(None),
        Ok(Ordering::Repeat(completed)) => Ok(Some(Answered::replayed(Session::Completed(completed)))),
        Ok(Ordering::Declined(completed, code)) => {
            let session = Box::new(Session::Completed(completed));
            Err(Failure::Refused(Refusal::Declined { code, session, repeat: true }))
        }
        Ok(Ordering::UnderWay(completed)) => resume(completed, command, cause, deps).await,
        Err(refusal) => refuse(refusal, found, command, deps).await,
    }
}

/// A payment that is not the one which was agreed to holds nothing.
fn of_another_attempt(found: &Session, number: u8) -> Option<OrderRefusal> {
    let approved = match found {
        Session::Completed(Completed { payment: Some(approved), .. }) => Some(approved.number().get()),
        Session::Completed(_) | Session::Open(_) | Session::Paying(_) | Session::Expired(_) | Session::Cancelled(_) => {
            None
        }
    };
    let why = domain::operations::OrderRefused::NotAuthorised;
    (approved.is_some_and(|approved| approved != number)).then_some(OrderRefusal::State { why, repeat: false })
}

async fn refuse<T>(refusal: OrderRefusal, found: Session, command: &Give, deps: &Deps) -> Result<T, Failure<Refusal>> {
    if let OrderRefusal::State { why, repeat: false } = refusal {
        let met = MetEnd::OrderRefused(why);
        if !note(command.payment.session, command.keyed, met, deps).await? {
            return Err(Failure::Refused(Refusal::State(OrderRefusal::KeyReused, Box::new(found))));
        }
    }
    Err(Failure::Refused(Refusal::State(refusal, Box::new(found))))
}

/// The same request gave the order that is under way: whoever did may be dead.
async fn resume(
    completed: Completed,
    command: &Give,
    cause: &Cause,
    deps: &Deps,
) -> Result<Option<Answered<Session>>, Failure<Refusal>> {
    let now = deps.clock.now();
    let as_found = Session::Completed(completed.clone());
    match completed.take_over_order(now) {
        OrderTakeOver::BeyondAsking => Ok(Some(Answered::replayed(as_found))),
        OrderTakeOver::StillRunning { until } => {
            let left = until.duration_since(now).as_secs().clamp(1, 3);
            let retry_after_seconds = u64::try_from(left).unwrap_or(1);
            Err(Failure::Refused(Refusal::KeyInProgress { retry_after_seconds }))
        }
        OrderTakeOver::Ours(step) => match deps.sessions.apply(*step, cause.clone()).await? {
            Written::Done(session) => ask_again(*session, command, cause, deps).await.map(|s| Some(Answered::fresh(s))),
            Written::Lost(_) | Written::Missing => Ok(None),
        },
    }
}

/// Asks the processor under the order's number, and writes down what it says.
async fn ask(session: Session, command: &Give, cause: &Cause, deps: &Deps) -> Result<Session, Failure<Refusal>> {
    let outcome = put_to_processor(&session, command, deps).await;
    answer(session, outcome, cause, deps).await
}

/// Asks under the number of an order that somebody else gave and left. That this call was not taken says
/// nothing of theirs, which may have been: nobody knows, until it is asked about.
async fn ask_again(session: Session, command: &Give, cause: &Cause, deps: &Deps) -> Result<Session, Failure<Refusal>> {
    let outcome = match put_to_processor(&session, command, deps).await {
        OrderOutcome::NotSent => OrderOutcome::Unknown,
        said @ (OrderOutcome::Done | OrderOutcome::HoldGone | OrderOutcome::Declined(_) | OrderOutcome::Unknown) => {
            said
        }
    };
    answer(session, outcome, cause, deps).await
}

async fn put_to_processor(session: &Session, command: &Give, deps: &Deps) -> OrderOutcome {
    let Some((held, order)) = under_way(session) else { return OrderOutcome::Unknown };
    let instruction = order.instruction;
    let order = HeldOrder { payment: command.payment, number: held.orders, instruction, scenario: command.scenario };
    deps.sandbox.order(order).await
}

async fn answer(
    session: Session,
    outcome: OrderOutcome,
    cause: &Cause,
    deps: &Deps,
) -> Result<Session, Failure<Refusal>> {
    let settled = settle(session, outcome, cause, deps).await?;
    match outcome {
        OrderOutcome::NotSent => Err(Failure::Refused(Refusal::NotTaken)),
        OrderOutcome::Declined(code) => {
            Err(Failure::Refused(Refusal::Declined { code, session: Box::new(settled), repeat: false }))
        }
        OrderOutcome::HoldGone => {
            let why = domain::operations::OrderRefused::AuthorisationExpired;
            Err(Failure::Refused(Refusal::State(OrderRefusal::State { why, repeat: false }, Box::new(settled))))
        }
        OrderOutcome::Done | OrderOutcome::Unknown => Ok(settled),
    }
}

/// The order under way, if there is one, in what is held.
pub(crate) fn under_way(session: &Session) -> Option<(&Held, &Order)> {
    let Session::Completed(Completed { payment: Some(Approved::Held(held)), .. }) = session else { return None };
    held.state.order.as_ref().map(|order| (&held.state, order))
}

/// Writes down what the processor said of an order, however many rivals change the session meanwhile. If
/// a rival settled it first, what it wrote stands.
pub(crate) async fn settle(
    mut session: Session,
    outcome: OrderOutcome,
    cause: &Cause,
    deps: &Deps,
) -> Result<Session, Trouble> {
    let Some(asked) = under_way(&session).map(|(held, order)| (held.orders, order.progress.clone())) else {
        return Ok(session);
    };
    for _ in 0..TRIES {
        let Session::Completed(completed) = session.clone() else { return Ok(session) };
        let Some(step) = completed.settle_order(outcome, deps.clock.now()) else { return Ok(session) };
        match deps.sessions.apply(step, cause.clone()).await? {
            Written::Done(session) => return Ok(*session),
            Written::Missing => return Err(crate::sessions::settle::gone(session.base().terms.id)),
            Written::Lost(found) => session = *found,
        }
        let still = under_way(&session).map(|(held, order)| (held.orders, order.progress.clone()));
        let same = still.as_ref().map(|(number, _)| *number) == Some(asked.0);
        // Another call may have been made under the number since: that this one got no word says nothing.
        let no_word =
            matches!(outcome, OrderOutcome::NotSent | OrderOutcome::Unknown) && still.as_ref() != Some(&asked);
        if !same || no_word {
            return Ok(session);
        }
    }
    Err(Trouble::Contended)
}

/// From when the processor may be asked what became of the order: by whoever takes the place of the dead, or by
/// the plan.
pub(crate) fn asked_from(session: &Session) -> Option<Timestamp> {
    let (_, order) = under_way(session)?;
    Some(match &order.progress {
        Progress::Asking(asking) => asking.lease_until,
        Progress::Unresolved(unresolved) => unresolved.next_ask,
    })
}

/// Whether somebody may still be asking the processor about the order, and until when.
pub(crate) fn leased_until(session: &Session) -> Option<Timestamp> {
    let (_, order) = under_way(session)?;
    match &order.progress {
        Progress::Asking(asking) => Some(asking.lease_until),
        Progress::Unresolved(_) => None,
    }
}
