//! A payer pays.

use serde_json::json;

use crate::browser::Browser;
use crate::caller::{BANK, DECLINED, GOOD, card, id};
use crate::target::{Target, unique};

#[tokio::test]
async fn a_payer_pays_on_the_hosted_page_and_is_led_back_to_the_shop() {
    let target = Target::reach().await;
    let reference = unique("order");
    let shop = target.address(&format!("/openapi.json?order={reference}"));
    let session = target
        .merchant()
        .create(json!({
            "amount": 4900, "currency": "EUR", "external_reference": reference, "return_url": shop,
            "line_items": [{"description": "Tea <pot>", "amount": 4900}],
        }))
        .await;
    let browser = Browser::of(&target);
    let page = browser.open(session["url"].as_str().unwrap()).await;
    assert_eq!((page.status(), page.state().as_str()), (200, "form"));
    assert!(page.shows("Tea &lt;pot&gt;") && page.shows("€49.00"));
    let done = browser.pay(&page, "4242 4242 4242 4242").await;
    assert_eq!((done.status(), done.state().as_str()), (200, "done"));
    let back = done.leads_to().expect("the payer is led back");
    assert_eq!(back, format!("{shop}&session_id={}", id(&session)));
    assert_eq!(browser.open(&back).await.status(), 200);
    let after = target.merchant().read(&session).await;
    assert_eq!((&after["status"], &after["paid"], &after["attempts"]), (&json!("completed"), &json!(true), &json!(1)));
    let payment = target.merchant().get(&format!("/v1/payments/{}", after["payment_id"].as_str().unwrap())).await;
    assert_eq!((&payment.json["status"], &payment.json["amount"]), (&json!("captured"), &json!(4900)));
}

#[tokio::test]
async fn a_payer_whose_bank_asks_confirms_there_and_has_paid() {
    let target = Target::reach().await;
    let session = target.merchant().session().await;
    let browser = Browser::of(&target);
    let page = browser.open(session["url"].as_str().unwrap()).await;
    let bank = browser.pay(&page, BANK).await;
    assert_eq!((bank.status(), bank.state().as_str()), (200, "bank"));
    assert_eq!(target.merchant().read(&session).await["payment_outcome"], "pending");
    let done = browser.submit(&bank, &[("decision", "approve")]).await;
    assert_eq!(done.state(), "done");
    assert_eq!(target.merchant().read(&session).await["paid"], true);
}

#[tokio::test]
async fn a_payer_who_is_declined_tries_another_card() {
    let target = Target::reach().await;
    let session = target.merchant().session().await;
    let browser = Browser::of(&target);
    let page = browser.open(session["url"].as_str().unwrap()).await;
    let declined = browser.pay(&page, DECLINED).await;
    assert_eq!((declined.status(), declined.state().as_str()), (402, "form"));
    assert!(declined.shows("role=\"alert\"") && !declined.shows(DECLINED));
    let between = target.merchant().read(&session).await;
    assert_eq!((&between["status"], &between["attempts"]), (&json!("active"), &json!(1)));
    assert_eq!(browser.pay(&declined, GOOD).await.state(), "done");
    let after = target.merchant().read(&session).await;
    assert_eq!((&after["paid"], &after["attempts"]), (&json!(true), &json!(2)));
}

#[tokio::test]
async fn a_payment_by_the_api_is_made_once_however_often_it_is_sent() {
    let target = Target::reach().await;
    let merchant = target.merchant();
    let session = merchant.session().await;
    let keyed = merchant.clone().with("idempotency-key", &unique("pay"));
    let first = keyed.pay(&session, GOOD).await;
    assert_eq!((first.status.as_u16(), &first.json["paid"]), (200, &json!(true)));
    let second = keyed.pay(&session, GOOD).await;
    assert_eq!((second.status, second.header("idempotent-replayed")), (first.status, "true"));
    assert_eq!(second.json["payment_id"], first.json["payment_id"]);
    assert_eq!(merchant.read(&session).await["attempts"], 1);
    let payments = merchant.get(&format!("/v1/payments?session={}", id(&session))).await;
    assert_eq!(payments.json["data"].as_array().unwrap().len(), 1);
    let other = keyed.pay(&session, DECLINED).await;
    assert_eq!(other.refusal(), (422, "idempotency_key_reused"));
}

#[tokio::test]
async fn a_browser_pays_with_the_publishable_key_and_the_sessions_own_secret() {
    let target = Target::reach().await;
    let session = target.merchant().session().await;
    let path = format!("/v1/payment_sessions/{}/pay", id(&session));
    let mut body = card(GOOD);
    assert_eq!(target.publishable().post(&path, &body).await.refusal(), (403, "client_secret_required"));
    body["client_secret"] = session["client_secret"].clone();
    let paid = target.publishable().post(&path, &body).await;
    assert_eq!((paid.status.as_u16(), &paid.json["paid"]), (200, &json!(true)), "{}", paid.text);
}

#[tokio::test]
async fn an_outcome_that_nobody_knows_is_asked_about_until_it_is_known() {
    let target = Target::reach().await;
    let session = target.merchant().session().await;
    let unlucky = target.merchant().with("sandbox-scenario", "timeout_after_commit");
    let lost = unlucky.pay(&session, GOOD).await;
    assert_eq!((lost.status.as_u16(), &lost.json["payment_outcome"]), (200, &json!("pending")));
    let payment = lost.json["payment_id"].as_str().unwrap().to_owned();
    let wanted = ["payment.processing", "payment.succeeded"];
    target
        .until("the processor's word on the payment", async || {
            (target.merchant().story(&payment).await == wanted).then_some(())
        })
        .await;
    assert_eq!(target.merchant().read(&session).await["paid"], true);
}
