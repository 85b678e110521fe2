//! One entry of the sandbox's books.

use app::ports::{Authorise, ChargedTo};
use domain::decline::DeclineCode;
use domain::ids::PaymentId;
use domain::money::{Amount, Currency, Money};
use domain::payment::{CaptureMethod, Outcome, Reference};
use serde::{Deserialize, Serialize};

use super::hold::Hold;
use super::numbers::Behaviour;
use super::refund::{Booked, Way};

/// What the sandbox's names for payments begin with.
const REFERENCE: &str = "sbx_";

/// The payment that the sandbox calls so.
pub(super) fn named(reference: &Reference) -> Option<PaymentId> {
    PaymentId::parse(reference.0.strip_prefix(REFERENCE)?)
}

/// Where a charge is, as the sandbox sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum State {
    /// The money was taken.
    Captured,
    /// The card is good; nothing was asked of it.
    Verified,
    /// The money is held, or was.
    Authorised(Hold),
    /// It was not, for this reason.
    Declined(DeclineCode),
    /// The payer is at the bank; afterwards it is taken, or declined so.
    AtBank {
        /// What a confirmed payer still runs into.
        then: Option<DeclineCode>,
    },
    /// Nothing was asked for under this key, and nothing ever will be.
    Closed,
}

/// An entry: what was asked for, and where it is. It holds no card number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) state: State,
    /// Whether the money is held until it is collected.
    pub(super) manual: bool,
    pub(super) money: Option<Money>,
    pub(super) last4: String,
    /// What becomes of refunds.
    pub(super) way: Way,
    /// What was given back, or asked for.
    pub(super) refunds: Vec<Booked>,
    bank_url: String,
    /// How the card behaves, if it is kept to be charged again.
    pub(super) kept: Option<Behaviour>,
}

/// An entry as it is written.
#[derive(Debug, Serialize, Deserialize)]
struct Stored {
    state: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    manual: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hold: Option<Hold>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    amount: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    currency: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    last4: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    bank_url: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kept: Option<String>,
    #[serde(default, skip_serializing_if = "is_usual")]
    way: Way,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    refunds: Vec<Booked>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it a reference")]
fn is_usual(way: &Way) -> bool {
    *way == Way::AtOnce
}

impl Entry {
    pub(super) fn new(order: &Authorise<'_>, state: State, bank_url: String, card: (Behaviour, Way)) -> Self {
        let (behaviour, way) = card;
        let last4 = order.from.last4().as_str().to_owned();
        let manual = order.capture == CaptureMethod::Manual;
        let kept = match order.from {
            ChargedTo::Card { keep, .. } => keep.then_some(behaviour),
            ChargedTo::Kept { .. } => None,
        };
        Self { state, manual, money: Some(order.money), last4, way, refunds: Vec::new(), bank_url, kept }
    }

    pub(super) const fn closed() -> Self {
        Self {
            state: State::Closed,
            manual: false,
            money: None,
            last4: String::new(),
            way: Way::AtOnce,
            refunds: Vec::new(),
            bank_url: String::new(),
            kept: None,
        }
    }

    pub(super) fn with(self, state: State) -> Self {
        Self { state, ..self }
    }

    /// What the processor says of it.
    pub(super) fn outcome(&self, payment: PaymentId) -> Outcome {
        let reference = Reference(format!("{REFERENCE}{payment}"));
        match &self.state {
            State::Captured => Outcome::Captured { reference },
            State::Verified => Outcome::Verified { reference },
            State::Authorised(hold) => Outcome::Authorised { reference, expires_at: hold.until() },
            State::Declined(decline) => Outcome::Declined { decline: *decline, reference: Some(reference) },
            State::AtBank { .. } => Outcome::Action { reference, url: self.bank_url.clone() },
            State::Closed => Outcome::Declined { decline: DeclineCode::NeverReceived, reference: None },
        }
    }

    pub(super) fn write(&self) -> String {
        let (state, code, hold) = match &self.state {
            State::Captured => ("captured", None, None),
            State::Verified => ("verified", None, None),
            State::Authorised(hold) => ("authorised", None, Some(hold.clone())),
            State::Declined(code) => ("declined", Some(*code), None),
            State::AtBank { then } => ("at_bank", *then, None),
            State::Closed => ("closed", None, None),
        };
        let stored = Stored {
            state: state.to_owned(),
            manual: self.manual,
            hold,
            code: code.map(|code| code.as_str().to_owned()),
            amount: self.money.map(|money| money.amount.minor()),
            currency: self.money.map(|money| money.currency.code().to_owned()),
            last4: self.last4.clone(),
            bank_url: self.bank_url.clone(),
            kept: self.kept.map(Behaviour::write),
            way: self.way,
            refunds: self.refunds.clone(),
        };
        serde_json::to_string(&stored).unwrap_or_default()
    }

    pub(super) fn read(text: &str) -> Option<Self> {
        let stored: Stored = serde_json::from_str(text).ok()?;
        let code = stored.code.as_deref().map(DeclineCode::parse);
        let state = match (stored.state.as_str(), code) {
            ("captured", None) => State::Captured,
            ("verified", None) => State::Verified,
            ("authorised", None) => State::Authorised(stored.hold?),
            ("declined", Some(Some(code))) => State::Declined(code),
            ("at_bank", None) => State::AtBank { then: None },
            ("at_bank", Some(Some(code))) => State::AtBank { then: Some(code) },
            ("closed", None) => State::Closed,
            _ => return None,
        };
        let money = match (stored.amount, stored.currency.as_deref()) {
            (Some(amount), Some(currency)) => {
                Some(Money { amount: Amount::new(amount).ok()?, currency: Currency::parse(currency).ok()? })
            }
            _ => None,
        };
        let kept = match stored.kept.as_deref() {
            Some(text) => Some(Behaviour::read(text)?),
            None => None,
        };
        Some(Self {
            state,
            manual: stored.manual,
            money,
            last4: stored.last4,
            way: stored.way,
            refunds: stored.refunds,
            bank_url: stored.bank_url,
            kept,
        })
    }
}
