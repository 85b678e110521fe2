//! Writes down what the processor said, however many rivals change the session meanwhile.

use domain::ids::SessionId;
use domain::payment::{AttemptNumber, Outcome};
use domain::session::{Paying, Session};

use super::TRIES;
use crate::ports::{Cause, Written};
use crate::{Deps, Trouble};

/// Settles the attempt. If a rival settled it first, what it wrote stands and is answered; if a
/// rival changed something else, the outcome is written upon that.
pub(crate) async fn run(mut paying: Paying, outcome: Outcome, cause: &Cause, deps: &Deps) -> Result<Session, Trouble> {
    let attempt = paying.attempt.number();
    let id = paying.base.terms.id;
    for _ in 0..TRIES {
        let step = paying.settle(outcome.clone(), deps.clock.now());
        match deps.sessions.apply(step, cause.clone()).await? {
            Written::Done(session) => return Ok(*session),
            Written::Missing => return Err(gone(id)),
            Written::Lost(found) => match same_attempt(*found, attempt) {
                Ok(still) => paying = still,
                Err(moved_on) => return Ok(*moved_on),
            },
        }
    }
    Err(Trouble::Contended)
}

/// The session, if the same attempt is still under way in it.
fn same_attempt(session: Session, attempt: AttemptNumber) -> Result<Paying, Box<Session>> {
    match session {
        Session::Paying(paying) if paying.attempt.number() == attempt => Ok(paying),
        Session::Open(_) | Session::Paying(_) | Session::Completed(_) | Session::Expired(_) | Session::Cancelled(_) => {
            Err(Box::new(session))
        }
    }
}

pub(crate) fn gone(id: SessionId) -> Trouble {
    Trouble::Corrupt { what: "session", why: format!("{id} was there and is gone") }
}
