//! The item of an API key, found by what is derived from the key; the key itself is nowhere.

use app::Trouble;
use app::ports::{ApiKey, KeyKind};
use serde::{Deserialize, Serialize};

use super::{SCHEMA, known_schema};
use crate::keys;
use crate::values::{Item, corrupt, from_item, to_item};

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
    /// When it was revoked, in milliseconds; whatever it holds, the key is dead.
    #[serde(rename = "rd")]
    revoked_at: Option<i64>,
}

/// The whole item.
pub(crate) fn whole(digest: u128, key: ApiKey) -> Result<Item, Trouble> {
    let kind = match key.kind {
        KeyKind::Secret => SECRET,
        KeyKind::Publishable => PUBLISHABLE,
    };
    let owner = domain::merchant::Owner { merchant: key.merchant, livemode: key.livemode };
    let stored = StoredKey { schema: SCHEMA, owner: keys::owner(owner), kind: kind.to_owned(), revoked_at: None };
    let mut item = to_item(WHAT, &stored)?;
    item.extend(keys::api_key(digest).item());
    Ok(item)
}

/// The key of an item, unless it is revoked.
pub(crate) fn read(item: Item) -> Result<Option<ApiKey>, Trouble> {
    let stored: StoredKey = from_item(WHAT, item)?;
    known_schema(WHAT, stored.schema)?;
    if stored.revoked_at.is_some() {
        return Ok(None);
    }
    let owner = keys::read_owner(&stored.owner).ok_or_else(|| corrupt(WHAT, "m"))?;
    let kind = match stored.kind.as_str() {
        SECRET => KeyKind::Secret,
        PUBLISHABLE => KeyKind::Publishable,
        _ => return Err(corrupt(WHAT, "k")),
    };
    Ok(Some(ApiKey { merchant: owner.merchant, livemode: owner.livemode, kind }))
}
