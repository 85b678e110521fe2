//! The one way into an endpoint.

use app::Deps;
use app::views::API_VERSION;
use domain::ids::RequestId;
use http::Response;
use tracing::Instrument as _;

use crate::{Code, Endpoint, Problem, Reply, Request, body};

/// The header that names the version of the API.
const VERSION_HEADER: &str = "payment-sessions-version";

/// Serves a request that has found its endpoint.
pub async fn serve(endpoint: &Endpoint, mut request: Request, deps: &Deps) -> Response<bytes::Bytes> {
    request.id = RequestId::from_bits(deps.randomness.bits());
    if let Some(url) = &deps.settings.public_url {
        request.base_url.clone_from(url);
    }
    let id = request.id.to_string();
    let span = tracing::info_span!("request", request_id = %id, function = endpoint.name);
    let began = deps.clock.now();
    let outcome = answer(endpoint, &request, deps).instrument(span.clone()).await;
    let code = outcome.as_ref().err().map(|problem| problem.code().as_str());
    let reply = outcome.unwrap_or_else(|problem| problem.into_reply(&id, &deps.settings.errors_url));
    let took = deps.clock.now().duration_since(began).as_millis();
    let status = reply.status.as_u16();
    span.in_scope(|| log(request.method.as_str(), status, code, took));
    finish(reply, &id)
}

async fn answer(endpoint: &Endpoint, request: &Request, deps: &Deps) -> Result<Reply, Problem> {
    if request.body.len() > body::BYTES_MAX {
        return Err(Problem::because(Code::BodyTooLarge, "A body has at most 64 KiB."));
    }
    if request.header(VERSION_HEADER).is_some_and(|version| version != API_VERSION) {
        return Err(Problem::because(Code::UnknownVersion, format!("The version is {API_VERSION}.")));
    }
    (endpoint.handle)(request, deps).await
}

/// One line a request. A refusal is not a failure: only what broke on our side is an error.
fn log(method: &str, status: u16, code: Option<&str>, duration_ms: i128) {
    let duration_ms = i64::try_from(duration_ms).unwrap_or(i64::MAX);
    if status >= 500 {
        tracing::error!(method, status, code, duration_ms, "answered");
    } else {
        tracing::info!(method, status, code, duration_ms, "answered");
    }
}

fn finish(reply: Reply, id: &str) -> Response<bytes::Bytes> {
    let reply = reply.with("request-id", id).with(VERSION_HEADER, API_VERSION);
    let reply = match reply.headers.contains_key("cache-control") {
        true => reply,
        false => reply.with("cache-control", "no-store"),
    };
    let mut response = Response::new(reply.body);
    *response.status_mut() = reply.status;
    *response.headers_mut() = reply.headers;
    response
}
