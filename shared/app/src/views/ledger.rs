//! The ledger of a session, as merchants see it.

use domain::ids::{LedgerEntryId, PaymentId, RefundId};
use domain::ledger::Account;
use domain::session::Session;
use serde::Serialize;
use utoipa::ToSchema;

use super::rfc3339;

/// One side of a movement of money: the other is the entry beside it, with the opposite sign.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = LedgerEntry)]
pub struct LedgerEntryView {
    /// Always `ledger_entry`.
    #[schema(example = "ledger_entry")]
    pub object: &'static str,
    /// The entry's id.
    pub id: String,
    /// The session whose money moved.
    pub session: String,
    /// The payment it is of.
    pub payment: String,
    /// The refund that moved it, if one did.
    pub refund: Option<String>,
    /// `payer`, `held` (by the payer's bank, for the merchant), `collected`, `refunding` (on its way back), or
    /// `credited` (to the customer, as a part of their balance).
    #[schema(value_type = String)]
    pub account: &'static str,
    /// In minor units: positive where it came to the account, negative where it left it.
    pub amount: i64,
    /// ISO 4217, upper case.
    pub currency: &'static str,
    /// What moved it: `authorisation`, `capture`, `void`, `expiry`, `refund_created`, `refund_succeeded`,
    /// `refund_failed`, `refund_returned`, `credited`.
    #[schema(value_type = String)]
    pub kind: &'static str,
    /// When.
    pub created_at: String,
}

/// Shows every entry of a session, the oldest first. They sum to nothing.
#[must_use]
pub fn ledger_of(session: &Session) -> Vec<(LedgerEntryId, LedgerEntryView)> {
    let base = session.base();
    let of = base.terms.id;
    let sides = base.journal.iter().flat_map(|movement| movement.entries().map(|entry| (movement, entry)));
    let view = |(place, (movement, (account, amount))): (u16, (&domain::ledger::Movement, (Account, i64)))| {
        let id = LedgerEntryId { session: of, place };
        let payment = PaymentId { session: of, number: movement.payment };
        let entry = LedgerEntryView {
            object: "ledger_entry",
            id: id.to_string(),
            session: of.to_string(),
            payment: payment.to_string(),
            refund: movement.refund.map(|number| RefundId { payment, number }.to_string()),
            account: account.as_str(),
            amount,
            currency: base.terms.money.currency.code(),
            kind: movement.kind.as_str(),
            created_at: rfc3339(movement.at),
        };
        (id, entry)
    };
    (0_u16..).zip(sides).map(view).collect()
}
