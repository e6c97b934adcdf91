//! What lies beside the roots, in their repository, and speaks of what a step renames in them: nobody asked for it, so it is not written,
//! and it is listed, so that it is not forgotten. Code there that uses a renamed name is another matter: the rename is refused.

use std::collections::BTreeSet;

use super::Selection;
use super::groups::selects;
use super::resting::View;
use crate::model::plan::{Group, Input, Manual, Plan, manual};
use crate::model::{Change, Role, SymbolId};
use crate::text::words::joint;

/// Lists such places for people.
pub(super) fn list(input: &Input, selection: &Selection, plan: &mut Plan) {
    if !input.sources.iter().any(|it| it.beside) {
        return;
    }
    let found = left_alone(input, selection, &plan.groups);
    plan.manual.extend(found);
    plan.manual.sort();
    plan.manual.dedup();
}

fn left_alone(input: &Input, selection: &Selection, groups: &[Group]) -> Vec<Manual> {
    let renames = || groups.iter().filter(|it| it.change == Change::Rename);
    let symbols: BTreeSet<SymbolId> = renames().flat_map(|it| it.symbols(input)).collect();
    let names = old(renames());
    let keys = old(groups.iter().filter(|it| is_key(it.change)));
    let view = View { input, kept: symbols, renamed: BTreeSet::new() };
    let speaks = |at: usize| {
        let (role, text) = (input.facts.occurrences[at].role, input.finding(at).text.as_str());
        // A key of data is that in any language, by whatever it is read there; a name in code is what its own code declares.
        keys.contains(text) || is_said(role) && (names.contains(text) || view.speaks_of(at).is_some())
    };
    let beside = |at: &usize| {
        let source = input.source(input.facts.occurrences[*at].file);
        let acts = input.finding(*at).change.is_some_and(|it| it != Change::Keep);
        source.beside && !source.generated && acts && selects(input, selection, *at)
    };
    let places = (0..input.decided.len()).filter(beside).filter(|at| speaks(*at));
    places.map(|at| manual(input, at, "not in the folders that were named, and left alone")).collect()
}

/// Old names of more than one word: one word may be any word.
fn old<'a>(groups: impl Iterator<Item = &'a Group>) -> BTreeSet<&'a str> {
    groups.map(|it| it.old.as_str()).filter(|it| joint(it).is_some()).collect()
}

fn is_key(change: Change) -> bool {
    matches!(change, Change::Retag | Change::Dual | Change::AcceptBoth | Change::Drop)
}

/// It is said in words or as data, and declares and uses nothing.
fn is_said(role: Role) -> bool {
    role.is_in_text() || matches!(role, Role::LogKey | Role::MapKey | Role::QueryParameter | Role::StructTag)
}
