//! Reads refunds. They live in their sessions, so they are listed by them: the newest session first, and of
//! each the latest refund of the latest payment first.

use domain::ids::{PaymentId, RefundId, SessionId};
use domain::merchant::Owner;
use domain::payment::RefundStatus;
use domain::session::Session;

use crate::ports::{Consistency, Page, SessionFilter, SessionQuery};
use crate::views::{RefundView, refund_view, refunds_of};
use crate::{Deps, Trouble, trace};

/// How many pages of sessions one page of refunds may read before it says that there is more.
const ROUNDS: u8 = 10;

/// One page of refunds.
#[derive(Debug, Clone)]
pub struct RefundQuery {
    /// Whose.
    pub owner: Owner,
    /// Of this session only.
    pub session: Option<SessionId>,
    /// Of this payment only.
    pub payment: Option<PaymentId>,
    /// In this state only.
    pub status: Option<RefundStatus>,
    /// How many, 1 to 100.
    pub limit: usize,
    /// After this place.
    pub after: Option<Place>,
}

/// Where a list of refunds goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// After this refund: the page was full.
    After(RefundId),
    /// At this position of the list of sessions: the reading stopped there.
    Sessions(String),
}

impl Place {
    /// Reads a place as [`Page::next`] gave it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text.strip_prefix('@') {
            Some(position) => Some(Self::Sessions(position.to_owned())),
            None => RefundId::parse(text).map(Self::After),
        }
    }
}

/// One refund.
///
/// # Errors
/// When the table cannot be read.
pub async fn one(id: RefundId, owner: Owner, deps: &Deps) -> Result<Option<RefundView>, Trouble> {
    trace::payment(id.payment);
    let session = deps.sessions.get(id.payment.session, Some(owner), Consistency::Eventual).await?;
    Ok(session.and_then(|session| refund_view(&session, id.payment.number, id.number)))
}

/// One page of refunds; [`Page::next`] is the [`Place`] to go on at.
///
/// # Errors
/// When the table cannot be read.
pub async fn page(query: RefundQuery, deps: &Deps) -> Result<Page<RefundView>, Trouble> {
    let mut found = Vec::new();
    let mut position = None;
    // A session or a payment that is named is the only one to read.
    let only = query.payment.map(|payment| payment.session).or(query.session);
    if query.session.is_some_and(|session| only != Some(session)) {
        return Ok(Page { items: found, next: None });
    }
    let after = match &query.after {
        Some(Place::After(after)) => Some(*after),
        Some(Place::Sessions(at)) => {
            position = Some(at.clone());
            None
        }
        None => None,
    };
    if let Some(first) = after.map(|after| after.payment.session).or(only) {
        let Some(session) = deps.sessions.get(first, Some(query.owner), Consistency::Eventual).await? else {
            return Ok(Page { items: found, next: None });
        };
        found.extend(matching(&session, &query, after));
        position = Some(deps.sessions.position_of(&session));
    }
    if only.is_some() {
        return Ok(cut(found, query.limit, None));
    }
    for _ in 0..ROUNDS {
        if found.len() > query.limit {
            break;
        }
        let page = deps.sessions.list(sessions(&query, position, deps)).await?;
        found.extend(page.items.iter().flat_map(|session| matching(session, &query, None)));
        position = page.next;
        if position.is_none() {
            return Ok(cut(found, query.limit, None));
        }
    }
    Ok(cut(found, query.limit, position))
}

fn sessions(query: &RefundQuery, after: Option<String>, deps: &Deps) -> SessionQuery {
    SessionQuery {
        owner: query.owner,
        filter: SessionFilter { with_payments: true, ..SessionFilter::default() },
        limit: query.limit.saturating_add(1),
        after,
        now: deps.clock.now(),
    }
}

fn matching(session: &Session, query: &RefundQuery, after: Option<RefundId>) -> Vec<RefundView> {
    let place = |id: RefundId| (id.payment.number, id.number);
    let wanted = |(id, view): &(RefundId, RefundView)| {
        query.payment.is_none_or(|payment| id.payment == payment)
            && query.status.is_none_or(|status| view.status == status.as_str())
            && after.is_none_or(|after| place(*id) < place(after))
    };
    refunds_of(session).into_iter().filter(wanted).map(|(_, view)| view).collect()
}

/// Cuts the page off. When it is full it goes on after its last refund; when the reading stopped before, it
/// goes on where that was, whether or not anything was found.
fn cut(mut found: Vec<RefundView>, limit: usize, unread: Option<String>) -> Page<RefundView> {
    if found.len() > limit {
        found.truncate(limit);
        let next = found.last().map(|view| view.id.clone());
        return Page { items: found, next };
    }
    Page { items: found, next: unread.map(|position| format!("@{position}")) }
}
