//! The hosted page, as a browser without JavaScript sees it.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::client::{Answer, BANK, DECLINED, GOOD, path_of};
use crate::world::World;

async fn open(world: &World, extra: Value) -> (Value, String) {
    let mut body = json!({"amount": 4900, "currency": "EUR", "return_url": "https://shop.example/thanks?x=1", "cancel_url": "https://shop.example/cart"});
    for (name, value) in extra.as_object().unwrap() {
        body[name] = value.clone();
    }
    let session = world.merchant().create(body).await;
    let path = path_of(&session["url"]);
    (session, path)
}

/// What the form would post: its hidden attempt, and what the payer typed.
async fn submit(world: &World, path: &str, attempt: &str, number: &str) -> Answer {
    let fields =
        [("attempt", attempt), ("number", number), ("expiry", "12 / 30"), ("cvc", "123"), ("name", "Ada Lovelace")];
    world.payer().post_form(path, &fields).await
}

/// The hidden attempt of the page's form.
fn attempt_of(page: &Answer) -> String {
    let (_, rest) = page.text.split_once("name=\"attempt\"").expect("the form names its attempt");
    let (_, rest) = rest.split_once("value=\"").expect("a value");
    rest.split('"').next().unwrap().to_owned()
}

fn state_of(page: &Answer) -> String {
    let (_, rest) = page.text.split_once("data-state=\"").expect("the page names its state");
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_payer_pays_and_is_led_back_to_the_shop() {
    let world = World::start().await;
    let (session, path) = open(&world, json!({"line_items": [{"description": "Tea <pot>", "amount": 4900}]})).await;
    let page = world.payer().get(&path).await;
    assert_eq!((page.status.as_u16(), state_of(&page).as_str()), (200, "form"));
    assert!(
        page.text.contains("Tea &lt;pot&gt;") && page.text.contains("€49.00") && page.text.contains("Demo Tea House")
    );
    let sent = submit(&world, &path, &attempt_of(&page), "4242 4242 4242 4242").await;
    assert_eq!((sent.status.as_u16(), sent.header("location")), (303, path.as_str()));
    let done = world.payer().get(&path).await;
    assert_eq!(state_of(&done), "done");
    let back = format!("https://shop.example/thanks?x=1&amp;session_id={}", session["id"].as_str().unwrap());
    assert!(done.text.contains(&back), "{}", done.text);
    assert_eq!(world.merchant().read(&session).await["paid"], true);
    world.later(61);
    assert_eq!(state_of(&world.payer().get(&path).await), "already-paid");
    world.finish().await;
}

#[tokio::test]
async fn an_encrypted_connection_is_promised_only_where_there_is_one() {
    for (public_url, promised) in [(None, false), (Some("https://pay.example"), true)] {
        let world = World::start_with(|deps| {
            let errors_url = deps.settings.errors_url.clone();
            deps.settings = Arc::new(app::Settings { public_url: public_url.map(str::to_owned), errors_url });
        })
        .await;
        let (_, path) = open(&world, json!({})).await;
        let page = world.payer().get(&path).await;
        assert_eq!(page.text.contains("Sent over an encrypted connection"), promised, "{public_url:?}");
        assert_eq!(page.text.contains("class=\"assurance\""), promised, "{public_url:?}");
        world.finish().await;
    }
}

#[tokio::test]
async fn the_page_is_guarded_by_its_headers_and_its_token() {
    let world = World::start().await;
    let (session, path) = open(&world, json!({})).await;
    let page = world.payer().get(&path).await;
    let csp = page.header("content-security-policy");
    for part in [
        "default-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "script-src 'sha256-",
        "style-src 'sha256-",
    ] {
        assert!(csp.contains(part), "{part} is missing in {csp}");
    }
    assert!(!csp.contains("unsafe"));
    for (name, value) in
        [("referrer-policy", "no-referrer"), ("x-content-type-options", "nosniff"), ("cache-control", "no-store")]
    {
        assert_eq!(page.header(name), value);
    }
    assert!(
        page.header("strict-transport-security").contains("max-age=")
            && page.header("cross-origin-opener-policy") == "same-origin"
    );
    assert!(!page.text.contains(session["id"].as_str().unwrap()) || session["return_url"].is_string());
    let changed = format!("{}{}", &path[..path.len() - 1], if path.ends_with('a') { 'b' } else { 'a' });
    let stranger = world.payer().get(&changed).await;
    assert_eq!((stranger.status.as_u16(), state_of(&stranger).as_str()), (404, "not-found"));
    assert_eq!(submit(&world, &changed, "0", GOOD).await.status, 404);
    assert_eq!(world.payer().post(&path, json!({})).await.status, 415);
    world.finish().await;
}

#[tokio::test]
async fn a_double_click_a_reload_and_the_back_button_charge_once() {
    let world = World::start().await;
    let (session, path) = open(&world, json!({})).await;
    let attempt = attempt_of(&world.payer().get(&path).await);
    let (first, second) =
        futures::future::join(submit(&world, &path, &attempt, GOOD), submit(&world, &path, &attempt, GOOD)).await;
    assert_eq!((first.status.as_u16(), second.status.as_u16()), (303, 303));
    assert_eq!(submit(&world, &path, &attempt, GOOD).await.status, 303);
    assert_eq!(submit(&world, &path, &attempt, "5555555555554444").await.status, 303);
    assert_eq!(world.charges().await, 1);
    assert_eq!(world.merchant().read(&session).await["attempts"], 1);
    world.finish().await;
}

#[tokio::test]
async fn a_decline_keeps_what_may_be_kept_and_lets_the_payer_try_again() {
    let world = World::start().await;
    let (session, path) = open(&world, json!({})).await;
    let attempt = attempt_of(&world.payer().get(&path).await);
    let declined = submit(&world, &path, &attempt, DECLINED).await;
    assert_eq!((declined.status.as_u16(), state_of(&declined).as_str()), (402, "form"));
    assert!(declined.text.contains("Ada Lovelace") && declined.text.contains("12 / 30"));
    assert!(!declined.text.contains(DECLINED) && !declined.text.contains("value=\"123\""));
    let reloaded = submit(&world, &path, &attempt, DECLINED).await;
    assert_eq!(reloaded.status, 402, "a reload shows the same decline");
    assert_eq!(world.merchant().read(&session).await["attempts"], 1);
    let next = attempt_of(&declined);
    assert_ne!(next, attempt);
    assert_eq!(submit(&world, &path, &next, GOOD).await.status, 303);
    assert_eq!(world.merchant().read(&session).await["paid"], true);
    world.finish().await;
}

#[tokio::test]
async fn the_last_decline_ends_the_session_and_the_page_says_so_from_then_on() {
    let world = World::start().await;
    let (session, path) = open(&world, json!({"max_attempts": 2})).await;
    let first = submit(&world, &path, "0", DECLINED).await;
    assert_eq!((first.status.as_u16(), state_of(&first).as_str()), (402, "form"));
    for told in ["the last try", "its reload"] {
        let last = submit(&world, &path, &attempt_of(&first), "4000000000009995").await;
        assert_eq!((last.status.as_u16(), state_of(&last).as_str()), (402, "failed"), "{told}");
        assert!(last.text.contains("There is not enough money available on this card.</p>"), "{told}: {}", last.text);
        assert!(!last.text.contains("<form") && !last.text.contains("Ada Lovelace"), "{told}");
    }
    let later = world.payer().get(&path).await;
    assert_eq!((later.status.as_u16(), state_of(&later).as_str()), (200, "failed"));
    assert!(later.text.contains("This payment could not be completed") && later.text.contains("Nothing was charged."));
    assert!(!later.text.contains("class=\"reason\"") && !later.text.contains("link has expired"));
    let back = format!("https://shop.example/cart?session_id={}", session["id"].as_str().unwrap());
    assert!(later.text.contains(&format!("href=\"{back}\"")), "{}", later.text);
    assert_eq!(submit(&world, &path, "2", GOOD).await.status, 303, "a form that was open before leads to the page");
    let wrong = submit(&world, &path, "2", "1").await;
    assert_eq!((wrong.status.as_u16(), state_of(&wrong).as_str()), (200, "failed"), "and so it does with wrong fields");
    assert!(!wrong.text.contains("class=\"reason\""), "that try is not why it failed");
    let read = world.merchant().read(&session).await;
    assert_eq!(
        (read["status"].as_str(), read["payment_outcome"].as_str(), read["attempts"].as_u64()),
        (Some("completed"), Some("unpaid"), Some(2))
    );
    assert_eq!(world.charges().await, 0);
    world.finish().await;
}

#[tokio::test]
async fn a_payer_who_refuses_the_last_try_at_the_bank_finds_that_it_failed() {
    let world = World::start().await;
    let (_, path) = open(&world, json!({"max_attempts": 1})).await;
    let bank = path_of(&json!(submit(&world, &path, "0", BANK).await.header("location")));
    let back = world.payer().post_form(&bank, &[("decision", "refuse")]).await;
    assert_eq!(back.header("location"), path);
    let page = world.payer().get(&path).await;
    assert_eq!((page.status.as_u16(), state_of(&page).as_str()), (200, "failed"));
    world.finish().await;
}

#[tokio::test]
async fn a_stolen_card_reads_like_any_other_decline() {
    let world = World::start().await;
    let mut advice = Vec::new();
    for number in [DECLINED, "4000000000009979", "4000000000009987", "4100000000000019"] {
        let (_, path) = open(&world, json!({})).await;
        let page = submit(&world, &path, "0", number).await;
        assert_eq!(page.status, 402);
        let (_, rest) = page.text.split_once("role=\"alert\"").expect("the decline is announced");
        advice.push(rest.split("</div>").next().unwrap().to_owned());
    }
    assert!(advice.windows(2).all(|pair| pair[0] == pair[1]), "{advice:?}");
    world.finish().await;
}

#[tokio::test]
async fn wrong_fields_are_named_and_nothing_is_attempted() {
    let world = World::start().await;
    let (session, path) = open(&world, json!({"locale": "de"})).await;
    let fields = [("attempt", "0"), ("number", "4242424242424241"), ("expiry", "13 / 30"), ("cvc", ""), ("name", "")];
    let page = world.payer().post_form(&path, &fields).await;
    assert_eq!((page.status.as_u16(), state_of(&page).as_str()), (422, "form"));
    let inputs = page.text.split("<input").skip(1).filter_map(|rest| rest.split('>').next());
    assert_eq!(inputs.filter(|input| input.contains("aria-invalid=\"true\"")).count(), 4);
    assert!(page.text.contains("lang=\"de\"") && !page.text.contains("4242424242424241"));
    let real = submit(&world, &path, "0", "4111111111111111").await;
    assert_eq!(real.status, 422);
    assert!(!real.text.contains("4111111111111111"));
    assert_eq!(world.merchant().read(&session).await["version"], 1);
    world.finish().await;
}

#[tokio::test]
async fn a_bank_that_asks_is_visited_and_led_back_from() {
    let world = World::start().await;
    let (session, path) = open(&world, json!({})).await;
    let sent = submit(&world, &path, "0", BANK).await;
    assert_eq!(sent.status, 303);
    let bank = path_of(&json!(sent.header("location")));
    assert!(bank.starts_with("/sandbox/bank/"));
    assert_eq!(state_of(&world.payer().get(&path).await), "bank-check");
    let back = world.payer().post_form(&bank, &[("decision", "approve")]).await;
    assert_eq!(back.header("location"), path);
    assert_eq!(state_of(&world.payer().get(&path).await), "done");
    assert_eq!(world.merchant().read(&session).await["paid"], true);
    world.finish().await;
}

#[tokio::test]
async fn every_end_of_a_session_has_its_page() {
    let world = World::start().await;
    let (cancelled, cancelled_path) = open(&world, json!({})).await;
    world.merchant().cancel(&cancelled).await;
    assert_eq!(state_of(&world.payer().get(&cancelled_path).await), "cancelled");
    assert_eq!(submit(&world, &cancelled_path, "0", GOOD).await.status, 303);
    let (unknown, unknown_path) = open(&world, json!({})).await;
    world.merchant().with("sandbox-scenario", "timeout_after_commit").pay(&unknown, GOOD).await;
    assert_eq!(state_of(&world.payer().get(&unknown_path).await), "processing");
    let (_, expired_path) = open(&world, json!({"expires_in_seconds": 60})).await;
    let live = world.live().session().await;
    assert_eq!(state_of(&world.payer().get(&path_of(&live["url"])).await), "unavailable");
    world.later(60);
    assert_eq!(state_of(&world.payer().get(&expired_path).await), "expired");
    world.live_through(1).await;
    assert_eq!(state_of(&world.payer().get(&unknown_path).await), "done");
    world.finish().await;
}
