//! The ports that need no service: time, chance, and sending webhooks.

use app::Keyring;
use app::ports::{Answer, Clock, Outgoing, Randomness, RetryAfter, Sender};
use async_trait::async_trait;
use domain::{Invalid, Timestamp};
use webhooks::{Attempt, Delivery, Policy, Secret, UrlRefusal};

/// The system's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        #[expect(clippy::disallowed_methods, reason = "this is the clock that everybody else takes the time from")]
        let now = Timestamp::now();
        Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
    }
}

/// The system's source of what nobody can guess.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRandomness;

impl Randomness for SystemRandomness {
    fn bits(&self) -> u128 {
        let mut bytes = [0; 16];
        #[expect(clippy::disallowed_methods, reason = "this is the source that everybody else draws from")]
        let drawn = getrandom::fill(&mut bytes);
        #[expect(clippy::expect_used, reason = "without chance no id and no secret can be made: stop at once")]
        drawn.expect("the system gives random bytes");
        u128::from_be_bytes(bytes)
    }
}

/// Signs webhooks with the endpoint's derived secrets and sends them.
#[derive(Debug)]
pub struct WebhookSender {
    sender: webhooks::Sender,
    keyring: Keyring,
    allow_loopback: bool,
}

impl WebhookSender {
    /// A sender. `allow_loopback` is for test mode; live mode never reaches it.
    ///
    /// # Errors
    /// When the version of this package is no header value.
    pub fn new(keyring: Keyring, allow_loopback: bool) -> Result<Self, webhooks::BuildError> {
        let agent = concat!("payment-sessions/", env!("CARGO_PKG_VERSION"));
        Ok(Self { sender: webhooks::Sender::new(allow_loopback, agent)?, keyring, allow_loopback })
    }
}

#[async_trait]
impl Sender for WebhookSender {
    async fn send(&self, outgoing: Outgoing<'_>) -> Answer {
        let secret = |generation: &u32| Secret::from_bytes(self.keyring.webhook_secret(outgoing.endpoint, *generation));
        let secrets: Vec<_> = outgoing.generations.iter().map(secret).collect();
        let timestamp = outgoing.timestamp.as_second();
        let delivery = Delivery {
            url: outgoing.url,
            id: outgoing.id,
            timestamp,
            body: outgoing.body,
            signature: &webhooks::sign(&secrets, outgoing.id, timestamp, outgoing.body),
        };
        match self.sender.send(outgoing.livemode, &delivery).await {
            Attempt::Answered { status, body, retry_after } => {
                Answer::Answered { status, body, retry_after: retry_after.map(wish) }
            }
            Attempt::Failed(failure) => Answer::Failed(failure.as_str()),
        }
    }

    async fn vet(&self, url: &str, livemode: bool) -> Result<(), Invalid> {
        vet(url, livemode, self.allow_loopback).await
    }
}

/// Whether webhooks of this mode may go to this address.
pub(crate) async fn vet(url: &str, livemode: bool, allow_loopback: bool) -> Result<(), Invalid> {
    webhooks::vet_registration(url, Policy { livemode, allow_loopback }).await.map(|_| ()).map_err(refusal)
}

const fn wish(retry_after: webhooks::RetryAfter) -> RetryAfter {
    match retry_after {
        webhooks::RetryAfter::Seconds(seconds) => RetryAfter::Seconds(seconds),
        webhooks::RetryAfter::At(at) => RetryAfter::At(at),
    }
}

fn refusal(refusal: UrlRefusal) -> Invalid {
    let (code, detail) = match refusal {
        UrlRefusal::NotAUrl => ("invalid_url", "This is not an absolute URL."),
        UrlRefusal::SchemeNotAllowed => ("invalid_url", "The URL must be https; in test mode http is taken too."),
        UrlRefusal::UserInfo => ("invalid_url", "The URL must not hold a user name or password."),
        UrlRefusal::PortNotAllowed => {
            ("invalid_url", "The port must be 443 or 1024 to 65535; in test mode 80 is taken too.")
        }
        UrlRefusal::AddressNotPublic => ("address_not_public", "The address must be reachable from the internet."),
        UrlRefusal::TooLong => ("too_long", "A URL has at most 2,048 characters."),
        UrlRefusal::Fragment => ("invalid_url", "The URL must not have a fragment."),
    };
    Invalid::new(code, detail)
}
