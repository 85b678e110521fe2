//! From a change that is written to the webhook that tells of it, on a system at rest; and what one
//! endpoint that never answers does to another.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::State;
use axum::http::StatusCode;
use local::{Addresses, Data, Options, System, demo};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::statistics::Samples;
use crate::{Effort, report, stopwatch};

/// How long the last webhooks are waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// When the webhook of each session came.
type Arrivals = Arc<Mutex<HashMap<String, Instant>>>;

/// A system that listens and works by itself, and an endpoint that answers.
struct Shop {
    addresses: Addresses,
    client: reqwest::Client,
    arrivals: Arrivals,
    _stop: oneshot::Sender<()>,
}

pub async fn measure(effort: Effort) {
    report::section("From a change to its webhook");
    let shop = Shop::open().await;
    let mut told = Samples::default();
    shop.measure(&mut told, effort.pick(200, 1_000), Duration::from_millis(40)).await;
    println!("{} sessions created on a system at rest, one after the other", told.len());
    report::at_most("answer to webhook received, median", told.median(), 50.0, " ms");
    report::at_most("answer to webhook received, 99 of 100", told.quantile(0.99), 250.0, " ms");

    let (spared, burdened) = (Shop::open().await, Shop::open().await);
    // Both have a second endpoint, so that both have the same to do.
    spared.register(&Shop::listen(&Arrivals::default()).await).await;
    burdened.register(&silence().await).await;
    let (mut live, mut dead) = (Samples::default(), Samples::default());
    let (count, breath) = (effort.pick(400, 1_500), Duration::from_millis(100));
    tokio::join!(spared.measure(&mut live, count, breath), burdened.measure(&mut dead, count, breath));
    println!("{count} sessions on each of two systems at the same time; the second endpoint of one never answers");
    for (name, share) in [("median", 0.5), ("99 of 100", 0.99)] {
        let (live, dead) = (live.quantile(share), dead.quantile(share));
        println!("{name}: {live:.1} ms beside one that answers, {dead:.1} ms beside a dead one");
    }
    report::at_most(
        "first attempts beside a dead endpoint over a live one, 99 of 100",
        dead.quantile(0.99) / live.quantile(0.99),
        1.2,
        "",
    );
}

impl Shop {
    async fn open() -> Self {
        let system = Box::pin(System::start(Options::new(Data::Memory))).await.expect("the system starts");
        let listener = local::bind(0).await.expect("a port");
        let (stop, stopped) = oneshot::channel::<()>();
        let (ready, is_ready) = oneshot::channel();
        tokio::spawn(async move {
            let until = async {
                // It resolves when the sender is dropped.
                let _ = stopped.await;
            };
            let say = |addresses: &Addresses| ready.send(addresses.clone()).expect("the benchmark waits");
            Box::pin(local::serve(Arc::new(system), listener, until, say)).await
        });
        let addresses = is_ready.await.expect("it becomes ready");
        let arrivals = Arrivals::default();
        let shop = Self { addresses, client: reqwest::Client::new(), arrivals, _stop: stop };
        shop.register(&Self::listen(&shop.arrivals).await).await;
        shop
    }

    /// An endpoint that notes there what comes, and when.
    async fn listen(arrivals: &Arrivals) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/hook", listener.local_addr().expect("an address"));
        let app = axum::Router::new().fallback(arrived).with_state(Arc::clone(arrivals));
        tokio::spawn(async move { axum::serve(listener, app).await });
        url
    }

    async fn register(&self, url: &str) {
        let events = json!({"url": url, "enabled_events": ["payment_session.created"]});
        self.post("/v1/webhook_endpoints", &events).await;
    }

    async fn post(&self, path: &str, body: &Value) -> Value {
        let request = self.client.post(format!("{}{path}", self.addresses.base_url));
        let request = request.bearer_auth(demo::keys().secret).header("content-type", "application/json");
        let answer = request.body(body.to_string()).send().await.expect("an answer");
        let status = answer.status();
        let text = answer.text().await.expect("a body");
        assert!(status.is_success(), "{status}: {text}");
        serde_json::from_str(&text).expect("JSON")
    }

    /// Creates sessions, one after the other, and takes the time of each webhook.
    async fn measure(&self, samples: &mut Samples, count: u32, breath: Duration) {
        let mut answered = Vec::new();
        for _ in 0..count {
            let session = self.post("/v1/payment_sessions", &json!({"amount": 4900, "currency": "EUR"})).await;
            answered.push((session["id"].as_str().expect("an id").to_owned(), stopwatch::now()));
            stopwatch::pause(breath).await;
        }
        let begun = stopwatch::now();
        while lock(&self.arrivals).len() < answered.len() && begun.elapsed() < PATIENCE {
            stopwatch::pause(breath).await;
        }
        let arrivals = lock(&self.arrivals);
        for (id, answered) in answered {
            let arrived = arrivals.get(&id).expect("every webhook comes");
            // It may be faster than the answer.
            samples.push(stopwatch::milliseconds(arrived.saturating_duration_since(answered)));
        }
    }
}

async fn arrived(State(arrivals): State<Arrivals>, body: axum::body::Bytes) -> StatusCode {
    let at = stopwatch::now();
    let event: Value = serde_json::from_slice(&body).unwrap_or_default();
    if let Some(id) = event["data"]["object"]["id"].as_str() {
        lock(&arrivals).entry(id.to_owned()).or_insert(at);
    }
    StatusCode::OK
}

/// An endpoint that takes everything and says nothing.
async fn silence() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/hook", listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        let mut kept = Vec::new();
        while let Ok((connection, _)) = listener.accept().await {
            kept.push(connection);
        }
    });
    url
}

fn lock(arrivals: &Arrivals) -> std::sync::MutexGuard<'_, HashMap<String, Instant>> {
    arrivals.lock().unwrap_or_else(PoisonError::into_inner)
}
