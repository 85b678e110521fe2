//! The demo merchant, whose keys are the same on every machine, and its inbox.

use app::access::api_key;
use app::keyring::demo_merchant;
use app::ports::{ApiKey, KeyKind, KeyRecord, Registered};
use app::{Deps, Trouble};
use domain::endpoint::{Endpoint, EndpointStatus};
use domain::event::Filter;
use domain::ids::MerchantId;
use domain::merchant::{LatePayments, Merchant, Owner};
use domain::operations::RequestHash;
use domain::text::Name;

use crate::inbox::{ENDPOINTS, GENERATION};

/// What is chance in real keys: thirty characters that nobody mistakes for a secret.
const CHANCE: &str = "DemoKeyDoNotUseInProduction000";

/// The name that payers see.
const NAME: &str = "Demo Tea House";

/// The demo merchant's keys. They are public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoKeys {
    /// Everything, in test mode.
    pub secret: String,
    /// Paying, in test mode.
    pub publishable: String,
    /// Everything, in live mode.
    pub live_secret: String,
    /// Paying, in live mode.
    pub live_publishable: String,
}

/// The demo merchant's keys.
#[must_use]
pub fn keys() -> DemoKeys {
    let key = |kind, livemode| api_key(kind, livemode, CHANCE);
    DemoKeys {
        secret: key(KeyKind::Secret, false),
        publishable: key(KeyKind::Publishable, false),
        live_secret: key(KeyKind::Secret, true),
        live_publishable: key(KeyKind::Publishable, true),
    }
}

/// Makes the merchant and its keys known; a second time changes nothing. A key that was revoked
/// stays so.
pub(crate) async fn seed(deps: &Deps) -> Result<(), Trouble> {
    let merchant = demo_merchant();
    let corrupt = |_| Trouble::Corrupt { what: "demo merchant", why: "its name is no name".to_owned() };
    let known = Merchant {
        id: merchant,
        reference: None,
        name: Name::parse(NAME).map_err(corrupt)?,
        colour: Some("#2f6f5e".to_owned()),
        logo: None,
        support_email: Some("help@tea.example".to_owned()),
        support_url: None,
        late_payments: LatePayments::default(),
    };
    let records = records(merchant, deps);
    if deps.merchants.merchant(merchant).await?.is_none() {
        deps.merchants.create(&known, &records).await?;
        return Ok(());
    }
    // Their records are others when the folder has lost its root secret.
    for record in records {
        if deps.merchants.api_key(record.id).await?.is_none() {
            deps.merchants.add_api_key(&record).await?;
        }
    }
    Ok(())
}

/// What is stored of the keys.
fn records(merchant: MerchantId, deps: &Deps) -> Vec<KeyRecord> {
    let of = |livemode| KeyKind::ALL.map(|kind| ApiKey { merchant, livemode, kind });
    let record = |key: ApiKey| KeyRecord {
        id: deps.keyring.api_key(&api_key(key.kind, key.livemode, CHANCE)),
        key,
        created_at: Some(deps.clock.now()),
        revoked_at: None,
    };
    [false, true].into_iter().flat_map(of).map(record).collect()
}

/// Registers the inbox at this URL in both modes. What is registered elsewhere, or was disabled
/// while nobody listened, is registered anew.
pub(crate) async fn register_inbox(url: &str, deps: &Deps) -> Result<(), Trouble> {
    for (id, livemode) in ENDPOINTS.into_iter().zip([false, true]) {
        let owner = Owner { merchant: demo_merchant(), livemode };
        let now = deps.clock.now();
        let wanted = Endpoint {
            id,
            owner,
            url: url.to_owned(),
            filters: vec![Filter::All],
            description: Some("The inbox of this local system".to_owned()),
            ordered: false,
            generation: GENERATION,
            status: EndpointStatus::Enabled,
            last_success_at: None,
            failing_since: None,
            version: 1,
            created_at: now,
            updated_at: now,
        };
        let Registered::Existed(there, _) = deps.endpoints.register(&wanted, RequestHash(0), false).await? else {
            continue;
        };
        if there.url != wanted.url || there.status != EndpointStatus::Enabled || there.failing_since.is_some() {
            deps.endpoints.remove(owner, id, deps.clock.now()).await?;
            deps.endpoints.register(&wanted, RequestHash(0), false).await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_are_well_formed_and_never_change() {
        assert_eq!(CHANCE.len(), 30);
        let keys = keys();
        for (key, prefix) in [
            (&keys.secret, "sk_test_"),
            (&keys.publishable, "pk_test_"),
            (&keys.live_secret, "sk_live_"),
            (&keys.live_publishable, "pk_live_"),
        ] {
            let rest = key.strip_prefix(prefix).unwrap();
            assert!(rest.starts_with(CHANCE) && rest.len() == 36, "{key}");
        }
    }
}
