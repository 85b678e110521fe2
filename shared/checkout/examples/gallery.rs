//! Writes every page into a folder, to be looked at: `cargo run -p checkout --example gallery -- <folder>`.

use checkout::bank::{BankPage, render_bank};
use checkout::{
    Decline, Field, FieldError, Form, FormValues, Html, LineItem, Locale, Merchant, Money, Page, Problem, SavedCard,
    Saving, State, render, render_not_found,
};
use std::path::{Path, PathBuf};

fn main() -> std::io::Result<()> {
    let folder = std::env::args().nth(1).map_or_else(std::env::temp_dir, PathBuf::from);
    std::fs::create_dir_all(&folder)?;
    for locale in Locale::ALL {
        for (name, state) in states() {
            write(&folder, locale, name, &render(&page(locale, state)))?;
        }
        variations(&folder, locale)?;
        write(&folder, locale, "not-found", &render_not_found(locale))?;
        write(&folder, locale, "bank", &bank(locale))?;
    }
    Ok(())
}

fn write(folder: &Path, locale: Locale, name: &str, page: &Html) -> std::io::Result<()> {
    std::fs::write(folder.join(format!("{}-{name}.html", locale.tag())), &page.body)?;
    std::fs::write(folder.join(format!("{}-{name}.csp", locale.tag())), &page.csp)
}

fn states() -> Vec<(&'static str, State)> {
    let return_url = Some("https://shop.example/thanks".to_owned());
    let mut wrong = form();
    wrong.values = FormValues { name: "Ada Lovelace".to_owned(), expiry: "09 / 21".to_owned() };
    wrong.errors = vec![
        FieldError { field: Field::Number, problem: Problem::WrongCheckDigit },
        FieldError { field: Field::Expiry, problem: Problem::Expired },
        FieldError { field: Field::Cvc, problem: Problem::Missing },
    ];
    let card = |id: &str, brand: &str, last4: &str| SavedCard {
        id: id.to_owned(),
        brand: brand.to_owned(),
        last4: last4.to_owned(),
        expiry: "12 / 30".to_owned(),
    };
    let saved = vec![card("pm_1", "visa", "4242"), card("pm_2", "mastercard", "4444"), card("pm_3", "other", "1117")];
    let returning = Form { saved, chosen: Some("pm_1".to_owned()), saving: Saving::Ask(false), ..form() };
    let another = Form { chosen: None, ..returning.clone() };
    let series = Form { saving: Saving::Always, consent: true, ..form() };
    let declined = |decline| State::Form(Form { declined: Some(decline), ..form() });
    vec![
        ("form", State::Form(form())),
        ("returning", State::Form(returning.clone())),
        ("another-card", State::Form(another)),
        ("will-be-saved", State::Form(Form { saving: Saving::Always, ..form() })),
        ("series-returning", State::Form(Form { consent: true, saving: Saving::Always, ..returning.clone() })),
        ("series", State::Form(series)),
        ("errors", State::Form(wrong)),
        ("declined", declined(Decline::InsufficientFunds)),
        ("declined-cvc", declined(Decline::IncorrectCvc)),
        ("bank-check", State::BankCheck { url: "/bank/1".to_owned() }),
        ("processing", State::Processing),
        ("done", State::Done { return_url: return_url.clone(), forward: false }),
        ("forward", State::Done { return_url: return_url.clone(), forward: true }),
        ("already-paid", State::AlreadyPaid { return_url: return_url.clone() }),
        ("expired", State::Expired { return_url: return_url.clone() }),
        ("failed", State::Failed { declined: Some(Decline::InsufficientFunds), return_url: return_url.clone() }),
        ("failed-before", State::Failed { declined: None, return_url: return_url.clone() }),
        ("cancelled", State::Cancelled { return_url }),
        ("unavailable", State::Unavailable),
    ]
}

/// Pages that strain the layout: many lines, no lines, odd colours, a card check.
fn variations(folder: &Path, locale: Locale) -> std::io::Result<()> {
    let mut many = page(locale, State::Form(Form { ask_email: true, email: None, ..form() }));
    many.merchant.colour = Some("#ffd400".to_owned());
    many.merchant.name = "Donaudampfschifffahrtsgesellschaftskapitänsmützen & Söhne GmbH".to_owned();
    many.line_items = (1..=12).map(|n| line(&format!("Item number {n}"), 1_000 * n, 1)).collect();
    write(folder, locale, "many", &render(&many))?;

    let mut bare = page(locale, State::Form(Form { email: None, ..form() }));
    bare.merchant = Merchant {
        name: "Acme".to_owned(),
        colour: Some("#000".to_owned()),
        logo: None,
        support_email: None,
        support_url: None,
        livemode: true,
    };
    bare.line_items = Vec::new();
    bare.description = None;
    bare.cancel_url = None;
    bare.encrypted = false;
    bare.expires_at = None;
    write(folder, locale, "bare", &render(&bare))?;

    let mut check = page(locale, State::Form(form()));
    check.total.minor = 0;
    check.line_items = Vec::new();
    check.merchant.colour = None;
    write(folder, locale, "check", &render(&check))?;

    check.state = State::Form(Form { saving: Saving::Always, consent: true, ..form() });
    check.merchant.name = many.merchant.name;
    write(folder, locale, "series-check", &render(&check))
}

fn page(locale: Locale, state: State) -> Page {
    Page {
        locale,
        merchant: Merchant {
            name: "Nordlicht Coffee".to_owned(),
            colour: Some("#0a7d5a".to_owned()),
            logo: None,
            support_email: Some("hello@nordlicht.example".to_owned()),
            support_url: Some("https://nordlicht.example/help".to_owned()),
            livemode: false,
        },
        total: euros(6_450),
        line_items: vec![
            line("Ethiopia Yirgacheffe, 1 kg", 2_450, 2),
            line("Hand grinder, walnut", 1_900, 1),
            line("Welcome discount", -350, 1),
        ],
        description: Some("Order 1042, delivered on Tuesday".to_owned()),
        cancel_url: Some("https://nordlicht.example/cart".to_owned()),
        encrypted: true,
        expires_at: "2026-11-21T14:30:00Z".parse().ok(),
        state,
    }
}

fn form() -> Form {
    Form {
        action: "/checkout/token/pay".to_owned(),
        attempt: "att_1".to_owned(),
        email: Some("ada@example.com".to_owned()),
        ask_email: false,
        values: FormValues::default(),
        errors: Vec::new(),
        declined: None,
        saved: Vec::new(),
        chosen: None,
        saving: Saving::Never,
        consent: false,
    }
}

fn line(description: &str, minor: i64, quantity: u32) -> LineItem {
    let picture = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'%3E%3Crect width='8' height='8' fill='%23d9c7a8'/%3E%3Ccircle cx='4' cy='4' r='2' fill='%236b4a2b'/%3E%3C/svg%3E";
    let image = (minor > 0 && quantity > 1).then(|| picture.to_owned());
    LineItem { description: description.to_owned(), amount: euros(minor), quantity, image }
}

fn euros(minor: i64) -> Money {
    Money { minor, currency: "EUR".to_owned(), decimals: 2 }
}

fn bank(locale: Locale) -> Html {
    render_bank(&BankPage {
        locale,
        merchant_name: "Nordlicht Coffee".to_owned(),
        amount: euros(6_450),
        action: "/bank/1".to_owned(),
        last4: "3155".to_owned(),
    })
}
