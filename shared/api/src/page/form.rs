//! What the page's form posted.

use app::sessions::pay::PayWith;
use checkout::{Field, FieldError, FormValues, Problem as FieldProblem};
use domain::ids::MethodId;
use domain::{Invalid, Timestamp};

use crate::v1::posted_card;
use crate::{Code, Problem, Request};

/// What was posted, read.
pub struct Posted {
    /// What to pay with, or what is wrong with it.
    pub with: Result<PayWith, Vec<FieldError>>,
    /// The saved card that was chosen, if one was.
    pub chosen: Option<MethodId>,
    /// Whether the payer wants the card saved.
    pub save: bool,
    /// The language of the consent that the page showed, if it showed one.
    pub consent: Option<String>,
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
    let (attempt, save, chosen) = (field("attempt"), field("save") == "true", MethodId::parse(&field("method")));
    let consent = Some(field("consent")).filter(|locale| !locale.is_empty());
    if let Some(method) = chosen {
        let values = FormValues::default();
        return Ok(Posted { with: Ok(PayWith::Saved(method)), chosen, save, consent, attempt, values });
    }
    let (number, name) = (field("number"), field("name"));
    let values = FormValues { name: name.clone(), expiry: field("expiry") };
    let card = posted_card(&number, &values.expiry, &field("cvc"), now);
    let mut errors: Vec<FieldError> = match &card {
        Ok(_) => Vec::new(),
        Err(wrong) => wrong.iter().map(|(field, invalid)| field_error(field, invalid, &number)).collect(),
    };
    errors.extend(name_error(&name));
    let card = card.ok().filter(|_| errors.is_empty()).ok_or(errors);
    let with = card.map(|card| PayWith::Card { card, save });
    Ok(Posted { with, chosen, save, consent, attempt, values })
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
