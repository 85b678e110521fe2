//! `POST /v1/payment_sessions/{id}`: changes a payment session that is still active.
//!
//! Who: a secret key. What may change: `metadata`, `description`, `line_items`, `return_url`,
//! `expires_at`. Answers: 200 the session · 404 · 409 it has ended · 422 fields.

use api::v1::{session_reply, update_change};
use api::{Boxed, Deps, Endpoint, Grant, Problem, Reply, Request, Route, auth, body, idempotency, refusals};
use app::sessions::update::{self, Update};
use domain::ids::SessionId;

/// What this function does, where, and what it may touch.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "payment-sessions-update",
    routes: &[Route::post("/v1/payment_sessions/{id}")],
    grants: &[Grant::RootSecret, Grant::TableGet, Grant::TablePut, Grant::TableUpdate],
    handle: |request, deps| -> Boxed<'_> { Box::pin(handle(request, deps)) },
};

async fn handle(request: &Request, deps: &Deps) -> Result<Reply, Problem> {
    let caller = auth::secret(request, deps).await?;
    let session = request.id("id", SessionId::parse)?;
    let meta = idempotency::meta(request)?;
    let said = body::json(request)?;
    let keyed = idempotency::keyed(
        &format!("/v1/payment_sessions/{session}"),
        &meta,
        caller.owner(),
        body::hash(&said, deps),
        deps,
    );
    let change = match body::read(&said, |fields| update_change(fields, caller.livemode)) {
        Ok(change) => change,
        Err(problem) => return Err(idempotency::judge(problem, session, caller.owner(), keyed, deps).await?),
    };
    let command = Update { session, owner: caller.owner(), keyed, change, meta };
    let answer = update::run(command, deps).await.map_err(refusals::failure(refusals::update))?;
    Ok(Reply::ok(&session_reply(&answer.value, request, true, deps)).replayed(answer.replayed))
}
