//! One attempt: a POST to a vetted address, and what came back.
//!
//! Guaranteed: at most one request, to an address checked in the moment of connecting,
//! with no redirect followed and no proxy asked; certificates are checked; the attempt
//! ends within its limits and keeps a bounded part of the answer. Live mode never
//! reaches loopback, because it has a client of its own that would not connect there.
//! Not guaranteed: that a failed attempt was not received; an answer may get lost, which
//! is why the `webhook-id` stays the same on every attempt.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Response;
use reqwest::header::{CONTENT_TYPE, HeaderValue, InvalidHeaderValue, RETRY_AFTER};

use crate::attempt::{Attempt, Failure};
use crate::resolve::{Lookup, SystemLookup};
use crate::retry_after::RetryAfter;
use crate::target::{Policy, vet_url};

mod classify;
mod client;

use client::LazyClient;

/// The bounds of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// For resolving, connecting and the handshake. 5 s: a receiver that is up takes
    /// milliseconds, one that is down should not hold the others.
    pub connect: Duration,
    /// For everything. 15 s, as the documentation promises to receivers.
    pub total: Duration,
    /// How much of the answer's body is read and kept. 2 KiB: an error message fits,
    /// and what a merchant's page leaks does not fill the table.
    pub body_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connect: Duration::from_secs(5), total: Duration::from_secs(15), body_bytes: 2_048 }
    }
}

/// What one attempt sends.
#[derive(Clone, Copy)]
pub struct Delivery<'a> {
    /// Where to; judged again before anything else happens.
    pub url: &'a str,
    /// The event's identifier, the same on every attempt.
    pub id: &'a str,
    /// The time of this attempt, in seconds; the signature covers it.
    pub timestamp: i64,
    /// The event as JSON, exactly as signed.
    pub body: &'a str,
    /// What [`sign`](crate::sign) made of the three above.
    pub signature: &'a str,
}

impl fmt::Debug for Delivery<'_> {
    /// Leaves out the URL, the body and the signature, because this may reach a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery").field("id", &self.id).field("timestamp", &self.timestamp).finish_non_exhaustive()
    }
}

/// The user agent is no header value.
#[derive(Debug, thiserror::Error)]
#[error("the webhook client's name is no header value")]
pub struct BuildError(#[source] InvalidHeaderValue);

/// Sends deliveries. Made once; sending needs only a shared reference.
///
/// A client is built when it first has something to send, because that reads every certificate of
/// the system: most functions hold a sender and never send.
#[derive(Debug)]
pub struct Sender {
    live: LazyClient,
    test: LazyClient,
    allow_loopback: bool,
    body_bytes_max: usize,
}

impl Sender {
    /// A sender with the documented limits. `allow_loopback` lets test mode, and it
    /// alone, reach this machine.
    ///
    /// # Errors
    /// When the user agent is no header value.
    pub fn new(allow_loopback: bool, user_agent: &str) -> Result<Self, BuildError> {
        Self::with_limits(allow_loopback, user_agent, Limits::default())
    }

    /// A sender with other limits.
    ///
    /// # Errors
    /// As [`Sender::new`].
    pub fn with_limits(allow_loopback: bool, user_agent: &str, limits: Limits) -> Result<Self, BuildError> {
        Self::with_lookup(allow_loopback, user_agent, limits, Arc::new(SystemLookup))
    }

    fn with_lookup(
        allow_loopback: bool,
        user_agent: &str,
        limits: Limits,
        lookup: Arc<dyn Lookup>,
    ) -> Result<Self, BuildError> {
        let user_agent = HeaderValue::from_str(user_agent).map_err(BuildError)?;
        let policy = |livemode| Policy { livemode, allow_loopback };
        let live = LazyClient::new(policy(true), user_agent.clone(), limits, Arc::clone(&lookup));
        let test = LazyClient::new(policy(false), user_agent, limits, lookup);
        Ok(Self { live, test, allow_loopback, body_bytes_max: limits.body_bytes })
    }

    /// Makes one attempt.
    pub async fn send(&self, livemode: bool, delivery: &Delivery<'_>) -> Attempt {
        match self.response(livemode, delivery).await {
            Ok(response) => answered(response, self.body_bytes_max).await,
            Err(failure) => Attempt::Failed(failure),
        }
    }

    async fn response(&self, livemode: bool, delivery: &Delivery<'_>) -> Result<Response, Failure> {
        let Delivery { url, id, timestamp, body, signature } = *delivery;
        // The client asks its resolver for names only; addresses in the URL are judged here.
        let policy = Policy { livemode, allow_loopback: self.allow_loopback };
        let target = vet_url(url, policy)?;
        let mut signature = HeaderValue::from_str(signature).map_err(|_| Failure::Other)?;
        signature.set_sensitive(true);
        let client = if livemode { &self.live } else { &self.test };
        client
            .get()?
            .post(target.into_url())
            .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
            .header("webhook-id", id)
            .header("webhook-timestamp", timestamp)
            .header("webhook-signature", signature)
            .body(body.to_owned())
            .send()
            .await
            .map_err(|error| classify::failure(&error))
    }
}

/// The status decides, once it is there: a body that breaks off or runs out of time
/// only leaves less to show to the merchant.
async fn answered(mut response: Response, body_bytes_max: usize) -> Attempt {
    let status = response.status().as_u16();
    let retry_after = response.headers().get(RETRY_AFTER);
    let retry_after = retry_after.and_then(|value| RetryAfter::parse(value.to_str().ok()?));
    let mut bytes = Vec::new();
    while bytes.len() < body_bytes_max
        && let Ok(Some(chunk)) = response.chunk().await
    {
        bytes.extend(chunk.iter().take(body_bytes_max - bytes.len()));
    }
    let body = String::from_utf8_lossy(&bytes).into_owned();
    Attempt::Answered { status, body, retry_after }
}

#[cfg(test)]
mod tests;
