//! What was found by trying to break the promises of keys, leases and lists; each stays found.

use serde_json::{Value, json};
use testkit::When;

use crate::client::{BANK, DECLINED, GOOD, card, id, path_of};
use crate::world::World;

const PATH: &str = "/v1/payment_sessions";

/// Pays with the key `k`, and dies before the outcome is written.
async fn charged_and_dead(world: &World) -> Value {
    let session = world.merchant().session().await;
    world.drain().await;
    world.faults.crash(3, When::Before);
    assert_eq!(world.merchant().keyed("k").pay(&session, GOOD).await.status, 503);
    assert_eq!(world.faults.hit(), Some("sessions.apply"));
    world.faults.revive();
    session
}

#[tokio::test]
async fn a_resumed_attempt_that_is_not_taken_is_unknown_and_never_charged_again() {
    let world = World::start().await;
    let merchant = world.merchant();
    let session = charged_and_dead(&world).await;
    world.later(31);
    let busy = merchant.keyed("k").with("sandbox-scenario", "rate_limited").pay(&session, GOOD).await;
    assert_eq!((busy.status.as_u16(), &busy.json["payment_outcome"]), (200, &json!("pending")));
    let again = merchant.keyed("k").pay(&session, GOOD).await;
    assert_eq!(again.json["payment_outcome"], "pending");
    world.live_through(3).await;
    assert_eq!(merchant.read(&session).await["paid"], true);
    assert_eq!(world.charges().await, 1);
    world.finish().await;
}

#[tokio::test]
async fn a_crash_after_a_take_over_is_followed_up_too() {
    let world = World::start().await;
    let merchant = world.merchant();
    let session = charged_and_dead(&world).await;
    world.drain().await;
    world.later(45);
    // Claim, take-over, authorise, and again it dies before the outcome is written.
    world.faults.crash(4, When::Before);
    merchant.keyed("k").pay(&session, GOOD).await;
    assert_eq!(world.faults.hit(), Some("sessions.apply"));
    world.faults.revive();
    world.live_through(3).await;
    assert_eq!(merchant.read(&session).await["paid"], true);
    assert_eq!(world.charges().await, 1);
    world.finish().await;
}

#[tokio::test]
async fn a_claimant_whose_clock_is_five_minutes_ahead_is_followed_up_too() {
    let world = World::start().await;
    let merchant = world.merchant();
    let session = merchant.session().await;
    world.drain().await;
    world.later(300);
    world.faults.crash(3, When::Before);
    merchant.keyed("k").pay(&session, GOOD).await;
    world.faults.revive();
    world.later(-300);
    world.drain().await;
    world.live_through(8).await;
    assert_eq!(merchant.read(&session).await["paid"], true);
    world.finish().await;
}

#[tokio::test]
async fn a_repeated_create_finds_its_own_session_whoever_holds_the_reference_now() {
    let world = World::start().await;
    let merchant = world.merchant();
    for how in ["reject", "reuse", "replace"] {
        let body = json!({"amount": 4900, "currency": "EUR", "external_reference": how, "on_duplicate_reference": how});
        let (one, two) = (format!("one-{how}"), format!("two-{how}"));
        let first = merchant.keyed(&one).post(PATH, body.clone()).await;
        merchant.pay(&first.json, GOOD).await;
        let second = merchant.keyed(&two).post(PATH, body.clone()).await;
        assert_ne!(id(&second.json), id(&first.json));
        let again = merchant.keyed(&one).post(PATH, body.clone()).await;
        assert_eq!(
            (again.status.as_u16(), again.header("idempotent-replayed")),
            (201, "true"),
            "{how}: {}",
            again.text
        );
        assert_eq!(id(&again.json), id(&first.json));
        let mut other = body;
        other["amount"] = json!(1);
        assert_eq!(merchant.keyed(&one).post(PATH, other).await.refusal(), (422, "idempotency_key_reused"), "{how}");
    }
    world.finish().await;
}

#[tokio::test]
async fn what_was_reused_once_is_answered_to_the_same_key_for_good() {
    let world = World::start().await;
    let merchant = world.merchant();
    let body = json!({"amount": 1, "currency": "EUR", "external_reference": "r", "on_duplicate_reference": "reuse"});
    let first = merchant.create(body.clone()).await;
    let reused = merchant.keyed("k").post(PATH, body.clone()).await;
    assert_eq!(id(&reused.json), id(&first));
    merchant.pay(&first, GOOD).await;
    let newer = merchant.create(body.clone()).await;
    assert_ne!(id(&newer), id(&first));
    assert_eq!(id(&merchant.keyed("k").post(PATH, body).await.json), id(&first));
    world.finish().await;
}

#[tokio::test]
async fn time_that_has_passed_makes_no_repeat_a_bad_request() {
    let world = World::start().await;
    let merchant = world.merchant();
    let body = json!({"amount": 4900, "currency": "EUR", "expires_at": "2026-11-20T09:01:30Z"});
    let first = merchant.keyed("c").post(PATH, body.clone()).await;
    let pay = format!("{PATH}/{}/pay", id(&first.json));
    let mut november = card(GOOD);
    november["payment_method_data"]["card"]["exp_month"] = json!(11);
    november["payment_method_data"]["card"]["exp_year"] = json!(2026);
    assert_eq!(merchant.keyed("p").post(&pay, november.clone()).await.status, 200);
    // Into December: the card is past its month, the session past its day.
    world.later(12 * 86_400);
    let again = merchant.keyed("c").post(PATH, body.clone()).await;
    assert_eq!((again.status.as_u16(), again.header("idempotent-replayed")), (201, "true"), "{}", again.text);
    let again = merchant.keyed("p").post(&pay, november.clone()).await;
    assert_eq!((again.status.as_u16(), again.header("idempotent-replayed")), (200, "true"), "{}", again.text);
    // A new key is a new request, and judged by the present.
    assert_eq!(merchant.keyed("new").post(PATH, body).await.code(), "invalid_expiry");
    assert_eq!(merchant.keyed("new").post(&pay, november).await.code(), "card_expired");
    world.finish().await;
}

#[tokio::test]
async fn what_lies_far_down_a_list_is_found_by_going_on() {
    let world = World::start().await;
    let merchant = world.merchant();
    let first = merchant.session().await;
    merchant.pay(&first, DECLINED).await;
    for _ in 0..25 {
        world.later(1);
        let session = merchant.session().await;
        merchant.pay(&session, GOOD).await;
    }
    world.drain().await;
    for list in ["/v1/payments?status=failed&limit=1", "/v1/events?type=payment.attempt_failed&limit=1"] {
        let (mut found, mut path, mut pages) = (0, list.to_owned(), 0);
        loop {
            let page = merchant.get(&path).await.json;
            found += page["data"].as_array().unwrap().len();
            pages += 1;
            assert_eq!(page["has_more"], json!(page["next_cursor"].is_string()));
            let Some(next) = page["next_cursor"].as_str() else { break };
            path = format!("{list}&cursor={next}");
            assert!(pages < 100, "{list} never ends");
        }
        assert_eq!(found, 1, "{list}");
    }
    world.finish().await;
}

#[tokio::test]
async fn a_processor_that_is_busy_uses_up_none_of_the_payers_attempts() {
    let world = World::start().await;
    let merchant = world.merchant();
    let session = merchant.create(json!({"amount": 1, "currency": "EUR", "max_attempts": 1})).await;
    for _ in 0..3 {
        let busy = merchant.with("sandbox-scenario", "rate_limited").pay(&session, GOOD).await;
        assert_eq!(busy.refusal(), (503, "processor_unavailable"));
    }
    assert_eq!(merchant.pay(&session, GOOD).await.json["paid"], true);
    world.finish().await;
}

#[tokio::test]
async fn however_often_a_session_is_updated_its_page_can_still_be_paid() {
    let world = World::start().await;
    let merchant = world.merchant();
    let session = merchant.session().await;
    let path = format!("{PATH}/{}", id(&session));
    let mut refused = 0;
    for n in 0..70 {
        let answer = merchant.keyed(&format!("u{n}")).post(&path, json!({"description": format!("{n}")})).await;
        refused += usize::from(answer.refusal() == (409, "limit_reached"));
    }
    assert_eq!(refused, 30);
    let page = path_of(&session["url"]);
    let fields = [("attempt", "0"), ("number", GOOD), ("expiry", "12/30"), ("cvc", "123"), ("name", "Ada")];
    assert_eq!(world.payer().post_form(&page, &fields).await.status, 303);
    assert_eq!(merchant.read(&session).await["paid"], true);
    world.finish().await;
}

#[tokio::test]
async fn a_repeat_has_the_status_of_the_first_answer() {
    let world = World::start().await;
    let merchant = world.merchant();
    let session = merchant.session().await;
    let first = merchant.keyed("k").pay(&session, BANK).await;
    let bank = path_of(&first.json["next_action"]["url"]);
    let back = world.payer().post_form(&bank, &[("decision", "refuse")]).await;
    world.payer().get(back.header("location")).await;
    let again = merchant.keyed("k").pay(&session, BANK).await;
    assert_eq!((first.status.as_u16(), again.status.as_u16()), (200, 200));
    assert_eq!(again.json["last_payment_error"]["decline_code"], "authentication_failed", "as it stands now");
    world.finish().await;
}

#[tokio::test]
async fn the_event_of_an_expiry_tells_that_the_session_was_active() {
    let world = World::start().await;
    let merchant = world.merchant();
    let session = merchant.create(json!({"amount": 1, "currency": "EUR", "expires_in_seconds": 60})).await;
    world.live_through(2).await;
    let event = merchant.get(&format!("/v1/events?object={}", id(&session))).await.json["data"][0].clone();
    assert_eq!(event["type"], "payment_session.expired");
    let before = &event["previous_attributes"];
    assert_eq!(
        (&before["status"], &before["expired"], &before["payment_outcome"]),
        (&json!("active"), &json!(false), &json!("not_started"))
    );
    assert_eq!(event["request"], json!(null));
    world.finish().await;
}

#[tokio::test]
async fn a_guard_whose_time_is_over_ends_with_the_session_that_takes_its_place() {
    let world = World::start().await;
    let merchant = world.merchant();
    let body = json!({"amount": 1, "currency": "EUR", "external_reference": "r", "on_duplicate_reference": "reject", "expires_in_seconds": 60});
    let first = merchant.create(body.clone()).await;
    // The creator's clock is ahead; the payer's function has another.
    world.later(120);
    let second = merchant.create(body).await;
    world.later(-120);
    assert_eq!(merchant.pay(&first, GOOD).await.refusal(), (409, "session_ended"));
    assert_eq!(merchant.pay(&second, GOOD).await.json["paid"], true);
    assert_eq!(world.charges().await, 1);
    world.finish().await;
}

#[tokio::test]
async fn a_page_opens_whatever_a_mailer_appends_to_its_link() {
    let world = World::start().await;
    let session = world.merchant().session().await;
    let page = format!("{}?utm_source=mail", path_of(&session["url"]));
    assert_eq!(world.payer().get(&page).await.status, 200);
    let customer = world.merchant().create(json!({"amount": 1, "currency": "EUR", "email": "a@example.com"})).await;
    let paid = world.merchant().pay(&session, GOOD).await;
    assert_eq!(paid.status, 200);
    let theirs =
        format!("/v1/payments?session={}&customer={}", id(&session), customer["customer_id"].as_str().unwrap());
    assert_eq!(world.merchant().get(&theirs).await.json["data"], json!([]));
    world.finish().await;
}
