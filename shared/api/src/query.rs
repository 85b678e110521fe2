//! The query of a request: every parameter known, each at most once.

use domain::Invalid;

use crate::fields::masked;
use crate::{Code, Problem, Request};

/// The parameters of a query.
#[derive(Debug)]
pub struct Query {
    found: Vec<(String, String)>,
}

impl Query {
    /// Reads the query; every parameter must be one of `known`.
    ///
    /// # Errors
    /// 400 for a parameter that is unknown or comes twice.
    pub fn read(request: &Request, known: &[&str]) -> Result<Self, Problem> {
        let mut found: Vec<(String, String)> = Vec::new();
        for (name, value) in url::form_urlencoded::parse(request.query.as_bytes()) {
            if !known.contains(&name.as_ref()) {
                let detail = match known {
                    [] => "This path takes no parameters.".to_owned(),
                    known => format!("This list knows: {}.", known.join(", ")),
                };
                return Err(Problem::because(Code::InvalidQuery, detail).at(&masked(&name)));
            }
            if found.iter().any(|(other, _)| *other == name) {
                return Err(Problem::because(Code::InvalidQuery, "A parameter may come only once.").at(&name));
            }
            found.push((name.into_owned(), value.into_owned()));
        }
        Ok(Self { found })
    }

    /// A parameter's text.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.found.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// A parameter with this check.
    ///
    /// # Errors
    /// 400 when it cannot be so.
    pub fn parsed<T>(&self, name: &str, check: impl FnOnce(&str) -> Result<T, Invalid>) -> Result<Option<T>, Problem> {
        let checked = self.get(name).map(check).transpose();
        checked.map_err(|invalid| Problem::because(Code::InvalidQuery, invalid.detail).at(name))
    }

    /// All parameters but the cursor and the limit, as the scope that a cursor belongs to.
    #[must_use]
    pub fn scope(&self) -> String {
        let mut filters: Vec<_> = self
            .found
            .iter()
            .filter(|(name, _)| name != "cursor" && name != "limit")
            .map(|(n, v)| format!("{n}={v}"))
            .collect();
        filters.sort_unstable();
        filters.join("&")
    }
}
