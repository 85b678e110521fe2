//! What a merchant owes a customer.

use std::collections::BTreeMap;

use crate::money::{Amount, Currency, Money};

/// What a merchant owes a customer: an amount of each currency, in the order of their codes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Balance(BTreeMap<&'static str, (Currency, Amount)>);

impl Balance {
    /// A balance of these amounts, one of each currency: of two, the later stands. Nothing is owed where
    /// the amount is 0.
    #[must_use]
    pub fn of(amounts: impl IntoIterator<Item = Money>) -> Self {
        let owed = amounts.into_iter().filter(|money| money.amount != Amount::ZERO);
        Self(owed.map(|money| (money.currency.code(), (money.currency, money.amount))).collect())
    }

    /// What is owed, by currency.
    pub fn amounts(&self) -> impl Iterator<Item = Money> + '_ {
        self.0.values().map(|(currency, amount)| Money { amount: *amount, currency: *currency })
    }

    /// The balance with this much more; `None` beyond what an amount can be.
    #[must_use]
    pub fn plus(&self, more: Money) -> Option<Self> {
        let owed = self.0.get(more.currency.code()).map_or(Amount::ZERO, |(_, amount)| *amount);
        let amount = owed.checked_add(more.amount)?;
        Some(Self::of(self.amounts().chain([Money { amount, ..more }])))
    }

    /// Whether nothing is owed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
