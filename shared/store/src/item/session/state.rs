//! The state of a session: its tag, and the attributes that only this state has.

use app::Trouble;
use domain::ids::SessionId;
use domain::merchant::Owner;
use domain::money::Amount;
use domain::operations::RequestHash;
use domain::payment::AttemptNumber;
use domain::session::{Base, CancellationReason, Cancelled, Completed, Expired, Open, Paying, Session};

use super::stored::{StoredPayment, StoredSession};
use super::{approved, at, journal, operations, payment, terms, unreadable};

/// Active, and free for an attempt.
pub(crate) const OPEN: &str = "open";
/// Active, and locked by an attempt.
pub(crate) const PAYING: &str = "paying";
/// Ended by payment or by using up its attempts.
pub(crate) const COMPLETED: &str = "completed";
/// Ended by time.
pub(crate) const EXPIRED: &str = "expired";
/// Ended by the merchant.
pub(crate) const CANCELLED: &str = "cancelled";

/// Fills in the state and its attempts.
pub(super) fn write(stored: &mut StoredSession, session: &Session) {
    let base = session.base();
    let key = |number| operations::key_of(&base.operations, number);
    stored.failed = base.failed.iter().map(|failed| payment::write_failed(failed, key(failed.number))).collect();
    stored.journal = journal::write(session);
    stored.state = match session {
        Session::Open(_) => OPEN,
        Session::Paying(paying) => {
            stored.payment = Some(payment::write_attempt(&paying.attempt, key(paying.attempt.number())));
            PAYING
        }
        Session::Completed(completed) => {
            stored.ended_at = Some(completed.at.as_millisecond());
            stored.payment = completed.payment.as_ref().map(|payment| approved::write(payment, key(payment.number())));
            COMPLETED
        }
        Session::Expired(_) => EXPIRED,
        Session::Cancelled(cancelled) => {
            stored.ended_at = Some(cancelled.at.as_millisecond());
            stored.reason = cancelled.reason.map(|reason| reason.as_str().to_owned());
            CANCELLED
        }
    }
    .to_owned();
}

/// The session of what is stored.
pub(super) fn read(id: SessionId, owner: Owner, mut stored: StoredSession) -> Result<Session, Trouble> {
    let moved = stored.journal.take();
    let mut session = without_journal(id, owner, stored)?;
    let journal = journal::read(&session, moved.as_deref())?;
    session.restore_journal(journal);
    Ok(session)
}

fn without_journal(id: SessionId, owner: Owner, mut stored: StoredSession) -> Result<Session, Trouble> {
    let current = stored.payment.take();
    let base = base(id, owner, &stored, current.as_ref())?;
    let number = AttemptNumber::new(base.failed_count().saturating_add(1)).ok_or_else(|| unreadable("fa"));
    let ended_at = || at(stored.ended_at.ok_or_else(|| unreadable("ea"))?);
    match stored.state.as_str() {
        OPEN => Ok(Session::Open(Open { base })),
        PAYING => {
            let attempt = payment::read_attempt(&current.ok_or_else(|| unreadable("p"))?, number?)?;
            Ok(Session::Paying(Paying { base, attempt }))
        }
        COMPLETED => {
            let authorised = base.terms.money.amount;
            let payment = match current {
                Some(current) => Some(approved::read(&current, number?, authorised)?),
                None => None,
            };
            Ok(Session::Completed(Completed { base, at: ended_at()?, payment }))
        }
        EXPIRED => Ok(Session::Expired(Expired { base })),
        CANCELLED => {
            let reason = match stored.reason.as_deref() {
                Some(code) => Some(CancellationReason::parse(code).ok_or_else(|| unreadable("cr"))?),
                None => None,
            };
            Ok(Session::Cancelled(Cancelled { base, at: ended_at()?, reason }))
        }
        _ => Err(unreadable("st")),
    }
}

fn base(id: SessionId, owner: Owner, stored: &StoredSession, current: Option<&StoredPayment>) -> Result<Base, Trouble> {
    let keys: Vec<_> = stored.failed.iter().chain(current).map(|payment| payment.key.as_deref()).collect();
    let amount = Amount::new(stored.amount).map_err(|_| unreadable("am"))?;
    let numbered = |(place, failed): (usize, &StoredPayment)| {
        let place = u8::try_from(place).ok().and_then(|place| AttemptNumber::new(place.saturating_add(1)));
        payment::read_failed(failed, place.ok_or_else(|| unreadable("fa"))?, amount)
    };
    let refunds: Vec<_> = stored
        .failed
        .iter()
        .chain(current)
        .map(|payment| payment.refunds.iter().flatten().map(|refund| refund.key.as_deref()).collect())
        .collect();
    Ok(Base {
        owner,
        terms: terms::read(id, stored)?,
        revision: stored.revision,
        version: stored.version,
        created_at: at(stored.created_at)?,
        updated_at: at(stored.updated_at)?,
        failed: stored.failed.iter().enumerate().map(numbered).collect::<Result<_, _>>()?,
        creation: RequestHash(stored.creation),
        operations: operations::read(&stored.operations, &keys, &refunds)?,
        changes: stored.changes.iter().map(|millis| at(*millis)).collect::<Result<_, _>>()?,
        journal: Vec::new(),
    })
}
