//! The environment, read once and whole: every missing variable is named in one error.

use app::Grant;

/// What a function is told by its deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The table.
    pub table: String,
    /// The sandbox's own table.
    pub sandbox_table: String,
    /// Over how many partitions lists and due entries are spread.
    pub shards: u8,
    /// What every secret is derived from, for the functions that derive any.
    pub root_secret: Option<RootSecret>,
    /// The queue of webhooks, for the functions that fill it.
    pub webhook_queue_url: Option<String>,
    /// The queue of follow-ups, for the function that fills it.
    pub follow_up_queue_url: Option<String>,
    /// The event bus, if there is one.
    pub bus: Option<String>,
    /// The stack whose measurements these are; without one nobody collects any.
    pub stack: Option<String>,
    /// Where the service is reached, if not where requests come in.
    pub public_url: Option<String>,
    /// Where the pages on error codes are.
    pub errors_url: String,
    /// Whether test mode may send webhooks to loopback.
    pub allow_loopback: bool,
    /// The region of its services, if the environment names one, as it does on Lambda.
    pub region: Option<String>,
    /// Whose certificates the services of AWS are believed by.
    pub trust: Trust,
    /// Whether the environment holds the credentials, as it does on Lambda.
    pub credentials_given: bool,
}

/// Whose certificates the services of AWS are believed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// Amazon's own roots, which are in the program.
    Amazon,
    /// Everything that the system trusts, which takes time to read.
    System,
}

impl Trust {
    /// How the regions begin whose services may have certificates from elsewhere: China, and what is
    /// kept apart for governments and for European sovereignty.
    const ELSEWHERE: [&str; 5] = ["cn-", "eu-iso", "eusc-", "us-gov-", "us-iso"];

    /// Amazon's roots, unless the region is one apart or the deployment names certificates itself.
    fn from(read: impl Fn(&str) -> Option<String>) -> Self {
        let named = ["SSL_CERT_FILE", "SSL_CERT_DIR"].iter().any(|name| read(name).is_some());
        let region = read("AWS_REGION").unwrap_or_default();
        let elsewhere = Self::ELSEWHERE.iter().any(|beginning| region.starts_with(beginning));
        if named || elsewhere { Self::System } else { Self::Amazon }
    }
}

/// Where the root secret is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RootSecret {
    /// In Secrets Manager, under this ARN.
    Stored(String),
    /// Here. Only for a developer's machine: whoever may read a function's configuration would
    /// read it.
    Given(Secret),
}

/// The fewest characters of a root secret.
pub const ROOT_SECRET_MIN: usize = 32;

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

/// How much is logged, if the deployment says so. It is wanted before everything else.
pub(crate) fn log_filter() -> Option<String> {
    read("RUST_LOG")
}

#[expect(clippy::disallowed_methods, reason = "the one place where the environment is read")]
fn read(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

impl Config {
    /// Reads the process's environment, for a function with these grants.
    ///
    /// # Errors
    /// Everything that is missing or cannot be so.
    pub fn from_env(grants: &[Grant]) -> Result<Self, Incomplete> {
        Self::from(read, grants)
    }

    /// Reads an environment, for a function with these grants.
    ///
    /// # Errors
    /// Everything that is missing or cannot be so.
    pub fn from(read: impl Fn(&str) -> Option<String>, grants: &[Grant]) -> Result<Self, Incomplete> {
        let mut wrong = Vec::new();
        let mut needed = |name: &str| {
            let value = read(name);
            if value.is_none() {
                wrong.push(format!("{name} is missing"));
            }
            value.unwrap_or_default()
        };
        let (table, sandbox_table) = (needed("TABLE_NAME"), needed("SANDBOX_TABLE_NAME"));
        // Whoever derives nothing does not even look.
        let root_secret = match grants.contains(&Grant::RootSecret) {
            true => root_secret(read("ROOT_SECRET_ARN"), read("ROOT_SECRET")).map_err(|why| wrong.push(why)).ok(),
            false => None,
        };
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
            root_secret,
            webhook_queue_url: read("WEBHOOK_QUEUE_URL"),
            follow_up_queue_url: read("FOLLOW_UP_QUEUE_URL"),
            bus: read("BUS_NAME"),
            stack: read("STACK_NAME"),
            public_url: read("PUBLIC_URL").map(|url| url.trim_end_matches('/').to_owned()),
            errors_url: read("ERRORS_URL").unwrap_or_else(|| ERRORS_URL.to_owned()),
            allow_loopback: read("ALLOW_LOOPBACK_WEBHOOKS").is_some_and(|value| value == "true"),
            credentials_given: ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"].iter().all(|name| read(name).is_some()),
            region: read("AWS_REGION"),
            trust: Trust::from(read),
        })
    }
}

fn root_secret(arn: Option<String>, given: Option<String>) -> Result<RootSecret, String> {
    match (arn, given) {
        (Some(arn), None) => Ok(RootSecret::Stored(arn)),
        (None, Some(secret)) if secret.chars().count() < ROOT_SECRET_MIN => {
            Err(format!("ROOT_SECRET has fewer than {ROOT_SECRET_MIN} characters"))
        }
        (None, Some(secret)) => Ok(RootSecret::Given(Secret(secret))),
        (None, None) => Err("ROOT_SECRET_ARN is missing, or on a developer's machine ROOT_SECRET".to_owned()),
        (Some(_), Some(_)) => Err("ROOT_SECRET_ARN and ROOT_SECRET are both given; one has to go".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GRANTS: &[Grant] = &[Grant::RootSecret];

    fn with<'a>(more: &'a [(&'a str, &'a str)]) -> impl Fn(&str) -> Option<String> + 'a {
        let tables = [("TABLE_NAME", "t"), ("SANDBOX_TABLE_NAME", "s")];
        move |name| {
            let found = tables.iter().chain(more).find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        }
    }

    #[test]
    fn everything_that_is_missing_is_named_at_once() {
        let env = |name: &str| (name == "SHARDS").then(|| "0".to_owned());
        let Incomplete(wrong) = Config::from(env, GRANTS).unwrap_err();
        assert_eq!(wrong.len(), 4, "{wrong:?}");
    }

    #[test]
    fn a_whole_environment_is_read_and_does_not_print_its_secret() {
        let secret = "a secret of at least thirty-two characters";
        let more = [("ROOT_SECRET", secret), ("PUBLIC_URL", "https://pay.example/")];
        let config = Config::from(with(&more), GRANTS).unwrap();
        assert_eq!((config.shards, config.public_url.as_deref()), (4, Some("https://pay.example")));
        assert_eq!(config.root_secret, Some(RootSecret::Given(Secret(secret.to_owned()))));
        assert_eq!(config.region, None);
        assert!(!format!("{config:?}").contains("thirty-two"));
    }

    #[test]
    fn the_root_secret_comes_from_one_place_and_only_to_whoever_needs_it() {
        let (arn, given) = (("ROOT_SECRET_ARN", "arn:aws:x"), ("ROOT_SECRET", "x of thirty-two characters or more"));
        let stored = Config::from(with(&[arn]), GRANTS).unwrap();
        assert_eq!(stored.root_secret, Some(RootSecret::Stored("arn:aws:x".to_owned())));
        for (env, says) in [
            (&[][..], "ROOT_SECRET_ARN is missing"),
            (&[arn, given][..], "both given"),
            (&[("ROOT_SECRET", "short")][..], "fewer than 32"),
        ] {
            let refused = Config::from(with(env), GRANTS).unwrap_err().to_string();
            assert!(refused.contains(says) && refused.contains("ROOT_SECRET"), "{refused}");
            assert!(!refused.contains("short") && !refused.contains(given.1), "{refused}");
        }
        for env in [&[][..], &[arn, given][..]] {
            assert_eq!(Config::from(with(env), &[Grant::TableGet]).unwrap().root_secret, None);
        }
    }

    #[test]
    fn regions_apart_and_deployments_that_name_certificates_trust_the_system() {
        let trust = |name: &'static str, value: &'static str| {
            Trust::from(move |asked: &str| (asked == name).then(|| value.to_owned()))
        };
        for region in ["eu-west-1", "us-east-1", "eu-south-2", "ap-southeast-7", ""] {
            assert_eq!(trust("AWS_REGION", region), Trust::Amazon, "{region}");
        }
        for region in ["cn-north-1", "us-gov-west-1", "us-isob-east-1", "eu-isoe-west-1", "eusc-de-east-1"] {
            assert_eq!(trust("AWS_REGION", region), Trust::System, "{region}");
        }
        assert_eq!(trust("SSL_CERT_FILE", "/etc/ssl/ours.pem"), Trust::System);
        assert_eq!(trust("SSL_CERT_DIR", "/etc/ssl/ours"), Trust::System);
    }
}
