//! A session behind its hosted page: read by the payer's token, with its merchant.

use domain::ids::SessionId;
use domain::merchant::Merchant;
use domain::operations::Keyed;
use domain::session::Session;

use crate::ports::Consistency;
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
