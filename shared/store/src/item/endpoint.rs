//! The item of a webhook endpoint.

use app::Trouble;
use domain::Timestamp;
use domain::endpoint::{DisabledReason, Endpoint, EndpointStatus};
use domain::event::Filter;
use domain::ids::EndpointId;
use domain::merchant::Owner;
use domain::operations::RequestHash;
use serde::{Deserialize, Serialize};

use super::{SCHEMA, known_schema};
use crate::keys;
use crate::table::SK;
use crate::values::{Item, at, corrupt, from_item, text_of, to_item};

/// What troubles with it name.
const WHAT: &str = "endpoint";

/// An endpoint as it is stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct StoredEndpoint {
    #[serde(rename = "z")]
    schema: u8,
    #[serde(rename = "u")]
    url: String,
    #[serde(rename = "f")]
    filters: Vec<String>,
    #[serde(rename = "d")]
    description: Option<String>,
    /// Absent unless it is.
    #[serde(rename = "or")]
    ordered: Option<bool>,
    #[serde(rename = "g")]
    generation: u32,
    #[serde(rename = "da")]
    disabled_at: Option<i64>,
    #[serde(rename = "dr")]
    disabled_reason: Option<String>,
    #[serde(rename = "so")]
    last_success_at: Option<i64>,
    #[serde(rename = "fs")]
    failing_since: Option<i64>,
    #[serde(rename = "v")]
    version: u32,
    #[serde(rename = "ca")]
    created_at: i64,
    #[serde(rename = "ua")]
    updated_at: i64,
    #[serde(rename = "h")]
    request: u64,
    /// There when it uses up one of the merchant's number.
    #[serde(rename = "k")]
    counted: Option<bool>,
}

/// The whole item.
pub(crate) fn whole(endpoint: &Endpoint, request: RequestHash, counted: bool) -> Result<Item, Trouble> {
    let (disabled_at, disabled_reason) = match endpoint.status {
        EndpointStatus::Enabled => (None, None),
        EndpointStatus::Disabled { at, reason } => (Some(at.as_millisecond()), Some(reason.as_str().to_owned())),
    };
    let stored = StoredEndpoint {
        schema: SCHEMA,
        url: endpoint.url.clone(),
        filters: endpoint.filters.iter().map(ToString::to_string).collect(),
        description: endpoint.description.clone(),
        ordered: endpoint.ordered.then_some(true),
        generation: endpoint.generation,
        disabled_at,
        disabled_reason,
        last_success_at: endpoint.last_success_at.map(domain::Timestamp::as_millisecond),
        failing_since: endpoint.failing_since.map(domain::Timestamp::as_millisecond),
        version: endpoint.version,
        created_at: endpoint.created_at.as_millisecond(),
        updated_at: endpoint.updated_at.as_millisecond(),
        request: request.0,
        counted: counted.then_some(true),
    };
    let mut item = to_item(WHAT, &stored)?;
    item.extend(keys::endpoint(endpoint.owner, endpoint.id).item());
    Ok(item)
}

/// What is left of a removed endpoint, so that a repeat of the request that registered it is still
/// known: for thirty days.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct StoredRemoval {
    #[serde(rename = "z")]
    schema: u8,
    #[serde(rename = "h")]
    request: u64,
    ttl: i64,
}

/// For how many seconds a removed endpoint's request is known: thirty days.
const KNOWN_SECONDS: i64 = 30 * 24 * 3_600;

/// What is left of this endpoint, which was registered by this request.
pub(crate) fn removal(owner: Owner, id: EndpointId, request: RequestHash, now: Timestamp) -> Result<Item, Trouble> {
    let ttl = now.as_second().saturating_add(KNOWN_SECONDS);
    let mut item = to_item("removed endpoint", &StoredRemoval { schema: SCHEMA, request: request.0, ttl })?;
    item.extend(keys::removed_endpoint(owner, id).item());
    Ok(item)
}

/// The hash of the body that registered what is gone.
pub(crate) fn read_removal(item: Item) -> Result<RequestHash, Trouble> {
    let stored: StoredRemoval = from_item("removed endpoint", item)?;
    known_schema("removed endpoint", stored.schema)?;
    Ok(RequestHash(stored.request))
}

/// The endpoint of an item, and the hash of the body that registered it.
pub(crate) fn read(owner: Owner, item: Item) -> Result<(Endpoint, RequestHash), Trouble> {
    let id = text_of(&item, SK).and_then(keys::read_endpoint).ok_or_else(|| corrupt(WHAT, SK))?;
    let stored: StoredEndpoint = from_item(WHAT, item)?;
    known_schema(WHAT, stored.schema)?;
    let moment = |millis: Option<i64>| millis.map(|millis| at(WHAT, millis)).transpose();
    let filters = stored.filters.iter().map(|text| Filter::parse(text)).collect::<Option<_>>();
    let endpoint = Endpoint {
        id,
        owner,
        filters: filters.ok_or_else(|| corrupt(WHAT, "f"))?,
        status: status(&stored)?,
        url: stored.url,
        description: stored.description,
        ordered: stored.ordered.unwrap_or(false),
        generation: stored.generation,
        last_success_at: moment(stored.last_success_at)?,
        failing_since: moment(stored.failing_since)?,
        version: stored.version,
        created_at: at(WHAT, stored.created_at)?,
        updated_at: at(WHAT, stored.updated_at)?,
    };
    Ok((endpoint, RequestHash(stored.request)))
}

fn status(stored: &StoredEndpoint) -> Result<EndpointStatus, Trouble> {
    let Some(disabled_at) = stored.disabled_at else { return Ok(EndpointStatus::Enabled) };
    let reason = stored.disabled_reason.as_deref().and_then(DisabledReason::parse);
    Ok(EndpointStatus::Disabled { at: at(WHAT, disabled_at)?, reason: reason.ok_or_else(|| corrupt(WHAT, "dr"))? })
}
