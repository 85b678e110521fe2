//! The bank of the sandbox's cards: its customers confirm a payment, or refuse it.

use app::Trouble;
use app::ports::{BankCheck, SimulatedBank};
use async_trait::async_trait;
use domain::decline::DeclineCode;
use domain::ids::PaymentId;

use super::Sandbox;
use super::entry::{Entry, State};

#[async_trait]
impl SimulatedBank for Sandbox {
    async fn look(&self, payment: PaymentId) -> Result<Option<BankCheck>, Trouble> {
        let Some(entry) = at_bank(self, payment).await? else { return Ok(None) };
        Ok(entry.money.map(|money| BankCheck { money, last4: entry.last4 }))
    }

    async fn decide(&self, payment: PaymentId, approve: bool) -> Result<(), Trouble> {
        let Some(entry) = at_bank(self, payment).await? else { return Ok(()) };
        let decided = match (approve, &entry.state) {
            (false, _) => State::Declined(DeclineCode::AuthenticationFailed),
            (true, State::AtBank { then: Some(code) }) => State::Declined(*code),
            (
                true,
                State::AtBank { then: None }
                | State::Captured
                | State::Verified
                | State::Authorised(_)
                | State::Declined(_)
                | State::Closed,
            ) => self.approved(entry.manual, entry.money),
        };
        let after = entry.clone().with(decided);
        // Whoever decided first has decided.
        self.books.replace(payment, &entry.write(), &after.write()).await.map(|_| ())
    }
}

/// The entry, while its payer is at the bank.
async fn at_bank(sandbox: &Sandbox, payment: PaymentId) -> Result<Option<Entry>, Trouble> {
    let known = sandbox.books.read(payment).await?;
    let entry = known.as_deref().and_then(Entry::read);
    Ok(entry.filter(|entry| matches!(entry.state, State::AtBank { .. })))
}
