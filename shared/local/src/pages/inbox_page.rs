//! The inbox's page, and the same as JSON.

use bytes::Bytes;
use http::{Response, StatusCode};
use maud::{Markup, html};

use super::document::Document;
use super::indent::indented;
use super::{answer, page, plain};
use crate::{LetterView, System};

const SCRIPT: &str = include_str!("inbox.js");

/// How many letters the page shows; the JSON gives all.
const SHOWN_MAX: usize = 50;
/// How often a browser without script looks for more.
const REFRESH_SECONDS: u8 = 2;

/// All letters as JSON, newest first.
pub(super) fn list(about: Option<&str>, system: &System) -> Response<Bytes> {
    match system.inbox().letters(about, usize::from(u16::MAX)) {
        // Letters are plain structs with text keys, which always serialise.
        Ok(letters) => answer(StatusCode::OK, "application/json", serde_json::to_vec(&letters).unwrap_or_default()),
        Err(_) => unreadable(),
    }
}

/// The newest letters as a page.
pub(super) fn show(about: Option<&str>, system: &System) -> Response<Bytes> {
    match system.inbox().letters(about, SHOWN_MAX) {
        Ok(letters) => page(StatusCode::OK, draw(about, &letters)),
        Err(_) => unreadable(),
    }
}

fn unreadable() -> Response<Bytes> {
    plain(StatusCode::INTERNAL_SERVER_ERROR, "The inbox cannot be read.\n")
}

fn draw(about: Option<&str>, letters: &[LetterView]) -> super::Drawn {
    let content = html! {
        main class="inner inbox" {
            div class="title" {
                div {
                    h1 { "Inbox" }
                    p id="state" role="status" { "Webhooks as a merchant receives them, newest first. New ones appear by themselves." }
                }
                form method="get" action="/inbox" role="search" {
                    label class="unseen" for="about" { "Only those about this id" }
                    input id="about" name="about" type="search" value=[about] placeholder="ps_…, pay_…, evt_…" spellcheck="false" autocomplete="off";
                    button class="action second" { "Find" }
                }
            }
            ol id="letters" class="letters" { @for letter in letters { (row(letter)) } }
            @if letters.is_empty() { (nothing(about)) }
        }
    };
    Document { title: "Inbox", here: "/inbox", script: Some(SCRIPT), refresh: Some(REFRESH_SECONDS), content }.draw()
}

fn nothing(about: Option<&str>) -> Markup {
    html! {
        div id="nothing" class="nothing" {
            @if about.is_some() {
                p { "Nothing here is about that." }
                p { a href="/inbox" { "Show everything" } }
            } @else {
                p { "Nothing has arrived yet." }
                form method="post" action="/demo" { button class="action" { "Create a demo session" } }
            }
        }
    }
}

fn row(letter: &LetterView) -> Markup {
    let (class, sign, word) = if letter.verified {
        ("good", "✓", "The signature verifies")
    } else {
        ("bad", "✗", "The signature does not verify")
    };
    let kind = if letter.kind.is_empty() { "not an event" } else { &letter.kind };
    html! {
        li data-number=(letter.number) {
            details {
                summary {
                    span class=(format!("sign {class}")) title=(word) { span aria-hidden="true" { (sign) } span class="unseen" { (word) ". " } }
                    span class="kind" { (kind) }
                    @if letter.event.get("livemode") == Some(&serde_json::Value::Bool(true)) { span class="pill" { "live" } }
                    span class="object" { (object(letter)) }
                    time datetime=(letter.received_at) title=(letter.received_at) { (time_of(&letter.received_at)) }
                }
                div class="letter" {
                    p class=(class) { (word) "." }
                    dl class="headers" {
                        @for (name, value) in &letter.headers { div { dt { (name) } dd { (value) } } }
                    }
                    pre tabindex="0" { code { (indented(&letter.body)) } }
                }
            }
        }
    }
}

/// The id of what the event is about.
fn object(letter: &LetterView) -> &str {
    letter.event.pointer("/data/object/id").and_then(serde_json::Value::as_str).unwrap_or_default()
}

/// The time of day of a timestamp.
fn time_of(timestamp: &str) -> &str {
    timestamp.get(11..19).unwrap_or(timestamp)
}
