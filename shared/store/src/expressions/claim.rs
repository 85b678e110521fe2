//! A claim, without a read: the lock is taken exactly when [`domain::session::Session::submit`]
//! would start an attempt.

use app::Trouble;
use app::ports::Claim;
use domain::event::EventType;
use domain::payment::AttemptNumber;
use domain::session::Submitting;

use super::Expression;
use super::blind::itself;
use crate::codec;
use crate::item::{Told, operations, payment, state};
use crate::values::{moment, number, text};

/// The claim as an expression. The number of the attempt stands nowhere: it is one more than
/// there are failed ones, and those cannot change while the lock is held.
pub(crate) fn claim(claim: &Claim) -> Result<Expression, Trouble> {
    let submission = &claim.submission;
    let told = Told::new(&itself(EventType::SessionUpdated), &claim.cause);
    let expression = Expression::when("st = :open")
        .and_when("x > :now")
        .and_when("size(fa) < :most")
        .owned_by(claim.owner)
        .set("st = :paying")
        .stepped(claim.now)
        .set("p = :p")
        .keyed(submission.keyed, operations::ATTEMPT)
        .value(":open", text(state::OPEN))
        .value(":now", moment(claim.now))
        .value(":most", number(AttemptNumber::MAX))
        .value(":paying", text(state::PAYING))
        .value(":p", payment::claimed(submission, claim.now)?);
    let expression = match submission.source {
        Submitting::Given { save: false } => expression,
        // Who saves nothing has no such attribute.
        Submitting::Given { save: true } => expression.and_when("attribute_exists(sv)"),
        Submitting::Saved { customer, .. } => {
            expression.and_when("c = :c").value(":c", text(codec::wide(customer.bits())))
        }
    };
    expression.told(&told)
}
