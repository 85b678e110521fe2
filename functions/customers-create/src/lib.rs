//! `POST /v1/customers`: creates a customer.
//!
//! Who: a secret key. Idempotent by key: a repeat answers the customer it made, as they stand now.
//! Answers: 201 the customer · 409 `external_customer_id_taken` · 422 fields, or the key was used for
//! another body.

use api::refusals::trouble;
use api::v1::customer_details;
use api::{Boxed, Deps, Endpoint, Grant, Problem, Reply, Request, Route, auth, body, idempotency, refusals};
use app::customers::create::{self, Create, Refusal};
use app::views::customer_reply;

/// What this function does, where, and what it may touch.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "customers-create",
    routes: &[Route::post("/v1/customers")],
    grants: &[Grant::RootSecret, Grant::TableGet, Grant::TableCheck, Grant::TablePut],
    handle: |request, deps| -> Boxed<'_> { Box::pin(handle(request, deps)) },
};

async fn handle(request: &Request, deps: &Deps) -> Result<Reply, Problem> {
    let caller = auth::secret(request, deps).await?;
    let meta = idempotency::meta(request)?;
    let said = body::json(request)?;
    let request_hash = body::hash(&said, deps);
    let details = match body::read(&said, customer_details) {
        Ok(details) => details,
        Err(problem) => {
            let reused = create::is_key_reused(caller.owner(), &meta, request_hash, deps).await.map_err(trouble)?;
            return Err(if reused { refusals::create_customer(Refusal::KeyReused) } else { problem });
        }
    };
    let command = Create { owner: caller.owner(), details, request: request_hash, meta };
    let answer = create::run(command, deps).await.map_err(refusals::failure(refusals::create_customer))?;
    Ok(Reply::created(&customer_reply(&answer.value)).replayed(answer.replayed))
}
