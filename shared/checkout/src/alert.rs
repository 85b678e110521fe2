//! What was wrong with the last try: told at the top, told at the field, and the cursor put
//! where it can be put right.

use crate::icons;
use crate::text::Text;
use crate::view::{Field, Form};
use maud::{Markup, html};

/// The box above the form: a decline, or a list of links to the fields to correct.
pub(crate) fn alert(form: &Form, text: &Text) -> Markup {
    if let Some(decline) = form.declined.filter(|_| form.errors.is_empty()) {
        let focused = focus(form).is_none();
        return html! {
            div class="alert" role="alert" id="problem" tabindex="-1" autofocus[focused] {
                (icons::warning())
                div {
                    h2 { (text.form.not_completed) }
                    p {
                        (text.declines.of(decline)) " "
                        span { (text.form.not_charged) }
                    }
                }
            }
        };
    }
    html! {
        @if !form.errors.is_empty() {
            div class="alert" role="alert" id="problem" tabindex="-1" {
                (icons::warning())
                div {
                    h2 { (text.form.please_check) }
                    ul {
                        @for field in Field::ALL {
                            @if let Some(message) = message(form, field, text) {
                                li { a href={ "#" (field.name()) } { (message) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The message of a field: what the form check found, or what the bank did not accept.
pub(crate) fn message(form: &Form, field: Field, text: &Text) -> Option<&'static str> {
    if let Some(error) = form.errors.iter().find(|error| error.field == field) {
        return Some(text.problems.of(field, error.problem));
    }
    let decline = form.declined.filter(|_| form.errors.is_empty())?;
    (decline.field() == Some(field)).then(|| text.declines.of(decline))
}

/// The first field with something wrong. A decline that concerns no field puts the cursor on
/// the advice instead.
pub(crate) fn focus(form: &Form) -> Option<Field> {
    if form.errors.is_empty() {
        return form.declined.and_then(crate::Decline::field);
    }
    Field::ALL.into_iter().find(|field| form.errors.iter().any(|error| error.field == *field))
}
