//! The only writer of user files: verify, stage, journal, swap; undo and recover.
//!
//! An apply is all or nothing, also when the process is killed, the disk is full, or somebody edits a file meanwhile:
//!
//! 1. **verify** every file of every root, before anything is written (`check`);
//! 2. **begin**: a journal in the user's state folder says which files and which siblings (`journal`, `store`);
//! 3. **pack**: the old bytes of all files are copied there and synced;
//! 4. **stage**: each new text is written beside its file, with its mode and owner, and synced;
//! 5. **commit**: one record. An apply that ends before it is taken back, one that ends after it is finished;
//! 6. **swap**: each sibling changes places with its file in one step, and what came out is compared with the plan. If it
//!    is anything else, everything goes back, that included;
//! 7. **done**: one record, then the siblings (the old files) are removed.
//!
//! The steps are in `swap`, their way back and forward after a crash in `recover`, an apply of the old bytes in `undo`.
//! Nothing here prints.

#![cfg_attr(not(test), expect(clippy::disallowed_methods, reason = "everybody else is to use this module"))]

mod check;
mod dir;
mod fault;
mod git;
mod journal;
mod options;
mod output;
mod recover;
mod refusal;
mod store;
mod swap;
mod undo;

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

pub use fault::{Faults, Point};
pub use options::{Options, state_dir};
pub use output::write_output;
pub use recover::{Outcome, Recovered, recover};
pub use refusal::{Reason, Refusal};
pub use undo::{JournalEntry, State, list, undo};

/// New bytes for one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    /// Top folder of its repository, absolute. May be reached through symlinks; nothing below it may.
    pub root: PathBuf,
    /// The file, absolute, below `root` by its names.
    pub path: PathBuf,
    /// `repo/path`, for messages.
    pub display: String,
    /// blake3 of the bytes that the plan was made from.
    pub before: [u8; 32],
    /// The bytes to come.
    pub after: Vec<u8>,
    /// The mode that the file must have (`0o7777`); none where any will do. It keeps the mode that it has.
    pub mode: Option<u32>,
}

impl FileChange {
    /// `after` in place of `before`.
    pub fn new(
        root: impl Into<PathBuf>,
        path: impl Into<PathBuf>,
        display: impl Into<String>,
        before: &[u8],
        after: impl Into<Vec<u8>>,
    ) -> Self {
        let before = *blake3::hash(before).as_bytes();
        Self { root: root.into(), path: path.into(), display: display.into(), before, after: after.into(), mode: None }
    }

    /// Whether it changes anything.
    fn is_real(&self) -> bool {
        *blake3::hash(&self.after).as_bytes() != self.before
    }
}

/// The number of an apply; they count up from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ApplyId(pub u64);

impl fmt::Display for ApplyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// An apply that was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// Its number; none where there was nothing to do.
    pub id: Option<ApplyId>,
    /// How many files have new bytes.
    pub files: usize,
    /// Old files that another program wrote into while they were being replaced: its text is kept here.
    pub kept: Vec<PathBuf>,
}

/// How far an apply is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// All files may be written.
    Verified {
        /// How many.
        files: usize,
    },
    /// A sibling is written.
    Staged {
        /// How many do.
        done: usize,
        /// Of how many.
        of: usize,
    },
    /// From here on the apply is finished, whatever happens.
    Committed,
    /// A file has its new bytes.
    Swapped {
        /// How many have.
        done: usize,
        /// Of how many.
        of: usize,
    },
}

/// Why an apply, undo or recover did not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CommitError {
    /// Nothing was written.
    #[error("{} {} can't be written; nothing was changed", .0.len(), if .0.len() == 1 { "file" } else { "files" })]
    Refused(Vec<Refusal>),
    /// Another process is at work; nothing was written.
    #[error("process {pid} is writing in {} (apply {id}): wait until it ends", root.display())]
    Busy {
        /// Its apply.
        id: ApplyId,
        /// Its process.
        pid: u32,
        /// A root of both.
        root: PathBuf,
    },
    /// An earlier apply was interrupted; nothing was written.
    #[error("apply {id} in {} was interrupted: run `runsess recover` first", root.display())]
    Interrupted {
        /// The earlier one.
        id: ApplyId,
        /// A root of both.
        root: PathBuf,
    },
    /// The user stopped it; nothing was changed.
    #[error("stopped; nothing was changed")]
    Stopped,
    /// A step failed, and every file is as it was.
    #[error("{step}: {source}; every file is as it was")]
    RolledBack {
        /// What was tried, and where.
        step: String,
        /// What the system said.
        source: io::Error,
    },
    /// A step failed, and everything was put back but files that somebody changed after they were replaced: those stay.
    #[error(
        "{step}: {source}; every file is as it was, except for {}, changed meanwhile: the old text is in {}",
        files.join(", "),
        old.display()
    )]
    TakenBackExcept {
        /// What was tried, and where.
        step: String,
        /// What the system said.
        source: io::Error,
        /// `repo/path` of each.
        files: Vec<String>,
        /// The folder with the old bytes of each.
        old: PathBuf,
    },
    /// A step failed, and so did putting everything back. The journal holds all that is needed.
    #[error("{step}: {source}; putting everything back failed too ({cause}): run `runsess recover` (apply {id})")]
    HalfDone {
        /// The apply.
        id: ApplyId,
        /// What was tried, and where.
        step: String,
        /// What the system said.
        source: io::Error,
        /// Why it was not put back.
        cause: String,
    },
    /// The state folder can't be used; no user file was changed.
    #[error(
        "cannot keep the journal of applies at {}: {source}; no file was changed: let RUNSESS_STATE_DIR name a folder that can \
         be written",
        path.display()
    )]
    State {
        /// The place in it.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A setting that says nothing.
    #[error("{0}")]
    Usage(String),
    /// There is no such apply.
    #[error("there is no apply {0}: `runsess apply --list` shows them")]
    NoSuchApply(ApplyId),
    /// No apply is left to take back.
    #[error("there is nothing to undo")]
    NothingToUndo,
    /// It was taken back before.
    #[error("apply {0} was undone before (by {1})")]
    AlreadyUndone(ApplyId, ApplyId),
}

/// Whether all changes could be written right now. Writes nothing.
///
/// # Errors
/// Every file that can't be written, with the reason and the way out.
pub fn check(changes: &[FileChange], options: &Options) -> Result<(), Vec<Refusal>> {
    check::verify(&real(changes), options).map(|_| ())
}

/// Writes all changes or none. `stop` is looked at until the commit point; later it is too late, and the rest takes a moment.
///
/// # Errors
/// [`CommitError`]; only [`CommitError::HalfDone`] leaves anything of the apply, for `recover` to mend.
pub fn apply(
    changes: &[FileChange],
    options: &Options,
    progress: &mut dyn FnMut(Progress),
    stop: &AtomicBool,
) -> Result<Applied, CommitError> {
    swap::run(&real(changes), None, options, progress, stop)
}

/// Applying what is there already is no change: the file is neither looked at nor written.
fn real(changes: &[FileChange]) -> Vec<&FileChange> {
    changes.iter().filter(|change| change.is_real()).collect()
}
