//! The `Retry-After` header: a number of seconds or an HTTP date.
//!
//! Guaranteed: what is neither is passed over, never an error. Not guaranteed: that the
//! wait is sensible; the plan of retries holds it to a day.

use std::time::Duration;

use jiff::Timestamp;

/// When the receiver asks to be tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryAfter {
    /// This many seconds from the answer.
    Seconds(u64),
    /// At this time by the receiver's clock.
    At(Timestamp),
}

impl RetryAfter {
    /// Reads the header's value; `None` when it is neither form.
    #[must_use]
    pub fn parse(value: &str) -> Option<Self> {
        let value = value.trim();
        if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
            // More digits than a number holds still means "very long".
            return Some(Self::Seconds(value.parse().unwrap_or(u64::MAX)));
        }
        let date = httpdate::parse_http_date(value).ok()?;
        Timestamp::try_from(date).ok().map(Self::At)
    }

    /// How long that is from `now`; a date that has passed is no wait.
    #[must_use]
    pub fn wait_from(self, now: Timestamp) -> Duration {
        match self {
            Self::Seconds(seconds) => Duration::from_secs(seconds),
            Self::At(at) => Duration::try_from(at.duration_since(now)).unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_seconds() {
        assert_eq!(RetryAfter::parse("120"), Some(RetryAfter::Seconds(120)));
        assert_eq!(RetryAfter::parse(" 0 "), Some(RetryAfter::Seconds(0)));
        let endless = "9".repeat(40);
        assert_eq!(RetryAfter::parse(&endless), Some(RetryAfter::Seconds(u64::MAX)));
    }

    #[test]
    fn reads_dates() -> Result<(), jiff::Error> {
        let at = RetryAfter::At("2026-10-21T07:28:00Z".parse()?);
        assert_eq!(RetryAfter::parse("Wed, 21 Oct 2026 07:28:00 GMT"), Some(at));
        Ok(())
    }

    #[test]
    fn passes_over_anything_else() {
        for value in ["", "soon", "-5", "+5", "1.5", "0x10", "2026-10-21T07:28:00Z"] {
            assert_eq!(RetryAfter::parse(value), None, "{value}");
        }
    }

    #[test]
    fn waits_from_now_and_never_backwards() -> Result<(), jiff::Error> {
        let now: Timestamp = "2026-10-21T07:28:00Z".parse()?;
        let later = RetryAfter::At("2026-10-21T07:29:30Z".parse()?);
        let earlier = RetryAfter::At("2026-10-21T07:00:00Z".parse()?);
        assert_eq!(later.wait_from(now), Duration::from_secs(90));
        assert_eq!(earlier.wait_from(now), Duration::ZERO);
        assert_eq!(RetryAfter::Seconds(7).wait_from(now), Duration::from_secs(7));
        Ok(())
    }
}
