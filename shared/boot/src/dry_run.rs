//! Answers a request that nobody sent, before the first that somebody does.
//!
//! Much of what a first request takes beyond the later ones is reading the program from where it is stored, page by
//! page, as its code is first come to. On Lambda that is done with a whole core before the first request, and with a
//! fraction of one during it.
//!
//! Guaranteed: nothing is changed by it, nobody is called, nothing is logged and nothing is counted. It bears no key
//! and names nothing that exists, as any stranger's request may, so it goes no further than a stranger gets. A test
//! sends it to every function.

use api::{Endpoint, Route};
use app::Deps;
use http::Response;
use lambda_http::Body;
use serde_json::{Map, Value, json};
use tracing::Dispatch;
use tracing::instrument::WithSubscriber as _;

/// What stands for each parameter of the path. It is no id of anything.
const NOTHING: &str = "dry-run";

/// Has the function answer, as text, what API Gateway might have sent it by its first route. The answer is for tests.
pub async fn answer(endpoint: &Endpoint, deps: &Deps) -> Option<Response<Body>> {
    let event = event(endpoint.routes.first()?).to_string();
    let request = lambda_http::request::from_str(&event).ok()?;
    Some(crate::http::process(endpoint, request, deps).with_subscriber(Dispatch::none()).await)
}

/// A request of nobody, as API Gateway writes it.
fn event(route: &Route) -> Value {
    let method = route.method.as_str();
    let parameter = |part: &str| part.strip_prefix('{').and_then(|part| part.strip_suffix('}')).map(str::to_owned);
    let parts = || route.path.split('/');
    let parameters: Map<_, _> = parts().filter_map(parameter).map(|name| (name, json!(NOTHING))).collect();
    let path = parts().map(|part| if parameter(part).is_some() { NOTHING } else { part }).collect::<Vec<_>>().join("/");
    let key = format!("{method} {}", route.path);
    json!({
        "version": "2.0",
        "routeKey": key,
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"accept": "application/json", "content-type": "application/json", "host": "localhost"},
        "pathParameters": parameters,
        "requestContext": {
            "domainName": "localhost",
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": NOTHING},
            "requestId": NOTHING,
            "routeKey": key,
            "stage": "$default",
        },
        "body": "{}",
        "isBase64Encoded": false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_of_nobody_names_a_path_that_is_nothing() {
        let event = event(&Route::post("/v1/things/{id}/turn"));
        assert_eq!(event["rawPath"], "/v1/things/dry-run/turn");
        assert_eq!(event["pathParameters"], json!({"id": "dry-run"}));
        assert_eq!(event["routeKey"], "POST /v1/things/{id}/turn");
        assert!(lambda_http::request::from_str(&event.to_string()).is_ok());
    }
}
