//! Compares our books with the processor's, payment by payment.
//!
//! Reads and changes nothing. Guaranteed: what is at rest on our side is compared in every sum, and a payment
//! that we know of in no way, under the number after the last of its session, is found as well. What is under
//! way is counted and left alone: its figures differ until it is settled.

use domain::Timestamp;
use domain::ids::PaymentId;
use domain::merchant::Owner;
use domain::money::Amount;
use domain::payment::{Approved, AttemptNumber, RefundStatus, refunded};
use domain::session::{Completed, Session};
use futures::future::try_join_all;

use crate::ports::{SessionFilter, SessionQuery, Standing};
use crate::{Deps, Trouble};

/// How many sessions are read at a time.
const BATCH: usize = 100;
/// For how long one call goes on, in seconds, before it says where to go on.
const TIME_SECONDS: i64 = 20;

/// What is to be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reconcile {
    /// Whose sessions.
    pub owner: Owner,
    /// Created at or after this.
    pub created_after: Option<Timestamp>,
    /// Created before this.
    pub created_before: Option<Timestamp>,
    /// After this position, as an earlier call gave it.
    pub after: Option<String>,
}

/// A figure on which the two books differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Difference {
    /// Of which payment.
    pub payment: PaymentId,
    /// Which figure: `held`, `captured` or `refunded`.
    pub figure: &'static str,
    /// What our books say.
    pub ours: Amount,
    /// What the processor's say.
    pub theirs: Amount,
    /// Of what.
    pub currency: &'static str,
}

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reconciled {
    /// How many sessions were read.
    pub sessions: u64,
    /// How many payments were compared.
    pub payments: u64,
    /// How many were not, because something of them is under way.
    pub under_way: u64,
    /// Where the books differ.
    pub differences: Vec<Difference>,
    /// Where to go on, if there is more.
    pub next: Option<String>,
}

/// Compares, for as long as one call may take.
///
/// # Errors
/// When the table or the processor cannot be read.
pub async fn run(command: Reconcile, deps: &Deps) -> Result<Reconciled, Trouble> {
    let began = deps.clock.now();
    let mut came = Reconciled { next: command.after.clone(), ..Reconciled::default() };
    loop {
        let filter = SessionFilter {
            created_after: command.created_after,
            created_before: command.created_before,
            ..SessionFilter::default()
        };
        let now = deps.clock.now();
        let query = SessionQuery { owner: command.owner, filter, limit: BATCH, after: came.next.take(), now };
        let page = deps.sessions.list(query).await?;
        let compared = try_join_all(page.items.iter().map(|session| compare(session, now, deps))).await?;
        for (session, one) in page.items.iter().zip(compared) {
            came.sessions = came.sessions.saturating_add(1);
            came.payments = came.payments.saturating_add(one.payments);
            came.under_way = came.under_way.saturating_add(one.under_way);
            for difference in &one.differences {
                let Difference { payment, figure, ours, theirs, .. } = difference;
                let (ours, theirs) = (ours.minor(), theirs.minor());
                tracing::error!(session = %session.base().terms.id, %payment, figure, ours, theirs, "the books differ");
            }
            came.differences.extend(one.differences);
        }
        came.next = page.next;
        let took = deps.clock.now().duration_since(began).as_secs();
        if came.next.is_none() || took >= TIME_SECONDS {
            return Ok(came);
        }
    }
}

async fn compare(session: &Session, now: Timestamp, deps: &Deps) -> Result<Reconciled, Trouble> {
    let mut came = Reconciled::default();
    let of = session.base().terms.id;
    let currency = session.base().terms.money.currency.code();
    // One more than there are: a charge that was never written down would be under that number.
    for number in (1..=session.attempts().saturating_add(1)).filter_map(AttemptNumber::new) {
        let payment = PaymentId { session: of, number };
        let Some(ours) = standing(session, number, now) else {
            came.under_way = came.under_way.saturating_add(1);
            continue;
        };
        let away = |_| Trouble::Unavailable { what: "processor", why: "it does not answer".into() };
        let theirs = deps.sandbox.standing(payment).await.map_err(away)?;
        came.payments = came.payments.saturating_add(u64::from(number.get() <= session.attempts()));
        for (figure, ours, theirs) in [
            ("held", ours.held, theirs.held),
            ("captured", ours.captured, theirs.captured),
            ("refunded", ours.refunded, theirs.refunded),
        ] {
            if ours != theirs {
                came.differences.push(Difference { payment, figure, ours, theirs, currency });
            }
        }
    }
    Ok(came)
}

/// Where the money of a payment is by our books; `None` while anything of it is under way.
fn standing(session: &Session, number: AttemptNumber, now: Timestamp) -> Option<Standing> {
    let refunds = session.refunds_of(number);
    if refunds.iter().any(|refund| refund.status() == RefundStatus::Pending) {
        return None;
    }
    let refunded = refunded(refunds);
    match session {
        Session::Paying(paying) if paying.attempt.number() == number => None,
        Session::Completed(Completed { payment: Some(approved), .. }) if approved.number() == number => {
            let ordered = matches!(approved, Approved::Held(held) if held.state.order.is_some());
            let (held, captured) = (approved.capturable(now), approved.captured());
            (!ordered).then_some(Standing { held, captured, refunded })
        }
        Session::Open(_) | Session::Paying(_) | Session::Completed(_) | Session::Expired(_) | Session::Cancelled(_) => {
            let captured = session.base().late_capture(number).map_or(Amount::ZERO, domain::payment::Captured::amount);
            Some(Standing { held: Amount::ZERO, captured, refunded })
        }
    }
}
