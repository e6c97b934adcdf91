//! One file a command; each reads as the picture of the pipeline. Holds stdout.

mod apply;
mod check;
mod examples;
mod explain;
mod formats;
mod interactive;
mod meta;
mod plan;
pub mod recover;
mod refs;
mod rename;
mod rules;
mod scan;
mod sql;
pub mod undo;
mod write;
pub mod writing;

use std::io::Write;
use std::process::ExitCode;

use miette::Diagnostic;

use crate::cli::{Command, PackArg, UndoArgs};
use crate::commit::{CommitError, Options};
use crate::model::Skipped;
use crate::report::Format;
use crate::rules::{NoSuchStep, Pack, RuleErrors};
use crate::session;
use crate::text::shown::{Shown, Styled};
pub use formats::{command_line, offered, parse};
use writing::Reply;

/// How a command ended, as its exit status says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing to do, or done.
    Done,
    /// Findings that matter: a failed gate, refused edits, unclassified hits.
    Findings,
    /// It could not run, or ran only partly.
    Failed,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        ExitCode::from(match outcome {
            Outcome::Done => 0,
            Outcome::Findings => 1,
            Outcome::Failed => 2,
        })
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
    pub(crate) fn usage(message: impl Into<String>, help: impl Into<String>) -> Self {
        let shown = |text: String| Shown(&text).to_string();
        Failure::Usage { message: shown(message.into()), help: shown(help.into()) }
    }
}

/// Runs one command to its end.
pub fn run(command: Command) -> Outcome {
    let done = match command {
        Command::Scan(args) => scan::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Rules { command } => rules::run(&command),
        Command::Refs(args) => refs::run(&args),
        Command::Rename(args) => rename::run(&args),
        Command::Apply(args) => apply::run(&args),
        Command::Plan(args) => plan::run(&args),
        Command::Sql(args) => sql::run(&args),
        Command::Undo(args) => take_back(&args),
        Command::Recover => {
            Options::from_env().map_err(Failure::from).and_then(|options| reply(recover::recover(&options)))
        }
        Command::Check(args) => check::run(&args),
        Command::Completions { shell } => {
            let mut cli = command_line();
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut cli, "runsess", &mut script);
            give(&script)
        }
        Command::Man => {
            let mut page = Vec::new();
            let man = clap_mangen::Man::new(command_line());
            man.render(&mut page)
                .map_err(|error| Failure::Output { what: "the manual".into(), error })
                .and_then(|()| give(&page))
        }
    };
    done.unwrap_or_else(|failure| {
        // A closed pipe is the reader's decision, not a failure of ours.
        if let Failure::Output { error, .. } = &failure
            && error.kind() == std::io::ErrorKind::BrokenPipe
        {
            return Outcome::Done;
        }
        complain(failure);
        Outcome::Failed
    })
}

/// Says why something could not be done, on standard error.
fn complain(failure: Failure) {
    let report = format!("{:?}", miette::Report::new(failure));
    let _ = writeln!(anstream::stderr().lock(), "{}", Styled(&report));
}

fn take_back(args: &UndoArgs) -> Result<Outcome, Failure> {
    let id = args.id.as_ref().map(|text| text.parse()).transpose().map_err(|_| {
        let shown = args.id.as_deref().unwrap_or_default();
        Failure::usage(format!("`{shown}` is not the number of an apply"), "`runsess apply --list` shows the numbers")
    })?;
    let options = Options { label: "undo".into(), ..Options::from_env()? };
    reply(undo::undo(id, &options, &mut writing::meter(), writing::stop_on_signal()))
}

/// Says what a writing command has to say, and ends with its exit code.
fn reply(reply: Reply) -> Result<Outcome, Failure> {
    let _ = write!(anstream::stderr().lock(), "{}", Styled(&reply.notes));
    say(&reply.text)?;
    Ok(match reply.code {
        0 => Outcome::Done,
        1 => Outcome::Findings,
        _ => Outcome::Failed,
    })
}

/// Says something to people, on standard output: colours where they are wanted, nothing else that steers a terminal.
fn say(text: &str) -> Result<Outcome, Failure> {
    written(&mut anstream::stdout().lock(), Styled(text).to_string().as_bytes())
}

/// Gives data to programs, on standard output, as the bytes that it is.
fn give(bytes: &[u8]) -> Result<Outcome, Failure> {
    written(&mut std::io::stdout().lock(), bytes)
}

/// Prints an answer in the way of its format.
fn answer(format: &Format, render: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Result<Outcome, Failure> {
    let text = rendered(render)?;
    if format.for_people { say(&String::from_utf8_lossy(&text)) } else { give(&text) }
}

/// What a renderer writes.
fn rendered(render: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Result<Vec<u8>, Failure> {
    let mut text = Vec::new();
    render(&mut text).map_err(|error| Failure::Output { what: "the answer".into(), error })?;
    Ok(text)
}

fn written(stdout: &mut dyn Write, bytes: &[u8]) -> Result<Outcome, Failure> {
    let written = stdout.write_all(bytes).and_then(|()| stdout.flush());
    written.map_err(|error| Failure::Output { what: "standard output".into(), error })?;
    Ok(Outcome::Done)
}

/// Says something beside the answer, on standard error.
fn note(text: &str) {
    let _ = writeln!(anstream::stderr().lock(), "runsess: {}", Shown(text));
}

/// Names the files that could not be read, on standard error: a report for programs must not hide them.
fn note_skipped(skipped: &[Skipped]) {
    for it in skipped.iter().filter(|it| it.matters) {
        note(&format!("skipped {}: {}", it.file(), it.reason));
    }
}

/// The pack that the command line names, or the built-in one.
fn pack(arg: &PackArg) -> Result<Pack, Failure> {
    let pack = match &arg.rules {
        Some(file) => Pack::load(file),
        None => Pack::builtin(),
    };
    Ok(pack.map_err(Box::new)?)
}
