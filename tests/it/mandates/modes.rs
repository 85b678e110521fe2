//! `type`, `mode`, the amount and what is saved: what fits, and what does not.

use serde_json::{Value, json};

use crate::world::World;

fn body(amount: u64, kind: Option<&str>, mode: Option<&str>, save: Option<&str>) -> Value {
    json!({"amount": amount, "currency": "EUR", "type": kind, "mode": mode, "save_payment_method": save})
}

/// Every combination there is, as a table that a reviewer reads.
#[tokio::test]
async fn every_combination_is_taken_or_refused_as_it_is_written_down() {
    let world = World::start().await;
    let merchant = world.merchant();
    let mut table = String::from("amount type            mode             save   -> answer\n");
    for amount in [0, 900] {
        for kind in [None, Some("one_time"), Some("first_in_series")] {
            for mode in [None, Some("payment"), Some("customer"), Some("customer_payment")] {
                for save in [None, Some("never"), Some("prompt"), Some("always")] {
                    let answer = merchant.post("/v1/payment_sessions", body(amount, kind, mode, save)).await;
                    let came = match answer.status.as_u16() {
                        201 => {
                            let (session, text) = (&answer.json, |name: &str| answer.json[name].as_str().unwrap());
                            let first = session["type"] == "first_in_series";
                            assert_eq!(session["mandate_id"].is_string(), first, "{session}");
                            assert_eq!(
                                session["customer_id"].is_string(),
                                session["save_payment_method"] != "never",
                                "{session}"
                            );
                            format!("{} {} {}", text("type"), text("mode"), text("save_payment_method"))
                        }
                        _ => {
                            let fields = answer.fields().into_iter().map(|(param, code)| format!("{param} {code}"));
                            fields.collect::<Vec<_>>().join(", ")
                        }
                    };
                    let said = |text: Option<&str>| text.unwrap_or("-").to_owned();
                    table.push_str(&format!(
                        "{amount:<6} {:<15} {:<16} {:<6} -> {came}\n",
                        said(kind),
                        said(mode),
                        said(save)
                    ));
                }
            }
        }
    }
    insta::assert_snapshot!(table);
    world.finish().await;
}

#[tokio::test]
async fn what_comes_later_is_told_from_a_mistake() {
    let world = World::start().await;
    let merchant = world.merchant();
    for (kind, code) in [("next_in_series", "not_supported_yet"), ("second", "unsupported_value")] {
        let answer = merchant.post("/v1/payment_sessions", body(1, Some(kind), None, None)).await;
        assert_eq!(answer.fields(), [("/type".to_owned(), code.to_owned())]);
    }
    world.finish().await;
}
