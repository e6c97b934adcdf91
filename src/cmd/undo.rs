//! `runsess undo [ID]`: the last apply, or the one of that number, is taken back, byte and mode exact.

use std::fmt::Write;
use std::sync::atomic::AtomicBool;

use crate::commit::{self, ApplyId, CommitError, JournalEntry, Options, Progress, State};
use crate::text::count::counted;
use crate::text::shown::Shown;

use super::writing::{Reply, damaged, failed, journal, named};

/// Takes an apply back. A file that was changed since refuses all, and every such file is told.
pub fn undo(id: Option<u64>, options: &Options, progress: &mut dyn FnMut(Progress), stop: &AtomicBool) -> Reply {
    let undone = match commit::undo(id.map(ApplyId), options, progress, stop) {
        Ok(undone) => undone,
        Err(error) => {
            let mut reply = failed(&error);
            if matches!(error, CommitError::Refused(_)) {
                reply.notes += &meant(id.map(ApplyId), options);
            }
            if matches!(error, CommitError::NothingToUndo) {
                reply.notes.insert_str(0, &damaged(options));
            }
            return reply;
        }
    };
    let text = format!("took back {}\n", counted(undone.files, "file"));
    let mut reply = Reply { text, notes: damaged(options), ..Reply::default() };
    if let Some(id) = undone.id {
        let _ = writeln!(reply.notes, "to have it again: runsess undo {id}");
    }
    for path in undone.kept {
        let kept = format!("another program wrote meanwhile; its text is in {}", path.display());
        let _ = writeln!(reply.notes, "{}", Shown(&kept));
    }
    reply
}

/// Which apply was to be taken back: without a number it is the last one, wherever that was.
fn meant(id: Option<ApplyId>, options: &Options) -> String {
    let entries = commit::list(options).unwrap_or_default();
    let is_it = |it: &&JournalEntry| id.map_or(it.state == State::Done, |id| it.id == id);
    let Some(it) = entries.iter().rev().find(is_it) else { return String::new() };
    let roots: Vec<String> = it.roots.iter().map(|root| root.display().to_string()).collect();
    let text = format!(
        "{} in {} is not taken back; `runsess apply --list` shows all",
        named(it.id, &it.label),
        roots.join(", ")
    );
    format!("{}\n", Shown(&text))
}

/// `runsess apply --list`: the journal, the latest apply first.
pub fn list(options: &Options) -> Reply {
    match commit::list(options) {
        Ok(entries) if entries.is_empty() => Reply { notes: "no apply yet\n".to_owned(), ..Reply::default() },
        Ok(entries) => Reply { text: journal(&entries), ..Reply::default() },
        Err(error) => failed(&error),
    }
}
