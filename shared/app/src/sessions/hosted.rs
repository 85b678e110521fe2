//! A session behind its hosted page: read by the payer's token, with its merchant.

use domain::ids::SessionId;
use domain::merchant::Merchant;
use domain::method::SavedMethod;
use domain::operations::Keyed;
use domain::session::Session;
use futures::future::try_join;

use crate::ports::{Consistency, MethodQuery};
use crate::{Deps, Trouble, trace};

/// A session and whose it is.
#[derive(Debug, Clone)]
pub struct Hosted {
    /// The session, as it stands at this moment.
    pub session: Session,
    /// Its merchant, as the page shows it.
    pub merchant: Merchant,
}

/// Opens a page's token; `None` when it opens nothing. A token that cannot be one costs no read.
///
/// # Errors
/// When the table cannot be read.
pub async fn open(token: &str, deps: &Deps) -> Result<Option<Hosted>, Trouble> {
    match deps.keyring.open_checkout_token(token) {
        Some(session) => of_session(session, deps).await,
        None => Ok(None),
    }
}

/// A session with its merchant. The read is strong: a payer comes here right after a write.
///
/// # Errors
/// When the table cannot be read.
pub async fn of_session(id: SessionId, deps: &Deps) -> Result<Option<Hosted>, Trouble> {
    trace::session(id);
    let Some(session) = deps.sessions.get(id, None, Consistency::Strong).await? else { return Ok(None) };
    trace::owner(session.base().owner);
    let merchant = deps.merchants.merchant(session.base().owner.merchant).await?;
    Ok(merchant.map(|merchant| Hosted { session, merchant }))
}

/// How many saved methods a page offers: more than anybody chooses among.
const OFFERED: usize = 10;

/// The saved methods that a session may be paid with on its page, the one to begin with first.
///
/// That is the one which the session names, or else the customer's default. Nothing is read for a session
/// without a customer.
///
/// # Errors
/// When the table cannot be read.
pub async fn offered(session: &Session, deps: &Deps) -> Result<Vec<SavedMethod>, Trouble> {
    let base = session.base();
    let (Session::Open(_), Some(customer)) = (session, base.terms.customer) else { return Ok(Vec::new()) };
    // What is saved already need not be verified in order to be saved; but it may be agreed to charge it later.
    if base.terms.is_verification() && base.terms.mandate().is_none() {
        return Ok(Vec::new());
    }
    let query = MethodQuery { owner: base.owner, customer, limit: OFFERED, after: None };
    let (page, customer) =
        try_join(deps.methods.list(query), deps.customers.get(customer, base.owner, Consistency::Eventual)).await?;
    let first = base.terms.method.or_else(|| customer.and_then(|customer| customer.default_method));
    let mut methods = page.items;
    if let Some(first) = first.filter(|first| methods.iter().all(|method| method.id != *first)) {
        // An old one is not among the latest, and one of this moment may not be in the index yet.
        methods.extend(deps.methods.get(first).await?.filter(|method| {
            method.is_attached() && method.owner == base.owner && Some(method.customer) == base.terms.customer
        }));
    }
    methods.sort_by_key(|method| Some(method.id) != first);
    Ok(methods)
}

impl Hosted {
    /// The key of one submission of the form: the attempt it was made for. Whatever is submitted
    /// for it again is a repeat.
    #[must_use]
    pub fn attempt_key(&self, attempt: &str, body: &[u8], deps: &Deps) -> Keyed {
        let base = self.session.base();
        let path = format!("/checkout/{}", base.terms.id);
        Keyed { key: deps.keyring.operation(base.owner, &path, attempt), request: deps.keyring.request(body) }
    }
}
