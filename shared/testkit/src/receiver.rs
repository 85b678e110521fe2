//! The other side of a webhook: a real HTTP server on loopback that notes what it is sent.

use std::collections::BTreeMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// One request as it came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// Its method.
    pub method: String,
    /// Its path and query.
    pub path: String,
    /// Its headers, with names in lower case.
    pub headers: BTreeMap<String, String>,
    /// Its exact body.
    pub body: String,
    /// The status it was answered with.
    pub answered: u16,
}

impl Received {
    /// A header, or nothing.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// The `webhook-id`.
    #[must_use]
    pub fn id(&self) -> &str {
        self.header("webhook-id")
    }

    /// The body as JSON; null when it is none.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// The `type` of the event in the body.
    #[must_use]
    pub fn kind(&self) -> String {
        self.json().get("type").and_then(|kind| kind.as_str()).unwrap_or_default().to_owned()
    }
}

/// How the next requests are answered.
#[derive(Debug)]
struct Answers {
    status: u16,
    retry_after: Option<String>,
    /// Statuses for the next requests, before `status` holds again.
    first: Vec<u16>,
    delay: Duration,
}

#[derive(Debug)]
struct Shared {
    received: Mutex<Vec<Received>>,
    answers: Mutex<Answers>,
    news: Notify,
}

/// A webhook receiver on a port of its own. It stops when it is dropped.
#[derive(Debug)]
pub struct Receiver {
    address: SocketAddr,
    shared: Arc<Shared>,
    server: JoinHandle<()>,
}

impl Receiver {
    /// Starts listening; answers 200 to everything.
    ///
    /// # Errors
    /// When no port on loopback can be opened.
    pub async fn start() -> io::Result<Self> {
        Self::start_at(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await
    }

    /// The same at this address, for who must be found there.
    ///
    /// # Errors
    /// When nobody may listen there.
    pub async fn start_at(address: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let answers = Answers { status: 200, retry_after: None, first: Vec::new(), delay: Duration::ZERO };
        let shared = Arc::new(Shared { received: Mutex::default(), answers: Mutex::new(answers), news: Notify::new() });
        let router = Router::new().fallback(receive).with_state(Arc::clone(&shared));
        let server = tokio::spawn(async move {
            // It ends when the test drops it; what goes wrong before shows as a missing webhook.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { address, shared, server })
    }

    /// Where it listens.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    /// Answers with this status from now on.
    pub fn answer(&self, status: u16) {
        lock(&self.shared.answers).status = status;
    }

    /// Answers the next requests with these statuses, in this order, and then as before.
    pub fn answer_first(&self, statuses: &[u16]) {
        lock(&self.shared.answers).first = statuses.to_vec();
    }

    /// Sends this `Retry-After` with every answer that is no success; `None` sends none.
    pub fn ask_for(&self, retry_after: Option<&str>) {
        lock(&self.shared.answers).retry_after = retry_after.map(str::to_owned);
    }

    /// Waits this long before each answer.
    pub fn answer_slowly(&self, delay: Duration) {
        lock(&self.shared.answers).delay = delay;
    }

    /// All that came in, oldest first.
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        lock(&self.shared.received).clone()
    }

    /// The types of the events that came in, oldest first.
    #[must_use]
    pub fn kinds(&self) -> Vec<String> {
        lock(&self.shared.received).iter().map(Received::kind).collect()
    }

    /// Forgets what came in.
    pub fn forget(&self) {
        lock(&self.shared.received).clear();
    }

    /// Waits until so many requests have come in, or the time is over; gives back what came in.
    pub async fn wait_for(&self, count: usize, patience: Duration) -> Vec<Received> {
        let enough = async {
            loop {
                let news = self.shared.news.notified();
                if lock(&self.shared.received).len() >= count {
                    return;
                }
                news.await;
            }
        };
        // Whoever waits looks at what came in; too few is for them to judge.
        let _ = tokio::time::timeout(patience, enough).await;
        self.received()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn receive(
    State(shared): State<Arc<Shared>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let (status, retry_after, delay) = {
        let mut answers = lock(&shared.answers);
        let status = if answers.first.is_empty() { answers.status } else { answers.first.remove(0) };
        (status, answers.retry_after.clone(), answers.delay)
    };
    if !delay.is_zero() {
        // Nobody ever signals this one: it waits until the time is over.
        let _ = tokio::time::timeout(delay, std::future::pending::<()>()).await;
    }
    let headers = headers
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    lock(&shared.received).push(Received {
        method: method.to_string(),
        path: uri.to_string(),
        headers,
        body: String::from_utf8_lossy(&body).into_owned(),
        answered: status,
    });
    shared.news.notify_waiters();
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    match retry_after.filter(|_| !status.is_success()) {
        Some(wish) => (status, [(RETRY_AFTER, wish)], "").into_response(),
        None => status.into_response(),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
