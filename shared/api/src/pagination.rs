//! Lists: how much of them, and where to go on.

use app::Deps;
use domain::Invalid;
use domain::merchant::Owner;
use serde::Serialize;
use utoipa::ToSchema;

use crate::query::Query;
use crate::{Code, Problem, Request};

/// How many a page has when nobody says.
pub(crate) const LIMIT_DEFAULT: usize = 20;
/// How many a page has at most.
pub(crate) const LIMIT_MAX: usize = 100;

/// How much of a list is wanted, and after what.
#[derive(Debug)]
pub struct Paging {
    /// 1 to 100.
    pub limit: usize,
    /// The position after which to go on.
    pub after: Option<String>,
    scope: String,
}

/// A list, as it is answered.
#[derive(Debug, Serialize, ToSchema)]
pub struct List<T> {
    /// Always `list`.
    pub object: &'static str,
    /// Newest first.
    pub data: Vec<T>,
    /// Whether there is more.
    pub has_more: bool,
    /// What to send as `cursor` for more.
    pub next_cursor: Option<String>,
}

impl Paging {
    /// Reads `limit` and `cursor`.
    ///
    /// # Errors
    /// 400 when the limit cannot be so, or the cursor was not made for this list and these filters.
    pub fn read(request: &Request, query: &Query, owner: Owner, deps: &Deps) -> Result<Self, Problem> {
        let limit = query.parsed("limit", limit)?.unwrap_or(LIMIT_DEFAULT);
        let scope = format!("{}|{}|{}|{}", owner.merchant, owner.livemode, request.path, query.scope());
        let after = match query.get("cursor") {
            None => None,
            Some(cursor) => Some(deps.keyring.open_cursor(&scope, cursor).ok_or_else(bad_cursor)?),
        };
        Ok(Self { limit, after, scope })
    }

    /// The answer, with a cursor that only this list takes.
    #[must_use]
    pub fn list<T>(&self, data: Vec<T>, next: Option<&str>, deps: &Deps) -> List<T> {
        let next_cursor = next.map(|position| deps.keyring.cursor(&self.scope, position));
        List { object: "list", data, has_more: next_cursor.is_some(), next_cursor }
    }
}

fn limit(text: &str) -> Result<usize, Invalid> {
    let limit = text.parse().ok().filter(|limit| (1..=LIMIT_MAX).contains(limit));
    limit.ok_or_else(|| Invalid::new("invalid_query", format!("A whole number from 1 to {LIMIT_MAX}.")))
}

/// The refusal of a cursor.
#[must_use]
pub fn bad_cursor() -> Problem {
    let detail = "Use the `next_cursor` of this very list, with the same filters.";
    Problem::because(Code::InvalidCursor, detail).at("cursor")
}
