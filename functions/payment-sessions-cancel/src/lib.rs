//! `POST /v1/payment_sessions/{id}/cancel`: cancels a payment session that nobody has paid.
//!
//! Who: a secret key. Allowed while it is active and free, or while its payer is at the bank: then
//! the attempt is called off first. A repeat answers the same. Answers: 200 the session · 404 ·
//! 409 `payment_in_progress`, `session_ended`.

use api::v1::{cancel_reason, session_reply};
use api::{Boxed, Deps, Endpoint, Grant, Problem, Reply, Request, Route, auth, body, idempotency, refusals};
use app::sessions::cancel::{self, Cancel};
use domain::ids::SessionId;

/// What this function does, where, and what it may touch.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "payment-sessions-cancel",
    routes: &[Route::post("/v1/payment_sessions/{id}/cancel")],
    grants: &[
        Grant::RootSecret,
        Grant::TableGet,
        Grant::TablePut,
        Grant::TableUpdate,
        Grant::SandboxPut,
        Grant::SandboxUpdate,
    ],
    handle: |request, deps| -> Boxed<'_> { Box::pin(handle(request, deps)) },
};

async fn handle(request: &Request, deps: &Deps) -> Result<Reply, Problem> {
    let caller = auth::secret(request, deps).await?;
    let session = request.id("id", SessionId::parse)?;
    let meta = idempotency::meta(request)?;
    let said = body::json(request)?;
    let keyed = idempotency::keyed(
        &format!("/v1/payment_sessions/{session}/cancel"),
        &meta,
        caller.owner(),
        body::hash(&said, deps),
        deps,
    );
    let reason = match body::read(&said, cancel_reason) {
        Ok(reason) => reason,
        Err(problem) => return Err(idempotency::judge(problem, session, caller.owner(), keyed, deps).await?),
    };
    let command = Cancel { session, owner: caller.owner(), keyed, reason, meta };
    let answer = cancel::run(command, deps).await.map_err(refusals::failure(refusals::cancel))?;
    Ok(Reply::ok(&session_reply(&answer.value, request, true, deps)).replayed(answer.replayed))
}
