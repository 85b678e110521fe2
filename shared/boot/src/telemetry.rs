//! The log: one JSON object a line, to standard output, as Lambda collects it.
//!
//! Every field stands at the top, those of the spans around a line too, so that an operator asks for
//! `session` or `requestId` and not for a place in a tree. `level` and `timestamp` are spelled as
//! Lambda reads them: a line without either it takes for `INFO`.

use json_subscriber::JsonLayer;
use tracing::Subscriber;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::time::SystemTime;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::{EnvFilter, Registry};

/// How much is logged when nobody says otherwise.
const FILTER: &str = "info,aws_config=warn";

/// Starts the log. `RUST_LOG` decides how much. A second start does nothing.
pub fn start() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(FILTER));
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
    log(EnvFilter::new(FILTER), writer)
}

fn log<W>(filter: EnvFilter, writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let mut lines = JsonLayer::<Registry>::new(writer);
    lines.with_timer("timestamp", SystemTime);
    lines.with_level("level");
    lines.with_flattened_event();
    lines.with_top_level_flattened_span_list();
    tracing_subscriber::registry().with(lines).with(filter)
}
