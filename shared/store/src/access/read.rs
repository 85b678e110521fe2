//! One item by its key.

use app::Trouble;
use app::ports::Consistency;

use super::Table;
use crate::trouble::trouble;
use crate::values::Item;

impl Table {
    /// The item at a key.
    pub(crate) async fn get(&self, key: Item, read: Consistency) -> Result<Option<Item>, Trouble> {
        let strong = read == Consistency::Strong;
        let sent = self.client.get_item().table_name(&self.name).set_key(Some(key)).consistent_read(strong).send();
        Box::pin(sent).await.map(|answer| answer.item).map_err(|error| trouble(&error))
    }
}
