//! What may be said to pay a session.

use app::ports::{CardDetails, Scenario};
use domain::decline::DeclineCode;
use domain::{Invalid, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use super::card::{CardInput, card_details};
use super::session_create::METHOD_TYPES;
use crate::fields::{Fields, one_of, text};
use crate::{Code, Problem, Request};

/// How to pay.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PaymentSessionPay)]
pub struct PayRequest {
    /// What to pay with.
    payment_method_data: MethodData,
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

/// Fields that the API names and does not offer yet.
pub(crate) const LATER: [&str; 2] = ["payment_method", "save"];

/// A request to pay, read.
#[derive(Debug)]
pub struct PayBody {
    /// The card.
    pub card: CardDetails,
    /// The session's client secret, if it was said.
    pub client_secret: Option<String>,
}

/// Reads a request to pay.
pub fn pay_body(fields: &mut Fields<'_>, now: Timestamp) -> Option<PayBody> {
    let client_secret = fields.optional("client_secret", text(|secret| Ok(secret.to_owned())));
    fields.not_yet(&LATER);
    if fields.peek("payment_method_data").is_none() && fields.peek("payment_method").is_none() {
        fields.required("payment_method_data", |_| Ok(()));
        return None;
    }
    let card = fields.object("payment_method_data", |data| {
        data.required("type", text(kind))?;
        if data.peek("card").is_none() {
            data.required("card", |_| Ok(()));
        }
        data.object("card", |card| card_details(card, now))
    });
    Some(PayBody { card: card?, client_secret })
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
