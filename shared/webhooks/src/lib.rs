//! Sends signed webhooks, and only to public addresses.
//!
//! Guaranteed: every signature verifies with any Standard Webhooks library; the
//! address that was checked is the address that is connected to; one call makes at
//! most one request and ends within its limits, whatever the other side does.
//!
//! Not guaranteed: delivery. Retrying, disabling endpoints and storing attempts are
//! the caller's; how long to wait is in `domain::retry_plan`.
//!
//! Nothing here writes to a log, because the URL, the body and the signature of a
//! delivery are the merchant's secrets.

mod address;
mod attempt;
mod resolve;
mod retry_after;
mod send;
mod sign;
mod target;

#[cfg(test)]
mod testing;

pub use address::{is_public, why_not_public};
pub use attempt::{Attempt, Failure};
pub use retry_after::RetryAfter;
pub use send::{BuildError, Delivery, Limits, Sender};
pub use sign::{NotASecret, Secret, sign};
pub use target::{Policy, Target, URL_BYTES_MAX, UrlRefusal, vet_registration, vet_url};
