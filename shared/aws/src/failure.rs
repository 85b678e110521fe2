//! How a call that failed is told: its kind only, because its text could repeat what was sent.

use aws_sdk_sqs::error::SdkError;

/// The kind of a failure.
pub(crate) const fn kind<E, R>(error: &SdkError<E, R>) -> &'static str {
    match error {
        SdkError::ConstructionFailure(_) => "the request could not be made",
        SdkError::TimeoutError(_) => "no answer in time",
        SdkError::DispatchFailure(_) => "no connection",
        SdkError::ResponseError(_) => "an unreadable answer",
        _ => "refused by the service",
    }
}
