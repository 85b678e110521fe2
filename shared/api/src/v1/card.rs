//! A card, as requests and the page's form say it. What is read here never prints.

use app::ports::CardDetails;
use domain::card::{CardNumber, Expiry, SecurityCode};
use domain::text::Name;
use domain::{Invalid, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use crate::fields::{Fields, text, whole};

/// A published test card. Real card data is refused unseen.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CardInput {
    /// A published test number.
    #[schema(example = "4242424242424242")]
    number: String,
    /// 1 to 12.
    #[schema(example = 12)]
    exp_month: u16,
    /// The year.
    #[schema(example = 2030)]
    exp_year: u16,
    /// The security code.
    #[schema(example = "123")]
    cvc: Option<String>,
    /// The name on the card.
    name: Option<String>,
}

/// Reads a card from a JSON object.
pub fn card_details(fields: &mut Fields<'_>, now: Timestamp) -> Option<CardDetails> {
    let number = fields.required("number", text(CardNumber::parse));
    let month = fields.required("exp_month", whole);
    let year = fields.required("exp_year", whole);
    let cvc = fields.optional("cvc", text(|code| Ok(code.to_owned())));
    fields.optional("name", text(Name::parse));
    let expiry = match (month, year) {
        (Some(month), Some(year)) => note(fields, "exp_month", good_expiry(month, year, now)),
        _ => None,
    };
    let number = number?;
    let cvc = match cvc.map(|code| SecurityCode::parse(&code, number.brand())) {
        Some(checked) => Some(note(fields, "cvc", checked)?),
        None => None,
    };
    Some(CardDetails { number, expiry: expiry?, cvc })
}

/// Reads a card from what the page's form posted: the expiry as `MM / YY`, the code required.
///
/// # Errors
/// Every field that cannot be so, with its code.
pub fn posted_card(
    number: &str,
    expiry: &str,
    cvc: &str,
    now: Timestamp,
) -> Result<CardDetails, Vec<(&'static str, Invalid)>> {
    let missing = |text: &str, name| if text.trim().is_empty() { Err((name, required())) } else { Ok(()) };
    let number = missing(number, "number").and_then(|()| CardNumber::parse(number).map_err(|e| ("number", e)));
    let expiry = missing(expiry, "expiry").and_then(|()| split_expiry(expiry, now).map_err(|e| ("expiry", e)));
    let brand = number.as_ref().map_or(domain::card::Brand::Unknown, CardNumber::brand);
    let cvc = missing(cvc, "cvc").and_then(|()| SecurityCode::parse(cvc.trim(), brand).map_err(|e| ("cvc", e)));
    match (number, expiry, cvc) {
        (Ok(number), Ok(expiry), Ok(cvc)) => Ok(CardDetails { number, expiry, cvc: Some(cvc) }),
        (number, expiry, cvc) => Err([number.err(), expiry.err(), cvc.err()].into_iter().flatten().collect()),
    }
}

fn required() -> Invalid {
    Invalid::new("required", "This field is required.")
}

fn split_expiry(text: &str, now: Timestamp) -> Result<Expiry, Invalid> {
    let invalid = || Invalid::new("invalid_expiry", "A month and a year, such as 09 / 30.");
    let (month, year) = text.split_once(['/', '-']).or_else(|| text.trim().split_at_checked(2)).ok_or_else(invalid)?;
    let number = |part: &str| part.trim().parse::<u64>().map_err(|_| invalid());
    good_expiry(number(month)?, number(year)?, now)
}

fn good_expiry(month: u64, year: u64, now: Timestamp) -> Result<Expiry, Invalid> {
    let small = |number: u64| u16::try_from(number).unwrap_or(u16::MAX);
    let expiry = Expiry::new(small(month), small(year))?;
    if expiry.is_past(now) {
        return Err(Invalid::new("card_expired", "This card has expired."));
    }
    Ok(expiry)
}

fn note<T>(fields: &mut Fields<'_>, name: &str, checked: Result<T, Invalid>) -> Option<T> {
    checked.map_err(|invalid| fields.refuse(name, invalid)).ok()
}
