//! How a command ended, and why it could not run.

use std::process::ExitCode;

use miette::Diagnostic;

use crate::commit::CommitError;
use crate::rules::{NoSuchStep, RuleErrors};
use crate::session;
use crate::text::shown::Shown;

/// How a command ended, as its exit status says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Nothing to do, or done.
    Done,
    /// Findings that matter: a failed gate, refused edits, unclassified hits.
    Findings,
    /// It could not run, or ran only partly.
    Failed,
}

impl Outcome {
    /// The exit status.
    pub fn status(self) -> i32 {
        match self {
            Outcome::Done => 0,
            Outcome::Findings => 1,
            Outcome::Failed => 2,
        }
    }
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        ExitCode::from(outcome.status() as u8)
    }
}

/// Why a command could not run.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum Failure {
    /// Reading, or what was asked for.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Session(#[from] session::Error),
    /// The rules.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Rules(#[from] Box<RuleErrors>),
    /// Writing the answer.
    #[error("cannot write {what}: {error}")]
    Output {
        /// The file, or standard output.
        what: String,
        /// What the system said.
        error: std::io::Error,
    },
    /// Writing user files.
    #[error("{0}")]
    Commit(#[from] CommitError),
    /// Anything else that the user can mend.
    #[error("{message}")]
    #[diagnostic(help("{help}"))]
    Usage {
        /// What is wrong.
        message: String,
        /// What to do.
        help: String,
    },
}

impl From<NoSuchStep> for Failure {
    fn from(error: NoSuchStep) -> Self {
        Failure::Session(error.into())
    }
}

impl Failure {
    pub(super) fn usage(message: impl Into<String>, help: impl Into<String>) -> Self {
        let shown = |text: String| Shown(&text).to_string();
        Failure::Usage { message: shown(message.into()), help: shown(help.into()) }
    }
}
