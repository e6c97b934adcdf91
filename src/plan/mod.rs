//! From findings to the edits of a batch: renames, duals, drops, collisions, columns. Writes nothing.
//!
//! Everything that belongs to one decision is one [`Group`]: a symbol that is renamed with all its uses, or one key that is
//! doubled or dropped. A group is done whole or refused whole, and a batch with a refused group is refused.

mod deletions;
mod groups;
mod leftovers;
mod refusal;
mod renames;
pub mod rollout;
mod scripts;

use std::collections::{BTreeMap, BTreeSet};

use crate::lang::{laid_out, migrations};
use crate::model::edit::apply_edits;
use crate::model::plan::{Input, Plan, Refusal, place};
use crate::model::{Edit, FileId, FilePlan, Role, Span};
use crate::rules::Pack;

pub use groups::Selection;

/// Plans what `selection` picks. Refused groups are left out of `files`: whoever must not write a part checks `refused`.
pub fn plan(input: &Input, pack: &Pack, selection: &Selection) -> Plan {
    plan_without(input, pack, selection, &BTreeSet::new())
}

/// The same, without the groups that the findings `without` (indexes into [`Input::decided`]) belong to. What can't be done
/// without them is refused.
pub fn plan_without(input: &Input, pack: &Pack, selection: &Selection, without: &BTreeSet<usize>) -> Plan {
    let mut plan = groups::collect(input, pack, selection, without);
    assemble(input, &mut plan);
    while refuse_unproved(input, &mut plan) {
        assemble(input, &mut plan);
    }
    plan
}

/// The same with the renames in databases that are refused for want of a script: what `migrations` is asked for.
pub fn draft(input: &Input, pack: &Pack, selection: &Selection) -> Plan {
    let mut plan = groups::collect(input, pack, selection, &BTreeSet::new());
    assemble(input, &mut plan);
    plan
}

/// Refuses the renames in databases for which no script was seen to work: the new code would fail on every database that
/// exists. True when there were any.
fn refuse_unproved(input: &Input, plan: &mut Plan) -> bool {
    let unproved = migrations(input, plan).by_hand;
    let named = |role| matches!(role, Role::SqlColumn | Role::SqlTable | Role::SqlIndex);
    let mut refused = Vec::new();
    plan.groups.retain(|group| {
        let first = group.hits.first().map(|at| &input.facts.occurrences[*at]).filter(|it| named(it.role));
        let why = first.and_then(|_| {
            unproved.iter().find(|it| {
                let inside =
                    |place: &String| place.strip_prefix(&it.place).is_some_and(|rest| !rest[1..].contains('/'));
                it.what == group.what || group.places.iter().any(inside)
            })
        });
        refused.extend(why.map(|why| Refusal {
            what: group.what.clone(),
            place: group.places.first().cloned().unwrap_or_default(),
            reason: format!("there is no proved script for the databases that exist: {}", why.reason),
            way_out: "rename it in the database and in the code by hand, and list it under `keep:`".to_owned(),
        }));
        why.is_none()
    });
    plan.refused.extend(refused.iter().cloned());
    !refused.is_empty()
}

/// Merges the edits of the groups into files and realigns columns. A file that can't be written whole is refused with every
/// group that has a part of it: a rename that is done in one file only does not build.
fn assemble(input: &Input, plan: &mut Plan) {
    loop {
        let mut files: BTreeMap<FileId, Vec<Edit>> = BTreeMap::new();
        for group in &plan.groups {
            for (file, edits) in &group.edits {
                files.entry(*file).or_default().extend(edits.iter().cloned());
            }
        }
        plan.files.clear();
        let mut bad: BTreeSet<FileId> = BTreeSet::new();
        for (file, edits) in files {
            match merged(input, file, edits) {
                Ok(done) => plan.files.push(done),
                Err(refusal) => {
                    plan.refused.push(refusal);
                    bad.insert(file);
                }
            }
        }
        plan.groups.retain(|group| !group.edits.keys().any(|file| bad.contains(file)));
        if bad.is_empty() {
            break;
        }
    }
    plan.refused.sort();
    plan.refused.dedup();
    plan.manual.sort();
    plan.manual.dedup();
}

/// What `edits` make of one file, which has to parse as well as it did.
fn merged(input: &Input, file: FileId, edits: Vec<Edit>) -> Result<FilePlan, Refusal> {
    let done = file_plan(input, file, edits)?;
    if crate::lang::breaks_syntax(input.source(file), &done.after) {
        let at = done.edits.first().map_or(Span::default(), |edit| edit.span);
        return Err(refusal(input, file, at, "the result would not parse"));
    }
    Ok(done)
}

/// What `edits` make of one file: sorted, with its columns laid out again, and applied. Whoever shows a change shows this.
///
/// # Errors
/// The place where two of the edits touch the same text, or where one lies outside of it.
pub fn file_plan(input: &Input, file: FileId, mut edits: Vec<Edit>) -> Result<FilePlan, Refusal> {
    edits.sort();
    edits.dedup();
    let source = input.source(file);
    leave_out_what_goes(&source.text, &mut edits);
    if let Some(clash) = edits.windows(2).find(|pair| pair[0].span.end > pair[1].span.start) {
        return Err(refusal(input, file, clash[1].span, "two changes of this batch touch the same text"));
    }
    edits = laid_out(source.language, &source.text, edits);
    match apply_edits(&source.text, &edits) {
        Ok(after) => Ok(FilePlan { file, edits, after }),
        Err(span) => Err(refusal(input, file, span, "an edit lies outside of the text")),
    }
}

/// An edit within text that another one takes away or writes anew as a whole (lines, not words) has nothing left to change.
fn leave_out_what_goes(text: &str, edits: &mut Vec<Edit>) {
    let whole = |it: &&Edit| it.text.is_empty() || text.get(it.span.range()).is_some_and(|old| old.contains('\n'));
    let gone: Vec<Span> = edits.iter().filter(whole).map(|it| it.span).collect();
    let within = |span: &Span, it: Span| {
        *span != it && span.contains(it) && (!it.is_empty() || span.start < it.start && it.end < span.end)
    };
    edits.retain(|it| !gone.iter().any(|span| within(span, it.span)));
}

fn refusal(input: &Input, file: FileId, at: Span, reason: &str) -> Refusal {
    Refusal {
        what: input.sources[file.0 as usize].text.get(at.range()).unwrap_or_default().to_owned(),
        place: place(input, file, at.start),
        reason: reason.to_owned(),
        way_out: "please report this as a bug of runsess; --skip-refused leaves the file out".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::language_of;
    use crate::model::plan::Group;
    use crate::model::{Change, FileFacts, Repo, RepoId, Source};

    fn source(at: u32, text: &str) -> Source {
        Source {
            id: FileId(at),
            repo: RepoId(0),
            path: format!("{at}.txt").into(),
            absolute: format!("/r/{at}.txt").into(),
            language: language_of("a.txt"),
            text: text.into(),
            generated: false,
        }
    }

    fn group(what: &str, edits: &[(u32, usize, usize)]) -> Group {
        let mut files: BTreeMap<FileId, Vec<Edit>> = BTreeMap::new();
        for (file, start, end) in edits {
            files.entry(FileId(*file)).or_default().push(Edit::replace(Span::new(*start, *end), what));
        }
        Group {
            what: what.to_owned(),
            change: Change::Rename,
            old: String::new(),
            new: what.to_owned(),
            places: Vec::new(),
            hits: Vec::new(),
            edits: files,
        }
    }

    #[test]
    fn a_file_that_cannot_be_written_takes_out_whole_groups() {
        let sources = [source(0, "one two"), source(1, "one"), source(2, "two")];
        let repos = [Repo { name: "r".into(), root: "/r".into() }];
        let facts = FileFacts::default();
        let input = Input::unclassified(&facts, &sources, &repos);
        // `x` and `y` overlap in the first file; `z` has to do with neither.
        let groups =
            vec![group("x", &[(0, 0, 3), (1, 0, 3)]), group("y", &[(0, 2, 7), (2, 0, 1)]), group("z", &[(2, 1, 3)])];
        let mut plan = Plan { groups, ..Plan::default() };
        assemble(&input, &mut plan);
        let files: Vec<(u32, usize)> = plan.files.iter().map(|it| (it.file.0, it.edits.len())).collect();
        assert_eq!(files, [(2, 1)], "the second file would be half of `x`, and the third has only `z` left");
        assert_eq!(plan.refused.len(), 1);
    }
}
