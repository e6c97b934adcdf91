//! How much is said beside the answer: `--quiet`, `--verbose`, and on a terminal the stage of a run that takes long.

use std::io::{IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::TalkArgs;
use crate::limits;
use crate::text::shown::Shown;

/// A run that is over before that says nothing of its stages.
const PATIENCE: Duration = Duration::from_millis(700);

/// How often the stage is looked at.
const TICK: Duration = Duration::from_millis(100);

static QUIET: AtomicBool = AtomicBool::new(false);
static VERBOSE: AtomicBool = AtomicBool::new(false);
/// The line with the stage, while there is one.
static LINE: Mutex<Line> = Mutex::new(Line { bar: None, over: false });

struct Line {
    bar: Option<ProgressBar>,
    /// Something else stands on the terminal now.
    over: bool,
}

/// Begins a run that says as much as these arguments want.
pub fn begin(args: &TalkArgs) {
    QUIET.store(args.quiet, Ordering::Relaxed);
    VERBOSE.store(args.verbose, Ordering::Relaxed);
    let in_ci = std::env::var_os("CI").is_some_and(|it| !it.is_empty() && it != "false");
    if shows(args.quiet, std::io::stderr().is_terminal(), in_ci) {
        thread::spawn(show);
    }
}

/// Whether the stage is shown: somebody must be looking. A service may give its jobs a terminal that nobody sees, only its log.
fn shows(quiet: bool, on_terminal: bool, in_ci: bool) -> bool {
    on_terminal && !quiet && !in_ci
}

/// False with `--quiet`.
pub(super) fn remarks() -> bool {
    !QUIET.load(Ordering::Relaxed)
}

/// True with `--verbose`.
pub(super) fn verbose() -> bool {
    VERBOSE.load(Ordering::Relaxed)
}

/// Takes the line away for good: the answer, a question or another bar comes.
pub(super) fn hush() {
    let mut line = line();
    line.over = true;
    if let Some(bar) = line.bar.take() {
        bar.finish_and_clear();
    }
}

/// Says how the run went, with `--verbose`.
pub(super) fn end() {
    hush();
    if !verbose() {
        return;
    }
    let mut err = anstream::stderr().lock();
    for remark in limits::remarks() {
        let _ = writeln!(err, "runsess: {}", Shown(&remark));
    }
    for (stage, took) in limits::stages() {
        let _ = writeln!(err, "runsess: {:>7.3} s {stage}", took.as_secs_f64());
    }
}

/// Writes beside the line, if there is one.
pub(super) fn aside(write: impl FnOnce()) {
    match &line().bar {
        Some(bar) => bar.suspend(write),
        None => write(),
    }
}

fn show() {
    thread::sleep(PATIENCE);
    loop {
        // Before the line is taken: who ends a run holds the stage, and takes the line.
        let stage = limits::doing().stage;
        let mut line = line();
        if line.over {
            return;
        }
        line.bar.get_or_insert_with(spinner).set_message(stage);
        drop(line);
        thread::sleep(TICK);
    }
}

fn spinner() -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    let style = ProgressStyle::with_template("{spinner} {msg} ({elapsed})");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()).tick_chars("|/-\\ "));
    bar.set_elapsed(PATIENCE);
    bar.enable_steady_tick(TICK);
    bar
}

fn line() -> std::sync::MutexGuard<'static, Line> {
    LINE.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stage_is_shown_to_somebody_who_looks() {
        assert!(shows(false, true, false));
        for (quiet, on_terminal, in_ci) in [(true, true, false), (false, false, false), (false, true, true)] {
            assert!(!shows(quiet, on_terminal, in_ci));
        }
    }
}
