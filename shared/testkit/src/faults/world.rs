//! The queue, the bus, webhooks and the processor, wrapped.

use std::sync::Arc;

use app::ports::{
    Answer, Authorise, BankCheck, Bus, BusEvent, CancelAnswer, Delivery, FollowUp, Found, FoundOrder, FoundRefund,
    HeldOrder, Outgoing, Processor, Published, Queue, RefundAnswer, RefundOrder, Sender, SimulatedBank, Standing,
    Unreachable,
};
use app::{Deps, Trouble};
use async_trait::async_trait;
use domain::card::CardNumber;
use domain::ids::{PaymentId, RefundId};
use domain::payment::{OrderOutcome, Outcome, RefundOutcome};

use super::Faults;

/// Wraps all of them.
pub(super) fn wrap(faults: &Arc<Faults>, deps: &mut Deps) {
    deps.queue = Arc::new(FaultyQueue { inner: Arc::clone(&deps.queue), faults: Arc::clone(faults) });
    deps.bus = Arc::new(FaultyBus { inner: Arc::clone(&deps.bus), faults: Arc::clone(faults) });
    deps.sender = Arc::new(FaultySender { inner: Arc::clone(&deps.sender), faults: Arc::clone(faults) });
    deps.sandbox = Arc::new(FaultyProcessor { inner: Arc::clone(&deps.sandbox), faults: Arc::clone(faults) });
    deps.bank = Arc::new(FaultyBank { inner: Arc::clone(&deps.bank), faults: Arc::clone(faults) });
}

#[derive(Debug)]
struct FaultyQueue {
    inner: Arc<dyn Queue>,
    faults: Arc<Faults>,
}

#[async_trait]
impl Queue for FaultyQueue {
    async fn deliver(&self, delivery: &Delivery, delay_seconds: u16) -> Result<(), Trouble> {
        self.faults.around("queue.deliver", self.inner.deliver(delivery, delay_seconds)).await
    }

    async fn follow_up(&self, follow_up: &FollowUp, delay_seconds: u16) -> Result<(), Trouble> {
        self.faults.around("queue.follow_up", self.inner.follow_up(follow_up, delay_seconds)).await
    }
}

#[derive(Debug)]
struct FaultyBus {
    inner: Arc<dyn Bus>,
    faults: Arc<Faults>,
}

#[async_trait]
impl Bus for FaultyBus {
    async fn put(&self, events: &[BusEvent]) -> Result<(), Trouble> {
        self.faults.around("bus.put", self.inner.put(events)).await
    }
}

#[derive(Debug)]
struct FaultySender {
    inner: Arc<dyn Sender>,
    faults: Arc<Faults>,
}

#[async_trait]
impl Sender for FaultySender {
    async fn send(&self, outgoing: Outgoing<'_>) -> Answer {
        self.faults.or("sender.send", self.inner.send(outgoing), || Answer::Failed("connection_failed")).await
    }

    async fn vet(&self, url: &str, livemode: bool) -> Result<(), domain::Invalid> {
        self.inner.vet(url, livemode).await
    }
}

#[derive(Debug)]
struct FaultyProcessor {
    inner: Arc<dyn Processor>,
    faults: Arc<Faults>,
}

/// A processor that fails is one whose outcome nobody knows, whether or not it did anything.
#[async_trait]
impl Processor for FaultyProcessor {
    fn name(&self) -> &'static str {
        self.inner.name()
    }

    fn publishes(&self, number: &CardNumber) -> Published {
        self.inner.publishes(number)
    }

    fn country(&self, number: &CardNumber) -> Option<&'static str> {
        self.inner.country(number)
    }

    async fn authorise(&self, order: Authorise<'_>) -> Outcome {
        self.faults.or("processor.authorise", self.inner.authorise(order), || Outcome::Unknown).await
    }

    async fn fetch(&self, payment: PaymentId) -> Result<Found, Unreachable> {
        self.faults.or("processor.fetch", self.inner.fetch(payment), || Err(Unreachable)).await
    }

    async fn order(&self, order: HeldOrder) -> OrderOutcome {
        self.faults.or("processor.order", self.inner.order(order), || OrderOutcome::Unknown).await
    }

    async fn fetch_order(&self, payment: PaymentId, number: u8) -> Result<FoundOrder, Unreachable> {
        self.faults.or("processor.fetch_order", self.inner.fetch_order(payment, number), || Err(Unreachable)).await
    }

    async fn refund(&self, order: RefundOrder) -> RefundAnswer {
        let lost = || RefundAnswer { outcome: RefundOutcome::Unknown, news_in_seconds: None };
        self.faults.or("processor.refund", self.inner.refund(order), lost).await
    }

    async fn fetch_refund(&self, refund: RefundId) -> Result<FoundRefund, Unreachable> {
        self.faults.or("processor.fetch_refund", self.inner.fetch_refund(refund), || Err(Unreachable)).await
    }

    async fn standing(&self, payment: PaymentId) -> Result<Standing, Unreachable> {
        self.faults.or("processor.standing", self.inner.standing(payment), || Err(Unreachable)).await
    }

    async fn cancel(&self, payment: PaymentId) -> CancelAnswer {
        self.faults.or("processor.cancel", self.inner.cancel(payment), || CancelAnswer::Unknown).await
    }
}

#[derive(Debug)]
struct FaultyBank {
    inner: Arc<dyn SimulatedBank>,
    faults: Arc<Faults>,
}

#[async_trait]
impl SimulatedBank for FaultyBank {
    async fn look(&self, payment: PaymentId) -> Result<Option<BankCheck>, Trouble> {
        self.faults.around("bank.look", self.inner.look(payment)).await
    }

    async fn decide(&self, payment: PaymentId, approve: bool) -> Result<(), Trouble> {
        self.faults.around("bank.decide", self.inner.decide(payment, approve)).await
    }
}
