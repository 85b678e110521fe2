//! An address, as sessions and customers store it.

use app::Trouble;
use domain::session::Address;
use domain::text::{Name, Phone};
use serde::{Deserialize, Serialize};

use crate::values::corrupt;

/// An address as it is stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct StoredAddress {
    #[serde(rename = "a")]
    line1: Option<String>,
    #[serde(rename = "b")]
    line2: Option<String>,
    #[serde(rename = "c")]
    city: Option<String>,
    #[serde(rename = "s")]
    state: Option<String>,
    #[serde(rename = "z")]
    postal_code: Option<String>,
    #[serde(rename = "k")]
    country: Option<String>,
    #[serde(rename = "n")]
    name: Option<String>,
    #[serde(rename = "t")]
    phone: Option<String>,
}

/// The address as it is stored.
pub(crate) fn write(address: &Address) -> StoredAddress {
    let name = |name: &Option<Name>| name.as_ref().map(|name| name.as_str().to_owned());
    StoredAddress {
        line1: name(&address.line1),
        line2: name(&address.line2),
        city: name(&address.city),
        state: name(&address.state),
        postal_code: name(&address.postal_code),
        country: address.country.clone(),
        name: name(&address.name),
        phone: address.phone.as_ref().map(|phone| phone.as_str().to_owned()),
    }
}

/// The address of what is stored with an item of this kind.
pub(crate) fn read(what: &'static str, stored: &StoredAddress) -> Result<Address, Trouble> {
    let unreadable = |_| corrupt(what, "address");
    let name = |text: &Option<String>| text.as_deref().map(Name::parse).transpose().map_err(unreadable);
    Ok(Address {
        line1: name(&stored.line1)?,
        line2: name(&stored.line2)?,
        city: name(&stored.city)?,
        state: name(&stored.state)?,
        postal_code: name(&stored.postal_code)?,
        country: stored.country.clone(),
        name: name(&stored.name)?,
        phone: stored.phone.as_deref().map(Phone::parse).transpose().map_err(unreadable)?,
    })
}
