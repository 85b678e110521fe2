//! The journal: every movement of the session's money, as one short text each, `c1:400@1763629200000`: a
//! letter for its kind, the payment, the refund after a dot, the amount, the moment.
//!
//! What a plain paid session moved is not written, because the payment itself says it; nor is an amount
//! that is the session's. The refund of `r`, one that was created, is not written: it is as many as there
//! were before, so that a blind write can append it. An item of an earlier release has no journal at all,
//! and is read as what its payment says.

use app::Trouble;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::Timestamp;
use domain::ledger::{self, Movement, MovementKind};
use domain::money::Amount;
use domain::payment::{Approved, AttemptNumber, RefundNumber};
use domain::session::{Completed, Session};

use super::{approved, at, unreadable};
use crate::values::text;

const fn letter_of(kind: MovementKind) -> char {
    match kind {
        MovementKind::Authorisation => 'a',
        MovementKind::Capture => 'c',
        MovementKind::Void => 'v',
        MovementKind::Expiry => 'x',
        MovementKind::RefundCreated => 'r',
        MovementKind::RefundSucceeded => 's',
        MovementKind::RefundFailed => 'f',
        MovementKind::RefundReturned => 'b',
        MovementKind::Credited => 'k',
    }
}

/// The movement of a refund that a blind write appends.
pub(crate) fn refund_created(payment: AttemptNumber, amount: Option<Amount>, now: Timestamp) -> AttributeValue {
    text(entry(MovementKind::RefundCreated, payment, None, amount, now))
}

fn entry(
    kind: MovementKind,
    payment: AttemptNumber,
    refund: Option<RefundNumber>,
    amount: Option<Amount>,
    at: Timestamp,
) -> String {
    let refund = refund.map(|number| format!(".{}", number.get())).unwrap_or_default();
    let amount = amount.map(|amount| format!(":{}", amount.minor())).unwrap_or_default();
    format!("{}{}{refund}{amount}@{}", letter_of(kind), payment.get(), at.as_millisecond())
}

/// The journal as it is stored; `None` when the payment says it all.
pub(super) fn write(session: &Session) -> Option<Vec<String>> {
    let base = session.base();
    let plain = plain(session);
    let rest = base.journal.strip_prefix(plain.as_slice()).unwrap_or(&base.journal);
    let whole = base.terms.money.amount;
    let write = |movement: &Movement| {
        let refund = movement.refund.filter(|_| movement.kind != MovementKind::RefundCreated);
        let amount = Some(movement.amount).filter(|amount| *amount != whole);
        entry(movement.kind, movement.payment, refund, amount, movement.at)
    };
    (!rest.is_empty()).then(|| rest.iter().map(write).collect())
}

/// The journal of a session that was read without it.
pub(super) fn read(session: &Session, stored: Option<&[String]>) -> Result<Vec<Movement>, Trouble> {
    let Some(stored) = stored else {
        return Ok(approved_of(session).map(ledger::derived).unwrap_or_default());
    };
    let whole = session.base().terms.money.amount;
    let mut journal = plain(session);
    let mut read = Vec::with_capacity(stored.len());
    for text in stored {
        let mut movement = read_entry(text, whole).ok_or_else(|| unreadable("j"))?;
        if movement.kind == MovementKind::RefundCreated {
            let same = |other: &&Movement| other.kind == movement.kind && other.payment == movement.payment;
            movement.refund = RefundNumber::at(read.iter().filter(same).count());
        }
        read.push(movement);
    }
    // Where something moved before it, the plain payment is written with the rest.
    let written = |movement: &Movement| {
        journal.first().is_some_and(|plain| plain.kind == movement.kind && plain.payment == movement.payment)
    };
    if read.iter().any(written) {
        return Ok(read);
    }
    journal.extend(read);
    Ok(journal)
}

fn read_entry(text: &str, whole: Amount) -> Option<Movement> {
    let (head, millis) = text.split_once('@')?;
    let (head, amount) = match head.split_once(':') {
        Some((head, minor)) => (head, Amount::new(minor.parse().ok()?).ok()?),
        None => (head, whole),
    };
    let (head, refund) = match head.split_once('.') {
        Some((head, number)) => (head, Some(RefundNumber::new(number.parse().ok()?)?)),
        None => (head, None),
    };
    let mut letters = head.chars();
    let letter = letters.next()?;
    let kind = *MovementKind::ALL.iter().find(|kind| letter_of(**kind) == letter)?;
    let payment = AttemptNumber::new(letters.as_str().parse().ok()?)?;
    Some(Movement { kind, payment, refund, amount, at: at(millis.parse().ok()?).ok()? })
}

fn approved_of(session: &Session) -> Option<&Approved> {
    match session {
        Session::Completed(Completed { payment, .. }) => payment.as_ref(),
        Session::Open(_) | Session::Paying(_) | Session::Expired(_) | Session::Cancelled(_) => None,
    }
}

/// The movements of a payment that was collected with its authorisation.
fn plain(session: &Session) -> Vec<Movement> {
    approved_of(session).filter(|approved| approved::is_plain(approved)).map(ledger::derived).unwrap_or_default()
}
