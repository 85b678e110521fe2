//! `POST /v1/payment_sessions/{id}/cancel`.

use futures::future::{join, join_all};
use serde_json::json;

use crate::client::{BANK, GOOD, id};
use crate::world::World;

#[tokio::test]
async fn a_free_session_is_cancelled_once() {
    let world = World::start().await;
    let merchant = world.merchant();
    let session = merchant.session().await;
    let path = format!("/v1/payment_sessions/{}/cancel", id(&session));
    let cancelled = merchant.post(&path, json!({"cancellation_reason": "requested_by_customer"})).await;
    assert_eq!(
        (&cancelled.json["status"], &cancelled.json["payment_outcome"]),
        (&json!("cancelled"), &json!("unpaid"))
    );
    assert_eq!(cancelled.json["cancellation_reason"], "requested_by_customer");
    let again = merchant.post_raw(&path, "application/json", "").await;
    assert_eq!((again.status.as_u16(), &again.json), (200, &cancelled.json), "unchanged");
    assert_eq!(
        merchant.post(&path, json!({"cancellation_reason": "replaced"})).await.refusal(),
        (422, "unsupported_value")
    );
    assert_eq!(merchant.pay(&session, GOOD).await.refusal(), (409, "session_ended"));
    world.drain().await;
    assert_eq!(merchant.story(id(&session)).await, ["payment_session.created", "payment_session.cancelled"]);
    world.finish().await;
}

#[tokio::test]
async fn a_paid_or_expired_session_stays_as_it_is() {
    let world = World::start().await;
    let merchant = world.merchant();
    let paid = merchant.session().await;
    merchant.pay(&paid, GOOD).await;
    let refused = merchant.cancel(&paid).await;
    assert_eq!((refused.refusal(), &refused.json["current_state"]), ((409, "session_ended"), &json!("completed")));
    let expired = merchant.create(json!({"amount": 1, "currency": "EUR", "expires_in_seconds": 60})).await;
    world.later(60);
    let refused = merchant.cancel(&expired).await;
    assert_eq!((refused.refusal(), &refused.json["current_state"]), ((409, "session_ended"), &json!("expired")));
    world.live_through(1).await;
    world.finish().await;
}

#[tokio::test]
async fn while_the_payer_is_at_the_bank_the_attempt_is_called_off_first() {
    let world = World::start().await;
    let merchant = world.merchant();
    let session = merchant.session().await;
    let answer = merchant.pay(&session, BANK).await;
    let cancelled = merchant.keyed("c").cancel(&session).await;
    assert_eq!((cancelled.status.as_u16(), &cancelled.json["status"]), (200, &json!("cancelled")));
    let bank = crate::client::path_of(&answer.json["next_action"]["url"]);
    world.payer().post_form(&bank, &[("decision", "approve")]).await;
    assert_eq!(world.charges().await, 0, "a bank's late yes charges nothing");
    assert_eq!(merchant.keyed("c").cancel(&session).await.header("idempotent-replayed"), "true");
    world.drain().await;
    assert_eq!(
        merchant.story(answer.json["payment_id"].as_str().unwrap()).await,
        ["payment.requires_action", "payment.failed"]
    );
    world.finish().await;
}

#[tokio::test]
async fn a_payer_who_confirmed_first_has_paid() {
    let world = World::start().await;
    let merchant = world.merchant();
    let session = merchant.session().await;
    let answer = merchant.pay(&session, BANK).await;
    let bank = crate::client::path_of(&answer.json["next_action"]["url"]);
    world.payer().post_form(&bank, &[("decision", "approve")]).await;
    let refused = merchant.cancel(&session).await;
    assert_eq!((refused.refusal(), &refused.json["current_state"]), ((409, "session_ended"), &json!("completed")));
    assert_eq!(merchant.read(&session).await["paid"], true);
    world.finish().await;
}

#[tokio::test]
async fn cancelling_and_paying_race_and_exactly_one_wins() {
    let world = World::start().await;
    let merchant = world.merchant();
    for round in 0..30 {
        let session = merchant.session().await;
        let (paid, cancelled) = match round % 2 {
            0 => join(merchant.pay(&session, GOOD), merchant.cancel(&session)).await,
            _ => {
                let (cancelled, paid) = join(merchant.cancel(&session), merchant.pay(&session, GOOD)).await;
                (paid, cancelled)
            }
        };
        assert_ne!(paid.status == 200, cancelled.status == 200, "{} / {}", paid.text, cancelled.text);
        let after = merchant.read(&session).await;
        assert_eq!(after["paid"], json!(paid.status == 200));
    }
    world.finish().await;
}

#[tokio::test]
async fn two_cancels_race_and_one_event_is_sent() {
    let world = World::start().await;
    let merchant = world.merchant();
    let session = merchant.session().await;
    let answers = join_all((0..20).map(|_| merchant.cancel(&session))).await;
    assert!(answers.iter().all(|answer| answer.status == 200));
    world.drain().await;
    assert_eq!(merchant.story(id(&session)).await, ["payment_session.created", "payment_session.cancelled"]);
    world.finish().await;
}
