//! What a session was created with.

use crate::Timestamp;
use crate::codes::codes;
use crate::ids::{CustomerId, SessionId};
use crate::line_items::LineItems;
use crate::metadata::Metadata;
use crate::money::Money;
use crate::payment::CaptureMethod;
use crate::text::{Description, LocaleTag, Name, Phone, Reference, StatementDescriptor};

codes! {
    /// What the money is, for the merchant's reports.
    pub enum ReportingType {
        /// Rent paid ahead.
        AdvanceRent = "advance_rent",
        /// Anything else.
        Charge = "charge",
        /// A deposit.
        Deposit = "deposit",
        /// A fee that holds a place.
        HoldingFee = "holding_fee",
        /// Rent.
        Rent = "rent",
    }
}

codes! {
    /// How a payer may pay.
    pub enum MethodType {
        /// A credit or debit card.
        Card = "card",
    }
}

codes! {
    /// What to do when an open session already has the reference.
    pub enum OnDuplicate {
        /// Create another.
        Allow = "allow",
        /// Refuse.
        Reject = "reject",
        /// Answer the open one.
        Reuse = "reuse",
        /// Cancel the open one and create this.
        Replace = "replace",
    }
}

/// Where somebody lives or wants things sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Address {
    /// Street and number.
    pub line1: Option<Name>,
    /// What the first line does not hold.
    pub line2: Option<Name>,
    /// Town.
    pub city: Option<Name>,
    /// County, state, prefecture.
    pub state: Option<Name>,
    /// Post code.
    pub postal_code: Option<Name>,
    /// ISO 3166-1, two letters, upper case.
    pub country: Option<String>,
    /// Who lives there.
    pub name: Option<Name>,
    /// For the driver.
    pub phone: Option<Phone>,
}

/// All that a session was created with, as far as it may still change or matters later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Which session.
    pub id: SessionId,
    /// What is asked for.
    pub money: Money,
    /// Who is asked, when somebody is named.
    pub customer: Option<CustomerId>,
    /// Their address for receipts, as given with the session.
    pub email: Option<String>,
    /// How they may pay; never empty.
    pub methods: Vec<MethodType>,
    /// When the money is collected.
    pub capture_method: CaptureMethod,
    /// Where the payer goes afterwards.
    pub return_url: Option<String>,
    /// Where the payer goes instead.
    pub cancel_url: Option<String>,
    /// The language of the page.
    pub locale: Option<LocaleTag>,
    /// When it ends unpaid.
    pub expires_at: Timestamp,
    /// What is paid for.
    pub line_items: LineItems,
    /// The merchant's reference, and whether this session guards it against a second one.
    pub reference: Option<Reference>,
    /// How a second session with the reference was to be treated.
    pub on_duplicate: OnDuplicate,
    /// For people.
    pub description: Option<Description>,
    /// For the bank statement.
    pub statement_descriptor: Option<StatementDescriptor>,
    /// For reports.
    pub reporting_type: ReportingType,
    /// Where the bill goes.
    pub billing_address: Option<Address>,
    /// Where the things go.
    pub shipping_address: Option<Address>,
    /// How often the payer may try, 1 to 20.
    pub max_attempts: u8,
    /// The merchant's own data.
    pub metadata: Metadata,
}

impl Terms {
    /// Whether this session must be the only open one of its reference.
    #[must_use]
    pub fn guards_reference(&self) -> bool {
        self.reference.is_some() && self.on_duplicate != OnDuplicate::Allow
    }
}
