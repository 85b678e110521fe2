//! The way into the inbox for webhooks that may not reach this machine.
//!
//! Live mode never sends to loopback, and test mode may be kept from it too. The inbox is not
//! some service on this machine, though, but this very process: for it such a webhook is signed
//! and handed over without leaving. Everything else goes out as ever.

use std::collections::BTreeMap;
use std::sync::Arc;

use app::Keyring;
use app::ports::{Answer, Outgoing, Sender};
use async_trait::async_trait;
use boot::adapters::WebhookSender;
use domain::Invalid;
use webhooks::Secret;

use super::Inbox;

/// Sends webhooks, and hands the inbox those that may not reach it.
#[derive(Debug)]
pub(crate) struct InboxSender {
    outside: Arc<WebhookSender>,
    inbox: Arc<Inbox>,
    keyring: Keyring,
    forbid_loopback: bool,
}

impl InboxSender {
    pub(crate) const fn new(
        outside: Arc<WebhookSender>,
        inbox: Arc<Inbox>,
        keyring: Keyring,
        forbid_loopback: bool,
    ) -> Self {
        Self { outside, inbox, keyring, forbid_loopback }
    }

    fn hand_over(&self, outgoing: &Outgoing<'_>) -> Answer {
        let secret = |generation: &u32| Secret::from_bytes(self.keyring.webhook_secret(outgoing.endpoint, *generation));
        let secrets: Vec<_> = outgoing.generations.iter().map(secret).collect();
        let seconds = outgoing.timestamp.as_second();
        let headers = [
            ("content-type", "application/json".to_owned()),
            ("user-agent", concat!("payment-sessions/", env!("CARGO_PKG_VERSION")).to_owned()),
            ("webhook-id", outgoing.id.to_owned()),
            ("webhook-timestamp", seconds.to_string()),
            ("webhook-signature", webhooks::sign(&secrets, outgoing.id, seconds, outgoing.body)),
        ];
        let headers: BTreeMap<_, _> = headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let status = match self.inbox.receive(headers, outgoing.body.to_owned()) {
            Ok(()) => 204,
            Err(_) => 500,
        };
        Answer::Answered { status, body: String::new(), retry_after: None }
    }
}

/// A line in the log for each webhook. Where it went is the merchant's secret; the endpoint's id,
/// which is known around this, and the event's type are not.
fn note(outgoing: &Outgoing<'_>, answer: &Answer) {
    let id = outgoing.id;
    let body: serde_json::Value = serde_json::from_str(outgoing.body).unwrap_or_default();
    let kind = body.get("type").and_then(serde_json::Value::as_str);
    match answer {
        Answer::Answered { status: status @ 200..=299, .. } => tracing::info!(status, kind, id, "webhook"),
        Answer::Answered { status, .. } => tracing::warn!(status, kind, id, "webhook"),
        Answer::Failed(code) => tracing::warn!(code, kind, id, "webhook"),
    }
}

#[async_trait]
impl Sender for InboxSender {
    async fn send(&self, outgoing: Outgoing<'_>) -> Answer {
        let inside = (outgoing.livemode || self.forbid_loopback) && self.inbox.is_at(outgoing.url);
        let answer = if inside { self.hand_over(&outgoing) } else { self.outside.send(outgoing).await };
        note(&outgoing, &answer);
        answer
    }

    async fn vet(&self, url: &str, livemode: bool) -> Result<(), Invalid> {
        self.outside.vet(url, livemode).await
    }
}
