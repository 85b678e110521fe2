//! `POST /v1/refunds`.

use serde_json::json;

use super::{accounts, on, paid, read, refund, sums};
use crate::client::{BANK, DECLINED, id};
use crate::money::{capture, held, void};
use crate::world::World;

#[tokio::test]
async fn a_payment_is_given_back_in_parts_and_whole() {
    let world = World::start().await;
    let merchant = world.merchant();
    let payment = paid(&world).await;
    let body = json!({
        "amount": 1900, "reason": "requested_by_customer", "description": "One cup was broken.",
        "metadata": {"case": "77"},
    });
    let part = refund(&merchant, &payment, body).await;
    assert_eq!(part.status, 201, "{}", part.text);
    let made = &part.json;
    assert_eq!(
        (&made["object"], &made["status"], &made["amount"], &made["currency"], &made["version"]),
        (&json!("refund"), &json!("succeeded"), &json!(1900), &json!("EUR"), &json!(2))
    );
    assert_eq!((&made["payment_id"], &made["session_id"]), (&payment["id"], &payment["session_id"]));
    assert_eq!((&made["reason"], &made["metadata"]["case"]), (&json!("requested_by_customer"), &json!("77")));
    assert_eq!((&made["description"], &made["failure"]), (&json!("One cup was broken."), &json!(null)));
    assert!(id(made).starts_with("re_"), "{made}");
    assert_eq!(read(&world, made).await, *made);
    assert_eq!(sums(&world, &payment).await, (1_900, 3_000));
    let rest = refund(&merchant, &payment, json!({})).await;
    assert_eq!((rest.status.as_u16(), &rest.json["amount"]), (201, &json!(3000)), "all that is left");
    let over = refund(&merchant, &payment, json!({"amount": 1})).await;
    assert_eq!(over.refusal(), (409, "amount_exceeds_refundable"));
    assert_eq!(over.json["object"]["refundable_amount"], 0);
    assert_eq!(refund(&merchant, &payment, json!({})).await.refusal(), (409, "amount_exceeds_refundable"));
    world.drain().await;
    for made in [&part.json, &rest.json] {
        assert_eq!(merchant.story(id(made)).await, ["refund.created", "refund.succeeded"]);
    }
    assert_eq!(merchant.story(id(&payment)).await, ["payment.succeeded"], "its refunds tell of themselves");
    let created = merchant.get(&format!("/v1/events?type=refund.created&object={}", id(&rest.json))).await.json;
    let event = &created["data"][0];
    assert_eq!((&event["object_version"], &event["previous_attributes"]), (&json!(1), &json!(null)));
    assert_eq!(
        (&event["data"]["object"]["status"], &event["data"]["object"]["amount"]),
        (&json!("pending"), &json!(3000))
    );
    let succeeded = merchant.get(&format!("/v1/events?type=refund.succeeded&object={}", id(&rest.json))).await.json;
    assert_eq!(succeeded["data"][0]["previous_attributes"]["status"], "pending");
    assert_eq!(accounts(&world, &payment).await, on([]), "the payer has all of it back");
    let session = merchant.get(&format!("/v1/payment_sessions/{}", payment["session_id"].as_str().unwrap())).await.json;
    assert_eq!((&session["payment_outcome"], &session["paid"]), (&json!("paid"), &json!(true)), "it was collected");
    world.finish().await;
}

#[tokio::test]
async fn only_what_is_captured_is_given_back() {
    let world = World::start().await;
    let merchant = world.merchant();
    let payment = held(&world, 1_000).await;
    let early = refund(&merchant.keyed("early"), &payment, json!({})).await;
    assert_eq!(early.refusal(), (409, "void_instead"));
    capture(&merchant, &payment, json!({"amount": 400})).await;
    assert_eq!(refund(&merchant, &payment, json!({"amount": 401})).await.refusal(), (409, "amount_exceeds_refundable"));
    let part = refund(&merchant, &payment, json!({"amount": 150})).await;
    assert_eq!((part.status.as_u16(), &part.json["status"]), (201, &json!("succeeded")));
    capture(&merchant, &payment, json!({"amount": 100, "final": true})).await;
    assert_eq!(sums(&world, &payment).await, (150, 350));
    let rest = refund(&merchant, &payment, json!({})).await;
    assert_eq!(rest.json["amount"], 350);
    let again = refund(&merchant.keyed("early"), &payment, json!({})).await;
    assert_eq!((again.refusal(), again.header("idempotent-replayed")), ((409, "void_instead"), "true"));
    let let_go = held(&world, 1_000).await;
    void(&merchant, &let_go).await;
    assert_eq!(refund(&merchant, &let_go, json!({})).await.refusal(), (409, "amount_exceeds_refundable"));
    world.finish().await;
}

/// A second before the end there is something to void, and from the end on there is nothing.
#[tokio::test]
async fn a_hold_that_has_run_out_has_nothing_to_give_back_before_and_after_that_is_written_down() {
    let world = World::start().await;
    let merchant = world.merchant();
    let payment = held(&world, 1_000).await;
    world.later(7 * 86_400 - 1);
    assert_eq!(refund(&merchant, &payment, json!({})).await.refusal(), (409, "void_instead"));
    world.later(1);
    for written in [false, true] {
        if written {
            world.live_through(1).await;
            assert_eq!(merchant.story(id(&payment)).await.last().unwrap(), "payment.authorisation_expired");
        }
        for (client, body) in [
            (&merchant, json!({})),
            (&merchant, json!({"amount": 400})),
            (&merchant.keyed("all"), json!({})),
            (&merchant.keyed("part"), json!({"amount": 400})),
        ] {
            let refused = refund(client, &payment, body).await;
            assert_eq!(refused.refusal(), (409, "amount_exceeds_refundable"), "written {written}");
        }
    }
    world.finish().await;
}

#[tokio::test]
async fn a_refund_goes_beside_a_capture_whose_answer_was_lost() {
    let world = World::start().await;
    let merchant = world.merchant();
    let payment = held(&world, 1_000).await;
    capture(&merchant, &payment, json!({"amount": 400})).await;
    capture(&merchant.with("sandbox-scenario", "timeout_after_commit"), &payment, json!({"amount": 300})).await;
    let part = refund(&merchant, &payment, json!({"amount": 400})).await;
    assert_eq!((part.status.as_u16(), &part.json["status"]), (201, &json!("succeeded")), "{}", part.text);
    assert_eq!(refund(&merchant, &payment, json!({"amount": 1})).await.refusal(), (409, "amount_exceeds_refundable"));
    world.live_through(2).await;
    assert_eq!(sums(&world, &payment).await, (400, 300));
    void(&merchant, &payment).await;
    world.finish().await;
}

#[tokio::test]
async fn what_cannot_be_is_refused_and_nothing_moves() {
    let world = World::start().await;
    let merchant = world.merchant();
    let payment = paid(&world).await;
    for (body, code) in [
        (json!({"amount": 0}), "invalid_amount"),
        (json!({"amount": -1}), "wrong_type"),
        (json!({"amount": 1.5}), "wrong_type"),
        (json!({"reason": "because"}), "unsupported_value"),
        (json!({"reason": "unexpected_payment"}), "unsupported_value"),
        (json!({"description": ""}), "empty"),
        (json!({"metadata": {"a": 1}}), "invalid_metadata"),
        (json!({"sum": 1}), "unknown_field"),
    ] {
        assert_eq!(refund(&merchant, &payment, body).await.refusal(), (422, code));
    }
    assert_eq!(merchant.post("/v1/refunds", json!({"amount": 1})).await.refusal(), (422, "required"));
    let several = merchant.post("/v1/refunds", json!({"payment": "pay_", "amount": 0, "x": 1})).await;
    assert_eq!(several.fields().len(), 3, "{}", several.text);
    let nobody = json!({"id": format!("{}9", &id(&payment)[..26])});
    assert_eq!(refund(&merchant, &nobody, json!({})).await.refusal(), (422, "not_found"));
    world.settle_rival().await;
    for other in [world.rival(), world.live()] {
        assert_eq!(refund(&other, &payment, json!({})).await.refusal(), (422, "not_found"));
    }
    assert_eq!(refund(&world.browser(), &payment, json!({})).await.refusal(), (403, "secret_key_required"));
    let unknown = refund(&merchant.with("sandbox-scenario", "sunshine"), &payment, json!({})).await;
    assert_eq!(unknown.refusal(), (422, "unknown_scenario"));
    assert_eq!(sums(&world, &payment).await, (0, 4_900));
    let made = refund(&merchant, &payment, json!({"amount": 1})).await.json;
    for other in [world.rival(), world.live()] {
        assert_eq!(other.get(&format!("/v1/refunds/{}", id(&made))).await.status, 404);
    }
    assert_eq!(merchant.get("/v1/refunds/re_x").await.status, 404);
    world.finish().await;
}

#[tokio::test]
async fn a_payment_that_failed_or_is_under_way_gives_nothing_back() {
    let world = World::start().await;
    let merchant = world.merchant();
    let session = merchant.session().await;
    merchant.pay(&session, DECLINED).await;
    let failed = json!({"id": merchant.read(&session).await["payment_id"]});
    assert_eq!(refund(&merchant, &failed, json!({})).await.refusal(), (409, "amount_exceeds_refundable"));
    merchant.pay(&session, BANK).await;
    let at_bank = json!({"id": merchant.read(&session).await["payment_id"]});
    assert_eq!(refund(&merchant, &at_bank, json!({})).await.refusal(), (409, "payment_in_progress"));
    merchant.cancel(&session).await;
    assert_eq!(refund(&merchant, &at_bank, json!({})).await.refusal(), (409, "amount_exceeds_refundable"));
    world.finish().await;
}

#[tokio::test]
async fn a_repeat_with_the_key_gives_nothing_back_again() {
    let world = World::start().await;
    let merchant = world.merchant();
    let payment = paid(&world).await;
    let keyed = merchant.keyed("k");
    let first = refund(&keyed, &payment, json!({"amount": 400})).await;
    let again = refund(&keyed, &payment, json!({"amount": 400})).await;
    assert_eq!((again.status.as_u16(), again.header("idempotent-replayed")), (201, "true"));
    assert_eq!(again.json, first.json);
    for other in [json!({"amount": 401}), json!({"amount": -1}), json!({})] {
        assert_eq!(refund(&keyed, &payment, other).await.refusal(), (422, "idempotency_key_reused"));
    }
    let too_much = merchant.keyed("too-much");
    for replayed in ["", "true"] {
        let refused = refund(&too_much, &payment, json!({"amount": 4_501})).await;
        assert_eq!(refused.refusal(), (409, "amount_exceeds_refundable"));
        assert_eq!(refused.header("idempotent-replayed"), replayed);
    }
    let rest = refund(&merchant.keyed("rest"), &payment, json!({})).await;
    let again = refund(&merchant.keyed("rest"), &payment, json!({})).await;
    assert_eq!((again.json, again.headers.contains_key("idempotent-replayed")), (rest.json, true));
    assert_eq!(sums(&world, &payment).await, (4_900, 0));
    // A key belongs to the payment that it was used for.
    let other = paid(&world).await;
    assert_eq!(refund(&keyed, &other, json!({"amount": 400})).await.header("idempotent-replayed"), "");
    world.finish().await;
}

#[tokio::test]
async fn a_declined_refund_has_failed_and_gives_its_sum_back() {
    let world = World::start().await;
    let merchant = world.merchant();
    let payment = paid(&world).await;
    let declined = merchant.with("sandbox-scenario", "insufficient_funds").keyed("d");
    for replayed in ["", "true"] {
        let answer = refund(&declined, &payment, json!({})).await;
        assert_eq!((answer.status.as_u16(), &answer.json["status"]), (201, &json!("failed")), "{}", answer.text);
        let failure = &answer.json["failure"];
        assert_eq!((&failure["code"], &failure["decline_code"]), (&json!("declined"), &json!("insufficient_funds")));
        assert_eq!(answer.header("idempotent-replayed"), replayed);
    }
    assert_eq!(sums(&world, &payment).await, (0, 4_900));
    assert_eq!(accounts(&world, &payment).await, on([("collected", 4_900), ("payer", -4_900)]));
    assert_eq!(refund(&merchant, &payment, json!({})).await.json["status"], "succeeded");
    let failed = merchant.get("/v1/refunds?status=failed").await.json["data"].clone();
    world.drain().await;
    assert_eq!(merchant.story(id(&failed[0])).await, ["refund.created", "refund.failed"]);
    world.finish().await;
}

#[tokio::test]
async fn a_payment_has_twenty_refunds_at_most() {
    let world = World::start().await;
    let merchant = world.merchant();
    let payment = paid(&world).await;
    for _ in 0..20 {
        assert_eq!(refund(&merchant, &payment, json!({"amount": 10})).await.status, 201);
    }
    let one_more = refund(&merchant, &payment, json!({"amount": 10})).await;
    assert_eq!(one_more.refusal(), (409, "limit_reached"));
    assert!(one_more.json["detail"].as_str().unwrap().contains("at most 20 refunds"), "{}", one_more.text);
    assert_eq!(sums(&world, &payment).await, (200, 4_700));
    world.finish().await;
}
