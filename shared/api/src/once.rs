//! JSON in which no object names a field twice.
//!
//! Own code, because JSON readers keep the last of two fields of one name: of two amounts that a
//! client sends, it would be chance which of them is charged.

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// A value in which every field was named once.
#[derive(Debug)]
pub(crate) struct Once(pub(crate) Value);

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader).map(Self)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("not a number"))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut all = Vec::new();
        while let Some(Once(value)) = seq.next_element()? {
            all.push(value);
        }
        Ok(Value::Array(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut all = Map::new();
        while let Some(name) = map.next_key::<String>()? {
            let Once(value) = map.next_value()?;
            if all.insert(name, value).is_some() {
                return Err(A::Error::custom("a field is named twice"));
            }
        }
        Ok(Value::Object(all))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Result<Value, serde_json::Error> {
        serde_json::from_str(text).map(|Once(value)| value)
    }

    #[test]
    fn a_field_that_is_named_twice_is_refused_wherever_it_stands() {
        for twice in [r#"{"a":1,"a":1}"#, r#"{"a":[{"b":1,"c":{},"b":2}]}"#, r#"{"a":1,"\u0061":2}"#] {
            assert!(read(twice).is_err_and(|error| error.is_data()), "{twice}");
        }
    }

    proptest! {
        #[test]
        fn all_other_json_reads_as_it_always_does(text in r#"[\[\]{}:,"a-c0-9.eE+\- ]{0,40}"#) {
            let (plain, once) = (serde_json::from_str::<Value>(&text), read(&text));
            match once {
                Ok(value) => prop_assert_eq!(plain.unwrap(), value),
                Err(error) => prop_assert!(plain.is_err() || error.is_data()),
            }
        }
    }
}
