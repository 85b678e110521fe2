//! Turning names into addresses, and the check that stands between the two and a
//! connection.
//!
//! Guaranteed: the client that connects is handed vetted addresses and no others, from
//! a single look-up, so that a name cannot answer one thing to the check and another to
//! the connection. Not guaranteed: that every address of a name is public; sending uses
//! those that are, registration asks for all.

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use async_trait::async_trait;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::target::Policy;

/// Finds the addresses of a name. A trait, so that tests can play a hostile name server.
#[async_trait]
pub(crate) trait Lookup: fmt::Debug + Send + Sync {
    /// All addresses of `name` now; an error or none when it has none.
    async fn addresses(&self, name: &str) -> io::Result<Vec<IpAddr>>;
}

/// Asks the operating system.
#[derive(Debug)]
pub(crate) struct SystemLookup;

#[async_trait]
impl Lookup for SystemLookup {
    async fn addresses(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        // The port plays no part; the URL's is put in its place later.
        let found = tokio::net::lookup_host((name, 0)).await?;
        Ok(found.map(|address| address.ip()).collect())
    }
}

/// Why a name gave no address to connect to. Found again in the client's error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoAddress {
    /// There are addresses, but none may be connected to.
    #[error("no public address")]
    NonePublic,
    /// There are none.
    #[error("name not resolved")]
    NotResolved,
}

/// The client's resolver: looks up, then lets through what the policy permits.
pub(crate) struct VettedResolver {
    pub(crate) lookup: Arc<dyn Lookup>,
    pub(crate) policy: Policy,
}

impl Resolve for VettedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (lookup, policy) = (Arc::clone(&self.lookup), self.policy);
        Box::pin(async move {
            let vetted = vetted_addresses(lookup.as_ref(), policy, name.as_str()).await?;
            let addresses: Addrs = Box::new(vetted.into_iter().map(|address| SocketAddr::new(address, 0)));
            Ok(addresses)
        })
    }
}

/// The addresses of `name` that `policy` permits; at least one.
async fn vetted_addresses(lookup: &dyn Lookup, policy: Policy, name: &str) -> Result<Vec<IpAddr>, NoAddress> {
    let found = lookup.addresses(name).await.map_err(|_| NoAddress::NotResolved)?;
    if found.is_empty() {
        return Err(NoAddress::NotResolved);
    }
    let vetted: Vec<IpAddr> = found.into_iter().filter(|ip| policy.permits(*ip)).collect();
    if vetted.is_empty() { Err(NoAddress::NonePublic) } else { Ok(vetted) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Names, addresses};

    const LIVE: Policy = Policy { livemode: true, allow_loopback: true };
    const TEST: Policy = Policy { livemode: false, allow_loopback: true };

    async fn vetted(policy: Policy, answer: &[&str]) -> Result<Vec<IpAddr>, NoAddress> {
        let names = Names::answering([addresses(answer)]);
        vetted_addresses(&names, policy, "shop.example").await
    }

    #[tokio::test]
    async fn of_mixed_addresses_only_the_public_ones_are_handed_over() {
        let mixed = ["10.0.0.1", "8.8.8.8", "127.0.0.1", "::ffff:1.1.1.1", "2606:4700::1", "::1"];
        let public = addresses(&["8.8.8.8", "2606:4700::1"]);
        assert_eq!(vetted(LIVE, &mixed).await.ok(), Some(public));
        let with_loopback = addresses(&["8.8.8.8", "127.0.0.1", "2606:4700::1", "::1"]);
        assert_eq!(vetted(TEST, &mixed).await.ok(), Some(with_loopback));
    }

    #[tokio::test]
    async fn a_name_without_a_public_address_is_refused() {
        assert_eq!(vetted(LIVE, &["127.0.0.1", "::1"]).await, Err(NoAddress::NonePublic));
        assert_eq!(vetted(TEST, &["0.0.0.0", "10.1.2.3"]).await, Err(NoAddress::NonePublic));
        assert_eq!(vetted(LIVE, &[]).await, Err(NoAddress::NotResolved));
    }

    #[tokio::test]
    async fn the_system_knows_localhost() -> io::Result<()> {
        let found = SystemLookup.addresses("localhost").await?;
        assert!(!found.is_empty() && found.iter().all(IpAddr::is_loopback));
        Ok(())
    }
}
