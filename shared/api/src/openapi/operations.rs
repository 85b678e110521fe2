//! Every operation, as the document describes it.

use super::parameters::{self, Parameter};
use crate::Method;

/// Who may call an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    /// A secret key.
    Secret,
    /// A secret key, or a publishable one with the session's client secret.
    Either,
    /// Anybody: the path holds what is needed.
    Anybody,
}

/// What an operation answers.
#[derive(Debug, Clone, Copy)]
pub(super) enum Answer {
    /// JSON of this shape.
    Json(&'static str),
    /// JSON of this shape, or of the other.
    Either(&'static str, &'static str),
    /// A list of this shape.
    List(&'static str),
    /// A page.
    Page,
    /// On to another page.
    SeeOther,
}

/// One operation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Operation {
    pub(super) method: Method,
    pub(super) path: &'static str,
    pub(super) id: &'static str,
    pub(super) tag: &'static str,
    pub(super) summary: &'static str,
    pub(super) who: Who,
    pub(super) body: Option<&'static str>,
    pub(super) query: &'static [Parameter],
    pub(super) answers: &'static [(u16, &'static str, Answer)],
    /// The statuses of the problems it may answer, besides those that any operation may.
    pub(super) problems: &'static [u16],
}

const BASE: Operation = Operation {
    method: Method::Get,
    path: "",
    id: "",
    tag: "",
    summary: "",
    who: Who::Secret,
    body: None,
    query: &[],
    answers: &[],
    problems: &[],
};

/// A customer, or what is left of one who was deleted.
const CUSTOMER: Answer = Answer::Either("Customer", "Deleted");

/// All operations, in the order of the document.
pub(super) const OPERATIONS: &[Operation] = &[
    Operation {
        method: Method::Post,
        path: "/v1/payment_sessions",
        id: "createPaymentSession",
        tag: "Payment sessions",
        summary: "Create a payment session",
        body: Some("PaymentSessionCreate"),
        answers: &[
            (201, "The session.", Answer::Json("PaymentSessionWithLinks")),
            (
                200,
                "An open session of the same reference, with on_duplicate_reference reuse.",
                Answer::Json("PaymentSessionWithLinks"),
            ),
        ],
        problems: &[409, 415, 422],
        ..BASE
    },
    Operation {
        path: "/v1/payment_sessions",
        id: "listPaymentSessions",
        tag: "Payment sessions",
        summary: "List payment sessions, newest first",
        query: parameters::SESSIONS,
        answers: &[(200, "One page.", Answer::List("PaymentSessionWithLinks"))],
        ..BASE
    },
    Operation {
        path: "/v1/payment_sessions/{id}",
        id: "retrievePaymentSession",
        tag: "Payment sessions",
        summary: "Retrieve a payment session",
        answers: &[(200, "The session.", Answer::Json("PaymentSessionWithLinks"))],
        problems: &[404],
        ..BASE
    },
    Operation {
        method: Method::Post,
        path: "/v1/payment_sessions/{id}",
        id: "updatePaymentSession",
        tag: "Payment sessions",
        summary: "Change a payment session that is still active",
        body: Some("PaymentSessionUpdate"),
        answers: &[(200, "The session.", Answer::Json("PaymentSessionWithLinks"))],
        problems: &[404, 409, 415, 422],
        ..BASE
    },
    Operation {
        method: Method::Post,
        path: "/v1/payment_sessions/{id}/pay",
        id: "payPaymentSession",
        tag: "Payment sessions",
        summary: "Pay a payment session with a published test card",
        who: Who::Either,
        body: Some("PaymentSessionPay"),
        answers: &[(200, "Paid, pending, or with a next_action to follow.", Answer::Json("PaymentSessionWithLinks"))],
        problems: &[402, 404, 409, 415, 422],
        ..BASE
    },
    Operation {
        method: Method::Post,
        path: "/v1/payment_sessions/{id}/cancel",
        id: "cancelPaymentSession",
        tag: "Payment sessions",
        summary: "Cancel a payment session that nobody has paid",
        body: Some("PaymentSessionCancel"),
        answers: &[(200, "The session.", Answer::Json("PaymentSessionWithLinks"))],
        problems: &[404, 409, 415, 422],
        ..BASE
    },
    Operation {
        path: "/v1/payments",
        id: "listPayments",
        tag: "Payments",
        summary: "List payments: by session, the newest first; of each, the latest attempt first",
        query: parameters::PAYMENTS,
        answers: &[(200, "One page.", Answer::List("Payment"))],
        ..BASE
    },
    Operation {
        path: "/v1/payments/{id}",
        id: "retrievePayment",
        tag: "Payments",
        summary: "Retrieve a payment",
        answers: &[(200, "The payment.", Answer::Json("Payment"))],
        problems: &[404],
        ..BASE
    },
    Operation {
        method: Method::Post,
        path: "/v1/payments/{id}/capture",
        id: "capturePayment",
        tag: "Payments",
        summary: "Collect money that is held, all of it or a part",
        body: Some("PaymentCapture"),
        answers: &[(200, "The payment.", Answer::Json("Payment"))],
        problems: &[402, 404, 409, 415, 422],
        ..BASE
    },
    Operation {
        method: Method::Post,
        path: "/v1/payments/{id}/void",
        id: "voidPayment",
        tag: "Payments",
        summary: "Let go of all that is still held",
        answers: &[(200, "The payment.", Answer::Json("Payment"))],
        problems: &[402, 404, 409, 415, 422],
        ..BASE
    },
    Operation {
        path: "/v1/payment_methods",
        id: "listPaymentMethods",
        tag: "Payment methods",
        summary: "List a customer's saved payment methods, newest first",
        query: parameters::OF_CUSTOMER,
        answers: &[(200, "One page.", Answer::List("SavedPaymentMethod"))],
        ..BASE
    },
    Operation {
        path: "/v1/payment_methods/{id}",
        id: "retrievePaymentMethod",
        tag: "Payment methods",
        summary: "Retrieve a saved payment method",
        answers: &[(200, "The payment method.", Answer::Json("SavedPaymentMethod"))],
        problems: &[404],
        ..BASE
    },
    Operation {
        method: Method::Post,
        path: "/v1/payment_methods/{id}/detach",
        id: "detachPaymentMethod",
        tag: "Payment methods",
        summary: "Detach a saved payment method, so that nobody pays with it any more",
        answers: &[(200, "The payment method.", Answer::Json("SavedPaymentMethod"))],
        problems: &[404, 409, 415, 422],
        ..BASE
    },
    Operation {
        path: "/v1/mandates",
        id: "listMandates",
        tag: "Mandates",
        summary: "List a customer's mandates, newest first",
        query: parameters::OF_CUSTOMER,
        answers: &[(200, "One page.", Answer::List("Mandate"))],
        ..BASE
    },
    Operation {
        path: "/v1/mandates/{id}",
        id: "retrieveMandate",
        tag: "Mandates",
        summary: "Retrieve a mandate",
        answers: &[(200, "The mandate.", Answer::Json("Mandate"))],
        problems: &[404],
        ..BASE
    },
    Operation {
        method: Method::Post,
        path: "/v1/mandates/{id}/revoke",
        id: "revokeMandate",
        tag: "Mandates",
        summary: "Revoke a mandate, so that nothing more is charged under it",
        answers: &[(200, "The mandate.", Answer::Json("Mandate"))],
        problems: &[404, 409, 415, 422],
        ..BASE
    },
    Operation {
        method: Method::Post,
        path: "/v1/customers",
        id: "createCustomer",
        tag: "Customers",
        summary: "Create a customer",
        body: Some("CustomerCreate"),
        answers: &[(201, "The customer; what is left, when a repeat finds it deleted.", CUSTOMER)],
        problems: &[409, 415, 422],
        ..BASE
    },
    Operation {
        path: "/v1/customers",
        id: "listCustomers",
        tag: "Customers",
        summary: "List customers, newest first",
        query: parameters::CUSTOMERS,
        answers: &[(200, "One page.", Answer::List("Customer"))],
        ..BASE
    },
    Operation {
        path: "/v1/customers/{id}",
        id: "retrieveCustomer",
        tag: "Customers",
        summary: "Retrieve a customer",
        answers: &[(200, "The customer, or that they were deleted.", CUSTOMER)],
        problems: &[404],
        ..BASE
    },
    Operation {
        method: Method::Post,
        path: "/v1/customers/{id}",
        id: "updateCustomer",
        tag: "Customers",
        summary: "Update a customer",
        body: Some("CustomerUpdate"),
        answers: &[(200, "The customer; what is left, when a repeat finds it deleted.", CUSTOMER)],
        problems: &[404, 409, 415, 422],
        ..BASE
    },
    Operation {
        method: Method::Delete,
        path: "/v1/customers/{id}",
        id: "deleteCustomer",
        tag: "Customers",
        summary: "Delete a customer, and what is known of them",
        answers: &[(200, "They are gone, now or before.", Answer::Json("Deleted"))],
        problems: &[404, 409],
        ..BASE
    },
    Operation {
        method: Method::Post,
        path: "/v1/refunds",
        id: "createRefund",
        tag: "Refunds",
        summary: "Give money back, all that is left of a payment or a part",
        body: Some("RefundCreate"),
        answers: &[(201, "The refund, whatever became of it so far.", Answer::Json("Refund"))],
        problems: &[409, 415, 422],
        ..BASE
    },
    Operation {
        path: "/v1/refunds",
        id: "listRefunds",
        tag: "Refunds",
        summary: "List refunds: by session, the newest first; of each, the latest refund first",
        query: parameters::REFUNDS,
        answers: &[(200, "One page.", Answer::List("Refund"))],
        ..BASE
    },
    Operation {
        path: "/v1/refunds/{id}",
        id: "retrieveRefund",
        tag: "Refunds",
        summary: "Retrieve a refund",
        answers: &[(200, "The refund.", Answer::Json("Refund"))],
        problems: &[404],
        ..BASE
    },
    Operation {
        path: "/v1/ledger_entries",
        id: "listLedgerEntries",
        tag: "Ledger",
        summary: "List what moved the money of a session or a payment, the latest first; all entries of a session sum to zero",
        query: parameters::LEDGER,
        answers: &[(200, "One page.", Answer::List("LedgerEntry"))],
        ..BASE
    },
    Operation {
        method: Method::Post,
        path: "/v1/webhook_endpoints",
        id: "createWebhookEndpoint",
        tag: "Webhook endpoints",
        summary: "Register a webhook endpoint",
        body: Some("WebhookEndpointCreate"),
        answers: &[(201, "The endpoint, with its secret.", Answer::Json("WebhookEndpoint"))],
        problems: &[409, 415, 422],
        ..BASE
    },
    Operation {
        path: "/v1/webhook_endpoints",
        id: "listWebhookEndpoints",
        tag: "Webhook endpoints",
        summary: "List webhook endpoints, newest first",
        query: parameters::PAGE,
        answers: &[(200, "One page.", Answer::List("WebhookEndpoint"))],
        ..BASE
    },
    Operation {
        path: "/v1/webhook_endpoints/{id}",
        id: "retrieveWebhookEndpoint",
        tag: "Webhook endpoints",
        summary: "Retrieve a webhook endpoint",
        answers: &[(200, "The endpoint.", Answer::Json("WebhookEndpoint"))],
        problems: &[404],
        ..BASE
    },
    Operation {
        method: Method::Delete,
        path: "/v1/webhook_endpoints/{id}",
        id: "deleteWebhookEndpoint",
        tag: "Webhook endpoints",
        summary: "Remove a webhook endpoint",
        answers: &[(200, "It is gone.", Answer::Json("Deleted"))],
        problems: &[404],
        ..BASE
    },
    Operation {
        path: "/v1/events",
        id: "listEvents",
        tag: "Events",
        summary: "List the events of the last 30 days, newest first",
        query: parameters::EVENTS,
        answers: &[(200, "One page.", Answer::List("Event"))],
        ..BASE
    },
    Operation {
        path: "/v1/events/{id}",
        id: "retrieveEvent",
        tag: "Events",
        summary: "Retrieve an event",
        answers: &[(200, "The event.", Answer::Json("Event"))],
        problems: &[404],
        ..BASE
    },
    Operation {
        path: "/checkout/{token}",
        id: "showCheckout",
        tag: "Hosted page",
        summary: "The page where the payer pays",
        who: Who::Anybody,
        answers: &[
            (200, "The page, in whatever state the session is.", Answer::Page),
            (404, "A page that knows no such link.", Answer::Page),
        ],
        ..BASE
    },
    Operation {
        method: Method::Post,
        path: "/checkout/{token}",
        id: "submitCheckout",
        tag: "Hosted page",
        summary: "The payer submits the page's form",
        who: Who::Anybody,
        answers: &[
            (303, "On to the page, or to the bank's check.", Answer::SeeOther),
            (402, "Declined: the form again, or the end when no attempt is left.", Answer::Page),
            (422, "The form again: fields cannot be so.", Answer::Page),
            (200, "The page of a session that has ended meanwhile.", Answer::Page),
            (404, "A page that knows no such link.", Answer::Page),
        ],
        problems: &[415],
        ..BASE
    },
    Operation {
        path: "/sandbox/bank/{challenge}",
        id: "showSandboxBank",
        tag: "Sandbox",
        summary: "The simulated bank's check",
        who: Who::Anybody,
        answers: &[
            (200, "The bank's page.", Answer::Page),
            (303, "Back to the session's page.", Answer::SeeOther),
            (404, "A page that knows no such link.", Answer::Page),
        ],
        ..BASE
    },
    Operation {
        method: Method::Post,
        path: "/sandbox/bank/{challenge}",
        id: "decideSandboxBank",
        tag: "Sandbox",
        summary: "The payer confirms or refuses at the simulated bank",
        who: Who::Anybody,
        answers: &[
            (303, "Back to the session's page.", Answer::SeeOther),
            (404, "A page that knows no such link.", Answer::Page),
        ],
        ..BASE
    },
    Operation {
        path: "/health",
        id: "health",
        tag: "Service",
        summary: "Whether the API answers",
        who: Who::Anybody,
        answers: &[(200, "It does.", Answer::Json("Health"))],
        ..BASE
    },
    Operation {
        path: "/openapi.json",
        id: "openapi",
        tag: "Service",
        summary: "This document",
        who: Who::Anybody,
        answers: &[(200, "This document.", Answer::Json("OpenApiDocument"))],
        ..BASE
    },
];
