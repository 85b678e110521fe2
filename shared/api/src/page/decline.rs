//! What a payer is told of a decline.

use checkout::Decline;
use domain::decline::DeclineCode;

/// The payer's side of a decline. Lost, stolen and fraudulent cards read like any other: whoever
/// holds one must not learn that it is known.
pub(super) const fn for_payer(code: DeclineCode) -> Decline {
    match code {
        DeclineCode::GenericDecline => Decline::Generic,
        DeclineCode::InsufficientFunds => Decline::InsufficientFunds,
        DeclineCode::LostCard | DeclineCode::StolenCard => Decline::LostOrStolen,
        DeclineCode::ExpiredCard => Decline::ExpiredCard,
        DeclineCode::IncorrectCvc => Decline::IncorrectCvc,
        DeclineCode::IncorrectNumber => Decline::IncorrectNumber,
        DeclineCode::ProcessingError => Decline::ProcessingError,
        DeclineCode::CardVelocityExceeded => Decline::VelocityExceeded,
        DeclineCode::Fraudulent => Decline::Fraudulent,
        DeclineCode::AuthenticationFailed
        | DeclineCode::AuthenticationTimedOut
        | DeclineCode::AuthenticationUnavailable
        | DeclineCode::Cancelled => Decline::AuthenticationFailed,
        DeclineCode::ProcessorUnavailable | DeclineCode::NeverReceived => Decline::NotAvailable,
    }
}
