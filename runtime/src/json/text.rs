//! JSON as it is being read, before members of one name are lost.

use alloc::{borrow::ToOwned as _, format, string::String, vec::Vec};
use core::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Number, Value, map::Entry};

/// JSON whose objects have no two members of one name. What TDLib's callers send along, such as `@extra`, is not looked
/// into.
pub(super) struct Text(pub(super) Value);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader).map(Self)
    }
}

/// The only member of the object that a number is where `serde_json` has its feature `arbitrary_precision` on, which any
/// other crate may have switched on.
const NUMBER: &str = "$serde_json::private::Number";

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(Text(item)) = seq.next_element()? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(name) = map.next_key::<String>()? {
            if name == NUMBER {
                let digits: String = map.next_value()?;
                return digits.parse::<Number>().map(Value::Number).map_err(Error::custom);
            }
            if name.starts_with('@') && name != "@type" {
                map.next_value::<IgnoredAny>()?;
                members.insert(name, Value::Null);
                continue;
            }
            match members.entry(name) {
                Entry::Vacant(place) => {
                    let Text(value) = map.next_value()?;
                    place.insert(value);
                }
                Entry::Occupied(first) => {
                    return Err(Error::custom(format!("the member `{}` is there twice", first.key())));
                }
            }
        }
        Ok(Value::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use serde::de::value::{Error, MapDeserializer};

    use super::*;

    #[test]
    fn numbers_of_any_precision_are_numbers() {
        let number = |digits: &'static str| {
            let members = MapDeserializer::<_, Error>::new([(NUMBER, digits)].into_iter());
            Text::deserialize(members).map(|Text(value)| value)
        };
        assert_eq!(number("-9223372036854775808"), Ok(Value::from(i64::MIN)));
        assert_eq!(number("0.1"), Ok(Value::from(0.1)));
        assert!(number("x").is_err());
    }
}
