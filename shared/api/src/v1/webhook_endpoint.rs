//! What a merchant may say of an endpoint, and how it is answered.

use app::endpoints::register::Shown;
use app::views::EndpointView;
use base64::Engine as _;
use domain::Invalid;
use domain::event::Filter;
use domain::text::Description;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::fields::{Fields, boolean, text, wrong_type};

/// An endpoint to register.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookEndpointCreate)]
pub struct WebhookEndpointCreate {
    /// Where to send; https in live mode, and never to an address that is not public.
    #[schema(example = "https://shop.example/webhooks")]
    url: String,
    /// What to send: `*`, a type, or `<resource>.*`; everything when left out.
    #[schema(example = json!(["payment_session.*"]))]
    enabled_events: Option<Vec<String>>,
    /// For your own eyes.
    description: Option<String>,
}

/// An endpoint to register, read.
#[derive(Debug)]
pub struct EndpointBody {
    /// Where to send.
    pub url: String,
    /// What to send.
    pub filters: Vec<Filter>,
    /// For the merchant's eyes.
    pub description: Option<String>,
    /// Whether an object's next event waits for the one before it.
    pub ordered: bool,
}

/// Reads an endpoint.
pub fn endpoint_body(fields: &mut Fields<'_>) -> Option<EndpointBody> {
    let url = fields.required("url", text(|url| Ok(url.to_owned())));
    let filters = fields.optional("enabled_events", filters);
    let description = fields.optional("description", text(Description::parse));
    let ordered = fields.optional("ordered", |value| boolean(value).and_then(unordered));
    Some(EndpointBody {
        url: url?,
        filters: filters.unwrap_or_else(|| vec![Filter::All]),
        description: description.map(|text| text.as_str().to_owned()),
        ordered: ordered.unwrap_or(false),
    })
}

fn unordered(ordered: bool) -> Result<bool, Invalid> {
    if ordered { Err(Invalid::new("not_supported_yet", "Ordered delivery is not offered yet.")) } else { Ok(false) }
}

fn filters(value: &Value) -> Result<Vec<Filter>, Invalid> {
    let list = value.as_array().ok_or_else(|| wrong_type("a list of text"))?;
    if list.is_empty() {
        return Err(Invalid::new("empty", "Name at least one type of event, or leave the field out."));
    }
    let unknown = || Invalid::new("unknown_event_type", "`*`, a type such as payment.succeeded, or payment.*.");
    let filters: Option<Vec<_>> = list.iter().map(|value| value.as_str().and_then(Filter::parse)).collect();
    filters.ok_or_else(unknown)
}

/// Shows an endpoint, with its secret while that may be shown.
#[must_use]
pub fn endpoint_reply(shown: &Shown) -> EndpointView {
    let encode = |secret: [u8; 32]| format!("whsec_{}", base64::engine::general_purpose::STANDARD.encode(secret));
    EndpointView { secret: shown.secret.map(encode), ..EndpointView::of(&shown.endpoint) }
}
