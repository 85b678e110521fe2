use std::sync::atomic::{AtomicUsize, Ordering};

use app::ports::{ChangeQuery, ChangeRecord, Clock, Events, Page};
use async_trait::async_trait;
use domain::ids::ChangeId;
use domain::merchant::Owner;
use testkit::{Faults, ManualClock, NumberedRandomness, Receiver, When};

use super::*;

fn options(clock: &ManualClock, first: u64) -> Options {
    let clock: Arc<dyn Clock> = Arc::new(clock.clone());
    Options::for_test(clock, Arc::new(NumberedRandomness::starting_at(first)))
}

async fn post(system: &System, path: &str, body: &str) -> (u16, serde_json::Value) {
    let request = Request::builder()
        .method("POST")
        .uri(path)
        .header("authorization", format!("Bearer {}", demo::keys().secret))
        .header("content-type", "application/json")
        .body(Bytes::from(body.to_owned()))
        .unwrap();
    let response = system.call(request).await;
    let status = response.status().as_u16();
    (status, serde_json::from_slice(response.body()).unwrap_or_default())
}

const SESSION: &str = r#"{"amount":4900,"currency":"EUR"}"#;

/// Counts how often changes are recorded.
#[derive(Debug)]
struct Counted {
    inner: Arc<dyn Events>,
    recorded: Arc<AtomicUsize>,
}

#[async_trait]
impl Events for Counted {
    async fn record(&self, changes: &[ChangeRecord]) -> Result<(), Trouble> {
        self.recorded.fetch_add(changes.len(), Ordering::SeqCst);
        self.inner.record(changes).await
    }

    async fn get(&self, owner: Owner, id: ChangeId) -> Result<Option<ChangeRecord>, Trouble> {
        self.inner.get(owner, id).await
    }

    async fn get_all(&self, owner: Owner, ids: &[ChangeId]) -> Result<Vec<ChangeRecord>, Trouble> {
        self.inner.get_all(owner, ids).await
    }

    fn position_of(&self, id: ChangeId) -> String {
        self.inner.position_of(id)
    }

    async fn list(&self, query: ChangeQuery) -> Result<Page<ChangeRecord>, Trouble> {
        self.inner.list(query).await
    }
}

#[tokio::test]
async fn a_stream_is_read_on_where_the_last_process_stopped() {
    let dir = tempfile::tempdir().unwrap();
    let clock = ManualClock::default();
    let recorded = Arc::new(AtomicUsize::new(0));
    let open = |first| {
        let counter = Arc::clone(&recorded);
        let options = Options { data: Data::Dir(dir.path().to_owned()), ..options(&clock, first) };
        System::start_with(options, move |deps| {
            deps.events = Arc::new(Counted { inner: Arc::clone(&deps.events), recorded: counter });
        })
    };
    let system = open(0).await.unwrap();
    assert_eq!(post(&system, "/v1/payment_sessions", SESSION).await.0, 201);
    system.drain().await;
    assert_eq!(recorded.load(Ordering::SeqCst), 1);
    assert_eq!(post(&system, "/v1/payment_sessions", SESSION).await.0, 201);
    drop(system);
    let system = open(1_000).await.unwrap();
    system.drain().await;
    assert_eq!(recorded.load(Ordering::SeqCst), 2);
    assert_eq!(system.stream_left().unwrap(), 0);
    drop(system);
    let system = open(2_000).await.unwrap();
    assert_eq!(system.pump_stream().await, 0);
    assert_eq!(system.bus().events().len(), 0);
}

#[tokio::test]
async fn a_published_stream_is_swept_and_still_read_on() {
    let dir = tempfile::tempdir().unwrap();
    let clock = ManualClock::default();
    let options = Options { data: Data::Dir(dir.path().to_owned()), ..options(&clock, 0) };
    let system = System::start(options).await.unwrap();
    for _ in 0..70 {
        assert_eq!(post(&system, "/v1/payment_sessions", SESSION).await.0, 201);
    }
    system.drain().await;
    let file = rusqlite::Connection::open(dir.path().join("table.sqlite")).unwrap();
    let kept: usize = file.query_row("SELECT count(*) FROM _stream_records", [], |row| row.get(0)).unwrap();
    assert!(kept < 200, "{kept} records are kept");
    assert_eq!(post(&system, "/v1/payment_sessions", SESSION).await.0, 201);
    assert!(system.pump_stream().await >= 1);
    assert_eq!(system.bus().events().len(), 71);
}

#[tokio::test]
async fn a_change_reaches_its_webhook_although_the_publisher_fails_first() {
    let receiver = Receiver::start().await.unwrap();
    let faults = Faults::none();
    let clock = ManualClock::default();
    let system = System::start_with(options(&clock, 0), |deps| faults.install(deps)).await.unwrap();
    let endpoint = format!(r#"{{"url":"{}","enabled_events":["*"]}}"#, receiver.url());
    assert_eq!(post(&system, "/v1/webhook_endpoints", &endpoint).await.0, 201);
    assert_eq!(post(&system, "/v1/payment_sessions", SESSION).await.0, 201);
    faults.fail(1, When::Before);
    assert!(system.try_pump_stream().await.is_err());
    assert_eq!(faults.hit(), Some("events.record"));
    assert!(system.stream_left().unwrap() > 0);
    system.drain().await;
    assert_eq!(receiver.kinds(), ["payment_session.created"]);
    assert_eq!((system.queue_left().unwrap(), system.dead_letters().unwrap().len()), (0, 0));
    assert_eq!(system.tick().await.len(), JOBS.len());
}

#[tokio::test]
async fn what_nobody_serves_is_a_problem_and_the_pages_are_no_part_of_the_api() {
    let clock = ManualClock::default();
    let system = System::start(options(&clock, 0)).await.unwrap();
    assert_eq!(post(&system, "/v1/nothing", "").await.0, 404);
    let (status, problem) = post(&system, "/health", "").await;
    assert_eq!((status, problem["code"].as_str()), (405, Some("method_not_allowed")));
    for (path, kind) in
        [("/", "text/html; charset=utf-8"), ("/inbox", "text/html; charset=utf-8"), ("/inbox.json", "application/json")]
    {
        let response = system.call(Request::get(path).body(Bytes::new()).unwrap()).await;
        assert_eq!((response.status().as_u16(), response.headers()["content-type"].to_str().unwrap()), (200, kind));
    }
    let paid = post(&system, "/demo", "").await;
    assert_eq!(paid.0, 303);
}

#[tokio::test]
async fn the_shop_believes_the_api_and_nobody_else() {
    let clock = ManualClock::default();
    let system = System::start(options(&clock, 0)).await.unwrap();
    let (_, session) = post(&system, "/v1/payment_sessions", SESSION).await;
    let id = session["id"].as_str().unwrap();
    for (query, status, says) in [
        (format!("?session_id={id}"), 200, "Not paid yet"),
        ("?session_id=ps_0".to_owned(), 404, "no such order"),
        (String::new(), 404, "no such order"),
    ] {
        let response = system.call(Request::get(format!("/thanks{query}")).body(Bytes::new()).unwrap()).await;
        let text = String::from_utf8(response.body().to_vec()).unwrap();
        assert_eq!(response.status().as_u16(), status);
        assert!(text.contains(says), "{text}");
        assert!(!text.contains("_secret_"), "a page may be shared");
    }
}
