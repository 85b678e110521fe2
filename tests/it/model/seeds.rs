//! Plays seeds, a thread for each core, and makes what fails smaller.

use std::any::Any;
use std::ops::Range;
use std::panic::AssertUnwindSafe;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use futures::FutureExt as _;
use proptest::strategy::{Strategy as _, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::play::{Play, Trace};
use super::step::{Step, sequences};

/// How often a failure is tried to be made smaller.
const TRIES: usize = 60;
/// How many failures are looked at before the rest is left out.
const ENOUGH: usize = 3;

/// What came of a seed.
pub(super) struct Played {
    pub(super) trace: Vec<String>,
    failure: Option<String>,
}

/// Plays these seeds; tells of each that failed.
pub(super) fn play_all(seeds: Range<u64>) -> Vec<String> {
    let (next, failures) = (AtomicU64::new(seeds.start), Mutex::new(Vec::new()));
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while failures.lock().unwrap().len() < ENOUGH {
                    let seed = next.fetch_add(1, Ordering::SeqCst);
                    if seed >= seeds.end {
                        return;
                    }
                    if play(seed).failure.is_some() {
                        let told = smallest(seed);
                        failures.lock().unwrap().push(told);
                    }
                }
            });
        }
    });
    failures.into_inner().unwrap()
}

/// Plays one.
pub(super) fn play(seed: u64) -> Played {
    play_steps(&drawn(seed).current())
}

/// The sequence of a seed, which depends on nothing else.
fn drawn(seed: u64) -> impl ValueTree<Value = Vec<Step>> {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    sequences().new_tree(&mut runner).expect("a sequence can be drawn")
}

fn play_steps(steps: &[Step]) -> Played {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let trace = Trace::default();
    let playing = async {
        let mut play = Play::begin(trace.clone()).await;
        for step in steps {
            Box::pin(play.step(step)).await;
        }
        play.come_to_rest().await;
    };
    let failure = runtime.block_on(AssertUnwindSafe(playing).catch_unwind()).err();
    Played { trace: trace.lines(), failure: failure.map(said) }
}

/// The smallest sequence within a seed that still fails, with what happened in it.
fn smallest(seed: u64) -> String {
    let mut tree = drawn(seed);
    let mut smallest = play_steps(&tree.current());
    for _ in 0..TRIES {
        if !tree.simplify() {
            break;
        }
        let mut played = play_steps(&tree.current());
        while played.failure.is_none() && tree.complicate() {
            played = play_steps(&tree.current());
        }
        if played.failure.is_some() {
            smallest = played;
        }
    }
    let Played { trace, failure } = smallest;
    let failure = failure.unwrap_or_else(|| "it does not fail again".to_owned());
    let replay = format!("MODEL_SEED={seed} cargo test -p service-tests --test it -- model::whatever");
    format!("{replay}\n{}\n{failure}", trace.join("\n"))
}

fn said(panic: Box<dyn Any + Send>) -> String {
    match panic.downcast::<String>() {
        Ok(text) => *text,
        Err(panic) => panic.downcast_ref::<&str>().map_or("it stopped", |text| text).to_owned(),
    }
}
