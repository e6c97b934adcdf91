//! What `apply`, `undo` and `recover` have in common: a signal handler that stops at a safe point, the progress bar
//! on a terminal, and the words for a commit that was refused or failed. Those words are returned; the commands print them.

use std::fmt::Write;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::{ProgressBar, ProgressStyle};

use crate::commit::{self, ApplyId, CommitError, Damaged, JournalEntry, Options, Progress, Refusal, State};
use crate::report::from;
use crate::text::count::counted;
use crate::text::shown::Shown;

use super::checkout::here;
use super::talk;

/// What a command has to say, and the exit code (design section 6).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    /// For stdout; ends in a newline if there is anything.
    pub text: String,
    /// For stderr; ends in a newline if there is anything.
    pub notes: String,
    /// 0 done or nothing to do, 1 refused, 2 could not run.
    pub code: u8,
}

static STOP: AtomicBool = AtomicBool::new(false);
static WHY: OnceLock<String> = OnceLock::new();

/// The flag that Ctrl-C (and SIGTERM, SIGHUP) raises from now on, instead of ending the process.
pub fn stop_on_signal() -> &'static AtomicBool {
    // Without a handler the signal ends the process, and recover mends what it left: worse manners, nothing lost.
    let _ = ctrlc::set_handler(stop);
    &STOP
}

/// Raises that flag for a reason that people are told if it comes in time.
pub fn stop_because(why: String) {
    let _ = WHY.set(why);
    stop();
}

fn stop() {
    STOP.store(true, Ordering::Release);
}

/// A bar on stderr, while it is a terminal.
pub fn meter() -> impl FnMut(Progress) {
    talk::hush();
    let bar = ProgressBar::no_length();
    let style = ProgressStyle::with_template("{msg} [{bar:30}] {pos}/{len}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> "));
    move |at| match at {
        Progress::Verified { files } => bar.set_length(files as u64),
        Progress::Staged { done, .. } => {
            bar.set_message("staging");
            bar.set_position(done as u64);
        }
        Progress::Committed => bar.set_message("writing"),
        Progress::Swapped { done, of } if done == of => bar.finish_and_clear(),
        Progress::Swapped { done, .. } => bar.set_position(done as u64),
    }
}

/// What a commit that did not happen says, and the exit code: 1 where files were refused, 2 where it could not run.
/// A refusal is one line a file, with the reason and the way out.
pub fn failed(error: &CommitError) -> Reply {
    let mut notes = String::new();
    let code = match error {
        CommitError::Refused(refusals) => {
            let here = here();
            for refusal in refusals {
                let shown = Refusal { display: from(&here, &refusal.path), ..refusal.clone() };
                let _ = writeln!(notes, "{}", Shown(&shown.to_string()));
            }
            1
        }
        CommitError::NothingToUndo | CommitError::AlreadyUndone(..) => 0,
        _ => 2,
    };
    let why = WHY.get().filter(|_| matches!(error, CommitError::Stopped)).cloned();
    let _ = writeln!(notes, "{}", Shown(&why.unwrap_or_else(|| error.to_string())));
    Reply { notes, code, ..Reply::default() }
}

/// Which applies can't be read: a line each. They stop nothing, but one of them may have been interrupted.
pub fn damaged(options: &Options) -> String {
    let line = |it: Damaged| format!("{}\n", Shown(&CommitError::from(it).to_string()));
    commit::damaged(options).into_iter().map(line).collect()
}

/// With `RUNSESS_FAULT=count`: how many points there were, each of which `kill@N` can name.
pub fn fault_points(options: &Options) -> Option<String> {
    let points = options.faults.points().len();
    (points > 0).then(|| format!("{} where the disk is touched", counted(points, "point")))
}

/// What `apply --list` prints: every apply that left something, the latest first.
pub fn journal(entries: &[JournalEntry]) -> String {
    let mut text = String::new();
    for entry in entries.iter().rev() {
        let label = if entry.label.is_empty() { "-" } else { &entry.label };
        let state = match entry.state {
            State::Done => "done".to_owned(),
            State::Undone { by } => format!("undone by {by}"),
            State::Live { pid } => format!("at work, process {pid}"),
            State::Interrupted => "interrupted: run `runsess recover`".to_owned(),
            State::Conflict => "taken back, except for files changed meanwhile".to_owned(),
            State::Damaged => "damaged: its journal can't be read".to_owned(),
        };
        let roots: Vec<String> = entry.roots.iter().map(|root| root.display().to_string()).collect();
        let time = if entry.state == State::Damaged { "-".to_owned() } else { utc(entry.time) };
        let line = format!(
            "{:>4}  {time:>16}  {:>8}  {label}  {state}  {}",
            entry.id.0,
            counted(entry.files.len(), "file"),
            roots.join(" ")
        );
        let _ = writeln!(text, "{}", Shown(&line));
    }
    text
}

/// What an apply is called: its number, and its label if it has one.
pub fn named(id: ApplyId, label: &str) -> String {
    if label.is_empty() { format!("apply {id}") } else { format!("apply {id} ({label})") }
}

/// Seconds since 1970 as `2026-11-21 00:37`, UTC.
fn utc(seconds: u64) -> String {
    // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": days_from_civil, the other way round.
    let days = seconds / 86_400 + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let in_year = day - (365 * year + year / 4 - year / 100);
    let month = (5 * in_year + 2) / 153;
    let date = in_year - (153 * month + 2) / 5 + 1;
    let (year, month) = if month < 10 { (year + era * 400, month + 3) } else { (year + era * 400 + 1, month - 9) };
    format!("{year:04}-{month:02}-{date:02} {:02}:{:02}", seconds / 3_600 % 24, seconds / 60 % 60)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::commit::Reason;

    #[test]
    fn dates_are_those_of_the_calendar() {
        let dates = [0, 951_782_399, 951_782_400, 1_709_164_800, 4_107_542_400, 1_795_221_432].map(utc);
        let expected = [
            "1970-01-01 00:00",
            "2000-02-28 23:59",
            "2000-02-29 00:00",
            "2024-02-29 00:00",
            "2100-03-01 00:00",
            "2026-11-21 00:37",
        ];
        assert_eq!(dates, expected);
    }

    #[test]
    fn a_refusal_tells_file_reason_and_way_out() {
        let refusal =
            |path: &str, reason| Refusal { display: path.into(), path: PathBuf::from("/r").join(path), reason };
        let error = CommitError::Refused(vec![
            refusal("repo/a.go", Reason::Dirty(" M".into())),
            refusal("repo/\u{1b}[31m.go", Reason::Changed),
        ]);
        let reply = failed(&error);
        assert_eq!(reply.code, 1);
        assert_eq!(
            reply.notes,
            "/r/repo/a.go has changes that git does not hold (status ` M`): commit or stash it, or pass --allow-dirty\n\
             /r/repo/\\u{1b}[31m.go was changed since it was read: run the command again; to take an older apply back, first take \
             back the later ones\n\
             2 files can't be written; nothing was changed\n"
        );
    }
}
