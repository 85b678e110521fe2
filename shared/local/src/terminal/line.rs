//! One event of the log as one line for people.
//!
//! Guaranteed: one line, whatever the fields hold. What may not be in a log is kept out where
//! events are made; here nothing is left out but the names of what everybody knows.

use std::fmt::{self, Write as _};

use tracing::field::{Field, Visit};

/// The fields of an event or a span, in order.
#[derive(Debug, Default, Clone)]
pub(super) struct Fields(pub(super) Vec<(&'static str, String)>);

impl Fields {
    /// Takes a field out.
    pub(super) fn take(&mut self, name: &str) -> Option<String> {
        let at = self.0.iter().position(|(known, _)| *known == name)?;
        Some(self.0.remove(at).1)
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.push((field.name(), one_line(&format!("{value:?}"))));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.push((field.name(), one_line(value)));
    }
}

/// The same without anything that would end the line or colour the terminal.
fn one_line(text: &str) -> String {
    text.chars().map(|char| if char.is_control() { ' ' } else { char }).collect()
}

/// The fields as `name=value`, in order.
impl fmt::Display for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, (name, value)) in self.0.iter().enumerate() {
            if place > 0 {
                f.write_char(' ')?;
            }
            write!(f, "{name}={value}")?;
        }
        Ok(())
    }
}
