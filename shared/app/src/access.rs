//! Who is calling: keys, and what they stand for.
//!
//! A key is `sk_` or `pk_`, `test_` or `live_`, 30 base62 characters and a check sum of six, so
//! that a mistyped key is refused without a read. A known key is remembered for a minute; a
//! revoked one may work for so long.

use std::collections::HashMap;
use std::sync::Mutex;

use domain::Timestamp;
use domain::ids::{ApiKeyId, RequestId};
use domain::merchant::{Merchant, Owner};
use jiff::SignedDuration;
use sha2::{Digest as _, Sha256};

use crate::ports::{ApiKey, Cause, KeyKind, Randomness};
use crate::{Deps, Trouble};

/// How many characters of chance a key has.
const CHANCE: usize = 30;
/// How many characters the check sum has.
const SUM: usize = 6;
/// How long a key is remembered.
const REMEMBERED: SignedDuration = SignedDuration::from_secs(60);
/// How many keys are remembered; beyond that all are forgotten, which costs a read each.
const REMEMBERED_MAX: usize = 1_000;

/// Whoever holds a known key.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The merchant, as its page shows it.
    pub merchant: Merchant,
    /// Of which world.
    pub livemode: bool,
    /// What the key allows.
    pub kind: KeyKind,
}

impl Caller {
    /// Whose objects the caller may see.
    #[must_use]
    pub const fn owner(&self) -> Owner {
        Owner { merchant: self.merchant.id, livemode: self.livemode }
    }
}

/// What a request says of itself.
#[derive(Debug, Clone)]
pub struct RequestMeta {
    /// Its id.
    pub id: RequestId,
    /// Its idempotency key, in its one spelling.
    pub idempotency_key: Option<String>,
}

impl RequestMeta {
    /// The cause of a write that this request asks for.
    #[must_use]
    pub fn cause(&self, randomness: &dyn Randomness) -> Cause {
        Cause {
            operation: randomness.operation(),
            request: Some(self.id),
            idempotency_key: self.idempotency_key.clone(),
        }
    }
}

/// The cause of a write that time or a processor asks for.
#[must_use]
pub fn nobody(randomness: &dyn Randomness) -> Cause {
    Cause { operation: randomness.operation(), request: None, idempotency_key: None }
}

/// Remembers keys for a minute.
#[derive(Debug, Default)]
pub struct KeyCache(Mutex<HashMap<ApiKeyId, (Timestamp, ApiKey, Merchant)>>);

impl KeyCache {
    fn fresh(&self, id: ApiKeyId, now: Timestamp) -> Option<(ApiKey, Merchant)> {
        let known = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let (since, key, merchant) = known.get(&id)?;
        (now.duration_since(*since).abs() < REMEMBERED).then(|| (*key, merchant.clone()))
    }

    fn remember(&self, id: ApiKeyId, now: Timestamp, key: ApiKey, merchant: Merchant) {
        let mut known = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if known.len() >= REMEMBERED_MAX {
            known.clear();
        }
        known.insert(id, (now, key, merchant));
    }
}

/// Finds out who holds a key; `None` when nobody does.
///
/// # Errors
/// When the table cannot be read.
pub async fn caller(deps: &Deps, key: &str) -> Result<Option<Caller>, Trouble> {
    let Some((kind, livemode)) = parse(key) else { return Ok(None) };
    let id = deps.keyring.api_key(key);
    let now = deps.clock.now();
    if let Some((key, merchant)) = deps.keys.fresh(id, now) {
        return Ok(Some(Caller { merchant, livemode: key.livemode, kind: key.kind }));
    }
    let Some(known) = deps.merchants.api_key(id).await? else { return Ok(None) };
    if (known.kind, known.livemode) != (kind, livemode) {
        return Ok(None);
    }
    let Some(merchant) = deps.merchants.merchant(known.merchant).await? else { return Ok(None) };
    deps.keys.remember(id, now, known, merchant.clone());
    Ok(Some(Caller { merchant, livemode, kind }))
}

/// What a key says of itself, if it can be one.
fn parse(key: &str) -> Option<(KeyKind, bool)> {
    let (kind, rest) = match key.split_at_checked(3)? {
        ("sk_", rest) => (KeyKind::Secret, rest),
        ("pk_", rest) => (KeyKind::Publishable, rest),
        _ => return None,
    };
    let (livemode, rest) = match rest.split_at_checked(5)? {
        ("test_", rest) => (false, rest),
        ("live_", rest) => (true, rest),
        _ => return None,
    };
    let (chance, sum) = rest.split_at_checked(CHANCE)?;
    let plain = chance.bytes().all(|b| b.is_ascii_alphanumeric());
    (plain && sum == checksum(key.get(..key.len().saturating_sub(SUM))?)).then_some((kind, livemode))
}

/// A new key: 30 characters of chance, 178 bits.
#[must_use]
pub fn draw_api_key(kind: KeyKind, livemode: bool, randomness: &dyn Randomness) -> String {
    // Half of the characters out of each draw of 128 bits, so that the remainder favours none.
    const HALF: usize = 15;
    let half = || {
        let bits = randomness.bits().checked_rem(62_u128.pow(15)).unwrap_or_default();
        format!("{:0>HALF$}", base62::encode(bits))
    };
    api_key(kind, livemode, &[half(), half()].concat())
}

/// A key with its check sum, from 30 characters of chance.
#[must_use]
pub fn api_key(kind: KeyKind, livemode: bool, chance: &str) -> String {
    let kind = match kind {
        KeyKind::Secret => "sk",
        KeyKind::Publishable => "pk",
    };
    let mode = if livemode { "live" } else { "test" };
    let key = format!("{kind}_{mode}_{chance:0>CHANCE$}");
    let sum = checksum(&key);
    format!("{key}{sum}")
}

/// Six base62 characters that a slip of the finger changes.
fn checksum(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    let bits = digest.iter().take(8).fold(0_u128, |bits, byte| (bits << 8) | u128::from(*byte));
    let sum = base62::encode(bits.checked_rem(62_u128.pow(6)).unwrap_or_default());
    format!("{sum:0>SUM$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Draws the most there is.
    #[derive(Debug)]
    struct Most;

    impl Randomness for Most {
        fn bits(&self) -> u128 {
            u128::MAX
        }
    }

    #[test]
    fn a_drawn_key_is_well_formed() {
        for (kind, livemode) in [(KeyKind::Secret, true), (KeyKind::Publishable, false)] {
            let key = draw_api_key(kind, livemode, &Most);
            assert_eq!((key.len(), parse(&key)), (44, Some((kind, livemode))));
        }
    }

    #[test]
    fn a_slip_of_the_finger_is_seen_without_a_read() {
        let key = api_key(KeyKind::Secret, false, "demo");
        assert_eq!(key.len(), "sk_test_".len() + CHANCE + SUM);
        assert_eq!(parse(&key), Some((KeyKind::Secret, false)));
        for at in 0..key.len() {
            let mut changed = key.clone().into_bytes();
            changed[at] = if changed[at] == b'x' { b'y' } else { b'x' };
            assert_eq!(parse(&String::from_utf8(changed).unwrap()), None, "{at}");
        }
        for junk in ["", "sk_", "sk_test_", "sk_test_ä", &format!("{key}1")] {
            assert_eq!(parse(junk), None, "{junk}");
        }
    }
}
