//! A function behind the API: HTTP in, HTTP out.

use std::sync::Arc;

use api::{Endpoint, Request};
use app::Deps;
use bytes::Bytes;
use domain::ids::RequestId;
use http::Response;
use lambda_http::request::RequestContext;
use lambda_http::{Body, RequestExt as _, service_fn};

use crate::start::start;
use crate::{Exit, Outlets};

/// Runs the function, which sends nothing out, until its process ends.
#[must_use]
pub fn run(endpoint: Endpoint) -> Exit {
    run_with(endpoint, Outlets::NONE)
}

/// Runs the function, which sends things out by these, until its process ends.
#[must_use]
pub fn run_with(endpoint: Endpoint, outlets: Outlets) -> Exit {
    start(endpoint.grants, outlets, move |deps| {
        let deps = Arc::new(deps);
        Box::pin(async move {
            // Who calls nobody has little to get ready.
            if !endpoint.grants.is_empty() {
                crate::dry_run::answer(&endpoint, &deps).await;
            }
            let handler = service_fn(move |event| {
                let deps = Arc::clone(&deps);
                async move { Ok::<_, std::convert::Infallible>(process(&endpoint, event, &deps).await) }
            });
            lambda_http::run(handler).await
        })
    })
}

/// Serves one event of API Gateway.
pub async fn process(endpoint: &Endpoint, event: lambda_http::Request, deps: &Deps) -> Response<Body> {
    let response = api::serve(endpoint, request(event), deps).await;
    let (parts, body) = response.into_parts();
    // Text goes as text; nothing else is answered.
    let body = match String::from_utf8(body.into()) {
        Ok(text) => Body::Text(text),
        Err(other) => Body::Binary(other.into_bytes()),
    };
    Response::from_parts(parts, body)
}

fn request(event: lambda_http::Request) -> Request {
    let base_url = base_url(&event);
    let params = event.path_parameters().iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let path = event.raw_http_path().to_owned();
    let (parts, body) = event.into_parts();
    Request {
        id: RequestId::from_bits(0),
        method: parts.method,
        path,
        params,
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts.headers,
        body: match body {
            Body::Text(text) => text.into(),
            Body::Binary(bytes) => bytes.into(),
            _ => Bytes::new(),
        },
        base_url,
    }
}

/// Where the service is reached, as API Gateway knows it: no header that a client may send.
fn base_url(event: &lambda_http::Request) -> String {
    let domain = match event.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => context.domain_name.clone(),
        _ => None,
    };
    format!("https://{}", domain.as_deref().unwrap_or("localhost"))
}
