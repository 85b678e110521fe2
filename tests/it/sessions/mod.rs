//! `/v1/payment_sessions`.

mod cancel;
mod crash;
mod create;
mod expire;
mod keys;
mod lists;
mod pay;
mod repeats;
mod secure;
mod unknown;
mod update;
