//! The log: one JSON object a line, to standard output, as Lambda collects it.

use tracing_subscriber::EnvFilter;

/// Starts the log. `RUST_LOG` decides how much, `info` by default. A second start does nothing.
pub fn start() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,aws_config=warn"));
    let started = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(true)
        .with_span_list(false)
        .with_target(false)
        // Lambda stamps every line with its own time.
        .without_time()
        .with_env_filter(filter)
        .try_init();
    if started.is_err() {
        tracing::debug!("the log was started before");
    }
}
