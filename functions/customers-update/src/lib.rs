//! `POST /v1/customers/{id}`: changes what is known of a customer.
//!
//! Who: a secret key. What is left out stays; null, or empty text, takes away; `metadata` is merged;
//! `default_payment_method` is one of theirs that is attached.
//! Answers: 200 the customer · 404 unknown, or `customer_deleted` · 409 `external_customer_id_taken` · 422
//! fields, or the key was used for another body.

use api::refusals::trouble;
use api::v1::customer_change;
use api::{Boxed, Deps, Endpoint, Grant, Problem, Reply, Request, Route, auth, body, idempotency, refusals};
use app::customers::update::{self, Refusal, Update};
use app::views::customer_reply;
use domain::ids::CustomerId;

/// What this function does, where, and what it may touch.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "customers-update",
    routes: &[Route::post("/v1/customers/{id}")],
    grants: &[Grant::RootSecret, Grant::TableGet, Grant::TableCheck, Grant::TablePut, Grant::TableDelete],
    handle: |request, deps| -> Boxed<'_> { Box::pin(handle(request, deps)) },
};

async fn handle(request: &Request, deps: &Deps) -> Result<Reply, Problem> {
    let caller = auth::secret(request, deps).await?;
    let customer = request.id("id", CustomerId::parse)?;
    let meta = idempotency::meta(request)?;
    let said = body::json(request)?;
    let path = format!("/v1/customers/{customer}");
    let keyed = idempotency::keyed(&path, &meta, caller.owner(), body::hash(&said, deps), deps);
    let change = match body::read(&said, customer_change) {
        Ok(change) => change,
        Err(problem) => {
            let reused = update::is_key_reused(customer, keyed, deps).await.map_err(trouble)?;
            return Err(if reused { refusals::update_customer(Refusal::KeyReused) } else { problem });
        }
    };
    let command = Update { customer, owner: caller.owner(), keyed, change, meta };
    let answer = update::run(command, deps).await.map_err(refusals::failure(refusals::update_customer))?;
    Ok(Reply::ok(&customer_reply(&answer.value)).replayed(answer.replayed))
}
