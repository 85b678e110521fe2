//! 3-D Secure: the payer confirms at the bank.

use serde_json::json;

use crate::client::{Answer, BANK, GOOD, id, path_of};
use crate::world::World;

/// Pays with a card whose bank asks, and gives the bank's path.
async fn sent_to_bank(world: &World, number: &str) -> (serde_json::Value, String) {
    let session = world.merchant().session().await;
    let answer = world.merchant().pay(&session, number).await;
    assert_eq!((answer.status.as_u16(), &answer.json["payment_outcome"]), (200, &json!("pending")));
    assert_eq!(answer.json["next_action"]["type"], "redirect");
    (session, path_of(&answer.json["next_action"]["url"]))
}

async fn decide(world: &World, bank: &str, decision: &str) -> Answer {
    let answer = world.payer().post_form(bank, &[("decision", decision)]).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    answer
}

#[tokio::test]
async fn a_payer_who_confirms_has_paid() {
    let world = World::start().await;
    let (session, bank) = sent_to_bank(&world, BANK).await;
    let page = world.payer().get(&bank).await;
    assert!(page.text.contains("3184") && page.text.contains("Demo Tea House"));
    let back = decide(&world, &bank, "approve").await;
    let page = world.payer().get(back.header("location")).await;
    assert_eq!(page.status, 200);
    let after = world.merchant().read(&session).await;
    assert_eq!((&after["payment_outcome"], &after["next_action"]), (&json!("paid"), &json!(null)));
    world.drain().await;
    assert_eq!(
        world.merchant().story(after["payment_id"].as_str().unwrap()).await,
        ["payment.requires_action", "payment.succeeded"]
    );
    assert_eq!(
        world.merchant().story(id(&session)).await,
        ["payment_session.created", "payment_session.updated", "payment_session.updated", "payment_session.completed"]
    );
    world.finish().await;
}

#[tokio::test]
async fn a_payer_who_refuses_may_try_another_card() {
    let world = World::start().await;
    let (session, bank) = sent_to_bank(&world, BANK).await;
    let back = decide(&world, &bank, "refuse").await;
    let page = world.payer().get(back.header("location")).await;
    assert!(page.text.contains("<form"), "the form is there again");
    let after = world.merchant().read(&session).await;
    assert_eq!(
        (&after["status"], &after["last_payment_error"]["decline_code"]),
        (&json!("active"), &json!("authentication_failed"))
    );
    assert_eq!(world.merchant().pay(&session, GOOD).await.json["paid"], true);
    world.finish().await;
}

#[tokio::test]
async fn the_bank_may_pass_a_payer_whom_the_issuer_declines() {
    let world = World::start().await;
    for (number, code) in [("4000008260003178", "insufficient_funds"), ("4000008400001629", "generic_decline")] {
        let (session, bank) = sent_to_bank(&world, number).await;
        let back = decide(&world, &bank, "approve").await;
        world.payer().get(back.header("location")).await;
        assert_eq!(world.merchant().read(&session).await["last_payment_error"]["decline_code"], code);
    }
    world.finish().await;
}

#[tokio::test]
async fn a_decision_is_final_and_a_made_up_link_opens_nothing() {
    let world = World::start().await;
    let (session, bank) = sent_to_bank(&world, BANK).await;
    decide(&world, &bank, "approve").await;
    decide(&world, &bank, "refuse").await;
    let gone = world.payer().get(&bank).await;
    assert_eq!(gone.status, 303, "there is nothing to decide any more");
    world.payer().get(gone.header("location")).await;
    assert_eq!(world.merchant().read(&session).await["paid"], true);
    assert_eq!(world.payer().get("/sandbox/bank/pay_nobody_x").await.status, 404);
    let forged = format!("{}x", &bank[..bank.len() - 1]);
    assert_eq!(world.payer().post_form(&forged, &[("decision", "approve")]).await.status, 404);
    world.finish().await;
}

#[tokio::test]
async fn a_payer_who_never_comes_back_is_given_up_by_the_sweep() {
    let world = World::start().await;
    let (session, _) = sent_to_bank(&world, BANK).await;
    world.live_through(29).await;
    assert_eq!(world.merchant().read(&session).await["payment_outcome"], "pending");
    world.live_through(2).await;
    let after = world.merchant().read(&session).await;
    assert_eq!(
        (&after["status"], &after["last_payment_error"]["decline_code"]),
        (&json!("active"), &json!("authentication_timed_out"))
    );
    world.finish().await;
}

#[tokio::test]
async fn a_payer_who_confirms_and_closes_the_page_has_paid_all_the_same() {
    let world = World::start().await;
    let (session, bank) = sent_to_bank(&world, BANK).await;
    decide(&world, &bank, "approve").await;
    world.live_through(31).await;
    assert_eq!(world.merchant().read(&session).await["paid"], true);
    world.finish().await;
}

#[tokio::test]
async fn a_session_at_the_bank_outlives_its_time_and_then_expires() {
    let world = World::start().await;
    let merchant = world.merchant();
    let session = merchant.create(json!({"amount": 1, "currency": "EUR", "expires_in_seconds": 60})).await;
    let answer = merchant.pay(&session, BANK).await;
    let bank = path_of(&answer.json["next_action"]["url"]);
    world.live_through(2).await;
    let locked = merchant.read(&session).await;
    assert_eq!((&locked["status"], &locked["expired"]), (&json!("active"), &json!(false)));
    let back = decide(&world, &bank, "refuse").await;
    world.payer().get(back.header("location")).await;
    assert_eq!(merchant.read(&session).await["status"], "expired");
    world.drain().await;
    assert_eq!(merchant.story(id(&session)).await.last().map(String::as_str), Some("payment_session.expired"));
    world.finish().await;
}

#[tokio::test]
async fn a_payer_goes_on_with_the_banks_check_on_another_device_after_ten_minutes() {
    let world = World::start().await;
    let session = world.merchant().session().await;
    let page = path_of(&session["url"]);
    let phone = world.payer().with("user-agent", "Phone").with("cookie", "a=1");
    let fields = [("attempt", "0"), ("number", BANK), ("expiry", "12 / 30"), ("cvc", "123"), ("name", "Ada")];
    let sent = phone.post_form(&page, &fields).await;
    let bank = path_of(&json!(sent.header("location")));
    assert_eq!((sent.status.as_u16(), phone.get(&bank).await.status.as_u16()), (303, 200));
    world.live_through(10).await;

    // The link from the shop's message, opened elsewhere: nothing but the link is known there.
    let laptop = world.payer().with("user-agent", "Laptop").with("accept-language", "sv");
    let there = laptop.get(&page).await;
    assert!(there.text.contains("data-state=\"bank-check\"") && there.text.contains(&bank), "{}", there.text);
    assert!(laptop.get(&bank).await.text.contains("3184"), "it is the same check");
    let back = laptop.post_form(&bank, &[("decision", "approve")]).await;
    assert_eq!((back.status.as_u16(), back.header("location")), (303, page.as_str()));
    assert!(laptop.get(&page).await.text.contains("data-state=\"done\""));
    assert!(phone.get(&page).await.text.contains("data-state=\"done\""), "the first device learns of it too");
    assert_eq!(phone.get(&bank).await.status, 303, "and has nothing to decide any more");
    let after = world.merchant().read(&session).await;
    assert_eq!((&after["paid"], &after["attempts"]), (&json!(true), &json!(1)));
    assert_eq!(world.charges().await, 1);
    world.finish().await;
}
