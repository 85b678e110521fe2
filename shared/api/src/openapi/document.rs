//! Writes the document.

use app::views::{
    API_VERSION, ConsentView, CustomerView, DeletedView, EndpointView, EventView, HealthView, LedgerEntryView,
    MandateView, MethodView, PaymentView, RefundView, SessionView,
};
use serde_json::{Map, Value, json};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};

use super::answers::{self, reference};
use super::operations::{OPERATIONS, Operation, Who};
use crate::Method;
use crate::problem::ProblemView;
use crate::v1::{
    CustomerCreate, CustomerUpdate, PayRequest, PaymentCapture, PaymentSessionCancel, PaymentSessionCreate,
    PaymentSessionUpdate, RefundCreate, SessionReply, WebhookEndpointCreate,
};

/// The whole document, for a service that is reached at this URL.
#[must_use]
pub fn document(base_url: &str) -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Payment Sessions",
            "version": API_VERSION,
            "summary": "Collect payments with one object: the payment session.",
            "description": DESCRIPTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": base_url}],
        "security": [{"bearer": []}, {"basic": []}, {"apiKey": []}],
        "tags": tags(),
        "paths": paths(),
        "webhooks": webhooks(),
        "components": {
            "schemas": schemas(),
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "description": "Your API key: `sk_test_…`."},
                "basic": {"type": "http", "scheme": "basic", "description": "Your API key as the user name, no password."},
                "apiKey": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
            },
            "parameters": {
                "IdempotencyKey": {
                    "name": "Idempotency-Key", "in": "header", "required": false,
                    "description": "1 to 255 printable ASCII characters. A repeat with the same key and body does nothing again.",
                    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
                },
                "Version": {
                    "name": "Payment-Sessions-Version", "in": "header", "required": false,
                    "description": "The version of the API that the request is written for.",
                    "schema": {"type": "string", "const": API_VERSION},
                },
                "SandboxScenario": {
                    "name": "Sandbox-Scenario", "in": "header", "required": false,
                    "description": "Test mode: forces an outcome. A decline code, timeout_before_commit, timeout_after_commit, server_error, rate_limited or drop_connection.",
                    "schema": {"type": "string"},
                },
            },
            "headers": answers::headers(),
            "responses": answers::refusals(),
        },
    })
}

const DESCRIPTION: &str = "Money is an integer in the minor unit of its currency. Times are RFC 3339, UTC. \
An unknown field or parameter is an error. Every answer carries `Request-Id`; every refusal is an RFC 9457 problem \
with a stable `code`. Every POST takes an `Idempotency-Key`.";

fn tags() -> Value {
    let mut names: Vec<&str> = Vec::new();
    for operation in OPERATIONS {
        if !names.contains(&operation.tag) {
            names.push(operation.tag);
        }
    }
    names.into_iter().map(|name| json!({"name": name})).collect()
}

fn paths() -> Value {
    let mut paths = Map::new();
    for operation in OPERATIONS {
        let path = paths.entry(operation.path).or_insert_with(|| json!({}));
        if let Value::Object(methods) = path {
            methods.insert(operation.method.as_str().to_ascii_lowercase(), describe(operation));
        }
    }
    Value::Object(paths)
}

fn describe(operation: &Operation) -> Value {
    let mut described = json!({
        "operationId": operation.id,
        "tags": [operation.tag],
        "summary": operation.summary,
        "parameters": parameters(operation),
        "responses": answers::of(operation),
    });
    if let Value::Object(fields) = &mut described {
        if let Some(body) = operation.body {
            fields.insert(
                "requestBody".into(),
                json!({"required": needs_body(body), "content": {"application/json": {"schema": reference(body)}}}),
            );
        } else if operation.method == Method::Post {
            let form = json!({"application/x-www-form-urlencoded": {"schema": {"type": "object"}}});
            fields.insert("requestBody".into(), json!({"required": true, "content": form}));
        }
        if operation.who == Who::Anybody {
            fields.insert("security".into(), json!([]));
        }
    }
    described
}

fn parameters(operation: &Operation) -> Value {
    let mut all = Vec::new();
    for part in operation.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')) {
        all.push(json!({"name": part, "in": "path", "required": true, "schema": {"type": "string"}}));
    }
    all.extend(operation.query.iter().map(|parameter| parameter.describe()));
    if operation.who != Who::Anybody {
        all.push(json!({"$ref": "#/components/parameters/Version"}));
        if operation.method == Method::Post {
            all.push(json!({"$ref": "#/components/parameters/IdempotencyKey"}));
        }
    }
    if ["payPaymentSession", "createRefund"].contains(&operation.id) {
        all.push(json!({"$ref": "#/components/parameters/SandboxScenario"}));
    }
    Value::Array(all)
}

/// What each type of event sends.
fn webhooks() -> Value {
    let all = domain::event::EventType::ALL.iter().map(|kind| {
        let post = json!({
            "operationId": format!("on_{}", kind.as_str().replace('.', "_")),
            "summary": format!("`{kind}`"),
            "security": [],
            "requestBody": {"content": {"application/json": {"schema": reference("Event")}}},
            "responses": {"2XX": {"description": "Received. Anything else is tried again for days."}},
        });
        (kind.as_str().to_owned(), json!({"post": post}))
    });
    Value::Object(all.collect())
}

/// The shapes, from the types that are answered and read.
fn schemas() -> Value {
    let mut all: Vec<(String, RefOr<Schema>)> = Vec::new();
    add::<SessionView>(&mut all);
    add::<SessionReply>(&mut all);
    add::<PaymentView>(&mut all);
    add::<RefundView>(&mut all);
    add::<LedgerEntryView>(&mut all);
    add::<EndpointView>(&mut all);
    add::<EventView>(&mut all);
    add::<CustomerView>(&mut all);
    add::<MethodView>(&mut all);
    add::<MandateView>(&mut all);
    add::<ConsentView>(&mut all);
    add::<DeletedView>(&mut all);
    add::<HealthView>(&mut all);
    add::<ProblemView>(&mut all);
    add::<PaymentSessionCreate>(&mut all);
    add::<PaymentSessionUpdate>(&mut all);
    add::<PaymentSessionCancel>(&mut all);
    add::<PaymentCapture>(&mut all);
    add::<RefundCreate>(&mut all);
    add::<PayRequest>(&mut all);
    add::<CustomerCreate>(&mut all);
    add::<CustomerUpdate>(&mut all);
    add::<WebhookEndpointCreate>(&mut all);
    let mut map: Map<_, _> =
        all.into_iter().filter_map(|(name, schema)| Some((name, serde_json::to_value(schema).ok()?))).collect();
    for (name, schema) in &mut map {
        // An unknown field is an error, and the document says so.
        if READ.contains(&name.as_str()) {
            schema["additionalProperties"] = json!(false);
        }
    }
    map.insert("OpenApiDocument".into(), json!({"type": "object"}));
    Value::Object(map)
}

/// The shapes that are read rather than answered.
const READ: [&str; 9] = [
    "CustomerCreate",
    "CustomerUpdate",
    "PaymentSessionCreate",
    "PaymentSessionUpdate",
    "PaymentSessionCancel",
    "PaymentCapture",
    "RefundCreate",
    "PaymentSessionPay",
    "WebhookEndpointCreate",
];

fn add<T: ToSchema + PartialSchema>(all: &mut Vec<(String, RefOr<Schema>)>) {
    all.push((T::name().into_owned(), T::schema()));
    T::schemas(all);
}

/// Whether something must be said: some actions need nothing.
fn needs_body(body: &str) -> bool {
    !["CustomerCreate", "CustomerUpdate", "PaymentSessionCancel", "PaymentCapture"].contains(&body)
}
