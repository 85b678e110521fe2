//! `POST /v1/refunds`: gives money back, all that is left of a payment or a part of it.
//!
//! Who: a secret key. Allowed while something of the payment is captured and not refunded; several may be under
//! way at once. Answers: 201 the refund, which may be `pending` or have `failed` · 409
//! `amount_exceeds_refundable`, `void_instead`, `payment_in_progress`, `limit_reached` · 422 fields, a payment
//! that is not there.

use api::v1::{payment_named, refund_create, refunded, scenario};
use api::{Boxed, Deps, Endpoint, Grant, Problem, Reply, Request, Route, auth, body, idempotency};
use app::refunds::create::{self, Create};
use domain::ids::PaymentId;

/// What this function does, where, and what it may touch.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "refunds-create",
    routes: &[Route::post("/v1/refunds")],
    grants: &[
        Grant::RootSecret,
        Grant::TableGet,
        Grant::TablePut,
        Grant::TableUpdate,
        Grant::SandboxGet,
        Grant::SandboxUpdate,
        Grant::FollowUpsSend,
    ],
    handle: |request, deps| -> Boxed<'_> { Box::pin(handle(request, deps)) },
};

async fn handle(request: &Request, deps: &Deps) -> Result<Reply, Problem> {
    let caller = auth::secret(request, deps).await?;
    let meta = idempotency::meta(request)?;
    let said = body::json(request)?;
    let owner = caller.owner();
    // A key belongs to the payment that its body names: that is where the refund is remembered.
    let keyed = |payment: PaymentId| {
        let path = format!("/v1/refunds/{payment}");
        idempotency::keyed(&path, &meta, owner, body::hash(&said, deps), deps)
    };
    let (payment, wish) = match (body::read(&said, refund_create), payment_named(&said)) {
        (Ok(read), _) => read,
        (Err(problem), None) => return Err(problem),
        (Err(problem), Some(payment)) => {
            return Err(idempotency::judge(problem, payment.session, owner, keyed(payment), deps).await?);
        }
    };
    let keyed = keyed(payment);
    let command = Create { payment, owner, keyed, wish, scenario: scenario(request)?, meta };
    refunded(payment, create::run(command, deps).await, deps)
}
