//! The sandbox's books, in a table of their own: a real processor's are not ours to read either.

use app::Trouble;
use app::ports::{Books, Consistency};
use async_trait::async_trait;
use domain::ids::PaymentId;

use crate::access::{Outcome, Table, TableClient};
use crate::expressions::{self, Expression, NOTHING_THERE};
use crate::table::PK;
use crate::values::{Item, corrupt, text, text_of};

/// The attribute that holds the entry.
const ENTRY: &str = "e";
/// What troubles with it name.
const WHAT: &str = "sandbox entry";

/// The sandbox's books.
#[derive(Debug, Clone)]
pub struct SandboxBooks {
    table: Table,
}

impl SandboxBooks {
    /// The books in this table.
    #[must_use]
    pub fn new(client: impl Into<TableClient>, table: String) -> Self {
        Self { table: Table::new(client, table) }
    }
}

#[async_trait]
impl Books for SandboxBooks {
    async fn open(&self, payment: PaymentId, entry: &str) -> Result<Option<String>, Trouble> {
        let mut item = key(payment);
        item.insert(ENTRY.to_owned(), text(entry));
        match self.table.put(item, &Expression::when(NOTHING_THERE)).await? {
            Outcome::Written(()) => Ok(None),
            Outcome::Refused(found) => entry_of(found.as_ref()).map(Some),
        }
    }

    async fn read(&self, payment: PaymentId) -> Result<Option<String>, Trouble> {
        let found = self.table.get(key(payment), Consistency::Strong).await?;
        found.map(|item| entry_of(Some(&item))).transpose()
    }

    async fn replace(&self, payment: PaymentId, from: &str, to: &str) -> Result<Option<String>, Trouble> {
        match self.table.update(key(payment), &expressions::replace_entry(from, to)).await? {
            Outcome::Written(_) => Ok(None),
            Outcome::Refused(found) => entry_of(found.as_ref()).map(Some),
        }
    }
}

fn key(payment: PaymentId) -> Item {
    Item::from([(PK.to_owned(), text(payment.to_string()))])
}

fn entry_of(item: Option<&Item>) -> Result<String, Trouble> {
    let entry = item.and_then(|item| text_of(item, ENTRY));
    entry.map(str::to_owned).ok_or_else(|| corrupt(WHAT, ENTRY))
}
