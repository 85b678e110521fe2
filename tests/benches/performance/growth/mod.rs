//! What stays the same when the table grows.

mod requests;
mod sweep;

use std::pin::pin;
use std::sync::Arc;

use app::Deps;
use boot::adapters::SystemRandomness;
use futures::{StreamExt as _, stream};
use http::StatusCode;
use local::{Data, Options, System};
use tempfile::TempDir;
use testkit::ManualClock;

use crate::meter::Meter;
use crate::{Effort, calls, report, stopwatch};

/// How many sessions are created at once while a table is filled.
const AT_ONCE: usize = 8;
/// How many are created before what there is to tell of them is published.
const BATCH: usize = 500;
/// How many are due when a sweep is measured.
const DUE: u32 = 1_000;
/// The small table.
const FEW: u32 = 100;

/// A system whose time we own, and the same ports with a meter before the table.
struct Table {
    system: System,
    clock: ManualClock,
    metered: Deps,
    meter: Meter,
    created: u32,
    _folder: TempDir,
}

pub async fn measure(effort: Effort) {
    let many: u32 = effort.pick(20_000, 100_000);
    report::section(&format!("A table of {FEW} sessions and one of {many}"));
    let (mut small, mut large) = (Table::start().await, Table::start().await);
    large.fill(DUE, 86_400).await;
    let few_open = sweep::one(&mut large).await;
    let begun = stopwatch::now();
    small.fill(FEW, 86_400).await;
    large.fill(many.saturating_sub(large.created), 86_400).await;
    println!("filled in {:.0} s", stopwatch::since(begun) / 1_000.0);
    let many_open = sweep::one(&mut large).await;
    sweep::print(&few_open, &many_open, many);
    Box::pin(requests::measure(effort, &small, &large)).await;
}

impl Table {
    async fn start() -> Self {
        let clock = ManualClock::at("2026-11-20T09:00:00Z".parse().expect("a time"));
        let folder = tempfile::tempdir().expect("a folder");
        let data = Data::Dir(folder.path().to_owned());
        let options = Options { data, ..Options::for_test(Arc::new(clock.clone()), Arc::new(SystemRandomness)) };
        let system = Box::pin(System::start(options)).await.expect("the system starts");
        let meter = Meter::start().await;
        let store = Arc::new(meter.store());
        let metered = Deps { sessions: store, ..system.deps().clone() };
        meter.measure(&system.dynamodb_endpoint());
        Self { system, clock, metered, meter, created: 0, _folder: folder }
    }

    /// Creates so many sessions, which end after so many seconds, and publishes what there is to tell of them. The
    /// embedded table looks through every record of its stream at each write, so that none may be left lying; what is
    /// published is swept out of a file, and not out of memory.
    async fn fill(&mut self, count: u32, seconds: u32) {
        let deps = self.system.deps();
        let first = self.created;
        self.created = first.saturating_add(count);
        let creating = (first..self.created).map(|number| async move {
            let event = calls::create_ending(&format!("order-{number}"), seconds).to_string();
            let status = calls::answer(&payment_sessions_create::ENDPOINT, &event, deps).await.status();
            assert_eq!(status, StatusCode::CREATED);
        });
        let mut batches = pin!(stream::iter(creating).buffer_unordered(AT_ONCE).chunks(BATCH));
        while batches.next().await.is_some() {
            self.system.drain().await;
        }
    }
}
