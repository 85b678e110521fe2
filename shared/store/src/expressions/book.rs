//! A change of the sandbox's books.

use super::Expression;
use crate::values::text;

/// The entry still reads `from`, and will read `to`.
pub(crate) fn replace_entry(from: &str, to: &str) -> Expression {
    Expression::when("e = :from").set("e = :to").value(":from", text(from)).value(":to", text(to))
}
