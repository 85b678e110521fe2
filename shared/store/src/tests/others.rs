//! Merchants, their keys, and the sandbox's books.

use app::ports::{ApiKey, Books as _, KeyKind, KeyRecord, Made, Merchants as _};
use domain::ids::{ApiKeyId, MerchantId, PaymentId};
use domain::merchant::{LatePayments, Merchant};
use domain::payment::AttemptNumber;
use domain::text::{MerchantReference, Name};
use futures::future::join_all;

use super::harness::World;
use super::samples::{at, id};
use crate::keys;

fn merchant(name: &str) -> Merchant {
    Merchant {
        id: MerchantId::from_bits(5),
        reference: Some(MerchantReference::parse("mueller").unwrap()),
        name: Name::parse(name).unwrap(),
        colour: Some("#336699".to_owned()),
        logo: Some("data:image/png;base64,AA==".to_owned()),
        support_email: Some("help@example.com".to_owned()),
        support_url: None,
        late_payments: LatePayments::Refund,
    }
}

fn key(bits: u128, kind: KeyKind) -> KeyRecord {
    let key = ApiKey { merchant: MerchantId::from_bits(5), livemode: kind == KeyKind::Secret, kind };
    KeyRecord { id: ApiKeyId::from_bits(bits), key, created_at: Some(at(0)), revoked_at: None }
}

#[tokio::test]
async fn of_rivals_one_makes_the_merchant_and_only_its_keys_are_known() {
    let world = World::new(4).await;
    let store = &world.store;
    let id = MerchantId::from_bits(5);
    assert_eq!((store.merchant(id).await, store.api_keys(id).await), (Ok(None), Ok(vec![])));
    let rivals = ["Müller", "Söhne", "Töchter"].map(merchant);
    let keys = [1, 2, 3].map(|bits| [key(bits, KeyKind::Secret), key(bits << 100, KeyKind::Publishable)]);
    let made = join_all(rivals.iter().zip(&keys).map(|(rival, keys)| store.create(rival, keys))).await;
    let winner = made.iter().position(|came| *came == Ok(Made::Done)).unwrap();
    assert_eq!(store.merchant(id).await, Ok(Some(rivals[winner].clone())));
    for (at, came) in made.into_iter().enumerate() {
        if at != winner {
            assert_eq!(came, Ok(Made::Existed(Box::new(rivals[winner].clone()))));
        }
        for key in keys[at] {
            assert_eq!(store.api_key(key.id).await, Ok((at == winner).then_some(key.key)));
        }
    }
    let mut known = keys[winner].to_vec();
    known.sort_by_key(|key| key.key.livemode);
    assert_eq!(store.api_keys(id).await, Ok(known));
    assert_eq!(store.api_keys(MerchantId::from_bits(6)).await, Ok(vec![]));
}

#[tokio::test]
async fn a_revoked_key_stays_revoked() {
    let world = World::new(4).await;
    let store = &world.store;
    let one = key(1, KeyKind::Secret);
    store.add_api_key(&one).await.unwrap();
    assert_eq!(store.api_key(one.id).await, Ok(Some(one.key)));
    let revoked = KeyRecord { revoked_at: Some(at(9)), ..one };
    assert_eq!(store.revoke_api_key(one.id, at(9)).await, Ok(Some(revoked)));
    // Neither a second time nor making it known again changes anything.
    assert_eq!(store.revoke_api_key(one.id, at(10)).await, Ok(Some(revoked)));
    store.add_api_key(&one).await.unwrap();
    assert_eq!(store.api_key(one.id).await, Ok(None));
    assert_eq!(store.api_keys(one.key.merchant).await, Ok(vec![revoked]));
    assert_eq!(store.revoke_api_key(ApiKeyId::from_bits(2), at(9)).await, Ok(None));
    assert_eq!(world.raw_at(keys::api_key(ApiKeyId::from_bits(2)).item()).await, None);
}

#[tokio::test]
async fn an_entry_of_the_books_is_opened_once_and_changed_from_what_it_reads() {
    let world = World::new(4).await;
    let books = &world.books;
    let payment = PaymentId { session: id(1), number: AttemptNumber::FIRST };
    assert_eq!(books.read(payment).await, Ok(None));
    let rivals = join_all(["a", "b", "c"].map(|entry| books.open(payment, entry))).await;
    assert_eq!(rivals.iter().filter(|came| **came == Ok(None)).count(), 1);
    let entry = books.read(payment).await.unwrap().unwrap();
    assert_eq!(rivals.iter().filter(|came| **came == Ok(Some(entry.clone()))).count(), 2);
    assert_eq!(books.replace(payment, "never", "z").await, Ok(Some(entry.clone())));
    assert_eq!(books.replace(payment, &entry, "z").await, Ok(None));
    assert_eq!(books.read(payment).await, Ok(Some("z".to_owned())));
    let missing = PaymentId { session: id(2), ..payment };
    assert!(books.replace(missing, "a", "b").await.is_err());
    assert_eq!(books.read(missing).await, Ok(None));
}
