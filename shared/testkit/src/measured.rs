//! What was measured, for tests to read.

use std::sync::{Arc, Mutex, PoisonError};

use app::ports::{Metric, Metrics, Sample};

/// Keeps every measurement. Clones read the same ones.
#[derive(Debug, Clone, Default)]
pub struct Measured(Arc<Mutex<Vec<Sample>>>);

impl Measured {
    /// Every measurement of this metric of these kinds, in order.
    #[must_use]
    pub fn values(&self, metric: Metric, kinds: &[&str]) -> Vec<u64> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let wanted = all.iter().filter(|sample| sample.metric == metric && sample.kinds == kinds);
        wanted.map(|sample| sample.value).collect()
    }

    /// Their sum.
    #[must_use]
    pub fn sum(&self, metric: Metric, kinds: &[&str]) -> u64 {
        self.values(metric, kinds).iter().sum()
    }

    /// Every metric that was measured.
    #[must_use]
    pub fn metrics(&self) -> std::collections::BTreeSet<Metric> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().map(|sample| sample.metric).collect()
    }
}

impl Metrics for Measured {
    fn record(&self, samples: &[Sample]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(samples);
    }
}
