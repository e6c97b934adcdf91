//! Faults on purpose, so that "never lose anything" is a measurement. Each step that changes the disk is a named point;
//! `RUNSESS_FAULT` says what happens there. Always compiled in: a point costs one atomic addition.
//!
//! | value | at the point N (1-based) |
//! |---|---|
//! | `kill@N` | the process ends at once, with nothing cleaned up (`SIGKILL` to itself) |
//! | `error@N` | this one step fails with "no space left on device" |
//! | `enospc@N` | the disk is full from there on: each step that takes space fails, renaming and removing still work |
//! | `wait@N` | this one step takes three seconds longer |
//! | `count` | nothing; [`Faults::points`] says how many there were, and which; `apply` says how many |
//!
//! `plain+` before any of them does without the exchange of two names, as on systems that don't have it.

use std::io;
use std::str::FromStr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What `wait@N` waits.
const WAIT: Duration = Duration::from_secs(3);

/// A kind of step that changes the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Point {
    /// The folder of an apply is made.
    JournalCreate,
    /// A record is about to be added.
    JournalWrite,
    /// Half of a record is written.
    JournalTorn,
    /// A record is written, not yet synced.
    JournalSync,
    /// The file with the old bytes is made.
    PackCreate,
    /// Old bytes of one file are about to be copied.
    PackWrite,
    /// Old bytes are written, not yet synced.
    PackSync,
    /// A staged sibling is made.
    StageCreate,
    /// New bytes are about to be written into it.
    StageWrite,
    /// Half of them are.
    StageTorn,
    /// Owner, mode and attributes are about to be set.
    StageDress,
    /// The sibling is complete, not yet synced.
    StageSync,
    /// The names in a folder are about to be synced.
    FolderSync,
    /// A sibling is about to take the place of its file.
    Swap,
    /// The old file is about to get a second name, where names can't be exchanged.
    Keep,
    /// It did; what came out is about to be looked at.
    SwapVerify,
    /// A file is about to be put back.
    PutBack,
    /// A sibling is about to be removed.
    Remove,
    /// The folder of an apply is about to be removed.
    JournalRemove,
}

impl Point {
    /// Whether the step needs room on the disk.
    fn takes_space(self) -> bool {
        use Point::{JournalRemove, PutBack, Remove, Swap, SwapVerify};
        !matches!(self, Swap | SwapVerify | PutBack | Remove | JournalRemove)
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Mode {
    #[default]
    Off,
    Count,
    Kill(usize),
    Error(usize),
    Full(usize),
    Wait(usize),
}

/// What goes wrong, and how many points were passed. Copies count together.
#[derive(Clone, Debug, Default)]
pub struct Faults(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    mode: Mode,
    plain: bool,
    passed: AtomicUsize,
    seen: Mutex<Vec<Point>>,
}

impl Faults {
    /// The points passed so far, in order. Only `count` keeps them.
    pub fn points(&self) -> Vec<Point> {
        self.0.seen.lock().map(|seen| seen.clone()).unwrap_or_default()
    }

    /// Whether swapping is to do without the exchange of names.
    pub(super) fn plain(&self) -> bool {
        self.0.plain
    }

    /// Passes a point.
    ///
    /// # Errors
    /// `StorageFull` where the fault says so.
    pub(super) fn pass(&self, point: Point) -> io::Result<()> {
        let n = self.0.passed.fetch_add(1, Ordering::Relaxed) + 1;
        match self.0.mode {
            Mode::Kill(at) if n == at => die(),
            Mode::Error(at) if n == at => Err(full()),
            Mode::Full(at) if n >= at && point.takes_space() => Err(full()),
            Mode::Wait(at) if n == at => {
                thread::sleep(WAIT);
                Ok(())
            }
            Mode::Count => {
                if let Ok(mut seen) = self.0.seen.lock() {
                    seen.push(point);
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

impl FromStr for Faults {
    type Err = String;

    fn from_str(whole: &str) -> Result<Self, String> {
        let rest = whole.strip_prefix("plain+");
        let text = rest.unwrap_or(whole);
        let mode = match text.split_once('@') {
            None if text.is_empty() => Some(Mode::Off),
            None => (text == "count").then_some(Mode::Count),
            Some((kind, at)) => at.parse().ok().filter(|&n| n > 0).and_then(|n| match kind {
                "kill" => Some(Mode::Kill(n)),
                "error" => Some(Mode::Error(n)),
                "enospc" => Some(Mode::Full(n)),
                "wait" => Some(Mode::Wait(n)),
                _ => None,
            }),
        };
        let mode = mode.ok_or_else(|| {
            format!("RUNSESS_FAULT={whole}: use kill@N, error@N, enospc@N, wait@N or count, after `plain+` or not")
        })?;
        Ok(Self(Arc::new(Inner { mode, plain: rest.is_some(), ..Inner::default() })))
    }
}

#[cfg(unix)]
fn full() -> io::Error {
    rustix::io::Errno::NOSPC.into()
}

#[cfg(not(unix))]
fn full() -> io::Error {
    io::ErrorKind::StorageFull.into()
}

/// Not `abort`: that would leave a core dump for each of thousands of tests.
fn die() -> ! {
    #[cfg(unix)]
    let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
    std::process::abort()
}
