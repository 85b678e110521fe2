//! How fast it is, as ratios against something bare in the same run. Nothing here passes or fails:
//! it prints figures beside their targets, and `docs/performance.md` says what they mean.
//!
//! ```sh
//! cargo bench -p service-tests --bench performance               # everything, a few minutes
//! cargo bench -p service-tests --bench performance -- start      # one section, or several
//! cargo bench -p service-tests --bench performance -- --full     # more rounds, larger tables
//! cargo bench -p service-tests --bench performance -- start --programs=<folder>   # built before
//! ```
#![expect(
    clippy::as_conversions,
    clippy::expect_used,
    clippy::float_arithmetic,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a benchmark prints, counts in floats, and stops where it cannot measure; there is no money in it"
)]

mod calls;
mod growth;
#[path = "../../it/meter.rs"]
mod meter;
mod overhead;
mod report;
mod start;
mod statistics;
mod stopwatch;
mod webhooks;

use std::path::Path;

/// How much is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    full: bool,
}

impl Effort {
    /// One number for a usual run, another for a long one.
    pub const fn pick<T: Copy>(self, usual: T, full: T) -> T {
        if self.full { full } else { usual }
    }
}

const SECTIONS: [&str; 4] = ["start", "overhead", "webhooks", "growth"];

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    // Cargo adds `--bench`.
    let words: Vec<_> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let effort = Effort { full: words.iter().any(|word| word == "--full") };
    let named: Vec<_> = words.iter().filter(|word| !word.starts_with("--")).map(String::as_str).collect();
    if let Some(unknown) = named.iter().find(|name| !SECTIONS.contains(name)) {
        panic!("there is no section {unknown}; there are {SECTIONS:?}");
    }
    let wanted = |name: &str| named.is_empty() || named.contains(&name);
    println!("Ratios carry over to another machine; milliseconds do not.");
    if wanted("start") {
        let programs = words.iter().find_map(|word| word.strip_prefix("--programs="));
        Box::pin(start::measure(effort, programs.map(Path::new))).await;
    }
    if wanted("overhead") {
        Box::pin(overhead::measure(effort)).await;
    }
    if wanted("webhooks") {
        Box::pin(webhooks::measure(effort)).await;
    }
    if wanted("growth") {
        Box::pin(growth::measure(effort)).await;
    }
}
