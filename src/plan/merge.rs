//! From the edits of groups to whole files: merged, with columns laid out again, and looked at once more. What can't be written
//! takes out every group that has a part of it.

use std::collections::{BTreeMap, BTreeSet};

use crate::lang::laid_out;
use crate::lang::rewriter::unwritten;
use crate::model::edit::apply_edits;
use crate::model::plan::{Input, Plan, Refusal, place};
use crate::model::{Edit, FileId, FilePlan, Span};

/// Merges the edits of the groups into files and realigns columns. A file that can't be written whole is refused with every
/// group that has a part of it: a rename that is done in one file only does not build.
pub(super) fn assemble(input: &Input, plan: &mut Plan) {
    refuse_unwritten(input, plan);
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
        plan.take_out(input, |group| group.edits.keys().any(|file| bad.contains(file)));
        if bad.is_empty() {
            break;
        }
    }
    plan.refused.sort();
    plan.refused.dedup();
    plan.manual.sort();
    plan.manual.dedup();
}

/// Refuses the groups that would change a file that is never edited. Rewriters say so first, where they know a better way out; here it
/// holds for all of them.
fn refuse_unwritten(input: &Input, plan: &mut Plan) {
    let mut refused = Vec::new();
    plan.take_out(input, |group| {
        let before = refused.len();
        for (file, edits) in &group.edits {
            if let Some((reason, way_out)) = unwritten(input.source(*file), &group.old) {
                let at = edits.first().map_or(0, |edit| edit.span.start);
                refused.push(Refusal { what: group.what.clone(), place: place(input, *file, at), reason, way_out });
            }
        }
        refused.len() > before
    });
    plan.refused.extend(refused);
}

/// What `edits` make of one file, which has to parse as well as it did.
pub(super) fn merged(input: &Input, file: FileId, edits: Vec<Edit>) -> Result<FilePlan, Refusal> {
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
pub(super) fn leave_out_what_goes(text: &str, edits: &mut Vec<Edit>) {
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
