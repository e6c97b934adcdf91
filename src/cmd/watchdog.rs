//! `--max-memory` and `--max-seconds`: a thread looks at what the process uses, and ends it with words where the kernel would end
//! it without. It asks no stage for help, so that a file on which C code hangs ends like any other one.
//!
//! What is being written is never cut in two (`limits`): an apply that has begun is asked to stop, as by Ctrl-C, and is taken back
//! or finished by itself.

use std::fmt::Write;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use indicatif::HumanBytes;
use memory_stats::memory_stats;

use crate::cli::{LimitArgs, MemoryLimit};
use crate::limits::{self, Cut, Doing};

use super::{Failure, Outcome, complain, machine, writing};

/// How often is looked. Memory grows by some 20 MB meanwhile where nothing but touching new memory is done.
const EVERY: Duration = Duration::from_millis(10);

/// How long a reader of standard error may take for the words.
const SAYING: Duration = Duration::from_secs(1);

/// A limit that was reached.
#[derive(Clone, Debug)]
struct Reached {
    limit: String,
    used: String,
    /// How to have more.
    more: &'static str,
}

/// The limits of a run; `None` is none.
#[derive(Clone, Copy, Debug, Default)]
struct Limits {
    /// Bytes of resident memory, and whether the user has said so.
    memory: Option<(u64, bool)>,
    time: Option<Duration>,
}

/// Watches this process from now on. `end` ends it with an exit status.
///
/// # Errors
/// A limit that was asked for, on a system that does not say how much memory a process has.
pub fn watch(args: &LimitArgs, end: impl Fn(Outcome) + Send + 'static) -> Result<(), Outcome> {
    let start = Instant::now();
    let memory = match args.max_memory {
        Some(MemoryLimit::None) => None,
        Some(MemoryLimit::Bytes(bytes)) => Some((bytes, true)),
        None => machine::memory().map(|bytes| (bytes / 10 * 9, false)),
    };
    let limits = Limits { memory, time: args.max_seconds.map(Duration::from_secs) };
    if matches!(limits.memory, Some((_, true))) && memory_stats().is_none() {
        let message = "--max-memory: this system does not say how much memory a process has";
        complain(Failure::usage(message, "leave it out, or limit the memory with the means of the system"));
        return Err(Outcome::Failed);
    }
    if limits.memory.is_some() || limits.time.is_some() {
        thread::spawn(move || patrol(limits, start, end));
    }
    Ok(())
}

/// Works on as many threads as were asked for.
pub fn threads(args: &LimitArgs) {
    if let Some(jobs) = args.jobs {
        // Fails where there is a pool already, which nothing before this makes.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(usize::from(jobs)).build_global();
    }
}

fn patrol(limits: Limits, start: Instant, end: impl Fn(Outcome)) {
    loop {
        thread::sleep(EVERY);
        let Some(reached) = limits.reached(start) else { continue };
        let ending = |doing: Doing| {
            let (message, help) = reached.words(&doing);
            say(Failure::usage(message, help));
            end(Outcome::Failed);
        };
        if limits::cut(ending) == Cut::Settled {
            let (message, help) = reached.words(&limits::doing());
            writing::stop_because(format!("{message}; {help}"));
            return;
        }
    }
}

/// Says it on a thread of its own: nobody may be reading standard error, or somebody may hold it.
fn say(failure: Failure) {
    let (said, heard) = mpsc::channel();
    thread::spawn(move || {
        complain(failure);
        let _ = said.send(());
    });
    let _ = heard.recv_timeout(SAYING);
}

impl Limits {
    fn reached(&self, start: Instant) -> Option<Reached> {
        let passed = start.elapsed();
        if let Some(time) = self.time.filter(|time| passed >= *time) {
            let limit = format!("--max-seconds {}", time.as_secs());
            return Some(Reached { limit, used: seconds(passed), more: "allow more seconds" });
        }
        let (limit, asked) = self.memory?;
        let used = memory_stats()?.physical_mem as u64;
        if used < limit {
            return None;
        }
        let (limit, more) = if asked {
            (format!("--max-memory {}", HumanBytes(limit)), "allow more memory (--max-memory none: all there is)")
        } else {
            let limit = format!("the limit of nine tenths of this machine's memory ({})", HumanBytes(limit));
            (limit, "take a machine with more memory, or allow more (--max-memory none: all there is)")
        };
        Some(Reached { limit, used: format!("{} after {}", HumanBytes(used), seconds(passed)), more })
    }
}

impl Reached {
    /// What people are told, and what they can do.
    fn words(&self, doing: &Doing) -> (String, String) {
        let mut message = format!("{} is reached ({}) while {}", self.limit, self.used, doing.stage);
        let less = match &doing.file {
            Some((path, time)) => {
                let _ = write!(message, ", at {} for {}", path.display(), seconds(*time));
                "list that file or its folder under `ignore` of the rules or of runsess.yaml"
            }
            None => "name fewer folders, or list some under `ignore` of the rules or of runsess.yaml",
        };
        (format!("{message}; no file was written"), format!("{}, or {less}", self.more))
    }
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}
