//! What all clients of AWS share: region, credentials, and one HTTP client with its connections.
//!
//! The SDK would give each service a client of its own, and each would read all certificates of the
//! system, which takes longer than everything else before the first request together; see decision
//! 0023.

use app::Grant;
use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_dynamodb::config::{HttpClient, RuntimeComponents, SharedHttpClient};
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_http_client::{Builder, HttpClientError};
use aws_smithy_runtime_api::client::http::{HttpConnectorSettings, SharedHttpConnector};

use crate::config::{Config, Trust};

/// The roots that certificates of AWS descend from, as <https://www.amazontrust.com/repository/>
/// has them and asks to be trusted, all five of them.
const AMAZON_ROOTS: &str = include_str!("amazon-roots.pem");

/// Reads what the environment says and makes what is shared. Nothing is called yet, and for a function that may
/// call nothing, nothing is made.
///
/// # Errors
/// When there is no way to check whom one talks to.
pub(crate) async fn load(config: &Config, grants: &[Grant]) -> Result<SdkConfig, HttpClientError> {
    if grants.is_empty() {
        return Ok(SdkConfig::builder().behavior_version(BehaviorVersion::latest()).build());
    }
    let http = Builder::new().tls_provider(Provider::rustls(CryptoMode::AwsLc)).tls_context(context(config.trust)?);
    let loader = aws_config::defaults(BehaviorVersion::latest()).http_client(OnDemand(http.build_https()));
    // What Lambda puts there holds for the life of the process. The chain of places where credentials
    // may be makes a client of STS before it looks at the first.
    let loader = match config.credentials_given {
        true => loader.credentials_provider(EnvironmentVariableCredentialsProvider::new()),
        false => loader,
    };
    // The chain of places where the region may be gets ready to ask an instance for its own.
    let loader = match &config.region {
        Some(region) => loader.region(Region::new(region.clone())),
        None => loader,
    };
    Ok(loader.load().await)
}

/// An HTTP client that makes its connector when it is first used. Unwrapped it would make one more,
/// to throw it away, whenever a client of a service is made: a trial that the services share, and
/// that a function which calls none of them can do without.
#[derive(Debug)]
struct OnDemand(SharedHttpClient);

impl HttpClient for OnDemand {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        self.0.http_connector(settings, components)
    }
}

fn context(trust: Trust) -> Result<TlsContext, HttpClientError> {
    let roots = match trust {
        Trust::Amazon => TrustStore::empty().with_pem_certificate(AMAZON_ROOTS),
        Trust::System => TrustStore::default(),
    };
    TlsContext::builder().with_trust_store(roots).build()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config() -> Config {
        let env = [("TABLE_NAME", "t"), ("SANDBOX_TABLE_NAME", "s"), ("AWS_REGION", "eu-west-1")];
        let read = |name: &str| env.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        Config::from(read, &[]).unwrap()
    }

    #[tokio::test]
    async fn a_function_that_may_call_nothing_is_given_nothing_to_call_with() {
        let sdk = load(&config(), &[]).await.unwrap();
        assert!(sdk.http_client().is_none() && sdk.credentials_provider().is_none());
    }

    #[tokio::test]
    async fn any_other_has_the_region_of_its_environment_and_one_client_for_all_services() {
        let sdk = load(&config(), &[Grant::TableGet]).await.unwrap();
        assert_eq!(sdk.region().map(Region::as_ref), Some("eu-west-1"));
        assert!(sdk.http_client().is_some());
    }
}
