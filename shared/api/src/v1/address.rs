//! An address, as requests say it.

use domain::country::country_code;
use domain::session::Address;
use domain::text::{Name, Phone};
use serde::Serialize;
use utoipa::ToSchema;

use crate::fields::{Fields, text};

/// An address.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(super) struct AddressInput {
    /// Who lives there.
    name: Option<String>,
    /// Street and number.
    line1: Option<String>,
    /// What the first line does not hold.
    line2: Option<String>,
    /// Town.
    city: Option<String>,
    /// County, state, prefecture.
    state: Option<String>,
    /// Post code.
    postal_code: Option<String>,
    /// ISO 3166-1, two letters.
    #[schema(example = "SE")]
    country: Option<String>,
    /// For the driver.
    phone: Option<String>,
}

/// Reads an address; all of it may be left out.
pub(super) fn address(fields: &mut Fields<'_>) -> Option<Address> {
    Some(Address {
        name: fields.optional("name", text(Name::parse)),
        line1: fields.optional("line1", text(Name::parse)),
        line2: fields.optional("line2", text(Name::parse)),
        city: fields.optional("city", text(Name::parse)),
        state: fields.optional("state", text(Name::parse)),
        postal_code: fields.optional("postal_code", text(Name::parse)),
        country: fields.optional("country", text(country_code)),
        phone: fields.optional("phone", text(Phone::parse)),
    })
}
