//! Which run of an attempt may record it.

use super::Expression;
use crate::values::number;

/// No attempt of this number or a later one is recorded yet.
pub(crate) fn later_attempt(attempts: u32) -> Expression {
    Expression::when("(attribute_not_exists(pk) OR n < :n)").value(":n", number(attempts))
}
