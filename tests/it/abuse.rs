//! What strangers try: what they write stays text, and what is another's stays shut.

use serde_json::{Value, json};

use crate::client::{id, path_of};
use crate::world::World;

/// Ends an attribute, an element, a comment and a script, and begins each of them.
const MARKUP: &str = "'\"--></p></script><script>alert(1)</script><img src=x onerror=alert(2)><!--";

#[tokio::test]
async fn whatever_is_written_is_text_on_the_page() {
    let world = World::start().await;
    let session = world
        .merchant()
        .create(json!({
            "amount": 100, "currency": "EUR", "description": MARKUP,
            "line_items": [{"description": MARKUP, "amount": 100}],
            "return_url": "https://shop.example/?a='\"><script>alert(1)</script>",
            "cancel_url": "https://shop.example/?a='\"><script>alert(1)</script>",
            "metadata": {"a": MARKUP},
        }))
        .await;
    let path = path_of(&session["session_url"]);
    let payer = world.payer().with("accept-language", "\"><script>alert(1)</script>");
    let typed = [("attempt", MARKUP), ("number", MARKUP), ("expiry", MARKUP), ("cvc", MARKUP), ("name", MARKUP)];
    for page in [payer.get(&path).await, payer.post_form(&path, &typed).await] {
        assert!(page.text.contains("&lt;script&gt;alert(1)"), "it is shown, as text: {}", page.text);
        for markup in ["<script>alert", "<img", "onerror=alert(2)>"] {
            assert!(!page.text.contains(markup), "{markup} reached the page");
        }
    }
    world.finish().await;
}

#[tokio::test]
async fn a_link_opens_one_session_and_no_near_miss_opens_any() {
    let world = World::start().await;
    let (one, two) = (world.merchant().session().await, world.merchant().session().await);
    let token = path_of(&one["session_url"]).trim_start_matches("/checkout/").to_owned();
    let other = path_of(&two["session_url"]).trim_start_matches("/checkout/").to_owned();
    let (half, length) = (token.len() / 2, token.len());
    let last = if token.ends_with('0') { "1" } else { "0" };
    for near in [
        format!("{}{last}", &token[..length - 1]),
        format!("{}{}", &token[..half], &other[half..]),
        format!("{token}0"),
        format!("0{token}"),
        token[..length - 1].to_owned(),
        token.to_uppercase(),
        id(&one).to_owned(),
        format!("{}{}", id(&one).trim_start_matches("ps_"), "0".repeat(22)),
        "0".repeat(length),
        "..%2f..%2fv1%2fpayment_sessions".to_owned(),
    ] {
        assert_eq!(world.payer().get(&format!("/checkout/{near}")).await.status, 404, "{near}");
        assert_eq!(world.payer().post_form(&format!("/checkout/{near}"), &[("number", "1")]).await.status, 404);
    }
    assert_eq!(world.payer().get(&format!("/checkout/{token}")).await.status, 200);
    world.finish().await;
}

#[tokio::test]
async fn a_cursor_of_one_merchant_or_mode_is_none_of_anothers() {
    let world = World::start().await;
    world.settle_rival().await;
    for _ in 0..2 {
        world.merchant().session().await;
        world.rival().session().await;
        world.live().session().await;
    }
    let path = "/v1/payment_sessions?limit=1";
    let callers = [world.merchant(), world.rival(), world.live()];
    for (place, maker) in callers.iter().enumerate() {
        let cursor = maker.get(path).await.json["next_cursor"].as_str().expect("there is more").to_owned();
        for (other, taker) in callers.iter().enumerate() {
            let answer = taker.get(&format!("{path}&cursor={cursor}")).await;
            let expected = if place == other { (200, "") } else { (400, "invalid_cursor") };
            assert_eq!(answer.refusal(), expected);
        }
    }
    world.finish().await;
}

/// Deep enough to use up any stack, and within the bounds of a body.
#[tokio::test]
async fn a_body_without_a_bottom_is_refused_and_harms_nobody() {
    let world = World::start().await;
    for body in ["[".repeat(60_000), "{\"a\":".repeat(12_000), format!("{{\"metadata\":{}", "{\"a\":".repeat(12_000))] {
        let answer = world.merchant().post_raw("/v1/payment_sessions", "application/json", body).await;
        assert_eq!(answer.refusal(), (400, "invalid_json"));
    }
    world.merchant().session().await;
    world.finish().await;
}

/// Nothing that a page of somebody else can make a browser send is taken for more than it is.
#[tokio::test]
async fn no_other_site_can_call_the_api_by_a_form() {
    let world = World::start().await;
    let body = json!({"amount": 1, "currency": "EUR"}).to_string();
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
        let answer = world.merchant().post_raw("/v1/payment_sessions", kind, body.clone()).await;
        assert_eq!(answer.refusal(), (415, "unsupported_media_type"), "{kind}");
    }
    // Nothing that a browser sends by itself says who is calling.
    let with_cookie = world.payer().with("cookie", &format!("key={}", local::demo::keys().secret));
    assert_eq!(with_cookie.get("/v1/payment_sessions").await.refusal(), (401, "missing_api_key"));
    let in_query = world.payer().get(&format!("/v1/payment_sessions?key={}", local::demo::keys().secret)).await;
    assert_eq!(in_query.refusal(), (401, "missing_api_key"));
    assert_eq!(world.sessions().await, 0);
    world.finish().await;
}

/// On AWS links are made of what the gateway says; a header that a client may send never counts.
#[tokio::test]
async fn no_header_of_a_client_leads_payers_elsewhere() {
    let world = World::start().await;
    let mut event: Value = crate::fixtures::event("payment-sessions-create/ok");
    for name in ["x-forwarded-host", "x-host", "forwarded", "x-original-url", "host"] {
        event["headers"][name] = json!("evil.example");
    }
    let request = lambda_http::request::from_str(&event.to_string()).expect("a request");
    let create = local::functions::ENDPOINTS.iter().find(|one| one.name == "payment-sessions-create");
    let answer = boot::http::process(create.expect("a function"), request, world.system.deps()).await;
    let lambda_http::Body::Text(text) = answer.body() else { panic!("an answer is text") };
    assert_eq!(answer.status(), 201);
    assert!(!text.contains("evil.example"), "{text}");
    assert!(text.contains("https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/checkout/"), "{text}");
}
