//! `GET /v1/payment_sessions/{id}`: retrieves a payment session.
//!
//! Who: a secret key. An overdue session that nobody is paying reads `expired` at that instant.
//! Answers: 200 the session · 404 unknown, another merchant's, or of the other mode.

use api::query::Query;
use api::refusals::trouble;
use api::v1::session_reply;
use api::{Boxed, Code, Deps, Endpoint, Grant, Problem, Reply, Request, Route, auth};
use app::sessions::list;
use domain::ids::SessionId;

/// What this function does, where, and what it may touch.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "payment-sessions-get",
    routes: &[Route::get("/v1/payment_sessions/{id}")],
    grants: &[Grant::RootSecret, Grant::TableGet],
    handle: |request, deps| -> Boxed<'_> { Box::pin(handle(request, deps)) },
};

async fn handle(request: &Request, deps: &Deps) -> Result<Reply, Problem> {
    let caller = auth::secret(request, deps).await?;
    let id = request.id("id", SessionId::parse)?;
    Query::read(request, &[])?;
    let session = list::one(id, caller.owner(), deps).await.map_err(trouble)?;
    let session = session.ok_or_else(|| Problem::new(Code::NotFound))?;
    Ok(Reply::ok(&session_reply(&session, request, true, deps)))
}
