//! Who a session is for, as requests say it.

use app::sessions::create::CustomerWish;
use domain::Invalid;
use domain::customer::CustomerDetails;
use domain::ids::CustomerId;
use domain::text::{Email, ExternalCustomerId, LocaleTag, Name, Phone};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::fields::{Fields, text};

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

/// Reads `customer`, or its shorthands `email` and `external_customer_id`.
pub(super) fn customer(fields: &mut Fields<'_>) -> CustomerWish {
    let email = fields.optional("email", text(Email::parse));
    let external_customer_id = fields.optional("external_customer_id", text(ExternalCustomerId::parse));
    let shorthand = CustomerDetails { email, external_customer_id, ..CustomerDetails::default() };
    let named = match fields.peek("customer") {
        Some(Value::String(_)) => fields.optional("customer", text(existing)).map(CustomerWish::Existing),
        _ => fields.object("customer", details).map(CustomerWish::Inline),
    };
    match named {
        None if shorthand.is_empty() => CustomerWish::Nobody,
        None => CustomerWish::Inline(shorthand),
        Some(named) => {
            if !shorthand.is_empty() {
                let detail = "Say it within `customer`, or leave `customer` out.";
                fields.refuse("customer", Invalid::new("contradiction", detail));
            }
            named
        }
    }
}

fn existing(text: &str) -> Result<CustomerId, Invalid> {
    CustomerId::parse(text).ok_or_else(|| Invalid::new("not_found", "There is no such customer."))
}

fn details(fields: &mut Fields<'_>) -> Option<CustomerDetails> {
    Some(CustomerDetails {
        email: fields.optional("email", text(Email::parse)),
        name: fields.optional("name", text(Name::parse)),
        phone: fields.optional("phone", text(Phone::parse)),
        locale: fields.optional("locale", text(LocaleTag::parse)),
        external_customer_id: fields.optional("external_customer_id", text(ExternalCustomerId::parse)),
    })
}
