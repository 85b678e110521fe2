use app::ports::{Answer, Outgoing, Sender};
use testkit::ManualClock;

use super::*;
use crate::system::in_memory as keyring;

const BODY: &str = r#"{"type":"payment.succeeded","data":{"object":{"id":"pay_1"}}}"#;

fn inbox() -> (Arc<Inbox>, ManualClock) {
    let clock = ManualClock::default();
    let disk = Arc::new(Disk::memory().unwrap());
    (Arc::new(Inbox::new(disk, &keyring(), Arc::new(clock.clone()))), clock)
}

fn signed(endpoint: EndpointId, seconds: i64, body: &str) -> BTreeMap<String, String> {
    let secret = Secret::from_bytes(keyring().webhook_secret(endpoint, GENERATION));
    let signature = format!("v1,b3RoZXI= {}", webhooks::sign(&[secret], "evt_1", seconds, body));
    let headers = [
        ("webhook-id", "evt_1".to_owned()),
        ("webhook-timestamp", seconds.to_string()),
        ("webhook-signature", signature),
    ];
    headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

#[test]
fn a_signature_verifies_for_its_endpoint_its_body_and_its_time_only() {
    let (inbox, clock) = inbox();
    let now = clock.now().as_second();
    for (headers, body, verified) in [
        (signed(ENDPOINTS[0], now, BODY), BODY, true),
        (signed(ENDPOINTS[1], now - 300, BODY), BODY, true),
        (signed(ENDPOINTS[0], now - 301, BODY), BODY, false),
        (signed(EndpointId::from_bits(7), now, BODY), BODY, false),
        (signed(ENDPOINTS[0], now, BODY), "{}", false),
        (BTreeMap::new(), BODY, false),
    ] {
        inbox.receive(headers, body.to_owned()).unwrap();
        let letters = inbox.letters(None, 1).unwrap();
        assert_eq!(letters[0].verified, verified, "{letters:?}");
    }
}

#[test]
fn letters_are_kept_newest_first_and_found_by_what_they_are_about() {
    let (inbox, clock) = inbox();
    inbox.receive(signed(ENDPOINTS[0], clock.now().as_second(), BODY), BODY.to_owned()).unwrap();
    inbox.receive(BTreeMap::new(), "no event".to_owned()).unwrap();
    let kinds: Vec<_> = inbox.letters(None, 10).unwrap().into_iter().map(|letter| letter.kind).collect();
    assert_eq!(kinds, ["", "payment.succeeded"]);
    for about in ["evt_1", "pay_1"] {
        assert_eq!(inbox.letters(Some(about), 10).unwrap().len(), 1, "{about}");
    }
    assert!(inbox.letters(Some("pay_2"), 10).unwrap().is_empty());
}

#[test]
fn only_the_newest_five_hundred_are_kept() {
    let (inbox, _) = inbox();
    for number in 0..510 {
        inbox.receive(BTreeMap::new(), number.to_string()).unwrap();
    }
    let letters = inbox.letters(None, 1_000).unwrap();
    assert_eq!((letters.len(), letters[0].body.as_str(), letters[499].body.as_str()), (500, "509", "10"));
}

#[tokio::test]
async fn live_mode_reaches_the_inbox_without_leaving_and_nothing_else_on_this_machine() {
    let (inbox, clock) = inbox();
    inbox.reached_at("http://127.0.0.1:1/inbox/hook");
    let outside = boot::adapters::WebhookSender::new(keyring(), true).unwrap();
    let sender = InboxSender::new(Arc::new(outside), Arc::clone(&inbox), keyring(), false);
    let send = |url: &'static str| Outgoing {
        livemode: true,
        endpoint: ENDPOINTS[1],
        generations: &[GENERATION],
        url,
        id: "evt_2",
        timestamp: clock.now(),
        body: BODY,
    };
    let taken = sender.send(send("http://127.0.0.1:1/inbox/hook")).await;
    assert!(matches!(taken, Answer::Answered { status: 204, .. }), "{taken:?}");
    assert!(inbox.letters(None, 1).unwrap()[0].verified);
    let refused = sender.send(send("http://127.0.0.1:1/other")).await;
    assert!(matches!(refused, Answer::Failed(_)), "{refused:?}");
}
