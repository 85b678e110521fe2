//! Conditions on whole-item writes: what was read must still be there.

use domain::ids::SessionId;

use super::{Expression, NOTHING_THERE};
use crate::codec::wide;
use crate::values::{number, text};

/// The item is still at this revision. The state needs no condition of its own: every write that
/// changes it makes a new revision.
pub(crate) fn same_revision(from: u32) -> Expression {
    Expression::when("rv = :from").value(":from", number(from))
}

/// The customer is as it was seen, or still nobody.
pub(crate) fn seen_customer(seen: Option<u32>) -> Expression {
    seen.map_or_else(|| Expression::when(NOTHING_THERE), same_revision)
}

/// The reference is guarded by whom it was seen guarded by, or still by nobody.
pub(crate) fn guard(seen: Option<SessionId>) -> Expression {
    match seen {
        Some(seen) => {
            Expression::when("(attribute_not_exists(pk) OR s = :seen)").value(":seen", text(wide(seen.bits())))
        }
        None => Expression::when(NOTHING_THERE),
    }
}
