//! What a merchant may say of a customer: by itself, and within a session.

use std::collections::BTreeMap;

use app::sessions::create::CustomerWish;
use domain::Invalid;
use domain::customer::{CustomerChange, CustomerDetails};
use domain::ids::{CustomerId, MethodId};
use domain::metadata::Metadata;
use domain::text::{Email, ExternalCustomerId, LocaleTag, Name, Phone};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::address::{AddressInput, address};
use super::session_create::entries;
use crate::fields::{Fields, text, wrong_type};

/// A customer to create. Nothing is required.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CustomerCreate)]
pub struct CustomerCreate {
    /// Where receipts go.
    #[schema(example = "ada@example.com")]
    email: Option<String>,
    /// As written on a letter.
    #[schema(example = "Ada Lovelace")]
    name: Option<String>,
    /// For delivery.
    phone: Option<String>,
    /// The language to speak, BCP 47.
    #[schema(example = "de-AT")]
    locale: Option<String>,
    /// Where they live.
    address: Option<AddressInput>,
    /// Your own id of them: no two of your customers have the same.
    #[schema(example = "user-42")]
    external_customer_id: Option<String>,
    /// Your own data: up to 50 keys of 40 characters, values of 2,000 characters, 8 KiB in all.
    metadata: Option<BTreeMap<String, String>>,
}

/// What is to change; what is left out stays, and null or empty text takes away.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CustomerUpdate)]
pub struct CustomerUpdate {
    /// Where receipts go.
    email: Option<String>,
    /// As written on a letter.
    name: Option<String>,
    /// For delivery.
    phone: Option<String>,
    /// The language to speak, BCP 47.
    locale: Option<String>,
    /// Where they live; replaces all of it.
    address: Option<AddressInput>,
    /// Your own id of them: no two of your customers have the same.
    external_customer_id: Option<String>,
    /// The saved method that is offered first: one of theirs that is attached.
    default_payment_method: Option<String>,
    /// Merged key by key; an empty value, or null, removes its key.
    metadata: Option<BTreeMap<String, Option<String>>>,
}

/// Fields of a customer that the API names and does not offer yet.
pub(crate) const LATER: [&str; 1] = ["test_clock"];
/// The same where one is created: nobody new has a method.
pub(crate) const LATER_OF_NEW: [&str; 2] = ["default_payment_method", "test_clock"];

/// Reads a customer to create.
pub fn customer_details(fields: &mut Fields<'_>) -> Option<CustomerDetails> {
    let said = details(fields)?;
    let address = fields.object("address", address);
    let metadata = fields.optional("metadata", |value| entries(value).and_then(Metadata::new)).unwrap_or_default();
    fields.not_yet(&LATER_OF_NEW);
    Some(CustomerDetails { address, metadata, ..said })
}

/// Reads a change of a customer.
pub fn customer_change(fields: &mut Fields<'_>) -> Option<CustomerChange> {
    let change = CustomerChange {
        email: fields.removable("email", clearable(Email::parse)).map(Option::flatten),
        name: fields.removable("name", clearable(Name::parse)).map(Option::flatten),
        phone: fields.removable("phone", clearable(Phone::parse)).map(Option::flatten),
        locale: fields.removable("locale", clearable(LocaleTag::parse)).map(Option::flatten),
        external_customer_id: fields
            .removable("external_customer_id", clearable(ExternalCustomerId::parse))
            .map(Option::flatten),
        address: fields.removable_object("address", address),
        metadata: fields.removable("metadata", removable_entries),
        default_method: fields.removable("default_payment_method", clearable(method)).map(Option::flatten),
    };
    fields.not_yet(&LATER);
    Some(change)
}

/// Reads text, where none at all takes away.
fn clearable<T>(check: fn(&str) -> Result<T, Invalid>) -> impl FnOnce(&Value) -> Result<Option<T>, Invalid> {
    text(move |text| if text.is_empty() { Ok(None) } else { check(text).map(Some) })
}

fn method(text: &str) -> Result<MethodId, Invalid> {
    MethodId::parse(text).ok_or_else(|| Invalid::new("not_found", "This customer has no such payment method."))
}

/// Reads an object of text, where null is as good as empty text.
fn removable_entries(value: &Value) -> Result<BTreeMap<String, String>, Invalid> {
    let map = value.as_object().ok_or_else(|| wrong_type("an object of text"))?;
    let empty =
        |(key, value): (&String, &Value)| (key.clone(), if value.is_null() { "".into() } else { value.clone() });
    entries(&Value::Object(map.iter().map(empty).collect()))
}

/// A customer said inline: made, or found by the merchant's own id and updated.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(super) struct CustomerInput {
    /// Where receipts go.
    email: Option<String>,
    /// As written on a letter.
    name: Option<String>,
    /// For delivery.
    phone: Option<String>,
    /// The language to speak.
    locale: Option<String>,
    /// The merchant's own id of them.
    external_customer_id: Option<String>,
}

/// Reads `customer` of a session, or its shorthands `email` and `external_customer_id`.
pub(super) fn customer(fields: &mut Fields<'_>) -> CustomerWish {
    let email = fields.optional("email", text(Email::parse));
    let external_customer_id = fields.optional("external_customer_id", text(ExternalCustomerId::parse));
    let shorthand = CustomerDetails { email, external_customer_id, ..CustomerDetails::default() };
    let named = match fields.peek("customer") {
        Some(Value::String(_)) => fields.optional("customer", text(existing)).map(CustomerWish::Existing),
        _ => fields.object("customer", details).map(inline),
    };
    match named {
        None if shorthand.is_empty() => CustomerWish::Nobody,
        None => inline(shorthand),
        Some(named) => {
            if !shorthand.is_empty() {
                let detail = "Say it within `customer`, or leave `customer` out.";
                fields.refuse("customer", Invalid::new("contradiction", detail));
            }
            named
        }
    }
}

fn inline(details: CustomerDetails) -> CustomerWish {
    CustomerWish::Inline(Box::new(details))
}

fn existing(text: &str) -> Result<CustomerId, Invalid> {
    CustomerId::parse(text).ok_or_else(|| Invalid::new("not_found", "There is no such customer."))
}

/// Reads what may be said of a customer anywhere.
fn details(fields: &mut Fields<'_>) -> Option<CustomerDetails> {
    Some(CustomerDetails {
        email: fields.optional("email", text(Email::parse)),
        name: fields.optional("name", text(Name::parse)),
        phone: fields.optional("phone", text(Phone::parse)),
        locale: fields.optional("locale", text(LocaleTag::parse)),
        external_customer_id: fields.optional("external_customer_id", text(ExternalCustomerId::parse)),
        ..CustomerDetails::default()
    })
}
