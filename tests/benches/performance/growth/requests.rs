//! Requests to a small and to a large table, in turns.

use api::Endpoint;
use http::StatusCode;

use super::{FEW, Table};
use crate::statistics::Samples;
use crate::{Effort, calls, report, stopwatch};

pub async fn measure(effort: Effort, small: &Table, large: &Table) {
    let rounds = effort.pick(600, 3_000);
    let mut retrieve = [Samples::default(), Samples::default()];
    let mut list = [Samples::default(), Samples::default()];
    for round in 0..rounds {
        for (table, place) in [(small, 0), (large, 1)] {
            let id = id(table, round % FEW).await;
            retrieve[place].push(took(&payment_sessions_get::ENDPOINT, &calls::retrieve(&id).to_string(), table).await);
            list[place].push(took(&payment_sessions_list::ENDPOINT, &calls::list().to_string(), table).await);
        }
    }
    let mut pay = [Samples::default(), Samples::default()];
    for number in 0..FEW {
        for (table, place) in [(small, 0), (large, 1)] {
            let id = id(table, number).await;
            pay[place].push(took(&payment_sessions_pay::ENDPOINT, &calls::pay(&id).to_string(), table).await);
        }
    }
    for (name, [few, many]) in [("retrieve", retrieve), ("list, first page", list), ("pay", pay)] {
        println!("{name}: {:.0} µs and {:.0} µs", few.median() * 1_000.0, many.median() * 1_000.0);
        report::at_most(&format!("{name}, median of many over few"), many.median() / few.median(), 1.1, "");
    }
}

/// The id of a session, which follows from its key: creating it again answers it.
async fn id(table: &Table, number: u32) -> String {
    calls::created(&format!("order-{number}"), table.system.deps()).await
}

async fn took(endpoint: &Endpoint, event: &str, table: &Table) -> f64 {
    let begun = stopwatch::now();
    let status = calls::answer(endpoint, event, table.system.deps()).await.status();
    let took = stopwatch::since(begun);
    assert_eq!(status, StatusCode::OK);
    took
}
