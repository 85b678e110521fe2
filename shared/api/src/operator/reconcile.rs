//! Books to compare, and what came of it.

use app::ledger::reconcile::{Difference, Reconcile, Reconciled};
use domain::merchant::Owner;
use serde::Serialize;

use super::api_key::merchant_of;
use crate::fields::{Fields, text};
use crate::v1::expiry::time;

/// Reads whose books are to be compared, and of which time.
pub fn reconcile_wish(fields: &mut Fields<'_>) -> Option<Reconcile> {
    let merchant = merchant_of(fields);
    let created_after = fields.optional("created_after", text(time));
    let created_before = fields.optional("created_before", text(time));
    let after = fields.optional("cursor", text(|position| Ok(position.to_owned())));
    // Live mode has no processor yet, and no payments.
    let owner = Owner { merchant: merchant?, livemode: false };
    Some(Reconcile { owner, created_after, created_before, after })
}

/// What came of comparing the books.
#[derive(Debug, Serialize)]
pub struct ReconcileAnswer {
    /// How many sessions were read.
    sessions: u64,
    /// How many of their payments were compared.
    payments: u64,
    /// How many were not, because something of them is under way.
    under_way: u64,
    /// Where the books differ: nothing, in a healthy system.
    differences: Vec<DifferenceView>,
    /// What to send as `cursor` to go on; null at the end.
    next_cursor: Option<String>,
}

/// A figure on which the two books differ.
#[derive(Debug, Serialize)]
struct DifferenceView {
    session: String,
    payment: String,
    /// `held`, `captured` or `refunded`.
    figure: &'static str,
    /// What our books say, in minor units.
    ours: u64,
    /// What the processor's say.
    processor: u64,
    currency: &'static str,
}

impl ReconcileAnswer {
    /// What came of it.
    #[must_use]
    pub fn of(came: Reconciled) -> Self {
        let view = |difference: &Difference| DifferenceView {
            session: difference.payment.session.to_string(),
            payment: difference.payment.to_string(),
            figure: difference.figure,
            ours: difference.ours.minor(),
            processor: difference.theirs.minor(),
            currency: difference.currency,
        };
        Self {
            sessions: came.sessions,
            payments: came.payments,
            under_way: came.under_way,
            differences: came.differences.iter().map(view).collect(),
            next_cursor: came.next,
        }
    }
}
