//! Many items by their keys, read or written. What the table leaves over is sent again at once,
//! a few times; then it is asking for patience.

use std::collections::HashMap;

use app::Trouble;
use aws_sdk_dynamodb::types::{KeysAndAttributes, PutRequest, WriteRequest};
use futures::future::try_join_all;

use super::{BATCH_TRIES, Table};
use crate::keys::Key;
use crate::trouble::{not_built, throttled, trouble};
use crate::values::Item;

/// The most keys that one read may name.
const READ_MAX: usize = 100;
/// The most items that one write may hold.
const WRITE_MAX: usize = 25;

impl Table {
    /// The items at these keys, in no order; those that are not there are left out. No key may be
    /// named twice.
    pub(crate) async fn batch_get(&self, keys: Vec<Key>) -> Result<Vec<Item>, Trouble> {
        let keys: Vec<Item> = keys.into_iter().map(Key::item).collect();
        let chunks = keys.chunks(READ_MAX).map(|chunk| Box::pin(self.read_chunk(chunk.to_vec())));
        Ok(try_join_all(chunks).await?.into_iter().flatten().collect())
    }

    async fn read_chunk(&self, mut keys: Vec<Item>) -> Result<Vec<Item>, Trouble> {
        let mut found = Vec::with_capacity(keys.len());
        for _ in 0..BATCH_TRIES {
            let wanted = KeysAndAttributes::builder().set_keys(Some(keys)).build().map_err(not_built)?;
            let sent = self.client.batch_get_item().request_items(&self.name, wanted).send();
            let answer = Box::pin(sent).await.map_err(|error| trouble(&error))?;
            found.extend(answer.responses.unwrap_or_default().into_values().flatten());
            keys = answer.unprocessed_keys.unwrap_or_default().into_values().flat_map(|left| left.keys).collect();
            if keys.is_empty() {
                return Ok(found);
            }
        }
        Err(throttled())
    }

    /// Writes these items over whatever is there. No key may be named twice.
    pub(crate) async fn batch_put(&self, items: Vec<Item>) -> Result<(), Trouble> {
        for chunk in items.chunks(WRITE_MAX) {
            Box::pin(self.write_chunk(chunk.to_vec())).await?;
        }
        Ok(())
    }

    async fn write_chunk(&self, items: Vec<Item>) -> Result<(), Trouble> {
        let mut writes = items.into_iter().map(write_of).collect::<Result<Vec<_>, _>>()?;
        for _ in 0..BATCH_TRIES {
            let request = HashMap::from([(self.name.clone(), writes)]);
            let sent = self.client.batch_write_item().set_request_items(Some(request)).send();
            let answer = Box::pin(sent).await.map_err(|error| trouble(&error))?;
            writes = answer.unprocessed_items.unwrap_or_default().into_values().flatten().collect();
            if writes.is_empty() {
                return Ok(());
            }
        }
        Err(throttled())
    }
}

fn write_of(item: Item) -> Result<WriteRequest, Trouble> {
    let put = PutRequest::builder().set_item(Some(item)).build().map_err(not_built)?;
    Ok(WriteRequest::builder().put_request(put).build())
}
