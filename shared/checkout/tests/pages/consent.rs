//! What a payer allows who begins a series, and that it is what is recorded.

use crate::samples::{between, escaped, form, page, returning, series};
use checkout::{Form, Locale, Saving, State, consent_text, render};

const PAID_AND_SAVED: [(i64, bool); 2] = [(6_450, false), (0, true)];

fn body(locale: Locale, minor: i64, form: Form) -> String {
    let mut page = page(locale, State::Form(form));
    page.total.minor = minor;
    render(&page).body
}

/// Every note above the button, the consent among them.
fn notes(body: &str) -> Vec<&str> {
    between(body, r#"<p class="aside""#, "</p>")
}

#[test]
fn the_page_shows_word_for_word_what_is_recorded() {
    for locale in Locale::ALL {
        for (minor, verifies) in PAID_AND_SAVED {
            let text = consent_text(locale, "Nordlicht", verifies);
            assert!(text.contains("Nordlicht"), "{text}");
            let shown = body(locale, minor, series());
            let expected = format!(r#" id="consent">{}"#, escaped(&text));
            assert_eq!(notes(&shown), [expected], "one note, {locale:?}");
        }
        assert_ne!(consent_text(locale, "Nordlicht", false), consent_text(locale, "Nordlicht", true));
    }
}

#[test]
fn the_button_is_described_by_it() {
    for (minor, _) in PAID_AND_SAVED {
        let button = |form| between(&body(Locale::En, minor, form), r#"<button class="action""#, ">").concat();
        assert!(button(series()).contains(r#"aria-describedby="consent""#));
        assert!(!button(form()).contains("aria-describedby"), "there is nothing to describe it");
    }
}

#[test]
fn it_is_asked_of_a_saved_card_too_and_stands_outside_of_what_that_hides() {
    for locale in Locale::ALL {
        let shown = body(locale, 6_450, Form { consent: true, ..returning() });
        let after_the_card = between(&shown, r#"<div class="card">"#, "<button").concat();
        let (card, consent) = after_the_card.rsplit_once("</div>").unwrap_or_default();
        assert!(card.contains(r#"id="name""#) && !card.contains("consent"), "{locale:?}");
        let text = consent_text(locale, "Nordlicht", false);
        assert!(consent.contains(&escaped(&text)), "{locale:?}");
    }
}

#[test]
fn whether_the_card_is_saved_is_said_once_and_not_asked() {
    for saving in [Saving::Never, Saving::Ask(true), Saving::Always] {
        let shown = body(Locale::En, 6_450, Form { saving, ..series() });
        assert_eq!(notes(&shown).len(), 1, "{saving:?}");
        assert!(!shown.contains(r#"name="save""#), "{saving:?}");
    }
}

#[test]
fn who_begins_no_series_allows_nothing() {
    for form in [form(), returning(), Form { saving: Saving::Always, ..form() }] {
        assert!(!body(Locale::En, 6_450, form).contains(r#"id="consent""#));
    }
}
