//! Makes a merchant with its first four keys.
//!
//! Its id is derived from the operator's own name for it, so a repeat, or two at once, make one
//! merchant. The keys are shown by the run that made them and by no other: should its answer be
//! lost, further keys are made one by one.

use domain::merchant::{LatePayments, Merchant};
use domain::text::{MerchantReference, Name};

use super::{NewKey, draw};
use crate::ports::{ApiKey, KeyKind, Made};
use crate::{Deps, Trouble};

/// A merchant to make.
#[derive(Debug, Clone)]
pub struct Create {
    /// The operator's own name for it.
    pub reference: MerchantReference,
    /// As payers know it.
    pub name: Name,
    /// `#rrggbb`, the colour of its page.
    pub colour: Option<String>,
    /// A `data:` URI.
    pub logo: Option<String>,
    /// Where payers may ask.
    pub support_email: Option<String>,
    /// Where payers may read.
    pub support_url: Option<String>,
    /// What becomes of money that comes late.
    pub late_payments: LatePayments,
}

/// What came of it.
#[derive(Debug, Clone)]
pub enum Created {
    /// It is made, and these are its keys: test and live, secret and publishable.
    Made(Merchant, Vec<NewKey>),
    /// It was there, as it stands here.
    Existed(Merchant),
}

/// Makes the merchant.
///
/// # Errors
/// When the table fails. Whether the merchant was made is seen by asking again.
pub async fn run(command: Create, deps: &Deps) -> Result<Created, Trouble> {
    let merchant = Merchant {
        id: deps.keyring.merchant(&command.reference),
        reference: Some(command.reference),
        name: command.name,
        colour: command.colour,
        logo: command.logo,
        support_email: command.support_email,
        support_url: command.support_url,
        late_payments: command.late_payments,
    };
    let of_mode = |livemode| KeyKind::ALL.map(|kind| ApiKey { merchant: merchant.id, livemode, kind });
    let keys: Vec<_> = [false, true].into_iter().flat_map(of_mode).map(|key| draw(key, deps)).collect();
    let records: Vec<_> = keys.iter().map(|key| key.record).collect();
    match deps.merchants.create(&merchant, &records).await? {
        Made::Done => Ok(Created::Made(merchant, keys)),
        Made::Existed(there) => Ok(Created::Existed(*there)),
    }
}
