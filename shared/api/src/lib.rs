//! The HTTP edge: what every endpoint has in common, and the shapes of requests.
//!
//! [`serve`] is the one way into an endpoint, on Lambda, locally and in tests. It gives the
//! request its id, refuses what no endpoint takes, runs the endpoint, turns a refusal into a
//! problem and logs one line. The line holds the route, never the path: a path may hold a page's
//! token.

pub mod auth;
pub mod body;
pub mod endpoint;
pub mod fields;
pub mod idempotency;
mod once;
pub mod openapi;
pub mod operator;
pub mod page;
pub mod pagination;
pub mod problem;
pub mod query;
pub mod refusals;
pub mod reply;
pub mod request;
mod serve;
pub mod v1;

pub use app::{Deps, Grant};
pub use endpoint::{Boxed, Endpoint, Method, Route};
pub use operator::Operator;
pub use problem::{Code, Problem};
pub use reply::Reply;
pub use request::Request;
pub use serve::serve;
