//! The other side of a function: the runtime API that Lambda gives it work through.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use serde_json::Value;
use tokio::sync::{mpsc, oneshot};

use crate::stopwatch;

/// How long anything may take before the benchmark gives up. One fourteenth of a core is slow.
const PATIENCE: Duration = Duration::from_secs(60);

/// The function asks for work.
#[derive(Debug)]
pub struct Asking {
    pub at: Instant,
    work: oneshot::Sender<Vec<u8>>,
}

/// The function answers.
#[derive(Debug)]
struct Answering {
    at: Instant,
    failed: bool,
    body: Bytes,
}

/// What an invocation came to.
#[derive(Debug)]
pub struct Invoked {
    pub milliseconds: f64,
    pub answer: Value,
}

#[derive(Debug, Clone)]
struct Doors {
    asking: mpsc::UnboundedSender<Asking>,
    answering: mpsc::UnboundedSender<Answering>,
}

/// A runtime API for one process.
#[derive(Debug)]
pub struct RuntimeApi {
    pub address: SocketAddr,
    asking: mpsc::UnboundedReceiver<Asking>,
    answering: mpsc::UnboundedReceiver<Answering>,
    server: tokio::task::JoinHandle<()>,
}

impl RuntimeApi {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (asking, asked) = mpsc::unbounded_channel();
        let (answering, answered) = mpsc::unbounded_channel();
        let app = axum::Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(response))
            .fallback(failure)
            .with_state(Doors { asking, answering });
        let server = tokio::spawn(async move {
            // It ends with the process that it serves.
            let _ = axum::serve(listener, app).await;
        });
        Self { address, asking: asked, answering: answered, server }
    }

    /// Waits until the function asks for work.
    pub async fn asked(&mut self) -> Asking {
        let asked = tokio::time::timeout(PATIENCE, self.asking.recv()).await;
        asked.expect("the function asks for work in time").expect("the function runs")
    }

    /// Gives it this event, and waits for what it says.
    pub async fn invoke(&mut self, asking: Asking, event: &Value) -> Invoked {
        let event = event.to_string().into_bytes();
        let given = stopwatch::now();
        asking.work.send(event).expect("the function waits for work");
        let answered = tokio::time::timeout(PATIENCE, self.answering.recv()).await;
        let Answering { at, failed, body } =
            answered.expect("the function answers in time").expect("the function runs");
        assert!(!failed, "the function failed: {}", String::from_utf8_lossy(&body));
        let milliseconds = stopwatch::milliseconds(at.duration_since(given));
        Invoked { milliseconds, answer: serde_json::from_slice(&body).unwrap_or_default() }
    }
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn next(State(doors): State<Doors>) -> Response {
    let (work, given) = oneshot::channel();
    // Nobody listens once the figures are there.
    let _ = doors.asking.send(Asking { at: stopwatch::now(), work });
    // When nobody gives it work any more, it waits until it is stopped, as on Lambda.
    let Ok(event) = given.await else { return std::future::pending().await };
    let headers = [
        ("lambda-runtime-aws-request-id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd"),
        ("lambda-runtime-deadline-ms", "4102444800000"),
        ("lambda-runtime-invoked-function-arn", "arn:aws:lambda:eu-west-1:123456789012:function:measured"),
        ("lambda-runtime-trace-id", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0"),
        ("content-type", "application/json"),
    ];
    (headers, event).into_response()
}

async fn response(State(doors): State<Doors>, body: Bytes) -> StatusCode {
    let _ = doors.answering.send(Answering { at: stopwatch::now(), failed: false, body });
    StatusCode::ACCEPTED
}

/// Everything else that a function says is that it failed.
async fn failure(State(doors): State<Doors>, body: Bytes) -> StatusCode {
    let _ = doors.answering.send(Answering { at: stopwatch::now(), failed: true, body });
    StatusCode::ACCEPTED
}
