//! What may be done with webhook endpoints.

pub mod register;
