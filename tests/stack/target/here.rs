//! The whole service in this process, behind a real port. Time passes when a flow waits.

use std::net::Ipv4Addr;
use std::sync::Arc;

use app::Grant;
use app::ports::Clock as _;
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use boot::adapters::{SystemClock, SystemRandomness};
use local::{Options, System};
use testkit::ManualClock;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// How much time passes at once: the shortest wait that anything arranges.
const STEP_SECONDS: u32 = 5;
/// More than any request of the flows holds.
const BODY_BYTES_MAX: usize = 1 << 20;

/// A system of its own for one flow. It ends when it is dropped.
pub struct Here {
    system: Arc<System>,
    clock: ManualClock,
    server: JoinHandle<()>,
}

impl Here {
    /// Starts it, and says where it is.
    pub async fn start() -> (Self, String) {
        // At present, because the official verifier of webhooks compares with the system's time.
        let clock = ManualClock::at(SystemClock.now());
        let options = Options::for_test(Arc::new(clock.clone()), Arc::new(SystemRandomness));
        let system = Arc::new(System::start(options).await.expect("the system starts"));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let router = Router::new().fallback(answer).with_state(Arc::clone(&system));
        let server = tokio::spawn(async move { axum::serve(listener, router).await.expect("it serves") });
        (Self { system, clock, server }, base)
    }

    /// Time passes, the rules tick, and everything that is due is done; says how long that was.
    pub async fn let_time_pass(&self) -> u32 {
        self.system.drain().await;
        self.clock.advance_seconds(i64::from(STEP_SECONDS));
        self.system.tick().await;
        self.system.drain().await;
        STEP_SECONDS
    }

    pub fn put_webhook(&self, body: &str) {
        self.system.queue().put(Grant::WebhooksSend.resource(), body).expect("the queue takes it");
    }

    pub fn has_given_up(&self, body: &str) -> bool {
        self.system.dead_letters().expect("dead letters").iter().any(|letter| letter.body == body)
    }
}

impl Drop for Here {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn answer(State(system): State<Arc<System>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, BODY_BYTES_MAX).await.expect("a body");
    system.call(http::Request::from_parts(parts, body)).await.map(Body::from)
}
