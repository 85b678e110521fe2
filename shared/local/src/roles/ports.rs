//! The queues, the bus and the sender of webhooks, behind the grants for them.

use std::sync::Arc;

use app::ports::{Answer, Bus, BusEvent, Delivery, FollowUp, Outgoing, Queue, Sender};
use app::{Deps, Grant, Trouble};
use async_trait::async_trait;
use domain::Invalid;

use super::Roles;

/// A port that asks before it does anything.
#[derive(Debug)]
struct Guarded<T: ?Sized> {
    roles: Arc<Roles>,
    inner: Arc<T>,
}

impl<T: ?Sized> Guarded<T> {
    fn ask(&self, what: &'static str, grant: Grant) -> Result<(), Trouble> {
        let answer = self.roles.ask(grant.action(), grant.resource());
        answer.map_err(|why| Trouble::Unavailable { what, why })
    }
}

pub(super) fn guard(roles: &Arc<Roles>, deps: &mut Deps) {
    deps.queue = Arc::new(Guarded { roles: Arc::clone(roles), inner: Arc::clone(&deps.queue) });
    deps.bus = Arc::new(Guarded { roles: Arc::clone(roles), inner: Arc::clone(&deps.bus) });
    deps.sender = Arc::new(Guarded { roles: Arc::clone(roles), inner: Arc::clone(&deps.sender) });
}

#[async_trait]
impl Queue for Guarded<dyn Queue> {
    async fn deliver(&self, delivery: &Delivery, delay_seconds: u16) -> Result<(), Trouble> {
        self.ask("queue", Grant::WebhooksSend)?;
        self.inner.deliver(delivery, delay_seconds).await
    }

    async fn follow_up(&self, follow_up: &FollowUp, delay_seconds: u16) -> Result<(), Trouble> {
        self.ask("queue", Grant::FollowUpsSend)?;
        self.inner.follow_up(follow_up, delay_seconds).await
    }
}

#[async_trait]
impl Bus for Guarded<dyn Bus> {
    async fn put(&self, events: &[BusEvent]) -> Result<(), Trouble> {
        self.ask("bus", Grant::BusPut)?;
        self.inner.put(events).await
    }
}

/// What is sent is signed, for which the root secret is needed.
#[async_trait]
impl Sender for Guarded<dyn Sender> {
    async fn send(&self, outgoing: Outgoing<'_>) -> Answer {
        match self.ask("sender", Grant::RootSecret) {
            Ok(()) => self.inner.send(outgoing).await,
            Err(_) => Answer::Failed("no grant"),
        }
    }

    async fn vet(&self, url: &str, livemode: bool) -> Result<(), Invalid> {
        self.inner.vet(url, livemode).await
    }
}
