//! What all clients of AWS share: region, credentials, and one HTTP client with its connections.
//!
//! The SDK would give each service a client of its own, and each would read all certificates of the
//! system, which takes longer than everything else before the first request together; see decision
//! 0023.

use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_config::{BehaviorVersion, SdkConfig};
use aws_sdk_dynamodb::config::{HttpClient, RuntimeComponents, SharedHttpClient};
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_http_client::{Builder, HttpClientError};
use aws_smithy_runtime_api::client::http::{HttpConnectorSettings, SharedHttpConnector};

use crate::config::Trust;

/// The roots that certificates of AWS descend from, as <https://www.amazontrust.com/repository/>
/// has them and asks to be trusted, all five of them.
const AMAZON_ROOTS: &str = include_str!("amazon-roots.pem");

/// Reads what the environment says and makes what is shared. Nothing is called yet.
///
/// # Errors
/// When there is no way to check whom one talks to.
pub(crate) async fn load(trust: Trust, credentials_given: bool) -> Result<SdkConfig, HttpClientError> {
    let http = Builder::new().tls_provider(Provider::rustls(CryptoMode::AwsLc)).tls_context(context(trust)?);
    let loader = aws_config::defaults(BehaviorVersion::latest()).http_client(OnDemand(http.build_https()));
    // What Lambda puts there holds for the life of the process. The chain of places where credentials
    // may be makes a client of STS before it looks at the first.
    let loader = match credentials_given {
        true => loader.credentials_provider(EnvironmentVariableCredentialsProvider::new()),
        false => loader,
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
