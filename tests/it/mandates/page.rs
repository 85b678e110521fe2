//! The hosted page says what its payer agrees to, and those words are kept.

use serde_json::json;

use super::{first, mandate, text};
use crate::client::{DECLINED, GOOD, path_of};
use crate::world::World;

const CARD: [(&str, &str); 4] = [("number", GOOD), ("expiry", "12 / 30"), ("cvc", "123"), ("name", "Ada Lovelace")];

/// The text of a page, without its markup.
fn words(html: &str) -> String {
    html.replace("&#39;", "'").replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[tokio::test]
async fn what_the_page_showed_is_recorded_word_for_word() {
    let world = World::start().await;
    for (amount, language, locale) in [(4_900, "de-AT,de;q=0.9", "de"), (0, "ja", "ja"), (700, "pt", "en")] {
        let session = first(&world, amount).await;
        let path = path_of(&session["url"]);
        let page = world.payer().with("accept-language", language).get(&path).await;
        assert!(page.text.contains(&format!("name=\"consent\" value=\"{locale}\"")), "{locale}");
        // The browser's language has changed meanwhile: what counts is what the payer has read.
        let mut fields = vec![("attempt", "0"), ("consent", locale)];
        fields.extend(CARD);
        world.later(5);
        let sent = world.payer().with("accept-language", "sv").post_form(&path, &fields).await;
        assert_eq!(sent.status, 303);
        let made = mandate(&world, &session).await;
        let consent = &made["consent"];
        assert_eq!((&made["status"], &consent["channel"]), (&json!("active"), &json!("hosted_page")));
        assert_eq!((&consent["locale"], &consent["given_at"]), (&json!(locale), &made["activated_at"]));
        assert!(words(&page.text).contains(text(consent, "text")), "{consent}");
        assert!(text(consent, "text").chars().count() > 40, "{consent}");
    }
    world.finish().await;
}

#[tokio::test]
async fn a_decline_keeps_no_consent_and_the_next_attempt_gives_its_own() {
    let world = World::start().await;
    let session = first(&world, 4_900).await;
    let path = path_of(&session["url"]);
    for (attempt, number, locale) in [("0", DECLINED, "en"), ("1", GOOD, "fr")] {
        let mut fields = vec![("attempt", attempt), ("consent", locale)];
        fields.extend(CARD);
        fields[2].1 = number;
        world.payer().post_form(&path, &fields).await;
    }
    let made = mandate(&world, &session).await;
    assert_eq!(made["consent"]["locale"], "fr");
    let session_item = world.items(local::TABLE).await.into_iter().find(|item| item.contains_key("fa")).unwrap();
    assert!(!format!("{session_item:?}").contains("allow"), "the session's item keeps no consent");
    world.finish().await;
}

#[tokio::test]
async fn whoever_pays_once_agrees_to_nothing() {
    let world = World::start().await;
    let session = world.merchant().session().await;
    let path = path_of(&session["url"]);
    assert!(!world.payer().get(&path).await.text.contains("name=\"consent\""));
    let mut fields = vec![("attempt", "0"), ("consent", "en")];
    fields.extend(CARD);
    assert_eq!(world.payer().post_form(&path, &fields).await.status, 303);
    let paid = world.merchant().read(&session).await;
    assert_eq!((&paid["paid"], &paid["mandate_id"]), (&json!(true), &json!(null)));
    assert!(!world.everything_stored().await.contains("By paying"));
    world.finish().await;
}

#[tokio::test]
async fn a_returning_payer_may_agree_with_a_saved_card_without_paying() {
    let world = World::start().await;
    let merchant = world.merchant();
    let body = json!({"amount": 900, "currency": "EUR", "save_payment_method": "always"});
    let saved = merchant.pay(&merchant.create(body).await, GOOD).await.json;
    let (pm, customer) = (text(&saved, "payment_method_id"), text(&saved, "customer_id"));
    let body = json!({"amount": 0, "currency": "EUR", "type": "first_in_series", "customer": customer});
    let session = merchant.create(body).await;
    let path = path_of(&session["url"]);
    assert!(world.payer().get(&path).await.text.contains(&format!("value=\"{pm}\" checked")));
    let fields = [("attempt", "0"), ("consent", "en"), ("method", pm)];
    assert_eq!(world.payer().post_form(&path, &fields).await.status, 303);
    let made = mandate(&world, &session).await;
    assert_eq!((&made["payment_method_id"], &made["consent"]["channel"]), (&json!(pm), &json!("hosted_page")));
    world.finish().await;
}
