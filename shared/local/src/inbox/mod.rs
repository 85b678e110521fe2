//! The inbox: a webhook receiver next door, so that a developer sees at once what merchants get.
//!
//! Guaranteed: what it answers 2xx to is kept, the newest 500 of it, also after `kill -9`; a
//! letter is marked as verified only if its signature is the one that its endpoint's secret makes
//! and its time is within five minutes, as every receiver should check.

mod sender;

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use app::ports::Clock;
use app::{Keyring, Trouble};
use domain::ids::EndpointId;
use jiff::SignedDuration;
use serde::Serialize;
use webhooks::Secret;

use crate::disk::{Disk, Letter};

pub(crate) use sender::InboxSender;

/// The path that webhooks are sent to.
pub const HOOK: &str = "/inbox/hook";
/// The inbox's endpoints: of test mode, and of live mode.
pub(crate) const ENDPOINTS: [EndpointId; 2] =
    [EndpointId::from_bits(0x696e_626f_7801), EndpointId::from_bits(0x696e_626f_7802)];
/// The generation of their secrets. They are registered here and their secrets never change.
pub(crate) const GENERATION: u32 = 1;
/// How far a webhook's time may be off, as Standard Webhooks has it.
const TOLERANCE: SignedDuration = SignedDuration::from_mins(5);

/// The webhook receiver next door.
#[derive(Debug)]
pub struct Inbox {
    disk: Arc<Disk>,
    secrets: Vec<Secret>,
    clock: Arc<dyn Clock>,
    /// Where it is reached, once somebody listens.
    url: RwLock<Option<String>>,
}

/// A letter as scripts see it.
#[derive(Debug, Clone, Serialize)]
pub struct LetterView {
    /// Its place: 1, 2, 3 … in the order they came.
    pub number: i64,
    /// When it was received.
    pub received_at: String,
    /// Its `webhook-id`.
    pub id: String,
    /// The `type` of the event in it.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whether its signature verifies.
    pub verified: bool,
    /// Its headers, with names in lower case.
    pub headers: BTreeMap<String, String>,
    /// Its exact body, which is what was signed.
    pub body: String,
    /// The same, read as JSON; null when it is none.
    pub event: serde_json::Value,
}

impl Inbox {
    pub(crate) fn new(disk: Arc<Disk>, keyring: &Keyring, clock: Arc<dyn Clock>) -> Self {
        let secret = |endpoint: EndpointId| Secret::from_bytes(keyring.webhook_secret(endpoint, GENERATION));
        Self { disk, secrets: ENDPOINTS.map(secret).into(), clock, url: RwLock::default() }
    }

    /// Notes where it is reached.
    pub(crate) fn reached_at(&self, url: &str) {
        *self.url.write().unwrap_or_else(PoisonError::into_inner) = Some(url.to_owned());
    }

    /// Whether this is where it is reached.
    pub(crate) fn is_at(&self, url: &str) -> bool {
        self.url.read().unwrap_or_else(PoisonError::into_inner).as_deref() == Some(url)
    }

    /// Receives a webhook: checks it and keeps it.
    ///
    /// # Errors
    /// When it cannot be kept; the sender should try again then.
    pub fn receive(&self, headers: BTreeMap<String, String>, body: String) -> Result<(), Trouble> {
        let event: serde_json::Value = serde_json::from_str(&body).unwrap_or_default();
        let kind = event.get("type").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
        let id = headers.get("webhook-id").cloned().unwrap_or_default();
        let verified = self.verifies(&id, &headers, &body);
        self.disk.keep(&Letter { number: 0, received_at: self.clock.now(), id, kind, verified, headers, body })
    }

    fn verifies(&self, id: &str, headers: &BTreeMap<String, String>, body: &str) -> bool {
        let seconds = headers.get("webhook-timestamp").and_then(|text| text.parse::<i64>().ok());
        let (Some(seconds), Some(given)) = (seconds, headers.get("webhook-signature")) else { return false };
        let now = self.clock.now().as_second();
        if now.abs_diff(seconds) > TOLERANCE.as_secs().unsigned_abs() {
            return false;
        }
        // A comparison that takes its time tells nobody anything here: it listens on loopback only.
        self.secrets.iter().any(|secret| {
            let ours = webhooks::sign(std::slice::from_ref(secret), id, seconds, body);
            given.split(' ').any(|theirs| theirs == ours)
        })
    }

    /// What it has received, newest first; `about` leaves what has this id or mentions it.
    ///
    /// # Errors
    /// When the local file fails.
    pub fn letters(&self, about: Option<&str>, limit: usize) -> Result<Vec<LetterView>, Trouble> {
        Ok(self.disk.letters(about, limit)?.into_iter().map(LetterView::from).collect())
    }
}

impl From<Letter> for LetterView {
    fn from(letter: Letter) -> Self {
        Self {
            number: letter.number,
            received_at: letter.received_at.to_string(),
            event: serde_json::from_str(&letter.body).unwrap_or_default(),
            id: letter.id,
            kind: letter.kind,
            verified: letter.verified,
            headers: letter.headers,
            body: letter.body,
        }
    }
}

#[cfg(test)]
mod tests;
