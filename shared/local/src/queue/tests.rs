use testkit::ManualClock;

use super::*;
use crate::disk::{AGAIN, LEASE};

const QUEUE: &str = "WebhookQueue";

fn queue() -> (LocalQueue, ManualClock) {
    let clock = ManualClock::default();
    let disk = Arc::new(Disk::memory().unwrap());
    (LocalQueue::new(disk, Arc::new(clock.clone())), clock)
}

fn bodies(messages: &[Message]) -> Vec<&str> {
    messages.iter().map(|message| message.body.as_str()).collect()
}

#[test]
fn a_message_is_handed_out_once_until_its_lease_ends_and_then_again() {
    let (queue, clock) = queue();
    queue.send(QUEUE, &"a", 0).unwrap();
    let first = queue.receive(QUEUE).unwrap();
    assert_eq!((bodies(&first), first[0].receives), (vec!["\"a\""], 1));
    assert!(queue.receive(QUEUE).unwrap().is_empty());
    clock.advance(LEASE);
    let second = queue.receive(QUEUE).unwrap();
    assert_eq!(second[0].receives, 2);
    // Whoever was too slow no longer decides.
    queue.done(&first[0]).unwrap();
    assert_eq!(queue.left().unwrap(), 1);
    queue.done(&second[0]).unwrap();
    assert_eq!(queue.left().unwrap(), 0);
}

#[test]
fn a_delayed_message_is_seen_when_its_time_has_come_and_not_before() {
    let (queue, clock) = queue();
    queue.send(QUEUE, &"later", 60).unwrap();
    queue.send("FollowUpQueue", &"elsewhere", 0).unwrap();
    clock.advance_seconds(59);
    assert!(queue.receive(QUEUE).unwrap().is_empty());
    assert_eq!(queue.next_visible(QUEUE).unwrap().map(|at| at.to_string()).as_deref(), Some("2026-11-20T09:01:00Z"));
    clock.advance_seconds(1);
    assert_eq!(bodies(&queue.receive(QUEUE).unwrap()), ["\"later\""]);
}

#[test]
fn a_batch_has_ten_messages_at_most() {
    let (queue, _) = queue();
    for number in 0..13 {
        queue.send(QUEUE, &number, 0).unwrap();
    }
    assert_eq!(queue.receive(QUEUE).unwrap().len(), 10);
    assert_eq!(queue.receive(QUEUE).unwrap().len(), 3);
}

#[test]
fn a_message_that_fails_five_times_lies_dead_and_can_be_put_back() {
    let (queue, clock) = queue();
    queue.send(QUEUE, &"poison", 0).unwrap();
    for receives in 1..=5 {
        let batch = queue.receive(QUEUE).unwrap();
        assert_eq!(batch[0].receives, receives);
        queue.failed(&batch[0]).unwrap();
        assert!(queue.receive(QUEUE).unwrap().is_empty());
        clock.advance(AGAIN);
    }
    assert!(queue.receive(QUEUE).unwrap().is_empty());
    assert_eq!(queue.left().unwrap(), 0);
    let dead = queue.dead_letters().unwrap();
    assert_eq!((dead.len(), dead[0].queue.as_str(), dead[0].receives), (1, QUEUE, 5));
    assert_eq!(queue.redrive().unwrap(), 1);
    assert_eq!(queue.receive(QUEUE).unwrap()[0].receives, 1);
}

#[test]
fn a_message_whose_takers_all_died_lies_dead_too() {
    let (queue, clock) = queue();
    queue.send(QUEUE, &"deadly", 0).unwrap();
    for _ in 0..5 {
        assert_eq!(queue.receive(QUEUE).unwrap().len(), 1);
        clock.advance(LEASE);
    }
    assert!(queue.receive(QUEUE).unwrap().is_empty());
    assert_eq!(queue.dead_letters().unwrap().len(), 1);
}

#[test]
fn a_new_process_takes_at_once_what_the_last_one_held_and_blames_no_message() {
    let (queue, _) = queue();
    queue.send(QUEUE, &"held", 0).unwrap();
    queue.send(QUEUE, &"later", 60).unwrap();
    for _ in 0..10 {
        let taken = queue.receive(QUEUE).unwrap();
        assert_eq!((bodies(&taken), taken[0].receives), (vec!["\"held\""], 1));
        assert_eq!(queue.end_leases().unwrap(), 1);
    }
}
