//! Attribute values, and the way between them and typed structs.
//!
//! Guaranteed: what is `None` is not stored, at any depth, so an optional field costs nothing
//! until it is used. Not guaranteed: that empty lists and maps vanish; some must be there for
//! expressions to append to.

use std::collections::HashMap;

use app::Trouble;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The attributes of one item.
pub(crate) type Item = HashMap<String, AttributeValue>;

/// A text.
pub(crate) fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

/// A whole number.
pub(crate) fn number(value: impl Into<i128>) -> AttributeValue {
    AttributeValue::N(value.into().to_string())
}

/// A list of texts.
pub(crate) fn texts(values: impl IntoIterator<Item = String>) -> AttributeValue {
    AttributeValue::L(values.into_iter().map(AttributeValue::S).collect())
}

/// A moment, as the number of milliseconds since 1970.
pub(crate) fn moment(at: Timestamp) -> AttributeValue {
    number(at.as_millisecond())
}

/// The text of an attribute, if it is there and is one.
pub(crate) fn text_of<'a>(item: &'a Item, name: &str) -> Option<&'a str> {
    item.get(name)?.as_s().ok().map(String::as_str)
}

/// The whole number of an attribute, if it is there and is one that fits.
pub(crate) fn number_of<T: std::str::FromStr>(item: &Item, name: &str) -> Option<T> {
    item.get(name)?.as_n().ok()?.parse().ok()
}

/// A failure to read what is stored. Names the attribute, never its value.
pub(crate) fn corrupt(what: &'static str, why: impl Into<String>) -> Trouble {
    Trouble::Corrupt { what, why: why.into() }
}

/// The attributes of a struct, without those that are `None`.
pub(crate) fn to_item<T: Serialize>(what: &'static str, value: &T) -> Result<Item, Trouble> {
    let item: Item = serde_dynamo::to_item(value).map_err(|_| corrupt(what, "it cannot be written"))?;
    Ok(without_nulls(item))
}

/// One value of a struct, without the parts that are `None`.
pub(crate) fn to_value<T: Serialize>(what: &'static str, value: &T) -> Result<AttributeValue, Trouble> {
    to_item(what, value).map(AttributeValue::M)
}

/// The struct of these attributes; those that it does not know are left aside.
pub(crate) fn from_item<T: DeserializeOwned>(what: &'static str, item: Item) -> Result<T, Trouble> {
    serde_dynamo::from_item(item).map_err(|error| {
        // Of an attribute of the wrong kind the error quotes the value, which nobody may see.
        let why = error.to_string();
        corrupt(what, if why.starts_with("missing field") { why } else { "an attribute of another kind".to_owned() })
    })
}

fn without_nulls(item: Item) -> Item {
    item.into_iter().filter_map(|(name, value)| Some((name, without_null(value)?))).collect()
}

fn without_null(value: AttributeValue) -> Option<AttributeValue> {
    match value {
        AttributeValue::Null(_) => None,
        AttributeValue::M(map) => Some(AttributeValue::M(without_nulls(map))),
        AttributeValue::L(list) => Some(AttributeValue::L(list.into_iter().filter_map(without_null).collect())),
        other => Some(other),
    }
}

/// The moment of this many milliseconds since 1970.
pub(crate) fn at(what: &'static str, millis: i64) -> Result<Timestamp, Trouble> {
    Timestamp::from_millisecond(millis).map_err(|_| corrupt(what, "a moment out of range"))
}
