//! Mutated trees, packs, baselines and state folders, given to every command: it ends by itself with a status that it promises,
//! says no panic, stays below ten seconds and a gigabyte, prints what its format says, and an undo brings every byte back.
//!
//! A small sample runs with the other tests. By hand, on a release build:
//!
//! `RUNSESS_FUZZ=50000 RUNSESS_FUZZ_PROGRAM=target/release/runsess cargo test --test it fuzz -- --nocapture`
//!
//! `RUNSESS_FUZZ` says how many runs of the program there are at least, `RUNSESS_FUZZ_SEED` the seed of the first tree; each
//! tree after it has the next number. A failure names its seed and keeps the tree, and `RUNSESS_FUZZ=1` with that seed repeats it.

pub mod mutate;
mod tree;
mod trial;

use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tree::Corpus;
use trial::Trial;

/// What the program may take in one run.
const TIME: Duration = Duration::from_secs(10);
const MEGABYTES: u64 = 1024;

/// Runs of the program in the sample.
const SAMPLE: u64 = 100;

/// After so many failures there is enough to mend.
const ENOUGH: usize = 20;

/// What all runs took, and what went wrong.
#[derive(Default)]
struct Seen {
    /// With the seed and the words of each worst run.
    slowest: (Duration, String),
    largest: (u64, String),
    failures: Vec<String>,
    /// Runs that ended with 0, 1 and 2.
    statuses: [u64; 3],
    /// Times that files were written and taken back.
    undone: u64,
}

impl Seen {
    /// Runs have ended in every way, and files were written and taken back.
    fn has_all_kinds(&self) -> bool {
        self.undone > 0 && self.statuses.iter().all(|it| *it > 0)
    }
}

#[test]
fn every_command_bears_mutated_trees() {
    let number = |name: &str| std::env::var(name).ok().map(|it| it.parse::<u64>().expect("a number"));
    let wanted = number("RUNSESS_FUZZ").unwrap_or(SAMPLE);
    let first = number("RUNSESS_FUZZ_SEED").unwrap_or(1);
    let program = std::env::var_os("RUNSESS_FUZZ_PROGRAM").unwrap_or_else(|| env!("CARGO_BIN_EXE_runsess").into());
    let program = PathBuf::from(program).canonicalize().expect("the program is there");
    let corpus = Corpus::read();
    let (next, runs, seen) = (AtomicU64::new(first), AtomicU64::new(0), Mutex::new(Seen::default()));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                // Which trees come first depends on the corpus: a sample goes on until it has seen every way to end.
                let goes_on = |runs: u64, seen: &Seen| {
                    let sampled = wanted < SAMPLE || runs >= 20 * SAMPLE || seen.has_all_kinds();
                    let more = runs < wanted || !sampled;
                    more && seen.failures.len() < ENOUGH
                };
                while goes_on(runs.load(Ordering::Relaxed), &seen.lock().unwrap()) {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    let mut trial = Trial::new(&program, seed);
                    trial.go(&corpus);
                    let before = runs.fetch_add(trial.runs, Ordering::Relaxed);
                    if before / 1_000 != (before + trial.runs) / 1_000 {
                        println!("{} runs, seed {seed}", before + trial.runs);
                    }
                    trial.end(&mut seen.lock().unwrap());
                }
            });
        }
    });
    let seen = seen.into_inner().unwrap();
    let all_kinds = seen.has_all_kinds();
    let Seen { slowest, largest, failures, statuses, undone } = seen;
    let last = next.into_inner() - 1;
    println!("{} runs over the trees {first} to {last}", runs.into_inner());
    println!("ended with 0, 1, 2: {statuses:?}; files written and taken back {undone} times");
    println!("slowest: {:.2} s, {}\nlargest: {} MB, {}", slowest.0.as_secs_f64(), slowest.1, largest.0, largest.1);
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
    // One tree may be broken all over; a sample of them is not.
    assert!(wanted < SAMPLE || all_kinds, "the trees are too broken to say anything: {statuses:?}, {undone} undone");
}
