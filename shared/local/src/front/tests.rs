use std::sync::Arc;

use api::{Boxed, Reply, Route};
use testkit::{ManualClock, NumberedRandomness};

use super::*;
use crate::{Options, System};

/// Answers with what it was handed.
fn echo(request: &Request) -> Boxed<'_> {
    let text = format!("{} {:?} {} {}", request.path, request.params, request.query, request.base_url);
    Box::pin(async move { Ok(Reply::html(http::StatusCode::OK, text)) })
}

const READ: Endpoint = Endpoint {
    name: "read",
    routes: &[Route::get("/v1/things/{id}"), Route::get("/v1/things/{id}/parts/{part}")],
    grants: &[],
    handle: |request, _| echo(request),
};
const DEFAULT: Endpoint = Endpoint {
    name: "rest",
    routes: &[Route::get("$default")],
    grants: &[],
    handle: |_, _| Box::pin(async { Ok(Reply::html(http::StatusCode::NOT_FOUND, "rest".to_owned())) }),
};

async fn deps() -> Deps {
    let options = Options::for_test(Arc::new(ManualClock::default()), Arc::new(NumberedRandomness::default()));
    System::start(options).await.unwrap().deps().clone()
}

async fn call(front: &Front, method: &str, uri: &str, host: Option<&str>) -> String {
    let mut request = http::Request::builder().method(method).uri(uri);
    if let Some(host) = host {
        request = request.header("host", host);
    }
    let response = front.call(request.body(Bytes::new()).unwrap()).await;
    String::from_utf8(response.into_body().to_vec()).unwrap()
}

#[tokio::test]
async fn a_request_finds_its_function_with_its_parameters_decoded() {
    let front = Front::new(&[READ, DEFAULT], deps().await).unwrap();
    front.reached_at("http://127.0.0.1:1");
    assert_eq!(
        call(&front, "GET", "/v1/things/a%20b/parts/%C3%A4?x=%20", Some("pay.localhost:8000")).await,
        "/v1/things/a%20b/parts/%C3%A4 [(\"id\", \"a b\"), (\"part\", \"ä\")] x=%20 http://pay.localhost:8000",
    );
    assert_eq!(
        call(&front, "GET", "/v1/things/1", Some("evil host")).await,
        "/v1/things/1 [(\"id\", \"1\")]  http://127.0.0.1:1",
    );
}

#[tokio::test]
async fn everything_else_is_for_the_fallback() {
    let front = Front::new(&[READ, DEFAULT], deps().await).unwrap();
    for (method, path) in [
        ("GET", "/"),
        ("GET", "/v1/things"),
        ("GET", "/v1/things/"),
        ("GET", "/v1/things/1/"),
        ("POST", "/v1/things/1"),
    ] {
        assert_eq!(call(&front, method, path, None).await, "rest", "{method} {path}");
    }
    assert!(Front::new(&[READ], deps().await).is_err());
    assert!(Front::new(&[READ, READ, DEFAULT], deps().await).is_err());
}

#[tokio::test]
async fn every_function_of_the_service_can_be_found() {
    let front = Front::new(crate::functions::ENDPOINTS, deps().await).unwrap();
    for endpoint in crate::functions::ENDPOINTS.iter().filter(|endpoint| endpoint.name != "fallback") {
        for route in endpoint.routes {
            let path = route.path.replace(['{', '}'], "");
            let (found, _) = front.find(route.method.as_str(), &path);
            assert_eq!(found.name, endpoint.name);
        }
    }
}
