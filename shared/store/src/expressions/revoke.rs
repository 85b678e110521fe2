//! The end of an API key.

use domain::Timestamp;

use super::{Expression, SOMETHING_THERE};
use crate::values::moment;

/// The key is dead from now on, or since it first was.
pub(crate) fn revoke_api_key(now: Timestamp) -> Expression {
    Expression::when(SOMETHING_THERE).set("rd = if_not_exists(rd, :now)").value(":now", moment(now))
}
