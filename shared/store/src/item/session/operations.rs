//! Keyed operations: hash of the key to a letter for the effect and the hash of the body.
//!
//! The operation that started an attempt or made a refund does not say which, because a blind write does
//! not know it; the attempt or the refund names the key instead, and its place is its number.

use std::collections::BTreeMap;

use app::Trouble;
use domain::decline::DeclineCode;
use domain::operations::{Effect, KeyHash, Operation, Operations, OrderRefused, RequestHash};
use domain::payment::{AttemptNumber, RefundNumber};

use super::unreadable;
use crate::codec;

/// The letter of an operation that started an attempt.
pub(crate) const ATTEMPT: char = 'a';
/// The letter of an operation that is done.
pub(crate) const DONE: char = 'd';
/// The letter of an operation that met an ended session.
pub(crate) const ENDED: char = 'e';

/// The letter of an operation that gave an order.
pub(crate) const ORDERED: char = 'm';

/// The letter of an operation that made a refund.
pub(crate) const REFUNDED: char = 'r';

/// The letter of an operation whose order the processor declined; the code follows the body's hash.
const DECLINED: char = 'D';

/// The letter of an operation that was refused an order for this reason.
pub(crate) const fn letter_of(why: OrderRefused) -> char {
    match why {
        OrderRefused::AmountExceedsCapturable => 'A',
        OrderRefused::AuthorisationExpired => 'X',
        OrderRefused::AlreadyVoided => 'V',
        OrderRefused::NothingLeft => 'L',
        OrderRefused::NotAuthorised => 'N',
        OrderRefused::AmountExceedsRefundable => 'R',
        OrderRefused::VoidInstead => 'I',
    }
}

/// One operation's entry.
pub(crate) fn entry(effect: char, request: RequestHash) -> String {
    format!("{effect}{}", codec::short(request.0))
}

/// All operations as they are stored.
pub(super) fn write(operations: &Operations) -> BTreeMap<String, String> {
    let entry_of = |operation: &Operation| {
        let letter = match operation.effect {
            Effect::Attempt(_) => ATTEMPT,
            Effect::Done => DONE,
            Effect::SessionEnded => ENDED,
            Effect::Ordered => ORDERED,
            Effect::Refunded(..) => REFUNDED,
            Effect::OrderRefused(why) => letter_of(why),
            Effect::OrderDeclined(code) => return format!("{}#{code}", entry(DECLINED, operation.request)),
        };
        entry(letter, operation.request)
    };
    operations.entries().iter().map(|(key, operation)| (codec::short(key.0), entry_of(operation))).collect()
}

/// The key that started this attempt, as it is stored; `None` when it had none, or when the
/// operation was forgotten because the attempt never reached the processor.
pub(super) fn key_of(operations: &Operations, number: AttemptNumber) -> Option<String> {
    let started = |operation: &Operation| operation.effect == Effect::Attempt(number);
    operations.entries().iter().find(|(_, operation)| started(operation)).map(|(key, _)| codec::short(key.0))
}

/// The operations of a stored session, whose attempts have these keys, in order, and the refunds of each
/// of them those.
pub(super) fn read(
    stored: &BTreeMap<String, String>,
    keys: &[Option<&str>],
    refunds: &[Vec<Option<&str>>],
) -> Result<Operations, Trouble> {
    let number_of = |key: &str| {
        let place = keys.iter().position(|started| *started == Some(key))?;
        AttemptNumber::new(u8::try_from(place).ok()?.checked_add(1)?)
    };
    let refund_of = |key: &str| {
        let found = |of_one: &Vec<Option<&str>>| of_one.iter().position(|made| *made == Some(key));
        let (place, refund) = refunds.iter().enumerate().find_map(|(place, of_one)| Some((place, found(of_one)?)))?;
        let payment = AttemptNumber::new(u8::try_from(place).ok()?.checked_add(1)?)?;
        Some(Effect::Refunded(payment, RefundNumber::at(refund)?))
    };
    let read_one = |(key, entry): (&String, &String)| {
        let mut letters = entry.chars();
        let effect = match letters.next()? {
            ATTEMPT => Effect::Attempt(number_of(key)?),
            DONE => Effect::Done,
            ENDED => Effect::SessionEnded,
            ORDERED => Effect::Ordered,
            REFUNDED => refund_of(key)?,
            DECLINED => Effect::OrderDeclined(DeclineCode::parse(entry.split_once('#')?.1)?),
            letter => Effect::OrderRefused(*OrderRefused::ALL.iter().find(|why| letter_of(**why) == letter)?),
        };
        let request = RequestHash(codec::read_short(letters.as_str().split('#').next()?)?);
        Some((KeyHash(codec::read_short(key)?), Operation { request, effect }))
    };
    let map = stored.iter().map(read_one).collect::<Option<_>>().ok_or_else(|| unreadable("o"))?;
    Ok(Operations::restored(map))
}
