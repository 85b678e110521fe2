//! Why a value cannot be what it was meant to be.

/// One reason a value was refused: a stable code, and a sentence for a person.
///
/// The sentence never repeats the value: it may be a card number or a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invalid {
    /// Stable, for programs: `invalid_amount`, `too_long` …
    pub code: &'static str,
    /// For a person: what is allowed.
    pub detail: String,
}

impl Invalid {
    /// A refusal with its code and its sentence.
    pub fn new(code: &'static str, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }
}

impl std::fmt::Display for Invalid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.code, self.detail)
    }
}

impl std::error::Error for Invalid {}
