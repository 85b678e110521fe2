//! The environment, read once and whole: every missing variable is named in one error.

/// What a function is told by its deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The table.
    pub table: String,
    /// The sandbox's own table.
    pub sandbox_table: String,
    /// Over how many partitions lists and due entries are spread.
    pub shards: u8,
    /// What every secret is derived from. It does not print.
    pub root_secret: Secret,
    /// The queue of webhooks, for the functions that fill it.
    pub webhook_queue_url: Option<String>,
    /// The queue of follow-ups, for the function that fills it.
    pub follow_up_queue_url: Option<String>,
    /// The event bus, if there is one.
    pub bus: Option<String>,
    /// Where the service is reached, if not where requests come in.
    pub public_url: Option<String>,
    /// Where the pages on error codes are.
    pub errors_url: String,
    /// Whether test mode may send webhooks to loopback.
    pub allow_loopback: bool,
}

/// A text that does not print.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The text.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// Where the pages on error codes are, unless the deployment says otherwise.
pub const ERRORS_URL: &str = "https://github.com/payment-sessions/payment-sessions/blob/main/docs/errors.md";

/// What is wrong with the environment: all of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the environment is not complete: {}", .0.join("; "))]
pub struct Incomplete(Vec<String>);

impl Config {
    /// Reads the process's environment.
    ///
    /// # Errors
    /// Everything that is missing or cannot be so.
    pub fn from_env() -> Result<Self, Incomplete> {
        #[expect(clippy::disallowed_methods, reason = "the one place where the environment is read")]
        let read = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        Self::from(read)
    }

    /// Reads an environment.
    ///
    /// # Errors
    /// Everything that is missing or cannot be so.
    pub fn from(read: impl Fn(&str) -> Option<String>) -> Result<Self, Incomplete> {
        let mut wrong = Vec::new();
        let mut needed = |name: &str| {
            let value = read(name);
            if value.is_none() {
                wrong.push(format!("{name} is missing"));
            }
            value.unwrap_or_default()
        };
        let (table, sandbox_table, root) = (needed("TABLE_NAME"), needed("SANDBOX_TABLE_NAME"), needed("ROOT_SECRET"));
        if !root.is_empty() && root.chars().count() < 32 {
            wrong.push("ROOT_SECRET has fewer than 32 characters".to_owned());
        }
        let shards = read("SHARDS").map_or(Ok(4), |text| text.parse::<u8>());
        if !shards.as_ref().is_ok_and(|shards| (1..=64).contains(shards)) {
            wrong.push("SHARDS is not a number from 1 to 64".to_owned());
        }
        if !wrong.is_empty() {
            return Err(Incomplete(wrong));
        }
        Ok(Self {
            table,
            sandbox_table,
            shards: shards.unwrap_or(4),
            root_secret: Secret(root),
            webhook_queue_url: read("WEBHOOK_QUEUE_URL"),
            follow_up_queue_url: read("FOLLOW_UP_QUEUE_URL"),
            bus: read("BUS_NAME"),
            public_url: read("PUBLIC_URL").map(|url| url.trim_end_matches('/').to_owned()),
            errors_url: read("ERRORS_URL").unwrap_or_else(|| ERRORS_URL.to_owned()),
            allow_loopback: read("ALLOW_LOOPBACK_WEBHOOKS").is_some_and(|value| value == "true"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_missing_is_named_at_once() {
        let env = |name: &str| (name == "SHARDS").then(|| "0".to_owned());
        let Incomplete(wrong) = Config::from(env).unwrap_err();
        assert_eq!(wrong.len(), 4, "{wrong:?}");
    }

    #[test]
    fn a_whole_environment_is_read_and_does_not_print_its_secret() {
        let env = |name: &str| match name {
            "TABLE_NAME" => Some("t".to_owned()),
            "SANDBOX_TABLE_NAME" => Some("s".to_owned()),
            "ROOT_SECRET" => Some("a secret of at least thirty-two characters".to_owned()),
            "PUBLIC_URL" => Some("https://pay.example/".to_owned()),
            _ => None,
        };
        let config = Config::from(env).unwrap();
        assert_eq!((config.shards, config.public_url.as_deref()), (4, Some("https://pay.example")));
        assert!(!format!("{config:?}").contains("thirty-two"));
    }
}
