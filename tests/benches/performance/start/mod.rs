//! From the start of a function's process to its first answer, beside the least that a function
//! can be.
//!
//! The programs are those of `cargo build --release`. Each is spawned many times, in turns with the
//! others, against a stub of Lambda's runtime API and the embedded table behind TLS.

mod archive;
mod process;
mod quota;
mod runtime_api;
mod table;

use std::path::{Path, PathBuf};
use std::time::Duration;

use local::{Data, Options, System};
use serde_json::{Value, json};

use crate::statistics::Samples;
use crate::{Effort, calls, report, stopwatch};
use process::Process;
use quota::Quota;
use runtime_api::RuntimeApi;
use table::TlsTable;

/// The packages beside which the functions are measured: those without a table, and those with one.
const HELLO: &str = "hello-world";
const HELLO_TABLE: &str = "hello-table";
/// What is measured.
const FUNCTIONS: [&str; 7] = [
    HELLO,
    HELLO_TABLE,
    "health",
    "payment-sessions-get",
    "payment-sessions-create",
    "payment-sessions-pay",
    "events-publish",
];
/// Between two requests, so that each finds a full quota, as the first one does.
const BREATH: Duration = Duration::from_millis(25);

/// What one function came to over all rounds.
#[derive(Debug, Default)]
struct Figures {
    /// Spawn to the first connection to the table: everything but the warm-up.
    until_table: Samples,
    /// Spawn to the first request for work.
    start: Samples,
    first: Samples,
    warm: Samples,
    /// Of the first request, and of the others, the time on a processor.
    first_work: Samples,
    warm_work: Samples,
    at_rest: Samples,
    after: Samples,
}

struct Bench {
    system: System,
    table: TlsTable,
    programs: PathBuf,
    /// Numbers that make every request another one.
    next: u32,
}

/// Measures what is built now, or the programs in this folder, to compare with another build.
pub async fn measure(effort: Effort, programs: Option<&Path>) {
    report::section("Start of a function");
    let programs = programs.map_or_else(|| process::build(&FUNCTIONS), Path::to_owned);
    let system = Box::pin(System::start(Options::new(Data::Memory))).await.expect("the system starts");
    let table = TlsTable::open(&system.dynamodb_endpoint()).await;
    let mut bench = Bench { system, table, programs, next: 0 };
    let unlimited = bench.rounds(effort.pick(15, 60), 15, None).await;
    print("a whole core", true, &unlimited);
    for name in FUNCTIONS {
        let size = archive::mebibytes(&bench.programs.join(name));
        report::at_most(&format!("{name}: archive"), size, 4.0, " MiB");
    }
    match Quota::one_fourteenth() {
        Ok(quota) => print("1/14 of a core", false, &bench.rounds(effort.pick(9, 15), 15, Some(&quota)).await),
        Err(error) => report::skipped("one fourteenth of a core", &error.to_string()),
    }
}

impl Bench {
    /// Measures every function, in turns.
    async fn rounds(&mut self, rounds: u32, requests: u32, quota: Option<&Quota>) -> Vec<(&'static str, Figures)> {
        let mut all: Vec<_> = FUNCTIONS.iter().map(|name| (*name, Figures::default())).collect();
        for _ in 0..rounds {
            for (name, figures) in &mut all {
                self.round(name, requests, quota, figures).await;
            }
        }
        all
    }

    async fn round(&mut self, name: &str, requests: u32, quota: Option<&Quota>, figures: &mut Figures) {
        let events = self.events(name, requests).await;
        let mut api = RuntimeApi::start().await;
        self.table.forget();
        let program: &Path = &self.programs.join(name);
        let process = Process::spawn(program, &api.address.to_string(), &self.table, quota);
        let milliseconds = |at: std::time::Instant| stopwatch::milliseconds(at.duration_since(process.spawned));
        let mut asking = api.asked().await;
        figures.start.push(milliseconds(asking.at));
        if let Some(at) = self.table.first_reached() {
            figures.until_table.push(milliseconds(at));
        }
        figures.at_rest.push(process.resident());
        for (number, event) in events.iter().enumerate() {
            stopwatch::pause(BREATH).await;
            let before = process.on_processor();
            let invoked = api.invoke(asking, event).await;
            let status = &invoked.answer["statusCode"];
            assert!(status.is_null() || status.as_u64().is_some_and(|code| code < 300), "{name}: {}", invoked.answer);
            let (time, work) = match number {
                0 => (&mut figures.first, &mut figures.first_work),
                _ => (&mut figures.warm, &mut figures.warm_work),
            };
            time.push(invoked.milliseconds);
            asking = api.asked().await;
            work.push(process.on_processor() - before);
        }
        figures.after.push(process.resident());
    }

    /// What the function is asked.
    async fn events(&mut self, name: &str, count: u32) -> Vec<Value> {
        let mut events = Vec::new();
        for _ in 0..count {
            self.next = self.next.saturating_add(1);
            let key = format!("measured-{}", self.next);
            events.push(match name {
                "payment-sessions-create" => calls::create(&key),
                "payment-sessions-get" => calls::retrieve(&calls::created(&key, self.system.deps()).await),
                "payment-sessions-pay" => calls::pay(&calls::created(&key, self.system.deps()).await),
                "events-publish" => published(),
                "health" => calls::health(),
                _ => json!({}),
            });
        }
        events
    }
}

/// A batch of the stream.
fn published() -> Value {
    let text = include_str!("../../../../events/events-publish/session-created.json");
    serde_json::from_str(text).expect("a batch of the stream")
}

/// Starts are held to their targets with a whole core, which is what Lambda starts functions with.
fn print(core: &str, whole: bool, all: &[(&'static str, Figures)]) {
    let start_of =
        |wanted| all.iter().find(|(name, _)| *name == wanted).map_or(f64::NAN, |(_, figures)| figures.start.median());
    let (hello, hello_table) = (start_of(HELLO), start_of(HELLO_TABLE));
    for (name, figures) in all {
        let Figures { until_table, start, first, warm, first_work, warm_work, at_rest, after } = figures;
        println!("\n{name}, {core}, {} starts and {} warm requests", start.len(), warm.len());
        let range = |samples: &Samples| {
            format!(
                "{:.1} ms (10th to 90th of 100: {:.1} to {:.1})",
                samples.median(),
                samples.quantile(0.1),
                samples.quantile(0.9)
            )
        };
        println!("  spawn to first request for work      {}", range(start));
        if until_table.len() > 0 {
            println!("  of which before the table is called  {}", range(until_table));
        }
        println!("  first request {:.2} ms, warm {:.2} ms", first.median(), warm.median());
        println!("  of which on a processor {:.2} ms, warm {:.2} ms", first_work.median(), warm_work.median());
        let (plain, like) = (start.median() / hello, start.median() / hello_table);
        if until_table.len() == 0 && whole {
            report::at_most("  start over hello-world", plain, 1.5, "");
        } else {
            report::figure("  start over hello-world", &format!("{plain:.2}"));
        }
        if until_table.len() > 0 && whole {
            report::at_most("  start over hello-table", like, 1.25, "");
        }
        report::figure("  first request over the warm median", &format!("{:.2}", first.median() / warm.median()));
        report::at_most("  the same, on a processor", first_work.median() / warm_work.median(), 2.0, "");
        report::at_most("  in memory at rest", at_rest.median(), 64.0, " MB");
        report::figure("  in memory after the requests", &format!("{:.1} MB", after.median()));
    }
    println!();
}
