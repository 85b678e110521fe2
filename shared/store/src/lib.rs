//! The DynamoDB table.

mod access;
mod books;
mod codec;
mod customers;
mod deliveries;
mod due;
mod endpoints;
mod events;
mod expressions;
mod item;
mod keys;
mod merchants;
mod sessions;
mod store;
pub mod stream;
pub mod table;
mod trouble;
mod values;

pub use books::SandboxBooks;
pub use store::{SHARDS_DEFAULT, SHARDS_MAX, Store};

#[cfg(test)]
mod tests;
