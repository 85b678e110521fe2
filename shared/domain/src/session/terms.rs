//! What a session was created with.

use crate::Timestamp;
use crate::codes::codes;
use crate::ids::{CustomerId, MandateId, MethodId, SessionId};
use crate::line_items::LineItems;
use crate::metadata::Metadata;
use crate::money::{Amount, Money};
use crate::payment::{CaptureMethod, Source};
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
    /// Whether the payer's method is saved, to be paid with again.
    pub enum SavePolicy {
        /// It is not.
        Never = "never",
        /// It is.
        Always = "always",
        /// The payer says.
        Prompt = "prompt",
    }
}

codes! {
    /// Whether a session stands alone.
    pub enum SessionKind {
        /// It does.
        OneTime = "one_time",
        /// It makes the mandate for others after it.
        FirstInSeries = "first_in_series",
    }
}

codes! {
    /// What a session is to bring about, said another way.
    pub enum Mode {
        /// Money.
        Payment = "payment",
        /// A customer with a saved method.
        Customer = "customer",
        /// Both.
        CustomerPayment = "customer_payment",
    }
}

codes! {
    /// What a payment is for.
    pub enum Intent {
        /// To collect money.
        Payment = "payment",
        /// To find out whether a method is good, and to save it.
        MethodVerification = "payment_method_verification",
    }
}

impl MethodType {
    /// Whether it can be found good without charging anything.
    #[must_use]
    pub const fn can_verify(self) -> bool {
        match self {
            Self::Card => true,
        }
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
    /// Whether it stands alone.
    pub kind: SessionKind,
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
    /// Whether the payer's method is saved.
    pub save: SavePolicy,
    /// The customer's saved method that the session is to be paid with, when the merchant named one.
    pub method: Option<MethodId>,
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

    /// Whether a method is only to be found good, and nothing to be charged.
    #[must_use]
    pub fn is_verification(&self) -> bool {
        self.money.amount == Amount::ZERO
    }

    /// What the session is to bring about.
    #[must_use]
    pub fn mode(&self) -> Mode {
        match (self.is_verification(), self.kind) {
            (true, _) => Mode::Customer,
            (false, SessionKind::FirstInSeries) => Mode::CustomerPayment,
            (false, SessionKind::OneTime) => Mode::Payment,
        }
    }

    /// The mandate that it makes, if it makes one.
    #[must_use]
    pub const fn mandate(&self) -> Option<MandateId> {
        match self.kind {
            SessionKind::OneTime => None,
            SessionKind::FirstInSeries => Some(MandateId::made_by(self.id)),
        }
    }

    /// What its payments are for.
    #[must_use]
    pub fn intent(&self) -> Intent {
        if self.is_verification() { Intent::MethodVerification } else { Intent::Payment }
    }

    /// Whether the card of a payment that succeeds is saved.
    #[must_use]
    pub const fn saves(&self, source: Source) -> bool {
        match (source, self.save) {
            (Source::Saved(_), _) | (Source::Given { .. }, SavePolicy::Never) => false,
            (Source::Given { .. }, SavePolicy::Always) => true,
            (Source::Given { save }, SavePolicy::Prompt) => save,
        }
    }
}
