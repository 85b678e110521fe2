//! The embedded table behind TLS, as the real one is.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, PKCS_RSA_SHA256, RsaKeySize};
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::stopwatch;

/// What a function trusts in a deployment.
const AMAZON_ROOTS: &str = include_str!("../../../../shared/boot/src/amazon-roots.pem");

/// A door with TLS before the table.
#[derive(Debug)]
pub struct TlsTable {
    pub url: String,
    /// What a function trusts in a deployment, and the one that vouches for this table.
    pub trusted: PathBuf,
    reached: Arc<Mutex<Option<Instant>>>,
    _folder: TempDir,
}

impl TlsTable {
    /// Opens the door before the table at this address.
    pub async fn open(table: &str) -> Self {
        let (config, authority) = certificates();
        let folder = tempfile::tempdir().expect("a folder");
        let trusted = folder.path().join("trusted.pem");
        std::fs::write(&trusted, format!("{AMAZON_ROOTS}{authority}")).expect("written");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("https://localhost:{}", listener.local_addr().expect("an address").port());
        let table = table.trim_start_matches("http://").to_owned();
        let reached = Arc::default();
        tokio::spawn(serve(listener, TlsAcceptor::from(Arc::new(config)), table, Arc::clone(&reached)));
        Self { url, trusted, reached, _folder: folder }
    }

    /// When somebody first connected, since it was last forgotten.
    pub fn first_reached(&self) -> Option<Instant> {
        *self.reached.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets it.
    pub fn forget(&self) {
        *self.reached.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// RSA with 2,048 bits and one certificate above the server's own, as AWS has them.
fn certificates() -> (ServerConfig, String) {
    let key = || KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).expect("a key");
    let (above, own) = (key(), key());
    let mut authority = CertificateParams::new(vec![]).expect("parameters");
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let root = authority.self_signed(&above).expect("a certificate");
    let issuer = Issuer::new(authority, above);
    let server = CertificateParams::new(vec!["localhost".to_owned()]).expect("parameters");
    let server = server.signed_by(&own, &issuer).expect("a certificate");
    let chain = vec![CertificateDer::from(server.der().to_vec())];
    let key = PrivateKeyDer::try_from(own.serialize_der()).expect("a key");
    let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .expect("a server");
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    // A process that starts has no earlier session to go on with.
    config.send_tls13_tickets = 0;
    (config, root.pem())
}

async fn serve(listener: TcpListener, acceptor: TlsAcceptor, table: String, reached: Arc<Mutex<Option<Instant>>>) {
    while let Ok((client, _)) = listener.accept().await {
        reached.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(stopwatch::now);
        let (acceptor, table) = (acceptor.clone(), table.clone());
        tokio::spawn(async move {
            let (Ok(()), Ok(mut server)) = (client.set_nodelay(true), TcpStream::connect(table).await) else { return };
            if server.set_nodelay(true).is_err() {
                return;
            }
            if let Ok(mut client) = acceptor.accept(client).await {
                // It ends when either side does, which is when the function is stopped.
                let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
            }
        });
    }
}
