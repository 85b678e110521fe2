//! What all clients of AWS share: region, credentials, and one HTTP client with its connections.
//!
//! The SDK would give each service a client of its own, and each would read all certificates of the
//! system, which takes longer than everything else before the first request together; see decision
//! 0023.

use aws_config::{BehaviorVersion, SdkConfig};
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_http_client::{Builder, HttpClientError};

use crate::config::Trust;

/// The roots that certificates of AWS descend from, as <https://www.amazontrust.com/repository/>
/// has them and asks to be trusted, all five of them.
const AMAZON_ROOTS: &str = include_str!("amazon-roots.pem");

/// Reads what the environment says and makes what is shared. Nothing is called yet.
///
/// # Errors
/// When there is no way to check whom one talks to.
pub(crate) async fn load(trust: Trust) -> Result<SdkConfig, HttpClientError> {
    let http = Builder::new().tls_provider(Provider::rustls(CryptoMode::AwsLc)).tls_context(context(trust)?);
    Ok(aws_config::defaults(BehaviorVersion::latest()).http_client(http.build_https()).load().await)
}

fn context(trust: Trust) -> Result<TlsContext, HttpClientError> {
    let roots = match trust {
        Trust::Amazon => TrustStore::empty().with_pem_certificate(AMAZON_ROOTS),
        Trust::System => TrustStore::default(),
    };
    TlsContext::builder().with_trust_store(roots).build()
}
