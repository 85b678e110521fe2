//! Changes a session that is still active.

use domain::ids::SessionId;
use domain::merchant::Owner;
use domain::operations::Keyed;
use domain::session::{Change, Session, UpdateRefusal, Updating};

use super::{Answered, Failure, TRIES, note};
use crate::access::RequestMeta;
use crate::ports::{Consistency, MetEnd, Written};
use crate::{Deps, Trouble, trace};

/// A request to change a session.
#[derive(Debug, Clone)]
pub struct Update {
    /// Which session.
    pub session: SessionId,
    /// Whose it must be.
    pub owner: Owner,
    /// The idempotency key, if there is one.
    pub keyed: Option<Keyed>,
    /// What is to change.
    pub change: Change,
    /// What the request says of itself.
    pub meta: RequestMeta,
}

/// Why nothing changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such session.
    NotFound,
    /// The domain's reason.
    State(UpdateRefusal),
}

/// Changes the session.
///
/// # Errors
/// Why it stays as it is.
pub async fn run(command: Update, deps: &Deps) -> Result<Answered<Session>, Failure<Refusal>> {
    trace::session(command.session);
    let cause = command.meta.cause(deps.randomness.as_ref());
    let read = deps.sessions.get(command.session, Some(command.owner), Consistency::Strong).await?;
    let mut session = read.ok_or(Failure::Refused(Refusal::NotFound))?;
    for _ in 0..TRIES {
        let step = match session.update(command.keyed, command.change.clone(), deps.clock.now()) {
            Err(refusal) => return refuse(refusal, &command, deps).await,
            Ok(Updating::Already { session, repeat }) => return Ok(Answered { value: session, replayed: repeat }),
            Ok(Updating::Now(step)) => step,
        };
        match deps.sessions.apply(step, cause.clone()).await? {
            Written::Done(session) => return Ok(Answered::fresh(*session)),
            Written::Lost(found) => session = *found,
            Written::Missing => return Err(Failure::Refused(Refusal::NotFound)),
        }
    }
    Err(Trouble::Contended.into())
}

async fn refuse<T>(refusal: UpdateRefusal, command: &Update, deps: &Deps) -> Result<T, Failure<Refusal>> {
    let ended = matches!(refusal, UpdateRefusal::SessionEnded { repeat: false, .. });
    if ended && !note(command.session, command.keyed, MetEnd::Refused, deps).await? {
        return Err(Failure::Refused(Refusal::State(UpdateRefusal::KeyReused)));
    }
    Err(Failure::Refused(Refusal::State(refusal)))
}
