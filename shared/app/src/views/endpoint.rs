//! A webhook endpoint, as merchants see it.

use domain::endpoint::{Endpoint, EndpointStatus};
use serde::Serialize;
use utoipa::ToSchema;

use super::rfc3339;

/// A webhook endpoint.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = WebhookEndpoint)]
pub struct EndpointView {
    /// Always `webhook_endpoint`.
    pub object: &'static str,
    /// The endpoint's id.
    pub id: String,
    /// False in test mode.
    pub livemode: bool,
    /// 1, 2, 3 … one for each change.
    pub version: u32,
    /// When registered.
    pub created_at: String,
    /// When last changed.
    pub updated_at: String,
    /// Where it listens.
    pub url: String,
    /// What it wants to hear.
    pub enabled_events: Vec<String>,
    /// For the merchant's eyes.
    pub description: Option<String>,
    /// Whether an object's next event waits for the one before it.
    pub ordered: bool,
    /// `enabled` or `disabled`.
    pub status: &'static str,
    /// Since when it is disabled.
    pub disabled_at: Option<String>,
    /// Why it is disabled: `gone`, `failing`, `merchant`.
    pub disabled_reason: Option<&'static str>,
    /// When something last got through, to the hour.
    pub last_success_at: Option<String>,
    /// Since when nothing has got through.
    pub failing_since: Option<String>,
    /// What its webhooks are signed with: shown when it is registered, null afterwards.
    pub secret: Option<String>,
}

impl EndpointView {
    /// Shows an endpoint, without its secret.
    #[must_use]
    pub fn of(endpoint: &Endpoint) -> Self {
        let (status, disabled_at, disabled_reason) = match endpoint.status {
            EndpointStatus::Enabled => ("enabled", None, None),
            EndpointStatus::Disabled { at, reason } => ("disabled", Some(rfc3339(at)), Some(reason.as_str())),
        };
        Self {
            object: "webhook_endpoint",
            id: endpoint.id.to_string(),
            livemode: endpoint.owner.livemode,
            version: endpoint.version,
            created_at: rfc3339(endpoint.created_at),
            updated_at: rfc3339(endpoint.updated_at),
            url: endpoint.url.clone(),
            enabled_events: endpoint.filters.iter().map(ToString::to_string).collect(),
            description: endpoint.description.clone(),
            ordered: endpoint.ordered,
            status,
            disabled_at,
            disabled_reason,
            last_success_at: endpoint.last_success_at.map(rfc3339),
            failing_since: endpoint.failing_since.map(rfc3339),
            secret: None,
        }
    }
}
