//! `POST /v1/payments/{id}/capture` and `/void`.

use serde_json::json;

use super::{capture, held, read, sums, void};
use crate::client::{BANK, DECLINED, GOOD, id, path_of};
use crate::world::World;

#[tokio::test]
async fn what_is_held_shows_as_reserved_and_is_captured_in_parts() {
    let world = World::start().await;
    let merchant = world.merchant();
    let payment = held(&world, 1_000).await;
    assert_eq!(sums(&payment), ("authorised", 0, 0, 1_000));
    assert_eq!(payment["authorisation_expires_at"], "2026-11-27T09:00:00Z");
    assert_eq!((&payment["capture_method"], &payment["captures"]), (&json!("manual"), &json!([])));
    let session = merchant.get(&format!("/v1/payment_sessions/{}", payment["session_id"].as_str().unwrap())).await.json;
    assert_eq!((&session["status"], &session["paid"]), (&json!("completed"), &json!(false)));

    let one = capture(&merchant, &payment, json!({"amount": 400})).await;
    assert_eq!((one.status.as_u16(), sums(&one.json)), (200, ("partially_captured", 400, 0, 600)), "{}", one.text);
    let too_much = capture(&merchant, &payment, json!({"amount": 601})).await;
    assert_eq!(too_much.refusal(), (409, "amount_exceeds_capturable"));
    assert_eq!(too_much.json["object"]["capturable_amount"], 600);
    let two = capture(&merchant, &payment, json!({"amount": 500, "final": true})).await;
    assert_eq!(sums(&two.json), ("captured", 900, 100, 0));
    assert_eq!(two.json["authorisation_expires_at"], json!(null));
    assert_eq!(capture(&merchant, &payment, json!({})).await.refusal(), (409, "already_voided"));
    assert_eq!(void(&merchant, &payment).await.refusal(), (409, "already_voided"));
    let session = merchant.read(&session).await;
    assert_eq!(
        (&session["payment_outcome"], &session["paid"], &session["version"]),
        (&json!("reserved"), &json!(true), &json!(3)),
        "it stays reserved"
    );
    world.drain().await;
    assert_eq!(
        merchant.story(id(&payment)).await,
        ["payment.succeeded", "payment.captured", "payment.captured", "payment.voided"]
    );
    let event = merchant.get(&format!("/v1/events?type=payment.captured&object={}", id(&payment))).await.json;
    assert_eq!(event["data"][1]["previous_attributes"]["captured_amount"], 0);
    assert_eq!(event["data"][1]["data"]["object"]["external_reference"], "o-7");
    world.finish().await;
}

#[tokio::test]
async fn without_an_amount_all_that_is_left_is_captured() {
    let world = World::start().await;
    let merchant = world.merchant();
    let payment = held(&world, 1_000).await;
    capture(&merchant, &payment, json!({"amount": 1})).await;
    let rest = capture(&merchant, &payment, json!({})).await;
    assert_eq!(sums(&rest.json), ("captured", 1_000, 0, 0));
    assert_eq!(rest.json["captures"][1]["final"], true);
    assert_eq!(capture(&merchant, &payment, json!({})).await.refusal(), (409, "nothing_left"));
    assert_eq!(void(&merchant, &payment).await.refusal(), (409, "nothing_left"));
    world.finish().await;
}

#[tokio::test]
async fn a_void_lets_go_of_all_that_is_left() {
    let world = World::start().await;
    let merchant = world.merchant();
    let (whole, part) = (held(&world, 1_000).await, held(&world, 1_000).await);
    assert_eq!(sums(&void(&merchant, &whole).await.json), ("voided", 0, 1_000, 0));
    assert_eq!(capture(&merchant, &whole, json!({"amount": 1})).await.refusal(), (409, "already_voided"));
    capture(&merchant, &part, json!({"amount": 300})).await;
    assert_eq!(sums(&void(&merchant, &part).await.json), ("captured", 300, 700, 0));
    world.drain().await;
    assert_eq!(merchant.story(id(&whole)).await, ["payment.succeeded", "payment.voided"]);
    world.finish().await;
}

#[tokio::test]
async fn a_repeat_with_the_key_moves_nothing_again() {
    let world = World::start().await;
    let merchant = world.merchant();
    let payment = held(&world, 1_000).await;
    let keyed = merchant.keyed("k");
    let first = capture(&keyed, &payment, json!({"amount": 400})).await;
    let again = capture(&keyed, &payment, json!({"amount": 400})).await;
    assert_eq!((again.status.as_u16(), again.header("idempotent-replayed")), (200, "true"));
    assert_eq!(again.json, first.json);
    assert_eq!(capture(&keyed, &payment, json!({"amount": 401})).await.refusal(), (422, "idempotency_key_reused"));
    assert_eq!(capture(&keyed, &payment, json!({"amount": -1})).await.refusal(), (422, "idempotency_key_reused"));
    let refused = capture(&merchant.keyed("too-much"), &payment, json!({"amount": 601})).await;
    assert_eq!((refused.refusal(), refused.header("idempotent-replayed")), ((409, "amount_exceeds_capturable"), ""));
    let refused = capture(&merchant.keyed("too-much"), &payment, json!({"amount": 601})).await;
    assert_eq!(refused.header("idempotent-replayed"), "true");
    // The same key for another action is another key.
    assert_eq!(void(&keyed, &payment).await.status, 200);
    world.finish().await;
}

#[tokio::test]
async fn what_was_never_held_cannot_be_captured_or_let_go() {
    let world = World::start().await;
    let merchant = world.merchant();
    let automatic = merchant.session().await;
    let paid = merchant.pay(&automatic, GOOD).await.json;
    let payment = json!({"id": paid["payment_id"]});
    assert_eq!(capture(&merchant, &payment, json!({})).await.refusal(), (409, "nothing_left"));
    let manual = merchant.create(json!({"amount": 1, "currency": "EUR", "capture_method": "manual"})).await;
    merchant.pay(&manual, DECLINED).await;
    let failed = json!({"id": merchant.read(&manual).await["payment_id"]});
    assert_eq!(capture(&merchant, &failed, json!({})).await.refusal(), (409, "not_authorised"));
    merchant.pay(&manual, GOOD).await;
    assert_eq!(void(&merchant, &failed).await.refusal(), (409, "not_authorised"), "the attempt that failed");
    let nobody = json!({"id": format!("{}5", &failed["id"].as_str().unwrap()[..26])});
    assert_eq!(capture(&merchant, &nobody, json!({})).await.status, 404);
    world.settle_rival().await;
    let latest = json!({"id": merchant.read(&manual).await["payment_id"]});
    assert_eq!(capture(&world.rival(), &latest, json!({})).await.status, 404);
    assert_eq!(capture(&world.live(), &latest, json!({})).await.status, 404);
    assert_eq!(capture(&world.browser(), &latest, json!({})).await.refusal(), (403, "secret_key_required"));
    for (body, code) in [
        (json!({"amount": 0}), "invalid_amount"),
        (json!({"amount": 1.5}), "wrong_type"),
        (json!({"final": "yes"}), "wrong_type"),
        (json!({"sum": 1}), "unknown_field"),
    ] {
        assert_eq!(capture(&merchant, &latest, body).await.refusal(), (422, code));
    }
    assert_eq!(sums(&read(&world, &latest).await), ("authorised", 0, 0, 1));
    world.finish().await;
}

#[tokio::test]
async fn a_payer_who_confirms_at_the_bank_has_reserved_it() {
    let world = World::start().await;
    let merchant = world.merchant();
    let session = merchant.create(json!({"amount": 700, "currency": "EUR", "capture_method": "manual"})).await;
    let at_bank = merchant.pay(&session, BANK).await;
    let bank = path_of(&at_bank.json["next_action"]["url"]);
    world.payer().post_form(&bank, &[("decision", "approve")]).await;
    let session = merchant.read(&session).await;
    assert_eq!(session["payment_outcome"], "reserved");
    let page = world.payer().get(&path_of(&session["url"])).await;
    assert!(page.text.contains("Amount reserved"), "{}", page.text);
    let payment = json!({"id": session["payment_id"]});
    assert_eq!(sums(&capture(&merchant, &payment, json!({})).await.json), ("captured", 700, 0, 0));
    world.later(3_600);
    let page = world.payer().get(&path_of(&session["url"])).await;
    assert!(page.text.contains("Already paid"), "{}", page.text);
    world.finish().await;
}

#[tokio::test]
async fn a_declined_or_refused_order_moves_nothing() {
    let world = World::start().await;
    let merchant = world.merchant();
    let payment = held(&world, 1_000).await;
    let busy = capture(&merchant.with("sandbox-scenario", "rate_limited").keyed("b"), &payment, json!({})).await;
    assert_eq!(busy.refusal(), (503, "processor_unavailable"));
    let declined = merchant.with("sandbox-scenario", "insufficient_funds").keyed("d");
    for replayed in ["", "true"] {
        let answer = capture(&declined, &payment, json!({})).await;
        assert_eq!(answer.refusal(), (402, "payment_declined"));
        assert_eq!(
            (&answer.json["decline_code"], answer.header("idempotent-replayed")),
            (&json!("insufficient_funds"), replayed)
        );
    }
    assert_eq!(sums(&read(&world, &payment).await), ("authorised", 0, 0, 1_000));
    assert_eq!(sums(&capture(&merchant.keyed("b"), &payment, json!({})).await.json), ("captured", 1_000, 0, 0));
    world.finish().await;
}
