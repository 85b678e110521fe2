//! The log, to standard error: time, what, how it went.

use std::fmt;
use std::io::{self, IsTerminal as _};
use std::sync::Arc;

use app::ports::Clock;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt as _;

use super::line::Fields;
use super::{BOLD, Colour, DIM, GREEN, Paint, RED, YELLOW};

/// How much is logged when nobody says otherwise.
const FILTER: &str = "info,operations=off,dynoxide=error,aws_config=warn,aws_smithy_runtime=warn,hyper=warn";

/// Starts the log. A second start does nothing.
pub(crate) fn start(filter: Option<&str>, colour: Colour, no_colour: bool, clock: Arc<dyn Clock>) {
    let paint = Paint::new(colour, no_colour, io::stderr().is_terminal());
    let usual = || FILTER.parse::<Targets>().unwrap_or_default();
    let filter = filter.and_then(|filter| filter.parse().ok()).unwrap_or_else(usual);
    let lines = tracing_subscriber::fmt::layer().with_writer(io::stderr).event_format(Lines { paint, clock });
    let started = tracing_subscriber::registry().with(filter).with(Remember).with(lines).try_init();
    if started.is_err() {
        tracing::debug!("the log was started before");
    }
}

/// Keeps the fields of spans, so that each line can tell what it belongs to.
pub(super) struct Remember;

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Remember {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(fields);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        if let Some(span) = context.span(id)
            && let Some(fields) = span.extensions_mut().get_mut::<Fields>()
        {
            values.record(fields);
        }
    }
}

/// Writes a line for each event.
pub(super) struct Lines {
    pub(super) paint: Paint,
    pub(super) clock: Arc<dyn Clock>,
}

impl<S, N> FormatEvent<S, N> for Lines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(&self, context: &FmtContext<'_, S, N>, mut out: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let mut around = Fields::default();
        for span in context.event_scope().into_iter().flat_map(tracing_subscriber::registry::Scope::from_root) {
            if let Some(known) = span.extensions().get::<Fields>() {
                around.0.extend(known.0.iter().cloned());
            }
        }
        let now = self.clock.now().to_string();
        let time = self.paint.on(DIM, now.get(11..19).unwrap_or_default());
        let function = around.take("function").unwrap_or_default();
        let message = fields.take("message").unwrap_or_default();
        let said = match message.as_str() {
            "answered" => self.answered(&function, &mut fields),
            "webhook" => {
                // Which message carried it is of no use to anybody here.
                around.take("message_id");
                self.sent(&mut fields)
            }
            _ => self.happened(*event.metadata().level(), &message, &function),
        };
        write!(out, "{time} {said}")?;
        for known in ["merchant", "livemode"] {
            // On one machine there is one merchant, and its ids tell the mode.
            around.take(known);
        }
        fields.0.append(&mut around.0);
        if !fields.0.is_empty() {
            write!(out, "  {}", self.paint.on(DIM, fields))?;
        }
        writeln!(out)
    }
}

impl Lines {
    /// A request: status, method, function, how long it took, why it was refused.
    fn answered(&self, function: &str, fields: &mut Fields) -> String {
        let status = fields.take("status").unwrap_or_default();
        let method = fields.take("method").unwrap_or_default();
        let took = fields.take("duration_ms").unwrap_or_default();
        let style = style_of(&status);
        let code = fields.take("code").map(|code| format!("  {}", self.paint.on(style, code))).unwrap_or_default();
        let took = self.paint.on(DIM, format!("{took:>5} ms"));
        format!("{} {method:<6} {function:<25}{took}{code}", self.paint.on(style, status))
    }

    /// A webhook: status, the event's type, why nobody received it.
    fn sent(&self, fields: &mut Fields) -> String {
        let status = fields.take("status").unwrap_or_else(|| "  ✗".to_owned());
        let kind = fields.take("kind").unwrap_or_default();
        let style = style_of(&status);
        let code = fields.take("code").map(|code| format!("  {}", self.paint.on(style, code))).unwrap_or_default();
        format!("{} {:<6} {kind:<33}{code}", self.paint.on(style, status), "→")
    }

    /// Anything else: how bad it is, what happened and where.
    fn happened(&self, level: Level, message: &str, function: &str) -> String {
        let (mark, style) = match level {
            Level::ERROR => ("✗", RED),
            Level::WARN => ("!", YELLOW),
            Level::INFO => ("·", BOLD),
            _ => ("·", DIM),
        };
        let mark = self.paint.on(style, format!("{mark:>3}"));
        let message = if style == DIM || style == BOLD { message.to_owned() } else { self.paint.on(style, message) };
        match function {
            "" => format!("{mark} {message}"),
            _ => format!("{mark} {function}: {message}"),
        }
    }
}

/// How a status is coloured; a webhook without one did not arrive.
fn style_of(status: &str) -> &'static str {
    match status.as_bytes().first() {
        Some(b'2' | b'3') => GREEN,
        Some(b'5') => RED,
        _ => YELLOW,
    }
}
