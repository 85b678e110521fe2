//! Secrets and identifiers that are derived, so that they need not be stored.
//!
//! One root key of 32 bytes makes them all, each with HMAC-SHA-256 over a purpose and what it is
//! for. Guaranteed: nothing that opens a page, signs a webhook or stands for a session lies in
//! the table, so a leaked table or backup opens nothing. The other side of it: whoever holds the
//! root key holds everything, and changing it changes every link and secret. It comes from the
//! deployment's secret store and never leaves the process.

use domain::card::{CardNumber, Fingerprint};
use domain::ids::{ApiKeyId, CustomerId, EndpointId, MerchantId, PaymentId, SessionId};
use domain::merchant::Owner;
use domain::operations::{KeyHash, RequestHash};
use domain::text::{ExternalCustomerId, MerchantReference};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// The purposes that keys are derived for. They never change: ids and links depend on them.
mod purpose {
    pub(super) const API_KEY: &str = "api-key";
    pub(super) const CHALLENGE: &str = "sandbox-challenge";
    pub(super) const CHECKOUT: &str = "checkout-token";
    pub(super) const CLIENT: &str = "client-secret";
    pub(super) const CURSOR: &str = "cursor";
    pub(super) const CUSTOMER: &str = "customer-id";
    pub(super) const FINGERPRINT: &str = "card-fingerprint";
    pub(super) const MERCHANT: &str = "merchant-id";
    pub(super) const OBJECT: &str = "idempotent-object";
    pub(super) const OPERATION: &str = "idempotent-operation";
    pub(super) const REQUEST: &str = "request-body";
    pub(super) const WEBHOOK: &str = "webhook-secret";
}

/// How many characters 128 bits take in base62.
const WIDTH: usize = 22;

/// Derives secrets and ids from the root key. Prints as `Keyring(..)`.
#[derive(Clone)]
pub struct Keyring {
    root: Hmac<Sha256>,
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keyring(..)")
    }
}

impl Keyring {
    /// A keyring of this root key.
    #[must_use]
    pub fn new(root: &[u8; 32]) -> Self {
        // HMAC takes keys of any length; the key here has the length of its output.
        #[expect(clippy::expect_used, reason = "HMAC-SHA-256 takes a key of any length")]
        let root = Hmac::new_from_slice(root).expect("a key of any length is fine");
        Self { root }
    }

    /// A keyring of this secret text, of at least 32 characters that nobody can guess.
    #[must_use]
    pub fn from_secret(secret: &str) -> Self {
        Self::new(&Sha256::digest(secret.as_bytes()).into())
    }

    fn derive(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = self.root.clone();
        for part in std::iter::once(&purpose.as_bytes()).chain(parts) {
            // Lengths go in, so that no two lists of parts read alike.
            mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    fn derive_u128(&self, purpose: &str, parts: &[&[u8]]) -> u128 {
        let bytes = self.derive(purpose, parts);
        bytes.iter().take(16).fold(0, |bits, byte| (bits << 8) | u128::from(*byte))
    }

    fn derive_u64(&self, purpose: &str, parts: &[&[u8]]) -> u64 {
        let bytes = self.derive(purpose, parts);
        bytes.iter().take(8).fold(0, |bits, byte| (bits << 8) | u64::from(*byte))
    }

    /// The 128 bits of the object that a keyed create makes: the same for every repeat.
    #[must_use]
    pub fn object(&self, owner: Owner, path: &str, key: &str) -> u128 {
        self.derive_u128(purpose::OBJECT, &[&scope(owner), path.as_bytes(), key.as_bytes()])
    }

    /// What stands for an idempotency key within its scope.
    #[must_use]
    pub fn operation(&self, owner: Owner, path: &str, key: &str) -> KeyHash {
        KeyHash(self.derive_u64(purpose::OPERATION, &[&scope(owner), path.as_bytes(), key.as_bytes()]))
    }

    /// What stands for a body. Keyed, because a body may hold a card number, whose plain hash
    /// could be guessed.
    #[must_use]
    pub fn request(&self, body: &[u8]) -> RequestHash {
        RequestHash(self.derive_u64(purpose::REQUEST, &[body]))
    }

    /// The customer that a merchant knew by this id of its own in release 0.1, which wrote no such ids
    /// down. Nobody is made under it any more, and whoever has one keeps it.
    #[must_use]
    pub fn customer(&self, owner: Owner, external: &ExternalCustomerId) -> CustomerId {
        let parts: &[&[u8]] = &[&scope(owner), b"external", external.as_str().as_bytes()];
        CustomerId::from_bits(self.derive_u128(purpose::CUSTOMER, parts))
    }

    /// The customer that this session makes, when it names nobody who is there.
    #[must_use]
    pub fn customer_of(&self, session: SessionId) -> CustomerId {
        let parts: &[&[u8]] = &[b"session", &session.bits().to_be_bytes()];
        CustomerId::from_bits(self.derive_u128(purpose::CUSTOMER, parts))
    }

    /// What stands for a card of this merchant and mode. Keyed, because there are few enough numbers to guess
    /// them all; and by owner, so that merchants cannot compare their payers.
    #[must_use]
    pub fn fingerprint(&self, owner: Owner, number: &CardNumber) -> Fingerprint {
        Fingerprint(self.derive_u64(purpose::FINGERPRINT, &[&scope(owner), number.reveal().as_bytes()]))
    }

    /// What an API key is found by.
    #[must_use]
    pub fn api_key(&self, key: &str) -> ApiKeyId {
        ApiKeyId::from_bits(self.derive_u128(purpose::API_KEY, &[key.as_bytes()]))
    }

    /// The merchant that the operator knows by this name: the same for every repeat.
    #[must_use]
    pub fn merchant(&self, reference: &MerchantReference) -> MerchantId {
        MerchantId::from_bits(self.derive_u128(purpose::MERCHANT, &[reference.as_str().as_bytes()]))
    }

    /// The secret part of a session's page.
    #[must_use]
    pub fn checkout_token(&self, session: SessionId) -> String {
        self.tag(purpose::CHECKOUT, session.bits())
    }

    /// The session that a page's token opens.
    #[must_use]
    pub fn open_checkout_token(&self, token: &str) -> Option<SessionId> {
        self.open(purpose::CHECKOUT, token).map(SessionId::from_bits)
    }

    /// What lets a browser pay this one session with a publishable key.
    #[must_use]
    pub fn client_secret(&self, session: SessionId) -> String {
        let secret = self.derive_u128(purpose::CLIENT, &[&session.bits().to_be_bytes()]);
        format!("{session}_secret_{}", encode(secret))
    }

    /// Whether this is the session's client secret; takes as long for a near miss as for a far one.
    #[must_use]
    pub fn is_client_secret(&self, session: SessionId, secret: &str) -> bool {
        same(&self.client_secret(session), secret)
    }

    /// The secret that webhooks to this endpoint are signed with, in this generation.
    #[must_use]
    pub fn webhook_secret(&self, endpoint: EndpointId, generation: u32) -> [u8; 32] {
        self.derive(purpose::WEBHOOK, &[&endpoint.bits().to_be_bytes(), &generation.to_be_bytes()])
    }

    /// The secret part of the simulated bank's page for this payment.
    #[must_use]
    pub fn challenge(&self, payment: PaymentId) -> String {
        let number = payment.number.get();
        let bits = self.derive_u128(purpose::CHALLENGE, &[&payment.session.bits().to_be_bytes(), &[number]]);
        format!("{payment}_{}", encode(bits))
    }

    /// The payment that a bank page's secret stands for.
    #[must_use]
    pub fn open_challenge(&self, challenge: &str) -> Option<PaymentId> {
        let (payment, _) = challenge.rsplit_once('_')?;
        let payment = PaymentId::parse(payment)?;
        same(&self.challenge(payment), challenge).then_some(payment)
    }

    /// Seals where a list goes on, so that a cursor cannot be made up.
    #[must_use]
    pub fn cursor(&self, scope: &str, position: &str) -> String {
        use base64::Engine as _;
        let tag = self.derive_u64(purpose::CURSOR, &[scope.as_bytes(), position.as_bytes()]);
        let plain = [tag.to_be_bytes().as_slice(), position.as_bytes()].concat();
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(plain)
    }

    /// Where a list goes on, if this cursor was made for the same list.
    #[must_use]
    pub fn open_cursor(&self, scope: &str, cursor: &str) -> Option<String> {
        use base64::Engine as _;
        let plain = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let position = std::str::from_utf8(plain.get(8..)?).ok()?;
        same(&self.cursor(scope, position), cursor).then(|| position.to_owned())
    }

    fn tag(&self, purpose: &str, bits: u128) -> String {
        let secret = self.derive_u128(purpose, &[&bits.to_be_bytes()]);
        format!("{}{}", encode(bits), encode(secret))
    }

    fn open(&self, purpose: &str, token: &str) -> Option<u128> {
        let (bits, _) = token.split_at_checked(WIDTH)?;
        let bits = base62::decode(bits).ok()?;
        same(&self.tag(purpose, bits), token).then_some(bits)
    }
}

fn scope(owner: Owner) -> [u8; 17] {
    let mut scope = [0; 17];
    let (merchant, mode) = scope.split_at_mut(16);
    merchant.copy_from_slice(&owner.merchant.bits().to_be_bytes());
    mode.fill(u8::from(owner.livemode));
    scope
}

fn encode(bits: u128) -> String {
    format!("{:0>WIDTH$}", base62::encode(bits))
}

/// Compares two secrets; the one place where this is done.
fn same(ours: &str, theirs: &str) -> bool {
    ours.as_bytes().ct_eq(theirs.as_bytes()).into()
}

/// The demo and test merchant's id, which tests and the local server share.
#[must_use]
pub const fn demo_merchant() -> MerchantId {
    MerchantId::from_bits(0x64656d6f)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::payment::AttemptNumber;

    fn keyring() -> Keyring {
        Keyring::new(&[7; 32])
    }

    fn owner(livemode: bool) -> Owner {
        Owner { merchant: demo_merchant(), livemode }
    }

    #[test]
    fn a_token_opens_its_session_and_a_changed_one_opens_nothing() {
        let session = SessionId::from_bits(42);
        let token = keyring().checkout_token(session);
        assert_eq!(keyring().open_checkout_token(&token), Some(session));
        assert!(!token.contains(&session.to_string()));
        for at in 0..token.len() {
            let mut changed = token.clone().into_bytes();
            changed[at] = if changed[at] == b'a' { b'b' } else { b'a' };
            assert_eq!(keyring().open_checkout_token(&String::from_utf8(changed).unwrap()), None, "{at}");
        }
        assert_eq!(Keyring::new(&[8; 32]).open_checkout_token(&token), None);
        for junk in ["", "a", "ä".repeat(30).as_str()] {
            assert_eq!(keyring().open_checkout_token(junk), None);
        }
    }

    #[test]
    fn the_same_key_in_another_scope_is_another_object() {
        let of = |live, path, key| keyring().object(owner(live), path, key);
        assert_eq!(of(false, "/a", "k"), of(false, "/a", "k"));
        let others = [of(true, "/a", "k"), of(false, "/b", "k"), of(false, "/a", "l"), of(false, "/ak", "")];
        assert!(others.iter().all(|other| *other != of(false, "/a", "k")));
    }

    #[test]
    fn cursors_are_for_one_list_only() {
        let cursor = keyring().cursor("sessions", "position");
        assert_eq!(keyring().open_cursor("sessions", &cursor).as_deref(), Some("position"));
        assert_eq!(keyring().open_cursor("events", &cursor), None);
        assert_eq!(keyring().open_cursor("sessions", "bm9uc2Vuc2U"), None);
    }

    #[test]
    fn challenges_and_client_secrets_open_only_their_own() {
        let session = SessionId::from_bits(5);
        let payment = PaymentId { session, number: AttemptNumber::FIRST };
        let challenge = keyring().challenge(payment);
        assert_eq!(keyring().open_challenge(&challenge), Some(payment));
        assert_eq!(keyring().open_challenge(&format!("{challenge}x")), None);
        assert!(keyring().is_client_secret(session, &keyring().client_secret(session)));
        assert!(!keyring().is_client_secret(SessionId::from_bits(6), &keyring().client_secret(session)));
    }

    #[test]
    fn a_fingerprint_is_of_one_card_and_one_owner() {
        let of = |live, number| keyring().fingerprint(owner(live), &CardNumber::parse(number).unwrap());
        assert_eq!(of(false, "4242424242424242"), of(false, "4242 4242 4242 4242"));
        assert_ne!(of(false, "4242424242424242"), of(true, "4242424242424242"));
        assert_ne!(of(false, "4242424242424242"), of(false, "5555555555554444"));
        assert!(!of(false, "4242424242424242").to_string().contains("4242"));
    }

    #[test]
    fn it_does_not_print_itself() {
        assert_eq!(format!("{:?}", keyring()), "Keyring(..)");
    }
}
