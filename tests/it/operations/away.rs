//! A processor that does not answer when it is asked what became of a payment.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use app::ports::{Authorise, CancelAnswer, Found, FoundOrder, HeldOrder, Processor, Published, Unreachable};
use domain::card::CardNumber;
use domain::ids::PaymentId;
use domain::payment::{OrderOutcome, Outcome};

/// Whether it is away.
#[derive(Debug, Clone, Default)]
pub(super) struct Switch(Arc<AtomicBool>);

impl Switch {
    pub(super) fn set(&self, away: bool) {
        self.0.store(away, Ordering::SeqCst);
    }

    /// Puts the switch before a system's processor.
    pub(super) fn install(&self, deps: &mut app::Deps) {
        deps.sandbox = Arc::new(Away { inner: Arc::clone(&deps.sandbox), away: self.clone() });
    }
}

#[derive(Debug)]
struct Away {
    inner: Arc<dyn Processor>,
    away: Switch,
}

#[async_trait::async_trait]
impl Processor for Away {
    fn name(&self) -> &'static str {
        self.inner.name()
    }

    fn publishes(&self, number: &CardNumber) -> Published {
        self.inner.publishes(number)
    }

    async fn authorise(&self, order: Authorise<'_>) -> Outcome {
        self.inner.authorise(order).await
    }

    async fn fetch(&self, payment: PaymentId) -> Result<Found, Unreachable> {
        if self.away.0.load(Ordering::SeqCst) { Err(Unreachable) } else { self.inner.fetch(payment).await }
    }

    async fn order(&self, order: HeldOrder) -> OrderOutcome {
        self.inner.order(order).await
    }

    async fn fetch_order(&self, payment: PaymentId, number: u8) -> Result<FoundOrder, Unreachable> {
        if self.away.0.load(Ordering::SeqCst) {
            Err(Unreachable)
        } else {
            self.inner.fetch_order(payment, number).await
        }
    }

    async fn cancel(&self, payment: PaymentId) -> CancelAnswer {
        self.inner.cancel(payment).await
    }
}
