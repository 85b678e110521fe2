//! Money that the sandbox gives back.
//!
//! Guaranteed, as of a real processor: a refund's id is its key, so one that is repeated is answered from the
//! books and moves nothing; no more is given back than was collected. The refunds of some cards are accepted
//! first and succeed later, or succeed and are sent back by the bank: the sandbox knows when, by its own clock,
//! and tells of it once that has happened.

use app::ports::{FoundRefund, RefundAnswer, RefundOrder, Scenario, Unreachable};
use domain::Timestamp;
use domain::decline::DeclineCode;
use domain::ids::RefundId;
use domain::payment::RefundOutcome;
use serde::{Deserialize, Serialize};

use super::Sandbox;
use super::entry::{Entry, State};

/// How long a bank takes to send a refund back, or to take it.
const BANK_SECONDS: i64 = 30;
/// How often a change is tried again when somebody else was faster.
const TRIES: u8 = 8;

/// What becomes of the refunds of a card.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Way {
    /// They succeed.
    #[default]
    AtOnce,
    /// They are accepted, and succeed later.
    Later,
    /// They succeed, and the bank sends them back later.
    SentBack,
}

/// One refund, as the books have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Booked {
    /// Its number among the refunds of the payment.
    number: u8,
    amount: u64,
    way: Way,
    /// Why it was declined, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    declined: Option<String>,
    /// When it was asked for, in milliseconds since 1970.
    at: i64,
}

impl Booked {
    fn declined(&self) -> Option<DeclineCode> {
        self.declined.as_deref().map(|code| DeclineCode::parse(code).unwrap_or(DeclineCode::GenericDecline))
    }

    fn bank_acts_at(&self) -> i64 {
        BANK_SECONDS.saturating_mul(1_000).saturating_add(self.at)
    }

    fn outcome(&self, now: Timestamp) -> RefundOutcome {
        if let Some(code) = self.declined() {
            return RefundOutcome::Declined(code);
        }
        match (self.way, now.as_millisecond() >= self.bank_acts_at()) {
            (Way::AtOnce, _) | (Way::Later, true) | (Way::SentBack, false) => RefundOutcome::Succeeded,
            (Way::Later, false) => RefundOutcome::Accepted,
            (Way::SentBack, true) => RefundOutcome::Returned,
        }
    }

    /// In how many seconds there is more to tell.
    fn news(&self, now: Timestamp) -> Option<u16> {
        if self.way == Way::AtOnce || self.declined.is_some() {
            return None;
        }
        let left = self.bank_acts_at().saturating_sub(now.as_millisecond());
        // A little later, so that it has happened by every clock.
        u16::try_from(left.max(0).checked_div(1_000)?.saturating_add(1)).ok()
    }
}

impl Entry {
    /// How much was collected.
    pub(super) fn collected(&self) -> u64 {
        match &self.state {
            State::Captured => self.money.map_or(0, |money| money.amount.minor()),
            State::Authorised(hold) => hold.captured(),
            State::Verified | State::Declined(_) | State::AtBank { .. } | State::Closed => 0,
        }
    }

    /// How much is held, and may still be collected.
    pub(super) fn held(&self, now: Timestamp) -> u64 {
        let authorised = self.money.map_or(0, |money| money.amount.minor());
        match &self.state {
            State::Authorised(hold) => hold.left(authorised, now),
            State::Captured | State::Verified | State::Declined(_) | State::AtBank { .. } | State::Closed => 0,
        }
    }

    /// How much is given back, or on its way.
    pub(super) fn refunded(&self, now: Timestamp) -> u64 {
        let counts = |refund: &&Booked| match refund.outcome(now) {
            RefundOutcome::Succeeded | RefundOutcome::Accepted => true,
            RefundOutcome::Declined(_)
            | RefundOutcome::Refused
            | RefundOutcome::Returned
            | RefundOutcome::NotSent
            | RefundOutcome::Unknown => false,
        };
        self.refunds.iter().filter(counts).map(|refund| refund.amount).fold(0, u64::saturating_add)
    }

    /// What the books know of the refund of this number.
    pub(super) fn booked(&self, number: u8) -> Option<&Booked> {
        self.refunds.iter().find(|refund| refund.number == number)
    }
}

impl Sandbox {
    /// Gives money back.
    pub(super) async fn give_back(&self, order: RefundOrder) -> RefundAnswer {
        let silent = |outcome| RefundAnswer { outcome, news_in_seconds: None };
        let declined = match order.scenario {
            Some(Scenario::RateLimited) => return silent(RefundOutcome::NotSent),
            Some(Scenario::ServerError | Scenario::TimeoutBeforeCommit) => return silent(RefundOutcome::Unknown),
            Some(Scenario::Decline(code)) => Some(code),
            Some(Scenario::TimeoutAfterCommit | Scenario::DropConnection) | None => None,
        };
        let lost = matches!(order.scenario, Some(Scenario::TimeoutAfterCommit | Scenario::DropConnection));
        let now = self.clock.now();
        match self.book(order, declined, now).await {
            Ok(Some(booked)) => {
                let outcome = if lost { RefundOutcome::Unknown } else { booked.outcome(now) };
                RefundAnswer { outcome, news_in_seconds: booked.news(now) }
            }
            Ok(None) => silent(RefundOutcome::Refused),
            Err(Unreachable) => silent(RefundOutcome::Unknown),
        }
    }

    /// Books the refund, or finds the one that is there; `None` when so much is not left.
    async fn book(
        &self,
        order: RefundOrder,
        declined: Option<DeclineCode>,
        now: Timestamp,
    ) -> Result<Option<Booked>, Unreachable> {
        let (number, amount) = (order.refund.number.get(), order.amount.minor());
        for _ in 0..TRIES {
            let Some(entry) = self.read(order.refund.payment).await? else { return Ok(None) };
            if let Some(known) = entry.booked(number) {
                return Ok(Some(known.clone()));
            }
            if amount > entry.collected().saturating_sub(entry.refunded(now)) {
                return Ok(None);
            }
            let declined = declined.map(|code| code.as_str().to_owned());
            let booked = Booked { number, amount, way: entry.way, declined, at: now.as_millisecond() };
            let mut next = entry.clone();
            next.refunds.push(booked.clone());
            let written = self.books.replace(order.refund.payment, &entry.write(), &next.write()).await;
            if written.map_err(|_| Unreachable)?.is_none() {
                return Ok(Some(booked));
            }
        }
        Err(Unreachable)
    }

    /// What became of a refund.
    pub(super) async fn ask_about_refund(&self, refund: RefundId) -> Result<FoundRefund, Unreachable> {
        let entry = self.read(refund.payment).await?;
        let booked = entry.as_ref().and_then(|entry| entry.booked(refund.number.get()));
        let outcome = booked.map(|booked| booked.outcome(self.clock.now()));
        Ok(outcome.map_or(FoundRefund::NeverSeen, FoundRefund::Outcome))
    }
}
