//! An expiry, without a read: it holds exactly when [`domain::session::Session::expire`] would
//! expire now, and nothing else changes with it.

use app::Trouble;
use app::ports::Cause;
use domain::Timestamp;
use domain::event::EventType;

use super::Expression;
use super::blind::itself;
use crate::item::{Told, state};
use crate::values::{moment, text};

/// The expiry as an expression.
pub(crate) fn expire(now: Timestamp, cause: &Cause) -> Result<Expression, Trouble> {
    Expression::when("st = :open")
        .and_when("x <= :now")
        // A mandate ends with its session, which takes more than one item.
        .and_when("attribute_not_exists(ty)")
        .set("st = :expired")
        .stepped(now)
        .remove("dk")
        .remove("dt")
        .value(":open", text(state::OPEN))
        .value(":expired", text(state::EXPIRED))
        .value(":now", moment(now))
        .told(&Told::new(&itself(EventType::SessionExpired), cause))
}
