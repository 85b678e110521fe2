//! Time that stands still until a test moves it.

use std::sync::{Arc, Mutex, PoisonError};

use app::ports::Clock;
use domain::Timestamp;
use jiff::SignedDuration;

/// The moment that a clock shows when no other is asked for, 2026-11-20T09:00:00Z.
const START_SECONDS: i64 = 1_795_165_200;

/// A clock that a test sets. Clones are hands on the same dial.
#[derive(Debug, Clone)]
pub struct ManualClock(Arc<Mutex<Timestamp>>);

impl ManualClock {
    /// A clock that shows this moment.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self(Arc::new(Mutex::new(now)))
    }

    /// The moment it shows.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Shows this moment from now on; it may lie in the past.
    pub fn set(&self, now: Timestamp) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }

    /// Moves on by this much, or back.
    pub fn advance(&self, by: SignedDuration) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *now = now.saturating_add(by).unwrap_or(*now);
    }

    /// Moves on by so many seconds.
    pub fn advance_seconds(&self, seconds: i64) {
        self.advance(SignedDuration::from_secs(seconds));
    }
}

impl Default for ManualClock {
    /// A clock at nine in the morning of 20 November 2026, UTC.
    fn default() -> Self {
        Self::at(Timestamp::from_second(START_SECONDS).unwrap_or(Timestamp::UNIX_EPOCH))
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Self::now(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_moves_only_when_moved_and_for_every_clone_alike() {
        let clock = ManualClock::default();
        assert_eq!(clock.now().to_string(), "2026-11-20T09:00:00Z");
        let other = clock.clone();
        other.advance_seconds(90);
        assert_eq!(clock.now().to_string(), "2026-11-20T09:01:30Z");
        clock.set(Timestamp::UNIX_EPOCH);
        assert_eq!(other.now(), Timestamp::UNIX_EPOCH);
    }
}
