//! The dashboard: JSON within the template, which nobody else reads before CloudWatch does.

use std::collections::BTreeSet;

use app::ports::Metric;
use serde_json::Value;

use super::functions::all;
use super::measured::Named;
use super::read::{Template, at, number, text};

fn widgets(template: &Template) -> Vec<Value> {
    let body = text(template.properties("AWS::CloudWatch::Dashboard", "Dashboard"), "/DashboardBody");
    let body: Value = serde_json::from_str(body).expect("the dashboard is JSON");
    at(&body, "/widgets").as_array().expect("widgets").clone()
}

/// The metrics of a widget. Rows that are an expression are left to the test of expressions.
fn metrics(widget: &Value) -> Vec<Named> {
    let rows = at(widget, "/properties/metrics").as_array().expect("metrics");
    let words = |row: &Value| -> Vec<String> {
        let row = row.as_array().expect("a row");
        row.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let named = |words: Vec<String>| {
        let [namespace, name, dimensions @ ..] = words.as_slice() else { return None };
        assert_eq!(dimensions.len() % 2, 0, "{words:?}");
        let dimensions = dimensions.chunks(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect();
        Some(Named { namespace: namespace.clone(), name: name.clone(), dimensions })
    };
    rows.iter().map(words).filter_map(named).collect()
}

#[test]
fn each_curve_is_of_something_that_is_published() {
    let template = Template::read();
    for widget in widgets(&template) {
        let metrics = metrics(&widget);
        metrics.iter().for_each(|metric| metric.exists(&template));
        assert!(!text(&widget, "/properties/title").is_empty());
        assert_eq!(text(&widget, "/properties/region"), "${AWS::Region}");
    }
}

#[test]
fn whatever_is_measured_is_shown() {
    let template = Template::read();
    let shown: Vec<_> = widgets(&template).iter().flat_map(metrics).collect();
    let ours: BTreeSet<_> = shown.iter().filter_map(Named::metric).collect();
    assert_eq!(ours, Metric::ALL.iter().copied().collect());
    let failing = shown.iter().filter(|metric| metric.name == "Errors").map(|metric| metric.dimensions[0].1.clone());
    let functions = all().into_iter().map(|function| format!("${{{}}}", function.id("Function")));
    assert_eq!(failing.collect::<BTreeSet<_>>(), functions.collect(), "the errors of each function");
}

#[test]
fn expressions_look_for_metrics_of_this_api_only() {
    let template = Template::read();
    let mut found = 0;
    for widget in widgets(&template) {
        for row in at(&widget, "/properties/metrics").as_array().expect("metrics") {
            let Some(expression) = row.get(0).and_then(|first| first.get("expression")) else { continue };
            let expression = expression.as_str().expect("an expression");
            let wanted = "SEARCH('Namespace=\"AWS/ApiGateway\" MetricName=\"Latency\" ApiId=\"${Api}\"', 'p";
            assert!(expression.starts_with(wanted), "{expression}");
            found += 1;
        }
    }
    assert_eq!(found, 2);
}

#[test]
fn no_widget_lies_upon_another() {
    let mut taken = BTreeSet::new();
    for widget in widgets(&Template::read()) {
        let [x, y, width, height] = ["/x", "/y", "/width", "/height"].map(|place| number(&widget, place));
        assert!(x + width <= 24, "{}", text(&widget, "/properties/title"));
        for cell in (x..x + width).flat_map(|x| (y..y + height).map(move |y| (x, y))) {
            assert!(taken.insert(cell), "{}", text(&widget, "/properties/title"));
        }
    }
}
