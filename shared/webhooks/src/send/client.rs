//! The HTTP client of one mode, built when it is first wanted.

use std::fmt;
use std::sync::{Arc, OnceLock};

use reqwest::header::HeaderValue;
use reqwest::{Client, redirect, retry};

use super::Limits;
use crate::attempt::Failure;
use crate::resolve::{Lookup, VettedResolver};
use crate::target::Policy;

/// A client, or what it will be built from.
pub(super) struct LazyClient {
    policy: Policy,
    user_agent: HeaderValue,
    limits: Limits,
    lookup: Arc<dyn Lookup>,
    built: OnceLock<Client>,
}

impl fmt::Debug for LazyClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let built = self.built.get().is_some();
        f.debug_struct("LazyClient").field("policy", &self.policy).field("built", &built).finish_non_exhaustive()
    }
}

impl LazyClient {
    pub(super) const fn new(policy: Policy, user_agent: HeaderValue, limits: Limits, lookup: Arc<dyn Lookup>) -> Self {
        Self { policy, user_agent, limits, lookup, built: OnceLock::new() }
    }

    /// The client. Of two who build it at once the first one's is kept.
    pub(super) fn get(&self) -> Result<&Client, Failure> {
        if let Some(client) = self.built.get() {
            return Ok(client);
        }
        // The system has no certificates to check others by; it may when it is tried again.
        let client = self.build().map_err(|_| Failure::TlsFailed)?;
        Ok(self.built.get_or_init(|| client))
    }

    fn build(&self) -> reqwest::Result<Client> {
        let Self { policy, limits, .. } = *self;
        Client::builder()
            .user_agent(self.user_agent.clone())
            .dns_resolver(VettedResolver { lookup: Arc::clone(&self.lookup), policy })
            // A redirect leads to a URL that nobody vetted, and is a failure by the standard.
            .redirect(redirect::Policy::none())
            // A proxy would resolve the name anew, behind the check.
            .no_proxy()
            // Attempts are counted and planned by the caller.
            .retry(retry::never())
            // A kept connection would skip the check, and is dead after a Lambda's sleep.
            .pool_max_idle_per_host(0)
            .https_only(policy.livemode)
            .http1_only()
            .referer(false)
            .connect_timeout(limits.connect)
            .timeout(limits.total)
            .build()
    }
}
