//! The item of an API key, found by what is derived from the key; the key itself is nowhere.

use app::Trouble;
use app::ports::{ApiKey, KeyKind, KeyRecord};
use domain::Timestamp;
use domain::merchant::Owner;
use serde::{Deserialize, Serialize};

use super::{SCHEMA, known_schema};
use crate::keys;
use crate::table::PK;
use crate::values::{Item, at, corrupt, from_item, text_of, to_item};

/// What troubles with it name.
const WHAT: &str = "API key";

const SECRET: &str = "s";
const PUBLISHABLE: &str = "p";

/// An API key as it is stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct StoredKey {
    #[serde(rename = "z")]
    schema: u8,
    #[serde(rename = "m")]
    owner: String,
    #[serde(rename = "k")]
    kind: String,
    /// When it was made, in milliseconds; the first releases did not say.
    #[serde(rename = "ca")]
    created_at: Option<i64>,
    /// When it was revoked, in milliseconds; whatever it holds, the key is dead.
    #[serde(rename = "rd")]
    revoked_at: Option<i64>,
}

/// The whole item.
pub(crate) fn whole(record: &KeyRecord) -> Result<Item, Trouble> {
    let ApiKey { merchant, livemode, kind } = record.key;
    let kind = match kind {
        KeyKind::Secret => SECRET,
        KeyKind::Publishable => PUBLISHABLE,
    };
    let stored = StoredKey {
        schema: SCHEMA,
        owner: keys::owner(Owner { merchant, livemode }),
        kind: kind.to_owned(),
        created_at: record.created_at.map(Timestamp::as_millisecond),
        revoked_at: record.revoked_at.map(Timestamp::as_millisecond),
    };
    let mut item = to_item(WHAT, &stored)?;
    item.extend(keys::api_key(record.id).item());
    Ok(item)
}

/// The record of an item.
pub(crate) fn read(item: Item) -> Result<KeyRecord, Trouble> {
    let id = text_of(&item, PK).and_then(keys::read_api_key).ok_or_else(|| corrupt(WHAT, PK))?;
    let stored: StoredKey = from_item(WHAT, item)?;
    known_schema(WHAT, stored.schema)?;
    let Owner { merchant, livemode } = keys::read_owner(&stored.owner).ok_or_else(|| corrupt(WHAT, "m"))?;
    let kind = match stored.kind.as_str() {
        SECRET => KeyKind::Secret,
        PUBLISHABLE => KeyKind::Publishable,
        _ => return Err(corrupt(WHAT, "k")),
    };
    Ok(KeyRecord {
        id,
        key: ApiKey { merchant, livemode, kind },
        created_at: stored.created_at.map(|millis| at(WHAT, millis)).transpose()?,
        revoked_at: stored.revoked_at.map(|millis| at(WHAT, millis)).transpose()?,
    })
}
