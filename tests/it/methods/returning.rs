//! A customer comes back and pays with what was saved.

use serde_json::{Value, json};

use super::{detach, method, methods_of, pay_with, saved, saving, text};
use crate::client::{GOOD, card, id, path_of};
use crate::world::World;

async fn of_customer(world: &World, customer: &str) -> Value {
    world.merchant().create(json!({"amount": 700, "currency": "EUR", "customer": customer})).await
}

#[tokio::test]
async fn a_saved_card_pays_without_being_typed() {
    let world = World::start().await;
    let merchant = world.merchant();
    let first = saved(&world).await;
    let (pm, customer) = (text(&first, "payment_method_id"), text(&first, "customer_id"));
    let session = of_customer(&world, customer).await;
    let paid = pay_with(&merchant.keyed("k"), &session, pm).await;
    assert_eq!((paid.status.as_u16(), &paid.json["paid"]), (200, &json!(true)), "{}", paid.text);
    assert_eq!(paid.json["payment_method_id"], pm);
    let again = pay_with(&merchant.keyed("k"), &session, pm).await;
    assert_eq!((again.header("idempotent-replayed"), &again.json["paid"]), ("true", &json!(true)));
    assert_eq!(world.charges().await, 2, "one each");
    assert_eq!(methods_of(&merchant, customer).await.len(), 1, "what is saved is not saved again");
    world.finish().await;
}

#[tokio::test]
async fn a_session_may_name_the_method_and_with_it_the_customer() {
    let world = World::start().await;
    let merchant = world.merchant();
    let first = saved(&world).await;
    let pm = text(&first, "payment_method_id");
    let session = merchant.create(json!({"amount": 700, "currency": "EUR", "payment_method": pm})).await;
    assert_eq!((&session["customer_id"], &session["payment_method_id"]), (&first["customer_id"], &json!(pm)));
    let paid = merchant.post(&format!("/v1/payment_sessions/{}/pay", id(&session)), json!({})).await;
    assert_eq!((paid.status.as_u16(), &paid.json["payment_method_id"]), (200, &json!(pm)), "{}", paid.text);
    let plain = merchant.session().await;
    let nothing = merchant.post(&format!("/v1/payment_sessions/{}/pay", id(&plain)), json!({})).await;
    assert_eq!(nothing.fields(), [("/payment_method_data".into(), "required".into())]);
    world.finish().await;
}

#[tokio::test]
async fn a_method_pays_only_for_its_customer_merchant_and_mode() {
    let world = World::start().await;
    world.settle_rival().await;
    let (merchant, rival, live) = (world.merchant(), world.rival(), world.live());
    let first = saved(&world).await;
    let pm = text(&first, "payment_method_id");
    let nobodys = merchant.session().await;
    let anothers = saving(&world, "always").await;
    let unknown = [("/payment_method".to_owned(), "not_found".to_owned())];
    for session in [&nobodys, &anothers] {
        assert_eq!(pay_with(&merchant, session, pm).await.fields(), unknown);
        assert_eq!(pay_with(&merchant, session, "pm_0000000000000000000001").await.fields(), unknown);
        assert_eq!(pay_with(&merchant, session, "nonsense").await.fields(), unknown);
        assert_eq!(merchant.read(session).await["attempts"], 0, "nothing has begun");
    }
    let body = json!({"amount": 1, "currency": "EUR", "payment_method": pm});
    for stranger in [&rival, &live] {
        let path = format!("/v1/payment_methods/{pm}");
        assert_eq!(stranger.get(&path).await.refusal(), (404, "not_found"));
        assert_eq!(detach(stranger, pm).await.refusal(), (404, "not_found"));
        assert_eq!(stranger.post("/v1/payment_sessions", body.clone()).await.fields(), unknown);
        assert!(methods_of(stranger, text(&first, "customer_id")).await.is_empty());
    }
    let mut other = body.clone();
    other["customer"] = anothers["customer_id"].clone();
    assert_eq!(merchant.post("/v1/payment_sessions", other).await.fields(), unknown);
    let rivals = rival.session().await;
    assert_eq!(pay_with(&rival, &rivals, pm).await.fields(), unknown);
    assert_eq!(world.charges().await, 1);
    world.finish().await;
}

#[tokio::test]
async fn one_pays_with_a_saved_method_or_with_a_new_one() {
    let world = World::start().await;
    let first = saved(&world).await;
    let session = of_customer(&world, text(&first, "customer_id")).await;
    let mut both = card(GOOD);
    both["payment_method"] = first["payment_method_id"].clone();
    let path = format!("/v1/payment_sessions/{}/pay", id(&session));
    let refused = world.merchant().post(&path, both).await;
    assert_eq!(refused.fields(), [("/payment_method".into(), "contradiction".into())]);
    let twice = json!({"payment_method": first["payment_method_id"], "save": true});
    assert_eq!(world.merchant().post(&path, twice).await.fields(), [("/save".into(), "contradiction".into())]);
    world.finish().await;
}

#[tokio::test]
async fn a_saved_card_may_have_to_be_confirmed_at_the_bank_again() {
    let world = World::start().await;
    let merchant = world.merchant();
    let session = saving(&world, "always").await;
    let asked = merchant.pay(&session, "4000002500003155").await;
    world.payer().post_form(&path_of(&asked.json["next_action"]["url"]), &[("decision", "approve")]).await;
    let first = merchant.read(&session).await;
    let pm = text(&first, "payment_method_id");
    assert_eq!(method(&world, pm).await["country"], "FR");
    let again = of_customer(&world, text(&first, "customer_id")).await;
    let asked = pay_with(&merchant, &again, pm).await;
    assert_eq!((asked.status.as_u16(), &asked.json["payment_outcome"]), (200, &json!("pending")));
    world.payer().post_form(&path_of(&asked.json["next_action"]["url"]), &[("decision", "approve")]).await;
    assert_eq!(merchant.read(&again).await["paid"], true);
    world.finish().await;
}

#[tokio::test]
async fn a_saved_card_that_has_expired_is_declined_by_its_issuer() {
    let world = World::start().await;
    let first = saved(&world).await;
    world.later(5 * 365 * 86_400);
    let session = of_customer(&world, text(&first, "customer_id")).await;
    let declined = pay_with(&world.merchant(), &session, text(&first, "payment_method_id")).await;
    assert_eq!(
        (declined.refusal(), &declined.json["decline_code"]),
        ((402, "payment_declined"), &json!("expired_card"))
    );
    // The events of five years ago are gone, so the books are all that is left to compare.
    assert_eq!(world.charges().await, 1);
}
