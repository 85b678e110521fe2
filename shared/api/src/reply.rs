//! An answer.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http::{HeaderMap, StatusCode};
use serde::Serialize;

/// An answer that went well, or a page.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Reply {
    /// A JSON answer with this status.
    #[must_use]
    pub fn json<T: Serialize>(status: StatusCode, value: &T) -> Self {
        // Views are plain structs with string keys, which always serialise.
        let body = serde_json::to_vec(value).unwrap_or_default();
        Self::new(status, "application/json", body.into())
    }

    /// 200 with a JSON body.
    #[must_use]
    pub fn ok<T: Serialize>(value: &T) -> Self {
        Self::json(StatusCode::OK, value)
    }

    /// 201 with a JSON body.
    #[must_use]
    pub fn created<T: Serialize>(value: &T) -> Self {
        Self::json(StatusCode::CREATED, value)
    }

    /// A page.
    #[must_use]
    pub fn html(status: StatusCode, body: String) -> Self {
        Self::new(status, "text/html; charset=utf-8", body.into())
    }

    /// On to another page, which is read with GET.
    #[must_use]
    pub fn see_other(location: &str) -> Self {
        Self::new(StatusCode::SEE_OTHER, "text/plain; charset=utf-8", Bytes::new()).with("location", location)
    }

    /// The answer to a browser that asks whether a page of another origin may call.
    #[must_use]
    pub fn preflight(methods: &str) -> Self {
        let headers = "Authorization, Content-Type, Idempotency-Key, Payment-Sessions-Version, Sandbox-Scenario, X-API-Key, \
                       X-Idempotency-Key, X-KOMOJU-IDEMPOTENCY";
        Self::new(StatusCode::NO_CONTENT, "text/plain; charset=utf-8", Bytes::new())
            .with("allow", methods)
            .with("access-control-allow-origin", "*")
            .with("access-control-allow-methods", methods)
            .with("access-control-allow-headers", headers)
            .with("access-control-max-age", "86400")
    }

    /// Any answer.
    #[must_use]
    pub fn new(status: StatusCode, content_type: &'static str, body: Bytes) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        Self { status, headers, body }
    }

    /// The same answer with this header. A value that cannot be a header is left out.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(HeaderName::from_static(name), value);
        }
        self
    }

    /// The same answer with this header, whose name is known only at run time.
    #[must_use]
    pub fn with_named(mut self, name: &str, value: &str) -> Self {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_str(value)) {
            self.headers.insert(name, value);
        }
        self
    }

    /// The same answer, marked when it is that of an earlier request with the same key.
    #[must_use]
    pub fn replayed(self, replayed: bool) -> Self {
        if replayed { self.with("idempotent-replayed", "true") } else { self }
    }
}
