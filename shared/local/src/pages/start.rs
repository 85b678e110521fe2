//! The page to start from: what this is, the keys, what to type.

use maud::{Markup, html};

use super::Drawn;
use super::document::Document;
use crate::demo::{self, DemoKeys};

const SCRIPT: &str = include_str!("copy.js");

/// A few of the published test cards, and what becomes of them.
const CARDS: [(&str, &str); 7] = [
    ("4242 4242 4242 4242", "Paid"),
    ("5555 5555 5555 4444", "Paid, with a Mastercard"),
    ("4000 0025 0000 3155", "The bank asks first; then paid"),
    ("4000 0084 0000 1629", "The bank asks first; then declined"),
    ("4000 0000 0000 0002", "Declined"),
    ("4000 0000 0000 9995", "Declined: insufficient funds"),
    ("4000 0000 0000 0069", "Declined: the card has expired"),
];

/// Draws the page.
pub(super) fn draw(base_url: &str, dynamodb: &str) -> Drawn {
    let keys = demo::keys();
    let content = html! {
        main class="inner" {
            (welcome())
            div class="columns" {
                div { (steps(base_url, &keys.secret)) (places(dynamodb)) }
                div { (key_list(&keys)) (cards()) }
            }
        }
    };
    Document { title: "Payment Sessions, locally", here: "/", script: Some(SCRIPT), refresh: None, content }.draw()
}

fn welcome() -> Markup {
    html! {
        section class="welcome" {
            h1 { "The payment API is running on this machine" }
            p {
                "It is the whole service, for development only: no money moves, no real card is taken, "
                "and the keys below are public."
            }
            form method="post" action="/demo" {
                button class="action" { "Create a demo session and open its page" }
            }
        }
    }
}

fn steps(base_url: &str, key: &str) -> Markup {
    let create = format!(
        "curl {base_url}/v1/payment_sessions \\\n  -H 'Authorization: Bearer {key}' \\\n  \
         -H 'Content-Type: application/json' \\\n  -H 'Idempotency-Key: my-first-order' \\\n  \
         -d '{{\"amount\": 4900, \"currency\": \"EUR\", \"description\": \"Pot of tea\"}}'"
    );
    let open = format!(
        "xdg-open \"$(curl -s {base_url}/v1/payment_sessions \\\n  -H 'Authorization: Bearer {key}' \\\n  \
         -H 'Content-Type: application/json' \\\n  -d '{{\"amount\": 4900, \"currency\": \"EUR\"}}' | jq -r .url)\""
    );
    let list = format!("curl '{base_url}/v1/events?limit=5' \\\n  -H 'Authorization: Bearer {key}'");
    let listen = format!(
        "curl {base_url}/v1/webhook_endpoints \\\n  -H 'Authorization: Bearer {key}' \\\n  \
         -H 'Content-Type: application/json' \\\n  \
         -d '{{\"url\": \"http://127.0.0.1:3000/webhooks\", \"enabled_events\": [\"*\"]}}'"
    );
    html! {
        (step("Create a session", &create, &html! {
            "The answer holds the session. Send the same command again and nothing is done twice: "
            "the idempotency key sees to it."
        }))
        (step("Open its page", &open, &html! {
            "The " code { "url" } " of the answer is what a payer is sent to. On a Mac the command is " code { "open" } "."
        }))
        (step("See what happened", &list, &html! {
            "Every change is an event. The " a href="/inbox" { "inbox" } " shows them as webhooks, the moment they arrive."
        }))
        (step("Listen yourself", &listen, &html! {
            "The answer holds the secret that the signatures are made with. It is shown once."
        }))
    }
}

/// A command to type, and why.
fn step(title: &str, command: &str, why: &Markup) -> Markup {
    html! {
        section {
            div class="row" {
                h2 { (title) }
                (copy(command, title))
            }
            p { (why) }
            pre tabindex="0" { code { (command) } }
        }
    }
}

/// A button that copies, which appears when there is a script to do it.
fn copy(text: &str, what: &str) -> Markup {
    html! { button class="copy" type="button" hidden data-copy=(text) aria-label=(format!("Copy: {what}")) { "Copy" } }
}

fn key_list(keys: &DemoKeys) -> Markup {
    let all = [
        ("Secret key", &keys.secret),
        ("Publishable key", &keys.publishable),
        ("Secret key, live mode", &keys.live_secret),
        ("Publishable key, live mode", &keys.live_publishable),
    ];
    html! {
        section class="card" {
            h2 { "Keys of the demo merchant" }
            dl class="keys" {
                @for (name, key) in all {
                    div {
                        dt class="row" { (name) (copy(key, name)) }
                        dd { code { (key) } }
                    }
                }
            }
            p class="aside" { "Live mode shows how test and live are kept apart. It has no processor, so nothing can be paid in it." }
        }
    }
}

fn cards() -> Markup {
    html! {
        section class="card" {
            h2 { "Test cards" }
            table {
                thead class="unseen" { tr { th scope="col" { "Number" } th scope="col" { "What happens" } } }
                tbody {
                    @for (number, outcome) in CARDS {
                        tr { td class="figures" { (number) } td { (outcome) } }
                    }
                }
            }
            p class="aside" { "Any date to come, any security code. Every other number is refused unseen." }
        }
    }
}

fn places(dynamodb: &str) -> Markup {
    html! {
        section class="card" {
            h2 { "Where things are" }
            dl class="places" {
                div { dt { "Webhooks that were sent" } dd { a href="/inbox" { "/inbox" } } }
                div { dt { "The API, described" } dd { a href="/openapi.json" { "/openapi.json" } } }
                div { dt { "The table, as a DynamoDB endpoint" } dd { code { (dynamodb) } } }
            }
        }
    }
}
