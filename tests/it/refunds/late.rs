//! Money comes for an attempt that had failed: it goes back, and the session stays.

use app::payments::notified::{self, Notified};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::ids::PaymentId;
use futures::future::join_all;
use local::SANDBOX_TABLE;
use serde_json::{Value, json};
use testkit::When;

use super::{accounts, on};
use crate::client::{DECLINED, GOOD, id};
use crate::world::World;

/// The processor's books say this of an attempt, whatever they said before. Written as the sandbox writes it,
/// which changes an entry only while that reads as it did.
pub(super) async fn booked(world: &World, payment: &str, entry: &str) {
    let put = world.system.table_client().put_item().table_name(SANDBOX_TABLE);
    let (key, entry) = (AttributeValue::S(payment.to_owned()), AttributeValue::S(entry.to_owned()));
    put.item("pk", key).item("e", entry).send().await.expect("the entry is put");
}

pub(super) const CHARGED: &str = r#"{"state":"captured","amount":4900,"currency":"EUR","last4":"0002"}"#;

pub(super) fn held(world: &World) -> String {
    let until = world.now().as_millisecond() + 7 * 86_400_000;
    let hold = format!(r#"{{"until":{until},"captured":0,"over":false,"done":[],"closed":[]}}"#);
    format!(r#"{{"state":"authorised","manual":true,"hold":{hold},"amount":4900,"currency":"EUR","last4":"0002"}}"#)
}

/// How a session came to its end after its first attempt was declined.
#[derive(Debug, Clone, Copy)]
pub(super) enum End {
    Expired,
    Cancelled,
    PaidByAnother,
    Unpaid,
    NotYet,
}

/// A session whose first attempt failed, and the id of that attempt.
async fn ended(world: &World, end: End) -> (Value, String) {
    ended_with(world, end, json!({"amount": 4900, "currency": "EUR"})).await
}

/// The same of a session that is created so.
pub(super) async fn ended_with(world: &World, end: End, mut body: Value) -> (Value, String) {
    let merchant = world.merchant();
    body["expires_in_seconds"] = json!(3_600);
    body["max_attempts"] = json!(if matches!(end, End::Unpaid) { 1 } else { 3 });
    let session = merchant.create(body).await;
    merchant.pay(&session, DECLINED).await;
    let payment = merchant.read(&session).await["payment_id"].as_str().unwrap().to_owned();
    match end {
        End::Expired => {
            world.later(3_600);
            world.system.tick().await;
        }
        End::Cancelled => {
            merchant.cancel(&session).await;
        }
        End::PaidByAnother => {
            merchant.pay(&session, GOOD).await;
        }
        End::Unpaid | End::NotYet => {}
    }
    world.drain().await;
    (merchant.read(&session).await, payment)
}

pub(super) async fn told(world: &World, payment: &str) -> Result<Notified, app::Trouble> {
    notified::run(PaymentId::parse(payment).unwrap(), world.system.deps()).await
}

#[tokio::test]
async fn money_for_an_attempt_that_had_failed_goes_back_and_the_session_stays() {
    for end in [End::Expired, End::Cancelled, End::PaidByAnother, End::Unpaid, End::NotYet] {
        let world = World::start().await;
        let merchant = world.merchant();
        let (before, payment) = ended(&world, end).await;
        booked(&world, &payment, CHARGED).await;
        assert_eq!(told(&world, &payment).await, Ok(Notified::CameLate), "{end:?}");
        assert_eq!(merchant.read(&before).await, before, "{end:?}: the session stays as it is");
        let late = merchant.get(&format!("/v1/payments/{payment}")).await.json;
        assert_eq!(
            (&late["status"], &late["unexpected"], &late["captured_amount"], &late["refunded_amount"]),
            (&json!("captured"), &json!(true), &json!(4900), &json!(4900))
        );
        assert_eq!(accounts(&world, &json!({"id": payment})).await, on([("payer", -4_900), ("refunding", 4_900)]));
        world.live_through(2).await;
        let refunds = merchant.get(&format!("/v1/refunds?payment={payment}")).await.json["data"].clone();
        assert_eq!(refunds.as_array().unwrap().len(), 1);
        let refund = &refunds[0];
        assert_eq!((&refund["status"], &refund["reason"]), (&json!("succeeded"), &json!("unexpected_payment")));
        assert_eq!(accounts(&world, &json!({"id": payment})).await, on([]));
        let story = merchant.story(&payment).await;
        assert!(["payment.attempt_failed", "payment.failed"].contains(&story[0].as_str()), "{story:?}");
        assert_eq!(story[1..], ["payment.succeeded"], "{end:?}");
        assert_eq!(merchant.story(id(refund)).await, ["refund.created", "refund.succeeded"]);
        let event = merchant.get(&format!("/v1/events?type=payment.succeeded&object={payment}")).await.json;
        assert_eq!(event["data"][0]["data"]["object"]["unexpected"], true);
        // Told again, days late: it is known.
        world.later(2 * 86_400);
        assert_eq!(told(&world, &payment).await, Ok(Notified::Known));
        world.live_through(1).await;
        assert_eq!(merchant.get(&format!("/v1/refunds?payment={payment}")).await.json["data"], refunds);
        world.finish().await;
    }
}

#[tokio::test]
async fn a_session_that_goes_on_may_still_be_paid_by_another_attempt() {
    let world = World::start().await;
    let merchant = world.merchant();
    let (session, payment) = ended(&world, End::NotYet).await;
    booked(&world, &payment, CHARGED).await;
    told(&world, &payment).await.unwrap();
    let paid = merchant.pay(&session, GOOD).await.json;
    assert_eq!((&paid["paid"], &paid["attempts"]), (&json!(true), &json!(2)));
    world.live_through(2).await;
    let entries = merchant.get(&format!("/v1/ledger_entries?session={}", id(&session))).await.json["data"].clone();
    let sum: i64 = entries.as_array().unwrap().iter().map(|entry| entry["amount"].as_i64().unwrap()).sum();
    assert_eq!((entries.as_array().unwrap().len(), sum), (12, 0));
    world.finish().await;
}

#[tokio::test]
async fn told_many_times_at_once_it_goes_back_once() {
    let world = World::start().await;
    let merchant = world.merchant();
    let (_, payment) = ended(&world, End::Expired).await;
    booked(&world, &payment, CHARGED).await;
    let all = join_all((0..10).map(|_| told(&world, &payment))).await;
    let news = all.iter().filter(|came| **came == Ok(Notified::CameLate)).count();
    assert!(news == 1 && all.iter().all(Result::is_ok), "{all:?}");
    world.live_through(3).await;
    let refunds = merchant.get(&format!("/v1/refunds?payment={payment}")).await.json["data"].clone();
    assert_eq!((refunds.as_array().unwrap().len(), &refunds[0]["status"]), (1, &json!("succeeded")));
    world.finish().await;
}

#[tokio::test]
async fn money_that_was_only_held_is_let_go_at_once() {
    let world = World::start().await;
    let merchant = world.merchant();
    let (before, payment) = ended(&world, End::Cancelled).await;
    booked(&world, &payment, &held(&world)).await;
    assert_eq!(told(&world, &payment).await, Ok(Notified::CameLate));
    let late = merchant.get(&format!("/v1/payments/{payment}")).await.json;
    assert_eq!(
        (&late["status"], &late["unexpected"], &late["voided_amount"], &late["refundable_amount"]),
        (&json!("voided"), &json!(true), &json!(4900), &json!(0))
    );
    assert_eq!(told(&world, &payment).await, Ok(Notified::Known));
    assert_eq!(merchant.read(&before).await, before);
    world.live_through(1).await;
    assert_eq!(merchant.story(&payment).await[1..], ["payment.succeeded", "payment.voided"]);
    assert_eq!(merchant.get("/v1/refunds").await.json["data"], json!([]));
    world.finish().await;
}

#[tokio::test]
async fn wherever_it_dies_it_goes_back_once_when_it_is_told_again() {
    for step in 1..=4 {
        for when in [When::Before, When::After] {
            let world = World::start().await;
            let merchant = world.merchant();
            let (_, payment) = ended(&world, End::Cancelled).await;
            booked(&world, &payment, CHARGED).await;
            world.faults.crash(step, when);
            let first = told(&world, &payment).await;
            world.faults.revive();
            world.live_through(2).await;
            let again = told(&world, &payment).await;
            assert!(again.is_ok(), "{step} {when:?}: {first:?}, {again:?}");
            world.live_through(3).await;
            let refunds = merchant.get("/v1/refunds").await.json["data"].clone();
            assert_eq!(refunds.as_array().unwrap().len(), 1, "{step} {when:?}");
            assert_eq!(refunds[0]["status"], "succeeded", "{step} {when:?}");
            assert_eq!(merchant.story(&payment).await[1..], ["payment.succeeded"], "{step} {when:?}");
            world.finish().await;
        }
    }
}

/// A refund of ours that the processor declines leaves the money with the merchant, who gives it back by hand.
#[tokio::test]
async fn what_came_late_is_refunded_by_its_merchant_where_ours_failed() {
    let world = World::start().await;
    let merchant = world.merchant();
    let (_, payment) = ended(&world, End::Expired).await;
    let declined = r#"{"number":1,"amount":4900,"way":"at_once","declined":"generic_decline","at":0}"#;
    let entry = CHARGED.replace("\"0002\"}", &format!("\"0002\",\"refunds\":[{declined}]}}"));
    booked(&world, &payment, &entry).await;
    told(&world, &payment).await.unwrap();
    world.live_through(2).await;
    let late = merchant.get(&format!("/v1/payments/{payment}")).await.json;
    assert_eq!((&late["refunded_amount"], &late["refundable_amount"]), (&json!(0), &json!(4900)));
    let keyed = merchant.keyed("by-hand");
    let by_hand = super::refund(&keyed, &late, json!({"amount": 4900})).await;
    assert_eq!((by_hand.status.as_u16(), &by_hand.json["status"]), (201, &json!("succeeded")), "{}", by_hand.text);
    assert_eq!(super::refund(&keyed, &late, json!({"amount": 4900})).await.header("idempotent-replayed"), "true");
    world.live_through(1).await;
    assert_eq!(merchant.story(id(&by_hand.json)).await, ["refund.created", "refund.succeeded"]);
    world.finish().await;
}
