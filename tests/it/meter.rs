//! A meter between the service and its table: every call, and the units that it costs.
//!
//! It stands on the wire, so it counts what leaves the SDK: retries and reads that a port hides
//! are calls like any other. Units are those that the table itself tells, indexes included.

use std::sync::{Arc, Mutex, OnceLock};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Credentials, Region};
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use local::TABLE;
use serde_json::{Value, json};
use store::{SHARDS_DEFAULT, Store};

/// One call to the table.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    pub operation: String,
    pub table: String,
    pub write_halves: u64,
    pub read_halves: u64,
}

/// What some calls cost together. Units are kept in halves, because a read may cost one half.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cost {
    pub calls: Vec<String>,
    pub write_halves: u64,
    pub read_halves: u64,
}

#[derive(Debug, Default)]
struct Shared {
    upstream: OnceLock<String>,
    calls: Mutex<Vec<Call>>,
    client: reqwest::Client,
}

#[derive(Debug, Clone)]
pub struct Meter {
    shared: Arc<Shared>,
    pub url: String,
}

impl Meter {
    pub async fn start() -> Self {
        let shared = Arc::new(Shared::default());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let app = axum::Router::new().fallback(forward).with_state(Arc::clone(&shared));
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { shared, url }
    }

    /// Where the table is.
    pub fn measure(&self, upstream: &str) {
        self.shared.upstream.set(upstream.to_owned()).expect("one table");
    }

    /// The service's table, reached through the meter.
    pub fn store(&self) -> Store {
        let config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("local"))
            .credentials_provider(Credentials::new("local", "local", None, None, "local"))
            .endpoint_url(&self.url)
            .build();
        Store::new(Client::from_conf(config), TABLE.to_owned(), SHARDS_DEFAULT)
    }

    /// What was called on this table since the last time.
    pub fn take(&self, table: &str) -> Cost {
        let calls = std::mem::take(&mut *self.shared.calls.lock().unwrap());
        let mut cost = Cost::default();
        for call in calls.into_iter().filter(|call| call.table == table) {
            cost.calls.push(call.operation);
            cost.write_halves += call.write_halves;
            cost.read_halves += call.read_halves;
        }
        cost
    }
}

async fn forward(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    let target = headers.get("x-amz-target").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let operation = target.rsplit('.').next().unwrap_or_default().to_owned();
    let mut request: Value = serde_json::from_slice(&body).expect("the table speaks JSON");
    request["ReturnConsumedCapacity"] = json!("INDEXES");
    let upstream = shared.upstream.get().expect("the meter knows its table");
    let mut call = shared.client.post(upstream).body(request.to_string());
    for name in ["x-amz-target", "content-type", "authorization", "x-amz-date", "host"] {
        if let Some(value) = headers.get(name) {
            call = call.header(name, value);
        }
    }
    let answer = call.send().await.expect("the table answers");
    let status = StatusCode::from_u16(answer.status().as_u16()).expect("a status");
    let text = answer.bytes().await.expect("a body");
    note(&shared, operation, &request, &serde_json::from_slice(&text).unwrap_or_default());
    (status, [("content-type", "application/x-amz-json-1.0")], text).into_response()
}

fn note(shared: &Shared, operation: String, request: &Value, answer: &Value) {
    let consumed = &answer["ConsumedCapacity"];
    let all = match consumed {
        Value::Array(all) => all.clone(),
        Value::Null => vec![],
        one => vec![one.clone()],
    };
    let named = request["TableName"].as_str().map(str::to_owned);
    let first = all.first().and_then(|one| one["TableName"].as_str()).map(str::to_owned);
    let reads = matches!(operation.as_str(), "GetItem" | "Query" | "BatchGetItem" | "Scan" | "TransactGetItems");
    let halves: u64 = all.iter().map(|one| halves(&one["CapacityUnits"])).sum();
    // A write whose condition fails costs its unit too, and tells of none.
    let lost = u64::from(!reads && all.is_empty()) * 2;
    let call = Call {
        operation,
        table: named.or(first).unwrap_or_default(),
        write_halves: if reads { 0 } else { halves.max(lost) },
        read_halves: if reads { halves } else { 0 },
    };
    shared.calls.lock().unwrap().push(call);
}

#[expect(
    clippy::as_conversions,
    clippy::float_arithmetic,
    reason = "the table tells its units as a float; no money is in it"
)]
fn halves(units: &Value) -> u64 {
    (units.as_f64().unwrap_or_default() * 2.0).round() as u64
}
