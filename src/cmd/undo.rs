//! `runsess undo [ID]`: the last apply, or the one of that number, is taken back, byte and mode exact.

use std::fmt::Write;
use std::sync::atomic::AtomicBool;

use crate::commit::{self, ApplyId, CommitError, Options, Progress};
use crate::text::count::counted;
use crate::text::shown::Shown;

use super::writing::{Reply, damaged, failed, journal};

/// Takes an apply back. A file that was changed since refuses all, and every such file is told.
pub fn undo(id: Option<u64>, options: &Options, progress: &mut dyn FnMut(Progress), stop: &AtomicBool) -> Reply {
    let undone = match commit::undo(id.map(ApplyId), options, progress, stop) {
        Ok(undone) => undone,
        Err(error) => {
            let mut reply = failed(&error);
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

/// `runsess apply --list`: the journal, the latest apply first.
pub fn list(options: &Options) -> Reply {
    match commit::list(options) {
        Ok(entries) if entries.is_empty() => Reply { notes: "no apply yet\n".to_owned(), ..Reply::default() },
        Ok(entries) => Reply { text: journal(&entries), ..Reply::default() },
        Err(error) => failed(&error),
    }
}
