//! What the sweeps share: so many at once, for so long, and a report of what came of it.

use std::future::Future;

use domain::Timestamp;
use futures::{StreamExt as _, future, stream};
use jiff::SignedDuration;
use tracing::Instrument as _;

use crate::Trouble;
use crate::ports::{Clock, Due};
use crate::work::Report;
use crate::work_span;

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
pub(crate) async fn each<T, F>(due: Vec<Due<T>>, one: impl Fn(T) -> F, clock: &dyn Clock) -> Report
where
    F: Future<Output = Result<bool, Trouble>>,
{
    let began = clock.now();
    let (found, late_seconds) = (due.len(), due.first().map_or(0, |oldest| late(oldest.at, began)));
    let until = began.saturating_add(TIME);
    let in_time = |_: &Due<T>| future::ready(until.as_ref().is_ok_and(|until| clock.now() < *until));
    let due = stream::iter(due).take_while(in_time);
    // A span for each, so that what is logged of one says which it was.
    let logged = |entry: Due<T>| logging(one(entry.what)).instrument(work_span!("entry"));
    let outcomes: Vec<_> = due.map(logged).buffer_unordered(AT_ONCE).collect().await;
    Report {
        due: found,
        changed: outcomes.iter().filter(|outcome| matches!(outcome, Ok(true))).count(),
        failed: outcomes.iter().filter(|outcome| outcome.is_err()).count(),
        left: found.saturating_sub(outcomes.len()),
        late_seconds,
    }
}

async fn logging(one: impl Future<Output = Result<bool, Trouble>>) -> Result<bool, Trouble> {
    let outcome = one.await;
    if let Err(trouble) = &outcome {
        tracing::error!(%trouble, "one of a sweep failed and stays due");
    }
    outcome
}

fn late(at: Timestamp, now: Timestamp) -> u64 {
    u64::try_from(now.duration_since(at).as_secs()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use futures::FutureExt as _;

    use super::*;

    #[derive(Debug, Default)]
    struct Seconds(AtomicI64);

    impl Clock for Seconds {
        fn now(&self) -> Timestamp {
            Timestamp::from_second(self.0.load(Ordering::SeqCst)).unwrap()
        }
    }

    fn due(numbers: std::ops::Range<usize>) -> Vec<Due<usize>> {
        numbers.map(|what| Due { at: Timestamp::UNIX_EPOCH, what }).collect()
    }

    #[test]
    fn however_much_is_due_is_done_in_one_run_while_there_is_time() {
        let clock = Seconds(AtomicI64::new(90));
        let report = each(due(0..AT_MOST), |n| future::ready(Ok(n % 2 == 0)), &clock).now_or_never().unwrap();
        assert_eq!(report, Report { due: AT_MOST, changed: AT_MOST / 2, failed: 0, left: 0, late_seconds: 90 });
    }

    #[test]
    fn when_the_time_is_over_nothing_new_is_begun() {
        let clock = Seconds::default();
        let slow = |_| {
            clock.0.fetch_add(1, Ordering::SeqCst);
            future::ready(Ok(true))
        };
        let report = each(due(0..1_000), slow, &clock).now_or_never().unwrap();
        let done = usize::try_from(TIME.as_secs()).unwrap();
        assert_eq!((report.changed, report.left), (done, 1_000 - done));
    }
}
