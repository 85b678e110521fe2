//! What a function sends things out by: queues, the event bus, webhooks.
//!
//! Each is a whole client that most functions have no use for. A `main` names the ones that its function needs,
//! and what no `main` of a program names is not linked into it: archives and starts are smaller by it. See
//! decision 0039.

use std::sync::Arc;

use app::Trouble;
use app::ports::{Answer, Bus, BusEvent, Delivery, FollowUp, Outgoing, Queue, Sender};
use app::{Grant, Keyring};
use async_trait::async_trait;
use aws::{EventBus, SqsQueue};
use aws_config::SdkConfig;
use domain::Invalid;

use crate::adapters::{WebhookSender, vet};
use crate::config::Config;

type MakeQueue = fn(&Config, &SdkConfig) -> Arc<dyn Queue>;
type MakeBus = fn(&Config, &SdkConfig) -> Arc<dyn Bus>;
type MakeSender = fn(&Config, &Keyring) -> Result<Arc<dyn Sender>, webhooks::BuildError>;

/// The outlets of a function.
#[derive(Debug, Clone, Copy, Default)]
pub struct Outlets {
    queues: Option<MakeQueue>,
    bus: Option<MakeBus>,
    webhooks: Option<MakeSender>,
}

impl Outlets {
    /// None at all.
    pub const NONE: Self = Self { queues: None, bus: None, webhooks: None };
    /// The queues of webhooks and of follow-ups.
    pub const QUEUES: Self = Self { queues: Some(queues), ..Self::NONE };
    /// The queues and the event bus.
    pub const QUEUES_AND_BUS: Self = Self { bus: Some(bus), ..Self::QUEUES };
    /// The judgement of where webhooks may go, and no way to send any.
    pub const ADDRESSES: Self = Self { webhooks: Some(addresses), ..Self::NONE };
    /// The queues, and webhooks themselves.
    pub const QUEUES_AND_WEBHOOKS: Self = Self { webhooks: Some(webhooks), ..Self::QUEUES };

    /// Whether everything is there that a function of these grants sends by. It says nothing of webhooks, which no
    /// grant is needed for.
    #[must_use]
    pub fn suffice_for(&self, grants: &[Grant]) -> bool {
        let sends = grants.contains(&Grant::WebhooksSend) || grants.contains(&Grant::FollowUpsSend);
        (self.queues.is_some() || !sends) && (self.bus.is_some() || !grants.contains(&Grant::BusPut))
    }

    pub(crate) fn queue(&self, config: &Config, sdk: &SdkConfig) -> Arc<dyn Queue> {
        match self.queues {
            Some(make) => make(config, sdk),
            None => Arc::new(Nowhere),
        }
    }

    pub(crate) fn bus(&self, config: &Config, sdk: &SdkConfig) -> Arc<dyn Bus> {
        match self.bus {
            Some(make) => make(config, sdk),
            None => Arc::new(Nowhere),
        }
    }

    /// # Errors
    /// When the version of this package is no header value.
    pub(crate) fn sender(&self, config: &Config, keyring: &Keyring) -> Result<Arc<dyn Sender>, webhooks::BuildError> {
        match self.webhooks {
            Some(make) => make(config, keyring),
            None => Ok(Arc::new(Nowhere)),
        }
    }
}

// A client reads the rules of its service's endpoints, so it is made for those who have a use for it.
fn queues(config: &Config, sdk: &SdkConfig) -> Arc<dyn Queue> {
    let queue = |url: &Option<String>| url.clone().map(|url| (aws_sdk_sqs::Client::new(sdk), url));
    Arc::new(SqsQueue::new(queue(&config.webhook_queue_url), queue(&config.follow_up_queue_url)))
}

fn bus(config: &Config, sdk: &SdkConfig) -> Arc<dyn Bus> {
    Arc::new(EventBus::new(config.bus.clone().map(|bus| (aws_sdk_eventbridge::Client::new(sdk), bus))))
}

fn webhooks(config: &Config, keyring: &Keyring) -> Result<Arc<dyn Sender>, webhooks::BuildError> {
    Ok(Arc::new(WebhookSender::new(keyring.clone(), config.allow_loopback)?))
}

fn addresses(config: &Config, _: &Keyring) -> Result<Arc<dyn Sender>, webhooks::BuildError> {
    Ok(Arc::new(Addresses { allow_loopback: config.allow_loopback }))
}

/// Judges addresses as whoever sends will. It has no client, and nothing of TLS.
#[derive(Debug)]
struct Addresses {
    allow_loopback: bool,
}

#[async_trait]
impl Sender for Addresses {
    async fn send(&self, outgoing: Outgoing<'_>) -> Answer {
        Nowhere.send(outgoing).await
    }

    async fn vet(&self, url: &str, livemode: bool) -> Result<(), Invalid> {
        vet(url, livemode, self.allow_loopback).await
    }
}

/// An outlet that this function does not have. Nothing is lost in it: whoever sends is told.
#[derive(Debug)]
struct Nowhere;

fn nowhere<T>(what: &'static str) -> Result<T, Trouble> {
    Err(Trouble::Unavailable { what, why: "this function has none".to_owned() })
}

#[async_trait]
impl Queue for Nowhere {
    async fn deliver(&self, _: &Delivery, _: u16) -> Result<(), Trouble> {
        nowhere("queue")
    }

    async fn follow_up(&self, _: &FollowUp, _: u16) -> Result<(), Trouble> {
        nowhere("queue")
    }
}

#[async_trait]
impl Bus for Nowhere {
    async fn put(&self, _: &[BusEvent]) -> Result<(), Trouble> {
        nowhere("event bus")
    }
}

#[async_trait]
impl Sender for Nowhere {
    async fn send(&self, _: Outgoing<'_>) -> Answer {
        Answer::Failed("this function sends no webhooks")
    }

    async fn vet(&self, _: &str, _: bool) -> Result<(), Invalid> {
        Err(Invalid::new("invalid_url", "This function judges no addresses."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_send_must_have_what_to_send_by() {
        let queues = [Grant::TableGet, Grant::WebhooksSend];
        assert!(Outlets::NONE.suffice_for(&[Grant::TableGet]));
        assert!(!Outlets::NONE.suffice_for(&queues) && !Outlets::ADDRESSES.suffice_for(&[Grant::FollowUpsSend]));
        assert!(Outlets::QUEUES.suffice_for(&queues) && !Outlets::QUEUES.suffice_for(&[Grant::BusPut]));
        assert!(Outlets::QUEUES_AND_BUS.suffice_for(&[Grant::FollowUpsSend, Grant::BusPut]));
    }
}
