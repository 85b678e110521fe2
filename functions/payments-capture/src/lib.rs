//! `POST /v1/payments/{id}/capture`: collects money that is held for a payment, all of it or a part.
//!
//! Who: a secret key. Allowed while the payment is `authorised` or `partially_captured`. Answers: 200 the
//! payment · 402 declined · 404 · 409 `not_authorised`, `amount_exceeds_capturable`,
//! `authorisation_expired`, `already_voided`, `nothing_left`, `conflict` · 422 fields.

use api::v1::{capture_wish, ordered, scenario};
use api::{Boxed, Deps, Endpoint, Grant, Problem, Reply, Request, Route, auth, body, idempotency};
use app::payments::order::{self, Give};
use app::ports::OrderWish;
use domain::ids::PaymentId;

/// What this function does, where, and what it may touch.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "payments-capture",
    routes: &[Route::post("/v1/payments/{id}/capture")],
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
    let path = format!("/v1/payments/{payment}/capture");
    let keyed = idempotency::keyed(&path, &meta, owner, body::hash(&said, deps), deps);
    let wish = match body::read(&said, capture_wish) {
        Ok(wish) => OrderWish::Capture(wish),
        Err(problem) => return Err(idempotency::judge(problem, payment.session, owner, keyed, deps).await?),
    };
    let command = Give { payment, owner, keyed, wish, scenario: scenario(request)?, meta };
    ordered(payment, order::run(command, deps).await, deps)
}
