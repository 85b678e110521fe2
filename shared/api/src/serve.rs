//! The one way into an endpoint.

use app::Deps;
use app::ports::{Metric, Sample};
use app::views::API_VERSION;
use domain::ids::RequestId;
use http::Response;
use tracing::Instrument as _;

use crate::query::Query;
use crate::{Code, Endpoint, Problem, Reply, Request, body, openapi};

/// The header that names the version of the API.
const VERSION_HEADER: &str = "payment-sessions-version";

/// Serves a request that has found its endpoint.
pub async fn serve(endpoint: &Endpoint, mut request: Request, deps: &Deps) -> Response<bytes::Bytes> {
    request.id = RequestId::from_bits(deps.randomness.bits());
    if let Some(url) = &deps.settings.public_url {
        request.base_url.clone_from(url);
    }
    let id = request.id.to_string();
    let span = app::work_span!("request", request_id = %id, function = endpoint.name);
    let began = deps.clock.now();
    let outcome = answer(endpoint, &request, deps).instrument(span.clone()).await;
    let code = outcome.as_ref().err().map(|problem| problem.code().as_str());
    let reply = outcome.unwrap_or_else(|problem| problem.into_reply(&id, &deps.settings.errors_url));
    let took = deps.clock.now().duration_since(began).as_millis();
    let status = reply.status.as_u16();
    if status >= 500 {
        deps.metrics.record(&[Sample::new(Metric::RequestsFailed, 1)]);
    }
    span.in_scope(|| log(request.method.as_str(), status, code, took));
    let open = endpoint.routes.iter().any(|route| openapi::is_open_to_browsers(route.path));
    finish(if open { for_any_origin(reply) } else { reply }, &id)
}

async fn answer(endpoint: &Endpoint, request: &Request, deps: &Deps) -> Result<Reply, Problem> {
    if request.body.len() > body::BYTES_MAX {
        return Err(Problem::because(Code::BodyTooLarge, "A body has at most 64 KiB."));
    }
    if request.path.starts_with("/v1/") {
        speaks_our_language(request)?;
    }
    (endpoint.handle)(request, deps).await
}

/// What holds for the API, and not for its pages: a version that we know, and on what changes
/// something no parameters, which would silently do nothing.
fn speaks_our_language(request: &Request) -> Result<(), Problem> {
    if request.header(VERSION_HEADER).is_some_and(|version| version != API_VERSION) {
        return Err(Problem::because(Code::UnknownVersion, format!("The version is {API_VERSION}.")));
    }
    if request.method != http::Method::GET {
        Query::read(request, &[])?;
    }
    Ok(())
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

/// Lets pages of any origin read the answer: the caller has said which session, and proved it.
fn for_any_origin(reply: Reply) -> Reply {
    let seen = "Request-Id, Idempotent-Replayed, Retry-After, Payment-Sessions-Version";
    reply.with("access-control-allow-origin", "*").with("access-control-expose-headers", seen)
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
