//! The sweep of holds: a day before one runs out its merchant is told, and at its end it is let go.
//!
//! A hold reads as run out to the instant without it; the sweep makes the events.

use domain::ids::SessionId;
use domain::session::{Lapsing, Session};

use crate::access::nobody;
use crate::ports::{Consistency, Written};
use crate::work::Report;
use crate::{Deps, Trouble, sweep, trace};

/// Looks at every hold that is due.
///
/// # Errors
/// When the index of what is due cannot be read. A hold that fails stays due.
pub async fn sweep(deps: &Deps) -> Result<Report, Trouble> {
    let due = deps.sessions.holds_due(deps.clock.now(), sweep::AT_MOST).await?;
    Ok(sweep::each(due, |id| one(id, deps), deps.clock.as_ref()).await)
}

async fn one(id: SessionId, deps: &Deps) -> Result<bool, Trouble> {
    trace::session(id);
    let Some(Session::Completed(completed)) = deps.sessions.get(id, None, Consistency::Strong).await? else {
        return Ok(false);
    };
    match completed.lapse(deps.clock.now()) {
        Lapsing::NotYet => Ok(false),
        Lapsing::Now(step) | Lapsing::Warned(step) => {
            match deps.sessions.apply(step, nobody(deps.randomness.as_ref())).await? {
                Written::Done(_) => Ok(true),
                // Somebody captured it or let it go at this moment; what is still due is found again.
                Written::Lost(_) | Written::Missing => Ok(false),
            }
        }
    }
}
