//! The merchant's item.

use app::Trouble;
use domain::ids::MerchantId;
use domain::merchant::{LatePayments, Merchant};
use domain::text::{MerchantReference, Name};
use serde::{Deserialize, Serialize};

use super::{SCHEMA, known_schema};
use crate::keys;
use crate::values::{Item, corrupt, from_item, to_item};

/// What troubles with it name.
const WHAT: &str = "merchant";

/// A merchant as it is stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct StoredMerchant {
    #[serde(rename = "z")]
    schema: u8,
    #[serde(rename = "rf")]
    reference: Option<String>,
    #[serde(rename = "n")]
    name: String,
    #[serde(rename = "co")]
    colour: Option<String>,
    #[serde(rename = "lg")]
    logo: Option<String>,
    #[serde(rename = "se")]
    support_email: Option<String>,
    #[serde(rename = "su")]
    support_url: Option<String>,
    /// Absent for `refund`.
    #[serde(rename = "lp")]
    late_payments: Option<String>,
}

/// The whole item.
pub(crate) fn whole(merchant: &Merchant) -> Result<Item, Trouble> {
    let stored = StoredMerchant {
        schema: SCHEMA,
        reference: merchant.reference.as_ref().map(|text| text.as_str().to_owned()),
        name: merchant.name.as_str().to_owned(),
        colour: merchant.colour.clone(),
        logo: merchant.logo.clone(),
        support_email: merchant.support_email.clone(),
        support_url: merchant.support_url.clone(),
        late_payments: (merchant.late_payments != LatePayments::default())
            .then(|| merchant.late_payments.as_str().to_owned()),
    };
    let mut item = to_item(WHAT, &stored)?;
    item.extend(keys::merchant(merchant.id).item());
    Ok(item)
}

/// The merchant of an item.
pub(crate) fn read(id: MerchantId, item: Item) -> Result<Merchant, Trouble> {
    let stored: StoredMerchant = from_item(WHAT, item)?;
    known_schema(WHAT, stored.schema)?;
    let reference = stored.reference.map(|text| MerchantReference::parse(&text)).transpose();
    let late_payments = stored.late_payments.as_deref().map(LatePayments::parse);
    Ok(Merchant {
        id,
        reference: reference.map_err(|_| corrupt(WHAT, "rf"))?,
        name: Name::parse(&stored.name).map_err(|_| corrupt(WHAT, "n"))?,
        colour: stored.colour,
        logo: stored.logo,
        support_email: stored.support_email,
        support_url: stored.support_url,
        late_payments: late_payments
            .map_or(Ok(LatePayments::default()), |late| late.ok_or_else(|| corrupt(WHAT, "lp")))?,
    })
}
