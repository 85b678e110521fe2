//! What the SDK calls an error, in the words of [`app::Trouble`].
//!
//! Guaranteed: only the code of an error goes on, never its message or body, which may quote
//! what was asked.

use app::Trouble;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};

/// What every trouble names as its source.
const TABLE: &str = "table";

/// Codes by which the table asks for patience. A conflict with a transaction is one of them: the
/// item is busy, and nothing has been written.
const PATIENCE: [&str; 7] = [
    "LimitExceededException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ThrottlingException",
    "TransactionConflictException",
    "TransactionInProgressException",
    "ReplicatedWriteConflictException",
];

/// The code of a write that met a transaction on the same item.
const CONFLICT: &str = "TransactionConflictException";

/// Tells the caller what an error means.
pub(crate) fn trouble<E: ProvideErrorMetadata>(error: &SdkError<E>) -> Trouble {
    let why = match error {
        SdkError::ServiceError(service) => service.err().code().unwrap_or("no code"),
        SdkError::TimeoutError(_) => "timeout",
        SdkError::DispatchFailure(_) => "not sent",
        SdkError::ResponseError(_) => "unreadable answer",
        SdkError::ConstructionFailure(_) => "not built",
        _ => "unknown",
    };
    if PATIENCE.contains(&why) { throttled() } else { unavailable(why) }
}

/// The table did not do what it was asked, for the reason with this code.
pub(crate) fn unavailable(code: &str) -> Trouble {
    Trouble::Unavailable { what: TABLE, why: code.to_owned() }
}

/// The table asked for patience.
pub(crate) const fn throttled() -> Trouble {
    Trouble::Throttled(TABLE)
}

/// Whether a write met a transaction on the same item.
pub(crate) fn is_conflict<E: ProvideErrorMetadata>(error: &SdkError<E>) -> bool {
    error.as_service_error().and_then(ProvideErrorMetadata::code) == Some(CONFLICT)
}

/// A request that this crate could not build: a bug, which a test would meet first.
pub(crate) fn not_built(error: impl std::fmt::Display) -> Trouble {
    unavailable(&error.to_string())
}
