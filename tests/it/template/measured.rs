//! Which metrics there are: those that the code prints, and those that AWS publishes for what the
//! template makes. A name that is in neither list would stay empty, and its alarm silent, for ever.

use app::ports::Metric;
use boot::metrics::{DIMENSION, NAMESPACE};
use domain::delivery::DeliveryStatus;
use local::functions::JOBS;

use super::read::Template;

/// A metric, as a dashboard or an alarm names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) namespace: String,
    pub(super) name: String,
    pub(super) dimensions: Vec<(String, String)>,
}

/// What AWS publishes: the namespace, the dimensions with the kind of resource that each names, and
/// the metrics. Sources: the user guides of API Gateway (HTTP APIs), Lambda, SQS and DynamoDB.
type Published = (&'static str, &'static [(&'static str, &'static str)], &'static [&'static str]);

const PUBLISHED: [Published; 6] = [
    (
        "AWS/ApiGateway",
        &[("ApiId", "AWS::Serverless::HttpApi")],
        &["Count", "4xx", "5xx", "Latency", "IntegrationLatency"],
    ),
    (
        "AWS/Lambda",
        &[("FunctionName", "AWS::Serverless::Function")],
        &["Invocations", "Errors", "Throttles", "Duration", "ConcurrentExecutions", "IteratorAge"],
    ),
    (
        "AWS/Lambda",
        &[],
        &["ConcurrentExecutions", "UnreservedConcurrentExecutions", "Throttles", "Errors", "Invocations"],
    ),
    (
        "AWS/SQS",
        &[("QueueName", "AWS::SQS::Queue")],
        &[
            "ApproximateAgeOfOldestMessage",
            "ApproximateNumberOfMessagesDelayed",
            "ApproximateNumberOfMessagesNotVisible",
            "ApproximateNumberOfMessagesVisible",
        ],
    ),
    (
        "AWS/DynamoDB",
        &[("TableName", "AWS::DynamoDB::Table")],
        &["ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits", "ReadThrottleEvents", "WriteThrottleEvents"],
    ),
    (
        "AWS/DynamoDB",
        &[("TableName", "AWS::DynamoDB::Table"), ("GlobalSecondaryIndexName", "an index")],
        &["ReadThrottleEvents", "WriteThrottleEvents"],
    ),
];

impl Named {
    /// Fails unless somebody publishes it.
    pub(super) fn exists(&self, template: &Template) {
        if self.namespace == NAMESPACE { self.is_ours() } else { self.is_of_aws(template) }
    }

    fn is_ours(&self) {
        let metric = self.metric().unwrap_or_else(|| panic!("the code does not measure {}", self.name));
        let names: Vec<_> = self.dimensions.iter().map(|(name, _)| name.as_str()).collect();
        let wanted: Vec<_> = std::iter::once(DIMENSION).chain(metric.kinds().iter().copied()).collect();
        assert_eq!(names, wanted, "{self:?}");
        for (name, value) in &self.dimensions {
            let known: Vec<&str> = match name.as_str() {
                DIMENSION => vec!["${AWS::StackName}"],
                "Sweep" => JOBS.iter().map(|job| job.name).collect(),
                "Mode" => vec!["live", "test"],
                "Outcome" => {
                    vec!["succeeded", "declined", "requires_action", "abandoned", "unavailable", "unknown"]
                }
                "Result" => DeliveryStatus::ALL.iter().map(|status| status.as_str()).collect(),
                _ => vec![],
            };
            assert!(known.contains(&value.as_str()), "{self:?}");
        }
    }

    /// The metric of ours, if it is one.
    pub(super) fn metric(&self) -> Option<Metric> {
        Metric::ALL.iter().copied().find(|metric| self.namespace == NAMESPACE && metric.name() == self.name)
    }

    fn is_of_aws(&self, template: &Template) {
        let fits = PUBLISHED.iter().any(|(namespace, dimensions, names)| {
            *namespace == self.namespace
                && names.contains(&self.name.as_str())
                && dimensions.len() == self.dimensions.len()
                && dimensions
                    .iter()
                    .zip(&self.dimensions)
                    .all(|((wanted, kind), (name, value))| wanted == name && names_a(kind, value, template))
        });
        assert!(fits, "nobody publishes {self:?}");
    }
}

/// Whether a dimension's value names a resource of this kind.
fn names_a(kind: &str, value: &str, template: &Template) -> bool {
    if kind == "an index" {
        return store::table::MAIN.indexes.iter().any(|index| index.name == value);
    }
    let id = value.trim_start_matches("${").trim_end_matches('}');
    let (id, attribute) = id.split_once('.').unwrap_or((id, ""));
    // A queue's reference is its address; only its attribute is its name.
    let wanted = if kind == "AWS::SQS::Queue" { "QueueName" } else { "" };
    attribute == wanted && template.all(kind).iter().any(|(known, _)| *known == id)
}
