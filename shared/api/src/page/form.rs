//! What the page's form posted.

use app::ports::CardDetails;
use checkout::{Field, FieldError, FormValues, Problem as FieldProblem};
use domain::{Invalid, Timestamp};

use crate::v1::posted_card;
use crate::{Code, Problem, Request};

/// What was posted, read.
pub struct Posted {
    /// The card, or what is wrong with it.
    pub card: Result<CardDetails, Vec<FieldError>>,
    /// Which attempt the page was made for; posting it twice is posting it once.
    pub attempt: String,
    /// What may be shown again.
    pub values: FormValues,
}

impl std::fmt::Debug for Posted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Posted").field("attempt", &self.attempt).finish_non_exhaustive()
    }
}

/// Reads the form.
///
/// # Errors
/// 415 when it is not a form.
pub fn read_form(request: &Request, now: Timestamp) -> Result<Posted, Problem> {
    let is_form = |kind: &str| kind.starts_with("application/x-www-form-urlencoded");
    if !request.header("content-type").is_some_and(is_form) {
        return Err(Problem::because(Code::UnsupportedMediaType, "This page takes its own form."));
    }
    let field = |name: &str| {
        let mut fields = url::form_urlencoded::parse(&request.body);
        fields.find(|(known, _)| known == name).map(|(_, value)| value.into_owned()).unwrap_or_default()
    };
    let (number, name) = (field("number"), field("name"));
    let values = FormValues { name: name.clone(), expiry: field("expiry") };
    let card = posted_card(&number, &values.expiry, &field("cvc"), now);
    let mut errors: Vec<FieldError> = match &card {
        Ok(_) => Vec::new(),
        Err(wrong) => wrong.iter().map(|(field, invalid)| field_error(field, invalid, &number)).collect(),
    };
    errors.extend(name_error(&name));
    let card = card.ok().filter(|_| errors.is_empty()).ok_or(errors);
    Ok(Posted { card, attempt: field("attempt"), values })
}

fn name_error(name: &str) -> Option<FieldError> {
    let problem = match name.trim().chars().count() {
        0 => FieldProblem::Missing,
        1..=250 => return None,
        _ => FieldProblem::TooLong,
    };
    Some(FieldError { field: Field::Name, problem })
}

fn field_error(field: &str, invalid: &Invalid, number: &str) -> FieldError {
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let problem = match invalid.code {
        "required" => FieldProblem::Missing,
        "card_expired" => FieldProblem::Expired,
        "invalid_card_number" if (12..=19).contains(&digits) => FieldProblem::WrongCheckDigit,
        _ => FieldProblem::Invalid,
    };
    let field = match field {
        "number" => Field::Number,
        "expiry" => Field::Expiry,
        _ => Field::Cvc,
    };
    FieldError { field, problem }
}
