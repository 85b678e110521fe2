//! The formats of every key, written and read in one place.
//!
//! | item | `pk` | `sk` |
//! |---|---|---|
//! | session, or the note of a refused create | `S#<id>` | `S` |
//! | customer, or the note of a refused create | `C#<id>` | `C` |
//! | keyed change of a customer | `C#<id>` | `O#<key>` |
//! | who has one of a merchant's own ids of customers | `X#<merchant>#<mode>#<external id>` | `X` |
//! | saved payment method | `P#<id>` | `P` |
//! | mandate | `A#<id>` | `A` |
//! | merchant | `M#<id>` | `M` |
//! | API key | `K#<key>` | `K` |
//! | that a merchant has an API key | `M#<merchant>` | `K#<key>` |
//! | guard of a reference | `G#<merchant>#<mode>#<reference>` | `G` |
//! | endpoint | `W#<merchant>#<mode>` | `E#<id>` |
//! | note of a removed endpoint | `W#<merchant>#<mode>` | `R#<id>` |
//! | number of a merchant's endpoints | `W#<merchant>#<mode>` | `#` |
//! | change | `V#<merchant>#<mode>#<shard>` | `<milliseconds>#<object>#<revision>` |
//! | delivery | `D#<merchant>#<mode>#<endpoint>#<shard>` | that of its change |
//!
//! Ids stand without their prefix; `<mode>` is `t` or `l`; milliseconds have 13 digits, so that
//! text sorts like time until the year 2286.

use app::ports::DeliveryKey;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::Timestamp;
use domain::ids::{ApiKeyId, ChangeId, CustomerId, EndpointId, MandateId, MerchantId, MethodId, SessionId};
use domain::merchant::Owner;
use domain::operations::KeyHash;
use domain::text::{Email, ExternalCustomerId, Reference};

use crate::codec::{WIDTH_REVISION, padded, read_padded, read_wide, short, wide};
use crate::due::Kind;
use crate::table::{PK, SK};
use crate::values::{Item, text};

/// Where an item is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) pk: String,
    pub(crate) sk: String,
}

impl Key {
    fn new(pk: impl Into<String>, sk: impl Into<String>) -> Self {
        Self { pk: pk.into(), sk: sk.into() }
    }

    /// As the attributes of a request.
    pub(crate) fn item(self) -> Item {
        Item::from([(PK.to_owned(), AttributeValue::S(self.pk)), (SK.to_owned(), text(self.sk))])
    }
}

/// Which of so many shards something with these bits lies in. Both halves of the bits count, so
/// that ids which share one half still spread.
pub(crate) fn shard(bits: u128, shards: u8) -> u8 {
    let folded = bits ^ (bits >> 64);
    let shard = folded.checked_rem(u128::from(shards)).unwrap_or_default();
    u8::try_from(shard).unwrap_or_default()
}

/// `<merchant>#<mode>`.
pub(crate) fn owner(owner: Owner) -> String {
    let mode = if owner.livemode { 'l' } else { 't' };
    format!("{}#{mode}", wide(owner.merchant.bits()))
}

/// The owner that [`owner`] wrote.
pub(crate) fn read_owner(text: &str) -> Option<Owner> {
    let (merchant, mode) = text.split_once('#')?;
    let livemode = match mode {
        "l" => true,
        "t" => false,
        _ => return None,
    };
    Some(Owner { merchant: MerchantId::from_bits(read_wide(merchant)?), livemode })
}

pub(crate) fn session(id: SessionId) -> Key {
    Key::new(format!("S#{}", wide(id.bits())), "S")
}

/// The session whose item has this `pk`.
pub(crate) fn read_session(pk: &str) -> Option<SessionId> {
    read_wide(pk.strip_prefix("S#")?).map(SessionId::from_bits)
}

pub(crate) fn customer(id: CustomerId) -> Key {
    Key::new(format!("C#{}", wide(id.bits())), "C")
}

/// The customer whose item has this `pk`.
pub(crate) fn read_customer(pk: &str) -> Option<CustomerId> {
    read_wide(pk.strip_prefix("C#")?).map(CustomerId::from_bits)
}

/// What the change of a customer with this key came to.
pub(crate) fn customer_operation(id: CustomerId, key: KeyHash) -> Key {
    Key::new(format!("C#{}", wide(id.bits())), format!("O#{}", short(key.0)))
}

/// Who has this id of a merchant's own.
pub(crate) fn external_id(of: Owner, external: &ExternalCustomerId) -> Key {
    Key::new(format!("X#{}#{}", owner(of), external.as_str()), "X")
}

pub(crate) fn method(id: MethodId) -> Key {
    Key::new(format!("P#{}", wide(id.bits())), "P")
}

/// The saved method whose item has this `pk`.
pub(crate) fn read_method(pk: &str) -> Option<MethodId> {
    read_wide(pk.strip_prefix("P#")?).map(MethodId::from_bits)
}

pub(crate) fn mandate(id: MandateId) -> Key {
    Key::new(format!("A#{}", wide(id.bits())), "A")
}

/// The mandate whose item has this `pk`.
pub(crate) fn read_mandate(pk: &str) -> Option<MandateId> {
    read_wide(pk.strip_prefix("A#")?).map(MandateId::from_bits)
}

/// The partition of a merchant and of the list of its API keys.
pub(crate) fn of_merchant(id: MerchantId) -> String {
    format!("M#{}", wide(id.bits()))
}

pub(crate) fn merchant(id: MerchantId) -> Key {
    Key::new(of_merchant(id), "M")
}

/// What the sort key of every entry in the list of a merchant's API keys begins with.
pub(crate) const API_KEY: &str = "K#";

pub(crate) fn api_key(id: ApiKeyId) -> Key {
    Key::new(format!("{API_KEY}{}", wide(id.bits())), "K")
}

/// The API key whose item has this `pk`, or whose entry in a merchant's list has this `sk`.
pub(crate) fn read_api_key(text: &str) -> Option<ApiKeyId> {
    read_wide(text.strip_prefix(API_KEY)?).map(ApiKeyId::from_bits)
}

/// The entry in the list of a merchant's API keys.
pub(crate) fn listed_api_key(merchant: MerchantId, id: ApiKeyId) -> Key {
    Key::new(of_merchant(merchant), format!("{API_KEY}{}", wide(id.bits())))
}

pub(crate) fn guard(of: Owner, reference: &Reference) -> Key {
    Key::new(format!("G#{}#{}", owner(of), reference.as_str()), "G")
}

/// The partition of all endpoints of an owner.
pub(crate) fn endpoints(of: Owner) -> String {
    format!("W#{}", owner(of))
}

/// What the sort key of every endpoint begins with.
pub(crate) const ENDPOINT: &str = "E#";

pub(crate) fn endpoint(of: Owner, id: EndpointId) -> Key {
    Key::new(endpoints(of), format!("{ENDPOINT}{}", wide(id.bits())))
}

/// The endpoint whose item has this `sk`.
pub(crate) fn read_endpoint(sk: &str) -> Option<EndpointId> {
    read_wide(sk.strip_prefix(ENDPOINT)?).map(EndpointId::from_bits)
}

/// Beside the endpoints and not among them: whoever reads those reads nothing that is gone.
pub(crate) fn removed_endpoint(of: Owner, id: EndpointId) -> Key {
    Key::new(endpoints(of), format!("R#{}", wide(id.bits())))
}

pub(crate) fn endpoint_count(of: Owner) -> Key {
    Key::new(endpoints(of), "#")
}

/// The partition of an owner's changes in this shard.
pub(crate) fn changes(of: Owner, shard: u8) -> String {
    format!("V#{}#{shard}", owner(of))
}

pub(crate) fn change(of: Owner, id: ChangeId, shards: u8) -> Key {
    Key::new(changes(of, shard(id.object, shards)), change_position(id))
}

/// Where a change stands among all of its owner, by time.
pub(crate) fn change_position(id: ChangeId) -> String {
    let revision = padded(u128::from(id.revision), WIDTH_REVISION);
    format!("{}#{}#{revision}", millis(id.at), wide(id.object))
}

/// The change that [`change_position`] wrote.
pub(crate) fn read_change_position(sk: &str) -> Option<ChangeId> {
    let (at, rest) = sk.split_once('#')?;
    let (object, revision) = rest.split_once('#')?;
    Some(ChangeId {
        object: read_wide(object)?,
        at: Timestamp::from_millisecond(at.parse().ok()?).ok()?,
        revision: u32::try_from(read_padded(revision, WIDTH_REVISION)?).ok()?,
    })
}

pub(crate) fn delivery(key: DeliveryKey, shards: u8) -> Key {
    let endpoint = wide(key.endpoint.bits());
    let shard = shard(key.change.object, shards);
    Key::new(format!("D#{}#{endpoint}#{shard}", owner(key.owner)), change_position(key.change))
}

/// The delivery whose item has this key; the index of what is due holds nothing else of it.
pub(crate) fn read_delivery(pk: &str, sk: &str) -> Option<DeliveryKey> {
    let mut parts = pk.strip_prefix("D#")?.rsplitn(3, '#');
    let (_shard, endpoint, owner) = (parts.next()?, parts.next()?, parts.next()?);
    Some(DeliveryKey {
        owner: read_owner(owner)?,
        endpoint: EndpointId::from_bits(read_wide(endpoint)?),
        change: read_change_position(sk)?,
    })
}

/// The partition of the index `list` with an owner's sessions of this shard.
pub(crate) fn list(of: Owner, shard: u8) -> String {
    format!("{}#S#{shard}", owner(of))
}

/// The partition of the index `list` with an owner's customers of this shard.
pub(crate) fn list_of_customers(of: Owner, shard: u8) -> String {
    format!("{}#C#{shard}", owner(of))
}

/// The partition of the index `owner` with the customers who have this address.
pub(crate) fn of_email(of: Owner, email: &Email) -> String {
    format!("{}#E#{}", owner(of), email.as_str())
}

/// The partition of the index `due` with what is due for this reason in this shard.
pub(crate) fn due(kind: Kind, shard: u8) -> String {
    format!("{}#{shard}", kind.letter())
}

/// The partition of the index `owner` with a customer's sessions.
pub(crate) fn of_customer(of: Owner, customer: CustomerId) -> String {
    format!("{}#C#{}", owner(of), wide(customer.bits()))
}

/// The partition of the index `owner` with a customer's saved methods.
pub(crate) fn methods_of(of: Owner, customer: CustomerId) -> String {
    format!("{}#P#{}", owner(of), wide(customer.bits()))
}

/// The partition of the index `owner` with a customer's mandates.
pub(crate) fn mandates_of(of: Owner, customer: CustomerId) -> String {
    format!("{}#A#{}", owner(of), wide(customer.bits()))
}

/// The partition of the index `reference` with a reference's sessions.
pub(crate) fn of_reference(of: Owner, reference: &Reference) -> String {
    format!("{}#R#{}", owner(of), reference.as_str())
}

/// Where an object with these bits stands in every list, by the time of its creation.
pub(crate) fn list_position(created_at: Timestamp, bits: u128) -> String {
    format!("{}#{}", millis(created_at), wide(bits))
}

/// A moment as text that sorts like time. Positions of that moment are longer, so they sort
/// after it: as a lower bound it includes them, as an upper bound it does not.
pub(crate) fn millis(at: Timestamp) -> String {
    format!("{:013}", at.as_millisecond().max(0))
}

/// Sorts after every position of a list.
pub(crate) const END: &str = "~";

/// From where to where a list is read: in a window of time, and before a position.
pub(crate) fn window(
    created_after: Option<Timestamp>,
    created_before: Option<Timestamp>,
    before: Option<&str>,
) -> (String, String) {
    let low = created_after.map_or_else(|| "0".to_owned(), millis);
    let end = created_before.map_or_else(|| END.to_owned(), millis);
    let high = before.map_or(end.clone(), |before| below(before).min(end));
    // A lower bound above the upper one is refused by the table, and matches nothing.
    if low > high { (high.clone(), high) } else { (low, high) }
}

/// The greatest text of the same length that sorts before this position. Positions of one list
/// have one length, so `BETWEEN … AND below(p)` takes exactly those before `p`.
pub(crate) fn below(position: &str) -> String {
    let mut chars: Vec<char> = position.chars().collect();
    if let Some(last) = chars.last_mut() {
        *last = char::from_u32(u32::from(*last).saturating_sub(1)).unwrap_or('!');
    }
    chars.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn keys_read_back_as_they_were_written(bits: u128, other: u128, livemode: bool, ms in 0_i64..9_999_999_999_999, revision in 1_u32..14_000_000, shards in 1_u8..=64) {
            let whose = Owner { merchant: MerchantId::from_bits(bits), livemode };
            prop_assert_eq!(read_owner(&owner(whose)), Some(whose));
            prop_assert_eq!(read_session(&session(SessionId::from_bits(bits)).pk), Some(SessionId::from_bits(bits)));
            prop_assert_eq!(read_customer(&customer(CustomerId::from_bits(bits)).pk), Some(CustomerId::from_bits(bits)));
            prop_assert_eq!(read_method(&method(MethodId::from_bits(bits)).pk), Some(MethodId::from_bits(bits)));
            prop_assert_eq!(read_mandate(&mandate(MandateId::from_bits(bits)).pk), Some(MandateId::from_bits(bits)));
            let id = EndpointId::from_bits(other);
            prop_assert_eq!(read_endpoint(&endpoint(whose, id).sk), Some(id));
            let id = ApiKeyId::from_bits(other);
            prop_assert_eq!(read_api_key(&api_key(id).pk), Some(id));
            prop_assert_eq!(read_api_key(&listed_api_key(MerchantId::from_bits(bits), id).sk), Some(id));
            let change = ChangeId { object: other, at: Timestamp::from_millisecond(ms).unwrap(), revision };
            prop_assert_eq!(read_change_position(&change_position(change)), Some(change));
            let key = DeliveryKey { owner: whose, endpoint: EndpointId::from_bits(bits), change };
            let stored = delivery(key, shards);
            prop_assert_eq!(read_delivery(&stored.pk, &stored.sk), Some(key));
            prop_assert!(shard(bits, shards) < shards);
        }

        #[test]
        fn positions_sort_like_time_and_below_is_exact(a in 0_i64..9_999_999_999_999, b in 0_i64..9_999_999_999_999, one: u128, two: u128) {
            let of = |ms, bits| list_position(Timestamp::from_millisecond(ms).unwrap(), bits);
            let (first, second) = (of(a, one), of(b, two));
            if a != b {
                prop_assert_eq!(first < second, a < b);
            }
            prop_assert_eq!(first <= below(&second), first < second);
        }

        #[test]
        fn no_text_makes_a_key_panic(text in ".{0,60}") {
            let _ = (read_session(&text), read_delivery(&text, &text), read_owner(&text), below(&text));
        }
    }
}
