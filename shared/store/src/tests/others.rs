//! Merchants, their keys, and the sandbox's books.

use app::ports::{ApiKey, Books as _, KeyKind, Merchants as _};
use domain::ids::{MerchantId, PaymentId};
use domain::merchant::Merchant;
use domain::payment::AttemptNumber;
use domain::text::Name;
use futures::future::join_all;

use super::harness::World;
use super::samples::id;
use crate::keys;
use crate::values::number;

#[tokio::test]
async fn merchants_and_keys_are_found_again() {
    let world = World::new(4).await;
    let store = &world.store;
    let merchant = Merchant {
        id: MerchantId::from_bits(5),
        name: Name::parse("Müller & Söhne").unwrap(),
        colour: Some("#336699".to_owned()),
        logo: None,
        support_email: Some("help@example.com".to_owned()),
        support_url: None,
    };
    assert_eq!(store.merchant(merchant.id).await, Ok(None));
    store.put_merchant(&merchant).await.unwrap();
    let renamed = Merchant { logo: Some("data:image/png;base64,AA==".to_owned()), colour: None, ..merchant };
    store.put_merchant(&renamed).await.unwrap();
    assert_eq!(store.merchant(renamed.id).await, Ok(Some(renamed)));
    for (digest, kind) in [(1, KeyKind::Secret), (u128::MAX, KeyKind::Publishable)] {
        let key = ApiKey { merchant: MerchantId::from_bits(5), livemode: kind == KeyKind::Secret, kind };
        assert_eq!(store.api_key(digest).await, Ok(None));
        store.put_api_key(digest, key).await.unwrap();
        assert_eq!(store.api_key(digest).await, Ok(Some(key)));
    }
    let mut revoked = world.raw_at(keys::api_key(1).item()).await.unwrap();
    revoked.insert("rd".to_owned(), number(1_u8));
    world.put_raw(revoked).await;
    assert_eq!(store.api_key(1).await, Ok(None));
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
