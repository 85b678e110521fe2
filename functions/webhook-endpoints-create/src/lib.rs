//! `POST /v1/webhook_endpoints`: registers an endpoint that events are sent to.
//!
//! Who: a secret key. The secret is in this answer, and in repeats within a day, and nowhere else.
//! Answers: 201 the endpoint with its secret · 409 `limit_reached` · 422 fields, an address that
//! is not public.

use api::refusals::trouble;
use api::v1::{endpoint_body, endpoint_reply};
use api::{Boxed, Deps, Endpoint, Grant, Problem, Reply, Request, Route, auth, body, idempotency, refusals};
use app::endpoints::register::{self, Refusal, Register, Registration};
use app::views::DeletedView;

/// What this function does, where, and what it may touch.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "webhook-endpoints-create",
    routes: &[Route::post("/v1/webhook_endpoints")],
    grants: &[Grant::RootSecret, Grant::TableGet, Grant::TableCheck, Grant::TablePut, Grant::TableUpdate],
    handle: |request, deps| -> Boxed<'_> { Box::pin(handle(request, deps)) },
};

async fn handle(request: &Request, deps: &Deps) -> Result<Reply, Problem> {
    let caller = auth::secret(request, deps).await?;
    let meta = idempotency::meta(request)?;
    let said = body::json(request)?;
    let request_hash = body::hash(&said, deps);
    let body = match body::read(&said, endpoint_body) {
        Ok(body) => body,
        Err(problem) => {
            let reused = register::is_key_reused(caller.owner(), &meta, request_hash, deps).await.map_err(trouble)?;
            return Err(if reused { refusals::register(Refusal::KeyReused) } else { problem });
        }
    };
    let command = Register {
        owner: caller.owner(),
        url: body.url,
        filters: body.filters,
        description: body.description,
        ordered: body.ordered,
        request: request_hash,
        meta,
    };
    let answer = register::run(command, deps).await.map_err(refusals::failure(refusals::register))?;
    let reply = match &answer.value {
        Registration::Shown(shown) => Reply::created(&endpoint_reply(shown)),
        Registration::Removed(id) => Reply::created(&DeletedView::of("webhook_endpoint", id)),
    };
    Ok(reply.replayed(answer.replayed))
}
