//! The last look: all files are read again as they would be, and every name has to mean what it meant.

use std::collections::BTreeMap;

use crate::lang::proto::PROTO;
use crate::lang::proto::resolve::{Protos, read_all};
use crate::lang::rewriter::{Edits, Rename};
use crate::model::edit::apply_edits;
use crate::model::plan::{Group, Input, Refusal, place};
use crate::model::{Edit, FileId};

/// The renames that would change what another name means.
pub(super) fn changing(input: &Input, before: &Protos, renames: &[Rename], groups: &[Group]) -> Vec<(usize, Refusal)> {
    let texts = edited(input, groups);
    let after = read_all(input.sources, |it| texts.get(&it.id).map_or(&*it.text, String::as_str));
    let mut refused: BTreeMap<usize, Refusal> = BTreeMap::new();
    for file in 0..before.len() {
        let (was, is) = (before.references_in(file), after.references_in(file));
        let lost = was.len().min(is.len());
        let differs = |at: &usize| was.get(*at).map(|it| it.target) != is.get(*at).map(|it| it.target);
        for at in (0..was.len().max(is.len())).filter(differs) {
            let Some(one) = was.get(at.min(lost)).or_else(|| was.last()) else { continue };
            let source = input.source(before.id(file));
            let old = source.text.get(one.span.range()).unwrap_or_default();
            let text = texts.get(&source.id).map_or(&*source.text, String::as_str);
            let spelt = is.get(at).and_then(|it| text.get(it.span.range())).unwrap_or_default();
            let named = |it: &Rename| it.new == old || it.new == spelt || it.old == old;
            let edits = |at: usize| groups.get(at).is_some_and(|it| it.edits.contains_key(&source.id));
            let guilty = renames.iter().position(named).or_else(|| (0..renames.len()).find(|at| edits(*at)));
            // Without one to blame nothing is certain.
            let all = guilty.map_or(0..renames.len(), |at| at..at + 1);
            for index in all {
                refused.entry(index).or_insert_with(|| Refusal {
                    what: renames[index].what.clone(),
                    place: place(input, source.id, one.span.start),
                    reason: format!("`{old}` would mean something else here, because an inner name is found first"),
                    way_out: "choose another name, or write the full name there, from a dot on".to_owned(),
                });
            }
        }
    }
    refused.into_iter().collect()
}

/// The texts of `input` with the edits of `groups` in them, for files that have any.
fn edited(input: &Input, groups: &[Group]) -> BTreeMap<FileId, String> {
    let mut files: Edits = BTreeMap::new();
    for (file, edits) in
        groups.iter().flat_map(|it| &it.edits).filter(|(file, _)| input.source(**file).language == PROTO)
    {
        files.entry(*file).or_default().extend(edits.iter().cloned());
    }
    let after = |(file, mut edits): (FileId, Vec<Edit>)| {
        edits.sort();
        edits.dedup();
        let text = apply_edits(&input.source(file).text, &edits).ok()?;
        Some((file, text))
    };
    files.into_iter().filter_map(after).collect()
}
