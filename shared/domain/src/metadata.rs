//! Metadata: what a merchant wants to find again on an object.

use std::collections::BTreeMap;

use crate::Invalid;

/// String to string: up to 50 keys of 40 characters, values of 2,000, 8 KiB of UTF-8 in all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata(BTreeMap<String, String>);

impl Metadata {
    /// The most keys.
    pub const KEYS_MAX: usize = 50;
    /// The most bytes of keys and values together.
    pub const BYTES_MAX: usize = 8_192;

    /// Takes the map if it is within the bounds.
    ///
    /// # Errors
    /// `invalid_metadata`, saying which bound is broken.
    pub fn new(map: BTreeMap<String, String>) -> Result<Self, Invalid> {
        let refuse = |detail: &str| Err(Invalid::new("invalid_metadata", detail));
        if map.len() > Self::KEYS_MAX {
            return refuse("At most 50 keys.");
        }
        if map.keys().any(|key| key.is_empty() || key.chars().count() > 40) {
            return refuse("A key has 1 to 40 characters.");
        }
        if map.values().any(|value| value.chars().count() > 2_000) {
            return refuse("A value has at most 2,000 characters.");
        }
        let bytes = map.iter().map(|(key, value)| key.len().saturating_add(value.len())).fold(0, usize::saturating_add);
        if bytes > Self::BYTES_MAX {
            return refuse("At most 8 KiB in all.");
        }
        Ok(Self(map))
    }

    /// Merged key by key with these changes; an empty value removes its key.
    ///
    /// # Errors
    /// `invalid_metadata`, when what comes of it breaks a bound.
    pub fn merged(&self, changes: BTreeMap<String, String>) -> Result<Self, Invalid> {
        let mut entries = self.0.clone();
        for (key, value) in changes {
            if value.is_empty() {
                entries.remove(&key);
            } else {
                entries.insert(key, value);
            }
        }
        Self::new(entries)
    }

    /// The entries.
    #[must_use]
    pub const fn entries(&self) -> &BTreeMap<String, String> {
        &self.0
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(entries: impl IntoIterator<Item = (String, String)>) -> Result<Metadata, Invalid> {
        Metadata::new(entries.into_iter().collect())
    }

    #[test]
    fn every_bound_is_exact() {
        assert!(of((0..50).map(|n| (format!("k{n}"), "v".into()))).is_ok());
        assert!(of((0..51).map(|n| (format!("k{n}"), "v".into()))).is_err());
        assert!(of([("ä".repeat(40), String::new())]).is_ok());
        assert!(of([("ä".repeat(41), String::new())]).is_err());
        assert!(of([("k".into(), "v".repeat(2_000))]).is_ok());
        assert!(of([("k".into(), "v".repeat(2_001))]).is_err());
        assert!(of((0..5).map(|n| (format!("k{n}"), "v".repeat(1_900)))).is_err());
    }
}
