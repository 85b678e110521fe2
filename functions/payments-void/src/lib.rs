//! `POST /v1/payments/{id}/void`: lets go of all that is still held for a payment.
//!
//! Who: a secret key. Allowed while the payment is `authorised` or `partially_captured`; what was captured
//! stays captured. Answers: 200 the payment · 402 declined · 404 · 409 `not_authorised`,
//! `authorisation_expired`, `already_voided`, `nothing_left`, `conflict` · 422 fields.

use api::v1::{no_fields, ordered, scenario};
use api::{Boxed, Deps, Endpoint, Grant, Problem, Reply, Request, Route, auth, body, idempotency};
use app::payments::order::{self, Give};
use app::ports::OrderWish;
use domain::ids::PaymentId;

/// What this function does, where, and what it may touch.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "payments-void",
    routes: &[Route::post("/v1/payments/{id}/void")],
    grants: &[
        Grant::RootSecret,
        Grant::TableGet,
        Grant::TablePut,
        Grant::TableUpdate,
        Grant::SandboxGet,
        Grant::SandboxUpdate,
    ],
    handle: |request, deps| -> Boxed<'_> { Box::pin(handle(request, deps)) },
};

async fn handle(request: &Request, deps: &Deps) -> Result<Reply, Problem> {
    let caller = auth::secret(request, deps).await?;
    let payment = request.id("id", PaymentId::parse)?;
    let meta = idempotency::meta(request)?;
    let said = body::json(request)?;
    let owner = caller.owner();
    let keyed =
        idempotency::keyed(&format!("/v1/payments/{payment}/void"), &meta, owner, body::hash(&said, deps), deps);
    if let Err(problem) = body::read(&said, no_fields) {
        return Err(idempotency::judge(problem, payment.session, owner, keyed, deps).await?);
    }
    let command = Give { payment, owner, keyed, wish: OrderWish::Void, scenario: scenario(request)?, meta };
    ordered(payment, order::run(command, deps).await, deps)
}
