//! An expiry, without a read: it holds exactly when [`domain::session::Session::expire`] would
//! expire now.

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
        .set("st = :expired")
        .stepped(now)
        .remove("dk")
        .remove("dt")
        .value(":open", text(state::OPEN))
        .value(":expired", text(state::EXPIRED))
        .value(":now", moment(now))
        .told(&Told::new(&itself(EventType::SessionExpired), cause))
}
