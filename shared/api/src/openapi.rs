//! The OpenAPI 3.1 document, made from the code: shapes from the types that are answered, paths
//! from one table of operations that a test compares with the functions' own routes.

mod answers;
mod document;
mod operations;
mod parameters;

pub use document::document;
use operations::{OPERATIONS, Who};

use crate::Method;

/// Every route of the document.
#[must_use]
pub fn routes() -> Vec<(Method, &'static str)> {
    OPERATIONS.iter().map(|operation| (operation.method, operation.path)).collect()
}

/// The methods that a path takes; none when there is no such path.
#[must_use]
pub fn methods_of(path: &str) -> Vec<Method> {
    let mut methods: Vec<_> =
        OPERATIONS.iter().filter(|operation| matches(operation.path, path)).map(|operation| operation.method).collect();
    methods.sort_unstable();
    methods.dedup();
    methods
}

/// Whether browsers call this path with a publishable key, from pages of any origin.
#[must_use]
pub fn is_open_to_browsers(path: &str) -> bool {
    OPERATIONS.iter().any(|operation| operation.who == Who::Either && matches(operation.path, path))
}

/// Whether a path is one of a route, whose braces take any one part.
fn matches(route: &str, path: &str) -> bool {
    let (mut route, mut path) = (route.split('/'), path.split('/'));
    loop {
        match (route.next(), path.next()) {
            (None, None) => return true,
            (Some(brace), Some(part)) if brace.starts_with('{') && !part.is_empty() => {}
            (Some(fixed), Some(part)) if fixed == part => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests;
