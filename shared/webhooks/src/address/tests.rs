//! Every range by its first and last address and by its neighbours on both sides.

use std::net::AddrParseError;

use super::{is_public, why_not_public};

/// First and last address of a range, and the public neighbours on either side; a
/// dash where the neighbour is missing or belongs to another range.
const RANGES: &[(&str, &str, &str, &str)] = &[
    ("-", "0.0.0.0", "0.255.255.255", "1.0.0.0"),
    ("9.255.255.255", "10.0.0.0", "10.255.255.255", "11.0.0.0"),
    ("100.63.255.255", "100.64.0.0", "100.127.255.255", "100.128.0.0"),
    ("126.255.255.255", "127.0.0.0", "127.255.255.255", "128.0.0.0"),
    ("169.253.255.255", "169.254.0.0", "169.254.255.255", "169.255.0.0"),
    ("172.15.255.255", "172.16.0.0", "172.31.255.255", "172.32.0.0"),
    ("191.255.255.255", "192.0.0.0", "192.0.0.255", "192.0.1.0"),
    ("192.0.1.255", "192.0.2.0", "192.0.2.255", "192.0.3.0"),
    ("192.88.98.255", "192.88.99.0", "192.88.99.255", "192.88.100.0"),
    ("192.167.255.255", "192.168.0.0", "192.168.255.255", "192.169.0.0"),
    ("198.17.255.255", "198.18.0.0", "198.19.255.255", "198.20.0.0"),
    ("198.51.99.255", "198.51.100.0", "198.51.100.255", "198.51.101.0"),
    ("203.0.112.255", "203.0.113.0", "203.0.113.255", "203.0.114.0"),
    ("223.255.255.255", "224.0.0.0", "239.255.255.255", "-"),
    ("-", "240.0.0.0", "255.255.255.255", "-"),
    ("-", "::", "::ffff:ffff", "::1:0:0"),
    ("::fffe:ffff:ffff", "::ffff:0:0", "::ffff:ffff:ffff", "::1:0:0:0"),
    ("::fffe:ffff:ffff:ffff", "::ffff:0:0:0", "::ffff:0:ffff:ffff", "::ffff:1:0:0"),
    ("64:ff9a:ffff:ffff:ffff:ffff:ffff:ffff", "64:ff9b::", "64:ff9b::ffff:ffff", "64:ff9b::1:0:0"),
    ("64:ff9b:0:ffff:ffff:ffff:ffff:ffff", "64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff", "64:ff9b:2::"),
    ("ff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "100::", "100::ffff:ffff:ffff:ffff", "-"),
    ("-", "100:0:0:1::", "100:0:0:1:ffff:ffff:ffff:ffff", "100:0:0:2::"),
    ("2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", "2001:200::"),
    ("-", "2001::", "2001:0:ffff:ffff:ffff:ffff:ffff:ffff", "-"),
    ("-", "2001:2::", "2001:2:0:ffff:ffff:ffff:ffff:ffff", "-"),
    ("-", "2001:10::", "2001:1f:ffff:ffff:ffff:ffff:ffff:ffff", "-"),
    ("2001:db7:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db9::"),
    ("2001:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2003::"),
    ("3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff", "3fff:1000::"),
    ("5eff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "5f00::", "5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "5f01::"),
    ("fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fe00::"),
    ("fe7f:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "-"),
    ("-", "fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "-"),
    ("-", "ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "-"),
];

#[test]
fn ranges_end_exactly_where_they_should() -> Result<(), AddrParseError> {
    for (before, first, last, after) in RANGES {
        for inside in [first, last] {
            assert!(!is_public(inside.parse()?), "{inside}");
        }
        for outside in [before, after].into_iter().filter(|text| **text != "-") {
            assert!(is_public(outside.parse()?), "{outside}");
        }
    }
    Ok(())
}

#[test]
fn an_address_inside_an_address_is_refused_whatever_it_holds() -> Result<(), AddrParseError> {
    let wrapped = [
        "::8.8.8.8",
        "::127.0.0.1",
        "::ffff:8.8.8.8",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "::ffff:0:8.8.8.8",
        "64:ff9b::8.8.8.8",
        "64:ff9b::169.254.169.254",
        "64:ff9b:1::8.8.8.8",
        "2002:808:808::1",
        "2002:a9fe:a9fe::",
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
    ];
    for text in wrapped {
        assert!(!is_public(text.parse()?), "{text}");
    }
    Ok(())
}

#[test]
fn well_known_hosts_get_the_expected_verdict() -> Result<(), AddrParseError> {
    let public = ["1.1.1.1", "8.8.8.8", "80.9.12.3", "2001:4860:4860::8888", "2606:4700:4700::1111"];
    for text in public {
        assert!(is_public(text.parse()?), "{text}");
    }
    // The metadata services of the large clouds, the last by its IPv6 address.
    let metadata = ["169.254.169.254", "169.254.170.2", "100.100.100.200", "fd00:ec2::254"];
    for text in metadata {
        assert!(!is_public(text.parse()?), "{text}");
    }
    Ok(())
}

#[test]
fn a_refusal_says_why() -> Result<(), AddrParseError> {
    let verdicts = [
        ("127.0.0.1", Some("loopback")),
        ("255.255.255.255", Some("broadcast: every host of this network")),
        ("::1", Some("loopback")),
        ("2001::1", Some("Teredo: carries an IPv4 address")),
        ("8.8.8.8", None),
    ];
    for (text, why) in verdicts {
        assert_eq!(why_not_public(text.parse()?), why, "{text}");
    }
    Ok(())
}
