//! What may be done with sessions, one verb per file.

pub mod cancel;
pub mod create;
pub mod expire;
pub mod hosted;
pub mod list;
pub mod pay;
pub(crate) mod settle;
pub mod update;

use domain::ids::SessionId;
use domain::merchant::Owner;
use domain::operations::{Keyed, Seen};

use crate::ports::{Consistency, MetEnd, Written};
use crate::{Deps, Trouble};

/// How often a use case tries again after losing a race, before it asks the client to.
pub(crate) const TRIES: u8 = 8;

/// Why a use case gives no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure<R> {
    /// It refuses, which is a proper answer.
    Refused(R),
    /// Something it stands on failed.
    Trouble(Trouble),
}

impl<R> From<Trouble> for Failure<R> {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

/// A result, and whether it is that of an earlier request with the same key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered<T> {
    /// As it stands now.
    pub value: T,
    /// Whether nothing was done again.
    pub replayed: bool,
}

impl<T> Answered<T> {
    pub(crate) const fn fresh(value: T) -> Self {
        Self { value, replayed: false }
    }

    pub(crate) const fn replayed(value: T) -> Self {
        Self { value, replayed: true }
    }
}

/// Notes how a keyed operation met an ended session. `false` when the key turns out to be that of
/// another request, which was faster.
pub(crate) async fn note(id: SessionId, keyed: Option<Keyed>, met: MetEnd, deps: &Deps) -> Result<bool, Trouble> {
    let Some(noted) = keyed else { return Ok(true) };
    Ok(match deps.sessions.note(id, noted, met).await? {
        Written::Done(_) | Written::Missing => true,
        Written::Lost(found) => found.base().operations.seen(keyed) != Seen::OtherBody,
    })
}

/// Whether this key was used for another request to this session. For a request that cannot be read:
/// its key says more of what went wrong than its fields.
///
/// # Errors
/// When the table cannot be read.
pub async fn is_key_reused(
    session: SessionId,
    owner: Owner,
    keyed: Option<Keyed>,
    deps: &Deps,
) -> Result<bool, Trouble> {
    if keyed.is_none() {
        return Ok(false);
    }
    let found = deps.sessions.get(session, Some(owner), Consistency::Strong).await?;
    Ok(found.is_some_and(|session| session.base().operations.seen(keyed) == Seen::OtherBody))
}
