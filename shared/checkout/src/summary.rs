//! The merchant's side of the page: who asks, how much, what for.

use crate::links::{data_image, mail_address, web_link};
use crate::text::Text;
use crate::{LineItem, Merchant, Money, Page, State, date, format_money, icons};
use maud::{Markup, html};

/// How many lines stand open; the rest unfolds, so that the card form stays near on a phone.
const OPEN_LINES: usize = 5;

/// Who asks for how much, and what for.
pub(crate) fn summary(page: &Page, text: &Text) -> Markup {
    html! {
        section class="summary" aria-label=(text.order_summary) {
            div class="inner" {
                @if let (true, Some(url)) = (payable(page), web_link(page.cancel_url.as_deref())) {
                    a class="back" href=(url) { (icons::back()) span dir="auto" { ((text.back)(&page.merchant.name)) } }
                }
                (merchant(&page.merchant))
                (amount(page, text))
                @if let Some(description) = page.description.as_deref().filter(|d| !d.is_empty()) {
                    p class="description" dir="auto" { (description) }
                }
                @if !page.line_items.is_empty() { (lines(page, text)) }
            }
        }
    }
}

/// Until when, and whom to ask.
pub(crate) fn footer(page: &Page, text: &Text) -> Markup {
    let mail = mail_address(page.merchant.support_email.as_deref());
    let site = web_link(page.merchant.support_url.as_deref());
    html! {
        footer class="footer" {
            div class="inner" {
                @if let (true, Some(at)) = (payable(page), page.expires_at) {
                    p { (text.valid_until) " " time datetime=(at) { (date::written(at, text)) } }
                }
                @if mail.is_some() || site.is_some() {
                    p class="contact" {
                        span { (text.questions) }
                        @if let Some(mail) = mail { " " a href={ "mailto:" (mail) } { (mail) } }
                        @if let Some(site) = site { " " a href=(site) rel="noreferrer" { (host(site)) } }
                    }
                }
            }
        }
    }
}

/// Whether the payer could still pay, go back or run out of time.
const fn payable(page: &Page) -> bool {
    matches!(page.state, State::Form(_) | State::BankCheck { .. })
}

fn merchant(merchant: &Merchant) -> Markup {
    html! {
        div class="merchant" {
            @if let Some(logo) = data_image(merchant.logo.as_deref()) {
                img class="logo" src=(logo) alt="";
            } @else {
                span class="logo monogram" aria-hidden="true" {
                    (merchant.name.chars().find(|c| c.is_alphanumeric()).unwrap_or('•').to_uppercase())
                }
            }
            span class="name" dir="auto" { (merchant.name) }
        }
    }
}

/// The amount is the heading of the form; on the other pages the state is.
fn amount(page: &Page, text: &Text) -> Markup {
    let label = if page.total.minor == 0 { text.card_check } else { text.amount_due };
    let amount = format_money(&page.total, page.locale);
    let asked = matches!(page.state, State::Form(_) | State::BankCheck { .. } | State::Processing);
    html! {
        @if matches!(page.state, State::Form(_)) {
            h1 class="due" { span class="label" { (label) } " " span class="amount" { (amount) } }
        } @else {
            p class="due" {
                @if asked { span class="label" { (label) } " " }
                span class="amount" { (amount) }
            }
        }
        @if page.total.minor == 0 && asked { p class="description" { (text.nothing_charged) } }
    }
}

fn lines(page: &Page, text: &Text) -> Markup {
    let (open, folded) = page.line_items.split_at(page.line_items.len().min(OPEN_LINES));
    html! {
        ul class="lines" { @for item in open { (line(item, page)) } }
        @if !folded.is_empty() {
            details class="more" {
                summary { ((text.more_items)(&folded.len().to_string())) }
                ul class="lines" { @for item in folded { (line(item, page)) } }
            }
        }
    }
}

fn line(item: &LineItem, page: &Page) -> Markup {
    let total = Money { minor: item.amount.minor.saturating_mul(i64::from(item.quantity)), ..item.amount.clone() };
    html! {
        li {
            @if let Some(image) = data_image(item.image.as_deref()) { img src=(image) alt=""; }
            span class="what" {
                span dir="auto" { (item.description) }
                @if item.quantity > 1 {
                    span class="each" { (item.quantity) " × " (format_money(&item.amount, page.locale)) }
                }
            }
            span class="price" { (format_money(&total, page.locale)) }
        }
    }
}

/// The part of an address people recognise.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().filter(|host| !host.is_empty()).unwrap_or(url)
}
