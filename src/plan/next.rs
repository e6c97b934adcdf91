//! What a batch does to applied migrations: nothing. The names that they declare get their new ones in the next migration, which is a new
//! file; where it can't be written, that is refused.

use std::collections::BTreeSet;

use crate::lang::migrations;
use crate::model::plan::{Input, Plan, Refusal, place};
use crate::model::{Draft, Edit, FilePlan, NewFile, Role, Start, StartCode, SymbolInfo, Unproved};

use super::merge::file_plan;

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
    let mut files: Vec<NewFile> = Vec::new();
    for it in &found.proved {
        files.extend(it.next.iter().cloned());
        if let Some(Start::Written(code)) = &it.start {
            files.extend(with_calls(input, code, plan));
        }
    }
    let drafted = || found.unproved.iter().filter(|it| !it.next.is_empty());
    files.extend(drafted().filter(|_| input.unproved).flat_map(|it| it.next.clone()));
    files.sort_by(|one, other| (one.repo, &one.path).cmp(&(other.repo, &other.path)));
    plan.new_files = files;
    if proved {
        // What stands in code was refused before: the rewriter of its file says so.
        let known: BTreeSet<&str> = plan.refused.iter().map(|it| it.what.as_str()).collect();
        let new = found.by_hand.iter().filter(|it| !known.contains(it.what.as_str()));
        let mut refused: Vec<Refusal> = new.filter_map(|it| refusal(input, plan, it)).collect();
        let untried = drafted().filter(|_| !input.unproved).filter_map(|it| untried(input, plan, it));
        refused.extend(untried.filter(|it| !known.contains(it.what.as_str())));
        plan.refused.extend(refused);
    }
}

/// Adds the calls of steps to the files of `plan`, and gives the file that has the steps; nothing where a call would touch what the
/// batch changes.
fn with_calls(input: &Input, code: &StartCode, plan: &mut Plan) -> Option<NewFile> {
    let mut done: Vec<FilePlan> = Vec::new();
    for (file, edits) in code.edits.chunk_by(|one, other| one.0 == other.0).map(|it| (it[0].0, it)) {
        let mut all: Vec<Edit> = plan.groups.iter().filter_map(|it| it.edits.get(&file)).flatten().cloned().collect();
        all.extend(edits.iter().map(|it| it.1.clone()));
        done.push(file_plan(input, file, all).ok()?);
    }
    for it in done {
        match plan.files.iter_mut().find(|known| known.file == it.file) {
            Some(known) => *known = it,
            None => plan.files.push(it),
        }
    }
    plan.files.sort_by_key(|it| it.file);
    Some(code.file.clone())
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
        way_out: "`runsess sql` prints its statements; `--unproved-sql` writes it when you have tried them on a copy"
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
