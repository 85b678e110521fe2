//! Payment processors, each behind the port `app::ports::Processor`.
//!
//! [`sandbox::Sandbox`] is the first: simulated, durable, and honest about both.

pub mod sandbox;
