//! Requests as API Gateway hands them to functions, and functions called without a gateway.

use api::Endpoint;
use app::Deps;
use http::Response;
use lambda_http::Body;
use local::demo;
use serde_json::{Value, json};

/// A request to this route, with the demo merchant's key.
fn event(method: &str, path: &str, id: Option<&str>, query: &str, key: Option<&str>, body: Option<&Value>) -> Value {
    let mut event = json!({
        "version": "2.0",
        "routeKey": format!("{method} {path}"),
        "rawPath": path,
        "rawQueryString": query,
        "headers": {
            "accept": "application/json",
            "authorization": format!("Bearer {}", demo::keys().secret),
            "content-type": "application/json",
            "host": "a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com",
            "user-agent": "tea-shop/1.4",
        },
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "a1b2c3d4e5",
            "domainName": "a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com",
            "domainPrefix": "a1b2c3d4e5",
            "http": {
                "method": method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": "203.0.113.24",
                "userAgent": "tea-shop/1.4",
            },
            "requestId": "UUvjPj005joEPxw=",
            "routeKey": format!("{method} {path}"),
            "stage": "$default",
            "time": "20/Nov/2026:09:00:00 +0000",
            "timeEpoch": 1_795_165_200_000_u64,
        },
        "isBase64Encoded": false,
    });
    if let Some(key) = key {
        event["headers"]["idempotency-key"] = json!(key);
    }
    if let Some(body) = body {
        event["body"] = json!(body.to_string());
    }
    if let Some(id) = id {
        event["pathParameters"] = json!({ "id": id });
    }
    event
}

/// Creates a plain session, which ends after so many seconds.
pub fn create_ending(key: &str, seconds: u32) -> Value {
    let body = json!({
        "amount": 4900, "currency": "EUR", "description": "Order 1042", "expires_in_seconds": seconds,
        "return_url": "https://shop.example/thanks", "cancel_url": "https://shop.example/cart", "metadata": {"order": "1042"},
    });
    event("POST", "/v1/payment_sessions", None, "", Some(key), Some(&body))
}

/// Creates a plain session.
pub fn create(key: &str) -> Value {
    create_ending(key, 86_400)
}

/// Retrieves a session.
pub fn retrieve(id: &str) -> Value {
    event("GET", &format!("/v1/payment_sessions/{id}"), Some(id), "", None, None)
}

/// Pays a session with a card that is good.
pub fn pay(id: &str) -> Value {
    let body = json!({"payment_method_data": {"type": "card", "card": {
        "number": "4242424242424242", "exp_month": 12, "exp_year": 2034, "cvc": "123", "name": "Ada Lovelace",
    }}});
    event("POST", &format!("/v1/payment_sessions/{id}/pay"), Some(id), "", Some("pay"), Some(&body))
}

/// Lists the newest sessions.
pub fn list() -> Value {
    event("GET", "/v1/payment_sessions", None, "limit=10", None, None)
}

/// Asks whether the API answers.
pub fn health() -> Value {
    event("GET", "/health", None, "", None, None)
}

/// Hands the event to the function, in this process, as text, as the runtime gets it.
pub async fn answer(endpoint: &Endpoint, event: &str, deps: &Deps) -> Response<Body> {
    let request = lambda_http::request::from_str(event).expect("an event of API Gateway");
    boot::http::process(endpoint, request, deps).await
}

/// Creates a session in this process, or finds the one with this key, and says its id.
pub async fn created(key: &str, deps: &Deps) -> String {
    let response = answer(&payment_sessions_create::ENDPOINT, &create(key).to_string(), deps).await;
    let Body::Text(text) = response.into_body() else { panic!("a session is text") };
    let session: Value = serde_json::from_str(&text).expect("JSON");
    session["id"].as_str().unwrap_or_else(|| panic!("no session: {text}")).to_owned()
}
