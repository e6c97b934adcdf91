//! Whether the migration is done.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::Workspace;
use crate::classify::against;
use crate::limits;
use crate::model::finding::UNCLASSIFIED;
use crate::model::verification::{Check, Named, State, Verification};
use crate::model::{Change, Finding, Role};

/// Each item of the checklist with the places that speak against it, the old names that are still declared, and the names that stay.
pub fn verify(workspace: &Workspace) -> Verification {
    limits::stage("looking at the checklist");
    let Workspace { pack, facts, sources, repos, .. } = workspace;
    let finding = |at: &usize| &workspace.classified.decided[*at].finding;
    let found = against(facts, sources, repos, pack);
    let checks = pack.checklist.iter().zip(found).map(|(item, against)| {
        let mut places: Vec<String> = against.iter().map(|at| finding(at).place().to_string()).collect();
        places.dedup();
        let state = match places.is_empty() {
            _ if item.is_for_people() => State::ByPerson,
            true => State::Holds,
            false => State::Fails,
        };
        Check { title: item.title.clone(), state, places }
    });
    let (mut delete, mut remain) = (BTreeMap::new(), BTreeMap::new());
    for (occurrence, decided) in facts.occurrences.iter().zip(&workspace.classified.decided) {
        let it = &decided.finding;
        let Some(symbol) = it.symbol.as_deref().filter(|_| is_name(it.role)) else { continue };
        let changes = it.change.is_some_and(|change| !matches!(change, Change::Keep | Change::Manual));
        let list = match pack.fails_gate(&it.category) {
            true if changes => &mut delete,
            true => continue,
            // What is named right already is neither old nor an exception.
            false if pack.terms[occurrence.term as usize].canonical.is_some() || it.category == UNCLASSIFIED => {
                continue;
            }
            false => &mut remain,
        };
        let named: &mut Named =
            list.entry((it.category.clone(), symbol)).or_insert_with(|| named(workspace, it, symbol));
        named.places += 1;
        if occurrence.declaration {
            named.place = it.place().to_string();
        }
    }
    Verification {
        title: pack.title.clone(),
        checks: checks.collect(),
        delete: sorted(delete.into_values().collect()),
        remain: sorted(remain.into_values().collect()),
    }
}

fn named(workspace: &Workspace, it: &Finding, symbol: &str) -> Named {
    let rule = it.rule.as_deref().and_then(|id| workspace.pack.rules.iter().find(|rule| rule.id == id));
    let category = workspace.pack.category(&it.category).map(|it| it.action.as_str()).unwrap_or_default();
    Named {
        symbol: symbol.to_owned(),
        category: it.category.to_string(),
        new: it.replacement.clone().unwrap_or_default(),
        why: rule.map(|it| it.why.clone()).filter(|it| !it.is_empty()).unwrap_or_else(|| category.to_owned()),
        place: it.place().to_string(),
        places: 0,
    }
}

/// A word in a sentence names nothing.
fn is_name(role: Role) -> bool {
    !role.is_in_text() && !matches!(role, Role::Other | Role::PlainText | Role::SqlValue | Role::Import | Role::Label)
}

fn sorted(mut all: Vec<Named>) -> Vec<Named> {
    all.sort_by(|one, other| {
        (&one.category, Reverse(one.places), &one.symbol).cmp(&(&other.category, Reverse(other.places), &other.symbol))
    });
    all
}
