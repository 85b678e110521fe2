//! What time must do to a session, and when: the one place that decides the `due` entry.
//!
//! Guaranteed: a session that time must still change has an entry no later than its moment.
//! Not guaranteed: that the entry means work. Whoever finds one looks at the session, whose
//! conditional write decides.

use domain::Timestamp;
use domain::payment::{Approved, Attempt, Held, Order, Progress, Refund, RefundProgress, RefundState};
use domain::session::Session;

/// Why something is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A session's time is over.
    Expire,
    /// The payer of an attempt has been at the bank for too long, or a refund is to be asked about of which something is
    /// known. Until an earlier release this was the
    /// reason of unknown outcomes, too, so both are looked for together.
    Resolve,
    /// Nobody knows the outcome of an attempt, an order or a refund, and it is to be asked about. Apart from the others, so that
    /// what is unknown can be counted without reading what is merely under way.
    Ask,
    /// A hold runs out, or soon will.
    Hold,
    /// A webhook is to be tried again.
    Deliver,
}

impl Kind {
    /// What its partitions begin with.
    pub(crate) const fn letter(self) -> char {
        match self {
            Self::Expire => 'X',
            Self::Resolve => 'R',
            Self::Ask => 'U',
            Self::Hold => 'H',
            Self::Deliver => 'W',
        }
    }
}

/// What is due of a session, and when.
///
/// A claim leaves the entry as it was, on purpose: moving it would cost two write units. An
/// attempt whose claimant died is found by its follow-up message, and failing that by the sweep
/// of what has expired.
pub(crate) fn due_of(session: &Session) -> Option<(Kind, Timestamp)> {
    let refunds = session.refunds().filter_map(|(_, _, refund)| due_of_refund(refund));
    refunds.chain(due_but_for_refunds(session)).min_by_key(|(_, at)| *at)
}

/// Nobody knows what became of it, or the processor will know later. One that is being asked for is left as it
/// was, like a claim, by the blind write that makes it; whoever writes the item anew enters it.
fn due_of_refund(refund: &Refund) -> Option<(Kind, Timestamp)> {
    let kind = match &refund.state {
        RefundState::Pending(RefundProgress::Unresolved(_)) => Kind::Ask,
        RefundState::Pending(RefundProgress::Asking(_) | RefundProgress::Accepted(_)) => Kind::Resolve,
        RefundState::Succeeded | RefundState::Failed(_) => return None,
    };
    refund.next_ask().map(|at| (kind, at))
}

fn due_but_for_refunds(session: &Session) -> Option<(Kind, Timestamp)> {
    match session {
        Session::Open(open) => Some((Kind::Expire, open.base.terms.expires_at)),
        Session::Paying(paying) => match &paying.attempt {
            Attempt::Processing(_) => Some((Kind::Expire, paying.base.terms.expires_at)),
            Attempt::AwaitingAction(payment) => Some((Kind::Resolve, payment.state.deadline)),
            Attempt::Unresolved(payment) => Some((Kind::Ask, payment.state.next_ask)),
        },
        Session::Completed(completed) => match &completed.payment {
            Some(Approved::Held(held)) => Some(due_of_hold(&held.state)),
            Some(Approved::Captured(_) | Approved::Released(_) | Approved::Verified(_)) | None => None,
        },
        Session::Expired(_) | Session::Cancelled(_) => None,
    }
}

/// An order leaves the entry as it was, like a claim; an unknown one is asked about.
fn due_of_hold(held: &Held) -> (Kind, Timestamp) {
    match &held.order {
        Some(Order { progress: Progress::Unresolved(unresolved), .. }) => (Kind::Ask, unresolved.next_ask),
        Some(_) | None => (Kind::Hold, held.due_at()),
    }
}
