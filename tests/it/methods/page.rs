//! The hosted page of a payer who has been here before, without JavaScript.

use serde_json::json;

use super::{detach, method, methods_of, saved, saving, text};
use crate::client::{Answer, DECLINED, GOOD, path_of};
use crate::world::World;

async fn submit(world: &World, path: &str, attempt: &str, fields: &[(&str, &str)]) -> Answer {
    let mut all = vec![("attempt", attempt)];
    all.extend_from_slice(fields);
    world.payer().post_form(path, &all).await
}

const CARD: [(&str, &str); 4] = [("number", GOOD), ("expiry", "12 / 30"), ("cvc", "123"), ("name", "Ada Lovelace")];

#[tokio::test]
async fn a_returning_payer_chooses_a_saved_card() {
    let world = World::start().await;
    let merchant = world.merchant();
    let first = saved(&world).await;
    let (pm, customer) = (text(&first, "payment_method_id"), text(&first, "customer_id"));
    let session = merchant.create(json!({"amount": 700, "currency": "EUR", "customer": customer})).await;
    let path = path_of(&session["url"]);
    let page = world.payer().get(&path).await;
    assert!(page.text.contains(&format!("value=\"{pm}\" checked")), "the default is chosen");
    assert!(page.text.contains("••••\u{a0}4242") && page.text.contains("12 / 30"));
    // Whatever stands in the fields of a new card is not looked at.
    let sent = submit(&world, &path, "0", &[("method", pm), ("number", "4242")]).await;
    assert_eq!((sent.status.as_u16(), sent.header("location")), (303, path.as_str()));
    assert_eq!(merchant.read(&session).await["payment_method_id"], pm);
    let again = submit(&world, &path, "0", &[("method", pm), ("number", "4242")]).await;
    assert_eq!(again.status, 303);
    assert_eq!(world.charges().await, 2);
    world.finish().await;
}

#[tokio::test]
async fn a_payer_decides_whether_a_card_is_saved() {
    let world = World::start().await;
    let merchant = world.merchant();
    for (ticked, kept) in [(false, 0), (true, 1)] {
        let session = saving(&world, "prompt").await;
        let path = path_of(&session["url"]);
        let page = world.payer().get(&path).await;
        assert!(page.text.contains("name=\"save\" value=\"true\">"), "it is not ticked before");
        let mut fields = CARD.to_vec();
        fields.extend(ticked.then_some(("save", "true")));
        // A decline keeps what was decided.
        fields[0].1 = DECLINED;
        let declined = submit(&world, &path, "0", &fields).await;
        assert_eq!(declined.status, 402);
        assert_eq!(declined.text.contains("name=\"save\" value=\"true\" checked"), ticked);
        fields[0].1 = GOOD;
        assert_eq!(submit(&world, &path, "1", &fields).await.status, 303);
        assert_eq!(methods_of(&merchant, text(&session, "customer_id")).await.len(), kept);
    }
    world.finish().await;
}

#[tokio::test]
async fn a_payer_is_told_when_the_card_will_be_saved() {
    let world = World::start().await;
    let told = world.payer().get(&path_of(&saving(&world, "always").await["url"])).await;
    assert!(told.text.contains("Your card will be saved for your next payment to Demo Tea House."));
    let silent = world.payer().get(&path_of(&world.merchant().session().await["url"])).await;
    assert!(!silent.text.contains("will be saved") && !silent.text.contains("name=\"save\""));
    world.finish().await;
}

#[tokio::test]
async fn a_card_that_was_detached_while_the_page_was_open_is_offered_no_more() {
    let world = World::start().await;
    let merchant = world.merchant();
    let first = saved(&world).await;
    let (pm, customer) = (text(&first, "payment_method_id"), text(&first, "customer_id"));
    let session = merchant.create(json!({"amount": 700, "currency": "EUR", "customer": customer})).await;
    let path = path_of(&session["url"]);
    detach(&merchant, pm).await;
    assert_eq!(submit(&world, &path, "0", &[("method", pm)]).await.status, 303);
    let page = world.payer().get(&path).await;
    assert!(page.text.contains("<form") && !page.text.contains(pm));
    assert_eq!(merchant.read(&session).await["attempts"], 0);
    world.finish().await;
}

#[tokio::test]
async fn a_page_that_verifies_says_that_nothing_is_charged_and_keeps_saying_it() {
    let world = World::start().await;
    let session = world.merchant().create(json!({"amount": 0, "currency": "EUR"})).await;
    let path = path_of(&session["url"]);
    let page = world.payer().get(&path).await;
    assert!(page.text.contains("Nothing is charged now.") && page.text.contains("Save card"));
    assert_eq!(submit(&world, &path, "0", &CARD).await.status, 303);
    for seconds in [0, 61] {
        world.later(seconds);
        let page = world.payer().get(&path).await;
        assert!(page.text.contains("Card saved") && !page.text.contains("Already paid"), "{seconds}");
    }
    let after = world.merchant().read(&session).await;
    assert_eq!(method(&world, text(&after, "payment_method_id")).await["last4"], "4242");
    world.finish().await;
}
