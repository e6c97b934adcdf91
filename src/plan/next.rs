//! What a batch does to applied migrations: nothing. The names that they declare get their new ones in the next migration, which is a new
//! file; where it can't be written, that is refused.

use std::collections::{BTreeMap, BTreeSet};

use crate::lang::migrations;
use crate::model::plan::{Input, Manual, Plan, Refusal, place};
use crate::model::{Draft, Edit, FileId, FilePlan, Migration, NewFile, Role, Start, SymbolInfo, Unproved};

use super::merge::merged;

/// Adds the files of the next migrations to `plan`. With `proved`, what has none is refused.
pub(super) fn add(input: &Input, proved: bool, plan: &mut Plan) {
    let in_database =
        |at: &usize| matches!(input.facts.occurrences[*at].role, Role::SqlColumn | Role::SqlTable | Role::SqlIndex);
    let concerned = || plan.groups.iter().flat_map(|it| &it.hits).any(in_database);
    if !proved || plan.applied.is_empty() && !concerned() {
        // A draft is what scripts are made from.
        return;
    }
    let found = migrations(input, plan);
    let mut files: Vec<NewFile> = found.proved.iter().flat_map(|it| it.next.clone()).collect();
    files.extend(starts(input, &found.proved, plan));
    let drafted = || found.unproved.iter().filter(|it| !it.next.is_empty());
    let is_taken = |it: &&Draft| input.unproved || it.proof.is_some();
    files.extend(drafted().filter(is_taken).flat_map(|it| it.next.clone()));
    files.sort_by(|one, other| (one.repo, &one.path).cmp(&(other.repo, &other.path)));
    plan.new_files = files;
    // What stands in code was refused before: the rewriter of its file says so.
    let known: BTreeSet<&str> = plan.refused.iter().map(|it| it.what.as_str()).collect();
    let new = found.by_hand.iter().filter(|it| !known.contains(it.what.as_str()));
    let mut refused: Vec<Refusal> = new.filter_map(|it| refusal(input, plan, it)).collect();
    let untried = drafted().filter(|it| !is_taken(it)).filter_map(|it| untried(input, plan, it));
    refused.extend(untried.filter(|it| !known.contains(it.what.as_str())));
    plan.refused.extend(refused);
}

/// Adds the calls of steps to the files of `plan`, and gives the files that have the steps. Several databases may be made in one file. Where
/// the batch changes the code that a call would stand in, nothing of its database is written, and that is left to people.
pub(super) fn starts(input: &Input, proved: &[Migration], plan: &mut Plan) -> Vec<NewFile> {
    let mut calls: BTreeMap<FileId, Vec<Edit>> = BTreeMap::new();
    let mut done: BTreeMap<FileId, FilePlan> = BTreeMap::new();
    let mut files = Vec::new();
    for it in proved {
        let Some(Start::Written(code)) = &it.start else { continue };
        let mut with = calls.clone();
        code.edits.iter().for_each(|(file, edit)| with.entry(*file).or_default().push(edit.clone()));
        let written = code.edits.iter().map(|(file, _)| {
            let changes = plan.groups.iter().filter_map(|it| it.edits.get(file)).flatten();
            let done = merged(input, *file, changes.chain(&with[file]).cloned().collect()).ok()?;
            // A call within code that the batch takes away would be lost.
            with[file].iter().all(|it| done.edits.contains(it)).then_some(done)
        });
        match written.collect::<Option<Vec<FilePlan>>>() {
            Some(written) => {
                done.extend(written.into_iter().map(|it| (it.file, it)));
                files.push(code.file.clone());
                calls = with;
            }
            None => plan.manual.push(Manual {
                place: code.places.first().cloned().unwrap_or_default(),
                what: it.tables.join(", "),
                reason: "the batch changes the code that makes these tables, so no steps for databases that exist are written there; \
                         `runsess sql` prints them"
                    .to_owned(),
            }),
        }
    }
    plan.files.retain(|it| !done.contains_key(&it.file));
    plan.files.extend(done.into_values());
    plan.files.sort_by_key(|it| it.file);
    files
}

/// The refusal of a rename whose next migration is for a database that nothing was run on.
fn untried(input: &Input, plan: &Plan, draft: &Draft) -> Option<Refusal> {
    let of_tables = |symbol: &SymbolInfo| {
        let table = if symbol.role == Role::SqlTable { Some(&symbol.name) } else { symbol.context.first() };
        table.is_some_and(|it| draft.tables.iter().any(|other| other.eq_ignore_ascii_case(it)))
    };
    let all = plan.applied.iter().map(|at| &input.facts.occurrences[*at]);
    let (it, symbol) =
        all.filter_map(|it| Some((it, input.facts.symbols.get(it.symbol?)))).find(|(_, symbol)| of_tables(symbol))?;
    Some(Refusal {
        what: symbol.path.to_string(),
        place: place(input, it.file, it.span.start),
        reason: format!(
            "the next migration is not written: it is for {} ({}), and nothing was run there",
            draft.dialect, draft.why
        ),
        way_out: "name a server for the proof with `--database-url`, or try the statements of `runsess sql` on a copy and write it with \
                  `--unproved-sql`"
            .to_owned(),
    })
}

/// The refusal of a rename that only a migration asks for.
fn refusal(input: &Input, plan: &Plan, unproved: &Unproved) -> Option<Refusal> {
    let occurrence = |at: &usize| &input.facts.occurrences[*at];
    let asks = |at: &&usize| {
        let symbol = occurrence(at).symbol.map(|it| input.facts.symbols.get(it));
        let of_files = unproved.files.is_empty() || unproved.files.contains(&occurrence(at).file);
        of_files && symbol.is_some_and(|it| it.path == unproved.what)
    };
    let at = occurrence(plan.applied.iter().find(asks)?);
    Some(Refusal {
        what: unproved.what.clone(),
        place: place(input, at.file, at.span.start),
        reason: format!("the next migration is not written: {}", unproved.reason),
        way_out: "write it by hand, or list the name under `keep:`".to_owned(),
    })
}
