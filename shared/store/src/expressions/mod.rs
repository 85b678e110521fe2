//! The conditions and updates that carry all concurrency, as values.
//!
//! Guaranteed: a builder here does nothing but build, and a snapshot shows its text, so that a
//! change of what may win a race shows in review. Names that are not reserved words stand as
//! they are; what comes from outside is always behind a placeholder.

mod blind;
mod book;
mod cancel;
mod claim;
mod delivery;
mod endpoint;
mod expire;
mod external_id;
mod guard;
mod merchant;
mod note;
mod order;
mod refund;
mod revoke;

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;

pub(crate) use book::replace_entry;
pub(crate) use cancel::cancel;
pub(crate) use claim::claim;
pub(crate) use delivery::later_attempt;
pub(crate) use endpoint::{count_one, disable, failing, forget_one, not_removed, recovered, remove_counted};
pub(crate) use expire::expire;
pub(crate) use external_id::{external_id_free_for, not_known_as};
pub(crate) use guard::{guard, same_revision, seen_customer};
pub(crate) use merchant::change_merchant;
pub(crate) use note::note;
pub(crate) use order::order;
pub(crate) use refund::refund;
pub(crate) use revoke::revoke_api_key;

/// The condition that nothing is there yet.
pub(crate) const NOTHING_THERE: &str = "attribute_not_exists(pk)";
/// The condition that something is there.
pub(crate) const SOMETHING_THERE: &str = "attribute_exists(pk)";

/// A condition, an update, and the values both name.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Expression {
    conditions: Vec<String>,
    sets: Vec<String>,
    removes: Vec<&'static str>,
    pub(crate) names: BTreeMap<&'static str, String>,
    pub(crate) values: BTreeMap<&'static str, AttributeValue>,
}

impl Expression {
    /// Nothing yet but this condition.
    pub(crate) fn when(condition: &str) -> Self {
        Self::default().and_when(condition)
    }

    /// And this condition.
    pub(crate) fn and_when(mut self, condition: &str) -> Self {
        self.conditions.push(condition.to_owned());
        self
    }

    /// And this assignment.
    pub(crate) fn set(mut self, assignment: &str) -> Self {
        self.sets.push(assignment.to_owned());
        self
    }

    /// And without this attribute.
    pub(crate) fn remove(mut self, attribute: &'static str) -> Self {
        self.removes.push(attribute);
        self
    }

    /// Where `placeholder` stands for this attribute name.
    pub(crate) fn name(mut self, placeholder: &'static str, name: impl Into<String>) -> Self {
        self.names.insert(placeholder, name.into());
        self
    }

    /// Where `placeholder` stands for this value.
    pub(crate) fn value(mut self, placeholder: &'static str, value: AttributeValue) -> Self {
        self.values.insert(placeholder, value);
        self
    }

    /// The text of the condition.
    pub(crate) fn condition(&self) -> Option<String> {
        (!self.conditions.is_empty()).then(|| self.conditions.join(" AND "))
    }

    /// The text of the update.
    pub(crate) fn update(&self) -> String {
        let sets = (!self.sets.is_empty()).then(|| format!("SET {}", self.sets.join(", ")));
        let removes = (!self.removes.is_empty()).then(|| format!("REMOVE {}", self.removes.join(", ")));
        [sets, removes].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// The names as a request wants them: absent when there are none.
    pub(crate) fn request_names(&self) -> Option<std::collections::HashMap<String, String>> {
        let named = || self.names.iter().map(|(placeholder, name)| ((*placeholder).to_owned(), name.clone())).collect();
        (!self.names.is_empty()).then(named)
    }

    /// The values as a request wants them: absent when there are none.
    pub(crate) fn request_values(&self) -> Option<crate::values::Item> {
        let valued =
            || self.values.iter().map(|(placeholder, value)| ((*placeholder).to_owned(), value.clone())).collect();
        (!self.values.is_empty()).then(valued)
    }
}

#[cfg(test)]
mod tests;
