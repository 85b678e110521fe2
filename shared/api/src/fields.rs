//! Reads a JSON object field by field and collects every error, so that all are reported at once.
//!
//! Own code, because deriving readers stop at the first stage that fails: an unknown field, a
//! wrong type and a sum that does not add up must come in one answer (decision 0005).

use domain::Invalid;
use serde_json::{Map, Value};

use crate::problem::{FieldError, Problem};

/// The errors of one body.
#[derive(Debug, Default)]
pub struct Errors(Vec<FieldError>);

impl Errors {
    /// Adds one, at this pointer.
    pub fn push(&mut self, param: &str, invalid: Invalid) {
        self.0.push(FieldError { param: masked(param), code: invalid.code.to_owned(), detail: invalid.detail });
    }

    /// The value, if there are no errors.
    ///
    /// # Errors
    /// All of them.
    pub fn into_result<T>(self, value: Option<T>) -> Result<T, Problem> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            Some(_) | None => Err(Problem::fields(self.0)),
        }
    }
}

/// One object being read.
#[derive(Debug)]
pub struct Fields<'a> {
    map: &'a Map<String, Value>,
    at: String,
    known: Vec<&'static str>,
    errors: &'a mut Errors,
}

impl<'a> Fields<'a> {
    /// Reads the object at this pointer; `None`, and an error, when it is something else.
    pub fn new(value: &'a Value, at: &str, errors: &'a mut Errors) -> Option<Self> {
        match value {
            Value::Object(map) => Some(Self { map, at: at.to_owned(), known: Vec::new(), errors }),
            _ => {
                let at = if at.is_empty() { "/" } else { at };
                errors.push(at, wrong_type("an object"));
                None
            }
        }
    }

    /// A field that may be left out, or be null.
    pub fn optional<T>(&mut self, name: &'static str, read: impl FnOnce(&Value) -> Result<T, Invalid>) -> Option<T> {
        self.known.push(name);
        let value = self.map.get(name).filter(|value| !value.is_null())?;
        match read(value) {
            Ok(value) => Some(value),
            Err(invalid) => {
                self.refuse(name, invalid);
                None
            }
        }
    }

    /// A field that stands for `otherwise` when it is left out; `None` only when it is wrong.
    pub fn optional_or<T>(
        &mut self,
        name: &'static str,
        otherwise: T,
        read: impl FnOnce(&Value) -> Result<T, Invalid>,
    ) -> Option<T> {
        let said = self.peek(name).is_some();
        let found = self.optional(name, read);
        if said { found } else { Some(otherwise) }
    }

    /// A field that may be left out, where null means that it is taken away.
    pub fn removable<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&Value) -> Result<T, Invalid>,
    ) -> Option<Option<T>> {
        if self.map.get(name).is_some_and(Value::is_null) {
            self.known.push(name);
            return Some(None);
        }
        self.optional(name, read).map(Some)
    }

    /// An object within the object that may be left out, where null means that it is taken away.
    pub fn removable_object<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut Fields<'_>) -> Option<T>,
    ) -> Option<Option<T>> {
        if self.map.get(name).is_some_and(Value::is_null) {
            self.known.push(name);
            return Some(None);
        }
        self.object(name, read).map(Some)
    }

    /// A field that must be there.
    pub fn required<T>(&mut self, name: &'static str, read: impl FnOnce(&Value) -> Result<T, Invalid>) -> Option<T> {
        if self.map.get(name).is_none_or(Value::is_null) {
            self.known.push(name);
            self.refuse(name, Invalid::new("required", "This field is required."));
            return None;
        }
        self.optional(name, read)
    }

    /// An object within the object.
    pub fn object<T>(&mut self, name: &'static str, read: impl FnOnce(&mut Fields<'_>) -> Option<T>) -> Option<T> {
        self.known.push(name);
        let value = self.map.get(name).filter(|value| !value.is_null())?;
        let at = format!("{}/{name}", self.at);
        let mut inner = Fields::new(value, &at, self.errors)?;
        let found = read(&mut inner);
        inner.finish();
        found
    }

    /// A list of objects; `None` when it is left out or any of it is wrong.
    pub fn objects<T>(
        &mut self,
        name: &'static str,
        most: usize,
        mut read: impl FnMut(&mut Fields<'_>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let list = self.optional(name, |value| value.as_array().ok_or_else(|| wrong_type("a list")).cloned())?;
        if list.len() > most {
            self.refuse(name, Invalid::new("too_many", format!("At most {most}.")));
            return None;
        }
        let mut all = Vec::new();
        for (index, value) in list.iter().enumerate() {
            let at = format!("{}/{name}/{index}", self.at);
            let Some(mut inner) = Fields::new(value, &at, self.errors) else { continue };
            let found = read(&mut inner);
            inner.finish();
            all.extend(found);
        }
        (all.len() == list.len()).then_some(all)
    }

    /// Refuses fields that the API names and does not offer yet, so that nobody takes them for a
    /// typing mistake.
    pub fn not_yet(&mut self, names: &[&'static str]) {
        for name in names {
            self.optional::<()>(name, |_| Err(Invalid::new("not_supported_yet", "This is not offered yet.")));
        }
    }

    /// The value of a field, unread.
    #[must_use]
    pub fn peek(&self, name: &str) -> Option<&'a Value> {
        self.map.get(name).filter(|value| !value.is_null())
    }

    /// Refuses a field.
    pub fn refuse(&mut self, name: &str, invalid: Invalid) {
        self.errors.push(&format!("{}/{name}", self.at), invalid);
    }

    /// Refuses every field that nobody has asked for, and tells the names that were.
    pub fn finish(self) -> Vec<&'static str> {
        let known = &self.known;
        for name in self.map.keys().filter(|name| !known.contains(&name.as_str())) {
            let pointer = format!("{}/{}", self.at, name.replace('~', "~0").replace('/', "~1"));
            let detail = "There is no such field; a typing mistake would otherwise silently do nothing.";
            self.errors.push(&pointer, Invalid::new("unknown_field", detail));
        }
        self.known
    }
}

/// Refuses a value of another type than this.
#[must_use]
pub fn wrong_type(wanted: &str) -> Invalid {
    Invalid::new("wrong_type", format!("This must be {wanted}."))
}

/// Reads text with this check.
pub fn text<T>(check: impl FnOnce(&str) -> Result<T, Invalid>) -> impl FnOnce(&Value) -> Result<T, Invalid> {
    move |value| value.as_str().ok_or_else(|| wrong_type("text")).and_then(check)
}

/// Reads text as one of the spellings of a closed list.
pub fn code<T>(parse: fn(&str) -> Option<T>, allowed: Vec<&'static str>) -> impl FnOnce(&Value) -> Result<T, Invalid> {
    text(move |spelling| parse(spelling).ok_or_else(|| one_of(&allowed)))
}

/// Refuses a spelling that is none of these.
#[must_use]
pub fn one_of(allowed: &[&str]) -> Invalid {
    Invalid::new("unsupported_value", format!("One of: {}.", allowed.join(", ")))
}

/// Reads a whole number that is not negative.
///
/// # Errors
/// When it is something else: text, a fraction, below zero.
pub fn whole(value: &Value) -> Result<u64, Invalid> {
    value.as_u64().ok_or_else(|| wrong_type("a whole number, not negative and without a fraction"))
}

/// Reads yes or no.
///
/// # Errors
/// When it is something else.
pub fn boolean(value: &Value) -> Result<bool, Invalid> {
    value.as_bool().ok_or_else(|| wrong_type("true or false"))
}

/// A name without long runs of digits: somebody may have typed a card number as a field.
pub(crate) fn masked(pointer: &str) -> String {
    let digits = pointer.chars().filter(char::is_ascii_digit).count();
    let masked: String =
        if digits < 12 { pointer.to_owned() } else { pointer.replace(|c: char| c.is_ascii_digit(), "·") };
    masked.chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_comes_at_once_and_no_value_is_repeated() {
        let body = serde_json::json!({"amount": "12", "flag": 1, "4242424242424242": 1, "lines": [{"x": 1}, 7]});
        let mut errors = Errors::default();
        let mut fields = Fields::new(&body, "", &mut errors).unwrap();
        fields.required("amount", whole);
        fields.required("currency", text(|text| Ok(text.to_owned())));
        fields.optional("flag", boolean);
        fields.objects("lines", 5, |line| line.required("description", text(|text| Ok(text.to_owned()))));
        fields.finish();
        let found: Vec<_> = errors.0.iter().map(|e| (e.param.as_str(), e.code.as_str())).collect();
        assert_eq!(
            found,
            [
                ("/amount", "wrong_type"),
                ("/currency", "required"),
                ("/flag", "wrong_type"),
                ("/lines/0/description", "required"),
                ("/lines/0/x", "unknown_field"),
                ("/lines/1", "wrong_type"),
                ("/················", "unknown_field"),
            ]
        );
    }
}
