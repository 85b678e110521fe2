//! What may stand in a query, as the document describes it.

use domain::event::Filter;
use domain::payment::{PaymentStatus, RefundStatus};
use domain::session::{PaymentOutcome, Status};
use serde_json::{Value, json};

use crate::pagination::{LIMIT_DEFAULT, LIMIT_MAX};

/// A parameter of a list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parameter {
    pub(super) name: &'static str,
    pub(super) description: &'static str,
    pub(super) kind: Kind,
}

/// What a parameter may be.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// How many of a page.
    Limit,
    /// Any text, which the description explains.
    Text,
    /// A moment, RFC 3339.
    Moment,
    /// One of the spellings that the reader of the filter knows.
    OneOf(fn() -> Vec<String>),
}

const fn parameter(name: &'static str, kind: Kind, description: &'static str) -> Parameter {
    Parameter { name, description, kind }
}

const LIMIT: Parameter = parameter("limit", Kind::Limit, "How many.");
const CURSOR: Parameter = parameter("cursor", Kind::Text, "The `next_cursor` of the page before.");

/// Of a list without filters.
pub(super) const PAGE: &[Parameter] = &[LIMIT, CURSOR];

/// Of the list of sessions.
pub(super) const SESSIONS: &[Parameter] = &[
    LIMIT,
    CURSOR,
    parameter("status", Kind::OneOf(|| spelled(Status::ALL)), "Of this status."),
    parameter("payment_outcome", Kind::OneOf(|| spelled(PaymentOutcome::ALL)), "Of this outcome."),
    parameter("customer", Kind::Text, "Of this customer."),
    parameter("external_reference", Kind::Text, "Of this reference."),
    parameter("created_after", Kind::Moment, "Created at this time or later, RFC 3339."),
    parameter("created_before", Kind::Moment, "Created before this time, RFC 3339."),
];

/// Of the list of payments.
pub(super) const PAYMENTS: &[Parameter] = &[
    LIMIT,
    CURSOR,
    parameter("session", Kind::Text, "Of this session."),
    parameter("customer", Kind::Text, "Of this customer's sessions."),
    parameter("status", Kind::OneOf(|| spelled(PaymentStatus::ALL)), "In this state."),
];

/// Of the list of customers.
pub(super) const CUSTOMERS: &[Parameter] = &[
    LIMIT,
    CURSOR,
    parameter("email", Kind::Text, "With this address, in this very spelling."),
    parameter("external_customer_id", Kind::Text, "With this id of your own."),
    parameter("created_after", Kind::Moment, "Created at this time or later, RFC 3339."),
    parameter("created_before", Kind::Moment, "Created before this time, RFC 3339."),
];
/// Of the lists of saved payment methods and of mandates.
pub(super) const OF_CUSTOMER: &[Parameter] =
    &[LIMIT, CURSOR, parameter("customer", Kind::Text, "Of this customer; required.")];
/// Of the list of refunds.
pub(super) const REFUNDS: &[Parameter] = &[
    LIMIT,
    CURSOR,
    parameter("payment", Kind::Text, "Of this payment."),
    parameter("session", Kind::Text, "Of this session."),
    parameter("status", Kind::OneOf(|| spelled(RefundStatus::ALL)), "In this state."),
];

/// Of the ledger, which is kept by session: one of the two is needed.
pub(super) const LEDGER: &[Parameter] = &[
    LIMIT,
    CURSOR,
    parameter("session", Kind::Text, "Of this session."),
    parameter("payment", Kind::Text, "Of this payment."),
];

/// Of the list of events.
pub(super) const EVENTS: &[Parameter] = &[
    LIMIT,
    CURSOR,
    parameter("type", Kind::OneOf(|| spelled(&Filter::every())), "Of this type, or of a resource: `payment.*`."),
    parameter("object", Kind::Text, "Of the object with this id."),
];

fn spelled<T: ToString>(all: &[T]) -> Vec<String> {
    all.iter().map(ToString::to_string).collect()
}

impl Parameter {
    pub(super) fn describe(self) -> Value {
        json!({
            "name": self.name, "in": "query", "required": false,
            "description": self.description, "schema": self.kind.schema(),
        })
    }
}

impl Kind {
    fn schema(self) -> Value {
        match self {
            Self::Limit => json!({"type": "integer", "minimum": 1, "maximum": LIMIT_MAX, "default": LIMIT_DEFAULT}),
            Self::Text => json!({"type": "string"}),
            Self::Moment => json!({"type": "string", "format": "date-time"}),
            Self::OneOf(spellings) => json!({"type": "string", "enum": spellings()}),
        }
    }
}
