//! What a function adds to the one call to the table that it cannot do without.
//!
//! Both go over the same client to the same table, in turns. A function's side holds everything that is ours, from
//! the request to the response: checking, deciding, drawing. The runtime's reading of the event is measured beside
//! it, as it is the same for any function behind the gateway.

use std::collections::HashMap;
use std::future::Future;

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
    let rounds = effort.pick(2_000, 10_000);
    let [mut create, mut retrieve]: [Pair; 2] = std::array::from_fn(|_| Pair::default());
    for round in 0..rounds {
        // Who comes second finds the caches as the first left them, so they take turns at that, too.
        let function_first = round % 2 == 0;
        let event = calls::create(&format!("order-{round}")).to_string();
        let put = bare_put(client, &template, round);
        let asked = function(&payment_sessions_create::ENDPOINT, &event, StatusCode::CREATED, deps);
        Box::pin(create.push(function_first, asked, put)).await;
        let event = calls::retrieve(&id).to_string();
        let asked = function(&payment_sessions_get::ENDPOINT, &event, StatusCode::OK, deps);
        Box::pin(retrieve.push(function_first, asked, bare_get(client, &template))).await;
    }
    println!("{rounds} of each, in turns");
    create.print("create", "PutItem", 1.15);
    retrieve.print("retrieve", "GetItem", 1.10);
}

/// A function and the call that it cannot do without.
#[derive(Debug, Default)]
struct Pair {
    /// From the request to the response.
    function: Samples,
    /// The runtime's part: the event, as text, to the request.
    reading: Samples,
    bare: Samples,
}

impl Pair {
    async fn push(
        &mut self,
        function_first: bool,
        function: impl Future<Output = Took>,
        bare: impl Future<Output = f64>,
    ) {
        let took = if function_first {
            let took = function.await;
            self.bare.push(bare.await);
            took
        } else {
            self.bare.push(bare.await);
            function.await
        };
        self.reading.push(took.reading);
        self.function.push(took.function);
    }

    fn print(&self, name: &str, call: &str, target: f64) {
        let us = |samples: &Samples| format!("{:.0} µs", samples.median() * 1_000.0);
        report::figure(&format!("{name}, in the function"), &us(&self.function));
        report::figure("  and the runtime, which reads the event", &us(&self.reading));
        report::figure(&format!("bare {call} of the same item"), &us(&self.bare));
        let (function, bare) = (self.function.median(), self.bare.median());
        report::at_most(&format!("{name} over {call}"), function / bare, target, "");
        let whole = (function + self.reading.median()) / bare;
        report::figure("  with the reading of the event", &format!("{whole:.2}"));
    }
}

/// What a function took, in milliseconds.
#[derive(Debug, Clone, Copy)]
struct Took {
    reading: f64,
    function: f64,
}

async fn function(endpoint: &Endpoint, event: &str, expected: StatusCode, deps: &Deps) -> Took {
    let begun = stopwatch::now();
    let request = lambda_http::request::from_str(event).expect("an event of API Gateway");
    let reading = stopwatch::since(begun);
    let begun = stopwatch::now();
    let status = boot::http::process(endpoint, request, deps).await.status();
    let function = stopwatch::since(begun);
    assert_eq!(status, expected);
    Took { reading, function }
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
