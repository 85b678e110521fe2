//! A saved payment method's item. Its version is its revision: everything of it shows, but the
//! processor's name for it.
//!
//! | attribute | holds |
//! |---|---|
//! | `z` `m` `rv` `ca` `ua` `ct` | schema, owner, revision, created, updated, when each revision was made |
//! | `c` `uf` | whose, and who may begin a payment with it |
//! | `b` `l` `e` `co` `fp` | what is kept of the card |
//! | `tk` | the processor's name for what it is charged by; absent once it is detached |
//! | `da` | when it was detached |
//! | `ok` `ls` | keys of the index of its customer, while it is attached |

use app::Trouble;
use domain::card::{Brand, CardSummary, Last4};
use domain::ids::{CustomerId, MethodId};
use domain::method::{SavedMethod, Standing, UsableFor};
use domain::payment::Reference;
use serde::{Deserialize, Serialize};

use super::session::payment::{read_expiry, read_fingerprint, write_expiry};
use super::{SCHEMA, Told, known_schema};
use crate::table::OWNER;
use crate::values::{Item, at, corrupt, from_item, text, to_item};
use crate::{codec, keys};

/// What troubles with it name.
const WHAT: &str = "payment method";

/// A method as it is stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct StoredMethod {
    #[serde(rename = "z")]
    schema: u8,
    #[serde(rename = "m")]
    owner: String,
    #[serde(rename = "rv")]
    revision: u32,
    #[serde(rename = "ca")]
    created_at: i64,
    #[serde(rename = "ua")]
    updated_at: i64,
    #[serde(rename = "ct")]
    changes: Vec<i64>,
    #[serde(rename = "c")]
    customer: String,
    #[serde(rename = "uf")]
    usable_for: String,
    #[serde(rename = "b")]
    brand: String,
    #[serde(rename = "l")]
    last4: String,
    #[serde(rename = "e")]
    expiry: u32,
    #[serde(rename = "co")]
    country: Option<String>,
    #[serde(rename = "fp")]
    fingerprint: Option<String>,
    #[serde(rename = "tk")]
    token: Option<String>,
    #[serde(rename = "da")]
    detached_at: Option<i64>,
}

/// The whole item: keys, method, index, and what its write tells.
pub(crate) fn whole(method: &SavedMethod, told: &Told) -> Result<Item, Trouble> {
    let mut item = body(method)?;
    item.extend(keys::method(method.id).item());
    if method.is_attached() {
        let place = keys::list_position(method.created_at, method.id.bits());
        item.insert(OWNER.hash.name.to_owned(), text(keys::methods_of(method.owner, method.customer)));
        item.insert(OWNER.range.name.to_owned(), text(place));
    }
    item.extend(to_item(Told::WHAT, told)?);
    Ok(item)
}

/// The method alone.
pub(crate) fn body(method: &SavedMethod) -> Result<Item, Trouble> {
    let (token, detached_at) = match &method.standing {
        Standing::Attached { token } => (Some(token.0.clone()), None),
        Standing::Detached { at } => (None, Some(at.as_millisecond())),
    };
    let stored = StoredMethod {
        schema: SCHEMA,
        owner: keys::owner(method.owner),
        revision: method.version,
        created_at: method.created_at.as_millisecond(),
        updated_at: method.updated_at.as_millisecond(),
        changes: method.changes.iter().map(|at| at.as_millisecond()).collect(),
        customer: codec::wide(method.customer.bits()),
        usable_for: method.usable_for.as_str().to_owned(),
        brand: method.card.brand.as_str().to_owned(),
        last4: method.card.last4.as_str().to_owned(),
        expiry: write_expiry(method.card.expiry),
        country: method.card.country.clone(),
        fingerprint: method.card.fingerprint.map(|fingerprint| codec::short(fingerprint.0)),
        token,
        detached_at,
    };
    to_item(WHAT, &stored)
}

/// The method of an item.
pub(crate) fn read(id: MethodId, item: Item) -> Result<SavedMethod, Trouble> {
    let stored: StoredMethod = from_item(WHAT, item)?;
    known_schema(WHAT, stored.schema)?;
    let standing = match (&stored.token, stored.detached_at) {
        (Some(token), None) => Standing::Attached { token: Reference(token.clone()) },
        (None, Some(millis)) => Standing::Detached { at: at(WHAT, millis)? },
        (Some(_), Some(_)) | (None, None) => return Err(corrupt(WHAT, "tk")),
    };
    let customer = codec::read_wide(&stored.customer).map(CustomerId::from_bits);
    Ok(SavedMethod {
        id,
        owner: keys::read_owner(&stored.owner).ok_or_else(|| corrupt(WHAT, "m"))?,
        customer: customer.ok_or_else(|| corrupt(WHAT, "c"))?,
        card: CardSummary {
            brand: Brand::parse(&stored.brand).ok_or_else(|| corrupt(WHAT, "b"))?,
            last4: Last4::parse(&stored.last4).ok_or_else(|| corrupt(WHAT, "l"))?,
            expiry: read_expiry(stored.expiry).ok_or_else(|| corrupt(WHAT, "e"))?,
            country: stored.country.clone(),
            fingerprint: read_fingerprint(stored.fingerprint.as_deref()).map_err(|()| corrupt(WHAT, "fp"))?,
        },
        usable_for: UsableFor::parse(&stored.usable_for).ok_or_else(|| corrupt(WHAT, "uf"))?,
        standing,
        version: stored.revision,
        created_at: at(WHAT, stored.created_at)?,
        updated_at: at(WHAT, stored.updated_at)?,
        changes: stored.changes.iter().map(|millis| at(WHAT, *millis)).collect::<Result<_, _>>()?,
    })
}
