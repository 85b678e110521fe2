//! The shape of the two tables: names, keys, indexes. One description makes the local tables and
//! is compared with the template of the deployed ones.
//!
//! Guaranteed: nothing else in this workspace spells the name of a key or an index. An attribute
//! that is a key of an index must not be used for anything else, in any kind of item: the table
//! refuses an item whose `dt` is a text even if that item is in no index.

use app::Trouble;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::create_table::CreateTableError;
use aws_sdk_dynamodb::operation::create_table::builders::CreateTableFluentBuilder;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection, ProjectionType,
    ScalarAttributeType, StreamSpecification, StreamViewType, TimeToLiveSpecification,
};

use crate::trouble::{not_built, trouble};

/// The partition key.
pub const PK: &str = "pk";
/// The sort key.
pub const SK: &str = "sk";
/// The second, since 1970, after which the table may sweep an item away. Nothing reads it.
pub const TTL: &str = "ttl";
/// Sessions of an owner, newest first.
pub const LIST: Index = Index { name: "list", hash: text("lk"), range: text("ls") };
/// What time must do, oldest first.
pub const DUE: Index = Index { name: "due", hash: text("dk"), range: number("dt") };
/// Sessions of a customer, newest first.
pub const OWNER: Index = Index { name: "owner", hash: text("ok"), range: text("ls") };
/// Sessions of a reference, newest first.
pub const REFERENCE: Index = Index { name: "reference", hash: text("rk"), range: text("ls") };

/// What everything but the sandbox's books lies in.
pub const MAIN: Description = Description {
    hash: text(PK),
    range: Some(text(SK)),
    indexes: &[LIST, DUE, OWNER, REFERENCE],
    ttl: Some(TTL),
    stream: Some("NEW_AND_OLD_IMAGES"),
};
/// The sandbox's books.
pub const SANDBOX: Description = Description { hash: text(PK), range: None, indexes: &[], ttl: None, stream: None };

/// What a table looks like. Every table is paid per request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Description {
    /// The partition key.
    pub hash: Attribute,
    /// The sort key.
    pub range: Option<Attribute>,
    /// Its indexes; every one of them projects keys only.
    pub indexes: &'static [Index],
    /// The attribute that says when an item may be swept away.
    pub ttl: Option<&'static str>,
    /// What its stream shows.
    pub stream: Option<&'static str>,
}

/// An index that projects keys only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Index {
    /// Its name.
    pub name: &'static str,
    /// Its partition key.
    pub hash: Attribute,
    /// Its sort key.
    pub range: Attribute,
}

/// An attribute that is part of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Attribute {
    /// Its name.
    pub name: &'static str,
    /// `S` for a text, `N` for a number.
    pub kind: &'static str,
}

const fn text(name: &'static str) -> Attribute {
    Attribute { name, kind: "S" }
}

const fn number(name: &'static str) -> Attribute {
    Attribute { name, kind: "N" }
}

impl Description {
    /// Every attribute that is part of a key, each once, by name.
    #[must_use]
    pub fn attributes(&self) -> Vec<Attribute> {
        let keys = std::iter::once(self.hash).chain(self.range);
        let mut all: Vec<_> = keys.chain(self.indexes.iter().flat_map(|index| [index.hash, index.range])).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// Makes both tables unless they are there, for the local server and for tests.
///
/// # Errors
/// When the table's server cannot be reached or refuses them.
pub async fn create_tables(client: &Client, table: &str, sandbox_table: &str) -> Result<(), Trouble> {
    create_table(client, table, &MAIN).await?;
    create_table(client, sandbox_table, &SANDBOX).await
}

/// Makes one table unless it is there.
///
/// # Errors
/// When the table's server cannot be reached or refuses it.
pub async fn create_table(client: &Client, name: &str, description: &Description) -> Result<(), Trouble> {
    let sent = create_table_input(client, name, description)?.send();
    match Box::pin(sent).await {
        Ok(_) => {}
        Err(error) if matches!(error.as_service_error(), Some(CreateTableError::ResourceInUseException(_))) => {
            return Ok(());
        }
        Err(error) => return Err(trouble(&error)),
    }
    let Some(ttl) = description.ttl else { return Ok(()) };
    let broom = TimeToLiveSpecification::builder().attribute_name(ttl).enabled(true).build().map_err(not_built)?;
    let sent = client.update_time_to_live().table_name(name).time_to_live_specification(broom).send();
    Box::pin(sent).await.map(|_| ()).map_err(|error| trouble(&error))
}

/// The request that makes a table of this description.
///
/// # Errors
/// When the description is not one of a table.
pub fn create_table_input(
    client: &Client,
    name: &str,
    description: &Description,
) -> Result<CreateTableFluentBuilder, Trouble> {
    let mut request = client.create_table().table_name(name).billing_mode(BillingMode::PayPerRequest);
    for attribute in description.attributes() {
        let kind = ScalarAttributeType::from(attribute.kind);
        let built = AttributeDefinition::builder().attribute_name(attribute.name).attribute_type(kind).build();
        request = request.attribute_definitions(built.map_err(not_built)?);
    }
    for element in schema(description.hash, description.range)? {
        request = request.key_schema(element);
    }
    for index in description.indexes {
        let keys_only = Projection::builder().projection_type(ProjectionType::KeysOnly).build();
        let built = GlobalSecondaryIndex::builder()
            .index_name(index.name)
            .set_key_schema(Some(schema(index.hash, Some(index.range))?))
            .projection(keys_only)
            .build();
        request = request.global_secondary_indexes(built.map_err(not_built)?);
    }
    let Some(view) = description.stream else { return Ok(request) };
    let stream = StreamSpecification::builder().stream_enabled(true).stream_view_type(StreamViewType::from(view));
    Ok(request.stream_specification(stream.build().map_err(not_built)?))
}

fn schema(hash: Attribute, range: Option<Attribute>) -> Result<Vec<KeySchemaElement>, Trouble> {
    let element = |attribute: Attribute, kind: KeyType| {
        KeySchemaElement::builder().attribute_name(attribute.name).key_type(kind).build().map_err(not_built)
    };
    let range = range.map(|range| element(range, KeyType::Range)).transpose()?;
    Ok(std::iter::once(element(hash, KeyType::Hash)?).chain(range).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_attribute_is_declared_once_and_with_one_type() {
        let names: Vec<_> = MAIN.attributes().iter().map(|attribute| attribute.name).collect();
        assert_eq!(names, ["dk", "dt", "lk", "ls", "ok", "pk", "rk", "sk"]);
    }
}
