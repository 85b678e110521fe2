//! The demo merchant's shop: it orders some tea, and thanks for it.
//!
//! It is a client of the API like any other: it creates the session with its secret key, sends
//! the payer to the session's page, and asks for the session when the payer comes back. That the
//! payer came back proves nothing.

use bytes::Bytes;
use domain::ids::SessionId;
use domain::money::Currency;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{Request, Response, StatusCode};
use maud::{Markup, html};
use serde_json::{Value, json};

use super::document::Document;
use super::indent::indented;
use super::{Drawn, page, see_other};
use crate::{System, demo};

/// How often the page looks again while the payment is on its way.
const REFRESH_SECONDS: u8 = 2;

/// Creates a session and sends the browser to its page.
pub(super) async fn order(base_url: &str, system: &System) -> Response<Bytes> {
    let tea = json!({ "description": "Darjeeling First Flush, 100 g", "amount": 1450 });
    let tins = json!({ "description": "Tea tin, painted by hand", "amount": 700, "quantity": 2 });
    let wanted = json!({
        "amount": 2850,
        "currency": "EUR",
        "description": "Order 1042",
        "external_reference": "order-1042",
        "line_items": [tea, tins],
        "return_url": format!("{base_url}/thanks"),
        "cancel_url": format!("{base_url}/"),
    });
    let answer = ask("POST", "/v1/payment_sessions", base_url, wanted.to_string(), system).await;
    let session: Value = serde_json::from_slice(answer.body()).unwrap_or_default();
    match session.get("url").and_then(Value::as_str) {
        Some(url) if answer.status() == StatusCode::CREATED => see_other(url),
        // The problem says what is wrong.
        Some(_) | None => answer,
    }
}

/// Thanks the payer, or says how things stand.
pub(super) async fn thanks(session: Option<&str>, system: &System) -> Response<Bytes> {
    let Some(id) = session.and_then(SessionId::parse) else {
        return page(StatusCode::NOT_FOUND, nobody());
    };
    let answer = ask("GET", &format!("/v1/payment_sessions/{id}"), "", String::new(), system).await;
    if answer.status() != StatusCode::OK {
        return page(StatusCode::NOT_FOUND, nobody());
    }
    let text = String::from_utf8_lossy(answer.body()).into_owned();
    page(StatusCode::OK, draw(&text))
}

/// Asks the API with the demo merchant's key.
async fn ask(method: &str, path: &str, base_url: &str, body: String, system: &System) -> Response<Bytes> {
    let mut request = Request::new(Bytes::from(body));
    // All of these are texts made here, of characters that these places take.
    *request.method_mut() = method.parse().unwrap_or_default();
    *request.uri_mut() = path.parse().unwrap_or_default();
    let headers = request.headers_mut();
    let pairs = [
        (AUTHORIZATION, format!("Bearer {}", demo::keys().secret)),
        (CONTENT_TYPE, "application/json".to_owned()),
        (http::header::HOST, base_url.trim_start_matches("http://").to_owned()),
    ];
    for (name, value) in pairs {
        if let Ok(value) = value.parse() {
            headers.insert(name, value);
        }
    }
    system.front().call(request).await
}

fn nobody() -> Drawn {
    let content = html! {
        main class="inner shop" {
            (shop())
            h1 { "We know of no such order" }
            p { a href="/" { "To the start page" } }
        }
    };
    Document { title: "No such order – Demo Tea House", here: "", script: None, refresh: None, content }.draw()
}

fn draw(text: &str) -> Drawn {
    let session: Value = serde_json::from_str(text).unwrap_or_default();
    let field = |name: &str| session.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (outcome, status, id) = (field("payment_outcome"), field("status"), field("id"));
    let (heading, sentence, settled) = match (outcome.as_str(), status.as_str()) {
        ("paid", _) => ("Thank you!", "The tea is paid and on its way.", true),
        ("pending", _) => ("One moment", "The payment is on its way. This page looks again by itself.", false),
        (_, "active") => ("Not paid yet", "The session is still open.", true),
        _ => ("Nothing was paid", "The session has ended without a payment.", true),
    };
    let content = html! {
        main class="inner shop" {
            (shop())
            h1 { (heading) }
            p class="lead" { (sentence) }
            (facts(&session, &id, &status, &outcome))
            p {
                "A payer who comes back proves nothing. So this page has asked the API before it said anything: "
                code { "GET /v1/payment_sessions/" (id) }
            }
            details {
                summary { "The answer" }
                pre tabindex="0" { code { (indented(&without_secrets(text, &session))) } }
            }
            p class="ways" {
                a class="action" href=(format!("/inbox?about={id}")) { "See its webhooks" }
                a class="action second" href="/" { "To the start page" }
            }
        }
    };
    let refresh = (!settled).then_some(REFRESH_SECONDS);
    Document { title: &format!("{heading} – Demo Tea House"), here: "", script: None, refresh, content }.draw()
}

fn shop() -> Markup {
    html! { p class="shop-name" { span aria-hidden="true" { "D" } "Demo Tea House" } }
}

fn facts(session: &Value, id: &str, status: &str, outcome: &str) -> Markup {
    let minor = session.get("amount").and_then(Value::as_i64).unwrap_or_default();
    let currency = session.get("currency").and_then(Value::as_str).unwrap_or_default();
    let decimals = Currency::parse(currency).map_or(0, Currency::decimals);
    let money = checkout::Money { minor, currency: currency.to_owned(), decimals };
    html! {
        dl class="facts" {
            div { dt { "Session" } dd { code { (id) } } }
            div { dt { "Status" } dd { (status) } }
            div { dt { "Payment" } dd { (outcome) } }
            div { dt { "Amount" } dd { (checkout::format_money(&money, checkout::Locale::En)) } }
        }
    }
}

/// The answer without what opens the payer's page: a page may be shared.
fn without_secrets(text: &str, session: &Value) -> String {
    let mut plain = text.to_owned();
    for secret in ["client_secret", "url", "session_url"] {
        if let Some(value) = session.get(secret).filter(|value| value.is_string()) {
            plain = plain.replace(&value.to_string(), "\"…\"");
        }
    }
    plain
}
