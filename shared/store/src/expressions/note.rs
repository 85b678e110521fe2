//! The note that a keyed operation met an ended session.
//!
//! It leaves the revision alone, which keeps the stream quiet. The sessions it is written to are over, and
//! what still changes them is rare: money that is held, given back or comes late. At worst such a write
//! loses the note, and the repeat is decided anew, to the same end. One that is merely overdue gets none: by
//! another clock it may still be active, and what a fast clock refused must not stick.

use app::ports::MetEnd;
use domain::operations::{Keyed, Operations};

use super::Expression;
use crate::codec;
use crate::item::{operations, state};
use crate::values::{number, text};

/// The note as an expression.
pub(crate) fn note(keyed: Keyed, met: MetEnd) -> Expression {
    let letter = match met {
        MetEnd::Refused => operations::ENDED,
        MetEnd::Wanted => operations::DONE,
        MetEnd::OrderRefused(why) => operations::letter_of(why),
    };
    Expression::when("attribute_not_exists(o.#k)")
        .and_when("size(o) < :full")
        .and_when("st IN (:completed, :expired, :cancelled)")
        .set("o.#k = :k")
        .name("#k", codec::short(keyed.key.0))
        .value(":full", number(i64::try_from(Operations::MAX).unwrap_or(i64::MAX)))
        .value(":k", text(operations::entry(letter, keyed.request)))
        .value(":completed", text(state::COMPLETED))
        .value(":expired", text(state::EXPIRED))
        .value(":cancelled", text(state::CANCELLED))
}
