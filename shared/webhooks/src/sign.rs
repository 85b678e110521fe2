//! Standard Webhooks signatures: HMAC-SHA256 over `id.timestamp.body`.
//!
//! Guaranteed: one well-formed `v1` entry per secret, in the order given, because
//! some verifiers fail on a malformed entry that stands before the good one.
//! Not guaranteed: that a secret is strong; whoever makes it draws it at random.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// What every revealed secret starts with, so that scanners recognise a leaked one.
const PREFIX: &str = "whsec_";
/// The shortest secret that Standard Webhooks allows.
const SECRET_BYTES_MIN: usize = 24;
/// The longest secret that Standard Webhooks allows, which is one block of SHA-256:
/// a key of at most a block needs no hashing first, so that signing cannot fail.
const SECRET_BYTES_MAX: usize = 64;

/// A signing secret of an endpoint. Printing it for debugging shows nothing.
#[derive(Clone)]
pub struct Secret(Vec<u8>);

/// The text is no secret as [`Secret::reveal`] writes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a webhook secret")]
pub struct NotASecret;

impl Secret {
    /// A secret of 32 bytes, drawn by the caller.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes.to_vec())
    }

    /// Reads a secret back from what [`Secret::reveal`] wrote.
    ///
    /// # Errors
    /// When the prefix or the base64 is wrong, or it is not 24 to 64 bytes long.
    pub fn from_revealed(text: &str) -> Result<Self, NotASecret> {
        let encoded = text.strip_prefix(PREFIX).ok_or(NotASecret)?;
        let bytes = STANDARD.decode(encoded).map_err(|_| NotASecret)?;
        if !(SECRET_BYTES_MIN..=SECRET_BYTES_MAX).contains(&bytes.len()) {
            return Err(NotASecret);
        }
        Ok(Self(bytes))
    }

    /// The form a merchant is shown once: `whsec_` and base64.
    #[must_use]
    pub fn reveal(&self) -> String {
        format!("{PREFIX}{}", STANDARD.encode(&self.0))
    }

    /// The key as HMAC defines it: filled up to one block with zeros.
    fn block(&self) -> [u8; SECRET_BYTES_MAX] {
        let mut block = [0; SECRET_BYTES_MAX];
        for (slot, byte) in block.iter_mut().zip(&self.0) {
            *slot = *byte;
        }
        block
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// The value of the `webhook-signature` header: `v1,<base64>` for each secret.
///
/// Give the secrets newest first. Without a secret the value is empty, which no
/// verifier accepts. `timestamp` is the attempt's, in seconds.
#[must_use]
pub fn sign(secrets: &[Secret], id: &str, timestamp: i64, body: &str) -> String {
    let entries: Vec<String> = secrets.iter().map(|secret| entry(secret, id, timestamp, body)).collect();
    entries.join(" ")
}

fn entry(secret: &Secret, id: &str, timestamp: i64, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new(&secret.block().into());
    mac.update(format!("{id}.{timestamp}.").as_bytes());
    mac.update(body.as_bytes());
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests;
