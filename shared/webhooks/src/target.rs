//! Which URLs webhooks may go to.
//!
//! Guaranteed: what passes is http or https without user information or fragment, on a
//! port webhooks may use, and its host, when it is an address in whatever spelling, is
//! one the policy permits. Names are judged by their addresses: at registration as far
//! as they resolve, and again by every connection.
//! Not guaranteed: that anybody listens there.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use url::{Host, Url};

use crate::address::is_public;
use crate::resolve::{Lookup, SystemLookup};

/// The longest URL, in bytes: what the common servers still read in a request line.
pub const URL_BYTES_MAX: usize = 2_048;

/// The longest a registration waits for a name. A slow name server is treated like one
/// that does not answer, because the name is judged again at every connection.
const REGISTRATION_LOOKUP_MAX: Duration = Duration::from_secs(3);

/// Which mode a URL is for, and whether test mode may reach this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Live mode: https only, port 80 closed, loopback never.
    pub livemode: bool,
    /// Whether test mode may reach loopback; live mode takes no notice.
    pub allow_loopback: bool,
}

impl Policy {
    /// Whether a connection to this address is allowed.
    #[must_use]
    pub fn permits(self, ip: IpAddr) -> bool {
        is_public(ip) || (self.reaches_loopback() && ip.is_loopback())
    }

    const fn reaches_loopback(self) -> bool {
        self.allow_loopback && !self.livemode
    }

    const fn permits_port(self, port: u16) -> bool {
        // The well-known ports belong to services that must not be spoken to by mistake.
        matches!(port, 443 | 1_024..) || (port == 80 && !self.livemode)
    }
}

/// A URL that passed. Only the vetting functions make one.
#[derive(Clone, PartialEq, Eq)]
pub struct Target {
    url: Url,
}

impl Target {
    /// The URL in its normal form: lower-case host, punycode, addresses as usual, no dot
    /// behind the name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.url.as_str()
    }

    /// The host: a name, or an address (in brackets for IPv6).
    #[must_use]
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// The name to resolve; `None` when the host is an address.
    fn name(&self) -> Option<&str> {
        self.url.domain()
    }

    pub(crate) fn into_url(self) -> Url {
        self.url
    }
}

impl fmt::Debug for Target {
    /// Shows the host alone, because paths and queries of webhook URLs hold secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Target").field(&self.host()).finish()
    }
}

/// Why a URL is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum UrlRefusal {
    /// It does not read as a URL with a host.
    #[error("not a URL")]
    NotAUrl,
    /// The scheme is not https (or, in test mode, http).
    #[error("scheme not allowed")]
    SchemeNotAllowed,
    /// It carries a user name or password.
    #[error("user information not allowed")]
    UserInfo,
    /// The port is not 443 or 1024 to 65535 (or, in test mode, 80).
    #[error("port not allowed")]
    PortNotAllowed,
    /// The host is, or resolves to, an address that is not public.
    #[error("address not public")]
    AddressNotPublic,
    /// It is longer than 2,048 bytes.
    #[error("too long")]
    TooLong,
    /// It carries a fragment, which would never be sent.
    #[error("fragment not allowed")]
    Fragment,
}

impl UrlRefusal {
    /// A short word that never changes, for the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotAUrl => "not_a_url",
            Self::SchemeNotAllowed => "scheme_not_allowed",
            Self::UserInfo => "user_info",
            Self::PortNotAllowed => "port_not_allowed",
            Self::AddressNotPublic => "address_not_public",
            Self::TooLong => "too_long",
            Self::Fragment => "fragment",
        }
    }
}

/// Judges a URL by what it says, without resolving a name.
///
/// # Errors
/// The first rule it breaks.
pub fn vet_url(url: &str, policy: Policy) -> Result<Target, UrlRefusal> {
    if url.len() > URL_BYTES_MAX {
        return Err(UrlRefusal::TooLong);
    }
    // The parser would quietly drop some of these, and what was shown would not be what
    // is called.
    if url.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err(UrlRefusal::NotAUrl);
    }
    let mut parsed = Url::parse(url).map_err(|_| UrlRefusal::NotAUrl)?;
    match parsed.scheme() {
        "https" => {}
        "http" if !policy.livemode => {}
        _ => return Err(UrlRefusal::SchemeNotAllowed),
    }
    if has_user_info(url) {
        return Err(UrlRefusal::UserInfo);
    }
    if parsed.fragment().is_some() {
        return Err(UrlRefusal::Fragment);
    }
    if !parsed.port_or_known_default().is_some_and(|port| policy.permits_port(port)) {
        return Err(UrlRefusal::PortNotAllowed);
    }
    drop_final_dot(&mut parsed)?;
    vet_host(&parsed, policy)?;
    Ok(Target { url: parsed })
}

/// As [`vet_url`], and resolves a name: every one of its addresses must be permitted.
///
/// A name that does not resolve is accepted, because it is judged at connection anyway.
///
/// # Errors
/// The first rule it breaks.
pub async fn vet_registration(url: &str, policy: Policy) -> Result<Target, UrlRefusal> {
    vet_registration_with(&SystemLookup, REGISTRATION_LOOKUP_MAX, url, policy).await
}

pub(crate) async fn vet_registration_with(
    lookup: &dyn Lookup,
    lookup_max: Duration,
    url: &str,
    policy: Policy,
) -> Result<Target, UrlRefusal> {
    let target = vet_url(url, policy)?;
    if let Some(name) = target.name() {
        let looking = lookup.addresses(name);
        let found = match tokio::time::timeout(lookup_max, looking).await {
            Ok(Ok(found)) => found,
            Ok(Err(_)) | Err(_) => Vec::new(),
        };
        if !found.iter().all(|ip| policy.permits(*ip)) {
            return Err(UrlRefusal::AddressNotPublic);
        }
    }
    Ok(target)
}

/// Looks at the text, because the parser forgets an empty user name (`https://@host`).
fn has_user_info(url: &str) -> bool {
    let after_scheme = url.split_once(':').map_or("", |(_, rest)| rest);
    let authority = after_scheme.trim_start_matches(['/', '\\']);
    authority.split(['/', '\\', '?', '#']).next().is_some_and(|part| part.contains('@'))
}

/// `shop.example.` is `shop.example`: with the dot, certificates would not match it and
/// `localhost.` would pass for a name.
fn drop_final_dot(url: &mut Url) -> Result<(), UrlRefusal> {
    let Some(name) = url.domain() else {
        return Ok(());
    };
    let bare = name.strip_suffix('.').unwrap_or(name).to_owned();
    if bare.split('.').any(str::is_empty) {
        return Err(UrlRefusal::NotAUrl);
    }
    url.set_host(Some(&bare)).map_err(|_| UrlRefusal::NotAUrl)
}

fn vet_host(url: &Url, policy: Policy) -> Result<(), UrlRefusal> {
    let permitted = match url.host() {
        Some(Host::Ipv4(ip)) => policy.permits(ip.into()),
        Some(Host::Ipv6(ip)) => policy.permits(ip.into()),
        // These names mean this machine wherever they are asked (RFC 6761).
        Some(Host::Domain(name)) if is_localhost(name) => policy.permits(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        Some(Host::Domain(_)) => true,
        None => return Err(UrlRefusal::NotAUrl),
    };
    if permitted { Ok(()) } else { Err(UrlRefusal::AddressNotPublic) }
}

fn is_localhost(name: &str) -> bool {
    name == "localhost" || name.ends_with(".localhost")
}

#[cfg(test)]
mod tests;
