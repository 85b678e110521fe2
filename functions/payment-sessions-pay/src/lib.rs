//! `POST /v1/payment_sessions/{id}/pay`: pays a payment session, with a card or a saved payment method.
//!
//! Who: a secret key, or a publishable key with the session's client secret. Card data is taken
//! in test mode only, and published test numbers only. Answers: 200 paid, pending, or a
//! `next_action` to follow · 402 declined · 409 under way, or ended · 422 fields, real card data.

use api::refusals::trouble;
use api::v1::{attempted, pay_body, scenario};
use api::{Boxed, Code, Deps, Endpoint, Grant, Problem, Reply, Request, Route, auth, body, idempotency, refusals};
use app::access::Caller;
use app::ports::KeyKind;
use app::sessions::pay::{self, Pay};
use domain::ids::SessionId;

/// What this function does, where, and what it may touch.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "payment-sessions-pay",
    routes: &[Route::post("/v1/payment_sessions/{id}/pay")],
    grants: &[
        Grant::RootSecret,
        Grant::TableGet,
        Grant::TablePut,
        Grant::TableUpdate,
        Grant::SandboxGet,
        Grant::SandboxPut,
    ],
    handle: |request, deps| -> Boxed<'_> { Box::pin(handle(request, deps)) },
};

async fn handle(request: &Request, deps: &Deps) -> Result<Reply, Problem> {
    let caller = auth::any(request, deps).await?;
    let session = request.id("id", SessionId::parse)?;
    let meta = idempotency::meta(request)?;
    let said = body::json(request)?;
    let now = deps.clock.now();
    let keyed = idempotency::keyed(
        &format!("/v1/payment_sessions/{session}/pay"),
        &meta,
        caller.owner(),
        body::hash(&said, deps),
        deps,
    );
    let body = match body::read(&said, |fields| pay_body(fields, now)) {
        Ok(body) => body,
        // What was a good request when it came first stays one: only the time has changed.
        Err(problem) => {
            let before = pay::repeated(session, caller.owner(), keyed, deps).await.map_err(trouble)?;
            let Some(before) = before else {
                return Err(idempotency::judge(problem, session, caller.owner(), keyed, deps).await?);
            };
            return attempted(&before, true, request, caller.kind == KeyKind::Secret, deps);
        }
    };
    let secret_key = may_pay(&caller, session, body.client_secret.as_deref(), deps)?;
    let command = Pay {
        session,
        owner: caller.owner(),
        livemode: caller.livemode,
        keyed,
        with: body.with,
        consent: None,
        scenario: scenario(request)?,
        base_url: request.base_url.clone(),
        meta,
    };
    let answer = pay::run(command, deps).await.map_err(refusals::failure(refusals::pay))?;
    attempted(&answer.value, answer.replayed, request, secret_key, deps)
}

/// Whether the caller may pay this session, and is told its secrets.
fn may_pay(caller: &Caller, session: SessionId, secret: Option<&str>, deps: &Deps) -> Result<bool, Problem> {
    match caller.kind {
        KeyKind::Secret => Ok(true),
        KeyKind::Publishable if secret.is_some_and(|secret| deps.keyring.is_client_secret(session, secret)) => {
            Ok(false)
        }
        KeyKind::Publishable => Err(Problem::because(
            Code::ClientSecretRequired,
            "With a publishable key, send the session's client_secret in the body.",
        )),
    }
}
