//! The types of events: what merchants may hear of.

use crate::codes::codes;
use crate::payment::{AttemptNumber, RefundNumber};

codes! {
    /// What happened to an object.
    pub enum EventType {
        /// A session was created.
        SessionCreated = "payment_session.created",
        /// A session changed and is still active.
        SessionUpdated = "payment_session.updated",
        /// A session came to its end by payment.
        SessionCompleted = "payment_session.completed",
        /// A session's time ran out.
        SessionExpired = "payment_session.expired",
        /// A session was cancelled.
        SessionCancelled = "payment_session.cancelled",
        /// The payer must do something at the bank.
        PaymentRequiresAction = "payment.requires_action",
        /// The outcome of a payment is not known yet.
        PaymentProcessing = "payment.processing",
        /// A payment succeeded.
        PaymentSucceeded = "payment.succeeded",
        /// An attempt failed; another may follow.
        PaymentAttemptFailed = "payment.attempt_failed",
        /// The last attempt failed.
        PaymentFailed = "payment.failed",
        /// Money that was held is collected.
        PaymentCaptured = "payment.captured",
        /// Money that was held is let go.
        PaymentVoided = "payment.voided",
        /// A hold runs out within a day.
        PaymentAuthorisationExpiring = "payment.authorisation_expiring",
        /// A hold ran out.
        PaymentAuthorisationExpired = "payment.authorisation_expired",
        /// Money is to be given back.
        RefundCreated = "refund.created",
        /// Money was given back.
        RefundSucceeded = "refund.succeeded",
        /// Money was not given back, or the payer's bank returned it.
        RefundFailed = "refund.failed",
        /// A customer was created.
        CustomerCreated = "customer.created",
        /// A customer changed.
        CustomerUpdated = "customer.updated",
        /// A customer was deleted.
        CustomerDeleted = "customer.deleted",
        /// A payment method was saved.
        MethodSaved = "payment_method.saved",
        /// Who may begin a payment with a saved payment method has changed.
        MethodUpdated = "payment_method.updated",
        /// A saved payment method cannot be used any more.
        MethodDetached = "payment_method.detached",
        /// A mandate was created: its payer is asked to agree.
        MandateCreated = "mandate.created",
        /// The payer agreed: the merchant may charge under the mandate.
        MandateActive = "mandate.active",
        /// A mandate was taken back.
        MandateRevoked = "mandate.revoked",
        /// The payer did not agree to a mandate.
        MandateFailed = "mandate.failed",
    }
}

impl EventType {
    /// The resource it is about: the part before the dot.
    #[must_use]
    pub fn resource(self) -> &'static str {
        self.as_str().split_once('.').map_or("", |(resource, _)| resource)
    }
}

/// Which object of an item an event is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The object of the item itself: the session, the customer, the method, the mandate.
    Itself,
    /// The payment of the session with this number.
    Payment(AttemptNumber),
    /// The refund of that payment with this number.
    Refund(AttemptNumber, RefundNumber),
}

/// One event of a transition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Emitted {
    /// What happened.
    pub kind: EventType,
    /// To what.
    pub subject: Subject,
}

/// Which events an endpoint wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    /// All of them.
    All,
    /// Those of one resource, `payment.*`.
    Resource(&'static str),
    /// One type.
    Exactly(EventType),
}

/// Resources that have events, now or by the published contract.
pub const RESOURCES: &[&str] = &["payment_session", "payment", "refund", "customer", "payment_method", "mandate"];

impl Filter {
    /// Reads `*`, `<resource>.*` or a type.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text == "*" {
            return Some(Self::All);
        }
        if let Some(resource) = text.strip_suffix(".*") {
            return RESOURCES.iter().find(|known| **known == resource).map(|known| Self::Resource(known));
        }
        EventType::parse(text).map(Self::Exactly)
    }

    /// Every filter that there is.
    #[must_use]
    pub fn every() -> Vec<Self> {
        let resources = RESOURCES.iter().copied().map(Self::Resource);
        std::iter::once(Self::All).chain(resources).chain(EventType::ALL.iter().copied().map(Self::Exactly)).collect()
    }

    /// Whether an event of this type is wanted.
    #[must_use]
    pub fn admits(self, kind: EventType) -> bool {
        match self {
            Self::All => true,
            Self::Resource(resource) => kind.resource() == resource,
            Self::Exactly(wanted) => wanted == kind,
        }
    }
}

impl std::fmt::Display for Filter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::All => f.write_str("*"),
            Self::Resource(resource) => write!(f, "{resource}.*"),
            Self::Exactly(kind) => f.write_str(kind.as_str()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_take_what_they_name_and_nothing_else() {
        let payment = Filter::parse("payment.*").unwrap();
        assert!(payment.admits(EventType::PaymentSucceeded));
        assert!(!payment.admits(EventType::SessionCreated));
        assert!(Filter::parse("*").unwrap().admits(EventType::CustomerCreated));
        for filter in Filter::every() {
            assert_eq!(Filter::parse(&filter.to_string()), Some(filter));
        }
        for bad in ["", "payment", "payment.unheard_of", "nothing.*", "*.created", "payment.**"] {
            assert_eq!(Filter::parse(bad), None, "{bad}");
        }
        for kind in EventType::ALL {
            assert!(RESOURCES.contains(&kind.resource()));
            assert_eq!(Filter::parse(kind.as_str()).map(|f| f.to_string()).as_deref(), Some(kind.as_str()));
        }
    }
}
