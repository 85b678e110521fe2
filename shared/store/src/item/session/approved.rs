//! A payment that the issuer agreed to: held, collected, or let go.
//!
//! What was collected with its authorisation is stored as nothing but its reference, because most
//! payments are. Guaranteed: `lf` is what may still be collected and `rb` what may still be given back, so that
//! neither an order nor a refund need read first.

use app::Trouble;
use domain::Timestamp;
use domain::money::Amount;
use domain::operations::KeyHash;
use domain::payment::{
    Approved, AttemptNumber, Capture, Captured, Held, Instruction, Late, LateMoney, Order, Payment, Processing,
    Progress, Release, Released, Unresolved, Verified, refunded,
};

use super::payment::{bare, read_bare, reference};
use super::refund;
use super::stored::{StoredCapture, StoredPayment};
use super::{at, unreadable};
use crate::codec;

/// Money is held.
pub(crate) const HELD: &str = "h";
/// Nothing is held, and not all was collected at once.
const COLLECTED: &str = "c";
/// Collected for an attempt that had failed, and credited to its customer.
const CREDITED: &str = "b";
/// All of it was let go.
const RELEASED: &str = "x";
/// Nothing was asked of the card, which is good.
const VERIFIED: &str = "g";

/// The letter of an order to capture.
pub(crate) const CAPTURE: &str = "c";
/// The letter of an order to capture and let go of the rest.
pub(crate) const CAPTURE_FINALLY: &str = "f";
/// The letter of an order to let go.
pub(crate) const VOID: &str = "v";

/// An approved payment as it is stored.
pub(super) fn write(approved: &Approved, key: Option<String>) -> StoredPayment {
    match approved {
        Approved::Held(payment) => write_held(payment, key),
        Approved::Captured(payment) if is_plain(approved) => StoredPayment {
            reference: Some(payment.state.reference.0.clone()),
            refunds: refund::write(&payment.state.refunds, payment.state.authorised),
            refundable: (!payment.state.refunds.is_empty()).then(|| approved.refundable().minor()),
            ..bare(payment, key)
        },
        Approved::Verified(payment) => StoredPayment {
            state: Some(VERIFIED.to_owned()),
            reference: Some(payment.state.reference.0.clone()),
            ..bare(payment, key)
        },
        Approved::Captured(payment) => write_captured(&payment.state, bare(payment, key)),
        Approved::Released(payment) => write_released(&payment.state, bare(payment, key)),
    }
}

/// The collected payment of which this is known.
pub(super) fn write_captured(captured: &Captured, known: StoredPayment) -> StoredPayment {
    StoredPayment {
        state: Some(COLLECTED.to_owned()),
        reference: Some(captured.reference.0.clone()),
        captures: Some(captured.captures.iter().map(write_capture).collect()),
        release: captured.rest.map(|why| why.as_str().to_owned()),
        refunds: refund::write(&captured.refunds, captured.authorised),
        refundable: Some(captured.amount().less(refunded(&captured.refunds)).minor()),
        ..known
    }
}

/// The credited payment of which this is known: nothing of it can be given back.
pub(super) fn write_credited(credited: &Captured, known: StoredPayment) -> StoredPayment {
    let collected = write_captured(credited, known);
    StoredPayment { state: Some(CREDITED.to_owned()), refundable: Some(0), ..collected }
}

/// The payment that was let go of which this is known.
pub(super) fn write_released(released: &Released, known: StoredPayment) -> StoredPayment {
    StoredPayment {
        state: Some(RELEASED.to_owned()),
        reference: Some(released.reference.0.clone()),
        release: Some(released.why.as_str().to_owned()),
        ..known
    }
}

fn write_held(payment: &Payment<Held>, key: Option<String>) -> StoredPayment {
    let held = &payment.state;
    let mut stored = StoredPayment {
        state: Some(HELD.to_owned()),
        reference: Some(held.reference.0.clone()),
        captures: (!held.captures.is_empty()).then(|| held.captures.iter().map(write_capture).collect()),
        left: Some(held.left().minor()),
        refunds: refund::write(&held.refunds, held.authorised),
        refundable: (!held.captures.is_empty()).then(|| collected(held).less(refunded(&held.refunds)).minor()),
        hold_until: Some(held.expires_at.as_millisecond()),
        warned: held.warned.then_some(true),
        orders: Some(held.orders),
        ..bare(payment, key)
    };
    if let Some(order) = &held.order {
        let (letter, amount) = match order.instruction {
            Instruction::Capture { amount, is_final: false } => (CAPTURE, Some(amount)),
            Instruction::Capture { amount, is_final: true } => (CAPTURE_FINALLY, Some(amount)),
            Instruction::Void => (VOID, None),
        };
        stored.order = Some(letter.to_owned());
        stored.order_amount = amount.map(Amount::minor);
        stored.order_key = order.key.map(|key| codec::short(key.0));
        match &order.progress {
            Progress::Asking(asking) => stored.lease_until = Some(asking.lease_until.as_millisecond()),
            Progress::Unresolved(unresolved) => {
                stored.asked = Some(unresolved.asked);
                stored.next_ask = Some(unresolved.next_ask.as_millisecond());
            }
        }
    }
    stored
}

fn collected(held: &Held) -> Amount {
    held.authorised.less(held.left())
}

/// Whether all of it was collected at once, with the authorisation.
pub(super) fn is_plain(approved: &Approved) -> bool {
    let Approved::Captured(payment) = approved else { return false };
    let state = &payment.state;
    matches!(state.captures.as_slice(), [one] if one.is_final && one.amount == state.authorised && one.at == payment.updated_at)
}

fn write_capture(capture: &Capture) -> StoredCapture {
    StoredCapture {
        amount: capture.amount.minor(),
        is_final: capture.is_final.then_some(true),
        at: capture.at.as_millisecond(),
    }
}

/// The approved payment of a stored one, of which this was authorised.
pub(super) fn read(stored: &StoredPayment, number: AttemptNumber, authorised: Amount) -> Result<Approved, Trouble> {
    let reference = reference(stored)?;
    match stored.state.as_deref() {
        None => {
            let captures = vec![Capture { amount: authorised, is_final: true, at: at(stored.updated_at)? }];
            let refunds = refund::read(stored.refunds.as_deref(), authorised)?;
            let state = Captured { reference, authorised, captures, rest: None, refunds };
            read_bare(stored, number, state).map(Approved::Captured)
        }
        Some(COLLECTED) => read_bare(stored, number, read_captured(stored, authorised)?).map(Approved::Captured),
        Some(RELEASED) => read_bare(stored, number, read_released(stored, authorised)?).map(Approved::Released),
        Some(VERIFIED) => read_bare(stored, number, Verified { reference }).map(Approved::Verified),
        Some(HELD) => {
            let state = Held {
                reference,
                authorised,
                captures: captures(stored)?,
                refunds: refund::read(stored.refunds.as_deref(), authorised)?,
                expires_at: moment(stored.hold_until, "p.hx")?,
                warned: stored.warned.unwrap_or(false),
                orders: stored.orders.ok_or_else(|| unreadable("p.on"))?,
                order: order(stored)?,
            };
            read_bare(stored, number, state).map(Approved::Held)
        }
        Some(_) => Err(unreadable("p.s")),
    }
}

/// The money that came for an attempt which had failed, if any did.
pub(super) fn read_late(stored: &StoredPayment, authorised: Amount) -> Result<Option<Late>, Trouble> {
    let Some(failed_at) = stored.failed_at else { return Ok(None) };
    let money = match stored.state.as_deref() {
        Some(COLLECTED) => LateMoney::Captured(read_captured(stored, authorised)?),
        Some(CREDITED) => LateMoney::Credited(read_captured(stored, authorised)?),
        Some(RELEASED) => LateMoney::Released(read_released(stored, authorised)?),
        Some(_) | None => return Err(unreadable("fa.s")),
    };
    Ok(Some(Late { failed_at: at(failed_at)?, money }))
}

fn read_captured(stored: &StoredPayment, authorised: Amount) -> Result<Captured, Trouble> {
    let rest = stored.release.as_deref().map(release).transpose()?;
    let refunds = refund::read(stored.refunds.as_deref(), authorised)?;
    Ok(Captured { reference: reference(stored)?, authorised, captures: captures(stored)?, rest, refunds })
}

fn read_released(stored: &StoredPayment, authorised: Amount) -> Result<Released, Trouble> {
    let why = release(stored.release.as_deref().ok_or_else(|| unreadable("p.rl"))?)?;
    Ok(Released { reference: reference(stored)?, authorised, why })
}

fn order(stored: &StoredPayment) -> Result<Option<Order>, Trouble> {
    let Some(letter) = stored.order.as_deref() else { return Ok(None) };
    let amount = || {
        let minor = stored.order_amount.ok_or_else(|| unreadable("p.oa"))?;
        Amount::new(minor).map_err(|_| unreadable("p.oa"))
    };
    let instruction = match letter {
        CAPTURE => Instruction::Capture { amount: amount()?, is_final: false },
        CAPTURE_FINALLY => Instruction::Capture { amount: amount()?, is_final: true },
        VOID => Instruction::Void,
        _ => return Err(unreadable("p.oq")),
    };
    let key = match stored.order_key.as_deref() {
        Some(text) => Some(KeyHash(codec::read_short(text).ok_or_else(|| unreadable("p.ok"))?)),
        None => None,
    };
    let progress = match stored.asked {
        None => Progress::Asking(Processing { lease_until: moment(stored.lease_until, "p.le")? }),
        Some(asked) => Progress::Unresolved(Unresolved { asked, next_ask: moment(stored.next_ask, "p.na")? }),
    };
    Ok(Some(Order { instruction, key, progress }))
}

fn captures(stored: &StoredPayment) -> Result<Vec<Capture>, Trouble> {
    let read = |capture: &StoredCapture| {
        Ok(Capture {
            amount: Amount::new(capture.amount).map_err(|_| unreadable("p.cp"))?,
            is_final: capture.is_final.unwrap_or(false),
            at: at(capture.at)?,
        })
    };
    stored.captures.iter().flatten().map(read).collect()
}

fn release(code: &str) -> Result<Release, Trouble> {
    Release::parse(code).ok_or_else(|| unreadable("p.rl"))
}

fn moment(millis: Option<i64>, name: &'static str) -> Result<Timestamp, Trouble> {
    at(millis.ok_or_else(|| unreadable(name))?)
}
