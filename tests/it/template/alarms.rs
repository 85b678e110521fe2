//! The alarms, and what whoever is woken by one reads first.

use std::collections::BTreeSet;

use serde_json::Value;

use super::measured::Named;
use super::read::{Template, at, file, number, text};

const ALARM: &str = "AWS::CloudWatch::Alarm";
const GUIDE: &str = "https://github.com/payment-sessions/payment-sessions/blob/main/docs/operations.md";

/// The parts of the guide that are about an alarm, by the alarm's id.
fn paragraphs() -> Vec<(String, String)> {
    let guide = file("docs/operations.md");
    let sections = guide.split("\n### ").skip(1).filter_map(|section| section.split_once('\n'));
    let own = |text: &str| text.split("\n## ").next().unwrap_or_default().to_owned();
    sections.filter(|(id, _)| id.ends_with("Alarm")).map(|(id, text)| (id.to_owned(), own(text))).collect()
}

#[test]
fn each_alarm_leads_to_a_paragraph_and_each_paragraph_is_of_an_alarm() {
    let template = Template::read();
    let alarms: BTreeSet<_> = template.all(ALARM).iter().map(|(id, _)| (*id).to_owned()).collect();
    let described: BTreeSet<_> = paragraphs().into_iter().map(|(id, _)| id).collect();
    assert_eq!(described, alarms);
    for (id, alarm) in template.all(ALARM) {
        let description = text(alarm, "/Properties/AlarmDescription");
        assert!(description.ends_with(&format!(" {GUIDE}#{}", id.to_lowercase())), "{id}: {description}");
    }
    for (id, paragraph) in paragraphs() {
        for part in ["**Means.**", "**Look at.**", "**Do.**"] {
            assert!(paragraph.contains(part), "{id} has no {part}");
        }
    }
}

#[test]
fn each_alarm_watches_something_that_is_published() {
    let template = Template::read();
    for (id, alarm) in template.all(ALARM) {
        let watched = watched(at(alarm, "/Properties"));
        assert!(!watched.is_empty(), "{id} watches nothing");
        watched.iter().for_each(|metric| metric.exists(&template));
    }
}

#[test]
fn each_alarm_has_decided_what_silence_means() {
    let template = Template::read();
    for (id, alarm) in template.all(ALARM) {
        let missing = text(alarm, "/Properties/TreatMissingData");
        // Only the alarm that listens for silence takes it for bad.
        assert_eq!(missing == "breaching", id == "SweepSilenceAlarm", "{id}");
        assert!(["breaching", "notBreaching"].contains(&missing), "{id}");
        assert!(number(alarm, "/Properties/EvaluationPeriods") > 0, "{id}");
    }
}

/// The metrics of an alarm: its own, or those of its expression.
fn watched(alarm: &Value) -> Vec<Named> {
    let several = at(alarm, "/Metrics").as_array().cloned().unwrap_or_default();
    let inner = several.iter().map(|query| at(query, "/MetricStat/Metric")).filter(|metric| !metric.is_null());
    let own = Some(alarm).filter(|alarm| !at(alarm, "/MetricName").is_null());
    inner.chain(own).map(named).collect()
}

fn named(metric: &Value) -> Named {
    let dimensions = at(metric, "/Dimensions").as_array().cloned().unwrap_or_default();
    let pair = |dimension: &Value| (text(dimension, "/Name").to_owned(), text(dimension, "/Value").to_owned());
    Named {
        namespace: text(metric, "/Namespace").to_owned(),
        name: text(metric, "/MetricName").to_owned(),
        dimensions: dimensions.iter().map(pair).collect(),
    }
}
