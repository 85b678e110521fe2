//! What a session was created with.

use app::Trouble;
use domain::Invalid;
use domain::ids::{CustomerId, MethodId, SessionId};
use domain::line_items::{LineItem, LineItems};
use domain::metadata::Metadata;
use domain::money::{Amount, Currency, Money};
use domain::payment::CaptureMethod;
use domain::session::{MethodType, OnDuplicate, ReportingType, SavePolicy, SessionKind, Terms};
use domain::text::{Description, LineDescription, LocaleTag, Name, Reference, StatementDescriptor};

use super::stored::{StoredLine, StoredSession};
use super::{WHAT, at, unreadable};
use crate::codec;
use crate::item::address;

/// Fills in the terms.
pub(super) fn write(stored: &mut StoredSession, terms: &Terms) {
    stored.kind = (terms.kind != SessionKind::OneTime).then(|| terms.kind.as_str().to_owned());
    stored.amount = terms.money.amount.minor();
    terms.money.currency.code().clone_into(&mut stored.currency);
    stored.expires_at = terms.expires_at.as_millisecond();
    stored.max_attempts = terms.max_attempts;
    stored.customer = terms.customer.map(|id| codec::wide(id.bits()));
    stored.email.clone_from(&terms.email);
    stored.methods = (terms.methods != [MethodType::Card])
        .then(|| terms.methods.iter().map(|method| method.as_str().to_owned()).collect());
    stored.return_url.clone_from(&terms.return_url);
    stored.cancel_url.clone_from(&terms.cancel_url);
    stored.locale = terms.locale.as_ref().map(|locale| locale.as_str().to_owned());
    let lines = terms.line_items.lines();
    stored.line_items = (!lines.is_empty()).then(|| lines.iter().map(write_line).collect());
    stored.reference = terms.reference.as_ref().map(|reference| reference.as_str().to_owned());
    stored.on_duplicate = (terms.on_duplicate != OnDuplicate::Allow).then(|| terms.on_duplicate.as_str().to_owned());
    stored.description = terms.description.as_ref().map(|text| text.as_str().to_owned());
    stored.statement_descriptor = terms.statement_descriptor.as_ref().map(|text| text.as_str().to_owned());
    stored.reporting_type =
        (terms.reporting_type != ReportingType::Charge).then(|| terms.reporting_type.as_str().to_owned());
    stored.capture_method =
        (terms.capture_method != CaptureMethod::Automatic).then(|| terms.capture_method.as_str().to_owned());
    stored.save = (terms.save != SavePolicy::Never).then(|| terms.save.as_str().to_owned());
    stored.method = terms.method.map(|id| codec::wide(id.bits()));
    stored.billing_address = terms.billing_address.as_ref().map(address::write);
    stored.shipping_address = terms.shipping_address.as_ref().map(address::write);
    stored.metadata = (!terms.metadata.is_empty()).then(|| terms.metadata.entries().clone());
}

/// The terms of what is stored.
pub(super) fn read(id: SessionId, stored: &StoredSession) -> Result<Terms, Trouble> {
    let amount = Amount::new(stored.amount).map_err(|_| unreadable("am"))?;
    let lines = stored.line_items.iter().flatten().map(read_line).collect::<Result<_, _>>()?;
    Ok(Terms {
        id,
        kind: coded(stored.kind.as_deref(), SessionKind::parse, SessionKind::OneTime, "ty")?,
        money: Money { amount, currency: Currency::parse(&stored.currency).map_err(|_| unreadable("cy"))? },
        customer: customer(stored)?,
        email: stored.email.clone(),
        methods: methods(stored)?,
        capture_method: coded(stored.capture_method.as_deref(), CaptureMethod::parse, CaptureMethod::Automatic, "cm")?,
        save: coded(stored.save.as_deref(), SavePolicy::parse, SavePolicy::Never, "sv")?,
        method: stored.method.as_deref().map(|text| method(text, "mt")).transpose()?,
        return_url: stored.return_url.clone(),
        cancel_url: stored.cancel_url.clone(),
        locale: parsed(stored.locale.as_deref(), LocaleTag::parse, "lo")?,
        expires_at: at(stored.expires_at)?,
        line_items: LineItems::new(lines, amount).map_err(|_| unreadable("li"))?,
        reference: parsed(stored.reference.as_deref(), Reference::parse, "r")?,
        on_duplicate: coded(stored.on_duplicate.as_deref(), OnDuplicate::parse, OnDuplicate::Allow, "od")?,
        description: parsed(stored.description.as_deref(), Description::parse, "d")?,
        statement_descriptor: parsed(stored.statement_descriptor.as_deref(), StatementDescriptor::parse, "sd")?,
        reporting_type: coded(stored.reporting_type.as_deref(), ReportingType::parse, ReportingType::Charge, "rt")?,
        billing_address: stored.billing_address.as_ref().map(|stored| address::read(WHAT, stored)).transpose()?,
        shipping_address: stored.shipping_address.as_ref().map(|stored| address::read(WHAT, stored)).transpose()?,
        max_attempts: stored.max_attempts,
        metadata: Metadata::new(stored.metadata.clone().unwrap_or_default()).map_err(|_| unreadable("md"))?,
    })
}

fn customer(stored: &StoredSession) -> Result<Option<CustomerId>, Trouble> {
    let read = |text: &String| codec::read_wide(text).map(CustomerId::from_bits).ok_or_else(|| unreadable("c"));
    stored.customer.as_ref().map(read).transpose()
}

/// The saved method of a stored id.
pub(super) fn method(text: &str, name: &'static str) -> Result<MethodId, Trouble> {
    codec::read_wide(text).map(MethodId::from_bits).ok_or_else(|| unreadable(name))
}

fn methods(stored: &StoredSession) -> Result<Vec<MethodType>, Trouble> {
    let Some(methods) = &stored.methods else { return Ok(vec![MethodType::Card]) };
    methods.iter().map(|code| MethodType::parse(code).ok_or_else(|| unreadable("pm"))).collect()
}

fn parsed<T>(
    text: Option<&str>,
    parse: fn(&str) -> Result<T, Invalid>,
    name: &'static str,
) -> Result<Option<T>, Trouble> {
    text.map(parse).transpose().map_err(|_| unreadable(name))
}

fn coded<T>(code: Option<&str>, parse: fn(&str) -> Option<T>, otherwise: T, name: &'static str) -> Result<T, Trouble> {
    code.map_or(Ok(otherwise), |code| parse(code).ok_or_else(|| unreadable(name)))
}

fn write_line(line: &LineItem) -> StoredLine {
    StoredLine {
        description: line.description.as_str().to_owned(),
        amount: line.amount.minor(),
        quantity: line.quantity,
        image: line.image.clone(),
        external_product_num: line.external_product_num.as_ref().map(|num| num.as_str().to_owned()),
    }
}

fn read_line(stored: &StoredLine) -> Result<LineItem, Trouble> {
    Ok(LineItem {
        description: LineDescription::parse(&stored.description).map_err(|_| unreadable("li.d"))?,
        amount: Amount::new(stored.amount).map_err(|_| unreadable("li.a"))?,
        quantity: stored.quantity,
        image: stored.image.clone(),
        external_product_num: parsed(stored.external_product_num.as_deref(), Name::parse, "li.p")?,
    })
}
