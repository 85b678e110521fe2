//! Pages to look at.

use checkout::bank::{BankPage, render_bank};
use checkout::{
    Form, FormValues, Html, LineItem, Locale, Merchant, Money, Page, SavedCard, Saving, State, render, render_not_found,
};

/// A page of a test-mode merchant in the given state.
pub(crate) fn page(locale: Locale, state: State) -> Page {
    Page {
        locale,
        merchant: Merchant {
            name: "Nordlicht".to_owned(),
            colour: Some("#0a7d5a".to_owned()),
            logo: Some("data:image/png;base64,iVBORw0KGgo=".to_owned()),
            support_email: Some("hello@nordlicht.example".to_owned()),
            support_url: Some("https://nordlicht.example/help".to_owned()),
            livemode: false,
        },
        total: euros(6_450),
        line_items: vec![line("Coffee", 2_450, 2), line("Discount", -350, 1)],
        description: Some("Order 1042".to_owned()),
        cancel_url: Some("https://nordlicht.example/cart".to_owned()),
        encrypted: true,
        expires_at: "2026-11-21T14:30:00Z".parse().ok(),
        state,
    }
}

/// An untouched form.
pub(crate) fn form() -> Form {
    Form {
        action: "/checkout/token".to_owned(),
        attempt: "att_1".to_owned(),
        email: None,
        ask_email: true,
        values: FormValues::default(),
        errors: Vec::new(),
        declined: None,
        saved: Vec::new(),
        chosen: None,
        saving: Saving::Never,
        consent: false,
    }
}

/// The form of a payer who has been here before.
pub(crate) fn returning() -> Form {
    let card = |id: &str, brand: &str, last4: &str| SavedCard {
        id: id.to_owned(),
        brand: brand.to_owned(),
        last4: last4.to_owned(),
        expiry: "12 / 30".to_owned(),
    };
    let saved = vec![card("pm_1", "visa", "4242"), card("pm_2", "other", "1117")];
    Form { saved, chosen: Some("pm_1".to_owned()), saving: Saving::Ask(false), ..form() }
}

/// The form that begins a series.
pub(crate) fn series() -> Form {
    Form { saving: Saving::Always, consent: true, ..form() }
}

/// One line of an order.
pub(crate) fn line(description: &str, minor: i64, quantity: u32) -> LineItem {
    LineItem { description: description.to_owned(), amount: euros(minor), quantity, image: None }
}

/// So many cents.
pub(crate) fn euros(minor: i64) -> Money {
    Money { minor, currency: "EUR".to_owned(), decimals: 2 }
}

/// The simulated bank.
pub(crate) fn bank(locale: Locale) -> Html {
    render_bank(&BankPage {
        locale,
        merchant_name: "Nordlicht".to_owned(),
        amount: euros(6_450),
        action: "/bank/1".to_owned(),
        last4: "3155".to_owned(),
    })
}

/// Every state.
pub(crate) fn states() -> Vec<State> {
    let back = || Some("https://nordlicht.example/thanks?a=1&b=2".to_owned());
    vec![
        State::Form(form()),
        State::BankCheck { url: "/bank/1".to_owned() },
        State::Processing,
        State::Done { return_url: back(), forward: true },
        State::Done { return_url: back(), forward: false },
        State::Done { return_url: None, forward: true },
        State::AlreadyPaid { return_url: back() },
        State::Expired { return_url: back() },
        State::Failed { declined: None, return_url: back() },
        State::Cancelled { return_url: back() },
        State::Unavailable,
        State::NotFound,
    ]
}

/// Every page in every language.
pub(crate) fn all() -> Vec<(Locale, Html)> {
    let mut pages = Vec::new();
    for locale in Locale::ALL {
        pages.extend(states().into_iter().map(|state| (locale, render(&page(locale, state)))));
        for form in
            [returning(), Form { saving: Saving::Always, ..form() }, series(), Form { consent: true, ..returning() }]
        {
            pages.push((locale, render(&page(locale, State::Form(form)))));
        }
        pages.push((locale, render_not_found(locale)));
        pages.push((locale, bank(locale)));
    }
    pages
}

/// A text as it stands in a page.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// What stands between every `start` and the `end` after it.
pub(crate) fn between<'a>(text: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    text.split(start).skip(1).filter_map(|rest| rest.split_once(end)).map(|(found, _)| found).collect()
}
