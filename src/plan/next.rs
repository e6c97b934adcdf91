//! What a batch does to applied migrations: nothing. The names that they declare get their new ones in the next migration, which is a new
//! file; where it can't be written, that is refused.

use std::collections::BTreeSet;

use crate::lang::migrations;
use crate::model::plan::{Input, Plan, Refusal, place};
use crate::model::{NewFile, Role, Unproved};

/// Adds the files of the next migrations to `plan`. With `proved`, what has none is refused.
pub(super) fn add(input: &Input, proved: bool, plan: &mut Plan) {
    let in_database =
        |at: &usize| matches!(input.facts.occurrences[*at].role, Role::SqlColumn | Role::SqlTable | Role::SqlIndex);
    let concerned = || plan.groups.iter().flat_map(|it| &it.hits).any(in_database);
    if plan.applied.is_empty() && (!concerned() || !input.sources.iter().any(|it| it.applied)) {
        return;
    }
    let found = migrations(input, plan);
    let mut files: Vec<NewFile> = found.proved.into_iter().flat_map(|it| it.next).collect();
    files.sort_by(|one, other| (one.repo, &one.path).cmp(&(other.repo, &other.path)));
    plan.new_files = files;
    if proved {
        // What stands in code was refused before: the rewriter of its file says so.
        let known: BTreeSet<&str> = plan.refused.iter().map(|it| it.what.as_str()).collect();
        let new = found.by_hand.iter().filter(|it| !known.contains(it.what.as_str()));
        let refused: Vec<Refusal> = new.filter_map(|it| refusal(input, plan, it)).collect();
        plan.refused.extend(refused);
    }
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
