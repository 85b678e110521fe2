//! The processor, with a test between it and whoever asks it what became of something.

use std::fmt;
use std::sync::Arc;

use app::ports::{
    Authorise, CancelAnswer, Found, FoundOrder, FoundRefund, HeldOrder, Processor, Published, RefundAnswer,
    RefundOrder, Standing, Unreachable,
};
use domain::card::CardNumber;
use domain::ids::{PaymentId, RefundId};
use domain::payment::{OrderOutcome, Outcome};

/// What a test says in the processor's place; `None` lets the processor speak.
type Says = Arc<dyn Fn() -> Option<Result<Found, Unreachable>> + Send + Sync>;

/// Puts the test's word before a system's processor, for questions and nothing else.
pub fn instead(deps: &mut app::Deps, says: impl Fn() -> Option<Result<Found, Unreachable>> + Send + Sync + 'static) {
    deps.sandbox = Arc::new(Asked { inner: Arc::clone(&deps.sandbox), says: Arc::new(says) });
}

struct Asked {
    inner: Arc<dyn Processor>,
    says: Says,
}

impl fmt::Debug for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Asked").field("inner", &self.inner).finish_non_exhaustive()
    }
}

#[async_trait::async_trait]
impl Processor for Asked {
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
        self.inner.authorise(order).await
    }

    async fn fetch(&self, payment: PaymentId) -> Result<Found, Unreachable> {
        match (self.says)() {
            Some(said) => said,
            None => self.inner.fetch(payment).await,
        }
    }

    async fn order(&self, order: HeldOrder) -> OrderOutcome {
        self.inner.order(order).await
    }

    async fn fetch_order(&self, payment: PaymentId, number: u8) -> Result<FoundOrder, Unreachable> {
        match (self.says)() {
            Some(Err(unreachable)) => Err(unreachable),
            Some(Ok(_)) | None => self.inner.fetch_order(payment, number).await,
        }
    }

    async fn refund(&self, order: RefundOrder) -> RefundAnswer {
        self.inner.refund(order).await
    }

    async fn fetch_refund(&self, refund: RefundId) -> Result<FoundRefund, Unreachable> {
        match (self.says)() {
            Some(Err(unreachable)) => Err(unreachable),
            Some(Ok(_)) | None => self.inner.fetch_refund(refund).await,
        }
    }

    async fn standing(&self, payment: PaymentId) -> Result<Standing, Unreachable> {
        self.inner.standing(payment).await
    }

    async fn cancel(&self, payment: PaymentId) -> CancelAnswer {
        self.inner.cancel(payment).await
    }
}
