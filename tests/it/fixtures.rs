//! Every file of `events/`, as the function gets it on Lambda, in one story on an embedded table.
//!
//! Ids and tokens in the files come out the same on every local system, because they are derived
//! from its public root secret and from the idempotency keys in the files. So the story can be
//! told by hand as well, with `cargo lambda invoke`, against the local server's table; only the
//! ids of events hold the moment of this story's clock.

mod received;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use api::Method;
use app::{Deps, Grant, Keyring};
use aws_lambda_events::dynamodb::Event as StreamEvent;
use aws_lambda_events::eventbridge::EventBridgeEvent;
use aws_lambda_events::sqs::SqsEvent;
use aws_sdk_dynamodb::types::AttributeValue;
use boot::config::{Config, RootSecret};
use local::functions::{CONSUMERS, ENDPOINTS, JOBS, OPERATORS, PUBLISHER};
use local::roles::acting;
use local::{Data, Options, SANDBOX_TABLE, System, TABLE};
use processors::sandbox::Sandbox;
use serde_json::Value;
use store::SandboxBooks;

use crate::template::functions;
use crate::template::read::{ROOT, Template, at, file, text};
use crate::world::World;

enum Step {
    /// This event comes to this.
    Event(&'static str, &'static str),
    /// So many seconds pass.
    Later(i64),
}
use Step::{Event, Later};

/// What happens, in order.
const STORY: &[Step] = &[
    Event("health/ok", "200"),
    Event("openapi/ok", "200"),
    Event("fallback/nothing-here", "404"),
    Event("fallback/wrong-method", "405"),
    // A merchant is made once, and its keys are looked after.
    Event("merchants-create/ok", "200"),
    Event("merchants-create/ok", "200"),
    Event("merchants-create/several-errors", "422"),
    Event("merchants-update/ok", "200"),
    Event("merchants-update/unknown", "404"),
    Event("merchants-update/several-errors", "422"),
    Event("api-keys-create/ok", "200"),
    Event("api-keys-create/unknown-merchant", "404"),
    Event("api-keys-list/ok", "200"),
    Event("api-keys-list/unknown-merchant", "404"),
    Event("api-keys-revoke/ok", "200"),
    Event("api-keys-revoke/ok", "200"),
    Event("api-keys-revoke/unknown", "404"),
    Event("api-keys-revoke/the-key-itself", "422"),
    // Sessions, and what is no session.
    Event("payment-sessions-create/missing-key", "401"),
    Event("payment-sessions-create/mistyped-key", "401"),
    Event("payment-sessions-create/publishable-key", "403"),
    Event("payment-sessions-create/not-json", "400"),
    Event("payment-sessions-create/bad-amount", "422"),
    Event("payment-sessions-create/ok", "201"),
    Event("payment-sessions-create/ok", "201"),
    Event("payment-sessions-create/for-the-page", "201"),
    Event("payment-sessions-create/to-cancel", "201"),
    Event("payment-sessions-create/with-a-customer", "201"),
    Event("payment-sessions-create/reference-taken", "409"),
    Event("payment-sessions-create/replace", "201"),
    Event("payment-sessions-create/left-unpaid", "201"),
    Event("payment-sessions-get/ok", "200"),
    Event("payment-sessions-get/unknown", "404"),
    Event("payment-sessions-list/ok", "200"),
    Event("payment-sessions-list/of-a-reference", "200"),
    Event("payment-sessions-list/of-a-customer", "200"),
    Event("payment-sessions-list/bad-limit", "400"),
    Event("payment-sessions-update/ok", "200"),
    Event("payment-sessions-update/unknown-field", "422"),
    // Customers, one of whom is known from the sessions above.
    Event("customers-create/ok", "201"),
    Event("customers-create/ok", "201"),
    Event("customers-create/external-id-taken", "409"),
    Event("customers-create/several-errors", "422"),
    Event("customers-get/ok", "200"),
    Event("customers-get/unknown", "404"),
    Event("customers-list/ok", "200"),
    Event("customers-list/of-an-address", "200"),
    Event("customers-list/of-your-own-id", "200"),
    Event("customers-update/ok", "200"),
    Event("customers-update/external-id-taken", "409"),
    Event("customers-update/unknown-field", "422"),
    Event("customers-delete/ok", "200"),
    Event("customers-delete/unknown", "404"),
    Event("customers-update/deleted", "404"),
    Event("events-publish/customer-deleted", "published"),
    // The stream tells of the first, and the endpoint hears of it.
    Event("webhook-endpoints-create/ok", "201"),
    Event("webhook-endpoints-create/not-public", "422"),
    Event("webhook-endpoints-get/ok", "200"),
    Event("webhook-endpoints-get/unknown", "404"),
    Event("webhook-endpoints-list/ok", "200"),
    Event("events-publish/session-created", "published"),
    Event("events-publish/nothing-to-tell", "published"),
    Event("events-publish/unreadable", "comes again"),
    Event("events-get/ok", "200"),
    Event("events-get/unknown", "404"),
    Event("events-list/ok", "200"),
    Event("events-list/of-an-object", "200"),
    Event("webhooks-deliver/ok", "done"),
    Event("webhooks-deliver/mixed", "done but …112 …113"),
    Event("webhooks-deliver/failing", "done"),
    Event("deliveries-retry/tick", "0 of 0"),
    // The first is paid by its merchant's server.
    Event("payment-sessions-pay/real-card", "422"),
    Event("payment-sessions-pay/declined", "402"),
    Event("payment-sessions-pay/ok", "200"),
    Event("payment-sessions-pay/ok", "200"),
    Event("payment-sessions-pay/ended", "409"),
    Event("events-publish/session-claimed", "published"),
    Event("events-publish/session-paid", "published"),
    Event("payments-get/ok", "200"),
    Event("payments-get/unknown", "404"),
    Event("payments-list/ok", "200"),
    Event("payments-list/of-a-session", "200"),
    Event("payments-list/of-a-customer", "200"),
    Event("payment-sessions-cancel/ended", "409"),
    // The second is paid on its page, after the bank's check.
    Event("checkout-page/unknown-token", "404"),
    Event("checkout-page/ok", "200"),
    Event("checkout-submit/unknown-token", "404"),
    Event("checkout-submit/bank-check", "303"),
    Event("sandbox-bank/unknown-challenge", "404"),
    Event("sandbox-bank/show", "200"),
    Event("sandbox-bank/approve", "303"),
    Event("checkout-page/ok", "200"),
    // Another payer does not come back from the bank, and is given up when the time is over.
    Event("payment-sessions-pay/at-the-bank", "200"),
    Event("payments-resolve/tick", "0 of 0"),
    Later(31 * 60),
    Event("payments-resolve/tick", "1 of 1"),
    Event("deliveries-retry/tick", "1 of 1"),
    Event("payments-follow-up/ok", "done"),
    Event("payments-follow-up/mixed", "done but …212 …213"),
    // The third is declined, and then called off by its merchant.
    Event("checkout-submit/declined", "402"),
    Event("payment-sessions-cancel/ok", "200"),
    Event("payment-sessions-cancel/ok", "200"),
    // One is called off while its payer is at the bank.
    Event("payment-sessions-pay/wrong-client-secret", "403"),
    Event("payment-sessions-pay/in-the-browser", "200"),
    Event("payment-sessions-cancel/at-the-bank", "200"),
    // One is never paid.
    Event("payment-sessions-expire/tick", "0 of 0"),
    Later(24 * 60 * 60),
    Event("payment-sessions-expire/tick", "1 of 1"),
    // One is held and captured in parts, one is let go, and one is forgotten until its hold is over.
    Event("payment-sessions-create/to-capture", "201"),
    Event("payment-sessions-pay/to-capture", "200"),
    Event("payments-capture/unknown-field", "422"),
    Event("payments-capture/ok", "200"),
    Event("payments-capture/ok", "200"),
    Event("payments-capture/too-much", "409"),
    Event("payments-capture/the-rest", "200"),
    Event("refunds-create/several-errors", "422"),
    Event("refunds-create/ok", "201"),
    Event("refunds-create/ok", "201"),
    Event("refunds-create/too-much", "409"),
    Event("refunds-get/ok", "200"),
    Event("refunds-get/unknown", "404"),
    Event("refunds-list/ok", "200"),
    Event("refunds-list/of-a-payment", "200"),
    Event("ledger-entries-list/ok", "200"),
    Event("ledger-entries-list/neither", "400"),
    Event("reconcile/ok", "200"),
    Event("reconcile/unknown-merchant", "404"),
    Event("payment-sessions-create/to-void", "201"),
    Event("payment-sessions-pay/to-void", "200"),
    Event("refunds-create/void-instead", "409"),
    Event("payments-void/ok", "200"),
    Event("payments-void/already-voided", "409"),
    Event("payment-sessions-create/held-until-it-ends", "201"),
    Event("payment-sessions-pay/held-until-it-ends", "200"),
    Event("authorisations-expire/tick", "0 of 0"),
    Later(7 * 24 * 60 * 60),
    Event("authorisations-expire/tick", "1 of 1"),
    // One saves a card, which is not to be used any more.
    Event("payment-sessions-create/to-save", "201"),
    Event("payment-sessions-pay/to-save", "200"),
    Event("payment-methods-get/ok", "200"),
    Event("payment-methods-get/unknown", "404"),
    Event("payment-methods-list/ok", "200"),
    Event("payment-methods-list/of-nobody", "400"),
    Event("payment-methods-detach/ok", "200"),
    Event("payment-methods-detach/ok", "200"),
    Event("payment-methods-detach/unknown", "404"),
    // One makes a mandate, which is taken back.
    Event("payment-sessions-create/first-in-series", "201"),
    Event("mandates-revoke/ok", "409"),
    Event("payment-sessions-pay/first-in-series", "200"),
    Event("mandates-get/ok", "200"),
    Event("mandates-get/unknown", "404"),
    Event("mandates-list/ok", "200"),
    Event("mandates-list/of-nobody", "400"),
    Event("mandates-revoke/ok", "200"),
    Event("mandates-revoke/ok", "200"),
    Event("mandates-revoke/unknown", "404"),
    Event("webhook-endpoints-delete/ok", "200"),
    Event("webhook-endpoints-get/ok", "404"),
];

#[tokio::test]
async fn each_event_comes_to_what_it_should() {
    tell(as_they_are).await;
}

/// A function that may not read the root secret is given a keyring of chance instead, which must
/// make no difference to anything.
#[tokio::test]
async fn a_function_without_the_root_secret_derives_nothing() {
    let with_it = left(&tell(as_they_are).await).await;
    let without_it = left(&tell(of_chance).await).await;
    assert!(with_it.len() > 20);
    for (without_it, with_it) in without_it.iter().zip(&with_it) {
        assert_eq!(without_it, with_it);
    }
    assert_eq!(without_it.len(), with_it.len());
}

/// The ports with a keyring that opens nothing.
pub(crate) fn of_chance(world: &World) -> Deps {
    let keyring = Keyring::new(&[9; 32]);
    let books = SandboxBooks::new(world.system.table_client().clone(), SANDBOX_TABLE.to_owned());
    let sandbox = Arc::new(Sandbox::new(Arc::new(books), keyring.clone(), Arc::clone(&world.system.deps().clock)));
    Deps { keyring, sandbox: sandbox.clone(), bank: sandbox, ..world.system.deps().clone() }
}

/// The ports as they are.
pub(crate) fn as_they_are(world: &World) -> Deps {
    world.system.deps().clone()
}

/// Tells the story, and gives the world at its end. Functions that may not read the root secret
/// have what `other` makes of the ports.
pub(crate) async fn tell(other: impl FnOnce(&World) -> Deps) -> World {
    let world = World::start_with(received::install).await;
    let other = other(&world);
    let deps = world.system.deps();
    for step in STORY {
        match step {
            Later(seconds) => world.later(*seconds),
            Event(name, wanted) => {
                let derives = function(name).may(Grant::RootSecret);
                let came = play(name, if derives { deps } else { &other }).await;
                assert_eq!(came, *wanted, "{name}");
            }
        }
    }
    world
}

/// The functions behind the API of which an event comes to something else when their keyring opens
/// nothing.
pub(crate) async fn endpoints_that_derive() -> BTreeSet<&'static str> {
    let world = World::start_with(received::install).await;
    let chance = of_chance(&world);
    let mut deriving = BTreeSet::new();
    for step in STORY {
        match step {
            Later(seconds) => world.later(*seconds),
            Event(name, wanted) => {
                let function = function(name);
                let endpoint = matches!(function.source, functions::Source::Routes(_));
                if endpoint && function.may(Grant::RootSecret) && play(name, &chance).await != *wanted {
                    deriving.insert(function.name);
                }
                assert_eq!(play(name, world.system.deps()).await, *wanted, "{name}");
            }
        }
    }
    deriving
}

/// What lies in the table.
async fn left(world: &World) -> Vec<Value> {
    let mut left: Vec<_> = world.items(TABLE).await.into_iter().map(AttributeValue::M).map(plain).collect();
    left.sort_by_key(Value::to_string);
    left
}

/// A value as JSON, whose fields are in order.
fn plain(value: AttributeValue) -> Value {
    match value {
        AttributeValue::M(fields) => fields.into_iter().map(|(name, value)| (name, plain(value))).collect(),
        AttributeValue::L(values) => values.into_iter().map(plain).collect(),
        other => Value::String(format!("{other:?}")),
    }
}

#[test]
fn the_story_tells_of_every_file_and_every_function() {
    let told: BTreeSet<_> = STORY
        .iter()
        .filter_map(|step| match step {
            Event(name, _) => Some((*name).to_owned()),
            Later(_) => None,
        })
        .collect();
    assert_eq!(told, files());
    let with_events: BTreeSet<_> = told.iter().map(|name| function_of(name)).collect();
    assert_eq!(with_events, functions::all().iter().map(|function| function.name).collect());
}

#[test]
fn each_request_is_one_that_the_gateway_would_hand_over() {
    for name in files() {
        let Some(endpoint) = ENDPOINTS.iter().find(|endpoint| endpoint.name == function_of(&name)) else { continue };
        let event = event(&name);
        let key = |method: Method, path: &str| match path {
            "$default" => path.to_owned(),
            path => format!("{} {path}", method.as_str()),
        };
        let route = endpoint.routes.iter().find(|route| text(&event, "/routeKey") == key(route.method, route.path));
        let route = route.unwrap_or_else(|| panic!("{name} is for another function"));
        assert_eq!(text(&event, "/requestContext/routeKey"), text(&event, "/routeKey"), "{name}");
        assert_eq!(text(&event, "/requestContext/http/path"), text(&event, "/rawPath"), "{name}");
        assert_eq!(text(&event, "/version"), "2.0", "{name}");
        if route.path != "$default" {
            assert_eq!(text(&event, "/requestContext/http/method"), route.method.as_str(), "{name}");
            assert_eq!(filled(route.path, at(&event, "/pathParameters")), text(&event, "/rawPath"), "{name}");
        }
    }
}

/// A route's path with its parameters.
fn filled(path: &str, parameters: &Value) -> String {
    let part = |part: &str| match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
        Some(name) => text(parameters, &format!("/{name}")).to_owned(),
        None => part.to_owned(),
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

#[test]
fn the_filter_of_the_stream_keeps_back_only_what_tells_nothing() {
    let template = Template::read();
    let publisher = template.properties("AWS::Serverless::Function", "EventsPublishFunction");
    let pattern = text(publisher, "/Events/Changes/Properties/FilterCriteria/Filters/0/Pattern");
    let pattern: Value = serde_json::from_str(pattern).expect("the pattern is JSON");
    let mut seen = BTreeSet::new();
    for name in files().into_iter().filter(|name| function_of(name) == PUBLISHER.name) {
        let batch: StreamEvent = serde_json::from_value(event(&name)).expect("a batch of the stream");
        let records = at(&event(&name), "/Records").as_array().expect("records").clone();
        for (record, raw) in batch.records.iter().zip(&records) {
            let tells = !matches!(store::stream::change_from_record(record), Ok(None));
            assert_eq!(lets_through(&pattern, raw), tells, "{name}");
            seen.insert(tells);
        }
    }
    assert_eq!(seen.len(), 2, "one record of each kind at least");
}

/// Whether an event fits a pattern of EventBridge: each field one of the values, or there at all.
fn lets_through(pattern: &Value, event: &Value) -> bool {
    match pattern {
        Value::Object(fields) => {
            fields.iter().all(|(name, wanted)| event.get(name).is_some_and(|value| lets_through(wanted, value)))
        }
        Value::Array(values) => values.iter().any(|value| value == event || at(value, "/exists") == true),
        other => panic!("a pattern has no {other}"),
    }
}

#[tokio::test]
async fn the_environment_for_invoking_by_hand_is_that_of_the_local_server() {
    let dir = tempfile::tempdir().expect("a folder");
    let system = System::start(Options::new(Data::Dir(dir.path().to_owned()))).await.expect("a system");
    let secret = std::fs::read_to_string(dir.path().join("root-secret")).expect("the secret that it has drawn");
    let lines = file("events/local.env") + "ROOT_SECRET=" + &secret;
    let settings = lines.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('='));
    let variables: BTreeMap<_, _> = settings.map(|(name, value)| (name, value.trim_matches('"'))).collect();
    let read = |name: &str| variables.get(name).map(|value| (*value).to_owned());
    let config = Config::from(read, &[Grant::RootSecret]).expect("it is whole");
    let Some(RootSecret::Given(root)) = config.root_secret else { panic!("the secret is given") };
    let keyring = Keyring::from_secret(root.reveal());
    assert_eq!(keyring.api_key("any"), system.deps().keyring.api_key("any"));
    assert_eq!((config.table.as_str(), config.sandbox_table.as_str()), (TABLE, SANDBOX_TABLE));
    assert_eq!(config.shards, store::SHARDS_DEFAULT);
    assert_eq!(variables.get("AWS_ENDPOINT_URL_DYNAMODB"), Some(&"http://127.0.0.1:8001"));
    assert!(!file("events/local.env").contains("\nROOT_SECRET="), "no secret is in the repository");
}

/// Every file, without its ending.
fn files() -> BTreeSet<String> {
    let mut files = BTreeSet::new();
    for folder in entries(Path::new(&format!("{ROOT}/events"))).iter().filter(|path| path.is_dir()) {
        for path in entries(folder) {
            let name = path.strip_prefix(format!("{ROOT}/events")).expect("a file of events");
            files.insert(name.to_string_lossy().trim_end_matches(".json").to_owned());
        }
    }
    files
}

fn entries(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder of events");
    entries.map(|entry| entry.expect("an entry").path()).collect()
}

pub(crate) fn event(name: &str) -> Value {
    serde_json::from_str(&file(&format!("events/{name}.json"))).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn function_of(name: &str) -> &str {
    name.split('/').next().unwrap_or_default()
}

fn function(name: &str) -> functions::Function {
    functions::all().into_iter().find(|function| function.name == function_of(name)).expect("a function")
}

/// Hands the event to its function, which has its own grants; says what came of it.
async fn play(name: &str, deps: &Deps) -> String {
    let function = function(name);
    // Each function remembers the keys that it has seen itself.
    let deps = Deps { keys: Arc::default(), ..deps.clone() };
    acting(function.name, function.grants, hand_over(name, &deps)).await
}

/// Through the code that runs on Lambda.
async fn hand_over(name: &str, deps: &Deps) -> String {
    let function = function_of(name);
    let json = file(&format!("events/{name}.json"));
    if let Some(endpoint) = ENDPOINTS.iter().find(|endpoint| endpoint.name == function) {
        let request = lambda_http::request::from_str(&json).unwrap_or_else(|error| panic!("{name}: {error}"));
        return boot::http::process(endpoint, request, deps).await.status().as_u16().to_string();
    }
    if let Some(consumer) = CONSUMERS.iter().find(|consumer| consumer.name == function) {
        let batch: SqsEvent = serde_json::from_str(&json).unwrap_or_else(|error| panic!("{name}: {error}"));
        let answer = boot::queue::process(consumer, batch, deps).await;
        let failed = answer.batch_item_failures.iter().map(|failure| end_of(&failure.item_identifier));
        let failed: Vec<_> = failed.collect();
        return if failed.is_empty() { "done".to_owned() } else { format!("done but {}", failed.join(" ")) };
    }
    if let Some(job) = JOBS.iter().find(|job| job.name == function) {
        let _: EventBridgeEvent = serde_json::from_str(&json).unwrap_or_else(|error| panic!("{name}: {error}"));
        let report = boot::schedule::process(job, deps).await.expect("the sweep runs");
        assert_eq!(report.failed, 0, "{name}");
        return format!("{} of {}", report.changed, report.due);
    }
    if let Some(operator) = OPERATORS.iter().find(|operator| operator.name == function) {
        let payload = serde_json::from_str(&json).unwrap_or_else(|error| panic!("{name}: {error}"));
        let answer = api::operator::process(operator, &payload, deps).await.expect("an answer");
        return answer.get("status").map_or_else(|| "200".to_owned(), Value::to_string);
    }
    let batch: StreamEvent = serde_json::from_str(&json).unwrap_or_else(|error| panic!("{name}: {error}"));
    match boot::stream::process(&PUBLISHER, &batch, deps).await {
        Ok(()) => "published".to_owned(),
        Err(_) => "comes again".to_owned(),
    }
}

/// The last three characters of a message's id, by which the files tell them apart.
fn end_of(id: &str) -> String {
    let from = id.len().saturating_sub(3);
    format!("…{}", id.get(from..).unwrap_or(id))
}
