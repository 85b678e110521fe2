//! The customer's item. Its version is its revision: everything of it shows.

use app::Trouble;
use domain::customer::{Customer, CustomerDetails};
use domain::ids::{CustomerId, MethodId};
use domain::text::{Email, ExternalCustomerId, LocaleTag, Name, Phone};
use serde::{Deserialize, Serialize};

use super::{SCHEMA, Told, known_schema};
use crate::values::{Item, at, corrupt, from_item, to_item};
use crate::{codec, keys};

/// What troubles with it name.
const WHAT: &str = "customer";

/// A customer as it is stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct StoredCustomer {
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
    #[serde(rename = "em")]
    email: Option<String>,
    #[serde(rename = "n")]
    name: Option<String>,
    #[serde(rename = "t")]
    phone: Option<String>,
    #[serde(rename = "lo")]
    locale: Option<String>,
    #[serde(rename = "xi")]
    external_customer_id: Option<String>,
    /// The saved method that is offered first.
    #[serde(rename = "dm")]
    default_method: Option<String>,
}

/// The whole item: keys, customer, and what its write tells.
pub(crate) fn whole(customer: &Customer, told: &Told) -> Result<Item, Trouble> {
    let mut item = body(customer)?;
    item.extend(keys::customer(customer.id).item());
    item.extend(to_item(Told::WHAT, told)?);
    Ok(item)
}

/// The customer alone.
pub(crate) fn body(customer: &Customer) -> Result<Item, Trouble> {
    let details = &customer.details;
    let stored = StoredCustomer {
        schema: SCHEMA,
        owner: keys::owner(customer.owner),
        revision: customer.version,
        created_at: customer.created_at.as_millisecond(),
        updated_at: customer.updated_at.as_millisecond(),
        changes: customer.changes.iter().map(|at| at.as_millisecond()).collect(),
        email: details.email.as_ref().map(|email| email.as_str().to_owned()),
        name: details.name.as_ref().map(|name| name.as_str().to_owned()),
        phone: details.phone.as_ref().map(|phone| phone.as_str().to_owned()),
        locale: details.locale.as_ref().map(|locale| locale.as_str().to_owned()),
        external_customer_id: details.external_customer_id.as_ref().map(|id| id.as_str().to_owned()),
        default_method: customer.default_method.map(|id| codec::wide(id.bits())),
    };
    to_item(WHAT, &stored)
}

/// The customer of an item.
pub(crate) fn read(id: CustomerId, item: Item) -> Result<Customer, Trouble> {
    let stored: StoredCustomer = from_item(WHAT, item)?;
    known_schema(WHAT, stored.schema)?;
    let unreadable = |name: &'static str| move |_| corrupt(WHAT, name);
    Ok(Customer {
        id,
        owner: keys::read_owner(&stored.owner).ok_or_else(|| corrupt(WHAT, "m"))?,
        details: CustomerDetails {
            email: stored.email.as_deref().map(Email::taken_before),
            name: stored.name.as_deref().map(Name::parse).transpose().map_err(unreadable("n"))?,
            phone: stored.phone.as_deref().map(Phone::parse).transpose().map_err(unreadable("t"))?,
            locale: stored.locale.as_deref().map(LocaleTag::parse).transpose().map_err(unreadable("lo"))?,
            external_customer_id: stored
                .external_customer_id
                .as_deref()
                .map(ExternalCustomerId::parse)
                .transpose()
                .map_err(unreadable("xi"))?,
        },
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
