//! A session, as it is answered: with its links, and its client secret for the merchant's server.

use app::Deps;
use app::sessions::pay::Attempted;
use app::views::{SessionView, session_view};
use domain::decline::DeclineCode;
use domain::payment::{Failed, Payment};
use domain::session::{Session, Status};
use serde::Serialize;
use utoipa::ToSchema;

use super::urls::with_session;
use crate::{Code, Problem, Reply, Request};

/// A payment session with its links.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PaymentSessionWithLinks)]
pub struct SessionReply {
    /// The session.
    #[serde(flatten)]
    pub session: SessionView,
    /// The page where the payer pays.
    #[schema(example = "https://pay.example/checkout/…")]
    pub url: String,
    /// The same.
    pub session_url: String,
    /// What lets a browser pay this session with a publishable key; only a secret key is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
}

/// Shows a session with its links.
#[must_use]
pub fn session_reply(session: &Session, request: &Request, secret_key: bool, deps: &Deps) -> SessionReply {
    let url = page_url(session, request, deps);
    let id = session.base().terms.id;
    SessionReply {
        session: session_view(session, deps.clock.now()),
        session_url: url.clone(),
        url,
        client_secret: secret_key.then(|| deps.keyring.client_secret(id)),
    }
}

/// The page where the payer pays.
#[must_use]
pub fn page_url(session: &Session, request: &Request, deps: &Deps) -> String {
    let token = deps.keyring.checkout_token(session.base().terms.id);
    format!("{}/checkout/{token}", request.base_url)
}

/// The merchant's URL that the payer goes back to, with the session's id.
#[must_use]
pub fn back_url(session: &Session) -> Option<String> {
    let terms = &session.base().terms;
    terms.return_url.as_ref().map(|url| with_session(url, &terms.id.to_string()))
}

/// The merchant's URL that the payer goes to instead.
#[must_use]
pub fn away_url(session: &Session) -> Option<String> {
    let terms = &session.base().terms;
    terms.cancel_url.as_ref().map(|url| with_session(url, &terms.id.to_string()))
}

/// How an attempt is answered: with the session, or with why it was declined.
///
/// # Errors
/// 402 when it was declined, 503 when the processor did not take it.
pub fn attempted(
    attempted: &Attempted,
    replayed: bool,
    request: &Request,
    secret_key: bool,
    deps: &Deps,
) -> Result<Reply, Problem> {
    let session = &attempted.session;
    let reply = session_reply(session, request, secret_key, deps);
    let failed = failure(attempted);
    // One that was pending before it failed was answered 200 then, and so it is to a repeat.
    let was_pending = failed.is_some_and(|payment| payment.version > 2);
    let Some(decline) = failed.map(|payment| payment.state.decline).filter(|_| !(replayed && was_pending)) else {
        return Ok(Reply::ok(&reply).replayed(replayed));
    };
    if decline == DeclineCode::ProcessorUnavailable {
        let detail = "The processor did not take the request and nothing was charged; try again.";
        return Err(Problem::because(Code::ProcessorUnavailable, detail).retry_after(1));
    }
    let again = match session.status(deps.clock.now()) {
        Status::Active => "The session is still active; the payer may try again.",
        Status::Completed | Status::Expired | Status::Cancelled => "The session has ended.",
    };
    let detail = format!("{} {again}", decline.message());
    Err(Problem::because(Code::PaymentDeclined, detail).declined(decline).showing(&reply).replayed(replayed))
}

fn failure(attempted: &Attempted) -> Option<&Payment<Failed>> {
    attempted.session.base().failed.iter().find(|payment| payment.number == attempted.attempt)
}
