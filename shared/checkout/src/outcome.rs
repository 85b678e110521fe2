//! The states in which there is nothing to fill in: one picture, one sentence, one action.

use crate::document::Refresh;
use crate::links::web_link;
use crate::text::{self, Text};
use crate::{Page, State, icons};
use maud::{Markup, html};

/// Seconds between two looks at a payment that is being checked.
const LOOK_AGAIN: u8 = 5;
/// Seconds the good news stands before the payer is sent on.
const SEND_ON: u8 = 2;

/// What the browser loads next by itself, if anything.
pub(crate) fn refresh(state: &State) -> Option<Refresh<'_>> {
    match state {
        State::Processing => Some(Refresh { seconds: LOOK_AGAIN, url: None }),
        State::Done { return_url, forward: true } | State::Reserved { return_url, forward: true } => {
            let url = web_link(return_url.as_deref())?;
            Some(Refresh { seconds: SEND_ON, url: Some(url) })
        }
        _ => None,
    }
}

/// What the page is, for its title.
pub(crate) fn title(page: &Page, text: &Text) -> String {
    match &page.state {
        State::Form(form) if !form.errors.is_empty() => text.form.please_check.to_owned(),
        State::Form(form) if form.declined.is_some() => text.form.not_completed.to_owned(),
        State::Form(_) if page.total.minor == 0 => text.form.save_card.to_owned(),
        State::Form(_) => (text.form.pay)(&crate::format_money(&page.total, page.locale)),
        _ => words(page, text).heading.to_owned(),
    }
}

/// The picture, the sentence and the action of a state.
pub(crate) fn outcome(page: &Page, text: &Text) -> Markup {
    let words = words(page, text);
    let merchant = page.merchant.name.as_str();
    let (tone, icon) = picture(&page.state);
    html! {
        div class={ "outcome " (tone) } {
            span class="sign" { (icon) }
            h1 { (words.heading) }
            @if let State::Failed { declined: Some(decline), .. } = page.state {
                p class="reason" { (text.declines.reason(decline)) }
            }
            p dir="auto" { ((words.body)(merchant)) }
            (action(&page.state, merchant, text))
        }
    }
}

/// The page of an unknown link.
pub(crate) fn not_found(text: &Text) -> Markup {
    let words = &text.states.not_found;
    html! {
        div class="outcome quiet" {
            span class="sign" { (icons::link()) }
            h1 { (words.heading) }
            p { ((words.body)("")) }
        }
    }
}

fn words<'a>(page: &Page, text: &'a Text) -> &'a text::Outcome {
    let states = &text.states;
    match &page.state {
        State::BankCheck { .. } => &states.bank_check,
        State::Processing => &states.processing,
        State::Done { .. } if page.total.minor == 0 => &states.card_saved,
        State::Done { .. } => &states.done,
        State::Reserved { .. } => &states.reserved,
        State::AlreadyPaid { .. } if page.total.minor == 0 => &states.card_saved,
        State::AlreadyPaid { .. } => &states.already_paid,
        State::Expired { .. } => &states.expired,
        State::Failed { .. } => &states.failed,
        State::Cancelled { .. } => &states.cancelled,
        // The form has words of its own and never asks for these.
        State::Unavailable | State::Form(_) => &states.unavailable,
        State::NotFound => &states.not_found,
    }
}

fn picture(state: &State) -> (&'static str, Markup) {
    match state {
        State::BankCheck { .. } => ("busy", icons::shield()),
        State::Processing => ("busy", icons::ring()),
        State::Done { .. } | State::Reserved { .. } => ("good", icons::tick()),
        State::AlreadyPaid { .. } => ("good still", icons::tick()),
        State::Expired { .. } => ("quiet", icons::clock()),
        State::Failed { .. } => ("bad", icons::warning()),
        State::Cancelled { .. } => ("quiet", icons::cross()),
        State::Unavailable | State::Form(_) => ("quiet", icons::pause()),
        State::NotFound => ("quiet", icons::link()),
    }
}

fn action(state: &State, merchant: &str, text: &Text) -> Markup {
    match state {
        State::BankCheck { url } => button(web_link(Some(url)), text.states.to_the_bank),
        // An empty address is this very page.
        State::Processing => button(Some(""), text.states.check_again),
        State::Done { return_url, forward } | State::Reserved { return_url, forward } => {
            let url = web_link(return_url.as_deref());
            html! {
                @if let (true, Some(url)) = (*forward, url) {
                    a class="action" href=(url) data-forward=(u32::from(SEND_ON) * 1000) { ((text.back)(merchant)) }
                    p class="aside" role="status" dir="auto" { ((text.states.forwarding)(merchant)) }
                } @else { (button(url, &(text.back)(merchant))) }
            }
        }
        State::AlreadyPaid { return_url }
        | State::Expired { return_url }
        | State::Failed { return_url, .. }
        | State::Cancelled { return_url } => button(web_link(return_url.as_deref()), &(text.back)(merchant)),
        State::Unavailable | State::Form(_) | State::NotFound => html! {},
    }
}

fn button(url: Option<&str>, words: &str) -> Markup {
    html! {
        @if let Some(url) = url { a class="action" href=(url) dir="auto" { (words) } }
    }
}
