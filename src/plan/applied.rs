//! Names of a database that a step renames, and that nothing but applied migrations has: no group holds them, so what would be left behind is
//! asked here. Code may ask for such a name in a way that nobody has understood.

use std::collections::{BTreeMap, BTreeSet};

use crate::lang::statements::left_behind;
use crate::model::plan::{Group, Input, Plan, place};
use crate::model::{Change, SymbolId};

use super::unlisted;

/// Refuses the names that something else may ask for: the database keeps them.
pub(super) fn settle(input: &Input, plan: &mut Plan) {
    let groups = groups(input, plan);
    let mut refused: Vec<_> = left_behind(input, plan, &groups);
    for (at, group) in groups.iter().enumerate() {
        refused.extend(unlisted::refusals(input, group).into_iter().map(|it| (at, it)));
    }
    for (at, refusal) in refused {
        plan.kept.extend(groups[at].symbols(input));
        plan.refused.push(refusal);
    }
}

/// Each symbol that no group renames, with its places in migrations. What is refused in code stays in each database that has the name.
fn groups(input: &Input, plan: &Plan) -> Vec<Group> {
    let renamed: BTreeSet<SymbolId> = plan.groups.iter().flat_map(|it| it.symbols(input)).collect();
    let path = |it: SymbolId| input.facts.symbols.get(it).path.to_lowercase();
    let kept: BTreeSet<String> = plan.kept.iter().map(|it| path(*it)).collect();
    let mut places: BTreeMap<SymbolId, Vec<usize>> = BTreeMap::new();
    for at in &plan.applied {
        let symbol = input.facts.occurrences[*at].symbol;
        if let Some(symbol) = symbol.filter(|it| !renamed.contains(it) && !kept.contains(&path(*it))) {
            places.entry(symbol).or_default().push(*at);
        }
    }
    places.into_iter().filter_map(|(symbol, hits)| group(input, symbol, hits)).collect()
}

fn group(input: &Input, symbol: SymbolId, hits: Vec<usize>) -> Option<Group> {
    let first = *hits.first()?;
    let next = input.decided[first].next.as_ref()?;
    let at = |it: &usize| &input.facts.occurrences[*it];
    Some(Group {
        what: input.facts.symbols.get(symbol).path.to_string(),
        change: Change::Rename,
        old: input.finding(first).text.to_string(),
        new: next.new.clone(),
        places: hits.iter().map(|it| place(input, at(it).file, at(it).span.start)).collect(),
        hits,
        edits: BTreeMap::new(),
    })
}
