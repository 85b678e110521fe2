//! What the sweep of what is overdue costs: calls and units, which carry over to the cloud.

use app::work::Report;
use local::TABLE;

use super::{DUE, Table};
use crate::{report, stopwatch};

/// What sweeping [`DUE`] sessions came to.
#[derive(Debug, Default)]
pub struct Swept {
    calls: usize,
    read_halves: u64,
    write_halves: u64,
    seconds: f64,
}

/// Makes some sessions overdue, and sweeps until none is.
pub async fn one(table: &mut Table) -> Swept {
    table.fill(DUE, 60).await;
    table.clock.advance_seconds(61);
    table.meter.take(TABLE);
    let begun = stopwatch::now();
    let mut changed = 0;
    loop {
        let report = boot::schedule::process(&payment_sessions_expire::JOB, &table.metered).await.expect("a sweep");
        changed += report.changed;
        if report == Report::default() {
            break;
        }
    }
    assert_eq!(u32::try_from(changed).ok(), Some(DUE), "all that is due is expired");
    let cost = table.meter.take(TABLE);
    let seconds = stopwatch::since(begun) / 1_000.0;
    // Nothing is left lying in the stream for what is measured next.
    table.system.drain().await;
    Swept { calls: cost.calls.len(), read_halves: cost.read_halves, write_halves: cost.write_halves, seconds }
}

pub fn print(few: &Swept, many: &Swept, open: u32) {
    for (among, swept) in [(DUE, few), (open, many)] {
        let Swept { calls, read_halves, write_halves, seconds } = swept;
        let (reads, writes) = (*read_halves as f64 / 2.0, *write_halves as f64 / 2.0);
        println!("{DUE} due among {among} open: {calls} calls, {reads} read and {writes} write units, {seconds:.1} s");
    }
    report::at_most("calls of the sweep, many open over few", many.calls as f64 / few.calls as f64, 1.05, "");
    let reads = many.read_halves as f64 / few.read_halves as f64;
    report::at_most("read units of the sweep, many open over few", reads, 1.05, "");
}
