//! The service against a reference: whatever is asked of it, in whatever order, whoever dies meanwhile.
//!
//! A seed makes a sequence of [steps](step::Step): requests with and without keys, repeats, rivals, payers at
//! the bank, time, the rule, messages that come late, twice or not at all, a processor that tells things early,
//! twice or wrongly, and functions that die at any call. Each is played to the service through its outside, on
//! the embedded table, and to the [reference](life::Life), which says what may be answered. At the end of each
//! everything comes to rest and the [invariants](rest) are checked. Some sessions are the first of a series; the
//! reference knows nothing of that, and at the end their mandates must stand as they do.
//!
//! `cargo test` plays 200 seeds. `MODEL_SEEDS=10000 cargo test -p service-tests --test it -- model` plays more,
//! `MODEL_SEED=17` one. A failure is made smaller before it is told, and prints what happened.
//!
//! To add a command: a variant of [`step::Wish`] with its path and body, a line where sequences are drawn, and
//! its course in the reference, in a file of its own if it is long. There is no table in memory beside the embedded
//! one, so nothing is compared with it.

pub(crate) mod cards;
mod hold;
mod hooks;
mod life;
mod play;
mod refund;
mod rest;
mod seeds;
mod shown;
mod step;

use std::ops::Range;

/// How many seeds `cargo test` plays.
const SEEDS: u64 = 200;

#[test]
fn whatever_happens_the_service_answers_as_the_reference_may_and_keeps_every_invariant() {
    let failures = seeds::play_all(wanted());
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

#[test]
fn a_seed_tells_the_same_story_each_time() {
    for seed in 1..=3 {
        let (first, again) = (seeds::play(seed), seeds::play(seed));
        assert!(first.trace.len() > 30, "seed {seed} tells little: {:#?}", first.trace);
        assert_eq!(first.trace, again.trace, "seed {seed}");
    }
}

/// The seeds that the environment asks for.
fn wanted() -> Range<u64> {
    match (number("MODEL_SEED"), number("MODEL_SEEDS")) {
        (Some(seed), _) => seed..seed + 1,
        (None, seeds) => 0..seeds.unwrap_or(SEEDS),
    }
}

#[expect(clippy::disallowed_methods, reason = "whoever runs the test says how much of it")]
fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().expect("a number of seeds"))
}
