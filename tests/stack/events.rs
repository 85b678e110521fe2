//! Webhooks come through the table's stream and the queue.

use std::collections::BTreeSet;

use http::HeaderMap;
use serde_json::{Value, json};
use testkit::{Received, Receiver};

use crate::caller::{GOOD, id};
use crate::target::{Target, left_out};

const ENDPOINTS: &str = "/v1/webhook_endpoints";

#[tokio::test]
async fn each_event_of_a_paid_session_arrives_signed_and_again_until_it_is_taken() {
    let target = Target::reach().await;
    let Some((receiver, url)) = target.receiver().await else {
        return left_out("webhooks", "STACK_RECEIVER does not say where this machine may listen");
    };
    let merchant = target.merchant();
    // The first is not taken, whichever it is.
    receiver.answer_first(&[500]);
    let endpoint = merchant.post(ENDPOINTS, &json!({"url": url, "enabled_events": ["*"]})).await;
    assert_eq!(endpoint.status, 201, "{}", endpoint.text);
    let session = merchant.create(json!({"amount": 100, "currency": "JPY", "description": "お茶 & <tea>"})).await;
    let paid = merchant.pay(&session, GOOD).await;
    assert_eq!(paid.status, 200, "{}", paid.text);
    let wanted =
        ["payment.succeeded", "payment_session.completed", "payment_session.created", "payment_session.updated"];
    let wanted = BTreeSet::from(wanted.map(str::to_owned));
    let objects = [id(&session), paid.json["payment_id"].as_str().unwrap()];
    let arrived = target
        .until("a webhook of each event, taken", async || {
            let taken = taken_about(&receiver, &objects);
            let kinds: BTreeSet<_> = taken.iter().map(Received::kind).collect();
            (kinds == wanted).then_some(taken)
        })
        .await;
    for webhook in arrived {
        let signed = verified(&webhook, endpoint.json["secret"].as_str().unwrap());
        let event = merchant.get(&format!("/v1/events/{}", webhook.id())).await;
        assert_eq!(signed, event.json, "the webhook is the event");
    }
    let all = receiver.received();
    let refused = all.iter().find(|webhook| webhook.answered == 500).expect("one was not taken");
    let again = async || taken(&receiver).into_iter().find(|webhook| webhook.id() == refused.id());
    let again = target.until("the webhook that was not taken, again", again).await;
    assert_eq!(again.body, refused.body);
    let gone = merchant.delete(&format!("{ENDPOINTS}/{}", id(&endpoint.json))).await;
    assert_eq!(gone.json["deleted"], true);
}

/// What the receiver took.
fn taken(receiver: &Receiver) -> Vec<Received> {
    receiver.received().into_iter().filter(|webhook| webhook.answered == 200).collect()
}

/// What it took about these objects: others use the merchant, too.
fn taken_about(receiver: &Receiver, objects: &[&str]) -> Vec<Received> {
    let about =
        |webhook: &Received| webhook.json()["data"]["object"]["id"].as_str().is_some_and(|id| objects.contains(&id));
    taken(receiver).into_iter().filter(about).collect()
}

/// The body, if the official verifier of Standard Webhooks finds the signature right.
fn verified(webhook: &Received, secret: &str) -> Value {
    let headers: HeaderMap = webhook
        .headers
        .iter()
        .filter(|(name, _)| name.starts_with("webhook-"))
        .map(|(name, value)| (name.parse::<http::HeaderName>().unwrap(), value.parse().unwrap()))
        .collect();
    let verifier = standardwebhooks::Webhook::new(secret).unwrap();
    verifier.verify(webhook.body.as_bytes(), &headers).expect("the signature is right");
    webhook.json()
}
