//! What a function adds to the one call to the table that it cannot do without.
//!
//! Both go over the same kind of client to the same table, in turns. A function's side holds
//! everything from the event as text to the response: reading, checking, deciding, drawing.

use std::collections::HashMap;

use api::Endpoint;
use app::Deps;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure};
use http::StatusCode;
use local::{Data, Options, System, TABLE};

use crate::statistics::Samples;
use crate::{Effort, calls, report, stopwatch};

type Item = HashMap<String, AttributeValue>;

pub async fn measure(effort: Effort) {
    report::section("A function over the bare call to the table");
    let system = Box::pin(System::start(Options::new(Data::Memory))).await.expect("the system starts");
    let (deps, client) = (system.deps(), system.table_client());
    let id = calls::created("template", deps).await;
    let template = session(client).await;
    let rounds = effort.pick(1_500, 10_000);
    let mut figures: [Samples; 6] = std::array::from_fn(|_| Samples::default());
    let [create, put, retrieve, get, reading_create, reading_retrieve] = &mut figures;
    for round in 0..rounds {
        let event = calls::create(&format!("order-{round}")).to_string();
        reading_create.push(read(&event));
        create.push(function(&payment_sessions_create::ENDPOINT, &event, StatusCode::CREATED, deps).await);
        put.push(bare_put(client, &template, round).await);
        let event = calls::retrieve(&id).to_string();
        reading_retrieve.push(read(&event));
        retrieve.push(function(&payment_sessions_get::ENDPOINT, &event, StatusCode::OK, deps).await);
        get.push(bare_get(client, &template).await);
    }
    println!("{rounds} of each, in turns");
    let us = |samples: &Samples| format!("{:.0} µs", samples.median() * 1_000.0);
    report::figure("create", &us(create));
    report::figure("  of it, the runtime reading the event", &us(reading_create));
    report::figure("bare PutItem of the same item", &us(put));
    report::at_most("create over PutItem", create.median() / put.median(), 1.15, "");
    report::figure("retrieve", &us(retrieve));
    report::figure("  of it, the runtime reading the event", &us(reading_retrieve));
    report::figure("bare GetItem of the same item", &us(get));
    report::at_most("retrieve over GetItem", retrieve.median() / get.median(), 1.10, "");
}

async fn function(endpoint: &Endpoint, event: &str, expected: StatusCode, deps: &Deps) -> f64 {
    let begun = stopwatch::now();
    let status = calls::answer(endpoint, event, deps).await.status();
    let took = stopwatch::since(begun);
    assert_eq!(status, expected);
    took
}

/// What the runtime does before the function sees anything, on any function behind the gateway.
fn read(event: &str) -> f64 {
    let begun = stopwatch::now();
    let request = lambda_http::request::from_str(event).expect("an event of API Gateway");
    let took = stopwatch::since(begun);
    drop(request);
    took
}

/// The one session that is there.
async fn session(client: &Client) -> Item {
    let items = client.scan().table_name(TABLE).send().await.expect("a scan").items.expect("items");
    let is_session =
        |item: &Item| item.get("pk").and_then(|key| key.as_s().ok()).is_some_and(|key| key.starts_with("S#"));
    items.into_iter().find(is_session).expect("a session")
}

async fn bare_put(client: &Client, template: &Item, round: u32) -> f64 {
    let begun = stopwatch::now();
    let mut item = template.clone();
    item.insert("pk".to_owned(), AttributeValue::S(format!("S#bare-{round}")));
    let put = client.put_item().table_name(TABLE).set_item(Some(item));
    let put = put.condition_expression("attribute_not_exists(pk)");
    let put = put.return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
    put.send().await.expect("it is written");
    stopwatch::since(begun)
}

async fn bare_get(client: &Client, template: &Item) -> f64 {
    let begun = stopwatch::now();
    let key = |name: &str| template.get(name).cloned().expect("a key");
    let get = client.get_item().table_name(TABLE).key("pk", key("pk")).key("sk", key("sk"));
    assert!(get.send().await.expect("it is read").item.is_some());
    stopwatch::since(begun)
}
