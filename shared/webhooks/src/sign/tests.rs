//! Checked against the published vector and the official verifier.

use std::error::Error;

use http::{HeaderMap, HeaderValue};
use standardwebhooks::Webhook;

use super::{NotASecret, Secret, sign};
use crate::testing::now;

type Outcome = Result<(), Box<dyn Error>>;

const ID: &str = "evt_2KWPBgLlAfxdpx2AI54pPJ85f4W";
const BODY: &str = r#"{"type":"payment.succeeded","note":"Zoë paid ¥500 for 寿司 🍣"}"#;

fn accepts(holder: &Secret, id: &str, timestamp: i64, signature: &str, body: &[u8]) -> bool {
    let headers = || -> Result<HeaderMap, Box<dyn Error>> {
        let mut headers = HeaderMap::new();
        headers.insert("webhook-id", HeaderValue::from_str(id)?);
        headers.insert("webhook-timestamp", HeaderValue::from(timestamp));
        headers.insert("webhook-signature", HeaderValue::from_str(signature)?);
        Ok(headers)
    };
    let (Ok(headers), Ok(verifier)) = (headers(), Webhook::new(&holder.reveal())) else {
        return false;
    };
    verifier.verify(body, &headers).is_ok()
}

#[test]
fn gives_the_published_vector() -> Outcome {
    let secret = Secret::from_revealed("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")?;
    let signature = sign(&[secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, r#"{"test": 2432232314}"#);
    assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    Ok(())
}

#[test]
fn the_official_verifier_accepts_unicode() {
    let secret = Secret::from_bytes([7; 32]);
    let at = now();
    let signature = sign(std::slice::from_ref(&secret), ID, at, BODY);
    assert!(accepts(&secret, ID, at, &signature, BODY.as_bytes()));
}

#[test]
fn while_rotating_either_secret_alone_verifies() {
    let (new, old, other) = (Secret::from_bytes([1; 32]), Secret::from_bytes([2; 32]), Secret::from_bytes([3; 32]));
    let at = now();
    let signature = sign(&[new.clone(), old.clone()], ID, at, BODY);
    assert!(accepts(&new, ID, at, &signature, BODY.as_bytes()));
    assert!(accepts(&old, ID, at, &signature, BODY.as_bytes()));
    assert!(!accepts(&other, ID, at, &signature, BODY.as_bytes()));
    let newest = sign(&[new], ID, at, BODY);
    assert_eq!(signature.split(' ').next(), Some(newest.as_str()), "newest first");
    assert_eq!(signature.split(' ').count(), 2);
}

#[test]
fn any_single_changed_bit_is_refused() {
    let secret = Secret::from_bytes([9; 32]);
    let at = now();
    let signature = sign(std::slice::from_ref(&secret), ID, at, BODY);
    for position in 0..BODY.len() {
        for bit in 0..8 {
            let changed = flipped(BODY, position, bit);
            assert!(!accepts(&secret, ID, at, &signature, &changed), "body {position}.{bit}");
        }
    }
    for position in 0..ID.len() {
        // The lowest bit keeps the identifier printable, as a header must be.
        let changed = String::from_utf8_lossy(&flipped(ID, position, 0)).into_owned();
        assert!(!accepts(&secret, &changed, at, &signature, BODY.as_bytes()), "id {position}");
    }
    // The low bits only: a larger change would be refused for its age, not its signature.
    for bit in 0..7 {
        let changed = at ^ (1 << bit);
        assert!(!accepts(&secret, ID, changed, &signature, BODY.as_bytes()), "timestamp {bit}");
    }
}

fn flipped(text: &str, position: usize, bit: u8) -> Vec<u8> {
    let flip = |(at, byte): (usize, u8)| if at == position { byte ^ (1 << bit) } else { byte };
    text.bytes().enumerate().map(flip).collect()
}

#[test]
fn a_secret_reads_back_and_never_prints() -> Outcome {
    let secret = Secret::from_bytes([0xAB; 32]);
    let revealed = secret.reveal();
    assert!(revealed.starts_with("whsec_"));
    assert_eq!(Secret::from_revealed(&revealed)?.reveal(), revealed);
    assert_eq!(format!("{secret:?}"), "Secret(..)");
    Ok(())
}

#[test]
fn what_is_no_secret_is_refused() {
    let short = format!("whsec_{}", "A".repeat(28));
    let long = format!("whsec_{}", "A".repeat(88));
    for text in ["", "whsec_", "whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_***", &short, &long] {
        assert_eq!(Secret::from_revealed(text).err(), Some(NotASecret), "{text}");
    }
}

#[test]
fn the_longest_secret_verifies_too() -> Outcome {
    let secret = Secret::from_revealed(&format!("whsec_{}==", "A".repeat(86)))?;
    let at = now();
    let signature = sign(std::slice::from_ref(&secret), ID, at, BODY);
    assert!(accepts(&secret, ID, at, &signature, BODY.as_bytes()));
    Ok(())
}

#[test]
fn without_a_secret_there_is_no_entry() {
    assert_eq!(sign(&[], ID, 1, BODY), "");
}
