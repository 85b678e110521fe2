//! Changes of an endpoint, and of the number that a merchant has.

use domain::Timestamp;
use domain::endpoint::{DisabledReason, ENDPOINTS_MAX};

use super::{Expression, SOMETHING_THERE};
use crate::table::TTL;
use crate::values::{moment, number, text};

/// One more endpoint, if there is room.
pub(crate) fn count_one() -> Expression {
    Expression::when("(attribute_not_exists(n) OR n < :max)")
        .set("n = if_not_exists(n, :none) + :one")
        .value(":max", number(i64::try_from(ENDPOINTS_MAX).unwrap_or(i64::MAX)))
        .value(":none", number(0_u8))
        .value(":one", number(1_u8))
}

/// One endpoint fewer.
pub(crate) fn forget_one() -> Expression {
    Expression::default().set("n = if_not_exists(n, :one) - :one").value(":one", number(1_u8))
}

/// The endpoint is there and uses up one of the merchant's number.
pub(crate) fn remove_counted() -> Expression {
    Expression::when(SOMETHING_THERE).and_when("attribute_exists(k)")
}

/// No endpoint of this id was removed lately.
pub(crate) fn not_removed(now: Timestamp) -> Expression {
    Expression::when("(attribute_not_exists(pk) OR #ttl <= :now)")
        .name("#ttl", TTL)
        .value(":now", number(now.as_second()))
}

/// Something got through.
pub(crate) fn recovered(now: Timestamp) -> Expression {
    changed(Expression::when(SOMETHING_THERE), now).set("so = :now").remove("fs")
}

/// Nothing got through; the first to say so says since when.
pub(crate) fn failing(now: Timestamp) -> Expression {
    let first = Expression::when(SOMETHING_THERE).and_when("attribute_not_exists(fs)");
    changed(first, now).set("fs = :now")
}

/// Nothing is sent there any more; the first reason stands.
pub(crate) fn disable(reason: DisabledReason, now: Timestamp) -> Expression {
    let enabled = Expression::when(SOMETHING_THERE).and_when("attribute_not_exists(da)");
    changed(enabled, now).set("da = :now").set("dr = :dr").value(":dr", text(reason.as_str()))
}

fn changed(expression: Expression, now: Timestamp) -> Expression {
    expression.set("v = v + :one").set("ua = :now").value(":one", number(1_u8)).value(":now", moment(now))
}
