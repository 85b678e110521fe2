//! The start of a function: its connection to the table is there before the first request is.

use app::Grant;
use local::TABLE;
use store::{SHARDS_DEFAULT, Store};

use crate::fixtures::recorder::Recorder;
use crate::template::functions;
use crate::world::World;

#[tokio::test]
async fn every_function_that_may_read_the_table_reads_something_at_its_start() {
    let recorder = Recorder::start().await;
    let world = World::start().await;
    recorder.listen_to(&world.system.dynamodb_endpoint());
    let table = Store::new(recorder.client(), TABLE.to_owned(), SHARDS_DEFAULT);
    for function in functions::all() {
        boot::warm::connection(function.grants, &table).await;
        let used = recorder.take();
        let granted = |(action, resource): &(String, String)| {
            function.grants.iter().any(|grant| grant.action() == action && grant.resource() == resource)
        };
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
