//! The sweep of what is overdue. A session reads as expired to the instant without it; the sweep
//! makes the event, at most two minutes late.

use domain::ids::SessionId;
use domain::session::{Expiring, Session};

use crate::access::nobody;
use crate::payments::resolve;
use crate::ports::Written;
use crate::work::Report;
use crate::{Deps, Trouble, sweep, trace};

/// Expires what is overdue.
///
/// # Errors
/// When the index of what is due cannot be read. A session that fails stays due.
pub async fn sweep(deps: &Deps) -> Result<Report, Trouble> {
    let due = deps.sessions.overdue(deps.clock.now(), sweep::AT_MOST).await?;
    Ok(sweep::each(due, |id| one(id, deps), deps.clock.as_ref()).await)
}

async fn one(id: SessionId, deps: &Deps) -> Result<bool, Trouble> {
    trace::session(id);
    let now = deps.clock.now();
    let found = match deps.sessions.expire(id, now, nobody(deps.randomness.as_ref())).await? {
        Written::Done(_) => return Ok(true),
        Written::Missing => return Ok(false),
        Written::Lost(found) => *found,
    };
    match found.expire(now) {
        // Somebody is paying it, or died while paying it: the processor knows.
        Expiring::Locked(Session::Paying(paying)) => resolve::ask(paying, deps).await.map(|asked| asked.changed),
        // It has a mandate that ends with it.
        Expiring::Now(step) => match deps.sessions.apply(step, nobody(deps.randomness.as_ref())).await? {
            Written::Done(_) => Ok(true),
            Written::Lost(_) | Written::Missing => Ok(false),
        },
        Expiring::Locked(_) | Expiring::NotYet(_) | Expiring::Ended(_) => Ok(false),
    }
}
