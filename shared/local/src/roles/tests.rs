use std::collections::BTreeMap;

use app::ports::Clock;
use bytes::Bytes;
use domain::ids::SessionId;
use testkit::{ManualClock, NumberedRandomness};

use super::*;
use crate::{Options, System, demo};

async fn system() -> System {
    let clock: Arc<dyn Clock> = Arc::new(ManualClock::default());
    System::start(Options::for_test(clock, Arc::new(NumberedRandomness::default()))).await.unwrap()
}

#[tokio::test]
async fn what_a_function_has_no_grant_for_is_refused_and_written_down() {
    let system = system().await;
    let (deps, id) = (system.deps(), SessionId::from_bits(1));
    let read = || deps.sessions.get(id, None, app::ports::Consistency::Strong);
    assert_eq!(acting("reader", &[Grant::TableGet], read()).await, Ok(None));
    assert!(acting("stranger", &[Grant::SandboxGet, Grant::TableQuery], read()).await.is_err());
    assert_eq!(read().await, Ok(None), "what no function does is let through");
    let get = |name| (name, "dynamodb:GetItem".to_owned(), "Table".to_owned());
    assert_eq!(system.roles().used(), BTreeSet::from([get("reader")]));
    assert_eq!(system.roles().refused(), BTreeSet::from([get("stranger")]));
}

#[tokio::test]
async fn the_queues_and_the_bus_ask_too() {
    let system = system().await;
    let put = || system.deps().bus.put(&[]);
    assert_eq!(acting("publisher", &[Grant::BusPut], put()).await, Ok(()));
    assert!(acting("stranger", &[Grant::WebhooksSend], put()).await.is_err());
    assert_eq!(system.roles().refused().len(), 1);
}

/// Each way in names the function that it leads to, or its grants would bind nobody.
#[tokio::test]
async fn a_function_is_known_by_its_name_however_it_is_started() {
    let system = system().await;
    let request = http::Request::post("/v1/payment_sessions")
        .header("authorization", format!("Bearer {}", demo::keys().secret))
        .header("content-type", "application/json")
        .body(Bytes::from_static(br#"{"amount":4900,"currency":"EUR"}"#));
    assert_eq!(system.call(request.unwrap()).await.status(), 201);
    demo::register_inbox("http://127.0.0.1:9/inbox/hook", system.deps()).await.unwrap();
    system.drain().await;
    system.tick().await;
    let mut used: BTreeMap<_, usize> = BTreeMap::new();
    for (name, _, _) in system.roles().used() {
        *used.entry(name).or_default() += 1;
    }
    let by_queue = "webhooks-deliver";
    let each = ["payment-sessions-create", "events-publish", by_queue, "payment-sessions-expire"];
    assert!(each.iter().all(|name| used.contains_key(name)), "{used:?}");
    assert_eq!(system.roles().refused(), BTreeSet::new());
}
