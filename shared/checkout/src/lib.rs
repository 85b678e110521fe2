//! The hosted payment page: templates, styles, script, translations.
//!
//! A view model goes in, HTML and its Content-Security-Policy come out. Nothing here reads a
//! clock, a network or a store, so every page can be rendered, looked at and tested by itself.

mod alert;
pub mod bank;
mod colour;
mod consent;
mod currency_symbols;
mod date;
mod document;
mod form;
mod icons;
mod links;
mod locale;
mod luminance;
mod money;
mod outcome;
mod policy;
mod summary;
mod text;
mod view;

pub use consent::consent_text;
pub use document::GROUND;
pub use locale::Locale;
pub use money::{Money, format_money};
pub use policy::headers;
pub use view::{
    Decline, Field, FieldError, Form, FormValues, LineItem, Merchant, Page, Problem, SavedCard, Saving, State,
};

use document::{Document, Script};
use maud::{Markup, html};
use text::Text;

/// A page ready to be sent, together with the policy that makes it work.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct Html {
    /// The whole document, to be sent as `text/html; charset=utf-8`.
    pub body: String,
    /// The complete value of the `Content-Security-Policy` header for this very body.
    pub csp: String,
}

/// Draws the page in the state it is in.
pub fn render(page: &Page) -> Html {
    let text = Text::of(page.locale);
    let content = match &page.state {
        State::NotFound => return render_not_found(page.locale),
        State::Form(form) => html! {
            main class="page" {
                (summary::summary(page, text))
                (panel(page, &form::form(page, form, text), text))
                (summary::footer(page, text))
            }
        },
        // Where there is nothing to fill in, the news comes first: on a phone the order below
        // would push it out of sight.
        _ => html! {
            main class="page news" {
                (panel(page, &outcome::outcome(page, text), text))
                (summary::summary(page, text))
                (summary::footer(page, text))
            }
        },
    };
    Document {
        locale: page.locale,
        state: page.state.name(),
        title: format!("{} – {}", outcome::title(page, text), page.merchant.name),
        colour: page.merchant.colour.as_deref(),
        refresh: outcome::refresh(&page.state),
        script: Script::Page,
        content,
    }
    .render()
}

/// The payer's side of the page.
fn panel(page: &Page, content: &Markup, text: &Text) -> Markup {
    html! {
        section class="panel" { div class="inner" { (test_notice(page, text)) (content) } }
    }
}

/// Draws the page for a link nobody knows; it names no merchant, as there is none to name.
pub fn render_not_found(locale: Locale) -> Html {
    let text = Text::of(locale);
    let content = html! {
        main class="page lone" {
            section class="panel" { div class="inner" { (outcome::not_found(text)) } }
        }
    };
    Document {
        locale,
        state: State::NotFound.name(),
        title: text.states.not_found.heading.to_owned(),
        colour: None,
        refresh: None,
        script: Script::None,
        content,
    }
    .render()
}

/// Nobody should ever wonder whether a test page takes money.
fn test_notice(page: &Page, text: &Text) -> Markup {
    html! {
        @if !page.merchant.livemode {
            div class="test" {
                p class="badge" { (text.test_badge) }
                @if matches!(page.state, State::Form(_)) {
                    p { (text.test_hint_before) " " span class="figures" { "4242 4242 4242 4242" } (text.test_hint_after) }
                }
            }
        }
    }
}
