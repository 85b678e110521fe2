//! The shapes of version 1: what requests may say, and how sessions are answered.

mod address;
mod capture;
mod card;
mod customer;
pub(crate) mod expiry;
mod filters;
mod line_item;
mod pay;
mod refund;
mod session;
mod session_create;
mod session_update;
pub(crate) mod urls;
mod webhook_endpoint;

#[cfg(test)]
pub(crate) use customer::{LATER as LATER_OF_CUSTOMERS, LATER_OF_NEW as LATER_OF_NEW_CUSTOMERS};
#[cfg(test)]
pub(crate) use session_create::LATER;

pub use capture::{PaymentCapture, capture_wish, no_fields, ordered};
pub use card::{card_details, posted_card};
pub use customer::{CustomerCreate, CustomerUpdate, customer_change, customer_details};
pub use filters::{
    RefundFilters, customer_filters, event_filters, ledger_filters, of_customer, payment_filters, refund_filters,
    session_filters,
};
pub use pay::{PayBody, PayRequest, pay_body, scenario};
pub use refund::{RefundCreate, payment_named, refund_create, refunded};
pub use session::{SessionReply, attempted, away_url, back_url, page_url, session_reply};
pub use session_create::{PaymentSessionCreate, create_draft};
pub use session_update::{PaymentSessionCancel, PaymentSessionUpdate, cancel_reason, update_change};
pub use webhook_endpoint::{EndpointBody, WebhookEndpointCreate, endpoint_body, endpoint_reply};
