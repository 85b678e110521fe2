//! `GET /v1/ledger_entries`.

use serde_json::{Value, json};

use super::{paid, refund};
use crate::client::id;
use crate::money::{capture, held, void};
use crate::world::World;

/// Kind, account and amount of each entry, the oldest first.
async fn entries(world: &World, filter: &str) -> Vec<(String, String, i64)> {
    let page = world.merchant().get(&format!("/v1/ledger_entries?limit=100&{filter}")).await;
    assert_eq!(page.status, 200, "{}", page.text);
    let data = page.json["data"].as_array().unwrap();
    let text = |entry: &Value, name: &str| entry[name].as_str().unwrap().to_owned();
    data.iter().rev().map(|e| (text(e, "kind"), text(e, "account"), e["amount"].as_i64().unwrap())).collect()
}

fn moves<const N: usize>(all: [(&str, &str, &str, i64); N]) -> Vec<(String, String, i64)> {
    let sides = |(kind, from, to, amount): (&str, &str, &str, i64)| {
        [(kind.to_owned(), from.to_owned(), -amount), (kind.to_owned(), to.to_owned(), amount)]
    };
    all.into_iter().flat_map(sides).collect()
}

#[tokio::test]
async fn every_movement_has_two_entries_that_cancel_out() {
    let world = World::start().await;
    let merchant = world.merchant();
    let payment = held(&world, 1_000).await;
    capture(&merchant, &payment, json!({"amount": 400})).await;
    let made = refund(&merchant, &payment, json!({"amount": 150})).await.json;
    let declined = merchant.with("sandbox-scenario", "generic_decline");
    refund(&declined, &payment, json!({"amount": 250})).await;
    void(&merchant, &payment).await;
    let wanted = moves([
        ("authorisation", "payer", "held", 1_000),
        ("capture", "held", "collected", 400),
        ("refund_created", "collected", "refunding", 150),
        ("refund_succeeded", "refunding", "payer", 150),
        ("refund_created", "collected", "refunding", 250),
        ("refund_failed", "refunding", "collected", 250),
        ("void", "held", "payer", 600),
    ]);
    let session = payment["session_id"].as_str().unwrap();
    assert_eq!(entries(&world, &format!("session={session}")).await, wanted);
    assert_eq!(entries(&world, &format!("payment={}", id(&payment))).await, wanted);
    assert_eq!(wanted.iter().map(|(.., amount)| amount).sum::<i64>(), 0);
    let page = merchant.get(&format!("/v1/ledger_entries?session={session}&limit=10")).await.json;
    let succeeded = &page["data"][6];
    assert_eq!(
        (&succeeded["object"], &succeeded["kind"], &succeeded["refund"], &succeeded["payment"], &succeeded["session"]),
        (&json!("ledger_entry"), &json!("refund_succeeded"), &made["id"], &payment["id"], &json!(session))
    );
    assert_eq!((&succeeded["currency"], &succeeded["created_at"]), (&json!("EUR"), &json!("2026-11-20T09:00:00Z")));
    let cursor = page["next_cursor"].as_str().unwrap();
    let rest = merchant.get(&format!("/v1/ledger_entries?session={session}&limit=10&cursor={cursor}")).await.json;
    assert_eq!((rest["data"].as_array().unwrap().len(), &rest["has_more"]), (4, &json!(false)));
    world.finish().await;
}

#[tokio::test]
async fn what_is_collected_at_once_is_in_the_ledger_before_anything_else_moves_it() {
    let world = World::start().await;
    let payment = paid(&world).await;
    let at_once = [("authorisation", "payer", "held", 4_900), ("capture", "held", "collected", 4_900)];
    let filter = format!("payment={}", id(&payment));
    assert_eq!(entries(&world, &filter).await, moves(at_once));
    refund(&world.merchant(), &payment, json!({})).await;
    let [one, two] = at_once;
    let back = [("refund_created", "collected", "refunding", 4_900), ("refund_succeeded", "refunding", "payer", 4_900)];
    let [three, four] = back;
    assert_eq!(entries(&world, &filter).await, moves([one, two, three, four]));
    world.finish().await;
}

#[tokio::test]
async fn a_hold_that_runs_out_goes_back_to_the_payer() {
    let world = World::start().await;
    let payment = held(&world, 700).await;
    world.later(8 * 86_400);
    world.system.tick().await;
    world.drain().await;
    let wanted = moves([("authorisation", "payer", "held", 700), ("expiry", "held", "payer", 700)]);
    assert_eq!(entries(&world, &format!("payment={}", id(&payment))).await, wanted);
    world.finish().await;
}

#[tokio::test]
async fn the_ledger_is_kept_by_session_and_nobody_elses_is_shown() {
    let world = World::start().await;
    let merchant = world.merchant();
    let payment = paid(&world).await;
    let path = format!("/v1/ledger_entries?payment={}", id(&payment));
    world.settle_rival().await;
    for other in [world.rival(), world.live()] {
        assert_eq!(other.get(&path).await.json["data"], json!([]));
    }
    for bad in [
        "/v1/ledger_entries",
        "/v1/ledger_entries?session=x",
        "/v1/ledger_entries?payment=x",
        "/v1/ledger_entries?kind=void",
    ] {
        assert_eq!(merchant.get(bad).await.refusal(), (400, "invalid_query"), "{bad}");
    }
    let unpaid = merchant.session().await;
    assert_eq!(merchant.get(&format!("/v1/ledger_entries?session={}", id(&unpaid))).await.json["data"], json!([]));
    let of_another = format!("/v1/ledger_entries?session={}&payment={}", id(&unpaid), id(&payment));
    assert_eq!(merchant.get(&of_another).await.json["data"], json!([]));
    world.finish().await;
}
