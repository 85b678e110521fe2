//! Why a payment was declined, in the words the field uses, with advice for the merchant.

use crate::codes::codes;

codes! {
    /// The reason of a decline. Source: the published outcomes of test cards, which name the
    /// reasons that issuers give.
    pub enum DeclineCode {
        /// The issuer gave no reason.
        GenericDecline = "generic_decline",
        /// Not enough money on the account.
        InsufficientFunds = "insufficient_funds",
        /// Reported lost.
        LostCard = "lost_card",
        /// Reported stolen.
        StolenCard = "stolen_card",
        /// Past its last month.
        ExpiredCard = "expired_card",
        /// The security code is wrong.
        IncorrectCvc = "incorrect_cvc",
        /// The number is wrong.
        IncorrectNumber = "incorrect_number",
        /// The issuer could not process it just now.
        ProcessingError = "processing_error",
        /// Too many charges in too short a time.
        CardVelocityExceeded = "card_velocity_exceeded",
        /// Blocked as fraud.
        Fraudulent = "fraudulent",
        /// The payer failed or refused the bank's check.
        AuthenticationFailed = "authentication_failed",
        /// The payer never came back from the bank's check.
        AuthenticationTimedOut = "authentication_timed_out",
        /// The bank's check could not be carried out.
        AuthenticationUnavailable = "authentication_unavailable",
        /// The merchant cancelled while the payer was at the bank's check.
        Cancelled = "cancelled",
        /// The processor did not take the request at all; nothing was charged.
        ProcessorUnavailable = "processor_unavailable",
        /// The processor says that the request never reached it; nothing was charged.
        NeverReceived = "never_received",
    }
}

impl DeclineCode {
    /// What happened, in a sentence for the merchant.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::GenericDecline => "The issuer declined the card without giving a reason.",
            Self::InsufficientFunds => "The card has insufficient funds.",
            Self::LostCard => "The card was reported lost.",
            Self::StolenCard => "The card was reported stolen.",
            Self::ExpiredCard => "The card has expired.",
            Self::IncorrectCvc => "The security code is incorrect.",
            Self::IncorrectNumber => "The card number is incorrect.",
            Self::ProcessingError => "The issuer could not process the payment.",
            Self::CardVelocityExceeded => "The card was used too often in too short a time.",
            Self::Fraudulent => "The payment was blocked as fraudulent.",
            Self::AuthenticationFailed => "The payer did not pass the bank's check.",
            Self::AuthenticationTimedOut => "The payer did not finish the bank's check in time.",
            Self::AuthenticationUnavailable => "The bank's check could not be carried out.",
            Self::Cancelled => "The attempt was cancelled before the payer finished the bank's check.",
            Self::ProcessorUnavailable => "The processor did not take the request. Nothing was charged.",
            Self::NeverReceived => "The request never reached the processor. Nothing was charged.",
        }
    }

    /// Whether an issuer or a bank says this, rather than this service.
    #[must_use]
    pub const fn is_of_issuer(self) -> bool {
        match self {
            Self::AuthenticationTimedOut | Self::Cancelled | Self::ProcessorUnavailable | Self::NeverReceived => false,
            Self::GenericDecline
            | Self::InsufficientFunds
            | Self::LostCard
            | Self::StolenCard
            | Self::ExpiredCard
            | Self::IncorrectCvc
            | Self::IncorrectNumber
            | Self::ProcessingError
            | Self::CardVelocityExceeded
            | Self::Fraudulent
            | Self::AuthenticationFailed
            | Self::AuthenticationUnavailable => true,
        }
    }

    /// What the merchant should do next.
    #[must_use]
    pub const fn advice(self) -> Advice {
        match self {
            Self::ProcessingError
            | Self::AuthenticationFailed
            | Self::AuthenticationTimedOut
            | Self::AuthenticationUnavailable
            | Self::Cancelled
            | Self::ProcessorUnavailable
            | Self::NeverReceived => Advice::TryAgain,
            Self::IncorrectCvc | Self::IncorrectNumber | Self::ExpiredCard => Advice::CorrectDetails,
            Self::GenericDecline | Self::InsufficientFunds | Self::CardVelocityExceeded => Advice::TryAnotherMethod,
            Self::LostCard | Self::StolenCard | Self::Fraudulent => Advice::DoNotTryAgain,
        }
    }
}

codes! {
    /// What to do after a decline.
    pub enum Advice {
        /// The same card may work in a moment.
        TryAgain = "try_again",
        /// Something typed is wrong.
        CorrectDetails = "correct_details",
        /// Ask for another card.
        TryAnotherMethod = "try_another_method",
        /// The card will not work again; do not tell the payer why.
        DoNotTryAgain = "do_not_try_again",
    }
}
