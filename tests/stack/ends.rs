//! A session ends unpaid.

use serde_json::json;

use crate::browser::Browser;
use crate::caller::{GOOD, id};
use crate::target::Target;

#[tokio::test]
async fn a_cancelled_session_takes_no_money() {
    let target = Target::reach().await;
    let merchant = target.merchant();
    let session = merchant.session().await;
    let cancelled = merchant.cancel(&session).await;
    assert_eq!((cancelled.status.as_u16(), &cancelled.json["status"]), (200, &json!("cancelled")));
    assert_eq!(merchant.pay(&session, GOOD).await.refusal(), (409, "session_ended"));
    let page = Browser::of(&target).open(session["url"].as_str().unwrap()).await;
    assert_eq!(page.state(), "cancelled");
    let wanted = ["payment_session.created", "payment_session.cancelled"];
    target
        .until("the story of the cancelled session", async || {
            (merchant.story(id(&session)).await == wanted).then_some(())
        })
        .await;
}

#[tokio::test]
async fn a_session_whose_time_is_over_is_expired_by_the_rule() {
    let target = Target::reach().await;
    let merchant = target.merchant();
    let session = merchant.create(json!({"amount": 1, "currency": "EUR", "expires_in_seconds": 60})).await;
    assert_eq!(session["status"], "active");
    // Reading shows it at once; only the sweep that the rule starts writes it down and tells of it.
    let wanted = ["payment_session.created", "payment_session.expired"];
    target
        .until("the event of the expired session", async || {
            (merchant.story(id(&session)).await == wanted).then_some(())
        })
        .await;
    let after = merchant.read(&session).await;
    assert_eq!((&after["status"], &after["expired"], &after["version"]), (&json!("expired"), &json!(true), &json!(2)));
    assert_eq!(merchant.pay(&session, GOOD).await.refusal(), (409, "session_ended"));
    let page = Browser::of(&target).open(session["url"].as_str().unwrap()).await;
    assert_eq!(page.state(), "expired");
}
