use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use testkit::ManualClock;
use tracing_subscriber::layer::SubscriberExt as _;

use super::log::{Lines, Remember};
use super::*;

#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn logged(paint: Paint, work: impl FnOnce()) -> String {
    let sink = Sink::default();
    let writer = sink.clone();
    let lines = Lines { paint, clock: Arc::new(ManualClock::default()) };
    let layer = tracing_subscriber::fmt::layer().with_writer(move || writer.clone()).event_format(lines);
    let subscriber = tracing_subscriber::registry().with(Remember).with(layer);
    tracing::subscriber::with_default(subscriber, work);
    let bytes = sink.0.lock().unwrap().clone();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn a_request_is_one_line_that_names_its_function() {
    let line = logged(Paint(false), || {
        tracing::info_span!("request", request_id = "req_1", function = "payments-get").in_scope(|| {
            tracing::info!(method = "GET", status = 404, code = "not_found", duration_ms = 3, "answered");
        });
    });
    assert_eq!(line, "09:00:00 404 GET    payments-get                 3 ms  not_found  request_id=req_1\n");
}

#[test]
fn a_webhook_is_one_line_that_names_its_event() {
    let line = logged(Paint(false), || {
        tracing::info_span!("message", function = "webhooks-deliver", message_id = "7").in_scope(|| {
            tracing::info!(status = 204, kind = "customer.created", id = "evt_1", "webhook");
            tracing::warn!(code = "timed_out", kind = "customer.updated", id = "evt_2", "webhook");
        });
    });
    let (received, lost) = line.split_once('\n').unwrap();
    assert_eq!(received, format!("09:00:00 204 →      {:<33}  id=evt_1", "customer.created"));
    assert_eq!(lost, format!("09:00:00   ✗ →      {:<33}  timed_out  id=evt_2\n", "customer.updated"));
}

#[test]
fn a_failure_stands_out_and_nothing_breaks_the_line() {
    let line = logged(Paint(false), || {
        tracing::info_span!("job", function = "deliveries-retry").in_scope(|| {
            tracing::error!(trouble = "two\nlines \x1b[2J", "a job failed");
        });
    });
    assert_eq!(line, "09:00:00   ✗ deliveries-retry: a job failed  trouble=two lines  [2J\n");
    assert!(logged(Paint(true), || tracing::error!("x")).contains("\x1b[31m"));
}

#[test]
fn colours_are_for_people_who_want_them() {
    for (colour, no_colour, terminal, coloured) in [
        (Colour::Auto, false, true, true),
        (Colour::Auto, true, true, false),
        (Colour::Auto, false, false, false),
        (Colour::Always, true, false, true),
        (Colour::Never, false, true, false),
    ] {
        assert_eq!(Paint::new(colour, no_colour, terminal), Paint(coloured));
    }
}
