//! `POST /v1/webhook_endpoints`: registers an endpoint that events are sent to.
//!
//! Who: a secret key. The secret is in this answer, and in repeats within a day, and nowhere else.
//! Answers: 201 the endpoint with its secret · 409 `limit_reached` · 422 fields, an address that
//! is not public.

use api::v1::{endpoint_body, endpoint_reply};
use api::{Boxed, Deps, Endpoint, Grant, Problem, Reply, Request, Route, auth, body, idempotency, refusals};
use app::endpoints::register::{self, Register};

/// What this function does, where, and what it may touch.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "webhook-endpoints-create",
    routes: &[Route::post("/v1/webhook_endpoints")],
    grants: &[Grant::TableGet, Grant::TablePut, Grant::TableUpdate],
    handle: |request, deps| -> Boxed<'_> { Box::pin(handle(request, deps)) },
};

async fn handle(request: &Request, deps: &Deps) -> Result<Reply, Problem> {
    let caller = auth::secret(request, deps).await?;
    let meta = idempotency::meta(request)?;
    let said = body::json(request)?;
    let body = body::read(&said, endpoint_body)?;
    let command = Register {
        owner: caller.owner(),
        url: body.url,
        filters: body.filters,
        description: body.description,
        ordered: body.ordered,
        request: body::hash(&said, deps),
        meta,
    };
    let answer = register::run(command, deps).await.map_err(refusals::failure(refusals::register))?;
    Ok(Reply::created(&endpoint_reply(&answer.value)).replayed(answer.replayed))
}
