//! Whatever races for a session's end, its mandate ends up as the session does.

use futures::future::{join, join_all};
use serde_json::{Value, json};

use super::{agreed, first, first_of, mandate, revoke, text, told};
use crate::client::GOOD;
use crate::world::World;

const ROUNDS: usize = 20;

/// Lets others go first so often.
async fn behind(others: usize) {
    for _ in 0..others {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn of_a_payment_and_a_cancellation_one_decides_the_mandate() {
    let world = World::start_on(1, |_| {}).await;
    let merchant = world.merchant();
    let mut statuses = Vec::new();
    for round in 0..ROUNDS {
        let session = first(&world, 900).await;
        let paying = async {
            behind(round % 5).await;
            merchant.pay(&session, GOOD).await
        };
        let cancelling = async {
            behind(round / 5).await;
            merchant.cancel(&session).await
        };
        let (paid, cancelled) = join(paying, cancelling).await;
        let after = merchant.read(&session).await;
        let made = mandate(&world, &session).await;
        let wanted = if after["paid"] == true { "active" } else { "failed" };
        assert_eq!(made["status"], wanted, "{} {}", paid.text, cancelled.text);
        statuses.push(wanted);
    }
    assert!(statuses.contains(&"active") && statuses.contains(&"failed"), "both won: {statuses:?}");
    world.finish().await;
}

#[tokio::test]
async fn of_many_who_revoke_at_once_one_writes_it_and_all_are_told_the_same() {
    let world = World::start_on(1, |_| {}).await;
    let merchant = world.merchant();
    let session = agreed(&world).await;
    let mdt = text(&session, "mandate_id");
    let answers = join_all((0..8).map(|_| revoke(&merchant, mdt))).await;
    assert!(answers.iter().all(|answer| answer.json == answers[0].json && answer.status == 200), "{answers:?}");
    assert_eq!(told(&world, &session).await, ["mandate.created", "mandate.active", "mandate.revoked"]);
    world.finish().await;
}

/// The merchant revokes a mandate, its method is detached and its customer is deleted, all at once.
#[tokio::test]
async fn whoever_takes_a_mandate_back_it_is_taken_back_once() {
    let world = World::start_on(1, |_| {}).await;
    let merchant = world.merchant();
    let mut reasons = std::collections::BTreeSet::new();
    for round in 0..ROUNDS {
        let session = agreed(&world).await;
        let (pm, customer) = (text(&session, "payment_method_id"), text(&session, "customer_id"));
        let detaching = async {
            behind(round % 4).await;
            merchant.post(&format!("/v1/payment_methods/{pm}/detach"), json!({})).await
        };
        let deleting = async {
            behind((round / 4) % 4).await;
            merchant.delete(&format!("/v1/customers/{customer}")).await
        };
        let revoking = async {
            // It has the shortest way, so now and then it waits for the others.
            behind(if round % 2 == 0 { 0 } else { 100 }).await;
            revoke(&merchant, text(&session, "mandate_id")).await
        };
        let (both, revoked) = join(join(detaching, deleting), revoking).await;
        assert!(both.0.status == 200 && both.1.status == 200 && revoked.status == 200, "{both:?} {revoked:?}");
        let made = mandate(&world, &session).await;
        assert_eq!((&made["status"], &made["version"]), (&json!("revoked"), &json!(3)));
        reasons.insert(text(&made, "revocation_reason").to_owned());
        let told = told(&world, &session).await;
        assert_eq!(told, ["mandate.created", "mandate.active", "mandate.revoked"]);
    }
    assert!(reasons.len() > 1, "{reasons:?}");
    world.finish().await;
}

/// Two sessions of a customer who has no default yet, and agrees to two mandates at once.
#[tokio::test]
async fn two_who_agree_at_once_make_two_mandates() {
    let world = World::start_on(1, |_| {}).await;
    let merchant = world.merchant();
    for _ in 0..ROUNDS / 4 {
        let one = first(&world, 900).await;
        let two = first_of(&world, text(&one, "customer_id")).await;
        let sessions: [&Value; 2] = [&one, &two];
        let paid = join_all(sessions.map(|session| merchant.pay(session, GOOD))).await;
        assert!(paid.iter().all(|answer| answer.status == 200), "{paid:?}");
        for session in sessions {
            assert_eq!(mandate(&world, session).await["status"], "active");
        }
    }
    world.finish().await;
}
