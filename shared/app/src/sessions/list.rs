//! Reads sessions.

use domain::ids::SessionId;
use domain::merchant::Owner;
use domain::session::Session;

use crate::ports::{Consistency, Page, SessionQuery};
use crate::{Deps, Trouble, trace};

/// One session, as merchants read it: at most a moment old.
///
/// # Errors
/// When the table cannot be read.
pub async fn one(id: SessionId, owner: Owner, deps: &Deps) -> Result<Option<Session>, Trouble> {
    trace::session(id);
    deps.sessions.get(id, Some(owner), Consistency::Eventual).await
}

/// One page of sessions.
///
/// # Errors
/// When the table cannot be read.
pub async fn page(query: SessionQuery, deps: &Deps) -> Result<Page<Session>, Trouble> {
    deps.sessions.list(query).await
}
