//! A request, as endpoints see it.

use bytes::Bytes;
use domain::ids::RequestId;
use http::HeaderMap;

use crate::{Code, Problem};

/// A request that has found its endpoint.
pub struct Request {
    /// Its id, in every answer and log line.
    pub id: RequestId,
    /// Its method.
    pub method: http::Method,
    /// Its path, as it was asked for.
    pub path: String,
    /// What stands for the braces of the route.
    pub params: Vec<(String, String)>,
    /// The query, undecoded.
    pub query: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
    /// Where this service is reached, without a slash at the end.
    pub base_url: String,
}

impl std::fmt::Debug for Request {
    /// Only what may stand in a log: the rest may hold keys, cards and tokens.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Request").field("id", &self.id).field("method", &self.method).finish_non_exhaustive()
    }
}

impl Request {
    /// What stands for this brace of the route.
    #[must_use]
    pub fn param(&self, name: &str) -> &str {
        self.params.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// An id from the path. One that cannot be is not found, like one that is not there.
    ///
    /// # Errors
    /// 404 when it is not an id of this kind.
    pub fn id<T>(&self, name: &str, parse: fn(&str) -> Option<T>) -> Result<T, Problem> {
        parse(self.param(name)).ok_or_else(|| Problem::new(Code::NotFound))
    }

    /// Whether it changes something.
    #[must_use]
    pub fn is_post(&self) -> bool {
        self.method == http::Method::POST
    }

    /// A header's text, if it is there and is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}
