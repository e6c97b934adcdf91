//! Standard output and standard error: what is said to people, what is given to programs, what is noted beside it.

use std::io::{BufWriter, IsTerminal, Write};

use super::checkout::paths;
use super::writing::Reply;
use super::{Failure, Outcome, talk};
use crate::commit::{Options, Unfinished, interrupted};
use crate::limits;
use crate::model::{Repo, Skipped};
use crate::report::{Format, Page, Paths};
use crate::text::count::counted;
use crate::text::shown::{Shown, Styled};

/// Says why something could not be done, on standard error.
pub(super) fn complain(failure: Failure) {
    talk::hush();
    let report = super::diagnosed::shown(&failure);
    let _ = writeln!(anstream::stderr().lock(), "{}", Styled(&report));
}

/// Says what a writing command has to say, and ends with its exit code.
pub(super) fn reply(reply: Reply) -> Result<Outcome, Failure> {
    talk::hush();
    let _ = write!(anstream::stderr().lock(), "{}", Styled(&reply.notes));
    say(&reply.text)?;
    Ok(match reply.code {
        0 => Outcome::Done,
        1 => Outcome::Findings,
        _ => Outcome::Failed,
    })
}

/// Says something to people, on standard output: colours where they are wanted, nothing else that steers a terminal.
pub(super) fn say(text: &str) -> Result<Outcome, Failure> {
    written(&mut anstream::stdout().lock(), Styled(text).to_string().as_bytes())
}

/// Gives data to programs, on standard output, as the bytes that it is.
pub(super) fn give(bytes: &[u8]) -> Result<Outcome, Failure> {
    written(&mut std::io::stdout().lock(), bytes)
}

/// Prints an answer in the way of its format.
pub(super) fn answer(
    format: &Format,
    render: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
) -> Result<Outcome, Failure> {
    if format.for_people {
        return say(&String::from_utf8_lossy(&rendered(render)?));
    }
    begin();
    let mut stdout = BufWriter::with_capacity(1 << 16, std::io::stdout().lock());
    taken("standard output", render(&mut stdout).and_then(|()| stdout.flush()))?;
    Ok(Outcome::Done)
}

/// What standard output is written on, for an answer about `repos`.
pub(super) fn page(repos: &[Repo]) -> Page {
    Page { width: columns(), paths: paths(repos), ..Page::default() }
}

/// Who wants colours in a pipe has a terminal behind it (a pager); `COLUMNS` says how wide that is.
fn columns() -> Option<usize> {
    let stdout = std::io::stdout();
    if stdout.is_terminal() {
        return terminal_size::terminal_size_of(&stdout).map(|(width, _)| width.0.into());
    }
    let coloured = anstream::AutoStream::choice(&stdout) != anstream::ColorChoice::Never;
    let columns = || std::env::var("COLUMNS").ok()?.parse().ok();
    coloured.then(columns).flatten()
}

/// What a renderer writes.
pub(super) fn rendered(render: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Result<Vec<u8>, Failure> {
    let mut text = Vec::new();
    render(&mut text).map_err(|error| Failure::Output { what: "the answer".into(), error })?;
    Ok(text)
}

fn written(stdout: &mut dyn Write, bytes: &[u8]) -> Result<Outcome, Failure> {
    begin();
    taken("standard output", stdout.write_all(bytes).and_then(|()| stdout.flush()))?;
    Ok(Outcome::Done)
}

/// From here on the answer is written.
fn begin() {
    limits::stage("giving the answer");
    talk::hush();
}

/// Why an answer was not written. A closed pipe is the reader's decision, no failure of ours, and changes no verdict.
pub(super) fn taken(what: &str, written: std::io::Result<()>) -> Result<(), Failure> {
    match written {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::Output { what: what.to_owned(), error })
        }
        _ => Ok(()),
    }
}

/// Says something beside the answer, on standard error; nothing with `--quiet`.
pub(super) fn note(text: &str) {
    if talk::remarks() {
        warn(text);
    }
}

/// Says on standard error what the exit status rests on.
pub(super) fn warn(text: &str) {
    let line = format!("runsess: {}", Shown(text));
    talk::aside(|| drop(writeln!(anstream::stderr().lock(), "{}", Styled(&line))));
}

/// Names the files that could not be read, on standard error: a report for programs must not hide them. With `--verbose` also those
/// that nobody misses.
pub(super) fn note_skipped(skipped: &[Skipped], paths: &Paths) {
    for it in skipped.iter().filter(|it| it.matters || talk::verbose()) {
        let what = if it.matters { "skipped" } else { "left out" };
        warn(&format!("{what} {}: {}", paths.place(&it.file()), it.reason));
    }
    note_own(skipped, paths);
}

/// Says which files were left out because the program wrote or reads them itself.
fn note_own(skipped: &[Skipped], paths: &Paths) {
    /// Files that are named.
    const NAMED: usize = 3;
    let own: Vec<String> = skipped.iter().filter(|it| it.is_own()).map(|it| paths.place(&it.file())).collect();
    if own.is_empty() {
        return;
    }
    let more = own.len().saturating_sub(NAMED);
    let named = own[..own.len() - more].join(", ");
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    let count = counted(own.len(), "file");
    let (are, reports) =
        if own.len() == 1 { ("is", "a report or rule pack") } else { ("are", "reports or rule packs") };
    note(&format!("{count} {are} {reports} of runsess itself and not scanned: {named}{rest}"));
}

/// Says where what was read may be half old, half new.
pub(super) fn note_interrupted(repos: &[Repo]) {
    let roots: Vec<_> = repos.iter().map(|repo| repo.root.clone()).collect();
    let unfinished = Options::from_env().map(|options| interrupted(&roots, &options)).unwrap_or_default();
    for Unfinished { id, root, process } in unfinished {
        let root = root.display();
        note(&match process {
            Some(process) => {
                format!("process {process} is writing in {root} (apply {id}): it was read half old, half new")
            }
            None => format!("apply {id} in {root} was interrupted, and may be half done: run `runsess recover` first"),
        });
    }
}
