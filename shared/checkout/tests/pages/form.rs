//! The card form and what it says after a failed try.

use crate::samples::{between, form, page, returning};
use checkout::{Decline, Field, FieldError, Form, FormValues, Locale, Problem, Saving, State, render};

const FIELDS: [Field; 5] = [Field::Email, Field::Number, Field::Expiry, Field::Cvc, Field::Name];
const PROBLEMS: [Problem; 7] = [
    Problem::Missing,
    Problem::Invalid,
    Problem::WrongCheckDigit,
    Problem::Expired,
    Problem::NotATestNumber,
    Problem::TypeNotSupported,
    Problem::TooLong,
];
const DECLINES: [Decline; 11] = [
    Decline::Generic,
    Decline::InsufficientFunds,
    Decline::LostOrStolen,
    Decline::ExpiredCard,
    Decline::IncorrectCvc,
    Decline::IncorrectNumber,
    Decline::ProcessingError,
    Decline::VelocityExceeded,
    Decline::AuthenticationFailed,
    Decline::Fraudulent,
    Decline::NotAvailable,
];

fn body(locale: Locale, form: Form) -> String {
    render(&page(locale, State::Form(form))).body
}

/// The tags of the named input.
fn input<'a>(body: &'a str, name: &str) -> &'a str {
    between(body, &format!("<input id=\"{name}\" name=\"{name}\""), ">").first().copied().unwrap_or_default()
}

#[test]
fn browsers_can_fill_it_in() {
    let body = body(Locale::En, form());
    for (name, expected) in [
        ("email", r#"autocomplete="email""#),
        ("number", r#"autocomplete="cc-number""#),
        ("expiry", r#"autocomplete="cc-exp""#),
        ("cvc", r#"autocomplete="cc-csc""#),
        ("name", r#"autocomplete="cc-name""#),
    ] {
        assert!(input(&body, name).contains(expected), "{name}");
        assert!(body.contains(&format!(r#"<label for="{name}">"#)), "{name}");
        assert!(input(&body, name).contains(&format!(r#"aria-describedby="{name}-error"#)), "{name}");
    }
    for name in ["number", "expiry", "cvc"] {
        assert!(input(&body, name).contains(r#"type="text" inputmode="numeric""#), "{name}");
    }
    assert!(body.contains(r#"<form class="pay" method="post" action="/checkout/token""#));
    assert!(body.contains(r#"<input type="hidden" name="attempt" value="att_1">"#));
}

#[test]
fn the_address_is_asked_for_or_shown_or_neither() {
    let known = Form { email: Some("ada@example.com".to_owned()), ask_email: false, ..form() };
    let shown = body(Locale::En, known.clone());
    assert!(shown.contains("<bdi>ada@example.com</bdi>") && input(&shown, "email").is_empty());
    let asked = body(Locale::En, Form { ask_email: true, ..known });
    assert!(input(&asked, "email").contains(r#"value="ada@example.com""#));
    let neither = body(Locale::En, Form { ask_email: false, ..form() });
    assert!(input(&neither, "email").is_empty() && !neither.contains("<bdi>"));
}

#[test]
fn an_encrypted_connection_is_promised_only_where_there_is_one() {
    let mut page = page(Locale::En, State::Form(form()));
    assert!(render(&page).body.contains("Sent over an encrypted connection"));
    page.encrypted = false;
    assert!(!render(&page).body.contains("encrypted connection"));
}

#[test]
fn number_and_code_are_never_sent_back() {
    let values = FormValues { name: "Ada".to_owned(), expiry: "12 / 30".to_owned() };
    let body = body(Locale::En, Form { values, declined: Some(Decline::Generic), ..form() });
    assert!(input(&body, "name").contains(r#"value="Ada""#));
    assert!(input(&body, "expiry").contains(r#"value="12 / 30""#));
    for secret in ["number", "cvc"] {
        assert!(!input(&body, secret).is_empty() && !input(&body, secret).contains(" value="));
    }
}

#[test]
fn an_untouched_form_accuses_nobody() {
    let body = body(Locale::En, form());
    let markup = body.split("<script>").next().unwrap_or_default();
    let markup = markup.split("</head>").last().unwrap_or_default();
    assert!(!markup.contains("aria-invalid") && !markup.contains(r#"role="alert""#));
    assert!(!markup.contains("autofocus"), "no keyboard jumps up on a phone");
}

#[test]
fn every_problem_is_told_above_and_at_the_field() {
    for locale in Locale::ALL {
        for field in FIELDS {
            for problem in PROBLEMS {
                let errors = vec![FieldError { field, problem }];
                let body = body(locale, Form { errors, ..form() });
                let name = field.name();
                let above = between(&body, &format!("<a href=\"#{name}\">"), "</a>").concat();
                let beside = between(&body, &format!("id=\"{name}-error\" aria-live=\"polite\">"), "</p>").concat();
                assert!(!above.is_empty() && above == beside, "{locale:?} {field:?} {problem:?}");
                assert!(input(&body, name).contains(r#"aria-invalid="true""#));
                assert!(input(&body, name).contains("autofocus"));
                assert!(body.contains(r#"role="alert""#));
            }
        }
    }
}

#[test]
fn the_cursor_goes_to_the_first_wrong_field_on_the_page() {
    let errors = vec![
        FieldError { field: Field::Name, problem: Problem::Missing },
        FieldError { field: Field::Expiry, problem: Problem::Expired },
    ];
    let body = body(Locale::En, Form { errors, declined: Some(Decline::Generic), ..form() });
    assert!(input(&body, "expiry").contains("autofocus"));
    assert_eq!(body.matches("autofocus").count(), 1);
    assert!(!body.contains("not completed"), "the check of this try, not the last decline");
}

#[test]
fn every_decline_gives_advice_and_one_place_to_go_on() {
    for locale in Locale::ALL {
        let generic = alert(locale, Decline::Generic);
        for decline in DECLINES {
            let told = alert(locale, decline);
            let secret = matches!(decline, Decline::Generic | Decline::LostOrStolen | Decline::Fraudulent);
            assert_eq!(told == generic, secret, "{locale:?} {decline:?}");
            let body = body(locale, Form { declined: Some(decline), ..form() });
            assert_eq!(body.matches("autofocus").count(), 1, "{decline:?}");
            assert!(body.contains("<form"), "another try is offered");
        }
    }
}

fn alert(locale: Locale, decline: Decline) -> String {
    let body = body(locale, Form { declined: Some(decline), ..form() });
    let alert = between(&body, r#"role="alert""#, "<form").concat();
    assert!(!alert.is_empty());
    alert
}

#[test]
fn saved_cards_are_choices_beside_another_card_and_nothing_else_must_be_filled_in() {
    for locale in Locale::ALL {
        let body = body(locale, returning());
        let choices = between(&body, r#"<fieldset class="choices">"#, "</fieldset>").concat();
        assert!(choices.contains(r#"value="pm_1" checked>"#), "{locale:?}");
        assert!(choices.contains(r#"value="pm_2">"#) && choices.contains(r#"value="card">"#));
        assert!(choices.contains("••••\u{a0}4242") && choices.contains("12 / 30") && choices.contains("Visa"));
        assert!(!input(&body, "number").contains("required"), "a browser may not insist on what is not shown");
    }
    let alone = body(Locale::En, form());
    assert!(!alone.contains("<fieldset class=\"choices\">") && input(&alone, "number").contains("required"));
    let another = body(Locale::En, Form { chosen: None, ..returning() });
    assert!(another.contains(r#"value="card" checked>"#) && !another.contains(r#"value="pm_1" checked>"#));
}

#[test]
fn the_payer_decides_whether_a_card_is_saved_or_is_told() {
    let box_of = |saving| between(&body(Locale::En, Form { saving, ..form() }), r#"name="save""#, ">").concat();
    assert_eq!(box_of(Saving::Never), "");
    assert_eq!(box_of(Saving::Ask(false)), r#" value="true""#);
    assert_eq!(box_of(Saving::Ask(true)), r#" value="true" checked"#);
    assert_eq!(box_of(Saving::Always), "");
    for locale in Locale::ALL {
        let told = body(locale, Form { saving: Saving::Always, ..form() });
        let told = between(&told, r#"<p class="aside" dir="auto">"#, "</p>").concat();
        assert!(told.contains("Nordlicht"), "{locale:?}");
    }
}
