//! When to try again: the published plan, spread by jitter, stretched by the receiver.
//!
//! Guaranteed: pure integer sums; no delay under four fifths of its row of the plan,
//! and nothing above the longer of six fifths of the row and a day.
//! Not guaranteed: the first attempt, which is made at once.

use std::time::Duration;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;

/// The delays after the first, second, … failed attempt: those of Standard Webhooks,
/// in all 75 h 35 m 05 s, long enough for a weekend's outage.
pub const PLAN: [Duration; 9] = [
    Duration::from_secs(5),
    Duration::from_secs(5 * MINUTE),
    Duration::from_secs(30 * MINUTE),
    Duration::from_secs(2 * HOUR),
    Duration::from_secs(5 * HOUR),
    Duration::from_secs(10 * HOUR),
    Duration::from_secs(14 * HOUR),
    Duration::from_secs(20 * HOUR),
    Duration::from_secs(24 * HOUR),
];

/// The most that a receiver may ask for: more would outlast the plan itself.
const RETRY_AFTER_MAX: Duration = Duration::from_secs(24 * HOUR);

/// The jitter's scale. At 0 a delay is four fifths of its row, at 1,000 six fifths:
/// `(800,000 + 400 × permille) / 1,000,000`, so that 500 leaves the row as it is.
const JITTER_PERMILLE_MAX: u32 = 1_000;
const FACTOR_MIN: u32 = 800_000;
const FACTOR_STEP: u32 = 400;
const FACTOR_UNIT: u32 = 1_000_000;

/// How long to wait after `failed_attempts` attempts failed, or `None` to give up.
///
/// `jitter_permille` is the caller's randomness: 0 is −20 %, 500 none, 1,000 (and
/// above) +20 %. `retry_after` is what the receiver asked for: the longer of it, at
/// most a day, and the plan counts. Before the first attempt the delay is zero.
#[must_use]
pub fn next_delay(failed_attempts: u32, jitter_permille: u32, retry_after: Option<Duration>) -> Option<Duration> {
    let Some(row) = failed_attempts.checked_sub(1) else {
        return Some(Duration::ZERO);
    };
    let planned = PLAN.get(usize::try_from(row).ok()?)?;
    let jitter = FACTOR_STEP.saturating_mul(jitter_permille.min(JITTER_PERMILLE_MAX));
    let spread = planned.saturating_mul(FACTOR_MIN.saturating_add(jitter)).checked_div(FACTOR_UNIT)?;
    let asked = retry_after.unwrap_or_default().min(RETRY_AFTER_MAX);
    Some(spread.max(asked))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::arithmetic_side_effects, reason = "a test that overflows fails, which is what it is for")]
    use super::*;
    use proptest::prelude::*;

    const DAY: Duration = Duration::from_secs(86_400);

    fn rows() -> impl Iterator<Item = (u32, Duration)> {
        (1_u32..).zip(PLAN)
    }

    #[test]
    fn the_plan_is_the_published_one() {
        let secs: Vec<u64> = PLAN.iter().map(Duration::as_secs).collect();
        assert_eq!(secs, [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]);
        let total: Duration = PLAN.iter().sum();
        assert_eq!(total.as_secs(), 75 * 3_600 + 35 * 60 + 5);
    }

    #[test]
    fn every_row_spreads_by_a_fifth_exactly() {
        for (failed, row) in rows() {
            assert_eq!(next_delay(failed, 0, None), Some(row * 4 / 5));
            assert_eq!(next_delay(failed, 500, None), Some(row));
            assert_eq!(next_delay(failed, 1_000, None), Some(row * 6 / 5));
        }
    }

    #[test]
    fn the_plan_ends() {
        assert_eq!(next_delay(10, 500, None), None);
        assert_eq!(next_delay(u32::MAX, 500, Some(DAY)), None);
        assert_eq!(next_delay(0, 500, None), Some(Duration::ZERO));
    }

    #[test]
    fn the_longer_of_retry_after_and_the_plan_counts() {
        let hour = Duration::from_secs(HOUR);
        assert_eq!(next_delay(1, 500, Some(hour)), Some(hour));
        assert_eq!(next_delay(5, 500, Some(hour)), Some(hour * 5));
        assert_eq!(next_delay(5, 500, Some(Duration::ZERO)), Some(hour * 5));
    }

    #[test]
    fn retry_after_is_held_to_a_day() {
        for (failed, _) in rows().take(8) {
            assert_eq!(next_delay(failed, 500, Some(Duration::MAX)), Some(DAY));
        }
        // The last row's own jitter may pass the day; what the receiver asks may not.
        assert_eq!(next_delay(9, 1_000, Some(Duration::MAX)), Some(DAY * 6 / 5));
    }

    proptest! {
        #[test]
        fn stays_within_a_fifth(
            (failed, planned) in prop::sample::select(rows().collect::<Vec<_>>()),
            jitter in any::<u32>(),
        ) {
            let delay = next_delay(failed, jitter, None);
            prop_assert!(delay >= Some(planned * 4 / 5) && delay <= Some(planned * 6 / 5));
        }

        #[test]
        fn grows_with_every_argument(
            failed in 1_u32..9,
            jitter in 0_u32..1_000,
            asked in 0_u64..200_000,
        ) {
            let asked = Duration::from_secs(asked);
            let delay = next_delay(failed, jitter, Some(asked));
            prop_assert!(delay <= next_delay(failed + 1, jitter, Some(asked)));
            prop_assert!(delay <= next_delay(failed, jitter + 1, Some(asked)));
            prop_assert!(delay <= next_delay(failed, jitter, Some(asked + Duration::from_secs(1))));
        }
    }
}
