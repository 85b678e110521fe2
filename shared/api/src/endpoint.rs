//! An endpoint: where it is, what it may touch, what it does.

use std::future::Future;
use std::pin::Pin;

use app::{Deps, Grant};

use crate::{Problem, Reply, Request};

/// A future on the heap: every function shares one copy of the code that runs it.
pub type Boxed<'a> = Pin<Box<dyn Future<Output = Result<Reply, Problem>> + Send + 'a>>;

/// The methods that this API uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Method {
    /// Removes.
    Delete,
    /// Reads.
    Get,
    /// Creates, changes, acts.
    Post,
}

impl Method {
    /// As HTTP spells it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Delete => "DELETE",
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// A method and a path, as `template.yaml` has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Route {
    /// The method.
    pub method: Method,
    /// The path, with parameters in braces; `$default` for what no other route takes.
    pub path: &'static str,
}

impl Route {
    /// Reads this path.
    #[must_use]
    pub const fn get(path: &'static str) -> Self {
        Self { method: Method::Get, path }
    }

    /// Creates, changes or acts at this path.
    #[must_use]
    pub const fn post(path: &'static str) -> Self {
        Self { method: Method::Post, path }
    }

    /// Removes what is at this path.
    #[must_use]
    pub const fn delete(path: &'static str) -> Self {
        Self { method: Method::Delete, path }
    }
}

/// One function behind the API. Not generic, so that the runtime's code is compiled once.
#[derive(Debug, Clone, Copy)]
pub struct Endpoint {
    /// Its name: folder, package, function.
    pub name: &'static str,
    /// Where it is.
    pub routes: &'static [Route],
    /// What it may touch.
    pub grants: &'static [Grant],
    /// What it does.
    pub handle: for<'a> fn(&'a Request, &'a Deps) -> Boxed<'a>,
}
