//! Deletions of a batch: one group a symbol, and the texts that still hold what nothing reads any more.

use std::collections::BTreeMap;

use crate::lang::rewriter::Rewriter;
use crate::model::plan::{Group, Input, Plan, manual, place};
use crate::model::{Change, Edit, FileId, Occurrence, Role, SymbolId};

/// A group per deleted symbol, with everything that only serves it.
pub(super) fn groups(
    input: &Input,
    deletions: &BTreeMap<SymbolId, Vec<usize>>,
    rewriter: &mut dyn Rewriter,
    plan: &mut Plan,
) {
    for (symbol, selected) in deletions {
        let all = input.facts.occurrences.iter().enumerate();
        let uses: Vec<usize> = all.filter(|(_, it)| it.symbol == Some(*symbol)).map(|(at, _)| at).collect();
        let info = input.facts.symbols.get(*symbol);
        if info.external {
            let reason = "it is declared outside of the roots: it goes where it is declared";
            plan.manual.extend(selected.iter().map(|at| manual(input, *at, reason)));
            continue;
        }
        let places = uses.iter().map(|at| &input.facts.occurrences[*at]).map(|it| place(input, it.file, it.span.start));
        let places: Vec<String> = places.collect();
        match rewriter.delete(input, *symbol, &uses) {
            Ok(edits) => {
                unread_keys(input, &edits, plan);
                plan.groups.push(Group {
                    what: info.path.to_string(),
                    change: Change::Delete,
                    old: info.name.to_string(),
                    new: String::new(),
                    places,
                    hits: uses,
                    edits,
                });
            }
            Err(refusals) => plan.refused.extend(refusals),
        }
    }
}

/// Texts beside a deleted field that still hold the key of its tag, which nothing reads any more: the payload of a test.
fn unread_keys(input: &Input, edits: &BTreeMap<FileId, Vec<Edit>>, plan: &mut Plan) {
    let folder = |file: FileId| {
        let source = &input.sources[file.0 as usize];
        (source.repo, source.path.rsplit_once('/').map_or("", |(folder, _)| folder))
    };
    let text = |it: &Occurrence| &input.sources[it.file.0 as usize].text[it.span.range()];
    let gone =
        |it: &Occurrence| edits.get(&it.file).is_some_and(|all| all.iter().any(|edit| edit.span.contains(it.span)));
    let all = || input.facts.occurrences.iter().enumerate();
    let tags: Vec<&Occurrence> = all().map(|(_, it)| it).filter(|it| it.role == Role::StructTag && gone(it)).collect();
    for (at, it) in all().filter(|(_, it)| it.role == Role::StringLiteral && !gone(it)) {
        if tags.iter().any(|tag| text(tag) == text(it) && folder(tag.file) == folder(it.file)) {
            plan.manual.push(manual(
                input,
                at,
                "this batch takes away what reads this key: does the text still need it?",
            ));
        }
    }
}

/// True when a deletion of this plan takes the place away.
pub(super) fn hold(plan: &Plan, occurrence: &Occurrence) -> bool {
    let deletions = plan.groups.iter().filter(|group| group.change == Change::Delete);
    deletions
        .filter_map(|group| group.edits.get(&occurrence.file))
        .flatten()
        .any(|it| it.span.contains(occurrence.span))
}
