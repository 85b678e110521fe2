//! What the outside is shown of a session and of its latest payment.

use serde_json::Value;

use super::life::{Life, Place, Stage};
use super::refund::Refund;

/// A session as the API shows it, and as a life would.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shown {
    version: u64,
    status: String,
    outcome: String,
    paid: bool,
    attempts: u64,
    failure: Option<String>,
    at_the_bank: bool,
    payment: Option<Payment>,
}

/// Its latest payment.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Payment {
    status: String,
    authorised: u64,
    captured: u64,
    voided: u64,
    capturable: u64,
    refunded: u64,
    refundable: u64,
    /// Its refunds, the oldest first: how much, the status, and why it failed.
    refunds: Vec<(u64, String, Option<String>)>,
}

impl Shown {
    /// What the API shows, with the refunds of the payment.
    pub(super) fn of(session: &Value, payment: Option<&(Value, Vec<Value>)>) -> Self {
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let failure = &session["last_payment_error"]["decline_code"];
        Self {
            version: session["version"].as_u64().expect("a number"),
            status: text(&session["status"]),
            outcome: text(&session["payment_outcome"]),
            paid: session["paid"] == true,
            attempts: session["attempts"].as_u64().expect("a number"),
            failure: failure.as_str().map(str::to_owned),
            at_the_bank: session["next_action"].is_object(),
            payment: payment.map(|(payment, refunds)| Payment::of(payment, refunds)),
        }
    }

    /// What it would show of this life at this time.
    pub(super) fn would(life: &Life, now: i64) -> Self {
        let overdue = now >= life.expires_at;
        let (status, outcome) = match &life.stage {
            Stage::Open if overdue => ("expired", "unpaid"),
            Stage::Open => ("active", "not_started"),
            Stage::Paying(..) => ("active", "pending"),
            Stage::Paid => ("completed", "paid"),
            Stage::Held(_) => ("completed", "reserved"),
            Stage::Unpaid => ("completed", "unpaid"),
            Stage::Cancelled => ("cancelled", "unpaid"),
            Stage::Expired => ("expired", "unpaid"),
        };
        let approved = matches!(life.stage, Stage::Paid | Stage::Held(_));
        Self {
            version: life.version,
            status: status.to_owned(),
            outcome: outcome.to_owned(),
            paid: match &life.stage {
                Stage::Paid => true,
                Stage::Held(hold) => hold.captured > 0,
                _ => false,
            },
            attempts: u64::try_from(life.attempts()).expect("few"),
            failure: life.last_failure().filter(|_| !approved).map(str::to_owned),
            at_the_bank: matches!(life.stage, Stage::Paying(Place::Bank { .. }, _)),
            payment: (life.attempts() > 0).then(|| Payment::would(life, now)),
        }
    }

    /// Whether nothing is under way.
    pub(super) fn is_at_rest(&self) -> bool {
        self.outcome != "pending"
    }

    /// Whether the latest payment was charged or held.
    pub(super) fn payment_went_well(&self) -> bool {
        self.payment.as_ref().is_some_and(|payment| payment.authorised > 0)
    }

    /// Whether all of it has come to its end.
    pub(super) fn has_ended(&self) -> bool {
        self.status != "active" && self.payment.as_ref().is_none_or(|payment| payment.capturable == 0)
    }
}

impl Payment {
    fn of(payment: &Value, refunds: &[Value]) -> Self {
        let sum = |name: &str| payment[name].as_u64().expect("an amount");
        let shown = Self {
            status: payment["status"].as_str().expect("a status").to_owned(),
            authorised: sum("authorised_amount"),
            captured: sum("captured_amount"),
            voided: sum("voided_amount"),
            capturable: sum("capturable_amount"),
            refunded: sum("refunded_amount"),
            refundable: sum("refundable_amount"),
            refunds: refunds.iter().map(refund).collect(),
        };
        assert_eq!(shown.captured + shown.voided + shown.capturable, shown.authorised, "{payment}");
        assert_eq!(shown.refunded + shown.refundable, shown.captured, "{payment}");
        let counts = |(_, status, _): &&(u64, String, Option<String>)| status != "failed";
        let reserved: u64 = shown.refunds.iter().filter(counts).map(|(amount, ..)| amount).sum();
        assert!(shown.authorised <= sum("amount") && shown.refunded == reserved, "{payment} {refunds:?}");
        shown
    }

    fn would(life: &Life, now: i64) -> Self {
        let (captured, refunded) = (life.captured(), life.refunded());
        let none = |status: &str| Self {
            status: status.to_owned(),
            authorised: 0,
            captured,
            voided: 0,
            capturable: 0,
            refunded,
            refundable: captured - refunded,
            refunds: life.refunds.iter().map(would_refund).collect(),
        };
        match &life.stage {
            Stage::Paying(Place::Asking { .. }, _) => none("processing"),
            Stage::Paying(Place::Unknown, _) => none("unknown"),
            Stage::Paying(Place::Bank { .. }, _) => none("requires_action"),
            Stage::Paid => Self { authorised: life.amount, ..none("captured") },
            Stage::Held(hold) => {
                let (status, capturable) = hold.shows(now);
                let authorised = hold.authorised;
                Self { authorised, capturable, voided: authorised - captured - capturable, ..none(status) }
            }
            Stage::Open | Stage::Unpaid | Stage::Cancelled | Stage::Expired => none("failed"),
        }
    }
}

/// A refund as the API shows it.
fn refund(refund: &Value) -> (u64, String, Option<String>) {
    let failure = &refund["failure"];
    let why = failure["decline_code"].as_str().or(failure["code"].as_str());
    let status = refund["status"].as_str().expect("a status");
    (refund["amount"].as_u64().expect("an amount"), status.to_owned(), why.map(str::to_owned))
}

/// A refund as it would be shown.
fn would_refund(refund: &Refund) -> (u64, String, Option<String>) {
    let (amount, status, why) = refund.shows();
    (amount, status.to_owned(), why.map(str::to_owned))
}
