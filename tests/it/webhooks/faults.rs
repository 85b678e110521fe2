//! Crashes, poison and repeats on the way to an endpoint lose nothing.

use serde_json::json;
use testkit::When;

use super::{listen, owner};
use crate::client::{GOOD, id};
use crate::world::World;

/// A message that nobody can read.
fn poison(url: String) -> app::ports::Delivery {
    app::ports::Delivery {
        merchant: 1,
        livemode: false,
        endpoint: "nonsense".into(),
        url,
        generation: 1,
        report_success: false,
        attempt: 1,
        session: None,
        events: vec![],
    }
}

#[tokio::test]
async fn a_crash_at_every_boundary_of_publishing_and_delivering_loses_no_event() {
    for when in [When::Before, When::After] {
        let mut nth = 0;
        loop {
            nth += 1;
            let world = World::start().await;
            let (receiver, _) = listen(&world, json!(["*"])).await;
            let session = world.merchant().session().await;
            world.merchant().pay(&session, GOOD).await;
            world.faults.crash(nth, when);
            let _ = world.system.try_pump_stream().await;
            world.system.pump_queue().await;
            let hit = world.faults.hit();
            world.faults.revive();
            // The queue's lease ends, and whatever was not done comes again.
            world.live_through(8).await;
            let ids: std::collections::BTreeSet<_> = receiver.received().iter().map(|r| r.id().to_owned()).collect();
            assert_eq!(ids.len(), 4, "{nth} {when:?} at {hit:?}: {:?}", receiver.kinds());
            assert_eq!(world.merchant().story(id(&session)).await.len(), 3);
            world.finish().await;
            if hit.is_none() {
                assert!(nth > 5, "publishing and delivering have more boundaries than {nth}");
                break;
            }
        }
    }
}

#[tokio::test]
async fn a_batch_of_ten_with_one_poison_delivers_nine_and_gives_up_one() {
    let world = World::start().await;
    let (receiver, _) = listen(&world, json!(["payment_session.created"])).await;
    world.system.deps().queue.deliver(&poison(receiver.url()), 0).await.unwrap();
    for _ in 0..9 {
        world.merchant().session().await;
    }
    world.drain().await;
    assert_eq!(receiver.received().len(), 9);
    world.live_through(40).await;
    let dead = world.system.dead_letters().unwrap();
    assert_eq!(dead.len(), 1);
    assert_eq!(receiver.received().len(), 9, "nobody was sent anything twice");
}

#[tokio::test]
async fn a_function_that_is_stopped_in_the_middle_of_a_batch_loses_nothing() {
    let world = World::start().await;
    let (receiver, _) = listen(&world, json!(["payment_session.created"])).await;
    receiver.answer_slowly(std::time::Duration::from_secs(3_600));
    for _ in 0..3 {
        world.merchant().session().await;
    }
    world.system.pump_stream().await;
    // The receiver does not answer, and the function's time is over.
    let stopped = tokio::time::timeout(std::time::Duration::from_millis(200), world.system.pump_queue()).await;
    assert!(stopped.is_err(), "it was still waiting");
    receiver.answer_slowly(std::time::Duration::ZERO);
    receiver.forget();
    world.live_through(8).await;
    let ids: std::collections::BTreeSet<_> = receiver.received().iter().map(|r| r.id().to_owned()).collect();
    assert_eq!(ids.len(), 3, "each of the batch came again");
    world.finish().await;
}

#[tokio::test]
async fn what_was_given_up_is_delivered_when_it_is_put_back_a_week_later() {
    let world = World::start().await;
    let (receiver, _) = listen(&world, json!(["payment_session.created"])).await;
    let session = world.merchant().session().await;
    world.system.pump_stream().await;
    // The table cannot be written, so the attempt cannot be recorded, five times over.
    for _ in 0..5 {
        world.faults.crash(2, When::Before);
        world.system.pump_queue().await;
        world.later(600);
    }
    world.faults.revive();
    world.system.pump_queue().await;
    assert_eq!(world.system.dead_letters().unwrap().len(), 1);
    receiver.forget();
    world.later(7 * 86_400);
    assert_eq!(world.system.queue().redrive(), Ok(1));
    world.drain().await;
    assert_eq!(receiver.kinds(), ["payment_session.created"]);
    assert_eq!(receiver.received()[0].json()["data"]["object"]["id"], session["id"]);
    world.live_through(1).await;
    world.finish().await;
}

#[tokio::test]
async fn the_same_message_twice_at_once_sends_twice_at_most_and_retries_once() {
    let world = World::start().await;
    let (receiver, _) = listen(&world, json!(["payment_session.created"])).await;
    receiver.answer(500);
    world.merchant().session().await;
    // The stream is read twice, as after a crash between publishing and noting it.
    world.system.pump_stream().await;
    let deps = world.system.deps();
    let changes = deps.events.list(app::ports::ChangeQuery { owner: owner(), limit: 10, after: None }).await.unwrap();
    app::events::publish::run(&changes.items, deps).await.unwrap();
    world.drain().await;
    assert_eq!(receiver.received().len(), 2, "at least once");
    receiver.answer(200);
    world.live_through(2).await;
    assert_eq!(receiver.received().len(), 3, "one retry, not two");
    world.finish().await;
}
