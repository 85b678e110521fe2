//! The log: one JSON object a line, to standard output, as Lambda collects it.
//!
//! Every field stands at the top, those of the spans around a line too, so that an operator asks for
//! `session` or `requestId` and not for a place in a tree. `level` and `timestamp` are spelled as
//! Lambda reads them: a line without either it takes for `INFO`.
//! Guaranteed: whatever `RUST_LOG` says, other people's code logs no more than `INFO`. Below that the
//! SDK writes out what the table answers, and its own credentials.

use json_subscriber::JsonLayer;
use tracing::Subscriber;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::Registry;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::time::SystemTime;
use tracing_subscriber::layer::SubscriberExt as _;

use crate::config;

/// How much is logged when nobody says otherwise.
const FILTER: &str = "info,aws_config=warn";
/// Whose code may say more: ours. A name ends in its colons, or it would stand for all that begin with it.
const OURS: [&str; 8] = ["api::", "app::", "aws::", "boot::", "checkout::", "processors::", "store::", "webhooks::"];

/// Starts the log. `RUST_LOG` decides how much, by level and by target. A second start does nothing.
pub fn start() {
    let filter = filter(config::log_filter().as_deref());
    if tracing::subscriber::set_global_default(log(filter, std::io::stdout)).is_err() {
        tracing::debug!("the log was started before");
    }
}

/// The log of a deployment, written somewhere else: for whoever wants to read it.
#[must_use]
pub fn to<W>(writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    log(filter(None), writer)
}

fn log<W>(filter: Targets, writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let mut lines = JsonLayer::<Registry>::new(writer);
    lines.with_timer("timestamp", SystemTime);
    lines.with_level("level");
    lines.with_flattened_event();
    lines.with_top_level_flattened_span_list();
    let ours = OURS.map(|name| (name, LevelFilter::TRACE));
    let most = Targets::new().with_default(LevelFilter::INFO).with_targets(ours);
    tracing_subscriber::registry().with(lines).with(filter).with(most)
}

/// Levels for targets. What can also look at spans and fields compiles regular expressions when it is
/// made, which took as many instructions as a quarter of the whole start.
fn filter(wanted: Option<&str>) -> Targets {
    let usual = || FILTER.parse().unwrap_or_default();
    wanted.and_then(|wanted| wanted.parse().ok()).unwrap_or_else(usual)
}

#[cfg(test)]
mod tests {
    use std::io::{self, Write};
    use std::sync::{Arc, Mutex, PoisonError};

    use tracing::Level;

    use super::*;

    #[derive(Clone, Default)]
    struct Paper(Arc<Mutex<Vec<u8>>>);

    impl Write for Paper {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn whoever_asks_for_everything_still_hears_nothing_private_of_the_sdk() {
        let paper = Paper::default();
        let writer = paper.clone();
        let log = log(filter(Some("trace")), move || writer.clone());
        tracing::subscriber::with_default(log, || {
            tracing::trace!(target: "store::access::get", "ours");
            tracing::info!(target: "aws_config::default_provider", "theirs");
            tracing::trace!(target: "aws_smithy_runtime::client::orchestrator", "what the table answers");
            tracing::trace!(target: "aws_sigv4::http_request::sign", "what the SDK signs");
            tracing::debug!(target: "hyper_util::client", "what goes over the wire");
        });
        let written = String::from_utf8(paper.0.lock().unwrap().clone()).unwrap();
        assert!(written.contains("ours") && written.contains("theirs"), "{written}");
        assert_eq!(written.lines().count(), 2, "{written}");
    }

    #[test]
    fn what_cannot_be_read_leaves_the_usual_filter() {
        for wanted in [None, Some("a=b=c")] {
            let filter = filter(wanted);
            assert!(filter.would_enable("boot", &Level::INFO), "{wanted:?}");
            assert!(!filter.would_enable("boot", &Level::DEBUG), "{wanted:?}");
            assert!(!filter.would_enable("aws_config::default_provider", &Level::INFO), "{wanted:?}");
        }
        assert!(filter(Some("warn,boot=trace")).would_enable("boot::start", &Level::TRACE));
    }
}
