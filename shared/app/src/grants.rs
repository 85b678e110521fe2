//! What a function may touch, named in its own file and compared with `template.yaml`.

/// One permission: an action on one resource of the stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Grant {
    /// Read one item of the table.
    TableGet,
    /// Read several items of the table by key.
    TableBatchGet,
    /// Write one item of the table, whole.
    TablePut,
    /// Change one item of the table in place.
    TableUpdate,
    /// Remove one item of the table.
    TableDelete,
    /// Make a transaction depend on an item of the table.
    TableCheck,
    /// Read a partition of the table.
    TableQuery,
    /// Write several items of the table.
    TableBatchWrite,
    /// Read the index of lists.
    ListQuery,
    /// Read the index of what is due.
    DueQuery,
    /// Read the index of customers' objects.
    OwnerQuery,
    /// Read the index of references.
    ReferenceQuery,
    /// Read the sandbox's books.
    SandboxGet,
    /// Open an entry in the sandbox's books.
    SandboxPut,
    /// Change an entry in the sandbox's books.
    SandboxUpdate,
    /// Put webhooks on their queue.
    WebhooksSend,
    /// Put follow-ups of attempts on their queue.
    FollowUpsSend,
    /// Put events on the bus.
    BusPut,
    /// Read what every secret is derived from. Whoever has it may derive any of them.
    RootSecret,
}

impl Grant {
    /// The IAM action.
    #[must_use]
    pub const fn action(self) -> &'static str {
        match self {
            Self::TableGet | Self::SandboxGet => "dynamodb:GetItem",
            Self::TableBatchGet => "dynamodb:BatchGetItem",
            Self::TablePut | Self::SandboxPut => "dynamodb:PutItem",
            Self::TableUpdate | Self::SandboxUpdate => "dynamodb:UpdateItem",
            Self::TableDelete => "dynamodb:DeleteItem",
            Self::TableCheck => "dynamodb:ConditionCheckItem",
            Self::TableBatchWrite => "dynamodb:BatchWriteItem",
            Self::TableQuery | Self::ListQuery | Self::DueQuery | Self::OwnerQuery | Self::ReferenceQuery => {
                "dynamodb:Query"
            }
            Self::WebhooksSend | Self::FollowUpsSend => "sqs:SendMessage",
            Self::BusPut => "events:PutEvents",
            Self::RootSecret => "secretsmanager:GetSecretValue",
        }
    }

    /// The resource of the template, and the part of it, that the action is allowed on.
    #[must_use]
    pub const fn resource(self) -> &'static str {
        match self {
            Self::TableGet
            | Self::TableBatchGet
            | Self::TablePut
            | Self::TableUpdate
            | Self::TableDelete
            | Self::TableCheck
            | Self::TableQuery
            | Self::TableBatchWrite => "Table",
            Self::ListQuery => "Table/index/list",
            Self::DueQuery => "Table/index/due",
            Self::OwnerQuery => "Table/index/owner",
            Self::ReferenceQuery => "Table/index/reference",
            Self::SandboxGet | Self::SandboxPut | Self::SandboxUpdate => "SandboxTable",
            Self::WebhooksSend => "WebhookQueue",
            Self::FollowUpsSend => "FollowUpQueue",
            Self::BusPut => "Bus",
            Self::RootSecret => "RootSecret",
        }
    }
}
