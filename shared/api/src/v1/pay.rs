//! What may be said to pay a session.

use app::ports::Scenario;
use app::sessions::pay::PayWith;
use domain::decline::DeclineCode;
use domain::ids::MethodId;
use domain::{Invalid, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use super::card::{CardInput, card_details};
use super::session_create::METHOD_TYPES;
use crate::fields::{Fields, boolean, one_of, text};
use crate::{Code, Problem, Request};

/// How to pay.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PaymentSessionPay)]
pub struct PayRequest {
    /// A saved payment method of the session's customer; the one that the session names when this and
    /// `payment_method_data` are left out.
    payment_method: Option<String>,
    /// What to pay with instead.
    payment_method_data: Option<MethodData>,
    /// Whether the payer wants the card saved, where the session's `save_payment_method` is `prompt`.
    #[schema(default = false)]
    save: Option<bool>,
    /// The session's client secret: needed with a publishable key.
    client_secret: Option<String>,
}

/// What to pay with.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PaymentMethodData)]
struct MethodData {
    /// `card`.
    #[serde(rename = "type")]
    #[schema(example = "card")]
    kind: String,
    /// The card: test mode and published numbers only.
    card: CardInput,
}

/// A request to pay, read.
#[derive(Debug)]
pub struct PayBody {
    /// What with.
    pub with: PayWith,
    /// The session's client secret, if it was said.
    pub client_secret: Option<String>,
}

/// Reads a request to pay.
pub fn pay_body(fields: &mut Fields<'_>, now: Timestamp) -> Option<PayBody> {
    let client_secret = fields.optional("client_secret", text(|secret| Ok(secret.to_owned())));
    let (saved, given) = (fields.peek("payment_method").is_some(), fields.peek("payment_method_data").is_some());
    let method = fields.optional("payment_method", text(method_id));
    let card = fields.object("payment_method_data", |data| {
        data.required("type", text(kind))?;
        if data.peek("card").is_none() {
            data.required("card", |_| Ok(()));
        }
        data.object("card", |card| card_details(card, now))
    });
    let save = fields.optional_or("save", false, boolean)?;
    if saved && given {
        let detail = "Pay with a saved method or with a new one, not with both.";
        fields.refuse("payment_method", Invalid::new("contradiction", detail));
    }
    if save && !given {
        fields.refuse("save", Invalid::new("contradiction", "A saved method is saved already."));
    }
    let with = match (saved, given) {
        (_, true) => PayWith::Card { card: card?, save },
        (true, false) => PayWith::Saved(method?),
        (false, false) => PayWith::Named,
    };
    Some(PayBody { with, client_secret })
}

/// Reads the id of a saved method. What cannot be one is one that nobody has.
pub(super) fn method_id(text: &str) -> Result<MethodId, Invalid> {
    MethodId::parse(text).ok_or_else(|| Invalid::new("not_found", "This customer has no such payment method."))
}

fn kind(text: &str) -> Result<(), Invalid> {
    match text {
        "card" => Ok(()),
        other if METHOD_TYPES.contains(&other) => Err(Invalid::new("not_supported_yet", "Only card is offered yet.")),
        _ => Err(one_of(&METHOD_TYPES)),
    }
}

/// The outcome that the header `Sandbox-Scenario` forces.
///
/// # Errors
/// 422 when the sandbox has no such scenario.
pub fn scenario(request: &Request) -> Result<Option<Scenario>, Problem> {
    let Some(name) = request.header("sandbox-scenario") else { return Ok(None) };
    let found = match name {
        "timeout_before_commit" => Some(Scenario::TimeoutBeforeCommit),
        "timeout_after_commit" => Some(Scenario::TimeoutAfterCommit),
        "server_error" => Some(Scenario::ServerError),
        "rate_limited" => Some(Scenario::RateLimited),
        "drop_connection" => Some(Scenario::DropConnection),
        code => DeclineCode::parse(code).filter(|code| code.is_of_issuer()).map(Scenario::Decline),
    };
    let unknown = || {
        let detail = "A decline code of an issuer, timeout_before_commit, timeout_after_commit, server_error, rate_limited or drop_connection.";
        Problem::because(Code::UnknownScenario, detail).at("Sandbox-Scenario")
    };
    found.map(Some).ok_or_else(unknown)
}
