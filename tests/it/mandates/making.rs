//! A mandate comes to be with its session, and ends up as that does.

use serde_json::{Value, json};

use super::{agreed, first, first_of, mandate, text, told};
use crate::client::{BANK, DECLINED, GOOD, id, path_of};
use crate::world::World;

#[tokio::test]
async fn a_payer_who_pays_has_agreed() {
    let world = World::start().await;
    let session = first(&world, 4_900).await;
    let (mdt, customer) = (text(&session, "mandate_id").to_owned(), text(&session, "customer_id").to_owned());
    assert!(mdt.starts_with("mdt_"), "{mdt}");
    assert_eq!(
        (&session["type"], &session["mode"], &session["save_payment_method"]),
        (&json!("first_in_series"), &json!("customer_payment"), &json!("always")),
    );
    let mut wanted = json!({
        "object": "mandate", "id": mdt, "livemode": false, "version": 1, "created_at": "2026-11-20T09:00:00Z",
        "updated_at": "2026-11-20T09:00:00Z", "status": "pending_authorisation", "chargeable": false,
        "type": "on_demand", "customer_id": customer, "payment_method_id": null, "session_id": id(&session),
        "consent": null, "activated_at": null, "revoked_at": null, "revocation_reason": null, "failed_at": null,
    });
    assert_eq!(mandate(&world, &session).await, wanted);
    world.later(60);
    let paid = world.merchant().pay(&session, GOOD).await.json;
    wanted["version"] = json!(2);
    wanted["status"] = json!("active");
    wanted["chargeable"] = json!(true);
    wanted["payment_method_id"] = paid["payment_method_id"].clone();
    for name in ["updated_at", "activated_at"] {
        wanted[name] = json!("2026-11-20T09:01:00Z");
    }
    wanted["consent"] =
        json!({"channel": "merchant", "given_at": "2026-11-20T09:01:00Z", "text": null, "locale": null});
    assert_eq!(mandate(&world, &session).await, wanted);
    assert_eq!(told(&world, &session).await, ["mandate.created", "mandate.active"]);
    let pm = world.merchant().get(&format!("/v1/payment_methods/{}", text(&paid, "payment_method_id"))).await.json;
    assert_eq!((&pm["usable_for"], &pm["version"]), (&json!("merchant_initiated"), &json!(1)));
    let payment = world.merchant().get(&format!("/v1/payments/{}", text(&paid, "payment_id"))).await.json;
    assert_eq!((&payment["mandate_id"], &payment["initiator"]), (&json!(mdt), &json!("customer")));
    world.finish().await;
}

/// Each way in which a session can succeed: the amount, how it is captured, the card.
#[tokio::test]
async fn whatever_success_it_is_the_mandate_becomes_active_with_it() {
    let world = World::start().await;
    let merchant = world.merchant();
    for (amount, capture, card, outcome) in [
        (900, "automatic", GOOD, "paid"),
        (900, "manual", GOOD, "reserved"),
        (0, "automatic", GOOD, "payment_method_verified"),
        (900, "automatic", BANK, "paid"),
    ] {
        let body = json!({"amount": amount, "currency": "EUR", "type": "first_in_series", "capture_method": capture});
        let session = merchant.create(body).await;
        let paid = merchant.pay(&session, card).await.json;
        if card == BANK {
            assert_eq!(mandate(&world, &session).await["status"], "pending_authorisation");
            let bank = path_of(&paid["next_action"]["url"]);
            world.payer().post_form(&bank, &[("decision", "approve")]).await;
            world.payer().get(&path_of(&session["url"])).await;
        }
        let after = merchant.read(&session).await;
        assert_eq!(after["payment_outcome"], outcome);
        let made = mandate(&world, &session).await;
        assert_eq!((&made["status"], &made["payment_method_id"]), (&json!("active"), &after["payment_method_id"]));
        assert_eq!(told(&world, &session).await, ["mandate.created", "mandate.active"]);
    }
    world.finish().await;
}

#[tokio::test]
async fn a_session_that_ends_without_success_takes_its_mandate_with_it() {
    let world = World::start().await;
    let merchant = world.merchant();
    let body = |more: Value| {
        let mut body = json!({"amount": 900, "currency": "EUR", "type": "first_in_series"});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let cancelled = merchant.create(body(json!({}))).await;
    assert_eq!(merchant.cancel(&cancelled).await.json["status"], "cancelled");
    let at_the_bank = merchant.create(body(json!({}))).await;
    merchant.pay(&at_the_bank, BANK).await;
    assert_eq!(merchant.cancel(&at_the_bank).await.json["status"], "cancelled");
    let used_up = merchant.create(body(json!({"max_attempts": 1}))).await;
    assert_eq!(merchant.pay(&used_up, DECLINED).await.status, 402);
    let first = json!({"external_reference": "order-1", "on_duplicate_reference": "replace"});
    let replaced = merchant.create(body(first.clone())).await;
    let instead = merchant.create(body(first)).await;
    assert_eq!(mandate(&world, &instead).await["status"], "pending_authorisation");
    merchant.cancel(&instead).await;
    let expired = merchant.create(body(json!({"expires_in_seconds": 60}))).await;
    let tried = merchant.create(body(json!({"expires_in_seconds": 60}))).await;
    merchant.pay(&tried, DECLINED).await;
    assert_eq!(mandate(&world, &tried).await["status"], "pending_authorisation", "another attempt may follow");
    world.live_through(2).await;
    for session in [cancelled, at_the_bank, used_up, replaced, instead, expired, tried] {
        let failed = mandate(&world, &session).await;
        assert_eq!((&failed["status"], &failed["version"]), (&json!("failed"), &json!(2)), "{session}");
        assert!(failed["failed_at"].is_string() && failed["consent"].is_null());
        assert_eq!(told(&world, &session).await, ["mandate.created", "mandate.failed"], "{session}");
    }
    world.finish().await;
}

#[tokio::test]
async fn a_saved_card_may_be_agreed_to_as_well_and_says_so_afterwards() {
    let world = World::start().await;
    let merchant = world.merchant();
    let body = json!({"amount": 900, "currency": "EUR", "save_payment_method": "always"});
    let saved = merchant.pay(&merchant.create(body).await, GOOD).await.json;
    let (pm, customer) = (text(&saved, "payment_method_id"), text(&saved, "customer_id"));
    for (amount, version) in [(500, 2), (0, 2)] {
        let body = json!({"amount": amount, "currency": "EUR", "type": "first_in_series", "customer": customer});
        let session = merchant.create(body).await;
        let path = format!("/v1/payment_sessions/{}/pay", id(&session));
        let paid = merchant.post(&path, json!({"payment_method": pm})).await;
        assert_eq!((paid.status.as_u16(), &paid.json["status"]), (200, &json!("completed")), "{}", paid.text);
        let made = mandate(&world, &session).await;
        assert_eq!((&made["status"], &made["payment_method_id"]), (&json!("active"), &json!(pm)));
        let method = merchant.get(&format!("/v1/payment_methods/{pm}")).await.json;
        assert_eq!((&method["usable_for"], &method["version"]), (&json!("merchant_initiated"), &json!(version)));
    }
    world.drain().await;
    assert_eq!(merchant.story(pm).await, ["payment_method.saved", "payment_method.updated"]);
    world.finish().await;
}

#[tokio::test]
async fn a_customers_mandates_are_listed_whatever_became_of_them_the_newest_first() {
    let world = World::start().await;
    let merchant = world.merchant();
    let paid = agreed(&world).await;
    let customer = text(&paid, "customer_id");
    world.later(1);
    let cancelled = first_of(&world, customer).await;
    merchant.cancel(&cancelled).await;
    world.later(1);
    let pending = first_of(&world, customer).await;
    let (mut found, mut path) = (Vec::new(), format!("/v1/mandates?customer={customer}&limit=2"));
    loop {
        let page = merchant.get(&path).await.json;
        found.extend(page["data"].as_array().unwrap().iter().map(|one| text(one, "status").to_owned()));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        path = format!("/v1/mandates?customer={customer}&limit=2&cursor={cursor}");
    }
    assert_eq!(found, ["pending_authorisation", "failed", "active"]);
    for bad in ["", "?customer=nobody", "?customer=&limit=1", "?status=active"] {
        assert_eq!(merchant.get(&format!("/v1/mandates{bad}")).await.refusal().0, 400, "{bad}");
    }
    world.settle_rival().await;
    let theirs = world.rival().get(&format!("/v1/mandates?customer={customer}")).await;
    assert_eq!(theirs.json["data"], json!([]));
    for client in [world.rival(), world.live()] {
        let path = format!("/v1/mandates/{}", text(&pending, "mandate_id"));
        assert_eq!(client.get(&path).await.refusal(), (404, "not_found"));
        assert_eq!(client.post(&format!("{path}/revoke"), json!({})).await.refusal(), (404, "not_found"));
    }
    world.finish().await;
}
