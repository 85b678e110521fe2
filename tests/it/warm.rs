//! The start of a function: its connection to the table is there before the first request is, and so is what it
//! answers requests by.

use std::sync::Arc;

use app::{Deps, Grant};
use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Credentials, Region};
use local::TABLE;
use store::{SHARDS_DEFAULT, Store};

use crate::meter::Meter;
use crate::operations::log::Log;
use crate::template::functions;
use crate::world::World;

#[tokio::test]
async fn every_function_that_may_read_the_table_reads_something_at_its_start() {
    let (world, meter) = (World::start().await, Meter::start().await);
    let table = metered(&world, &meter);
    for function in functions::all() {
        boot::warm::connection(function.grants, &table).await;
        let used = meter.take(TABLE).calls;
        let granted = |call: &String| function.grants.iter().any(|grant| grant.action() == format!("dynamodb:{call}"));
        assert_eq!(!used.is_empty(), function.grants.iter().any(reads), "{} asks for {used:?}", function.name);
        assert!(used.iter().all(granted), "{} asks for {used:?}, which it may not", function.name);
    }
    world.finish().await;
}

#[tokio::test]
async fn what_a_function_answers_nobody_with_changes_calls_logs_and_counts_nothing() {
    let (world, meter) = (World::start().await, Meter::start().await);
    let store = Arc::new(metered(&world, &meter));
    let deps = Deps {
        sessions: store.clone(),
        customers: store.clone(),
        methods: store.clone(),
        mandates: store.clone(),
        merchants: store.clone(),
        endpoints: store.clone(),
        events: store.clone(),
        deliveries: store,
        ..world.system.deps().clone()
    };
    let log = Log::start();
    for endpoint in world.system.endpoints() {
        let answer = boot::dry_run::answer(endpoint, &deps).await.expect("a request that the runtime can read");
        let status = answer.status().as_u16();
        assert!(status < 500 && (status >= 400 || endpoint.grants.is_empty()), "{}: {status}", endpoint.name);
        assert_eq!(meter.take(TABLE).calls, Vec::<String>::new(), "{}", endpoint.name);
    }
    assert_eq!(log.text(), "");
    tracing::info!(target: "boot", "a line that somebody asked for");
    assert_eq!(log.text().lines().count(), 1);
    assert!(world.measured.metrics().is_empty());
    world.finish().await;
}

/// The store of this world's table, whose calls are counted.
fn metered(world: &World, meter: &Meter) -> Store {
    meter.measure(&world.system.dynamodb_endpoint());
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("local"))
        .credentials_provider(Credentials::new("local", "local", None, None, "local"))
        .endpoint_url(&meter.url)
        .build();
    Store::new(aws_sdk_dynamodb::Client::from_conf(config), TABLE.to_owned(), SHARDS_DEFAULT)
}

/// The operator's functions that only write are called by hand, and there is nobody to wait.
fn reads(grant: &Grant) -> bool {
    let action = matches!(grant.action(), "dynamodb:GetItem" | "dynamodb:Query");
    action && grant.resource().starts_with("Table")
}
