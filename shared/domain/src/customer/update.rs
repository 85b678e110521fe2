//! The merchant changes what is known of a customer, by itself or along with a session.

use std::collections::BTreeMap;

use super::{Customer, CustomerDetails, CustomerStep, Standing};
use crate::event::EventType;
use crate::ids::MethodId;
use crate::metadata::Metadata;
use crate::session::Address;
use crate::text::{Email, ExternalCustomerId, LocaleTag, Name, Phone};
use crate::{Invalid, Timestamp};

/// What is to change; what is `None` stays as it is, and `Some(None)` goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CustomerChange {
    /// Where receipts go.
    pub email: Option<Option<Email>>,
    /// As written on a letter.
    pub name: Option<Option<Name>>,
    /// For delivery.
    pub phone: Option<Option<Phone>>,
    /// The language to speak.
    pub locale: Option<Option<LocaleTag>>,
    /// Where they live, replaced as a whole.
    pub address: Option<Option<Address>>,
    /// The merchant's own id of them.
    pub external_customer_id: Option<Option<ExternalCustomerId>>,
    /// Merged key by key; an empty value removes its key.
    pub metadata: Option<Option<BTreeMap<String, String>>>,
    /// The saved method that is offered first. Whoever persists the change knows that it is theirs to use.
    pub default_method: Option<Option<MethodId>>,
}

impl CustomerChange {
    /// The change that says these details of somebody who is there. What they do not say stays.
    #[must_use]
    pub fn saying(details: CustomerDetails) -> Self {
        let metadata = details.metadata.entries().clone();
        Self {
            email: details.email.map(Some),
            name: details.name.map(Some),
            phone: details.phone.map(Some),
            locale: details.locale.map(Some),
            address: details.address.map(Some),
            external_customer_id: details.external_customer_id.map(Some),
            metadata: (!metadata.is_empty()).then_some(Some(metadata)),
            default_method: None,
        }
    }
}

/// Why a customer cannot be changed so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CustomerRefusal {
    /// They were deleted.
    Deleted,
    /// These fields cannot be so.
    Fields(Vec<(&'static str, Invalid)>),
}

/// What becomes of an update.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CustomerUpdating {
    /// They change.
    Now(Box<CustomerStep>),
    /// They are so already.
    Already(Box<Customer>),
}

impl Customer {
    /// Changes what is known of them.
    ///
    /// # Errors
    /// Why they stay as they are.
    pub fn update(self, change: CustomerChange, now: Timestamp) -> Result<CustomerUpdating, CustomerRefusal> {
        let Standing::Known(before) = &self.standing else { return Err(CustomerRefusal::Deleted) };
        let default_method = change.default_method.unwrap_or(self.default_method);
        let after = before.changed(change)?;
        if after == **before && default_method == self.default_method {
            return Ok(CustomerUpdating::Already(Box::new(self)));
        }
        let step =
            Self { default_method, ..self }.stepped(Standing::Known(Box::new(after)), EventType::CustomerUpdated, now);
        Ok(CustomerUpdating::Now(Box::new(step)))
    }
}

impl CustomerDetails {
    fn changed(&self, change: CustomerChange) -> Result<Self, CustomerRefusal> {
        let metadata = match change.metadata {
            None => Ok(self.metadata.clone()),
            Some(None) => Ok(Metadata::default()),
            Some(Some(changes)) => self.metadata.merged(changes),
        };
        let metadata = metadata.map_err(|invalid| CustomerRefusal::Fields(vec![("/metadata", invalid)]))?;
        Ok(Self {
            email: change.email.unwrap_or_else(|| self.email.clone()),
            name: change.name.unwrap_or_else(|| self.name.clone()),
            phone: change.phone.unwrap_or_else(|| self.phone.clone()),
            locale: change.locale.unwrap_or_else(|| self.locale.clone()),
            address: change.address.unwrap_or_else(|| self.address.clone()),
            external_customer_id: change.external_customer_id.unwrap_or_else(|| self.external_customer_id.clone()),
            metadata,
        })
    }
}
