//! The JSON body of a request.

use app::Deps;
use domain::operations::RequestHash;
use serde_json::Value;

use crate::fields::{Errors, Fields};
use crate::once::Once;
use crate::{Code, Problem, Request};

/// The most bytes of a body.
pub const BYTES_MAX: usize = 65_536;

/// Reads the body as JSON. No body at all is an empty object: some actions need nothing said.
///
/// # Errors
/// 415 when it is not declared as JSON, 400 when it is not JSON.
pub fn json(request: &Request) -> Result<Value, Problem> {
    if request.body.is_empty() {
        return Ok(Value::Object(serde_json::Map::new()));
    }
    let plain = request.header("content-encoding").is_none_or(|coding| coding.eq_ignore_ascii_case("identity"));
    if !plain || !request.header("content-type").is_some_and(is_json) {
        let how = "Send JSON in UTF-8, uncompressed, with the header `Content-Type: application/json`.";
        return Err(Problem::because(Code::UnsupportedMediaType, how));
    }
    serde_json::from_slice(&request.body).map(|Once(value)| value).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        let what = if error.is_data() { "The body names a field twice" } else { "The body is not JSON" };
        Problem::because(Code::InvalidJson, format!("{what}: see {place}."))
    })
}

fn is_json(content_type: &str) -> bool {
    let mut parts = content_type.split(';').map(str::trim);
    let json = parts.next().is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"));
    // JSON is UTF-8; whoever says another charset has written something else.
    let utf8 = |part: &str| match part.split_once('=') {
        Some((name, value)) if name.trim().eq_ignore_ascii_case("charset") => {
            value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
        }
        _ => true,
    };
    json && parts.all(utf8)
}

/// Reads the body field by field; unknown fields are refused, all errors come at once.
///
/// # Errors
/// Every field that cannot be so.
pub fn read<T>(body: &Value, reader: impl FnOnce(&mut Fields<'_>) -> Option<T>) -> Result<T, Problem> {
    let mut errors = Errors::default();
    let value = Fields::new(body, "", &mut errors).and_then(|mut fields| {
        let value = reader(&mut fields);
        fields.finish();
        value
    });
    errors.into_result(value)
}

/// What stands for a body: the same for every way to write the same JSON.
#[must_use]
pub fn hash(body: &Value, deps: &Deps) -> RequestHash {
    let mut plain = String::new();
    canonical(body, &mut plain);
    deps.keyring.request(plain.as_bytes())
}

/// Writes JSON with its keys in order.
fn canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by_key(|(name, _)| *name);
            out.push('{');
            for (name, value) in entries {
                out.push_str(&Value::String(name.clone()).to_string());
                out.push(':');
                canonical(value, out);
                out.push(',');
            }
            out.push('}');
        }
        Value::Array(list) => {
            out.push('[');
            for value in list {
                canonical(value, out);
                out.push(',');
            }
            out.push(']');
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => out.push_str(&value.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_keys_does_not_make_another_body() {
        let write = |text: &str| {
            let mut out = String::new();
            canonical(&serde_json::from_str(text).unwrap(), &mut out);
            out
        };
        assert_eq!(write(r#"{"a":1,"b":[{"c":2,"d":3}]}"#), write(r#"{ "b": [{"d":3,"c":2}], "a":1 }"#));
        assert_ne!(write(r#"{"a":1}"#), write(r#"{"a":"1"}"#));
        assert_ne!(write(r#"[1,2]"#), write(r#"[2,1]"#));
    }
}
