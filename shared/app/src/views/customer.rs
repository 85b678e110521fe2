//! A customer, as events show it.

use domain::customer::Customer;
use serde::Serialize;
use utoipa::ToSchema;

use super::rfc3339;

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
    /// The merchant's own id of them.
    pub external_customer_id: Option<String>,
    /// The saved method that is offered first.
    pub default_payment_method: Option<String>,
}

/// Shows a customer.
#[must_use]
pub fn customer_view(customer: &Customer) -> CustomerView {
    let details = &customer.details;
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
        external_customer_id: details.external_customer_id.as_ref().map(|text| text.as_str().to_owned()),
        default_payment_method: customer.default_method.map(|id| id.to_string()),
    }
}
