//! The service seen from outside: HTTP in, webhooks out, on the embedded table, with a clock,
//! chance and faults that the tests own. One binary, because a link costs more than a test.

mod budgets;
mod client;
mod dependencies;
mod meter;
mod page;
mod sessions;
mod template;
mod webhooks;
mod world;
