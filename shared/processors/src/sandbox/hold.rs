//! Money that the sandbox holds: authorised, and then collected or let go by orders.
//!
//! Guaranteed, as of a real processor: an order's number is its key, so one that is repeated is answered
//! from the books and moves nothing; one that was asked about before it came is refused for good; a hold
//! lasts for seven days, by the sandbox's own clock.

use app::ports::{FoundOrder, HeldOrder, Scenario, Unreachable};
use domain::Timestamp;
use domain::ids::PaymentId;
use domain::payment::{Instruction, OrderOutcome};
use serde::{Deserialize, Serialize};

use super::Sandbox;
use super::entry::{Entry, State};

/// For how long the sandbox's issuers hold money.
pub(super) const HOLD_SECONDS: i64 = 7 * 86_400;
/// How often a change is tried again when somebody else was faster.
const TRIES: u8 = 5;

/// What is held, as the books have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Hold {
    /// Until when, in milliseconds since 1970.
    until: i64,
    /// How much was collected.
    #[serde(default)]
    captured: u64,
    /// Whether what is left was let go.
    #[serde(default)]
    over: bool,
    /// Orders that are done.
    #[serde(default)]
    done: Vec<u8>,
    /// Orders that were asked about before they came, and are refused from then on.
    #[serde(default)]
    closed: Vec<u8>,
}

/// What an order comes to.
enum Came {
    Done(Option<Hold>),
    Gone,
    Refused,
}

impl Hold {
    /// A hold that begins now.
    pub(super) fn from(now: Timestamp) -> Self {
        let until = HOLD_SECONDS.saturating_mul(1_000).saturating_add(now.as_millisecond());
        Self { until, captured: 0, over: false, done: Vec::new(), closed: Vec::new() }
    }

    /// How much of it was collected.
    pub(super) const fn captured(&self) -> u64 {
        self.captured
    }

    /// How much may still be collected of what was authorised.
    pub(super) fn left(&self, authorised: u64, now: Timestamp) -> u64 {
        if self.over || now >= self.until() { 0 } else { authorised.saturating_sub(self.captured) }
    }

    /// Until when it lasts.
    pub(super) fn until(&self) -> Timestamp {
        Timestamp::from_millisecond(self.until).unwrap_or(Timestamp::MAX)
    }

    fn obey(&self, number: u8, instruction: Instruction, authorised: u64, now: Timestamp) -> Came {
        if self.done.contains(&number) {
            return Came::Done(None);
        }
        if self.closed.contains(&number) {
            return Came::Refused;
        }
        if self.over || now >= self.until() {
            return Came::Gone;
        }
        let mut next = self.clone();
        next.done.push(number);
        match instruction {
            Instruction::Void => next.over = true,
            Instruction::Capture { amount, is_final } => {
                next.captured = next.captured.saturating_add(amount.minor());
                if next.captured > authorised {
                    return Came::Refused;
                }
                next.over = is_final || next.captured == authorised;
            }
        }
        Came::Done(Some(next))
    }
}

impl Sandbox {
    /// Obeys an order.
    pub(super) async fn obey(&self, order: HeldOrder) -> OrderOutcome {
        match order.scenario {
            Some(Scenario::RateLimited) => return OrderOutcome::NotSent,
            Some(Scenario::ServerError | Scenario::TimeoutBeforeCommit) => return OrderOutcome::Unknown,
            Some(Scenario::Decline(code)) => return OrderOutcome::Declined(code),
            Some(Scenario::TimeoutAfterCommit | Scenario::DropConnection) | None => {}
        }
        let came = self.obeyed(order).await;
        if order.scenario.is_some() { OrderOutcome::Unknown } else { came }
    }

    async fn obeyed(&self, order: HeldOrder) -> OrderOutcome {
        for _ in 0..TRIES {
            let Ok(Some(entry)) = self.read(order.payment).await else { return OrderOutcome::Unknown };
            let State::Authorised(hold) = &entry.state else { return OrderOutcome::HoldGone };
            let authorised = entry.money.map_or(0, |money| money.amount.minor());
            let next = match hold.obey(order.number, order.instruction, authorised, self.clock.now()) {
                Came::Done(None) => return OrderOutcome::Done,
                Came::Gone => return OrderOutcome::HoldGone,
                Came::Refused => return OrderOutcome::NotSent,
                Came::Done(Some(next)) => next,
            };
            match self.replace(order.payment, &entry, State::Authorised(next)).await {
                Ok(true) => return OrderOutcome::Done,
                Ok(false) => {}
                Err(Unreachable) => return OrderOutcome::Unknown,
            }
        }
        OrderOutcome::Unknown
    }

    /// What became of an order. One that never came is closed.
    pub(super) async fn ask_about(&self, payment: PaymentId, number: u8) -> Result<FoundOrder, Unreachable> {
        for _ in 0..TRIES {
            let entry = self.read(payment).await?.ok_or(Unreachable)?;
            let State::Authorised(hold) = &entry.state else { return Ok(FoundOrder::HoldGone) };
            if hold.done.contains(&number) {
                return Ok(FoundOrder::Done);
            }
            if hold.closed.contains(&number) {
                return Ok(FoundOrder::NeverSeen);
            }
            let mut closed = hold.clone();
            closed.closed.push(number);
            if self.replace(payment, &entry, State::Authorised(closed)).await? {
                return Ok(FoundOrder::NeverSeen);
            }
        }
        Err(Unreachable)
    }

    async fn replace(&self, payment: PaymentId, from: &Entry, to: State) -> Result<bool, Unreachable> {
        let next = from.clone().with(to);
        let found = self.books.replace(payment, &from.write(), &next.write()).await.map_err(|_| Unreachable)?;
        Ok(found.is_none())
    }
}
