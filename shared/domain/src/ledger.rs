//! The ledger: every movement of a session's money, in double entry.
//!
//! A movement takes an amount from one account and puts it on another, so the entries of a session sum
//! to nothing by construction. Guaranteed by the commands of [`crate::session`], each of which appends
//! its movement in the step that it makes: `held` is what may still be captured, `collected` what was
//! captured and neither given back nor credited, `refunding` what is on its way back, `credited` what was
//! added to the customer's balance, and `payer` what was taken of them all, as a negative number.

use crate::Timestamp;
use crate::codes::codes;
use crate::money::Amount;
use crate::payment::{Approved, AttemptNumber, Capture, RefundNumber, Release};

codes! {
    /// Where money of a session lies.
    pub enum Account {
        /// With the payer: negative, by all that was agreed to and not let go or given back.
        Payer = "payer",
        /// Held for the merchant by the payer's bank.
        Held = "held",
        /// Collected for the merchant.
        Collected = "collected",
        /// On its way back to the payer.
        Refunding = "refunding",
        /// Owed to the customer, as a part of their balance.
        Credited = "credited",
    }
}

codes! {
    /// What moved it.
    pub enum MovementKind {
        /// The payer's bank agreed to it.
        Authorisation = "authorisation",
        /// It was collected.
        Capture = "capture",
        /// The merchant let go of it.
        Void = "void",
        /// The hold ran out.
        Expiry = "expiry",
        /// It is to be given back.
        RefundCreated = "refund_created",
        /// It was given back.
        RefundSucceeded = "refund_succeeded",
        /// It was not given back.
        RefundFailed = "refund_failed",
        /// It was given back, and the payer's bank sent it back.
        RefundReturned = "refund_returned",
        /// It was credited to the customer.
        Credited = "credited",
    }
}

impl MovementKind {
    /// From which account, and to which.
    #[must_use]
    pub const fn accounts(self) -> (Account, Account) {
        match self {
            Self::Authorisation => (Account::Payer, Account::Held),
            Self::Capture => (Account::Held, Account::Collected),
            Self::Void | Self::Expiry => (Account::Held, Account::Payer),
            Self::RefundCreated => (Account::Collected, Account::Refunding),
            Self::RefundSucceeded => (Account::Refunding, Account::Payer),
            Self::RefundFailed => (Account::Refunding, Account::Collected),
            Self::RefundReturned => (Account::Payer, Account::Collected),
            Self::Credited => (Account::Collected, Account::Credited),
        }
    }
}

/// Money that moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Movement {
    /// What moved it.
    pub kind: MovementKind,
    /// Of which payment of the session.
    pub payment: AttemptNumber,
    /// By which refund of the payment, if by one.
    pub refund: Option<RefundNumber>,
    /// How much; never nothing.
    pub amount: Amount,
    /// When.
    pub at: Timestamp,
}

impl Movement {
    /// Its two entries: what it takes, and what it puts.
    #[must_use]
    pub fn entries(&self) -> [(Account, i64); 2] {
        let (from, to) = self.kind.accounts();
        // An amount is far below what this can hold.
        let amount = i64::try_from(self.amount.minor()).unwrap_or(i64::MAX);
        [(from, amount.saturating_neg()), (to, amount)]
    }
}

/// What lies on an account after these movements.
#[must_use]
pub fn balance<'a>(movements: impl IntoIterator<Item = &'a Movement>, account: Account) -> i64 {
    let entries = movements.into_iter().flat_map(Movement::entries);
    entries.filter(|(on, _)| *on == account).fold(0_i64, |sum, (_, amount)| sum.saturating_add(amount))
}

/// What moved between two states of an approved payment, at this moment.
#[must_use]
pub fn moved(before: Option<&Approved>, after: &Approved, now: Timestamp) -> Vec<Movement> {
    let payment = after.number();
    let authorised = before.map_or_else(|| after.authorised(), |_| Amount::ZERO);
    let captured = after.captured().less(before.map_or(Amount::ZERO, Approved::captured));
    let (let_go, why) = released(after);
    let let_go = let_go.less(before.map_or(Amount::ZERO, |before| released(before).0));
    [(MovementKind::Authorisation, authorised), (MovementKind::Capture, captured), (why, let_go)]
        .into_iter()
        .filter(|(_, amount)| *amount != Amount::ZERO)
        .map(|(kind, amount)| Movement { kind, payment, refund: None, amount, at: now })
        .collect()
}

/// How much was let go as it is written down, and how.
fn released(approved: &Approved) -> (Amount, MovementKind) {
    let rest = approved.authorised().less(approved.captured());
    let kind = |why| match why {
        Release::Voided => MovementKind::Void,
        Release::Expired => MovementKind::Expiry,
    };
    match approved {
        Approved::Held(_) | Approved::Verified(_) => (Amount::ZERO, MovementKind::Void),
        Approved::Captured(payment) => (rest, payment.state.rest.map_or(MovementKind::Void, kind)),
        Approved::Released(payment) => (rest, kind(payment.state.why)),
    }
}

/// The movements of an approved payment that was written before there was a journal: what it holds says
/// when each of them was.
#[must_use]
pub fn derived(approved: &Approved) -> Vec<Movement> {
    let (created_at, updated_at) = match approved {
        Approved::Held(payment) => (payment.created_at, payment.updated_at),
        Approved::Captured(payment) => (payment.created_at, payment.updated_at),
        Approved::Released(payment) => (payment.created_at, payment.updated_at),
        // Nothing moved.
        Approved::Verified(_) => return Vec::new(),
    };
    let payment = approved.number();
    let plain = matches!(approved.captures(), [only] if only.amount == approved.authorised());
    let agreed_at = approved.captures().first().filter(|_| plain).map_or(created_at, |capture| capture.at);
    let movement = |kind, amount, at| Movement { kind, payment, refund: None, amount, at };
    let mut movements = vec![movement(MovementKind::Authorisation, approved.authorised(), agreed_at)];
    let capture = |capture: &Capture| movement(MovementKind::Capture, capture.amount, capture.at);
    movements.extend(approved.captures().iter().map(capture));
    let (let_go, why) = released(approved);
    if let_go != Amount::ZERO {
        movements.push(movement(why, let_go, updated_at));
    }
    movements
}
