//! Attempts against real servers on loopback, and against a hostile name server.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use super::{Delivery, Limits, Sender};
use crate::testing::Names;
use crate::{Attempt, Failure};

mod answers;
mod failures;
mod refusals;

type Outcome = Result<(), Box<dyn Error>>;

const BODY: &str = r#"{"id":"evt_1","type":"ping","note":"Zoë 🍣"}"#;
const AGENT: &str = "payment-sessions/0.0.0";
const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

fn sender(allow_loopback: bool) -> Result<Sender, Box<dyn Error>> {
    Ok(Sender::new(allow_loopback, AGENT)?)
}

fn hurried() -> Result<Sender, Box<dyn Error>> {
    let limits = Limits { total: Duration::from_millis(200), ..Limits::default() };
    Ok(Sender::with_limits(true, AGENT, limits)?)
}

fn asking(names: &Arc<Names>, allow_loopback: bool) -> Result<Sender, Box<dyn Error>> {
    let names = Arc::clone(names);
    Ok(Sender::with_lookup(allow_loopback, AGENT, Limits::default(), names)?)
}

fn to(url: &str) -> Delivery<'_> {
    Delivery { url, id: "evt_1", timestamp: 1_614_265_330, body: BODY, signature: "v1,abc=" }
}

fn answered(status: u16, body: &str) -> Attempt {
    Attempt::Answered { status, body: body.to_owned(), retry_after: None }
}

/// Whether an attempt that ends in `failure` is the outcome.
fn failed(attempt: &Attempt, failure: Failure) -> bool {
    *attempt == Attempt::Failed(failure)
}
