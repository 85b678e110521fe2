//! The start of a function: its connection to the table is there before the first request is, and so is what it
//! answers requests by.

use app::Grant;
use local::TABLE;

use crate::operations::log::Log;
use crate::template::functions;
use crate::world::World;

#[tokio::test]
async fn every_function_that_may_read_the_table_reads_something_at_its_start() {
    let (world, meter) = World::metered().await;
    let table = meter.store();
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
    let (world, meter) = World::metered().await;
    let log = Log::start();
    for endpoint in world.system.endpoints() {
        let answer =
            boot::dry_run::answer(endpoint, world.system.deps()).await.expect("a request that the runtime can read");
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

/// The operator's functions that only write are called by hand, and there is nobody to wait.
fn reads(grant: &Grant) -> bool {
    let action = matches!(grant.action(), "dynamodb:GetItem" | "dynamodb:Query");
    action && grant.resource().starts_with("Table")
}
