//! The customer's item. Its version is its revision: everything of it shows.
//!
//! | attribute | holds |
//! |---|---|
//! | `z` `m` `rv` `ca` `ua` `ct` | schema, owner, version, created, updated, when each version was made |
//! | `h` | hash of the creating body; absent when a session made the customer |
//! | `em` `n` `t` `lo` `ad` `xi` `md` | e-mail, name, telephone, locale, address, the merchant's own id and data |
//! | `bl` | what is owed, by currency |
//! | `dl` | that they were deleted; none of their details is there then |
//! | `lk` `ls` `ok` | keys of the indexes; absent when they were deleted |
//! | `ev` `rq` `ik` `op` | what the last write tells the stream |

use std::collections::BTreeMap;

use app::Trouble;
use domain::Invalid;
use domain::customer::{Balance, Customer, CustomerDetails, Standing};
use domain::ids::{CustomerId, MethodId};
use domain::merchant::Owner;
use domain::metadata::Metadata;
use domain::money::{Amount, Currency, Money};
use domain::operations::RequestHash;
use domain::text::{Email, ExternalCustomerId, LocaleTag, Name, Phone};
use serde::{Deserialize, Serialize};

use super::address::{self, StoredAddress};
use super::{SCHEMA, Told, known_schema};
use crate::table::{LIST, OWNER, PK};
use crate::values::{Item, at, corrupt, from_item, number, number_of, text, text_of, to_item};
use crate::{codec, keys};

/// What troubles with it name.
const WHAT: &str = "customer";
/// The state of a note that a create was refused; there is no customer then.
const REFUSED: &str = "refused";

/// A customer as it is stored.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct StoredCustomer {
    #[serde(rename = "z")]
    schema: u8,
    #[serde(rename = "m")]
    owner: String,
    #[serde(rename = "h")]
    creation: Option<u64>,
    #[serde(rename = "rv")]
    revision: u32,
    #[serde(rename = "ca")]
    created_at: i64,
    #[serde(rename = "ua")]
    updated_at: i64,
    #[serde(rename = "ct")]
    changes: Vec<i64>,
    #[serde(rename = "em")]
    email: Option<String>,
    #[serde(rename = "n")]
    name: Option<String>,
    #[serde(rename = "t")]
    phone: Option<String>,
    #[serde(rename = "lo")]
    locale: Option<String>,
    #[serde(rename = "ad")]
    address: Option<StoredAddress>,
    #[serde(rename = "xi")]
    external_customer_id: Option<String>,
    #[serde(rename = "md")]
    metadata: Option<BTreeMap<String, String>>,
    #[serde(rename = "bl")]
    balance: Option<BTreeMap<String, u64>>,
    /// Absent unless they were.
    #[serde(rename = "dl")]
    deleted: Option<bool>,
    /// The saved method that is offered first.
    #[serde(rename = "dm")]
    default_method: Option<String>,
}

/// What lies at a customer's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Lying {
    /// A customer.
    Customer(Box<Customer>),
    /// The note that its create was refused, with the hash of the body.
    Refused(RequestHash),
}

/// The whole item: keys, customer, indexes, and what its write tells.
pub(crate) fn whole(customer: &Customer, shards: u8, told: &Told) -> Result<Item, Trouble> {
    let mut item = body(customer)?;
    item.extend(keys::customer(customer.id).item());
    item.extend(indexes(customer, shards));
    item.extend(to_item(Told::WHAT, told)?);
    Ok(item)
}

/// The customer alone.
pub(crate) fn body(customer: &Customer) -> Result<Item, Trouble> {
    let balance: BTreeMap<_, _> =
        customer.balance.amounts().map(|money| (money.currency.code().to_owned(), money.amount.minor())).collect();
    let mut stored = StoredCustomer {
        schema: SCHEMA,
        owner: keys::owner(customer.owner),
        creation: customer.creation.map(|request| request.0),
        revision: customer.version,
        created_at: customer.created_at.as_millisecond(),
        updated_at: customer.updated_at.as_millisecond(),
        changes: customer.changes.iter().map(|at| at.as_millisecond()).collect(),
        balance: (!balance.is_empty()).then_some(balance),
        default_method: customer.default_method.map(|id| codec::wide(id.bits())),
        ..StoredCustomer::default()
    };
    match &customer.standing {
        Standing::Known(details) => write(&mut stored, details),
        Standing::Deleted => stored.deleted = Some(true),
    }
    to_item(WHAT, &stored)
}

fn write(stored: &mut StoredCustomer, details: &CustomerDetails) {
    stored.email = details.email.as_ref().map(|email| email.as_str().to_owned());
    stored.name = details.name.as_ref().map(|name| name.as_str().to_owned());
    stored.phone = details.phone.as_ref().map(|phone| phone.as_str().to_owned());
    stored.locale = details.locale.as_ref().map(|locale| locale.as_str().to_owned());
    stored.address = details.address.as_ref().map(address::write);
    stored.external_customer_id = details.external_customer_id.as_ref().map(|id| id.as_str().to_owned());
    stored.metadata = (!details.metadata.is_empty()).then(|| details.metadata.entries().clone());
}

/// The customer of an item.
pub(crate) fn read(id: CustomerId, item: Item) -> Result<Customer, Trouble> {
    let stored: StoredCustomer = from_item(WHAT, item)?;
    known_schema(WHAT, stored.schema)?;
    let standing = match stored.deleted {
        Some(true) => Standing::Deleted,
        Some(false) | None => Standing::Known(Box::new(details(&stored)?)),
    };
    Ok(Customer {
        id,
        owner: keys::read_owner(&stored.owner).ok_or_else(|| corrupt(WHAT, "m"))?,
        creation: stored.creation.map(RequestHash),
        standing,
        balance: balance(&stored)?,
        default_method: match stored.default_method.as_deref() {
            Some(text) => Some(codec::read_wide(text).map(MethodId::from_bits).ok_or_else(|| corrupt(WHAT, "dm"))?),
            None => None,
        },
        version: stored.revision,
        created_at: at(WHAT, stored.created_at)?,
        updated_at: at(WHAT, stored.updated_at)?,
        changes: stored.changes.iter().map(|millis| at(WHAT, *millis)).collect::<Result<_, _>>()?,
    })
}

fn details(stored: &StoredCustomer) -> Result<CustomerDetails, Trouble> {
    Ok(CustomerDetails {
        email: stored.email.as_deref().map(Email::taken_before),
        name: parsed(stored.name.as_deref(), Name::parse, "n")?,
        phone: parsed(stored.phone.as_deref(), Phone::parse, "t")?,
        locale: parsed(stored.locale.as_deref(), LocaleTag::parse, "lo")?,
        address: stored.address.as_ref().map(|stored| address::read(WHAT, stored)).transpose()?,
        external_customer_id: parsed(stored.external_customer_id.as_deref(), ExternalCustomerId::parse, "xi")?,
        metadata: Metadata::new(stored.metadata.clone().unwrap_or_default()).map_err(|_| corrupt(WHAT, "md"))?,
    })
}

fn parsed<T>(
    text: Option<&str>,
    parse: fn(&str) -> Result<T, Invalid>,
    name: &'static str,
) -> Result<Option<T>, Trouble> {
    text.map(parse).transpose().map_err(|_| corrupt(WHAT, name))
}

fn balance(stored: &StoredCustomer) -> Result<Balance, Trouble> {
    let money = |(currency, amount): (&String, &u64)| {
        Ok(Money { amount: Amount::new(*amount)?, currency: Currency::parse(currency)? })
    };
    let owed = stored.balance.iter().flatten().map(money).collect::<Result<Vec<_>, Invalid>>();
    owed.map(Balance::of).map_err(|_| corrupt(WHAT, "bl"))
}

/// What lies at the key that this item was read from.
pub(crate) fn lying(item: Item) -> Result<Lying, Trouble> {
    if text_of(&item, "st") == Some(REFUSED) {
        return number_of(&item, "h").map(|hash| Lying::Refused(RequestHash(hash))).ok_or_else(|| corrupt(WHAT, "h"));
    }
    let id = text_of(&item, PK).and_then(keys::read_customer).ok_or_else(|| corrupt(WHAT, PK))?;
    read(id, item).map(|customer| Lying::Customer(Box::new(customer)))
}

/// The note that a create was refused. It has no revision, so no step can follow it.
pub(crate) fn refusal(id: CustomerId, owner: Owner, request: RequestHash) -> Item {
    let mut item = keys::customer(id).item();
    item.extend([
        ("z".to_owned(), number(SCHEMA)),
        ("m".to_owned(), text(keys::owner(owner))),
        ("st".to_owned(), text(REFUSED)),
        ("h".to_owned(), number(request.0)),
    ]);
    item
}

/// The customer's entries in the indexes: none of them leads to one who was deleted.
fn indexes(customer: &Customer, shards: u8) -> Item {
    let Some(details) = customer.details() else { return Item::new() };
    let (owner, bits) = (customer.owner, customer.id.bits());
    let mut item = Item::from([
        (LIST.hash.name.to_owned(), text(keys::list_of_customers(owner, keys::shard(bits, shards)))),
        (LIST.range.name.to_owned(), text(keys::list_position(customer.created_at, bits))),
    ]);
    if let Some(email) = &details.email {
        item.insert(OWNER.hash.name.to_owned(), text(keys::of_email(owner, email)));
    }
    item
}
