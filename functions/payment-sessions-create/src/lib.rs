//! `POST /v1/payment_sessions`: creates a payment session.
//!
//! Who: a secret key. Idempotent by key: a repeat answers the session it made, as it stands now.
//! Answers: 201 the session · 200 an open session of the same reference (`reuse`) · 409 an open
//! session has the reference · 422 fields, or the key was used for another body.

use api::refusals::trouble;
use api::v1::{create_draft, session_reply};
use api::{Boxed, Deps, Endpoint, Grant, Problem, Reply, Request, Route, auth, body, idempotency, refusals};
use app::sessions::create::{self, Create, CreateRefusal, Earlier};

/// What this function does, where, and what it may touch.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "payment-sessions-create",
    routes: &[Route::post("/v1/payment_sessions")],
    grants: &[
        Grant::RootSecret,
        Grant::TableGet,
        Grant::TableCheck,
        Grant::TablePut,
        Grant::TableBatchGet,
        Grant::ReferenceQuery,
    ],
    handle: |request, deps| -> Boxed<'_> { Box::pin(handle(request, deps)) },
};

async fn handle(request: &Request, deps: &Deps) -> Result<Reply, Problem> {
    let caller = auth::secret(request, deps).await?;
    let meta = idempotency::meta(request)?;
    let said = body::json(request)?;
    let now = deps.clock.now();
    let request_hash = body::hash(&said, deps);
    let draft = match body::read(&said, |fields| create_draft(fields, caller.livemode, now)) {
        Ok(draft) => draft,
        // What was a good request when it came first stays one: only the time has changed.
        Err(problem) => {
            return match create::earlier(caller.owner(), &meta, request_hash, deps).await.map_err(trouble)? {
                Earlier::Nothing => Err(problem),
                Earlier::Same(session) => {
                    Ok(Reply::created(&session_reply(&session, request, true, deps)).replayed(true))
                }
                Earlier::Other => Err(refusals::create(CreateRefusal::KeyReused)),
            };
        }
    };
    let command = Create { owner: caller.owner(), meta, request: request_hash, draft, now };
    let answer = create::run(command, deps).await.map_err(refusals::failure(refusals::create))?;
    let view = session_reply(&answer.value.session, request, true, deps);
    let reply = if answer.value.reused { Reply::ok(&view) } else { Reply::created(&view) };
    Ok(reply.replayed(answer.replayed))
}
