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
    /// It is found good where nothing is charged, and declined so where something is.
    VerifyOnly(DeclineCode),
}

impl Behaviour {
    /// Its spelling in the books, by which a card that is kept behaves again as it did.
    pub(super) fn write(self) -> String {
        match self {
            Self::Approve => "approve".to_owned(),
            Self::Decline(code) => format!("decline:{code}"),
            Self::AskBank(None) => "ask_bank".to_owned(),
            Self::AskBank(Some(code)) => format!("ask_bank:{code}"),
            Self::VerifyOnly(code) => format!("verify_only:{code}"),
        }
    }

    /// The behaviour of a spelling.
    pub(super) fn read(text: &str) -> Option<Self> {
        match text.split_once(':') {
            None if text == "approve" => Some(Self::Approve),
            None if text == "ask_bank" => Some(Self::AskBank(None)),
            Some(("decline", code)) => DeclineCode::parse(code).map(Self::Decline),
            Some(("ask_bank", code)) => DeclineCode::parse(code).map(|code| Self::AskBank(Some(code))),
            Some(("verify_only", code)) => DeclineCode::parse(code).map(Self::VerifyOnly),
            Some(_) | None => None,
        }
    }
}

/// Every published number, and where it is issued: the digits seven to nine of the longer ones are those of
/// a country. The cards for disputes and early warnings are approved: what follows
/// them comes later.
const PUBLISHED: &[(&str, &str, Behaviour)] = &[
    ("4242424242424242", "US", Behaviour::Approve),
    ("4000056655665556", "US", Behaviour::Approve),
    ("5555555555554444", "US", Behaviour::Approve),
    ("2223003122003222", "US", Behaviour::Approve),
    ("378282246310005", "US", Behaviour::Approve),
    ("4000000000000002", "US", Behaviour::Decline(DeclineCode::GenericDecline)),
    ("4000000000009995", "US", Behaviour::Decline(DeclineCode::InsufficientFunds)),
    ("4000000000009987", "US", Behaviour::Decline(DeclineCode::LostCard)),
    ("4000000000009979", "US", Behaviour::Decline(DeclineCode::StolenCard)),
    ("4000000000000069", "US", Behaviour::Decline(DeclineCode::ExpiredCard)),
    ("4000000000000127", "US", Behaviour::Decline(DeclineCode::IncorrectCvc)),
    ("4000000000000119", "US", Behaviour::Decline(DeclineCode::ProcessingError)),
    ("4000000000006975", "US", Behaviour::Decline(DeclineCode::CardVelocityExceeded)),
    // Verifies, then declines every charge.
    ("4000000000000341", "US", Behaviour::VerifyOnly(DeclineCode::GenericDecline)),
    ("4100000000000019", "US", Behaviour::Decline(DeclineCode::Fraudulent)),
    ("4000000000009235", "US", Behaviour::Approve),
    // The bank asks while the customer is present.
    ("4000002500003155", "FR", Behaviour::AskBank(None)),
    ("4000002760003184", "DE", Behaviour::AskBank(None)),
    ("4000003800000446", "IT", Behaviour::AskBank(None)),
    ("4000000000003220", "US", Behaviour::AskBank(None)),
    ("4000008260003178", "GB", Behaviour::AskBank(Some(DeclineCode::InsufficientFunds))),
    ("4000008400001629", "US", Behaviour::AskBank(Some(DeclineCode::GenericDecline))),
    // The bank's own service is down.
    ("4000008400001280", "US", Behaviour::Decline(DeclineCode::AuthenticationUnavailable)),
    // The bank could ask, and does not.
    ("4000000000003055", "US", Behaviour::Approve),
    ("4000000000000259", "US", Behaviour::Approve),
    ("4000000000002685", "US", Behaviour::Approve),
    ("4000000000001976", "US", Behaviour::Approve),
    ("4000000000005423", "US", Behaviour::Approve),
    ("4000000000005126", "US", Behaviour::Approve),
    ("4000000000007726", "US", Behaviour::Approve),
];

/// What becomes of this number; `None` when it is not published.
pub(super) fn behaviour(number: &CardNumber) -> Option<Behaviour> {
    row(number).map(|(_, _, behaviour)| *behaviour)
}

/// Where this number is issued.
pub(super) fn country(number: &CardNumber) -> Option<&'static str> {
    row(number).map(|(_, country, _)| *country)
}

fn row(number: &CardNumber) -> Option<&'static (&'static str, &'static str, Behaviour)> {
    PUBLISHED.iter().find(|(published, _, _)| *published == number.reveal())
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
        for (text, country, wanted) in PUBLISHED {
            let number = CardNumber::parse(text).unwrap_or_else(|_| panic!("{text}"));
            assert_eq!(behaviour(&number), Some(*wanted));
            assert_eq!(domain::country::country_code(country).as_deref(), Ok(*country));
            assert_eq!(Behaviour::read(&wanted.write()), Some(*wanted));
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
