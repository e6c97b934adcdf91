//! `runsess recover`: applies that were interrupted are finished or taken back.

use std::fmt::Write;

use crate::commit::{self, Options, Outcome, Recovered};
use crate::text::count::counted;
use crate::text::shown::Shown;

use super::writing::{Reply, failed, named};

/// Mends every interrupted apply: 0 all are mended (or there was none), 1 files that somebody changed meanwhile were left,
/// 2 some could not be mended now.
pub fn recover(options: &Options) -> Reply {
    let recovered = match commit::recover(options) {
        Ok(recovered) => recovered,
        Err(error) => return failed(&error),
    };
    let mut reply = Reply::default();
    if recovered.is_empty() {
        reply.notes.push_str("no apply was interrupted\n");
    }
    for it in &recovered {
        let (line, code) = told(it);
        let _ = writeln!(reply.text, "{}", Shown(&line));
        reply.code = reply.code.max(code);
    }
    reply
}

fn told(it: &Recovered) -> (String, u8) {
    let (apply, count) = (named(it.id, &it.label), counted(it.files, "file"));
    match &it.outcome {
        Outcome::Finished => (format!("{apply}: finished, {count}"), 0),
        Outcome::TakenBack => (format!("{apply}: taken back, {count} as before"), 0),
        Outcome::TakenBackExcept { files, old } => {
            let changed = files.join(", ");
            (format!("{apply}: taken back; changed meanwhile and left: {changed}; old text in {}", old.display()), 1)
        }
        Outcome::Live { pid } => (format!("{apply}: process {pid} still works on it"), 2),
        Outcome::Away { path, kept } => {
            let (path, kept) = (path.display(), kept.display());
            let later = format!("{path} is away; nothing is lost, try again when {path} is back");
            (format!("{apply}: {later} (if it is gone for good: {kept} holds the old text; delete it then)"), 2)
        }
        Outcome::Damaged { why, kept } => {
            let kept = kept.display();
            (format!("{apply}: can't be read ({why}); {kept} holds what is kept of it: look there, then delete it"), 2)
        }
        Outcome::Failed(why) => (format!("{apply}: {why}; nothing is lost, try again"), 2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commit::ApplyId;

    #[test]
    fn what_could_not_be_mended_is_no_success() {
        let outcomes = [
            (Outcome::Finished, "apply 3 (batch 1): finished, 2 files", 0),
            (Outcome::TakenBack, "apply 3 (batch 1): taken back, 2 files as before", 0),
            (Outcome::Live { pid: 7 }, "apply 3 (batch 1): process 7 still works on it", 2),
            (
                Outcome::Away { path: "/disk".into(), kept: "/state/3".into() },
                "apply 3 (batch 1): /disk is away; nothing is lost, try again when /disk is back (if it is gone for good: \
                 /state/3 holds the old text; delete it then)",
                2,
            ),
            (
                Outcome::Damaged { why: "torn".into(), kept: "/state/3".into() },
                "apply 3 (batch 1): can't be read (torn); /state/3 holds what is kept of it: look there, then delete it",
                2,
            ),
            (Outcome::Failed("read-only".into()), "apply 3 (batch 1): read-only; nothing is lost, try again", 2),
            (
                Outcome::TakenBackExcept { files: vec!["repo/a.go".into()], old: "/state".into() },
                "apply 3 (batch 1): taken back; changed meanwhile and left: repo/a.go; old text in /state",
                1,
            ),
        ];
        for (outcome, line, code) in outcomes {
            let it = Recovered { id: ApplyId(3), label: "batch 1".into(), files: 2, outcome };
            assert_eq!(told(&it), (line.to_owned(), code));
        }
    }
}
