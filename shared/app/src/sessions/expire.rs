//! The sweep of what is overdue. A session reads as expired to the instant without it; the sweep
//! makes the event, at most two minutes late.

use domain::ids::SessionId;
use domain::session::{Expiring, Session};
use futures::{StreamExt as _, stream};

use crate::access::nobody;
use crate::payments::resolve;
use crate::ports::Written;
use crate::work::Report;
use crate::{Deps, Trouble};

/// How many overdue sessions one run takes on. More are left for the next minute.
const BATCH: usize = 2_000;
/// How many are written at once.
const AT_ONCE: usize = 16;

/// Expires what is overdue.
///
/// # Errors
/// When the index of what is due cannot be read. A session that fails stays due.
pub async fn sweep(deps: &Deps) -> Result<Report, Trouble> {
    let due = deps.sessions.overdue(deps.clock.now(), BATCH).await?;
    let outcomes: Vec<_> = stream::iter(due).map(|id| one(id, deps)).buffer_unordered(AT_ONCE).collect().await;
    Ok(report(&outcomes))
}

/// Counts what a sweep did, and logs what failed.
pub(crate) fn report(outcomes: &[Result<bool, Trouble>]) -> Report {
    for trouble in outcomes.iter().filter_map(|outcome| outcome.as_ref().err()) {
        tracing::error!(%trouble, "one of a sweep failed and stays due");
    }
    Report {
        due: outcomes.len(),
        changed: outcomes.iter().filter(|outcome| matches!(outcome, Ok(true))).count(),
        failed: outcomes.iter().filter(|outcome| outcome.is_err()).count(),
    }
}

async fn one(id: SessionId, deps: &Deps) -> Result<bool, Trouble> {
    let now = deps.clock.now();
    let found = match deps.sessions.expire(id, now, nobody(deps.randomness.as_ref())).await? {
        Written::Done(_) => return Ok(true),
        Written::Missing => return Ok(false),
        Written::Lost(found) => *found,
    };
    match found.expire(now) {
        // Somebody is paying it, or died while paying it: the processor knows.
        Expiring::Locked(Session::Paying(paying)) => resolve::ask(paying, deps).await.map(|asked| asked.changed),
        Expiring::Locked(_) | Expiring::NotYet(_) | Expiring::Ended(_) | Expiring::Now(_) => Ok(false),
    }
}
