//! `/v1/payment_sessions`.

mod cancel;
mod create;
mod crash;
mod expire;
mod lists;
mod pay;
mod secure;
mod unknown;
mod update;
