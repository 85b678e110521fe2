//! Which keyed operations an object has seen, so that none of them is done twice.

use std::collections::BTreeMap;

use crate::codes::codes;
use crate::decline::DeclineCode;
use crate::payment::{AttemptNumber, RefundNumber};

/// A keyed hash of an idempotency key within its scope (merchant, mode, path).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyHash(pub u64);

/// A keyed hash of a request's body, to tell a repeat from another request under the same key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RequestHash(pub u64);

/// What an operation came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It started this attempt; how that ended stands with the attempt.
    Attempt(AttemptNumber),
    /// It gave an order about money that is held; the payment says how that went.
    Ordered,
    /// It changed the object, or found it as wanted.
    Done,
    /// It was refused because the session had ended; an ended session stays ended.
    SessionEnded,
    /// It was refused because of where the money was.
    OrderRefused(OrderRefused),
    /// It gave an order that the processor declined.
    OrderDeclined(DeclineCode),
    /// It made this refund of this payment.
    Refunded(AttemptNumber, RefundNumber),
}

codes! {
    /// Why an order was refused, for good: what it was refused for does not come back.
    pub enum OrderRefused {
        /// More was to be collected than is held.
        AmountExceedsCapturable = "amount_exceeds_capturable",
        /// The hold has run out.
        AuthorisationExpired = "authorisation_expired",
        /// It was let go already.
        AlreadyVoided = "already_voided",
        /// All of it is collected.
        NothingLeft = "nothing_left",
        /// Nothing is held and nothing was.
        NotAuthorised = "not_authorised",
        /// More was to be given back than is left of what was collected.
        AmountExceedsRefundable = "amount_exceeds_refundable",
        /// Nothing is collected yet: what is held is to be let go.
        VoidInstead = "void_instead",
    }
}

/// One keyed operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operation {
    /// Of which body.
    pub request: RequestHash,
    /// What came of it.
    pub effect: Effect,
}

/// The idempotency key of a request, hashed, with the hash of its body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keyed {
    /// Of the key.
    pub key: KeyHash,
    /// Of the body.
    pub request: RequestHash,
}

/// What an object knows of a keyed request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// Nothing: it is new.
    Never,
    /// The same request was here.
    Before(Effect),
    /// The key was used for another request.
    OtherBody,
}

/// All keyed operations of one object.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Operations(BTreeMap<KeyHash, Operation>);

impl Operations {
    /// The most that one object remembers, so that its item stays small. A session lives for a
    /// day at most, so only a runaway client meets this.
    pub const MAX: usize = 64;

    /// The most that updates may use up: every attempt and a cancellation still fit after them.
    pub const UPDATES_MAX: usize = 40;

    /// Those read back from storage.
    #[must_use]
    pub const fn restored(map: BTreeMap<KeyHash, Operation>) -> Self {
        Self(map)
    }

    /// All of them.
    #[must_use]
    pub const fn entries(&self) -> &BTreeMap<KeyHash, Operation> {
        &self.0
    }

    /// What is known of this request; a request without a key is always new.
    #[must_use]
    pub fn seen(&self, keyed: Option<Keyed>) -> Seen {
        let found = keyed.and_then(|keyed| self.0.get(&keyed.key).map(|op| (op, keyed)));
        match found {
            None => Seen::Never,
            Some((op, keyed)) if op.request == keyed.request => Seen::Before(op.effect),
            Some(_) => Seen::OtherBody,
        }
    }

    /// Whether another keyed operation still fits.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.0.len() >= Self::MAX
    }

    /// Whether another keyed update still fits.
    #[must_use]
    pub fn is_full_for_updates(&self) -> bool {
        self.0.len() >= Self::UPDATES_MAX
    }

    pub(crate) fn note(&mut self, keyed: Option<Keyed>, effect: Effect) {
        if let Some(Keyed { key, request }) = keyed {
            self.0.insert(key, Operation { request, effect });
        }
    }

    /// What the operation of this key came to in the end.
    pub(crate) fn amend(&mut self, key: KeyHash, effect: Effect) {
        if let Some(operation) = self.0.get_mut(&key) {
            operation.effect = effect;
        }
    }

    /// Forgets the operation of this key, because the processor took nothing of it: a repeat of the
    /// request may then try again.
    pub(crate) fn forget(&mut self, key: KeyHash) {
        self.0.remove(&key);
    }

    /// Forgets the operation that started this attempt, because the attempt never happened:
    /// a repeat of the request may then start another.
    pub(crate) fn forget_attempt(&mut self, number: AttemptNumber) {
        self.0.retain(|_, op| op.effect != Effect::Attempt(number));
    }
}
