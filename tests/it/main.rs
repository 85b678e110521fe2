//! The service seen from outside: HTTP in, webhooks out, on the embedded table, with a clock,
//! chance and faults that the tests own. One binary, because a link costs more than a test.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a test that meets what it does not expect has failed, and says so by stopping"
)]

mod abuse;
mod asked;
mod balanced;
mod budgets;
mod client;
mod customers;
mod declines;
mod dependencies;
mod documented;
mod faults;
mod fixtures;
mod grants;
mod mandates;
mod meter;
mod methods;
mod model;
mod money;
mod operations;
mod operator;
mod page;
mod refunds;
mod secrets;
mod sessions;
mod template;
mod warm;
mod webhooks;
mod world;
