//! A customer, in answers and events.

use std::collections::BTreeMap;

use domain::customer::{Balance, Customer, CustomerDetails, Standing};
use serde::Serialize;
use utoipa::ToSchema;

use super::session::{AddressView, address};
use super::{DeletedView, rfc3339};

/// A customer, or what is left of one who was deleted.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum CustomerReply {
    /// They are there.
    Known(Box<CustomerView>),
    /// They were.
    Deleted(DeletedView),
}

/// A customer.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Customer)]
pub struct CustomerView {
    /// Always `customer`.
    pub object: &'static str,
    /// The customer's id.
    pub id: String,
    /// False in test mode.
    pub livemode: bool,
    /// 1, 2, 3 … one for each change.
    pub version: u32,
    /// When first seen.
    pub created_at: String,
    /// When last changed.
    pub updated_at: String,
    /// Where receipts go.
    pub email: Option<String>,
    /// As written on a letter.
    pub name: Option<String>,
    /// For delivery.
    pub phone: Option<String>,
    /// The language to speak.
    pub locale: Option<String>,
    /// Where they live.
    pub address: Option<AddressView>,
    /// The merchant's own id of them.
    pub external_customer_id: Option<String>,
    /// The saved method that is offered first.
    pub default_payment_method: Option<String>,
    /// What you owe them, in the minor unit of each currency.
    #[schema(value_type = BTreeMap<String, u64>, example = json!({"EUR": 1200}))]
    pub balance: BTreeMap<&'static str, u64>,
    /// Your own data.
    pub metadata: BTreeMap<String, String>,
}

/// Shows a customer.
#[must_use]
pub fn customer_reply(customer: &Customer) -> CustomerReply {
    match &customer.standing {
        Standing::Known(details) => CustomerReply::Known(Box::new(known(customer, details))),
        Standing::Deleted => CustomerReply::Deleted(DeletedView::of("customer", customer.id)),
    }
}

fn known(customer: &Customer, details: &CustomerDetails) -> CustomerView {
    CustomerView {
        object: "customer",
        id: customer.id.to_string(),
        livemode: customer.owner.livemode,
        version: customer.version,
        created_at: rfc3339(customer.created_at),
        updated_at: rfc3339(customer.updated_at),
        email: details.email.as_ref().map(|text| text.as_str().to_owned()),
        name: details.name.as_ref().map(|text| text.as_str().to_owned()),
        phone: details.phone.as_ref().map(|text| text.as_str().to_owned()),
        locale: details.locale.as_ref().map(|text| text.as_str().to_owned()),
        address: details.address.as_ref().map(address),
        external_customer_id: details.external_customer_id.as_ref().map(|text| text.as_str().to_owned()),
        default_payment_method: customer.default_method.map(|id| id.to_string()),
        balance: owed(&customer.balance),
        metadata: details.metadata.entries().clone(),
    }
}

fn owed(balance: &Balance) -> BTreeMap<&'static str, u64> {
    balance.amounts().map(|money| (money.currency.code(), money.amount.minor())).collect()
}
