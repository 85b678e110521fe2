//! The document says what the code does.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::*;
use crate::fields::{Errors, Fields};
use crate::v1;

fn now() -> domain::Timestamp {
    "2026-11-20T09:00:00Z".parse().unwrap()
}

#[test]
fn paths_know_their_methods() {
    assert_eq!(methods_of("/v1/payment_sessions"), [Method::Get, Method::Post]);
    assert_eq!(methods_of("/v1/payment_sessions/ps_1/cancel"), [Method::Post]);
    assert_eq!(methods_of("/v1/payment_sessions/"), []);
    assert_eq!(methods_of("/v1/nothing"), []);
}

/// The names that a reader asks for.
fn read_by<T>(reader: impl FnOnce(&mut Fields<'_>) -> Option<T>) -> BTreeSet<String> {
    let (body, mut errors) = (json!({}), Errors::default());
    let mut fields = Fields::new(&body, "", &mut errors).unwrap();
    reader(&mut fields);
    fields.finish().into_iter().map(str::to_owned).collect()
}

fn described(shape: &str) -> BTreeSet<String> {
    let document = document("https://pay.example");
    let properties = document["components"]["schemas"][shape]["properties"].as_object().unwrap().clone();
    properties.keys().cloned().collect()
}

#[test]
fn every_body_is_described_by_the_very_fields_that_are_read() {
    // What a reader knows and only refuses to take is not advertised.
    let mut endpoint = read_by(v1::endpoint_body);
    endpoint.remove("ordered");
    assert_eq!(described("WebhookEndpointCreate"), endpoint);
    let mut customer = read_by(v1::customer_details);
    customer.retain(|name| !v1::LATER_OF_NEW_CUSTOMERS.contains(&name.as_str()));
    assert_eq!(described("CustomerCreate"), customer);
    let mut customer = read_by(v1::customer_change);
    customer.retain(|name| !v1::LATER_OF_CUSTOMERS.contains(&name.as_str()));
    assert_eq!(described("CustomerUpdate"), customer);
    let mut create = read_by(|fields| v1::create_draft(fields, false, now()));
    create.retain(|name| !v1::LATER.contains(&name.as_str()));
    assert_eq!(described("PaymentSessionCreate"), create);
    assert_eq!(described("PaymentSessionUpdate"), read_by(|fields| v1::update_change(fields, false)));
    assert_eq!(described("PaymentSessionCancel"), read_by(v1::cancel_reason));
    assert_eq!(described("PaymentCapture"), read_by(v1::capture_wish));
    assert_eq!(described("PaymentSessionPay"), read_by(|fields| v1::pay_body(fields, now())));
}

/// Every reference within a value.
fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            found.extend(map.get("$ref").and_then(Value::as_str).map(str::to_owned));
            map.values().for_each(|value| references(value, found));
        }
        Value::Array(list) => list.iter().for_each(|value| references(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn every_reference_leads_somewhere_and_every_operation_has_its_own_name() {
    let document = document("https://pay.example");
    let mut found = BTreeSet::new();
    references(&document, &mut found);
    assert!(found.len() > 15, "{found:?}");
    for reference in found {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
    let names: BTreeSet<_> = OPERATIONS.iter().map(|operation| operation.id).collect();
    assert_eq!(names.len(), OPERATIONS.len());
}

#[test]
fn the_document_is_reviewed_as_a_whole() {
    insta::assert_json_snapshot!(document("https://pay.example"));
}
