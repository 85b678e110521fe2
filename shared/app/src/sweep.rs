//! What the sweeps share: so many at once, for so long, and a report of what came of it.

use std::future::Future;

use futures::{StreamExt as _, future, stream};
use jiff::SignedDuration;

use crate::Trouble;
use crate::ports::Clock;
use crate::work::Report;

/// How many entries one run looks for. A merchant may make 2,000 sessions a second, and a minute later
/// the next run comes: no run stops for having done enough while it still has time.
pub(crate) const AT_MOST: usize = 60_000;
/// How long a run begins new work. Its function is stopped after fifty seconds, and the next run begins
/// after a minute.
const TIME: SignedDuration = SignedDuration::from_secs(35);
/// How many are done at once.
const AT_ONCE: usize = 32;

/// Does these one by one, the first ones first, until all are done or the time is over. What is left or
/// has failed stays due.
pub(crate) async fn each<T, F>(due: Vec<T>, one: impl Fn(T) -> F, clock: &dyn Clock) -> Report
where
    F: Future<Output = Result<bool, Trouble>>,
{
    let until = clock.now().saturating_add(TIME);
    let in_time = |_: &T| future::ready(until.as_ref().is_ok_and(|until| clock.now() < *until));
    let due = stream::iter(due).take_while(in_time);
    let outcomes: Vec<_> = due.map(one).buffer_unordered(AT_ONCE).collect().await;
    report(&outcomes)
}

/// Counts what a sweep did, and logs what failed.
fn report(outcomes: &[Result<bool, Trouble>]) -> Report {
    for trouble in outcomes.iter().filter_map(|outcome| outcome.as_ref().err()) {
        tracing::error!(%trouble, "one of a sweep failed and stays due");
    }
    Report {
        due: outcomes.len(),
        changed: outcomes.iter().filter(|outcome| matches!(outcome, Ok(true))).count(),
        failed: outcomes.iter().filter(|outcome| outcome.is_err()).count(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use domain::Timestamp;
    use futures::FutureExt as _;

    use super::*;

    #[derive(Debug, Default)]
    struct Seconds(AtomicI64);

    impl Clock for Seconds {
        fn now(&self) -> Timestamp {
            Timestamp::from_second(self.0.load(Ordering::SeqCst)).unwrap()
        }
    }

    #[test]
    fn however_much_is_due_is_done_in_one_run_while_there_is_time() {
        let clock = Seconds::default();
        let all = (0..AT_MOST).collect();
        let report = each(all, |n| future::ready(Ok(n % 2 == 0)), &clock).now_or_never().unwrap();
        assert_eq!(report, Report { due: AT_MOST, changed: AT_MOST / 2, failed: 0 });
    }

    #[test]
    fn when_the_time_is_over_nothing_new_is_begun() {
        let clock = Seconds::default();
        let slow = |_: i32| {
            clock.0.fetch_add(1, Ordering::SeqCst);
            future::ready(Ok(true))
        };
        let report = each((0..1_000).collect(), slow, &clock).now_or_never().unwrap();
        assert_eq!(report.due, usize::try_from(TIME.as_secs()).unwrap());
    }
}
