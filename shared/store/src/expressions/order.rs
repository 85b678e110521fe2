//! An order about money that is held, without a read: it is given exactly when
//! [`domain::session::Session::capture`] or [`domain::session::Session::void`] would give it.
//!
//! One write unit: neither the due entry of the hold nor anything that a list shows changes. Nothing is
//! told to merchants yet, so the stream learns of it from the order itself.

use app::Trouble;
use app::ports::{GiveOrder, OrderWish};
use domain::payment::CAPTURES_MAX;
use domain::session::LEASE_SECONDS;

use super::Expression;
use crate::codec;
use crate::item::{Told, approved, operations, state};
use crate::values::{moment, number, text};

/// The order as an expression.
pub(crate) fn order(order: &GiveOrder) -> Result<Expression, Trouble> {
    let lease = LEASE_SECONDS.saturating_mul(1_000).saturating_add(order.now.as_millisecond());
    let before = order.payment.number.get().saturating_sub(1);
    let expression = Expression::when("st = :completed")
        .and_when("p.s = :held")
        .and_when("attribute_not_exists(p.oq)")
        .and_when("size(fa) = :before")
        .and_when("p.hx > :now")
        .and_when("p.#on < :orders")
        .owned_by(Some(order.owner))
        .set("p.oq = :oq")
        .set("p.le = :le")
        .set("p.#on = p.#on + :one")
        .noted(order.now)
        .keyed(order.keyed, operations::ORDERED)
        .name("#on", "on")
        .value(":completed", text(state::COMPLETED))
        .value(":held", text(approved::HELD))
        .value(":before", number(before))
        .value(":now", moment(order.now))
        .value(":orders", number(u8::MAX))
        .value(":le", number(lease));
    let expression = match order.keyed {
        Some(keyed) => expression.set("p.#ok = :ok").name("#ok", "ok").value(":ok", text(codec::short(keyed.key.0))),
        None => expression,
    };
    let expression = match order.wish {
        OrderWish::Void => expression.value(":oq", text(approved::VOID)),
        OrderWish::Capture(wish) => {
            let letter = if wish.is_final { approved::CAPTURE_FINALLY } else { approved::CAPTURE };
            let room = expression
                .and_when("(attribute_not_exists(p.cp) OR size(p.cp) < :captures)")
                .value(":captures", number(i64::try_from(CAPTURES_MAX).unwrap_or(i64::MAX)))
                .value(":oq", text(letter));
            match wish.amount {
                None => room.set("p.oa = p.lf"),
                Some(amount) => room.and_when("p.lf >= :oa").set("p.oa = :oa").value(":oa", number(amount.minor())),
            }
        }
    };
    expression.told(&Told::new(&[], &order.cause))
}
