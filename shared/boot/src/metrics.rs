//! Measurements in CloudWatch's embedded metric format: a line of the log from which CloudWatch makes
//! metrics. No call, no permission, nothing to wait for.
//!
//! Guaranteed: each line is one JSON object on a line of its own, out before the function answers; a
//! line that cannot be written is lost without harm. See decision 0020 for why this is not a library.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;

use app::ports::{Clock, Metrics, Sample};
use serde_json::{Map, Value, json};

/// The namespace of all metrics.
pub const NAMESPACE: &str = "PaymentSessions";
/// The dimension that tells deployments of one account apart.
pub const DIMENSION: &str = "Stack";
/// CloudWatch reads no more values of one metric from one line.
const VALUES_MAX: usize = 100;

/// Prints measurements.
#[derive(Debug)]
pub struct EmbeddedMetrics {
    stack: String,
    clock: Arc<dyn Clock>,
}

impl EmbeddedMetrics {
    /// Prints the measurements of this stack.
    #[must_use]
    pub fn new(stack: String, clock: Arc<dyn Clock>) -> Self {
        Self { stack, clock }
    }
}

impl Metrics for EmbeddedMetrics {
    fn record(&self, samples: &[Sample]) {
        let at = self.clock.now().as_millisecond();
        let mut out = std::io::stdout().lock();
        for line in lines(&self.stack, at, samples) {
            if writeln!(out, "{line}").and_then(|()| out.flush()).is_err() {
                tracing::debug!("nobody reads what is measured");
            }
        }
    }
}

/// One line for each combination of kinds, because a line has one value for each dimension.
fn lines(stack: &str, at: i64, samples: &[Sample]) -> Vec<Value> {
    let mut groups: BTreeMap<Vec<(&str, &str)>, Vec<&Sample>> = BTreeMap::new();
    for sample in samples {
        let kinds = sample.metric.kinds().iter().copied().zip(sample.kinds.iter().copied());
        groups.entry(kinds.collect()).or_default().push(sample);
    }
    groups.iter().flat_map(|(kinds, group)| group.chunks(VALUES_MAX).map(|some| line(stack, at, kinds, some))).collect()
}

fn line(stack: &str, at: i64, kinds: &[(&str, &str)], samples: &[&Sample]) -> Value {
    let mut values: BTreeMap<&str, (&str, Vec<u64>)> = BTreeMap::new();
    for sample in samples {
        let metric = sample.metric;
        values.entry(metric.name()).or_insert((metric.unit().as_str(), Vec::new())).1.push(sample.value);
    }
    let names: Vec<_> = std::iter::once(DIMENSION).chain(kinds.iter().map(|(name, _)| *name)).collect();
    let metrics: Vec<_> = values.iter().map(|(name, (unit, _))| json!({"Name": name, "Unit": unit})).collect();
    let about = json!({
        "Timestamp": at,
        "CloudWatchMetrics": [{"Namespace": NAMESPACE, "Dimensions": [names], "Metrics": metrics}],
    });
    let mut line = Map::from_iter([("_aws".to_owned(), about), (DIMENSION.to_owned(), json!(stack))]);
    line.extend(kinds.iter().map(|(name, word)| ((*name).to_owned(), json!(word))));
    line.extend(values.into_iter().map(|(name, (_, values))| (name.to_owned(), json!(values))));
    Value::Object(line)
}

#[cfg(test)]
mod tests {
    use app::ports::Metric;

    use super::*;

    #[test]
    fn a_line_names_its_metrics_their_units_and_one_value_of_each_dimension() {
        let samples = [
            Sample::of(Metric::Payments, ["test", "succeeded"], 1),
            Sample::new(Metric::PublishLag, 40),
            Sample::of(Metric::Payments, ["test", "declined"], 1),
            Sample::of(Metric::Payments, ["test", "succeeded"], 1),
            Sample::new(Metric::ChangesPublished, 3),
        ];
        let about = |dimensions: Value, metrics: Value| {
            let directive = json!({"Namespace": "PaymentSessions", "Dimensions": [dimensions], "Metrics": metrics});
            json!({"Timestamp": 7, "CloudWatchMetrics": [directive]})
        };
        let counts = json!([
            {"Name": "ChangesPublished", "Unit": "Count"},
            {"Name": "PublishLag", "Unit": "Milliseconds"},
        ]);
        let payments = json!([{"Name": "Payments", "Unit": "Count"}]);
        let by = json!(["Stack", "Mode", "Outcome"]);
        let wanted = [
            json!({"_aws": about(json!(["Stack"]), counts), "Stack": "s", "ChangesPublished": [3], "PublishLag": [40]}),
            json!({"_aws": about(by.clone(), payments.clone()), "Stack": "s", "Mode": "test", "Outcome": "declined", "Payments": [1]}),
            json!({"_aws": about(by, payments), "Stack": "s", "Mode": "test", "Outcome": "succeeded", "Payments": [1, 1]}),
        ];
        assert_eq!(lines("s", 7, &samples), wanted);
    }

    #[test]
    fn no_line_holds_more_values_than_are_read() {
        let samples = vec![Sample::new(Metric::DeliveryLag, 5); 250];
        let lengths: Vec<_> =
            lines("s", 0, &samples).iter().map(|line| line["DeliveryLag"].as_array().unwrap().len()).collect();
        assert_eq!(lengths, [100, 100, 50]);
    }
}
