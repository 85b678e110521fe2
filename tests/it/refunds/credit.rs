//! Money comes for an attempt that had failed, and its merchant credits it: it stays, and is owed to the customer.

use app::keyring::demo_merchant;
use app::payments::notified::Notified;
use aws_sdk_dynamodb::types::AttributeValue;
use futures::future::{join, join_all};
use local::TABLE;
use serde_json::{Value, json};
use testkit::When;

use super::late::{CHARGED, End, booked, ended_with, held, told};
use super::{accounts, on, refund};
use crate::client::{BANK, DECLINED, path_of};
use crate::world::World;

/// A world whose merchant credits what comes late. It was made before the test could say so.
async fn crediting() -> World {
    let world = World::start().await;
    let merchant = demo_merchant().to_string();
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let pk = text(&format!("M#{}", merchant.trim_start_matches("mer_")));
    let update = world.system.table_client().update_item().table_name(TABLE).key("pk", pk).key("sk", text("M"));
    let update = update.update_expression("SET lp = :lp").expression_attribute_values(":lp", text("credit"));
    update.send().await.expect("the merchant is changed");
    world
}

/// A session of 4,900 of somebody new.
fn of_somebody() -> Value {
    json!({"amount": 4900, "currency": "EUR", "customer": {"name": "Ada"}})
}

async fn payment(world: &World, id: &str) -> Value {
    world.merchant().get(&format!("/v1/payments/{id}")).await.json
}

async fn customer_of(world: &World, session: &Value) -> Value {
    world.merchant().get(&path(session)).await.json
}

fn path(session: &Value) -> String {
    format!("/v1/customers/{}", session["customer_id"].as_str().expect("a customer"))
}

/// The payment was credited: once, and in every book.
async fn is_credited(world: &World, session: &Value, id: &str, place: &str) {
    let late = payment(world, id).await;
    let sums = ["captured_amount", "credited_amount", "refunded_amount", "refundable_amount"].map(|sum| &late[sum]);
    assert_eq!(sums, [&json!(4900), &json!(4900), &json!(0), &json!(0)], "{place}: {late}");
    assert_eq!((&late["status"], &late["unexpected"]), (&json!("captured"), &json!(true)), "{place}");
    let of_payment = json!({"id": id});
    assert_eq!(accounts(world, &of_payment).await, on([("payer", -4_900), ("credited", 4_900)]), "{place}");
    let customer = customer_of(world, session).await;
    assert_eq!(customer["balance"], json!({"EUR": 4900}), "{place}: {customer}");
    assert_eq!(world.merchant().get("/v1/refunds").await.json["data"], json!([]), "{place}");
    assert_eq!(world.merchant().story(id).await[1..], ["payment.succeeded"], "{place}");
}

/// The payment went back, and nobody is owed anything for it.
async fn goes_back(world: &World, id: &str) {
    world.live_through(2).await;
    let late = payment(world, id).await;
    let sums = ["captured_amount", "credited_amount", "refunded_amount", "refundable_amount"].map(|sum| &late[sum]);
    assert_eq!(sums, [&late["amount"], &json!(0), &late["amount"], &json!(0)], "{late}");
    let refunds = world.merchant().get(&format!("/v1/refunds?payment={id}")).await.json["data"].clone();
    assert_eq!((refunds.as_array().unwrap().len(), &refunds[0]["status"]), (1, &json!("succeeded")));
}

#[tokio::test]
async fn it_is_credited_to_the_customer_and_the_session_stays() {
    for end in [End::Expired, End::Cancelled, End::PaidByAnother, End::Unpaid, End::NotYet] {
        let world = crediting().await;
        let merchant = world.merchant();
        let (before, id) = ended_with(&world, end, of_somebody()).await;
        booked(&world, &id, CHARGED).await;
        assert_eq!(told(&world, &id).await, Ok(Notified::CameLate), "{end:?}");
        world.live_through(2).await;
        is_credited(&world, &before, &id, &format!("{end:?}")).await;
        assert!(merchant.read(&before).await == before || matches!(end, End::NotYet), "{end:?}: the session stays");
        let customer = customer_of(&world, &before).await;
        assert_eq!(merchant.story(crate::client::id(&customer)).await, ["customer.created", "customer.updated"]);
        let event = merchant.get(&format!("/v1/events?type=payment.succeeded&object={id}")).await.json;
        assert_eq!(event["data"][0]["data"]["object"]["credited_amount"], 4900);
        let event = merchant.get(&format!("/v1/events?object={}", crate::client::id(&customer))).await.json;
        assert_eq!(event["data"][0]["data"]["object"]["balance"], json!({"EUR": 4900}));
        // It cannot be given back as well.
        for body in [json!({}), json!({"amount": 1})] {
            let refused = refund(&merchant, &json!({"id": id}), body).await;
            assert_eq!(refused.refusal(), (409, "amount_exceeds_refundable"));
        }
        world.later(2 * 86_400);
        assert_eq!(told(&world, &id).await, Ok(Notified::Known));
        world.live_through(1).await;
        is_credited(&world, &before, &id, "told again").await;
        world.finish().await;
    }
}

#[tokio::test]
async fn told_many_times_at_once_it_is_credited_once() {
    let world = crediting().await;
    let (session, id) = ended_with(&world, End::Expired, of_somebody()).await;
    booked(&world, &id, CHARGED).await;
    let all = join_all((0..10).map(|_| told(&world, &id))).await;
    let news = all.iter().filter(|came| **came == Ok(Notified::CameLate)).count();
    assert!(news == 1 && all.iter().all(Result::is_ok), "{all:?}");
    world.live_through(2).await;
    is_credited(&world, &session, &id, "at once").await;
    assert_eq!(customer_of(&world, &session).await["version"], 2);
    world.finish().await;
}

#[tokio::test]
async fn rivals_that_change_the_customer_meanwhile_lose_nothing_and_it_is_credited_once() {
    let world = crediting().await;
    let merchant = world.merchant();
    let (session, id) = ended_with(&world, End::Cancelled, of_somebody()).await;
    booked(&world, &id, CHARGED).await;
    let customer = path(&session);
    let changes = async {
        for n in 0..6 {
            let answer = merchant.post(&customer, json!({"metadata": {format!("k{n}"): "v"}})).await;
            assert_eq!(answer.status, 200, "{}", answer.text);
        }
    };
    let (all, ()) = join(join_all((0..3).map(|_| told(&world, &id))), changes).await;
    let news = all.iter().filter(|came| **came == Ok(Notified::CameLate)).count();
    assert!(news == 1 && all.iter().all(Result::is_ok), "{all:?}");
    world.live_through(1).await;
    is_credited(&world, &session, &id, "beside rivals").await;
    let customer = customer_of(&world, &session).await;
    assert_eq!((&customer["version"], customer["metadata"].as_object().unwrap().len()), (&json!(8), 6));
    world.finish().await;
}

#[tokio::test]
async fn what_comes_for_one_who_is_gone_or_nobody_goes_back() {
    let world = crediting().await;
    let merchant = world.merchant();
    let (session, id) = ended_with(&world, End::Expired, of_somebody()).await;
    assert_eq!(merchant.delete(&path(&session)).await.status, 200);
    booked(&world, &id, CHARGED).await;
    assert_eq!(told(&world, &id).await, Ok(Notified::CameLate));
    goes_back(&world, &id).await;
    let (_, id) = ended_with(&world, End::Expired, json!({"amount": 4900, "currency": "EUR"})).await;
    booked(&world, &id, CHARGED).await;
    assert_eq!(told(&world, &id).await, Ok(Notified::CameLate));
    goes_back(&world, &id).await;
    world.finish().await;
}

#[tokio::test]
async fn what_a_balance_cannot_hold_goes_back() {
    const MOST: u64 = 99_999_999_900;
    let world = crediting().await;
    let most = json!({"amount": MOST, "currency": "EUR", "customer": {"name": "Ada"}});
    let (session, first) = ended_with(&world, End::Cancelled, most).await;
    booked(&world, &first, &CHARGED.replace("4900", &MOST.to_string())).await;
    assert_eq!(told(&world, &first).await, Ok(Notified::CameLate));
    let body = json!({"amount": 4900, "currency": "EUR", "customer": session["customer_id"]});
    let (_, second) = ended_with(&world, End::Cancelled, body).await;
    booked(&world, &second, CHARGED).await;
    assert_eq!(told(&world, &second).await, Ok(Notified::CameLate));
    goes_back(&world, &second).await;
    // What is owed in another currency is apart.
    let body = json!({"amount": 4900, "currency": "SEK", "customer": session["customer_id"]});
    let (_, third) = ended_with(&world, End::Cancelled, body).await;
    booked(&world, &third, &CHARGED.replace("EUR", "SEK")).await;
    assert_eq!(told(&world, &third).await, Ok(Notified::CameLate));
    assert_eq!(customer_of(&world, &session).await["balance"], json!({"EUR": MOST, "SEK": 4900}));
    world.finish().await;
}

#[tokio::test]
async fn what_was_only_held_is_let_go_whatever_the_merchant_wants() {
    let world = crediting().await;
    let (session, id) = ended_with(&world, End::Cancelled, of_somebody()).await;
    booked(&world, &id, &held(&world)).await;
    assert_eq!(told(&world, &id).await, Ok(Notified::CameLate));
    let late = payment(&world, &id).await;
    let sums = ["voided_amount", "captured_amount", "credited_amount"].map(|sum| &late[sum]);
    assert_eq!((&late["status"], sums), (&json!("voided"), [&json!(4900), &json!(0), &json!(0)]));
    assert_eq!(customer_of(&world, &session).await["balance"], json!({}));
    world.finish().await;
}

#[tokio::test]
async fn wherever_it_dies_it_is_credited_once_when_it_is_told_again() {
    for step in 1..=4 {
        for when in [When::Before, When::After] {
            let world = crediting().await;
            let (session, id) = ended_with(&world, End::Cancelled, of_somebody()).await;
            booked(&world, &id, CHARGED).await;
            world.faults.crash(step, when);
            let first = told(&world, &id).await;
            let hit = world.faults.hit();
            world.faults.revive();
            let place = format!("{step} {when:?} {hit:?} {first:?}");
            assert!(hit.is_some(), "{place}");
            world.live_through(2).await;
            let again = told(&world, &id).await;
            assert!(again.is_ok(), "{place} {again:?}");
            world.live_through(2).await;
            is_credited(&world, &session, &id, &place).await;
            assert_eq!(customer_of(&world, &session).await["version"], 2, "{place}");
            world.finish().await;
        }
    }
}

/// The function that hears of it may do all of it.
#[tokio::test]
async fn a_bank_that_tells_of_it_has_it_credited() {
    let world = crediting().await;
    let merchant = world.merchant();
    let session = merchant.create(of_somebody()).await;
    let at_bank = merchant.pay(&session, BANK).await.json;
    let bank = path_of(&at_bank["next_action"]["url"]);
    let id = at_bank["payment_id"].as_str().unwrap();
    assert_eq!(merchant.cancel(&session).await.status, 200);
    booked(&world, id, CHARGED).await;
    assert_eq!(world.payer().post_form(&bank, &[("decision", "approve")]).await.status, 303);
    world.drain().await;
    let late = payment(&world, id).await;
    assert_eq!((&late["unexpected"], &late["credited_amount"]), (&json!(true), &json!(4900)), "{late}");
    assert_eq!(customer_of(&world, &session).await["balance"], json!({"EUR": 4900}));
    world.finish().await;
}

/// Another attempt is charged as any other, and what came late for the first stays with the customer.
#[tokio::test]
async fn who_is_declined_twice_is_owed_only_what_came() {
    let world = crediting().await;
    let merchant = world.merchant();
    let (session, id) = ended_with(&world, End::NotYet, of_somebody()).await;
    booked(&world, &id, CHARGED).await;
    assert_eq!(told(&world, &id).await, Ok(Notified::CameLate));
    assert_eq!(merchant.pay(&session, DECLINED).await.status, 402);
    let paid = merchant.pay(&session, crate::client::GOOD).await.json;
    assert_eq!((&paid["paid"], &paid["attempts"]), (&json!(true), &json!(3)));
    let of_session = payment(&world, paid["payment_id"].as_str().unwrap()).await;
    assert_eq!((&of_session["credited_amount"], &of_session["refundable_amount"]), (&json!(0), &json!(4900)));
    assert_eq!(customer_of(&world, &session).await["balance"], json!({"EUR": 4900}));
    world.finish().await;
}
