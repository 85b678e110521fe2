//! The note that a keyed operation met an ended session.
//!
//! It leaves the revision alone, which keeps the stream quiet. That is safe because the only
//! sessions it is written to are over, and nothing writes those whole again. A function whose
//! clock is behind may still take one that is merely overdue for active; at worst the note is
//! lost then, and the repeat is decided anew.

use domain::operations::{Keyed, Operations};

use super::Expression;
use crate::codec;
use crate::item::operations;
use crate::values::{number, text};

/// The note as an expression.
pub(crate) fn note_refusal(keyed: Keyed) -> Expression {
    Expression::when("attribute_not_exists(o.#k)")
        .and_when("size(o) < :full")
        .set("o.#k = :k")
        .name("#k", codec::short(keyed.key.0))
        .value(":full", number(i64::try_from(Operations::MAX).unwrap_or(i64::MAX)))
        .value(":k", text(operations::entry(operations::ENDED, keyed.request)))
}
