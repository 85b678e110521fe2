//! Every state in every language.

use crate::samples::{all, bank, between, form, line, page, states};
use checkout::{Decline, Locale, State, render, render_not_found};

/// The budget is 15 kB compressed; text this plain compresses at least threefold.
const LARGEST: usize = 40_000;

#[test]
fn every_page_says_what_it_is_in_its_language() {
    for (locale, html) in all() {
        let body = &html.body;
        assert!(body.starts_with("<!DOCTYPE html><html lang=\""), "{body}");
        assert!(body.contains(&format!("<html lang=\"{}\"", locale.tag())));
        let titles = between(body, "<title>", "</title>");
        assert!(matches!(titles.as_slice(), [title] if title.len() > 5), "{titles:?}");
        assert_eq!(body.matches("<h1").count(), 1, "one heading leads: {body}");
        assert_eq!(body.matches("<main").count(), 1);
        assert!(body.len() < LARGEST, "{} bytes", body.len());
    }
}

#[test]
fn titles_tell_states_apart_and_name_the_merchant() {
    for locale in Locale::ALL {
        let mut titles = Vec::new();
        for state in states() {
            let unknown = state == State::NotFound;
            let body = render(&page(locale, state)).body;
            let title = between(&body, "<title>", "</title>").concat();
            assert_eq!(title.ends_with("– Nordlicht"), !unknown, "{title}");
            titles.push(title);
        }
        titles.dedup();
        // Three of the states are "done".
        assert_eq!(titles.len(), states().len() - 2, "{titles:?}");
    }
}

#[test]
fn processing_refreshes_without_script() {
    let body = render(&page(Locale::En, State::Processing)).body;
    assert!(body.contains(r#"<noscript><meta http-equiv="refresh" content="5"></noscript>"#));
    assert!(body.contains("do not pay again"));
    assert!(!body.contains("<form"));
}

#[test]
fn done_goes_on_only_when_asked_and_only_to_the_web() {
    let done = |url: Option<&str>, forward| {
        let return_url = url.map(str::to_owned);
        render(&page(Locale::En, State::Done { return_url, forward })).body
    };
    let shop = Some("https://shop.example/?a=1&b=2");
    let forwarded = done(shop, true);
    assert!(forwarded.contains(r#"content="2;url=https://shop.example/?a=1&amp;b=2""#));
    assert!(forwarded.contains(r#"href="https://shop.example/?a=1&amp;b=2" data-forward="2000""#));
    let stays = done(shop, false);
    assert!(!stays.contains("http-equiv") && !stays.contains("data-forward="));
    assert!(stays.contains(r#"<a class="action" href="https://shop.example/"#));
    for url in [None, Some("javascript:alert(1)")] {
        let body = done(url, true);
        assert!(!body.contains("http-equiv") && !body.contains(r#"class="action""#));
    }
}

#[test]
fn a_payment_that_failed_for_good_gives_its_reason_once_and_offers_no_other_try() {
    let failed = |declined| {
        let return_url = Some("https://shop.example/cart".to_owned());
        render(&page(Locale::En, State::Failed { declined, return_url })).body
    };
    let (told, later) = (failed(Some(Decline::IncorrectCvc)), failed(None));
    assert!(told.contains(r#"<p class="reason">The security code is not right.</p>"#));
    assert!(!later.contains(r#"class="reason""#));
    for body in [told, later] {
        assert!(body.contains("<h1>This payment could not be completed</h1>") && body.contains("Nothing was charged."));
        assert!(
            body.contains(r#"<a class="action" href="https://shop.example/cart" dir="auto">Back to Nordlicht</a>"#)
        );
        assert!(!body.contains("try again") && !body.contains("<form") && !body.contains("http-equiv"));
    }
}

#[test]
fn the_bank_check_offers_only_the_bank() {
    let body = render(&page(Locale::En, State::BankCheck { url: "/bank/1".to_owned() })).body;
    assert!(body.contains(r#"href="/bank/1""#));
    assert!(!body.contains("<form") && !body.contains("<input"));
}

#[test]
fn an_unknown_link_names_nobody() {
    let through_render = render(&page(Locale::Sv, State::NotFound));
    assert_eq!(through_render, render_not_found(Locale::Sv));
    assert!(!through_render.body.contains("Nordlicht"));
}

#[test]
fn test_mode_is_labelled_everywhere_and_live_mode_nowhere() {
    for state in states().into_iter().filter(|state| *state != State::NotFound) {
        let hint = matches!(state, State::Form(_));
        let mut page = page(Locale::En, state);
        let test = render(&page).body;
        assert!(test.contains("Test mode — no money moves"));
        assert_eq!(test.contains("4242 4242 4242 4242"), hint);
        page.merchant.livemode = true;
        let live = render(&page).body;
        assert!(!live.contains("Test mode") && !live.contains("4242"));
    }
}

#[test]
fn an_amount_of_zero_saves_the_card() {
    let mut page = page(Locale::En, State::Form(form()));
    page.total.minor = 0;
    let body = render(&page).body;
    assert!(body.contains("Save card") && body.contains("Nothing is charged now."));
    assert!(!body.contains("Pay €0.00"));
    page.state = State::Done { return_url: None, forward: false };
    assert!(render(&page).body.contains("Card saved"));
}

#[test]
fn lines_come_to_quantity_times_price_and_long_orders_fold() {
    let mut page = page(Locale::En, State::Form(form()));
    let body = render(&page).body;
    assert!(body.contains("2 × €24.50") && body.contains("€49.00") && body.contains("-€3.50"));
    assert!(!body.contains("<details"));
    page.line_items = (0..100).map(|n| line("Thing", n, u32::MAX)).collect();
    let body = render(&page).body;
    assert!(body.contains("Show 95 more"));
    assert_eq!(body.matches("<li>").count(), 100);
}

#[test]
fn expiry_is_machine_readable() {
    let body = render(&page(Locale::Fr, State::Form(form()))).body;
    assert!(body.contains(r#"<time datetime="2026-11-21T14:30:00Z">21 novembre 2026 à 14:30 (UTC)</time>"#));
}

#[test]
fn the_bank_asks_one_question() {
    let html = bank(Locale::De);
    assert!(html.body.contains("Simulierte Bank") && html.body.contains("Testmodus"));
    assert!(html.body.contains(r#"<form method="post" action="/bank/1">"#));
    assert!(html.body.contains(r#"name="decision" value="approve""#));
    assert!(html.body.contains(r#"name="decision" value="refuse""#));
    assert!(html.body.contains("endet auf 3155"));
    assert!(!html.body.contains("<script") && html.csp.contains("script-src 'none'"));
}
