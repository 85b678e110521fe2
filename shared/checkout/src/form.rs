//! The card form.

use crate::text::Text;
use crate::view::{Field, Form, Problem, Saving};
use crate::{Page, alert, consent_text, format_money, icons};
use maud::{Markup, html};

/// The id of the consent, by which the button finds its description.
const CONSENT: &str = "consent";

/// The form, with what was wrong with the last try.
pub(crate) fn form(page: &Page, form: &Form, text: &Text) -> Markup {
    let fields = Fields { form, text, focus: alert::focus(form) };
    html! {
        (alert::alert(form, text))
        form class="pay" method="post" action=(form.action) data-pay {
            input type="hidden" name="attempt" value=(form.attempt);
            @if form.ask_email {
                div class="cells" { (fields.email()) }
            } @else if let Some(email) = form.email.as_deref() {
                p class="known" { span class="label" { (text.form.email) } " " bdi { (email) } }
            }
            @if !form.saved.is_empty() { (choices(form, text)) }
            div class="card" {
                fieldset {
                    legend { (text.form.card_details) }
                    div class="cells" { (fields.number()) (fields.expiry()) (fields.cvc()) }
                }
                div class="cells" { (fields.name()) }
                (saving(page, form, text))
            }
            (consent(page, form))
            (button(page, form, text))
            @if page.encrypted { p class="assurance" { (icons::lock()) span { (text.form.encrypted) } } }
        }
    }
}

/// The saved cards and "another card". Which of them is chosen decides, by style alone, whether the card's
/// fields are shown; where styles cannot do that they always are, and the server goes by the choice.
fn choices(form: &Form, text: &Text) -> Markup {
    let chosen = form.chosen.as_deref();
    html! {
        fieldset class="choices" {
            legend { (text.form.pay_with) }
            div class="group" {
                @for card in &form.saved {
                    label class="choice" {
                        input type="radio" name="method" value=(card.id) checked[chosen == Some(card.id.as_str())];
                        (icons::card_mark(&card.brand))
                        span class="which" {
                            span { (brand_name(&card.brand, text)) " " }
                            span class="figures" aria-hidden="true" { "••••\u{a0}" (card.last4) }
                            span class="unseen" { ((text.bank.card_ending)(&card.last4)) }
                        }
                        span class="until figures" { ((text.form.expires)(&card.expiry)) }
                    }
                }
                label class="choice" {
                    input type="radio" name="method" value="card" checked[chosen.is_none()];
                    (icons::card_mark("other"))
                    span class="which" { (text.form.another_card) }
                }
            }
        }
    }
}

fn brand_name(brand: &str, text: &Text) -> &'static str {
    match brand {
        "visa" => "Visa",
        "mastercard" => "Mastercard",
        "amex" => "American Express",
        _ => text.bank.card,
    }
}

/// What becomes of the card: the payer decides, or is told. A page that only saves a card says so anyway.
fn saving(page: &Page, form: &Form, text: &Text) -> Markup {
    match form.saving {
        // The consent says so already.
        _ if form.consent => html! {},
        Saving::Never => html! {},
        Saving::Ask(ticked) => html! {
            label class="choice save" {
                input type="checkbox" name="save" value="true" checked[ticked];
                span class="which" { (text.form.save_for_later) }
            }
        },
        Saving::Always if page.total.minor == 0 => html! {},
        Saving::Always => html! { p class="aside" dir="auto" { ((text.form.will_be_saved)(&page.merchant.name)) } },
    }
}

/// What the payer allows with the button below. It stands outside of what a chosen card hides, as it is about
/// whichever card is used.
fn consent(page: &Page, form: &Form) -> Markup {
    html! {
        @if form.consent {
            // In which language it was agreed to goes along with the form, so that what is recorded is what was shown.
            input type="hidden" name=(CONSENT) value=(page.locale.tag());
            p class="aside" id=(CONSENT) { (consent_text(page.locale, &page.merchant.name, page.total.minor == 0)) }
        }
    }
}

fn button(page: &Page, form: &Form, text: &Text) -> Markup {
    let (label, busy) = if page.total.minor == 0 {
        (text.form.save_card.to_owned(), text.form.saving)
    } else {
        let amount = format_money(&page.total, page.locale);
        ((text.form.pay)(&amount), text.form.busy)
    };
    html! {
        button class="action" type="submit" data-busy=(busy) aria-describedby=[form.consent.then_some(CONSENT)] {
            (icons::ring())
            span class="words" { (label) }
        }
        p class="unseen" role="status" {}
    }
}

/// Draws fields; each knows what was wrong with it and whether the cursor belongs there.
struct Fields<'a> {
    form: &'a Form,
    text: &'a Text,
    focus: Option<Field>,
}

impl Fields<'_> {
    fn email(&self) -> Markup {
        let value = self.form.email.as_deref().unwrap_or_default();
        let input = html! {
            input id="email" name="email" type="email" autocomplete="email" required
                value=(value) maxlength="254" spellcheck="false" autocapitalize="none"
                aria-describedby="email-error" aria-invalid=[self.invalid(Field::Email)]
                autofocus[self.focus == Some(Field::Email)]
                data-missing=(self.say(Field::Email, Problem::Missing))
                data-invalid=(self.say(Field::Email, Problem::Invalid));
        };
        self.cell(Field::Email, self.text.form.email, &html! {}, &input)
    }

    fn number(&self) -> Markup {
        let input = html! {
            input id="number" name="number" type="text" inputmode="numeric" required[self.alone()]
                autocomplete="cc-number" maxlength="40" spellcheck="false"
                placeholder="1234 1234 1234 1234"
                aria-describedby="number-error number-brand" aria-invalid=[self.invalid(Field::Number)]
                autofocus[self.focus == Some(Field::Number)]
                data-missing=(self.say(Field::Number, Problem::Missing))
                data-invalid=(self.say(Field::Number, Problem::Invalid))
                data-mistyped=(self.say(Field::Number, Problem::WrongCheckDigit));
            span class="unseen" id="number-brand" aria-live="polite" {}
        };
        self.cell(Field::Number, self.text.form.number, &icons::card_marks(), &input)
    }

    fn expiry(&self) -> Markup {
        let example = self.text.form.expiry_example;
        let input = html! {
            input id="expiry" name="expiry" type="text" inputmode="numeric" required[self.alone()]
                autocomplete="cc-exp" maxlength="12" spellcheck="false"
                value=(self.form.values.expiry) placeholder=(example)
                aria-describedby="expiry-error expiry-example" aria-invalid=[self.invalid(Field::Expiry)]
                autofocus[self.focus == Some(Field::Expiry)]
                data-missing=(self.say(Field::Expiry, Problem::Missing))
                data-invalid=(self.say(Field::Expiry, Problem::Invalid))
                data-expired=(self.say(Field::Expiry, Problem::Expired));
            span class="unseen" id="expiry-example" { (example) }
        };
        self.cell(Field::Expiry, self.text.form.expiry, &html! {}, &input)
    }

    fn cvc(&self) -> Markup {
        let input = html! {
            input id="cvc" name="cvc" type="text" inputmode="numeric" required[self.alone()]
                autocomplete="cc-csc" maxlength="8" spellcheck="false" placeholder="123"
                aria-describedby="cvc-error cvc-help" aria-invalid=[self.invalid(Field::Cvc)]
                autofocus[self.focus == Some(Field::Cvc)]
                data-missing=(self.say(Field::Cvc, Problem::Missing))
                data-invalid=(self.say(Field::Cvc, Problem::Invalid));
            span class="unseen" id="cvc-help" { (self.text.form.cvc_help) }
        };
        self.cell(Field::Cvc, self.text.form.cvc, &html! {}, &input)
    }

    fn name(&self) -> Markup {
        let input = html! {
            input id="name" name="name" type="text" autocomplete="cc-name" required[self.alone()]
                value=(self.form.values.name) spellcheck="false" autocapitalize="words"
                aria-describedby="name-error" aria-invalid=[self.invalid(Field::Name)]
                autofocus[self.focus == Some(Field::Name)]
                data-missing=(self.say(Field::Name, Problem::Missing));
        };
        self.cell(Field::Name, self.text.form.name, &html! {}, &input)
    }

    /// One box of the form. The place for the error is always there, so that the script and
    /// screen readers find it.
    fn cell(&self, field: Field, label: &str, beside: &Markup, input: &Markup) -> Markup {
        let name = field.name();
        html! {
            div class={ "cell " (name) "-cell" } {
                label for=(name) { (label) }
                (beside)
                (input)
                p class="error" id={ (name) "-error" } aria-live="polite" {
                    @if let Some(message) = alert::message(self.form, field, self.text) { (message) }
                }
            }
        }
    }

    /// Whether there is nothing else to pay with than what is filled in here: only then may a browser insist on it.
    const fn alone(&self) -> bool {
        self.form.saved.is_empty()
    }

    fn invalid(&self, field: Field) -> Option<&'static str> {
        alert::message(self.form, field, self.text).map(|_| "true")
    }

    const fn say(&self, field: Field, problem: Problem) -> &'static str {
        self.text.problems.of(field, problem)
    }
}
