//! Which addresses are public: all but those set aside for something else.
//!
//! Guaranteed: an address that could reach this machine, its network, its cloud's
//! metadata service or a group of hosts is not public; neither is one that carries an
//! IPv4 address inside, whatever it holds, for a gateway may unwrap it after the check.
//! Not guaranteed: that a public address is not one of our own.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{Ipv4Net, Ipv6Net};

const fn v4(a: u8, b: u8, c: u8, d: u8, prefix: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), prefix)
}

/// An IPv6 network by its first five groups; no range below says more than that
/// except the mapped one, which stands apart.
const fn v6(groups: [u16; 5], prefix: u8) -> Ipv6Net {
    let [a, b, c, d, e] = groups;
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, d, e, 0, 0, 0), prefix)
}

const MAPPED: Ipv6Net = Ipv6Net::new_assert(Ipv6Addr::new(0, 0, 0, 0, 0, 0xffff, 0, 0), 96);

/// The IPv4 ranges that are not public, each with its reason.
const NOT_PUBLIC_V4: [(Ipv4Net, &str); 16] = [
    (v4(0, 0, 0, 0, 8), "this network: 0.0.0.0 reaches this machine"),
    (v4(10, 0, 0, 0, 8), "private network"),
    (v4(100, 64, 0, 0, 10), "shared behind a carrier's address translation"),
    (v4(127, 0, 0, 0, 8), "loopback"),
    (v4(169, 254, 0, 0, 16), "link-local: a cloud's metadata and credentials"),
    (v4(172, 16, 0, 0, 12), "private network"),
    (v4(192, 0, 0, 0, 24), "protocol assignments: DS-Lite and NAT64 discovery"),
    (v4(192, 0, 2, 0, 24), "documentation (TEST-NET-1)"),
    (v4(192, 88, 99, 0, 24), "6to4 relays: they unwrap to another address"),
    (v4(192, 168, 0, 0, 16), "private network"),
    (v4(198, 18, 0, 0, 15), "benchmarks between networks"),
    (v4(198, 51, 100, 0, 24), "documentation (TEST-NET-2)"),
    (v4(203, 0, 113, 0, 24), "documentation (TEST-NET-3)"),
    (v4(224, 0, 0, 0, 4), "multicast: no single host"),
    (v4(255, 255, 255, 255, 32), "broadcast: every host of this network"),
    (v4(240, 0, 0, 0, 4), "reserved for the future"),
];

/// The IPv6 ranges that are not public, each with its reason.
const NOT_PUBLIC_V6: [(Ipv6Net, &str); 21] = [
    (v6([0, 0, 0, 0, 0], 128), "unspecified: reaches this machine"),
    (Ipv6Net::new_assert(Ipv6Addr::LOCALHOST, 128), "loopback"),
    (v6([0, 0, 0, 0, 0], 96), "IPv4-compatible: carries an IPv4 address"),
    (MAPPED, "IPv4-mapped: carries an IPv4 address"),
    (v6([0, 0, 0, 0, 0xffff], 96), "IPv4-translated: carries an IPv4 address"),
    (v6([0x64, 0xff9b, 0, 0, 0], 96), "NAT64: carries an IPv4 address"),
    (v6([0x64, 0xff9b, 1, 0, 0], 48), "local NAT64: carries an IPv4 address"),
    (v6([0x100, 0, 0, 0, 0], 64), "discarded on arrival"),
    (v6([0x100, 0, 0, 1, 0], 64), "a placeholder that is never routed"),
    (v6([0x2001, 0, 0, 0, 0], 32), "Teredo: carries an IPv4 address"),
    (v6([0x2001, 2, 0, 0, 0], 48), "benchmarks"),
    (v6([0x2001, 0x10, 0, 0, 0], 28), "ORCHID: names of keys, not addresses"),
    (v6([0x2001, 0, 0, 0, 0], 23), "protocol assignments"),
    (v6([0x2001, 0xdb8, 0, 0, 0], 32), "documentation"),
    (v6([0x2002, 0, 0, 0, 0], 16), "6to4: carries an IPv4 address"),
    (v6([0x3fff, 0, 0, 0, 0], 20), "documentation"),
    (v6([0x5f00, 0, 0, 0, 0], 16), "segment routing inside one network"),
    (v6([0xfc00, 0, 0, 0, 0], 7), "private network"),
    (v6([0xfe80, 0, 0, 0, 0], 10), "link-local"),
    (v6([0xfec0, 0, 0, 0, 0], 10), "site-local, the old private network"),
    (v6([0xff00, 0, 0, 0, 0], 8), "multicast: no single host"),
];

/// Whether webhooks may go to this address.
#[must_use]
pub fn is_public(ip: IpAddr) -> bool {
    why_not_public(ip).is_none()
}

/// What the address is set aside for, or `None` for a public one.
#[must_use]
pub fn why_not_public(ip: IpAddr) -> Option<&'static str> {
    match ip {
        IpAddr::V4(ip) => NOT_PUBLIC_V4.iter().find(|(net, _)| net.contains(&ip)).map(|(_, why)| *why),
        IpAddr::V6(ip) => NOT_PUBLIC_V6.iter().find(|(net, _)| net.contains(&ip)).map(|(_, why)| *why),
    }
}

#[cfg(test)]
mod tests;
