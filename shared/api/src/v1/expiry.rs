//! When a session ends, as requests say it.

use domain::{Invalid, Timestamp};
use jiff::SignedDuration;

use crate::fields::{Fields, text, whole};

/// The shortest and the longest life of a session, in seconds.
const SECONDS: std::ops::RangeInclusive<i64> = 60..=86_400;

/// Reads `expires_in_seconds` or `expires_at`; a day, when neither is said.
pub(super) fn expires_at(fields: &mut Fields<'_>, now: Timestamp) -> Timestamp {
    let seconds =
        fields.optional("expires_in_seconds", |value| whole(value).and_then(|seconds| within(seconds.try_into())));
    let at = fields.optional("expires_at", text(|text| time(text).and_then(|at| ahead(at, now))));
    if seconds.is_some() && at.is_some() {
        let detail = "Say expires_in_seconds or expires_at, not both.";
        fields.refuse("expires_at", Invalid::new("contradiction", detail));
    }
    let later = |seconds| now.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX);
    whole_second(at.unwrap_or_else(|| later(seconds.unwrap_or(86_400))))
}

/// A time in RFC 3339.
///
/// # Errors
/// When it is something else.
pub(crate) fn time(text: &str) -> Result<Timestamp, Invalid> {
    let parsed = text.parse().ok().map(whole_second);
    parsed.ok_or_else(|| Invalid::new("invalid_time", "A time in RFC 3339, such as 2026-11-20T09:00:00Z."))
}

fn whole_second(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}

fn within<E>(seconds: Result<i64, E>) -> Result<i64, Invalid> {
    let fits = seconds.ok().filter(|seconds| SECONDS.contains(seconds));
    fits.ok_or_else(|| Invalid::new("invalid_expiry", "A session ends 60 to 86,400 seconds from now."))
}

fn ahead(at: Timestamp, now: Timestamp) -> Result<Timestamp, Invalid> {
    let seconds = at.duration_since(whole_second(now)).as_secs();
    within::<()>(Ok(seconds)).map(|_| at)
}
