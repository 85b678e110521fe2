//! The frame that every page stands in, and the policy that belongs to it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest as _, Sha256};

use super::Drawn;

/// The ground is the hosted page's, so that both are told apart by their looks and not by their manners.
const STYLES: [&str; 2] = [checkout::GROUND, include_str!("page.css")];

/// An empty picture, so that no browser asks for `/favicon.ico`.
const NO_ICON: &str = "data:,";

/// A page about to be drawn.
pub(super) struct Document<'a> {
    pub(super) title: &'a str,
    /// Which link of the head of the page is this one.
    pub(super) here: &'a str,
    pub(super) script: Option<&'static str>,
    /// Seconds until a browser loads the page again, if at all; for browsers without script only
    /// where there is one.
    pub(super) refresh: Option<u8>,
    pub(super) content: Markup,
}

impl Document<'_> {
    pub(super) fn draw(self) -> Drawn {
        let body = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="robots" content="noindex";
                    title { (self.title) }
                    link rel="icon" href=(NO_ICON);
                    @for style in STYLES { style { (PreEscaped(style)) } }
                    @if let Some(seconds) = self.refresh { (refresh(seconds, self.script.is_some())) }
                }
                body {
                    (head(self.here))
                    (self.content)
                    @if let Some(script) = self.script { script { (PreEscaped(script)) } }
                }
            }
        };
        Drawn { body: body.into_string(), policy: policy(self.script) }
    }
}

fn refresh(seconds: u8, has_script: bool) -> Markup {
    let tag = html! { meta http-equiv="refresh" content=(seconds); };
    if has_script {
        html! { noscript { (tag) } }
    } else {
        tag
    }
}

/// The head of every page: what this is, and the way around.
fn head(here: &str) -> Markup {
    html! {
        header class="head" {
            div class="inner" {
                a class="name" href="/" { "Payment Sessions" }
                span class="pill" { "local development" }
                nav aria-label="Pages" {
                    @for (path, name) in [("/", "Start"), ("/inbox", "Inbox"), ("/openapi.json", "OpenAPI")] {
                        a href=(path) aria-current=[(path == here).then_some("page")] { (name) }
                    }
                }
            }
        }
    }
}

/// The policy for a page with exactly these inline texts.
fn policy(script: Option<&str>) -> String {
    let source = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)));
    format!(
        "default-src 'none'; script-src {}; style-src {}; img-src data:; connect-src 'self'; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'",
        script.map_or_else(|| "'none'".to_owned(), source),
        STYLES.map(source).join(" "),
    )
}
