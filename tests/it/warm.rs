//! The start of a function: its connection to the table is there before the first request is.

use app::Grant;
use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Credentials, Region};
use local::TABLE;
use store::{SHARDS_DEFAULT, Store};

use crate::meter::Meter;
use crate::template::functions;
use crate::world::World;

#[tokio::test]
async fn every_function_that_may_read_the_table_reads_something_at_its_start() {
    let (world, meter) = (World::start().await, Meter::start().await);
    meter.measure(&world.system.dynamodb_endpoint());
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("local"))
        .credentials_provider(Credentials::new("local", "local", None, None, "local"))
        .endpoint_url(&meter.url)
        .build();
    let table = Store::new(aws_sdk_dynamodb::Client::from_conf(config), TABLE.to_owned(), SHARDS_DEFAULT);
    for function in functions::all() {
        boot::warm::connection(function.grants, &table).await;
        let used = meter.take(TABLE).calls;
        let granted = |call: &String| function.grants.iter().any(|grant| grant.action() == format!("dynamodb:{call}"));
        assert_eq!(!used.is_empty(), function.grants.iter().any(reads), "{} asks for {used:?}", function.name);
        assert!(used.iter().all(granted), "{} asks for {used:?}, which it may not", function.name);
    }
    world.finish().await;
}

/// The operator's functions that only write are called by hand, and there is nobody to wait.
fn reads(grant: &Grant) -> bool {
    let action = matches!(grant.action(), "dynamodb:GetItem" | "dynamodb:Query");
    action && grant.resource().starts_with("Table")
}
