//! The rules one by one, and the tricks that try to get around them.

use std::time::Duration;

use super::{Policy, Target, URL_BYTES_MAX, UrlRefusal, vet_registration, vet_registration_with, vet_url};
use crate::testing::{Names, addresses};

const LIVE: Policy = Policy { livemode: true, allow_loopback: false };
const LIVE_LOOPBACK: Policy = Policy { livemode: true, allow_loopback: true };
const TEST: Policy = Policy { livemode: false, allow_loopback: false };
const TEST_LOOPBACK: Policy = Policy { livemode: false, allow_loopback: true };

/// Plenty for a scripted name server, and short where one never answers.
const WAIT: Duration = Duration::from_millis(50);

/// Checks `url` against one policy; `Ok` is the normal form, `Err` the refusal.
fn check(url: &str, policy: Policy, expected: Result<&str, UrlRefusal>) {
    let got = vet_url(url, policy);
    assert_eq!(got.as_ref().map(Target::as_str).map_err(|refusal| *refusal), expected, "{url:?} {policy:?}");
}

#[test]
fn schemes_follow_the_mode() {
    check("https://shop.example/hook", LIVE, Ok("https://shop.example/hook"));
    check("http://shop.example/hook", LIVE, Err(UrlRefusal::SchemeNotAllowed));
    check("http://shop.example/hook", TEST, Ok("http://shop.example/hook"));
    check("HTTPS://Shop.Example", LIVE, Ok("https://shop.example/"));
    for url in ["ftp://shop.example/", "file:///etc/passwd", "mailto:a@shop.example", "data:,x"] {
        check(url, TEST, Err(UrlRefusal::SchemeNotAllowed));
    }
}

#[test]
fn what_is_no_url_is_refused() {
    let texts = ["", "shop.example", "https://", "https:///", "//shop.example/", "https://a b/"];
    let hidden = ["https://shop.exa\tmple/", " https://shop.example/", "https://shop.example/\n"];
    let hosts = ["https://a..b/", "https://./", "https://127.0.0.1../", "https://[::1", "https://%/"];
    for url in texts.into_iter().chain(hidden).chain(hosts) {
        check(url, TEST_LOOPBACK, Err(UrlRefusal::NotAUrl));
    }
}

#[test]
fn user_information_is_refused_in_any_form() {
    let urls = [
        "https://user@shop.example/",
        "https://user:word@shop.example/",
        "https://:word@shop.example/",
        "https://@shop.example/",
        "https:user@shop.example/",
        "https:\\\\user@shop.example/",
    ];
    for url in urls {
        check(url, LIVE, Err(UrlRefusal::UserInfo));
    }
    check("https://shop.example/@x?y=@z", LIVE, Ok("https://shop.example/@x?y=@z"));
    check("https://shop.example\\@127.0.0.1/", LIVE, Ok("https://shop.example/@127.0.0.1/"));
}

#[test]
fn ports_follow_the_mode() {
    for port in [443, 1_024, 8_443, 65_535] {
        assert!(vet_url(&format!("https://shop.example:{port}/"), LIVE).is_ok(), "{port}");
        assert!(vet_url(&format!("http://shop.example:{port}/"), TEST).is_ok(), "{port}");
    }
    for port in [0, 1, 22, 25, 79, 81, 442, 444, 1_023] {
        let url = format!("https://shop.example:{port}/");
        check(&url, LIVE, Err(UrlRefusal::PortNotAllowed));
        check(&url, TEST, Err(UrlRefusal::PortNotAllowed));
    }
    check("https://shop.example:80/", LIVE, Err(UrlRefusal::PortNotAllowed));
    check("http://shop.example:80/", TEST, Ok("http://shop.example/"));
    check("https://shop.example:65536/", LIVE, Err(UrlRefusal::NotAUrl));
}

#[test]
fn fragments_and_long_urls_are_refused() {
    check("https://shop.example/#", LIVE, Err(UrlRefusal::Fragment));
    check("https://shop.example/#part", LIVE, Err(UrlRefusal::Fragment));
    let prefix = "https://shop.example/";
    let longest = format!("{prefix}{}", "a".repeat(URL_BYTES_MAX - prefix.len()));
    check(&longest, LIVE, Ok(&longest));
    check(&format!("{longest}a"), LIVE, Err(UrlRefusal::TooLong));
}

#[test]
fn private_addresses_are_refused_in_any_spelling() {
    let hosts = [
        "10.0.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "2852039166",
        "0xa9fea9fe",
        "0xa9.0xfe.0xa9.0xfe",
        "0251.0376.0251.0376",
        "169.254.43518",
        "10.1",
        "0",
        "0.0.0.0",
        "10.0.0.1.",
        "１０.0.0.1",
        "10。0。0。1",
        "%31%30.0.0.1",
        "[::]",
        "[fe80::1]",
        "[fd00:ec2::254]",
        "[::ffff:10.0.0.1]",
        "[::ffff:8.8.8.8]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::8.8.8.8]",
        "[2002:7f00:1::]",
    ];
    for host in hosts {
        for policy in [LIVE, LIVE_LOOPBACK, TEST, TEST_LOOPBACK] {
            check(&format!("https://{host}/"), policy, Err(UrlRefusal::AddressNotPublic));
        }
    }
    check("https://0x08.8.0x8.010/", LIVE, Ok("https://8.8.8.8/"));
    check("https://[2606:4700:4700:0::1111]/", LIVE, Ok("https://[2606:4700:4700::1111]/"));
}

#[test]
fn loopback_is_for_test_mode_when_allowed() {
    let hosts = [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "017700000001",
        "127.255.255.254",
        "127.0.0.1.",
        "[::1]",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "shop.localhost",
        "ⓛocalhost",
    ];
    for host in hosts {
        let url = format!("https://{host}:8443/");
        for policy in [LIVE, LIVE_LOOPBACK, TEST] {
            check(&url, policy, Err(UrlRefusal::AddressNotPublic));
        }
        assert!(vet_url(&url, TEST_LOOPBACK).is_ok(), "{host}");
    }
    assert!(vet_url("https://notlocalhost/", LIVE).is_ok());
    assert!(vet_url("https://localhost.example/", LIVE).is_ok());
}

#[test]
fn names_are_brought_to_their_normal_form() {
    check("https://bücher.example/ü", LIVE, Ok("https://xn--bcher-kva.example/%C3%BC"));
    check("https://xn--bcher-kva.example/", LIVE, Ok("https://xn--bcher-kva.example/"));
    check("https://shop.example./hook", LIVE, Ok("https://shop.example/hook"));
}

#[test]
fn debugging_shows_no_path() {
    let target = vet_url("https://shop.example/secret?token=1", LIVE);
    assert_eq!(format!("{target:?}"), r#"Ok(Target("shop.example"))"#);
}

async fn register(url: &str, policy: Policy, answer: &[&str]) -> Result<String, UrlRefusal> {
    let names = Names::answering([addresses(answer)]);
    let target = vet_registration_with(&names, WAIT, url, policy).await?;
    Ok(target.as_str().to_owned())
}

#[tokio::test]
async fn one_private_address_refuses_a_name() {
    let url = "https://shop.example/";
    let accepted = Ok(url.to_owned());
    let refused = Err(UrlRefusal::AddressNotPublic);
    assert_eq!(register(url, LIVE, &["8.8.8.8", "2606:4700::1"]).await, accepted);
    assert_eq!(register(url, LIVE, &["10.0.0.1"]).await, refused);
    assert_eq!(register(url, LIVE, &["8.8.8.8", "10.0.0.1"]).await, refused);
    assert_eq!(register(url, LIVE, &["8.8.8.8", "::ffff:8.8.8.8"]).await, refused);
    assert_eq!(register(url, LIVE_LOOPBACK, &["127.0.0.1"]).await, refused);
    assert_eq!(register(url, TEST, &["127.0.0.1"]).await, refused);
    assert_eq!(register(url, TEST_LOOPBACK, &["127.0.0.1", "::1"]).await, accepted);
}

#[tokio::test]
async fn a_name_that_does_not_resolve_is_accepted() {
    let url = "https://not-yet.example/";
    assert_eq!(register(url, LIVE, &[]).await, Ok(url.to_owned()));
    let unreachable = Names::failing();
    assert!(vet_registration_with(&unreachable, WAIT, url, LIVE).await.is_ok());
}

#[tokio::test]
async fn a_name_server_that_never_answers_does_not_hold_a_registration() {
    let (names, url) = (Names::silent(), "https://slow.example/");
    assert!(vet_registration_with(&names, WAIT, url, LIVE).await.is_ok());
}

#[tokio::test]
async fn addresses_and_refused_urls_are_not_looked_up() {
    let names = Names::failing();
    for url in ["https://8.8.8.8/", "https://[2606:4700::1]/", "ftp://shop.example/"] {
        let _verdict = vet_registration_with(&names, WAIT, url, LIVE).await;
    }
    assert_eq!(names.asked(), 0);
}

#[tokio::test]
async fn the_system_resolver_is_the_default() {
    let url = "http://localhost:8080/";
    assert!(vet_registration(url, TEST_LOOPBACK).await.is_ok());
    assert_eq!(vet_registration(url, TEST).await, Err(UrlRefusal::AddressNotPublic));
}
