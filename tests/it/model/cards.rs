//! The published numbers, and what the documentation promises of each. Written down once more, so that
//! neither a typing mistake in the sandbox nor one in the documentation goes unseen.

/// What a card comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It is charged, or held.
    Approved,
    /// It is declined so.
    Declined(&'static str),
    /// The bank asks its payer; one who approves has paid, or is declined so.
    Asked(Option<&'static str>),
}

/// What becomes of the refunds of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Way {
    /// They succeed.
    AtOnce,
    /// They are accepted, and succeed later.
    Later,
    /// They succeed, and the bank sends them back later.
    SentBack,
}

use Fate::{Approved, Asked, Declined};

/// Every published number.
pub(crate) const CARDS: &[(&str, Fate)] = &[
    ("4242424242424242", Approved),
    ("4000056655665556", Approved),
    ("5555555555554444", Approved),
    ("2223003122003222", Approved),
    ("378282246310005", Approved),
    ("4000000000003055", Approved),
    ("4000000000000259", Approved),
    ("4000000000002685", Approved),
    ("4000000000001976", Approved),
    ("4000000000005423", Approved),
    ("4000000000005126", Approved),
    ("4000000000007726", Approved),
    ("4000000000009235", Approved),
    ("4000000000000002", Declined("generic_decline")),
    ("4000000000009995", Declined("insufficient_funds")),
    ("4000000000009987", Declined("lost_card")),
    ("4000000000009979", Declined("stolen_card")),
    ("4000000000000069", Declined("expired_card")),
    ("4000000000000127", Declined("incorrect_cvc")),
    ("4000000000000119", Declined("processing_error")),
    ("4000000000006975", Declined("card_velocity_exceeded")),
    ("4000000000000341", Declined("generic_decline")),
    ("4100000000000019", Declined("fraudulent")),
    ("4000008400001280", Declined("authentication_unavailable")),
    ("4000002500003155", Asked(None)),
    ("4000002760003184", Asked(None)),
    ("4000003800000446", Asked(None)),
    ("4000000000003220", Asked(None)),
    ("4000008260003178", Asked(Some("insufficient_funds"))),
    ("4000008400001629", Asked(Some("generic_decline"))),
];

/// The numbers whose refunds do not simply succeed.
pub(crate) const REFUNDS: [(&str, Way); 2] = [("4000000000007726", Way::Later), ("4000000000005126", Way::SentBack)];
