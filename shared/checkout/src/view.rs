//! The view model: everything the page shows, and nothing it has to look up.

use crate::{Locale, Money};

/// One hosted payment page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The language it speaks.
    pub locale: Locale,
    /// Who asks for the money.
    pub merchant: Merchant,
    /// What is asked; 0 stands for the check of a card.
    pub total: Money,
    /// What it is asked for.
    pub line_items: Vec<LineItem>,
    /// The merchant's own words about it.
    pub description: Option<String>,
    /// Where "back to the shop" leads.
    pub cancel_url: Option<String>,
    /// Whether it is reached over https. The page promises no more than that.
    pub encrypted: bool,
    /// Until when the link can be paid.
    pub expires_at: Option<jiff::Timestamp>,
    /// What the payer can do now.
    pub state: State,
}

/// The merchant as the payer sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merchant {
    /// Shown as text, whatever is in it.
    pub name: String,
    /// `#rgb` or `#rrggbb`; anything else gives the house colour.
    pub colour: Option<String>,
    /// Shown only if it is a `data:image/` URI.
    pub logo: Option<String>,
    /// Where the payer can write to.
    pub support_email: Option<String>,
    /// Where the payer can read on; shown only if it is an http(s) address.
    pub support_url: Option<String>,
    /// Whether money moves.
    pub livemode: bool,
}

/// One line of the order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineItem {
    /// What it is.
    pub description: String,
    /// What one of them costs; the page shows what the line comes to.
    pub amount: Money,
    /// How many; shown, with the single price, from two up.
    pub quantity: u32,
    /// Shown only if it is a `data:image/` URI.
    pub image: Option<String>,
}

/// What the payer finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Card details can be filled in.
    Form(Form),
    /// The bank wants to ask the payer.
    BankCheck {
        /// The bank's page.
        url: String,
    },
    /// The outcome is not known yet.
    Processing,
    /// Paid just now.
    Done {
        /// The way back to the shop.
        return_url: Option<String>,
        /// Whether the page goes there by itself.
        forward: bool,
    },
    /// The amount is held for the merchant, and collected later or let go.
    Reserved {
        /// The way back to the shop.
        return_url: Option<String>,
        /// Whether the page goes there by itself.
        forward: bool,
    },
    /// Paid some time ago.
    AlreadyPaid {
        /// The way back to the shop.
        return_url: Option<String>,
    },
    /// Too late.
    Expired {
        /// The way back to the shop.
        return_url: Option<String>,
    },
    /// The last attempt that the session takes was declined.
    Failed {
        /// Why, for the one who has just tried; a later visitor is told no more than that it failed.
        declined: Option<Decline>,
        /// The way back to the shop.
        return_url: Option<String>,
    },
    /// Called off.
    Cancelled {
        /// The way back to the shop.
        return_url: Option<String>,
    },
    /// No payment method can be offered.
    Unavailable,
    /// Nobody knows the link; see also [`crate::render_not_found`].
    NotFound,
}

impl State {
    /// A short name for styles, script and tests.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Form(_) => "form",
            Self::BankCheck { .. } => "bank-check",
            Self::Processing => "processing",
            Self::Done { .. } => "done",
            Self::Reserved { .. } => "reserved",
            Self::AlreadyPaid { .. } => "already-paid",
            Self::Expired { .. } => "expired",
            Self::Failed { .. } => "failed",
            Self::Cancelled { .. } => "cancelled",
            Self::Unavailable => "unavailable",
            Self::NotFound => "not-found",
        }
    }
}

/// The card form and what is known about the last try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Where the form is posted.
    pub action: String,
    /// Sent along in the hidden field `attempt`; it makes a double post harmless.
    pub attempt: String,
    /// The payer's address, if known.
    pub email: Option<String>,
    /// Whether to ask for the address.
    pub ask_email: bool,
    /// What was typed before.
    pub values: FormValues,
    /// What was wrong with it.
    pub errors: Vec<FieldError>,
    /// Why the last try was declined.
    pub declined: Option<Decline>,
    /// The saved cards to choose among, the one to begin with first.
    pub saved: Vec<SavedCard>,
    /// The saved card that is chosen, by its id; `None` for another card.
    pub chosen: Option<String>,
    /// Whether the card will be saved.
    pub saving: Saving,
    /// Whether the payer also lets the merchant charge the card later, without the payer. Then the page shows
    /// [`crate::consent_text`], which says that the card is saved, so that `saving` is not shown as well.
    pub consent: bool,
}

/// A card that was saved before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedCard {
    /// What is posted when it is chosen.
    pub id: String,
    /// `visa`, `mastercard`, `amex`; anything else is just a card.
    pub brand: String,
    /// The last four digits.
    pub last4: String,
    /// The last month in which it is good, `12 / 30`.
    pub expiry: String,
}

/// Whether a card is saved when it is paid with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Saving {
    /// It is not.
    #[default]
    Never,
    /// The payer decides; whether the box is ticked.
    Ask(bool),
    /// It is, and the payer is told.
    Always,
}

/// What was typed before. There is no room for a number or a security code: they are never
/// sent back to the browser.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormValues {
    /// The name on the card.
    pub name: String,
    /// The expiry date as it was typed.
    pub expiry: String,
}

/// One thing to put right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldError {
    /// Where.
    pub field: Field,
    /// What.
    pub problem: Problem,
}

/// A field of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The payer's address, where it is asked for.
    Email,
    /// The card number.
    Number,
    /// The expiry date.
    Expiry,
    /// The security code.
    Cvc,
    /// The name on the card.
    Name,
}

impl Field {
    /// In the order they stand on the page.
    pub(crate) const ALL: [Self; 5] = [Self::Email, Self::Number, Self::Expiry, Self::Cvc, Self::Name];

    /// The name it is posted under, and its id on the page.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Number => "number",
            Self::Expiry => "expiry",
            Self::Cvc => "cvc",
            Self::Name => "name",
        }
    }
}

/// What can be wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// Nothing was filled in.
    Missing,
    /// It cannot be read.
    Invalid,
    /// The card number is mistyped.
    WrongCheckDigit,
    /// The card is past its date.
    Expired,
    /// In test mode only published test numbers are taken.
    NotATestNumber,
    /// The merchant does not take this type of card.
    TypeNotSupported,
    /// There is more of it than fits.
    TooLong,
}

/// Why the bank, or the processor, said no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decline {
    /// No reason given.
    Generic,
    /// Not enough money.
    InsufficientFunds,
    /// Reported lost or stolen; the payer is told no more than a generic decline.
    LostOrStolen,
    /// The bank says the card is past its date.
    ExpiredCard,
    /// The bank knows another security code.
    IncorrectCvc,
    /// The bank does not know the number.
    IncorrectNumber,
    /// Something broke on the way.
    ProcessingError,
    /// Used too often or up to its limit.
    VelocityExceeded,
    /// The bank could not confirm the payer.
    AuthenticationFailed,
    /// Taken for fraud; the payer is told no more than a generic decline.
    Fraudulent,
    /// This way to pay cannot be used for this payment.
    NotAvailable,
}

impl Decline {
    /// The field that has to change, where one does.
    pub(crate) const fn field(self) -> Option<Field> {
        match self {
            Self::ExpiredCard => Some(Field::Expiry),
            Self::IncorrectCvc => Some(Field::Cvc),
            Self::IncorrectNumber => Some(Field::Number),
            Self::Generic
            | Self::InsufficientFunds
            | Self::LostOrStolen
            | Self::ProcessingError
            | Self::VelocityExceeded
            | Self::AuthenticationFailed
            | Self::Fraudulent
            | Self::NotAvailable => None,
        }
    }
}
