//! Real time, which only a benchmark may look at and wait for.

use std::time::{Duration, Instant};

pub fn now() -> Instant {
    #[expect(clippy::disallowed_methods, reason = "a benchmark measures real time; no outcome depends on it")]
    let now = Instant::now();
    now
}

/// Milliseconds since then.
pub fn since(then: Instant) -> f64 {
    milliseconds(now().duration_since(then))
}

pub fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

/// Lets some real time pass.
pub async fn pause(time: Duration) {
    // Nobody ever signals this one.
    let _ = tokio::time::timeout(time, std::future::pending::<()>()).await;
}
