//! The OpenAPI document against what is really answered: every answer that any test gets must stand
//! in it with its status, its kind of body and its headers, and the lists must take what it says.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use http::Method;
use serde_json::Value;

use crate::client::Answer;
use crate::world::World;

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| api::openapi::document("https://pay.example"));

/// The headers that a reader of the document would want to know of.
const TOLD: [&str; 7] = [
    "Request-Id",
    "Payment-Sessions-Version",
    "Idempotent-Replayed",
    "Retry-After",
    "Location",
    "Allow",
    "WWW-Authenticate",
];

/// Asserts that the document knows this answer. It is silent on paths that are not there, and on
/// the question of a browser whether it may call.
pub fn assert_documented((method, path): &(Method, String), answer: &Answer) {
    let Some(operations) = operations_at(path).filter(|_| *method != Method::OPTIONS) else { return };
    // A method that the path does not have is answered as every operation of the path tells.
    let named = operations.get(method.as_str().to_ascii_lowercase());
    let operation = named.or_else(|| operations.as_object()?.values().next()).expect("a path has operations");
    let response = resolved(&operation["responses"][answer.status.as_str()]);
    assert!(response.is_object(), "{method} {path} answered {}, which is not documented", answer.status);
    let kind = answer.header("content-type").split(';').next().unwrap_or_default();
    let has_body = !answer.text.is_empty();
    assert!(
        !has_body || response["content"][kind].is_object(),
        "{method} {path}: {kind} is not documented: {response}"
    );
    for name in TOLD {
        let documented = resolved(&response["headers"][name]).is_object();
        let carried = answer.headers.contains_key(name);
        assert!(!carried || documented, "{method} {path} {}: {name} is not documented", answer.status);
    }
}

/// The operations of the path of the document that this path is one of.
fn operations_at(path: &str) -> Option<&'static Value> {
    let paths = DOCUMENT["paths"].as_object()?;
    let parts: Vec<_> = path.split('/').collect();
    let fits = |template: &str| {
        let template: Vec<_> = template.split('/').collect();
        let same = |(wanted, part): (&&str, &&str)| wanted.starts_with('{') && !part.is_empty() || wanted == part;
        template.len() == parts.len() && template.iter().zip(&parts).all(same)
    };
    paths.iter().find(|(template, _)| fits(template)).map(|(_, operations)| operations)
}

fn resolved(value: &Value) -> &Value {
    match value["$ref"].as_str().and_then(|reference| reference.strip_prefix('#')) {
        Some(pointer) => DOCUMENT.pointer(pointer).expect("a reference leads somewhere"),
        None => value,
    }
}

#[tokio::test]
async fn the_document_names_every_filter_of_a_list_and_every_value_of_it() {
    let world = World::start().await;
    let merchant = world.merchant();
    let mut values = 0;
    for path in ["/v1/payment_sessions", "/v1/payments", "/v1/customers", "/v1/events", "/v1/webhook_endpoints"] {
        let parameters = DOCUMENT["paths"][path]["get"]["parameters"].as_array().expect("parameters");
        let in_query: Vec<_> = parameters.iter().filter(|parameter| parameter["in"] == "query").collect();
        let names: BTreeSet<_> = in_query.iter().filter_map(|parameter| parameter["name"].as_str()).collect();
        let refused = merchant.get(&format!("{path}?nothing=1")).await;
        let known = refused.json["detail"].as_str().and_then(|detail| detail.strip_prefix("This list knows: "));
        let known: BTreeSet<_> = known.expect("the names").trim_end_matches('.').split(", ").collect();
        assert_eq!(names, known, "{path}");
        for parameter in in_query {
            let Some(allowed) = parameter["schema"]["enum"].as_array() else { continue };
            let name = parameter["name"].as_str().expect("a name");
            for value in allowed {
                let value = value.as_str().expect("text");
                assert_eq!(merchant.get(&format!("{path}?{name}={value}")).await.status, 200, "{path}?{name}={value}");
                values += 1;
            }
            assert_eq!(merchant.get(&format!("{path}?{name}=nothing")).await.status, 400, "{path}: {name}");
        }
    }
    assert!(values > 20, "{values} values of filters were tried");
    world.finish().await;
}
