//! The published test numbers and what becomes of them. Any other number is refused unseen.
//!
//! Source: the well-known published numbers of the field's test modes; their outcomes are part
//! of this API's contract.

use domain::card::CardNumber;
use domain::decline::DeclineCode;

use super::refund::Way;

/// What a charge with a card comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Behaviour {
    /// It is approved.
    Approve,
    /// It is declined.
    Decline(DeclineCode),
    /// The payer must confirm at the bank; then it is approved, or declined so.
    AskBank(Option<DeclineCode>),
}

/// Every published number. The cards for disputes and early warnings are approved: what follows them
/// comes later.
const PUBLISHED: &[(&str, Behaviour)] = &[
    ("4242424242424242", Behaviour::Approve),
    ("4000056655665556", Behaviour::Approve),
    ("5555555555554444", Behaviour::Approve),
    ("2223003122003222", Behaviour::Approve),
    ("378282246310005", Behaviour::Approve),
    ("4000000000000002", Behaviour::Decline(DeclineCode::GenericDecline)),
    ("4000000000009995", Behaviour::Decline(DeclineCode::InsufficientFunds)),
    ("4000000000009987", Behaviour::Decline(DeclineCode::LostCard)),
    ("4000000000009979", Behaviour::Decline(DeclineCode::StolenCard)),
    ("4000000000000069", Behaviour::Decline(DeclineCode::ExpiredCard)),
    ("4000000000000127", Behaviour::Decline(DeclineCode::IncorrectCvc)),
    ("4000000000000119", Behaviour::Decline(DeclineCode::ProcessingError)),
    ("4000000000006975", Behaviour::Decline(DeclineCode::CardVelocityExceeded)),
    // Verifies, then declines every charge.
    ("4000000000000341", Behaviour::Decline(DeclineCode::GenericDecline)),
    ("4100000000000019", Behaviour::Decline(DeclineCode::Fraudulent)),
    ("4000000000009235", Behaviour::Approve),
    // The bank asks while the customer is present.
    ("4000002500003155", Behaviour::AskBank(None)),
    ("4000002760003184", Behaviour::AskBank(None)),
    ("4000003800000446", Behaviour::AskBank(None)),
    ("4000000000003220", Behaviour::AskBank(None)),
    ("4000008260003178", Behaviour::AskBank(Some(DeclineCode::InsufficientFunds))),
    ("4000008400001629", Behaviour::AskBank(Some(DeclineCode::GenericDecline))),
    // The bank's own service is down.
    ("4000008400001280", Behaviour::Decline(DeclineCode::AuthenticationUnavailable)),
    // The bank could ask, and does not.
    ("4000000000003055", Behaviour::Approve),
    ("4000000000000259", Behaviour::Approve),
    ("4000000000002685", Behaviour::Approve),
    ("4000000000001976", Behaviour::Approve),
    ("4000000000005423", Behaviour::Approve),
    ("4000000000005126", Behaviour::Approve),
    ("4000000000007726", Behaviour::Approve),
];

/// What becomes of this number; `None` when it is not published.
pub(super) fn behaviour(number: &CardNumber) -> Option<Behaviour> {
    PUBLISHED.iter().find(|(published, _)| *published == number.reveal()).map(|(_, behaviour)| *behaviour)
}

/// What becomes of refunds of this number.
pub(super) fn refunds(number: &CardNumber) -> Way {
    match number.reveal() {
        "4000000000005126" => Way::SentBack,
        "4000000000007726" => Way::Later,
        _ => Way::AtOnce,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_published_number_has_a_right_check_digit_and_stands_once() {
        let mut seen = std::collections::BTreeSet::new();
        for (text, wanted) in PUBLISHED {
            let number = CardNumber::parse(text).unwrap_or_else(|_| panic!("{text}"));
            assert_eq!(behaviour(&number), Some(*wanted));
            assert!(seen.insert(text), "{text} stands twice");
        }
    }

    #[test]
    fn a_number_that_looks_real_is_not_published() {
        for text in ["4111111111111111", "4539578763621486", "371449635398431"] {
            assert_eq!(behaviour(&CardNumber::parse(text).unwrap()), None);
        }
    }
}
