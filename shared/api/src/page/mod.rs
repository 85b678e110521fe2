//! The hosted page: a session as the page shows it, and the page as an answer.
//!
//! The token in the path is the payer's only credential. A page never says more than its payer
//! may know: a stolen card is declined like any other.

mod decline;
mod form;
mod state;

pub use form::{Posted, read_form};
pub use state::{Choice, Shown, consent, show, show_not_found};

use checkout::Html;
use http::StatusCode;

use crate::Reply;

/// A page with its policies.
pub(crate) fn reply(status: StatusCode, page: Html) -> Reply {
    let headers = checkout::headers().iter();
    let reply = Reply::html(status, page.body).with("content-security-policy", &page.csp);
    headers.fold(reply, |reply, (name, value)| reply.with_named(name, value))
}

/// What the payer decided on the simulated bank's page: `true` to approve.
#[must_use]
pub fn decision(request: &crate::Request) -> Option<bool> {
    let mut fields = url::form_urlencoded::parse(&request.body);
    let decision = fields.find(|(name, _)| name == "decision").map(|(_, value)| value.into_owned());
    match decision.as_deref() {
        Some("approve") => Some(true),
        Some("refuse") => Some(false),
        Some(_) | None => None,
    }
}

/// The simulated bank's page.
#[must_use]
pub fn bank(page: &checkout::bank::BankPage) -> Reply {
    reply(StatusCode::OK, checkout::bank::render_bank(page))
}
