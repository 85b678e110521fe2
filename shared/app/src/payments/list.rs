//! Reads payments. They live in their sessions, so they are listed by them: the newest session
//! first, and of each the latest attempt first.

use domain::Timestamp;
use domain::ids::{PaymentId, SessionId};
use domain::merchant::Owner;
use domain::payment::AttemptNumber;
use domain::session::Session;

use crate::ports::{Consistency, Page, SessionFilter, SessionQuery};
use crate::views::{PaymentView, payment_view, payments_of};
use crate::{Deps, Trouble, trace};

/// How many pages of sessions one page of payments may read before it says that there is more.
const ROUNDS: u8 = 10;

/// One page of payments.
#[derive(Debug, Clone)]
pub struct PaymentQuery {
    /// Whose.
    pub owner: Owner,
    /// Of this session only.
    pub session: Option<SessionId>,
    /// Of these sessions only.
    pub sessions: SessionFilter,
    /// In this state only.
    pub status: Option<domain::payment::PaymentStatus>,
    /// How many, 1 to 100.
    pub limit: usize,
    /// After this place.
    pub after: Option<Place>,
}

/// Where a list of payments goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// After this payment: the page was full.
    After(PaymentId),
    /// At this position of the list of sessions: the reading stopped there.
    Sessions(String),
}

impl Place {
    /// Reads a place as [`Page::next`] gave it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text.strip_prefix('@') {
            Some(position) => Some(Self::Sessions(position.to_owned())),
            None => PaymentId::parse(text).map(Self::After),
        }
    }
}

/// One payment.
///
/// # Errors
/// When the table cannot be read.
pub async fn one(id: PaymentId, owner: Owner, deps: &Deps) -> Result<Option<PaymentView>, Trouble> {
    trace::payment(id);
    let session = deps.sessions.get(id.session, Some(owner), Consistency::Eventual).await?;
    Ok(session.and_then(|session| payment_view(&session, id.number, deps.clock.now())))
}

/// One page of payments; [`Page::next`] is the [`Place`] to go on at.
///
/// # Errors
/// When the table cannot be read.
pub async fn page(query: PaymentQuery, deps: &Deps) -> Result<Page<PaymentView>, Trouble> {
    let now = deps.clock.now();
    let mut found = Vec::new();
    let mut position = None;
    if let Some(Place::Sessions(at)) = &query.after {
        position = Some(at.clone());
    } else if let Some(Place::After(after)) = query.after {
        let Some(session) = deps.sessions.get(after.session, Some(query.owner), Consistency::Eventual).await? else {
            return Ok(Page { items: Vec::new(), next: None });
        };
        found.extend(matching(&session, &query, Some(after.number), now));
        position = Some(deps.sessions.position_of(&session));
    } else if let Some(only) = query.session {
        let session = deps.sessions.get(only, Some(query.owner), Consistency::Eventual).await?;
        found.extend(session.iter().flat_map(|session| matching(session, &query, None, now)));
    }
    if query.session.is_some() {
        return Ok(cut(found, query.limit, None));
    }
    for _ in 0..ROUNDS {
        if found.len() > query.limit {
            break;
        }
        let page = deps.sessions.list(sessions(&query, position, deps)).await?;
        found.extend(page.items.iter().flat_map(|session| matching(session, &query, None, now)));
        position = page.next;
        if position.is_none() {
            return Ok(cut(found, query.limit, None));
        }
    }
    Ok(cut(found, query.limit, position))
}

fn sessions(query: &PaymentQuery, after: Option<String>, deps: &Deps) -> SessionQuery {
    SessionQuery {
        owner: query.owner,
        filter: SessionFilter { with_payments: true, ..query.sessions.clone() },
        limit: query.limit.saturating_add(1),
        after,
        now: deps.clock.now(),
    }
}

fn matching(
    session: &Session,
    query: &PaymentQuery,
    before: Option<AttemptNumber>,
    now: Timestamp,
) -> Vec<PaymentView> {
    let of_customer = query.sessions.customer.is_none_or(|customer| session.base().terms.customer == Some(customer));
    let wanted = |view: &PaymentView| {
        of_customer
            && query.status.is_none_or(|status| view.status == status.as_str())
            && before.is_none_or(|before| view.attempt < before.get())
    };
    payments_of(session, now).into_iter().filter(wanted).collect()
}

/// Cuts the page off. When it is full it goes on after its last payment; when the reading stopped
/// before, it goes on where that was, whether or not anything was found.
fn cut(mut found: Vec<PaymentView>, limit: usize, unread: Option<String>) -> Page<PaymentView> {
    if found.len() > limit {
        found.truncate(limit);
        let next = found.last().map(|view| view.id.clone());
        return Page { items: found, next };
    }
    Page { items: found, next: unread.map(|position| format!("@{position}")) }
}
