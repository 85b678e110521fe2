//! A cancellation, without a read: it holds exactly when [`domain::session::Session::cancel`]
//! would cancel now, and nothing else changes with it.

use app::Trouble;
use app::ports::Cancel;
use domain::event::EventType;

use super::Expression;
use super::blind::itself;
use crate::item::{Told, operations, state};
use crate::values::{moment, text};

/// The cancellation as an expression.
pub(crate) fn cancel(cancel: &Cancel) -> Result<Expression, Trouble> {
    let told = Told::new(&itself(EventType::SessionCancelled), &cancel.cause);
    let expression = Expression::when("st = :open")
        .and_when("x > :now")
        // A mandate ends with its session, which takes more than one item.
        .and_when("attribute_not_exists(ty)")
        .owned_by(Some(cancel.owner))
        .set("st = :cancelled")
        .stepped(cancel.now)
        .set("ea = :now")
        .keyed(cancel.keyed, operations::DONE)
        .remove("dk")
        .remove("dt")
        .value(":open", text(state::OPEN))
        .value(":cancelled", text(state::CANCELLED))
        .value(":now", moment(cancel.now));
    let expression = match cancel.reason {
        Some(reason) => expression.set("cr = :cr").value(":cr", text(reason.as_str())),
        None => expression,
    };
    expression.told(&told)
}
