//! The log as a deployment writes it: every line is JSON with what operators search by, and none
//! holds anything that was given in confidence.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use aws_lambda_events::sqs::SqsEvent;
use local::demo;
use local::functions::CONSUMERS;
use serde_json::{Map, Value, json};
use testkit::{Receiver, When};

use crate::client::{BANK, DECLINED, GOOD, id, path_of};
use crate::world::World;

type Line = Map<String, Value>;

#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

static ANOTHER: OnceLock<tracing::Dispatch> = OnceLock::new();

/// Everything that happens on this thread from now on is logged here.
pub struct Log {
    sink: Sink,
    _logging: tracing::subscriber::DefaultGuard,
}

impl Log {
    pub fn start() -> Self {
        // While only one log is known, tracing asks nobody but the thread that comes first, which may be
        // another test's.
        ANOTHER.get_or_init(|| tracing::Dispatch::new(boot::telemetry::to(io::sink)));
        let sink = Sink::default();
        let writer = sink.clone();
        let log = boot::telemetry::to(move || writer.clone());
        Self { sink, _logging: tracing::subscriber::set_default(log) }
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.sink.0.lock().unwrap().clone()).unwrap()
    }

    fn lines(&self) -> Vec<Line> {
        let line = |text: &str| {
            let line: Line = serde_json::from_str(text).unwrap_or_else(|_| panic!("no JSON object: {text}"));
            for name in line.keys() {
                assert_eq!(text.matches(&format!("\"{name}\":")).count(), 1, "{name} stands twice in {text}");
            }
            line
        };
        self.text().lines().map(line).collect()
    }

    /// The lines that say this.
    fn saying(&self, message: &str) -> Vec<Line> {
        self.lines().into_iter().filter(|line| line["message"] == message).collect()
    }
}

fn has(line: &Line, names: &[&str]) {
    for name in names {
        assert!(line.contains_key(*name), "{name} is missing in {line:?}");
    }
}

/// What a merchant and a payer give in confidence, each unmistakable.
const CONFIDENCES: [&str; 10] = [
    "ada.confidential@example.com",
    "+4915112345678",
    "Adelheid Cardholder",
    "idempotency-in-confidence",
    "described in confidence",
    "reference-in-confidence",
    "metadata in confidence",
    "/hook-in-confidence",
    "answered-in-confidence",
    "query-in-confidence",
];
/// Codes are too short to be looked for in a text, so no value may be one.
const CVC: &str = "957";

fn card(number: &str) -> Value {
    json!({"payment_method_data": {"type": "card", "card": {
        "number": number, "exp_month": 12, "exp_year": 2031, "cvc": CVC, "name": "Adelheid Cardholder"
    }}})
}

fn order() -> Value {
    json!({
        "amount": 4900, "currency": "EUR", "description": "described in confidence",
        "external_reference": "reference-in-confidence", "metadata": {"note": "metadata in confidence"},
        "customer": {"external_customer_id": "c-1", "email": "ada.confidential@example.com", "phone": "+4915112345678"},
    })
}

/// A day in the life of a merchant, with everything that goes wrong in one; gives what is secret.
async fn a_day(world: &World) -> Vec<String> {
    let receiver = Receiver::start().await.expect("a receiver");
    let merchant = world.merchant();
    let hook = format!("{}/hook-in-confidence", receiver.url());
    let endpoint = merchant.post("/v1/webhook_endpoints", json!({"url": hook, "enabled_events": ["*"]})).await;
    assert_eq!(endpoint.status, 201, "{}", endpoint.text);
    receiver.answer_first(&[500, 204]);
    let keyed = merchant.keyed("idempotency-in-confidence");
    let session = keyed.create(order()).await;
    keyed
        .post("/v1/payment_sessions", json!({"amount": 1, "currency": "EUR", "description": "described in confidence"}))
        .await;
    let pay = format!("/v1/payment_sessions/{}/pay", id(&session));
    for number in [DECLINED, "4111111111111111", "4242424242424241", GOOD] {
        merchant.post(&pay, card(number)).await;
    }
    paid_at_the_bank(world).await;
    unknown_and_found_out(world).await;
    let cancelled = merchant.session().await;
    merchant.cancel(&cancelled).await;
    world.drain().await;
    for path in [
        "/v1/payments?session=query-in-confidence",
        "/v1/payment_sessions/query-in-confidence",
        "/checkout/query-in-confidence",
    ] {
        merchant.get(path).await;
    }
    merchant.post_raw("/v1/payment_sessions", "application/json", r#"{"amount": "described in confidence""#).await;
    merchant.with("authorization", "Bearer sk_test_query-in-confidence").get("/v1/payment_sessions").await;
    broken(world, &session).await;
    world.live_through(3).await;
    let mut secrets = vec![
        demo::keys().secret,
        demo::keys().publishable,
        session["client_secret"].as_str().unwrap().to_owned(),
        path_of(&session["url"]).rsplit('/').next().unwrap().to_owned(),
        endpoint.json["secret"].as_str().unwrap().to_owned(),
        receiver.url(),
    ];
    secrets.extend([DECLINED, "4111111111111111", "4242424242424241", GOOD, BANK].map(str::to_owned));
    secrets.extend(CONFIDENCES.map(str::to_owned));
    secrets
}

async fn paid_at_the_bank(world: &World) {
    let session = world.merchant().session().await;
    let path = path_of(&session["url"]);
    let page = world.payer().get(&path).await;
    let attempt = page.text.split_once("name=\"attempt\" value=\"").and_then(|(_, rest)| rest.split('"').next());
    let typed = [("number", BANK), ("expiry", "12 / 31"), ("cvc", CVC), ("name", "Adelheid Cardholder")];
    let fields: Vec<_> = typed.into_iter().chain([("attempt", attempt.expect("the form's attempt"))]).collect();
    let sent = world.payer().post_form(&path, &fields).await;
    assert_eq!(sent.status, 303, "{}", sent.text);
    let bank =
        sent.header("location").split_once("/sandbox").map(|(_, rest)| format!("/sandbox{rest}")).expect("the bank");
    world.payer().get(&bank).await;
    world.payer().post_form(&bank, &[("decision", "approve")]).await;
    assert_eq!(world.merchant().read(&session).await["paid"], true);
}

async fn unknown_and_found_out(world: &World) {
    let session = world.merchant().session().await;
    world.merchant().with("sandbox-scenario", "timeout_after_commit").pay(&session, GOOD).await;
    world.live_through(2).await;
    assert_eq!(world.merchant().read(&session).await["paid"], true);
}

/// The table fails, a message cannot be read, and a sweep meets a failure.
async fn broken(world: &World, session: &Value) {
    world.faults.fail(1, When::Before);
    let answer = world.merchant().get(&format!("/v1/payment_sessions/{}", id(session))).await;
    assert_eq!(answer.status, 503);
    world.faults.revive();
    for consumer in CONSUMERS {
        let body = r#"{"payment": "query-in-confidence"}"#;
        let batch: SqsEvent = serde_json::from_value(json!({"Records": [{"messageId": "m-1", "body": body}]})).unwrap();
        let failed = boot::queue::process(consumer, batch, world.system.deps()).await;
        assert_eq!(failed.batch_item_failures.len(), 1);
    }
    let late = world.merchant().create(json!({"amount": 1, "currency": "EUR", "expires_in_seconds": 3600})).await;
    world.later(3601);
    world.faults.fail(3, When::Before);
    world.system.tick().await;
    world.faults.revive();
    world.live_through(1).await;
    assert_eq!(world.merchant().read(&late).await["status"], "expired");
}

#[tokio::test]
async fn every_line_says_what_it_is_about_and_none_tells_a_secret() {
    let log = Log::start();
    let world = World::start().await;
    let secrets = a_day(&world).await;
    let text = log.text();
    for secret in &secrets {
        assert!(!text.contains(secret.as_str()), "{secret} was logged");
    }
    for line in log.lines() {
        has(&line, &["timestamp", "level", "message"]);
        assert!(line.values().all(|value| *value != CVC && value.as_str() != Some("957")), "{line:?}");
    }
    for line in log.saying("answered") {
        has(&line, &["request_id", "function", "method", "status", "duration_ms"]);
        if line["function"].as_str().unwrap().starts_with("payment") && line["status"] == 200 {
            has(&line, &["merchant", "livemode"]);
        }
    }
    for line in log.saying("handled").into_iter().chain(log.saying("a message failed and comes again")) {
        has(&line, &["function", "message_id", "duration_ms"]);
    }
    for line in log.saying("swept") {
        has(&line, &["function", "due", "duration_ms"]);
    }
    for line in log.saying("tried") {
        has(&line, &["function", "event", "endpoint", "attempt", "merchant", "livemode", "duration_ms"]);
    }
    for line in log.saying("published") {
        has(&line, &["function", "event", "kind", "merchant", "livemode"]);
    }
    for said in ["swept", "handled", "tried", "published", "answered", "one of a sweep failed and stays due"] {
        assert!(!log.saying(said).is_empty(), "nobody said {said}");
    }
}

#[tokio::test]
async fn a_session_leads_to_all_that_was_done_for_it() {
    let log = Log::start();
    let world = World::start().await;
    let receiver = Receiver::start().await.expect("a receiver");
    world.merchant().post("/v1/webhook_endpoints", json!({"url": receiver.url(), "enabled_events": ["*"]})).await;
    let session = world.merchant().session().await;
    let payment = world.merchant().pay(&session, GOOD).await.json["payment_id"].clone();
    world.drain().await;
    let own: Vec<_> = log.lines().into_iter().filter(|line| line.get("session") == Some(&session["id"])).collect();
    let functions: std::collections::BTreeSet<_> = own.iter().map(|line| line["function"].as_str().unwrap()).collect();
    assert_eq!(
        functions.into_iter().collect::<Vec<_>>(),
        ["events-publish", "payment-sessions-create", "payment-sessions-pay", "webhooks-deliver"]
    );
    let paid = own.iter().find(|line| line["function"] == "payment-sessions-pay").expect("a line for the payment");
    assert_eq!((&paid["payment"], &paid["attempt"], &paid["livemode"]), (&payment, &json!(1), &json!(false)));
    let told = own.iter().filter(|line| line["message"] == "published").count();
    let sent = own.iter().filter(|line| line["message"] == "tried").count();
    assert_eq!((told, sent), (4, 4), "each event is published and delivered");
}

#[tokio::test]
async fn the_processor_that_was_lost_is_logged_with_its_payment() {
    let log = Log::start();
    let world = World::start().await;
    let session = world.merchant().session().await;
    world.merchant().with("sandbox-scenario", "timeout_after_commit").pay(&session, GOOD).await;
    world.faults.crash(4, When::Before);
    world.later(60);
    world.system.tick().await;
    world.faults.revive();
    let failed = log.saying("one of a sweep failed and stays due");
    let line = failed.first().expect("the sweep met the failure");
    has(line, &["function", "session", "trouble"]);
    assert_eq!(line["session"], session["id"]);
    world.live_through(2).await;
    world.finish().await;
}
