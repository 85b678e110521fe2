//! Who moves the money.
//!
//! The port tells three things apart that must never be confused: the processor said what
//! happened ([`Outcome`]), it certainly took nothing ([`Outcome::NotSent`]), and nobody knows
//! ([`Outcome::Unknown`]). Every call carries the payment's id as its key. The key is stored
//! before the call, and a call with a key that was used is answered with what that use came to.

use async_trait::async_trait;
use domain::card::{CardNumber, CardSummary, Expiry, Fingerprint, Last4, SecurityCode};
use domain::ids::{PaymentId, RefundId};
use domain::money::{Amount, Money};
use domain::payment::{CaptureMethod, Instruction, OrderOutcome, Outcome, Reference, RefundOutcome};

use crate::Trouble;

/// A card as it was typed. It does not print, and lives as long as one request.
#[derive(Debug, Clone)]
pub struct CardDetails {
    /// The number.
    pub number: CardNumber,
    /// Until when it is good.
    pub expiry: Expiry,
    /// The code on its back.
    pub cvc: Option<SecurityCode>,
}

impl CardDetails {
    /// What may be kept of it.
    #[must_use]
    pub fn summary(&self, country: Option<&str>, fingerprint: Fingerprint) -> CardSummary {
        CardSummary {
            brand: self.number.brand(),
            last4: self.number.last4(),
            expiry: self.expiry,
            country: country.map(str::to_owned),
            fingerprint: Some(fingerprint),
        }
    }
}

/// A forced outcome of the sandbox, by the header `Sandbox-Scenario`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scenario {
    /// Declined so.
    Decline(domain::decline::DeclineCode),
    /// No answer; nothing was charged.
    TimeoutBeforeCommit,
    /// No answer; the charge was made.
    TimeoutAfterCommit,
    /// An error 500; nothing was charged.
    ServerError,
    /// An error 429; nothing was taken.
    RateLimited,
    /// The connection broke before an answer came; the charge was made.
    DropConnection,
}

/// What is charged.
#[derive(Debug, Clone, Copy)]
pub enum ChargedTo<'a> {
    /// A card as it was typed.
    Card {
        /// The card.
        card: &'a CardDetails,
        /// Whether the processor is to keep it, so that it can be charged again by the name of this payment.
        keep: bool,
    },
    /// A card that the processor keeps.
    Kept {
        /// The name of the payment that it was kept with.
        token: &'a Reference,
        /// What we keep of it.
        card: &'a CardSummary,
    },
}

impl ChargedTo<'_> {
    /// The last four digits.
    #[must_use]
    pub fn last4(&self) -> Last4 {
        match self {
            Self::Card { card, .. } => card.number.last4(),
            Self::Kept { card, .. } => card.last4.clone(),
        }
    }
}

/// A request to collect money, or of an amount of 0 to find out whether the card is good.
#[derive(Debug)]
pub struct Authorise<'a> {
    /// The payment, which is also the key.
    pub payment: PaymentId,
    /// How much.
    pub money: Money,
    /// From which card.
    pub from: ChargedTo<'a>,
    /// Whether the money is collected at once, or held.
    pub capture: CaptureMethod,
    /// Where pages of this service are reached, without a slash at the end.
    pub base_url: &'a str,
    /// A forced outcome, in test mode.
    pub scenario: Option<Scenario>,
}

/// An order about money that the processor holds for us.
#[derive(Debug, Clone, Copy)]
pub struct HeldOrder {
    /// Of which payment.
    pub payment: PaymentId,
    /// Its number among the orders of the payment: both together are the key.
    pub number: u8,
    /// What is to be done.
    pub instruction: Instruction,
    /// A forced outcome, in test mode.
    pub scenario: Option<Scenario>,
}

/// What a processor knows of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoundOrder {
    /// It is done.
    Done,
    /// Nothing is held any more.
    HoldGone,
    /// It has never seen the order, and from now on never will: a late request is refused.
    NeverSeen,
}

/// A request to give money back.
#[derive(Debug, Clone, Copy)]
pub struct RefundOrder {
    /// The refund, which is also the key.
    pub refund: RefundId,
    /// How much.
    pub amount: Amount,
    /// A forced outcome, in test mode.
    pub scenario: Option<Scenario>,
}

/// What a processor answers to a request to give money back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefundAnswer {
    /// What became of it.
    pub outcome: RefundOutcome,
    /// When the simulated processor will have more to tell; a real one calls by itself.
    pub news_in_seconds: Option<u16>,
}

/// What a processor knows of a refund.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoundRefund {
    /// What became of it.
    Outcome(RefundOutcome),
    /// It has never seen the key.
    NeverSeen,
}

/// Where the money of a payment is by a processor's books.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Held, and may still be collected.
    pub held: Amount,
    /// Collected.
    pub captured: Amount,
    /// Given back, or on its way.
    pub refunded: Amount,
}

/// What a processor knows of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// What became of it.
    Outcome(Outcome),
    /// It has never seen the key, and from now on never will: a late request is refused.
    NeverSeen,
}

/// The processor could not be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreachable;

/// What came of calling off an attempt whose payer is at the bank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CancelAnswer {
    /// It is off: nothing was and nothing will be charged.
    Cancelled,
    /// Too late; this is what became of it.
    TooLate(Outcome),
    /// Nobody knows.
    Unknown,
}

/// Whether a card may be used with a processor at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Published {
    /// It is a published test number.
    Yes,
    /// It is not, and must not go any further.
    No,
}

/// A payment processor.
#[async_trait]
pub trait Processor: Send + Sync + std::fmt::Debug {
    /// Its name in the API.
    fn name(&self) -> &'static str;

    /// Whether this number is one that the processor takes from our hands.
    fn publishes(&self, number: &CardNumber) -> Published;

    /// Where this card was issued, ISO 3166-1, as far as the processor can tell.
    fn country(&self, number: &CardNumber) -> Option<&'static str>;

    /// Collects money, or begins to.
    async fn authorise(&self, order: Authorise<'_>) -> Outcome;

    /// Tells what became of a payment.
    ///
    /// # Errors
    /// When it cannot be asked just now; nothing has changed then.
    async fn fetch(&self, payment: PaymentId) -> Result<Found, Unreachable>;

    /// Collects what is held, or lets go of it.
    async fn order(&self, order: HeldOrder) -> OrderOutcome;

    /// Tells what became of an order.
    ///
    /// # Errors
    /// When it cannot be asked just now; nothing has changed then.
    async fn fetch_order(&self, payment: PaymentId, number: u8) -> Result<FoundOrder, Unreachable>;

    /// Gives money back. A key that was used is answered with what that use came to.
    async fn refund(&self, order: RefundOrder) -> RefundAnswer;

    /// Tells what became of a refund.
    ///
    /// # Errors
    /// When it cannot be asked just now; nothing has changed then.
    async fn fetch_refund(&self, refund: RefundId) -> Result<FoundRefund, Unreachable>;

    /// Tells where the money of a payment is by its books; of one that it has never seen, nothing is anywhere.
    ///
    /// # Errors
    /// When it cannot be asked just now.
    async fn standing(&self, payment: PaymentId) -> Result<Standing, Unreachable>;

    /// Calls off an attempt whose payer has not finished at the bank.
    async fn cancel(&self, payment: PaymentId) -> CancelAnswer;
}

/// What the simulated bank shows its customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankCheck {
    /// What is to be paid.
    pub money: Money,
    /// The card's last four digits.
    pub last4: String,
}

/// The bank of the sandbox's cards, where payers confirm who they are.
#[async_trait]
pub trait SimulatedBank: Send + Sync + std::fmt::Debug {
    /// What is to be confirmed; `None` when there is nothing, or no longer.
    async fn look(&self, payment: PaymentId) -> Result<Option<BankCheck>, Trouble>;

    /// The customer's decision. A second one changes nothing.
    async fn decide(&self, payment: PaymentId, approve: bool) -> Result<(), Trouble>;
}
