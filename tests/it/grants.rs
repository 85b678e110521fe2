//! No function may do what it never does.
//!
//! That none does more than it may is held everywhere else: each function that a test runs is
//! refused what it has no grant for, and the test fails at its end.

use std::collections::BTreeSet;

use app::{Deps, Grant};
use local::functions::OPERATORS;
use local::roles::Use;
use serde_json::{Value, json};
use testkit::When;

use crate::client::{BANK, DECLINED, GOOD, id, path_of};
use crate::fixtures;
use crate::refunds;
use crate::template::functions;
use crate::webhooks::listen;
use crate::world::World;

/// What is used on the way that every payment goes is in the story of the fixtures. The rest are
/// grants for the corners: somebody died, came late, or is gone.
#[tokio::test]
async fn each_grant_is_used() {
    let worlds = [
        fixtures::tell(fixtures::as_they_are).await,
        a_payer_comes_back_from_the_bank_too_late().await,
        a_session_expires_whose_claimant_died_and_was_not_followed_up().await,
        an_ended_session_is_to_be_changed().await,
        an_endpoint_goes_while_a_delivery_waits_for_it().await,
        a_claimant_dies_before_the_processor_is_asked().await,
        a_claimant_dies_whose_clock_is_ahead().await,
        a_follow_up_comes_after_the_payers_time_is_over().await,
        a_payer_comes_back_and_is_declined_first().await,
        refunds_are_sent_back_by_the_bank().await,
        a_customer_goes_with_what_hangs_on_them().await,
        a_deletion_dies_and_is_completed_by_its_publisher().await,
        a_session_that_saves_expires_though_it_was_paid().await,
        a_method_that_is_not_the_default_is_detached().await,
    ];
    let used: BTreeSet<Use> = worlds.iter().flat_map(|world| world.system.roles().used()).collect();
    // No call shows who derives something; see below.
    let of_root = functions::all().into_iter().filter(|function| function.may(Grant::RootSecret)).count();
    let mut granted: BTreeSet<Use> = functions::all().iter().flat_map(granted).collect();
    let before = granted.len();
    granted.retain(|(name, action, _)| action != Grant::RootSecret.action() || *name == "webhooks-deliver");
    assert_eq!(before - granted.len() + 1, of_root);
    let unused: Vec<_> = granted.difference(&used).collect();
    assert!(unused.is_empty(), "granted and never used: {unused:#?}");
    assert_eq!(used, granted);
}

#[tokio::test]
async fn each_reader_of_the_root_secret_derives_something() {
    let mut deriving = fixtures::endpoints_that_derive().await;
    for name in ["merchants-create", "api-keys-create"] {
        if invoked(name, fixtures::of_chance).await != invoked(name, fixtures::as_they_are).await {
            deriving.insert(name);
        }
    }
    // It signs, which the sender was asked about in the story.
    deriving.insert("webhooks-deliver");
    let all = functions::all();
    let readers: BTreeSet<_> = all.iter().filter(|one| one.may(Grant::RootSecret)).map(|one| one.name).collect();
    assert_eq!(deriving, readers);
}

/// What a function of the operator answers in a new world, where only it has these ports.
async fn invoked(name: &str, ports: fn(&World) -> Deps) -> Value {
    let world = World::start().await;
    let mut answer = Value::Null;
    for step in ["merchants-create", name] {
        let operator = OPERATORS.iter().find(|one| one.name == step).expect("a function of the operator");
        let deps = if step == name { ports(&world) } else { fixtures::as_they_are(&world) };
        let payload = fixtures::event(&format!("{step}/ok"));
        answer = api::operator::process(operator, &payload, &deps).await.expect("an answer");
    }
    answer
}

fn granted(function: &functions::Function) -> Vec<Use> {
    let name = function.name;
    function.grants.iter().map(|grant| (name, grant.action().to_owned(), grant.resource().to_owned())).collect()
}

/// How long a payer may stay at the bank, and a moment.
const AT_THE_BANK: i64 = 31 * 60;

async fn a_payer_comes_back_from_the_bank_too_late() -> World {
    let world = World::start().await;
    let session = world.merchant().session().await;
    world.merchant().pay(&session, BANK).await;
    world.later(AT_THE_BANK);
    assert_eq!(world.payer().get(&path_of(&session["session_url"])).await.status, 200);
    assert_eq!(world.merchant().read(&session).await["next_action"], json!(null), "it is called off");
    world
}

async fn a_session_expires_whose_claimant_died_and_was_not_followed_up() -> World {
    let world = World::start().await;
    let session = world.merchant().create(json!({"amount": 1, "currency": "EUR", "expires_in_seconds": 60})).await;
    world.faults.crash(2, When::Before);
    world.merchant().pay(&session, GOOD).await;
    world.faults.revive();
    world.later(61);
    world.system.tick().await;
    assert_eq!(world.merchant().read(&session).await["expired"], true);
    world
}

/// Its claimant died once the processor had charged, and no follow-up came: what it saves has a customer.
async fn a_session_that_saves_expires_though_it_was_paid() -> World {
    let world = World::start().await;
    let saving = json!({"amount": 1, "currency": "EUR", "expires_in_seconds": 60, "save_payment_method": "always"});
    let session = world.merchant().create(saving).await;
    world.faults.crash(3, When::Before);
    world.merchant().pay(&session, GOOD).await;
    world.faults.revive();
    world.later(61);
    world.system.tick().await;
    let after = world.merchant().read(&session).await;
    assert!(after["paid"] == true && after["payment_method_id"].is_string(), "{after}");
    world
}

async fn a_method_that_is_not_the_default_is_detached() -> World {
    let world = World::start().await;
    let merchant = world.merchant();
    let saving = json!({"amount": 1, "currency": "EUR", "save_payment_method": "always"});
    let first = merchant.pay(&merchant.create(saving.clone()).await, GOOD).await.json;
    let mut again = saving;
    again["customer"] = first["customer_id"].clone();
    let second = merchant.pay(&merchant.create(again).await, GOOD).await.json;
    let method = second["payment_method_id"].as_str().unwrap();
    assert_eq!(merchant.post(&format!("/v1/payment_methods/{method}/detach"), json!({})).await.status, 200);
    world
}

async fn an_ended_session_is_to_be_changed() -> World {
    let world = World::start().await;
    let session = world.merchant().session().await;
    world.merchant().cancel(&session).await;
    let path = format!("/v1/payment_sessions/{}", id(&session));
    let answer = world.merchant().keyed("late").post(&path, json!({"metadata": {"a": "b"}})).await;
    assert_eq!(answer.refusal(), (409, "session_ended"));
    world
}

async fn an_endpoint_goes_while_a_delivery_waits_for_it() -> World {
    let world = World::start().await;
    let (receiver, endpoint) = listen(&world, json!(["payment_session.created"])).await;
    receiver.answer(500);
    world.merchant().session().await;
    world.live_through(8).await;
    let tried = receiver.received().len();
    assert_eq!(tried, 3, "the next attempt is too far for the queue");
    world.merchant().delete(&format!("/v1/webhook_endpoints/{}", id(&endpoint))).await;
    world.live_through(45).await;
    assert_eq!(receiver.received().len(), tried);
    world
}

async fn a_claimant_dies_before_the_processor_is_asked() -> World {
    let world = World::start().await;
    let session = world.merchant().session().await;
    world.faults.crash(2, When::Before);
    world.merchant().pay(&session, GOOD).await;
    world.faults.revive();
    world.live_through(3).await;
    let found = world.merchant().read(&session).await["last_payment_error"]["decline_code"].clone();
    assert_eq!(found, "never_received");
    assert_eq!(world.charges().await, 0);
    world
}

async fn a_claimant_dies_whose_clock_is_ahead() -> World {
    let world = World::start().await;
    let session = world.merchant().session().await;
    world.drain().await;
    world.later(300);
    world.faults.crash(3, When::Before);
    world.merchant().pay(&session, GOOD).await;
    world.faults.revive();
    world.later(-300);
    world.live_through(8).await;
    assert_eq!(world.merchant().read(&session).await["paid"], true);
    world
}

/// One is answered at once, and one only by the rule that ticks each minute: both have news to come.
async fn refunds_are_sent_back_by_the_bank() -> World {
    let world = World::start().await;
    let merchant = world.merchant();
    for merchant in [merchant.clone(), merchant.with("sandbox-scenario", "timeout_before_commit")] {
        let payment = refunds::paid_with(&world, refunds::SENT_BACK).await;
        refunds::refund(&merchant, &payment, json!({})).await;
    }
    world.live_through(4).await;
    world
}

async fn a_follow_up_comes_after_the_payers_time_is_over() -> World {
    let world = World::start().await;
    let session = world.merchant().session().await;
    let merchant = world.merchant().keyed("k");
    world.faults.crash(3, When::Before);
    merchant.pay(&session, BANK).await;
    world.faults.revive();
    world.system.pump_stream().await;
    // Its client comes back first, and sends the payer to the bank.
    world.later(31);
    assert!(merchant.pay(&session, BANK).await.json["next_action"].is_object());
    world.later(AT_THE_BANK);
    world.system.pump_queue().await;
    assert_eq!(world.merchant().read(&session).await["next_action"], json!(null), "it is called off");
    world
}

/// A customer who has agreed to a mandate.
async fn agreed(world: &World) -> String {
    let body = json!({"amount": 900, "currency": "EUR", "type": "first_in_series"});
    let session = world.merchant().create(body).await;
    assert_eq!(world.merchant().pay(&session, GOOD).await.json["paid"], true);
    session["customer_id"].as_str().unwrap().to_owned()
}

async fn a_customer_goes_with_what_hangs_on_them() -> World {
    let world = World::start().await;
    let customer = agreed(&world).await;
    assert_eq!(world.merchant().delete(&format!("/v1/customers/{customer}")).await.status, 200);
    let detaching = agreed(&world).await;
    let methods = world.merchant().get(&format!("/v1/payment_methods?customer={detaching}")).await.json;
    let detach = format!("/v1/payment_methods/{}/detach", id(&methods["data"][0]));
    assert_eq!(world.merchant().post(&detach, json!({})).await.status, 200);
    world.drain().await;
    world
}

async fn a_deletion_dies_and_is_completed_by_its_publisher() -> World {
    let world = World::start().await;
    let customer = agreed(&world).await;
    world.drain().await;
    world.faults.crash(2, When::After);
    world.merchant().delete(&format!("/v1/customers/{customer}")).await;
    world.faults.revive();
    world.drain().await;
    let mandates = world.merchant().get(&format!("/v1/mandates?customer={customer}")).await.json;
    assert_eq!(mandates["data"][0]["revocation_reason"], "customer_deleted");
    world
}

async fn a_payer_comes_back_and_is_declined_first() -> World {
    let world = World::start().await;
    let saving = json!({"amount": 1, "currency": "EUR", "save_payment_method": "always"});
    let first = world.merchant().pay(&world.merchant().create(saving).await, GOOD).await.json;
    let body = json!({"amount": 1, "currency": "EUR", "customer": first["customer_id"]});
    let (method, sessions) = (first["payment_method_id"].as_str().unwrap(), world.merchant());
    let (session, other) = (sessions.create(body.clone()).await, sessions.create(body).await);
    let path = path_of(&session["session_url"]);
    assert!(world.payer().get(&path).await.text.contains(method));
    let card = [("number", DECLINED), ("expiry", "12 / 30"), ("cvc", "123"), ("name", "Ada")];
    let declined = [[("attempt", "0")].as_slice(), &card].concat();
    assert!(world.payer().post_form(&path, &declined).await.text.contains(method));
    assert_eq!(world.payer().post_form(&path, &[("attempt", "1"), ("method", method)]).await.status, 303);
    let pay = format!("/v1/payment_sessions/{}/pay", id(&other));
    assert_eq!(sessions.post(&pay, json!({"payment_method": method})).await.status, 200);
    world
}
