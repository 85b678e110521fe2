//! What a merchant may say when it creates a session.

use std::collections::BTreeMap;

use app::sessions::create::Draft;
use domain::line_items::LineItems;
use domain::metadata::Metadata;
use domain::money::{Amount, Currency, Money};
use domain::payment::CaptureMethod;
use domain::session::{MethodType, Mode, OnDuplicate, ReportingType, SavePolicy, SessionKind};
use domain::text::{Description, LocaleTag, Reference, StatementDescriptor};
use domain::{Invalid, Timestamp};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::address::{AddressInput, address};
use super::customer::{CustomerInput, customer};
use super::expiry::expires_at;
use super::line_item::{LineItemInput, line_items};
use super::pay::method_id;
use super::urls::{fit_for, payer_url};
use crate::fields::{Fields, code, one_of, text, whole, wrong_type};

/// A session to create. Only `amount` and `currency` are required.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PaymentSessionCreate)]
pub struct PaymentSessionCreate {
    /// What is asked for, in the currency's minor unit.
    /// 0 finds out whether the payer's method is good, and saves it.
    #[schema(example = 4900, minimum = 0, maximum = 99_999_999_900_u64)]
    amount: u64,
    /// ISO 4217, in any case.
    #[schema(example = "EUR")]
    currency: String,
    /// `one_time`; or `first_in_series`: it makes a mandate, by which you may charge the payer's method later.
    #[serde(rename = "type")]
    #[schema(default = "one_time")]
    kind: Option<String>,
    /// The same said another way: `payment` is `one_time`, `customer_payment` is `first_in_series`, `customer` is that
    /// with an amount of 0.
    #[schema(default = "payment")]
    mode: Option<String>,
    /// A customer's id, or a customer said inline.
    #[schema(inline)]
    customer: Option<CustomerWishInput>,
    /// Short for `customer: {email}`.
    email: Option<String>,
    /// Short for `customer: {external_customer_id}`.
    external_customer_id: Option<String>,
    /// How the payer may pay; all that you have activated when left out.
    #[schema(example = json!(["card"]))]
    payment_method_types: Option<Vec<String>>,
    /// Options by method.
    #[schema(value_type = Option<Object>)]
    payment_method_options: Option<Value>,
    /// `automatic`, or `manual`: the money is held until you capture it.
    #[schema(default = "automatic")]
    capture_method: Option<String>,
    /// `never`; `always`, which an amount of 0 and `first_in_series` imply; or `prompt`: the payer says. Whoever has a method saved is a
    /// customer, who is made when none is named.
    #[schema(default = "never")]
    save_payment_method: Option<String>,
    /// A saved payment method to pay with, of the customer; its customer is the session's when none is named.
    payment_method: Option<String>,
    /// Where the payer goes afterwards; `session_id` is appended to its query.
    #[schema(example = "https://shop.example/thanks")]
    return_url: Option<String>,
    /// Where the payer goes instead.
    cancel_url: Option<String>,
    /// The language of the page, BCP 47; the payer's browser decides when left out.
    locale: Option<String>,
    /// When it ends unpaid, 60 to 86,400 seconds from now.
    #[schema(minimum = 60, maximum = 86_400, default = 86_400)]
    expires_in_seconds: Option<u64>,
    /// The same as a time.
    expires_at: Option<String>,
    /// What is paid for; shown on the page, and must add up to the amount.
    line_items: Option<Vec<LineItemInput>>,
    /// Your own reference, in every event.
    #[schema(pattern = "^[A-Za-z0-9_.-]{1,255}$")]
    external_reference: Option<String>,
    /// What to do when an open session has the reference: `allow`, `reject`, `reuse`, `replace`.
    #[schema(default = "allow")]
    on_duplicate_reference: Option<String>,
    /// For people, at most 500 characters.
    description: Option<String>,
    /// For the bank statement, 5 to 22 characters.
    statement_descriptor: Option<String>,
    /// `advance_rent`, `charge`, `deposit`, `holding_fee`, `rent`.
    #[schema(default = "charge")]
    reporting_type: Option<String>,
    /// Where the bill goes.
    billing_address: Option<AddressInput>,
    /// Where the things go.
    shipping_address: Option<AddressInput>,
    /// How often the payer may try, 1 to 20.
    #[schema(minimum = 1, maximum = 20, default = 10)]
    max_attempts: Option<u8>,
    /// Your own data: up to 50 keys of 40 characters, values of 2,000 characters, 8 KiB in all.
    metadata: Option<BTreeMap<String, String>>,
}

/// A customer's id, or a customer said inline.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "its shape is the documentation; requests are read field by field")]
enum CustomerWishInput {
    /// The id of a customer who is there.
    Id(String),
    /// A customer who is made, or found by `external_customer_id` and updated.
    Inline(CustomerInput),
}

/// Reads a create request.
pub fn create_draft(fields: &mut Fields<'_>, livemode: bool, now: Timestamp) -> Option<Draft> {
    let amount = fields.required("amount", |value| whole(value).and_then(Amount::new));
    let currency = fields.required("currency", text(Currency::parse));
    let kind = session_kind(fields, amount);
    let spellings = CaptureMethod::ALL.iter().map(|value| value.as_str()).collect();
    let capture_method = fields.optional("capture_method", code(CaptureMethod::parse, spellings));
    let save = save_policy(fields, amount, kind);
    let method = fields.optional("payment_method", text(method_id));
    let customer = customer(fields);
    let methods = fields.optional("payment_method_types", methods);
    let methods = offered(fields, methods, amount);
    fields.object("payment_method_options", method_options);
    let return_url = fields.optional("return_url", text(|url| for_payer(url, livemode)));
    let cancel_url = fields.optional("cancel_url", text(|url| for_payer(url, livemode)));
    let locale = fields.optional("locale", text(LocaleTag::parse));
    let expires_at = expires_at(fields, now);
    let line_items = lines(fields, amount);
    let reference = fields.optional("external_reference", text(Reference::parse));
    let spellings = OnDuplicate::ALL.iter().map(|value| value.as_str()).collect();
    let on_duplicate = fields.optional("on_duplicate_reference", code(OnDuplicate::parse, spellings));
    let description = fields.optional("description", text(Description::parse));
    let statement_descriptor = fields.optional("statement_descriptor", text(StatementDescriptor::parse));
    let spellings = ReportingType::ALL.iter().map(|value| value.as_str()).collect();
    let reporting_type = fields.optional("reporting_type", code(ReportingType::parse, spellings));
    let billing_address = fields.object("billing_address", address);
    let shipping_address = fields.object("shipping_address", address);
    let max_attempts = fields.optional("max_attempts", |value| whole(value).and_then(attempts));
    let metadata = fields.optional("metadata", |value| entries(value).and_then(Metadata::new));
    fields.not_yet(&LATER);
    Some(Draft {
        kind,
        money: Money { amount: amount?, currency: currency? },
        customer,
        methods,
        capture_method: capture_method.unwrap_or(CaptureMethod::Automatic),
        save,
        method,
        return_url,
        cancel_url,
        locale,
        expires_at,
        line_items: line_items?,
        reference,
        on_duplicate: on_duplicate.unwrap_or(OnDuplicate::Allow),
        description,
        statement_descriptor,
        reporting_type: reporting_type.unwrap_or(ReportingType::Charge),
        billing_address,
        shipping_address,
        max_attempts: max_attempts.unwrap_or(10),
        metadata: metadata.unwrap_or_default(),
    })
}

/// Whether the session stands alone, as its type says or its mode. What both say must fit, and fit the amount.
fn session_kind(fields: &mut Fields<'_>, amount: Option<Amount>) -> SessionKind {
    let said = fields.optional("type", text(kind_of));
    let spellings = Mode::ALL.iter().map(|value| value.as_str()).collect();
    let Some(mode) = fields.optional("mode", code(Mode::parse, spellings)) else {
        return said.unwrap_or(SessionKind::OneTime);
    };
    let (meant, free) = match mode {
        Mode::Payment => (SessionKind::OneTime, false),
        Mode::CustomerPayment => (SessionKind::FirstInSeries, false),
        Mode::Customer => (SessionKind::FirstInSeries, true),
    };
    let detail = match amount {
        _ if !free && said.is_some_and(|said| said != meant) => {
            Some(format!("Mode {mode} is type {meant}; leave one of the two out."))
        }
        Some(Amount::ZERO) if mode != Mode::Customer => Some("With amount 0 the mode is customer.".to_owned()),
        Some(amount) if amount != Amount::ZERO && mode == Mode::Customer => {
            Some("Mode customer charges nothing: its amount is 0. With an amount it is customer_payment.".to_owned())
        }
        Some(_) | None => None,
    };
    if let Some(detail) = detail {
        fields.refuse("mode", Invalid::new("contradiction", detail));
    }
    said.unwrap_or(meant)
}

fn kind_of(said: &str) -> Result<SessionKind, Invalid> {
    const LATER: &str = "next_in_series";
    match SessionKind::parse(said) {
        Some(kind) => Ok(kind),
        None if said == LATER => {
            Err(Invalid::new("not_supported_yet", "Only one_time and first_in_series are offered yet."))
        }
        None => Err(one_of(&[SessionKind::OneTime.as_str(), SessionKind::FirstInSeries.as_str(), LATER])),
    }
}

/// Whether the payer's method is saved. To verify a method is to save it, and a mandate is for a saved one.
fn save_policy(fields: &mut Fields<'_>, amount: Option<Amount>, kind: SessionKind) -> SavePolicy {
    let spellings = SavePolicy::ALL.iter().map(|value| value.as_str()).collect();
    let said = fields.optional("save_payment_method", code(SavePolicy::parse, spellings));
    let verifies = amount == Some(Amount::ZERO);
    let why = match kind {
        SessionKind::FirstInSeries => Some("The first in a series saves the method for the others"),
        SessionKind::OneTime if verifies => Some("With amount 0 the method is verified in order to be saved"),
        SessionKind::OneTime => None,
    };
    let Some(why) = why else { return said.unwrap_or(SavePolicy::Never) };
    if said.is_some_and(|said| said != SavePolicy::Always) {
        let detail = format!("{why}: always, or leave it out.");
        fields.refuse("save_payment_method", Invalid::new("contradiction", detail));
    }
    SavePolicy::Always
}

/// The ways to pay that a session offers: of the ones that were named, those that can do what it is for.
fn offered(fields: &mut Fields<'_>, named: Option<Vec<MethodType>>, amount: Option<Amount>) -> Vec<MethodType> {
    let verifies = amount == Some(Amount::ZERO);
    let all = named.unwrap_or_else(|| MethodType::ALL.to_vec());
    let fit: Vec<_> = all.into_iter().filter(|method| !verifies || method.can_verify()).collect();
    if fit.is_empty() {
        let detail = "None of these methods can be verified without charging it.";
        fields.refuse("payment_method_types", Invalid::new("payment_method_type_unfit", detail));
    }
    fit
}

/// The line items, if they add up. A wrong line has been reported already.
fn lines(fields: &mut Fields<'_>, amount: Option<Amount>) -> Option<LineItems> {
    let said = fields.peek("line_items").is_some();
    let Some(lines) = line_items(fields) else {
        return (!said).then(LineItems::default);
    };
    match LineItems::new(lines, amount?) {
        Ok(lines) => Some(lines),
        Err(invalid) => {
            fields.refuse("line_items", invalid);
            None
        }
    }
}

fn for_payer(url: &str, livemode: bool) -> Result<String, Invalid> {
    fit_for(livemode, url)?;
    payer_url(url)
}

/// Fields that the API names and does not offer yet.
pub(crate) const LATER: [&str; 6] =
    ["mandate", "mandate_options", "subscription_options", "order", "transaction_data", "send_email"];

/// Every way to pay that the API names.
pub(super) const METHOD_TYPES: [&str; 9] = [
    "card",
    "apple_pay",
    "google_pay",
    "bacs_debit",
    "sepa_debit",
    "autogiro",
    "bank_transfer",
    "direct_transfer",
    "pay_by_bank",
];

fn methods(value: &Value) -> Result<Vec<MethodType>, Invalid> {
    let list = value.as_array().ok_or_else(|| wrong_type("a list of text"))?;
    if list.is_empty() {
        return Err(Invalid::new("empty", "Name at least one method, or leave the field out."));
    }
    let mut methods = Vec::new();
    for value in list {
        let name = value.as_str().ok_or_else(|| wrong_type("a list of text"))?;
        match MethodType::parse(name) {
            Some(method) if !methods.contains(&method) => methods.push(method),
            Some(_) => {}
            None if METHOD_TYPES.contains(&name) => {
                return Err(Invalid::new("payment_method_type_inactive", "This method is not activated; card is."));
            }
            None => return Err(one_of(&METHOD_TYPES)),
        }
    }
    Ok(methods)
}

/// Options of the card: none so far, so only an empty object fits.
fn method_options(fields: &mut Fields<'_>) -> Option<()> {
    fields.object("card", |_| Some(()));
    Some(())
}

fn attempts(number: u64) -> Result<u8, Invalid> {
    let fits = u8::try_from(number).ok().filter(|number| (1..=20).contains(number));
    fits.ok_or_else(|| Invalid::new("invalid_max_attempts", "A whole number from 1 to 20."))
}

/// Reads an object of text.
pub(super) fn entries(value: &Value) -> Result<BTreeMap<String, String>, Invalid> {
    let map = value.as_object().ok_or_else(|| wrong_type("an object of text"))?;
    let entry = |(key, value): (&String, &Value)| value.as_str().map(|value| (key.clone(), value.to_owned()));
    let entries: Option<BTreeMap<_, _>> = map.iter().map(entry).collect();
    entries.ok_or_else(|| Invalid::new("invalid_metadata", "Every value must be text."))
}
