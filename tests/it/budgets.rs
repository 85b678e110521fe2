//! What each operation may cost, in calls on its path and in the table's units.
//!
//! Budgets are for the usual case: keys in the cache, an item of at most 1 KiB. The table below is
//! printed by `cargo test`, past its capture, so that a change of cost is seen in every run.

use std::fmt::Write as _;
use std::io::Write as _;

use local::TABLE;
use serde_json::{Value, json};
use testkit::Receiver;

use crate::client::{DECLINED, GOOD, id};
use crate::meter::{Cost, Meter};
use crate::world::World;

struct Row {
    name: &'static str,
    cost: Cost,
    calls: usize,
    writes: u64,
    read_halves: u64,
}

impl Row {
    fn holds(&self) -> bool {
        self.cost.calls.len() <= self.calls
            && self.cost.write_halves <= self.writes * 2
            && self.cost.read_halves <= self.read_halves
    }

    fn line(&self) -> String {
        let half = |halves: u64| format!("{}.{}", halves / 2, (halves % 2) * 5);
        format!(
            "{:<34} {:>2} of {:<2} {:>5} of {:<4} {:>5} of {:<5} {}",
            self.name,
            self.cost.calls.len(),
            self.calls,
            half(self.cost.write_halves),
            self.writes,
            half(self.cost.read_halves),
            half(self.read_halves),
            self.cost.calls.join(", ")
        )
    }
}

/// A session as a shop would create it.
fn usual() -> Value {
    json!({
        "amount": 4900, "currency": "EUR", "description": "Order 1042", "external_reference": null,
        "return_url": "https://shop.example/thanks", "cancel_url": "https://shop.example/cart", "metadata": {"order": "1042"},
    })
}

/// The same, to be held until the shop captures it.
fn manual() -> Value {
    let mut body = usual();
    body["capture_method"] = json!("manual");
    body
}

#[tokio::test]
async fn every_operation_stays_within_its_budget() {
    let (world, meter) = World::metered().await;
    let merchant = world.merchant();
    let mut rows = Vec::new();
    let mut row = |name, calls, writes, read_halves| {
        rows.push(Row { name, cost: meter.take(TABLE), calls, writes, read_halves });
    };
    // The first request of a minute reads the key and the merchant.
    merchant.get("/v1/webhook_endpoints").await;
    row("first request with a key", 3, 0, 4);
    let session = merchant.keyed("order-1042").create(usual()).await;
    row("create", 1, 3, 0);
    merchant.read(&session).await;
    row("retrieve", 1, 0, 1);
    let session = merchant.keyed("pay-1042").pay(&session, GOOD).await.json;
    row("pay, automatic capture", 2, 4, 0);
    merchant.read(&session).await;
    row("retrieve, paid", 1, 0, 1);
    let other = merchant.create(usual()).await;
    meter.take(TABLE);
    merchant.pay(&other, DECLINED).await;
    row("pay, declined", 2, 4, 0);
    merchant.cancel(&other).await;
    row("cancel", 1, 2, 0);
    merchant.keyed("order-1042").create(usual()).await;
    row("create, repeated with its key", 1, 1, 0);
    let reserved = merchant.create(manual()).await;
    meter.take(TABLE);
    let reserved = merchant.keyed("hold").pay(&reserved, GOOD).await.json;
    row("pay, held for a capture", 2, 4, 0);
    let payment = format!("/v1/payments/{}", reserved["payment_id"].as_str().unwrap());
    merchant.keyed("part").post(&format!("{payment}/capture"), json!({"amount": 1000})).await;
    row("capture a part", 2, 3, 0);
    merchant.keyed("rest").post(&format!("{payment}/capture"), json!({})).await;
    row("capture the rest", 2, 3, 0);
    let released = merchant.create(manual()).await;
    let released = merchant.pay(&released, GOOD).await.json;
    meter.take(TABLE);
    merchant.post(&format!("/v1/payments/{}/void", released["payment_id"].as_str().unwrap()), json!({})).await;
    row("void", 2, 3, 0);
    let refunds = |payment: &Value, amount: u64| json!({"payment": payment, "amount": amount, "reason": "duplicate"});
    let given_back = session["payment_id"].clone();
    merchant.keyed("refund-part").post("/v1/refunds", refunds(&given_back, 1_900)).await;
    row("refund a part", 2, 3, 0);
    merchant.keyed("refund-rest").post("/v1/refunds", refunds(&given_back, 3_000)).await;
    row("refund the rest", 2, 3, 0);
    let whole = merchant.create(usual()).await;
    let whole = merchant.keyed("pay-whole").pay(&whole, GOOD).await.json;
    meter.take(TABLE);
    merchant.keyed("refund-whole").post("/v1/refunds", json!({"payment": whole["payment_id"]})).await;
    row("refund the whole", 2, 3, 0);
    let overdue = merchant.create(json!({"amount": 1, "currency": "EUR", "expires_in_seconds": 60})).await;
    world.drain().await;
    world.later(60);
    meter.take(TABLE);
    let clock = domain::Timestamp::from_second(world.now().as_second()).unwrap();
    let overdue = domain::ids::SessionId::parse(id(&overdue)).unwrap();
    let deps = world.system.deps();
    let cause = app::access::nobody(deps.randomness.as_ref());
    deps.sessions.expire(overdue, clock, cause).await.unwrap();
    row("expire one that is due", 1, 2, 0);
    report("Budgets of the table", &rows);
    for row in &rows {
        assert!(row.holds(), "over budget: {}", row.line());
    }
    world.finish().await;
}

#[tokio::test]
async fn each_request_about_a_customer_keeps_its_budget() {
    let (world, meter) = World::metered().await;
    let merchant = world.merchant();
    merchant.get("/v1/webhook_endpoints").await;
    meter.take(TABLE);
    let mut rows = Vec::new();
    let mut row = |name, calls, writes, read_halves| {
        rows.push(Row { name, cost: meter.take(TABLE), calls, writes, read_halves });
    };
    let plain = merchant.keyed("c-1").post("/v1/customers", json!({"email": "ada@example.com", "name": "Ada"})).await;
    row("create, entries of list and address", 1, 3, 0);
    let plain = format!("/v1/customers/{}", id(&plain.json));
    let known = merchant.keyed("c-2").post("/v1/customers", json!({"external_customer_id": "u-1"})).await;
    row("create, with your own id", 1, 8, 0);
    let known = format!("/v1/customers/{}", id(&known.json));
    merchant.keyed("c-1").post("/v1/customers", json!({"email": "ada@example.com", "name": "Ada"})).await;
    row("create, repeated with its key", 1, 1, 0);
    merchant.get(&plain).await;
    row("retrieve", 1, 0, 1);
    merchant.post(&plain, json!({"name": "Ada Lovelace"})).await;
    row("update", 2, 1, 2);
    merchant.keyed("u-1").post(&plain, json!({"name": "Ada"})).await;
    row("update, keyed", 2, 4, 2);
    merchant.keyed("u-1").post(&plain, json!({"name": "Ada"})).await;
    row("update, repeated with its key", 2, 4, 2);
    merchant.post(&known, json!({"external_customer_id": "u-2"})).await;
    row("update, another id of your own", 2, 8, 2);
    merchant.get("/v1/customers?external_customer_id=u-2").await;
    row("list, the one with your own id", 2, 0, 4);
    merchant.delete(&plain).await;
    row("delete, and look for what hangs on them", 4, 3, 4);
    merchant.delete(&known).await;
    row("delete, with your own id", 4, 6, 4);
    report("Budgets of customers", &rows);
    for row in &rows {
        assert!(row.holds(), "over budget: {}", row.line());
    }
    world.finish().await;
}

#[tokio::test]
async fn each_request_about_a_mandate_keeps_its_budget() {
    let (world, meter) = World::metered().await;
    let merchant = world.merchant();
    merchant.get("/v1/webhook_endpoints").await;
    meter.take(TABLE);
    let mut rows = Vec::new();
    let mut row = |name, calls, writes, read_halves| {
        rows.push(Row { name, cost: meter.take(TABLE), calls, writes, read_halves });
    };
    let first =
        |customer: &Value| json!({"amount": 900, "currency": "EUR", "type": "first_in_series", "customer": customer});
    // The session, the customer and the mandate.
    let one = merchant.keyed("one").create(first(&Value::Null)).await;
    row("create the first, with its customer", 1, 14, 0);
    let paid = merchant.keyed("pay").pay(&one, GOOD).await.json;
    row("pay it: card, mandate, default", 3, 17, 2);
    let two = merchant.create(first(&paid["customer_id"])).await;
    row("create another of that customer", 2, 10, 2);
    let path = format!("/v1/payment_sessions/{}/pay", id(&two));
    merchant.post(&path, json!({"payment_method": paid["payment_method_id"]})).await;
    row("pay it with the saved card", 5, 9, 6);
    let three = merchant.create(first(&paid["customer_id"])).await;
    meter.take(TABLE);
    merchant.cancel(&three).await;
    // The blind write is refused first.
    row("cancel one", 2, 7, 0);
    merchant.get(&format!("/v1/mandates/{}", one["mandate_id"].as_str().unwrap())).await;
    row("retrieve", 1, 0, 2);
    merchant.get(&format!("/v1/mandates?customer={}", paid["customer_id"].as_str().unwrap())).await;
    row("list three", 2, 0, 5);
    merchant.post(&format!("/v1/mandates/{}/revoke", two["mandate_id"].as_str().unwrap()), json!({})).await;
    row("revoke", 2, 1, 2);
    merchant
        .post(&format!("/v1/payment_methods/{}/detach", paid["payment_method_id"].as_str().unwrap()), json!({}))
        .await;
    row("detach, with the mandate and the default", 5, 8, 9);
    report("Budgets of mandates", &rows);
    for row in &rows {
        assert!(row.holds(), "over budget: {}", row.line());
    }
    world.finish().await;
}

/// An endpoint that nothing was sent to yet.
async fn listen(world: &World) -> Receiver {
    let receiver = Receiver::start().await.unwrap();
    world.merchant().post("/v1/webhook_endpoints", json!({"url": receiver.url()})).await;
    receiver
}

/// An endpoint that was reached within the hour, which is what busy merchants have.
async fn listen_and_be_reached(world: &World) -> Receiver {
    let receiver = listen(world).await;
    world.merchant().create(usual()).await;
    world.drain().await;
    receiver.forget();
    receiver
}

/// What creating, paying, publishing and delivering one session costs.
async fn paid_life(world: &World, meter: &Meter) -> Cost {
    meter.take(TABLE);
    let session = world.merchant().keyed("order").create(usual()).await;
    world.drain().await;
    world.merchant().keyed("pay").pay(&session, GOOD).await;
    world.drain().await;
    meter.take(TABLE)
}

/// The two table calls of the publisher wait together; the third is the delivery's, in a function
/// of its own.
#[tokio::test]
async fn publishing_to_an_endpoint_reached_within_the_hour_costs_two_writes_and_half_a_read() {
    let (world, meter) = World::metered().await;
    let receiver = listen_and_be_reached(&world).await;
    world.merchant().create(usual()).await;
    meter.take(TABLE);
    world.drain().await;
    let cost = meter.take(TABLE);
    let row = Row { name: "publish one event to one endpoint", cost, calls: 3, writes: 2, read_halves: 1 };
    assert_eq!(receiver.received().len(), 1);
    report("Budget of an event", std::slice::from_ref(&row));
    assert!(row.holds(), "over budget: {}", row.line());
    world.finish().await;
}

#[tokio::test]
async fn a_whole_paid_life_costs_twelve_write_units_where_the_endpoint_was_reached_within_the_hour() {
    let (world, meter) = World::metered().await;
    let receiver = listen_and_be_reached(&world).await;
    let cost = paid_life(&world, &meter).await;
    let row = Row { name: "create, pay, events, webhooks", cost, calls: 10, writes: 12, read_halves: 8 };
    assert_eq!(receiver.received().len(), 4);
    report("Budget of a whole paid life", std::slice::from_ref(&row));
    assert!(row.holds(), "over budget: {}", row.line());
    world.finish().await;
}

/// One more than the budget, once an hour for each endpoint: the note of its last success.
#[tokio::test]
async fn the_first_success_of_an_hour_costs_one_write_unit_more() {
    let (world, meter) = World::metered().await;
    let receiver = listen(&world).await;
    let cost = paid_life(&world, &meter).await;
    let row = Row { name: "the same, first of an hour", cost, calls: 11, writes: 13, read_halves: 8 };
    assert_eq!(receiver.received().len(), 4);
    report("Cost of a first success", std::slice::from_ref(&row));
    assert!(row.holds(), "over budget: {}", row.line());
    world.finish().await;
}

/// Prints past the capture of the test harness.
fn report(title: &str, rows: &[Row]) {
    let mut text = format!("\n{title:<34} {:>8} {:>13} {:>13}\n", "calls", "write units", "read units");
    for row in rows {
        let _ = writeln!(text, "{}", row.line());
    }
    let _ = std::io::stderr().write_all(text.as_bytes());
}
