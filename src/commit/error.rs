//! Why an apply, undo or recover did not do what was asked, and what state the files are in then.

use crate::text::count::counted;
use std::io;
use std::path::PathBuf;

use super::change::ApplyId;
use super::refusal::Refusal;

/// Why an apply, undo or recover did not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CommitError {
    /// Nothing was written.
    #[error("{} can't be written; nothing was changed", counted(.0.len(), "file"))]
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
    /// Somebody else may have put something into the state folder, and what stands there ends in user files.
    #[error(
        "the journal at {} can't be trusted: {source}; nothing was done: look what is in it and make it yours alone (chown, \
         chmod go-w), or let RUNSESS_STATE_DIR name another folder",
        path.display()
    )]
    Untrusted {
        /// The folder.
        path: PathBuf,
        /// Who may.
        source: io::Error,
    },
    /// What is written down of an apply can't be understood; nothing was written.
    #[error("apply {id} can't be read ({why}): {0} holds what is kept of it; without that folder it is forgotten", path.display())]
    Damaged {
        /// Its number.
        id: ApplyId,
        /// Its folder; the old bytes are in the file `old` there.
        path: PathBuf,
        /// What is wrong.
        why: String,
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
