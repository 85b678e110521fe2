//! The simulated processor of test mode. No money moves.
//!
//! Guaranteed, as of a real one:
//! - it keeps books of its own, durable, by the payment's key; a call under a known key is
//!   answered from them, and charges nothing;
//! - it takes only the published test numbers, and never writes a number down;
//! - asked about a key that it has never seen, it closes the key: a late request under it is
//!   refused, so the answer stays true;
//! - by request it answers late, not at all, or after the fact (`Sandbox-Scenario`).
//!
//! Not simulated: fees, settlement, disputes (the cards for them are approved).

mod bank;
mod entry;
mod hold;
mod numbers;
mod refund;

use std::sync::Arc;

use app::Keyring;
use app::ports::{
    Authorise, Books, CancelAnswer, ChargedTo, Clock, Found, FoundOrder, FoundRefund, HeldOrder, Processor, Published,
    RefundAnswer, RefundOrder, Scenario, Standing, Unreachable,
};
use async_trait::async_trait;
use domain::card::CardNumber;
use domain::decline::DeclineCode;
use domain::ids::{PaymentId, RefundId};
use domain::money::{Amount, Money};
use domain::payment::{CaptureMethod, OrderOutcome, Outcome};

use entry::{Entry, State};
use hold::Hold;
use numbers::Behaviour;
use refund::Way;

/// The simulated processor.
#[derive(Debug, Clone)]
pub struct Sandbox {
    books: Arc<dyn Books>,
    keyring: Keyring,
    clock: Arc<dyn Clock>,
}

impl Sandbox {
    /// A sandbox with these books, and this clock for how long it holds money.
    #[must_use]
    pub fn new(books: Arc<dyn Books>, keyring: Keyring, clock: Arc<dyn Clock>) -> Self {
        Self { books, keyring, clock }
    }

    /// What an approved charge comes to; of nothing it is only that the card is good.
    fn approved(&self, manual: bool, money: Option<Money>) -> State {
        match money {
            Some(money) if money.amount == Amount::ZERO => State::Verified,
            Some(_) | None if manual => State::Authorised(Hold::from(self.clock.now())),
            Some(_) | None => State::Captured,
        }
    }

    /// What becomes of a charge of this card.
    fn charged(&self, behaviour: Behaviour, order: &Authorise<'_>) -> State {
        let approved = || self.approved(order.capture == CaptureMethod::Manual, Some(order.money));
        let verifies = order.money.amount == Amount::ZERO;
        // A card that is typed has been looked at before; one that is kept grows old.
        if matches!(order.from, ChargedTo::Kept { card, .. } if card.expiry.is_past(self.clock.now())) {
            return State::Declined(DeclineCode::ExpiredCard);
        }
        match behaviour {
            Behaviour::Approve => approved(),
            Behaviour::VerifyOnly(_) if verifies => approved(),
            Behaviour::VerifyOnly(code) | Behaviour::Decline(code) => State::Declined(code),
            // What a charge runs into after the bank's check, nothing does that charges nothing.
            Behaviour::AskBank(then) => State::AtBank { then: then.filter(|_| !verifies) },
        }
    }

    /// How the card of this order behaves. A card that is kept is known by the payment that it was kept with.
    async fn behaviour(&self, from: &ChargedTo<'_>) -> Result<Option<(Behaviour, Way)>, Unreachable> {
        match from {
            ChargedTo::Card { card, .. } => {
                let way = numbers::refunds(&card.number);
                Ok(numbers::behaviour(&card.number).map(|behaviour| (behaviour, way)))
            }
            ChargedTo::Kept { token, .. } => {
                let Some(payment) = entry::named(token) else { return Ok(None) };
                Ok(self.read(payment).await?.and_then(|entry| Some((entry.kept?, entry.way))))
            }
        }
    }

    /// Opens the entry of this order, or finds the one that is there. `None`: the books failed,
    /// so nobody knows.
    async fn commit(&self, order: &Authorise<'_>, state: State, card: (Behaviour, Way)) -> Option<Entry> {
        let entry = Entry::new(order, state, self.bank_url(order), card);
        match self.books.open(order.payment, &entry.write()).await {
            Ok(None) => Some(entry),
            Ok(Some(known)) => Entry::read(&known),
            Err(trouble) => {
                tracing::warn!(%trouble, "the sandbox could not write its books");
                None
            }
        }
    }

    fn bank_url(&self, order: &Authorise<'_>) -> String {
        format!("{}/sandbox/bank/{}", order.base_url, self.keyring.challenge(order.payment))
    }

    async fn read(&self, payment: PaymentId) -> Result<Option<Entry>, Unreachable> {
        let known = self.books.read(payment).await.map_err(|_| Unreachable)?;
        known.map(|text| Entry::read(&text).ok_or(Unreachable)).transpose()
    }

    /// Makes sure that this key never charges anything; gives back what it came to before.
    async fn close(&self, payment: PaymentId) -> Result<Option<Entry>, Unreachable> {
        let closed = Entry::closed().write();
        let known = self.books.open(payment, &closed).await.map_err(|_| Unreachable)?;
        known.map(|text| Entry::read(&text).ok_or(Unreachable)).transpose()
    }
}

#[async_trait]
impl Processor for Sandbox {
    fn name(&self) -> &'static str {
        "sandbox"
    }

    fn publishes(&self, number: &CardNumber) -> Published {
        if numbers::behaviour(number).is_some() { Published::Yes } else { Published::No }
    }

    fn country(&self, number: &CardNumber) -> Option<&'static str> {
        numbers::country(number)
    }

    async fn authorise(&self, order: Authorise<'_>) -> Outcome {
        let card = match self.behaviour(&order.from).await {
            Ok(Some(card)) => card,
            // A card that it does not know, or no books: it takes nothing.
            Ok(None) | Err(Unreachable) => return Outcome::NotSent,
        };
        let state = match order.scenario {
            Some(Scenario::RateLimited) => return Outcome::NotSent,
            Some(Scenario::ServerError | Scenario::TimeoutBeforeCommit) => return Outcome::Unknown,
            Some(Scenario::Decline(code)) => State::Declined(code),
            Some(Scenario::TimeoutAfterCommit | Scenario::DropConnection) | None => self.charged(card.0, &order),
        };
        let entry = self.commit(&order, state, card).await;
        let lost = matches!(order.scenario, Some(Scenario::TimeoutAfterCommit | Scenario::DropConnection));
        entry.filter(|_| !lost).map_or(Outcome::Unknown, |entry| entry.outcome(order.payment))
    }

    async fn fetch(&self, payment: PaymentId) -> Result<Found, Unreachable> {
        let known = match self.read(payment).await? {
            Some(entry) => Some(entry),
            None => self.close(payment).await?,
        };
        Ok(match known {
            None => Found::NeverSeen,
            Some(entry) if entry.state == State::Closed => Found::NeverSeen,
            Some(entry) => Found::Outcome(entry.outcome(payment)),
        })
    }

    async fn order(&self, order: HeldOrder) -> OrderOutcome {
        self.obey(order).await
    }

    async fn fetch_order(&self, payment: PaymentId, number: u8) -> Result<FoundOrder, Unreachable> {
        self.ask_about(payment, number).await
    }

    async fn refund(&self, order: RefundOrder) -> RefundAnswer {
        self.give_back(order).await
    }

    async fn fetch_refund(&self, refund: RefundId) -> Result<FoundRefund, Unreachable> {
        self.ask_about_refund(refund).await
    }

    async fn standing(&self, payment: PaymentId) -> Result<Standing, Unreachable> {
        let entry = self.read(payment).await?.unwrap_or_else(Entry::closed);
        let now = self.clock.now();
        let amount = |minor| Amount::new(minor).unwrap_or(Amount::MAX);
        Ok(Standing {
            held: amount(entry.held(now)),
            captured: amount(entry.collected()),
            refunded: amount(entry.refunded(now)),
        })
    }

    async fn cancel(&self, payment: PaymentId) -> CancelAnswer {
        for _ in 0..3 {
            let known = match self.close(payment).await {
                Err(Unreachable) => return CancelAnswer::Unknown,
                Ok(None) => return CancelAnswer::Cancelled,
                Ok(Some(entry)) => entry,
            };
            match &known.state {
                State::Closed | State::Declined(DeclineCode::Cancelled) => return CancelAnswer::Cancelled,
                State::Captured | State::Verified | State::Authorised(_) | State::Declined(_) => {
                    return CancelAnswer::TooLate(known.outcome(payment));
                }
                State::AtBank { .. } => {}
            }
            let off = known.clone().with(State::Declined(DeclineCode::Cancelled));
            match self.books.replace(payment, &known.write(), &off.write()).await {
                Ok(None) => return CancelAnswer::Cancelled,
                // The payer decided at this very moment: look again.
                Ok(Some(_)) => {}
                Err(_) => return CancelAnswer::Unknown,
            }
        }
        CancelAnswer::Unknown
    }
}

#[cfg(test)]
mod tests;
