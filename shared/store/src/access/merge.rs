//! One order out of many partitions: each is read in its own order, a stretch at a time, and the
//! best of all heads comes next.
//!
//! Guaranteed: what comes out is in order over all partitions, each row once, and an empty answer
//! means that there is no more.

use std::collections::VecDeque;

use app::Trouble;
use aws_sdk_dynamodb::types::AttributeValue;
use futures::future::try_join_all;

use super::Table;
use crate::table::{Attribute, Index};
use crate::trouble::trouble;
use crate::values::Item;

/// What to read: the same stretch of several partitions.
#[derive(Debug, Clone)]
pub(crate) struct Range {
    pub(crate) index: Option<&'static str>,
    pub(crate) hash: &'static str,
    pub(crate) sort: &'static str,
    pub(crate) low: AttributeValue,
    pub(crate) high: AttributeValue,
    pub(crate) newest_first: bool,
    pub(crate) batch: usize,
}

impl Range {
    /// A stretch of an index.
    pub(crate) const fn of(index: Index, low: AttributeValue, high: AttributeValue) -> Self {
        let (Attribute { name: hash, .. }, Attribute { name: sort, .. }) = (index.hash, index.range);
        Self { index: Some(index.name), hash, sort, low, high, newest_first: false, batch: 1 }
    }
}

/// One partition, and how far it has been read.
#[derive(Debug)]
struct Lane {
    partition: String,
    rows: VecDeque<(String, Item)>,
    start: Option<Item>,
    done: bool,
}

/// The rows of several partitions in one order.
#[derive(Debug)]
pub(crate) struct Merge<'a> {
    table: &'a Table,
    range: Range,
    lanes: Vec<Lane>,
}

impl<'a> Merge<'a> {
    /// Nothing is read yet.
    pub(crate) fn new(table: &'a Table, range: Range, partitions: impl IntoIterator<Item = String>) -> Self {
        let lane = |partition| Lane { partition, rows: VecDeque::new(), start: None, done: false };
        Self { table, range, lanes: partitions.into_iter().map(lane).collect() }
    }

    /// The next rows, as many as there are up to `count`.
    pub(crate) async fn next(&mut self, count: usize) -> Result<Vec<Item>, Trouble> {
        let mut rows = Vec::new();
        while rows.len() < count {
            self.fill().await?;
            let Some(row) = self.best().and_then(|lane| lane.rows.pop_front()) else { break };
            rows.push(row.1);
        }
        Ok(rows)
    }

    /// Reads on in every partition whose head is not known.
    async fn fill(&mut self) -> Result<(), Trouble> {
        let (table, range) = (self.table, &self.range);
        loop {
            let wanting = self.lanes.iter_mut().filter(|lane| lane.rows.is_empty() && !lane.done);
            let reads: Vec<_> = wanting.map(|lane| Box::pin(lane.read(table, range))).collect();
            if reads.is_empty() {
                return Ok(());
            }
            try_join_all(reads).await?;
        }
    }

    fn best(&mut self) -> Option<&mut Lane> {
        let newest_first = self.range.newest_first;
        let heads = self.lanes.iter_mut().filter(|lane| !lane.rows.is_empty());
        heads.reduce(|best, lane| {
            let (a, b) = (best.rows.front().map(|row| &row.0), lane.rows.front().map(|row| &row.0));
            if (newest_first && b > a) || (!newest_first && b < a) { lane } else { best }
        })
    }
}

impl Lane {
    async fn read(&mut self, table: &Table, range: &Range) -> Result<(), Trouble> {
        let sent = table
            .client
            .query()
            .table_name(&table.name)
            .set_index_name(range.index.map(str::to_owned))
            .key_condition_expression(format!("{} = :hash AND {} BETWEEN :low AND :high", range.hash, range.sort))
            .expression_attribute_values(":hash", AttributeValue::S(self.partition.clone()))
            .expression_attribute_values(":low", range.low.clone())
            .expression_attribute_values(":high", range.high.clone())
            .scan_index_forward(!range.newest_first)
            .limit(i32::try_from(range.batch.max(1)).unwrap_or(i32::MAX))
            .set_exclusive_start_key(self.start.take())
            .send();
        let answer = Box::pin(sent).await.map_err(|error| trouble(&error))?;
        let ranked = |row: Item| (rank(row.get(range.sort)), row);
        self.rows = answer.items.unwrap_or_default().into_iter().map(ranked).collect();
        self.start = answer.last_evaluated_key;
        self.done = self.start.is_none();
        Ok(())
    }
}

/// A sort key as text that sorts like it.
fn rank(key: Option<&AttributeValue>) -> String {
    match key {
        Some(AttributeValue::S(text)) => text.clone(),
        Some(AttributeValue::N(number)) => format!("{number:0>20}"),
        _ => String::new(),
    }
}
