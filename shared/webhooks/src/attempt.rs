//! What became of one attempt.
//!
//! Guaranteed: every attempt ends as exactly one of these, and a failure is a fixed
//! word that a merchant may read: no library's text, no address, no secret.
//! Not guaranteed: that an answer is a success; what a status means is the caller's.

use std::fmt;

use crate::{RetryAfter, UrlRefusal};

/// The outcome of one attempt.
#[derive(Clone, PartialEq, Eq)]
pub enum Attempt {
    /// The receiver answered, with whatever status.
    Answered {
        /// The status code; redirects are not followed, so it may be one of theirs.
        status: u16,
        /// The beginning of the body, with replacement characters where it is not UTF-8.
        body: String,
        /// When the receiver asks to be tried again.
        retry_after: Option<RetryAfter>,
    },
    /// No answer came.
    Failed(Failure),
}

impl fmt::Debug for Attempt {
    /// Leaves out the body, because it is the merchant's and this may reach a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answered { status, body, retry_after } => f
                .debug_struct("Answered")
                .field("status", status)
                .field("body_bytes", &body.len())
                .field("retry_after", retry_after)
                .finish(),
            Self::Failed(failure) => f.debug_tuple("Failed").field(failure).finish(),
        }
    }
}

/// Why no answer came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Failure {
    /// The host is, or resolves only to, addresses that are not public.
    AddressNotPublic,
    /// The URL would not be accepted at registration either.
    UrlRefused,
    /// The name has no address now.
    NameNotResolved,
    /// Nobody accepted the connection, or it broke.
    ConnectionFailed,
    /// The limits ran out before the answer.
    TimedOut,
    /// The certificate or the handshake was no good.
    TlsFailed,
    /// Anything else, such as an answer that is not HTTP or breaks off in its head.
    Other,
}

impl Failure {
    /// A short word that never changes, for storing and for the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AddressNotPublic => "address_not_public",
            Self::UrlRefused => "url_refused",
            Self::NameNotResolved => "name_not_resolved",
            Self::ConnectionFailed => "connection_failed",
            Self::TimedOut => "timed_out",
            Self::TlsFailed => "tls_failed",
            Self::Other => "other",
        }
    }
}

impl From<UrlRefusal> for Failure {
    fn from(refusal: UrlRefusal) -> Self {
        match refusal {
            UrlRefusal::AddressNotPublic => Self::AddressNotPublic,
            UrlRefusal::NotAUrl
            | UrlRefusal::SchemeNotAllowed
            | UrlRefusal::UserInfo
            | UrlRefusal::PortNotAllowed
            | UrlRefusal::TooLong
            | UrlRefusal::Fragment => Self::UrlRefused,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debugging_shows_no_body() {
        let attempt = Attempt::Answered { status: 200, body: "card 4242".to_owned(), retry_after: None };
        let shown = format!("{attempt:?}");
        assert_eq!(shown, "Answered { status: 200, body_bytes: 9, retry_after: None }");
        assert_eq!(format!("{:?}", Attempt::Failed(Failure::Other)), "Failed(Other)");
    }
}
