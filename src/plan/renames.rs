//! Renames of declared things: every use of a symbol, and of what has to keep its name, is one group.

use std::collections::{BTreeMap, BTreeSet};

use crate::lang::go::rewrite::GoPlanner;
use crate::model::plan::{Group, Input, Plan, manual, place, refuse};
use crate::model::{Change, Edit, Flow, FlowKind, Occurrence, Role, SymbolId};

use super::refusal::foreign;

/// A group per renamed symbol, with every occurrence of it, whatever batch the occurrence alone would be in: a name that is
/// left behind does not compile.
pub(super) fn groups(
    input: &Input,
    renames: &BTreeMap<SymbolId, Vec<usize>>,
    planner: &mut GoPlanner,
    plan: &mut Plan,
) {
    let mut uses: BTreeMap<SymbolId, Vec<usize>> = BTreeMap::new();
    for (at, occurrence) in input.facts.occurrences.iter().enumerate() {
        if let Some(symbol) = occurrence.symbol.filter(|_| is_name(occurrence.role)) {
            uses.entry(symbol).or_default().push(at);
        }
    }
    let mut groups: Vec<(Vec<SymbolId>, Group)> = Vec::new();
    let mut done: BTreeSet<SymbolId> = BTreeSet::new();
    for (symbol, selected) in renames {
        if !done.insert(*symbol) {
            continue;
        }
        let mut symbols = vec![*symbol];
        symbols.extend(twins_by_embedding(input, *symbol));
        let (linked, foreign) = planner.linked(input, *symbol);
        symbols.extend(linked);
        let mut bound = Vec::new();
        for interface in foreign {
            let reason = format!("it must keep its name for {interface}, which is declared outside of the roots");
            bound.push(refuse(input, selected[0], reason, "keep the name: list it under `keep:`"));
        }
        symbols.sort_unstable();
        symbols.dedup();
        done.extend(symbols.iter().copied());
        let info = input.facts.symbols.get(*symbol);
        let finding = input.finding(selected[0]);
        let Some(new) = finding.replacement.clone() else {
            plan.manual.push(manual(input, selected[0], "the rules give no new name for it"));
            continue;
        };
        if !bound.is_empty() {
            plan.refused.extend(bound);
            continue;
        }
        let mut group = Group {
            what: info.path.to_string(),
            change: Change::Rename,
            old: info.name.to_string(),
            new: new.clone(),
            places: Vec::new(),
            hits: Vec::new(),
            edits: BTreeMap::new(),
        };
        for at in symbols.iter().flat_map(|symbol| uses.get(symbol).into_iter().flatten()) {
            let occurrence = &input.facts.occurrences[*at];
            group.hits.push(*at);
            group.places.push(place(input, occurrence.file, occurrence.span.start));
            let edits = group.edits.entry(occurrence.file).or_default();
            edits.push(Edit::replace(occurrence.span, new.clone()));
            if occurrence.declaration {
                let source = &input.sources[occurrence.file.0 as usize];
                edits.extend(crate::lang::withdrawal(source, occurrence.span, &new));
            }
        }
        let followers = symbols.iter().flat_map(|symbol| planner.followers(input, *symbol, &new));
        for (file, edit) in followers.collect::<Vec<_>>() {
            // What has a hit of its own is decided by that.
            let hit = |it: &Occurrence| it.file == file && it.span.contains(edit.span);
            if !input.facts.occurrences.iter().any(hit) {
                group.edits.entry(file).or_default().push(edit);
            }
        }
        groups.push((symbols, group));
    }
    settle(input, groups, planner, &uses, plan);
}

/// Refuses the groups that collide, and those that collide only because a refused one keeps its name.
fn settle(
    input: &Input,
    mut groups: Vec<(Vec<SymbolId>, Group)>,
    planner: &mut GoPlanner,
    uses: &BTreeMap<SymbolId, Vec<usize>>,
    plan: &mut Plan,
) {
    loop {
        let names: BTreeMap<SymbolId, String> =
            groups.iter().flat_map(|(symbols, group)| symbols.iter().map(|it| (*it, group.new.clone()))).collect();
        let (mut kept, mut done, count) = (Vec::new(), Vec::new(), groups.len());
        for (symbols, group) in groups {
            let mut refusals = foreign(input, &symbols, uses);
            refusals.extend(planner.collisions(input, &symbols, &names, uses));
            let alias = match symbols.as_slice() {
                [symbol] if !refusals.is_empty() => planner.alias(input, *symbol, &group.new, &names),
                _ => None,
            };
            if let Some((file, edits)) = alias {
                done.push(Group { change: Change::Drop, edits: BTreeMap::from([(file, edits)]), ..group.clone() });
            } else if refusals.is_empty() {
                done.push(group.clone());
            } else {
                plan.refused.extend(refusals);
                continue;
            }
            kept.push((symbols, group));
        }
        if kept.len() == count {
            let changing = planner.changing(input, &done);
            if changing.is_empty() {
                plan.groups.extend(done);
                return;
            }
            let refused: BTreeSet<usize> = changing.iter().map(|(at, _)| *at).collect();
            plan.refused.extend(changing.into_iter().map(|(_, refusal)| refusal));
            kept = kept.into_iter().enumerate().filter(|(at, _)| !refused.contains(at)).map(|(_, it)| it).collect();
        }
        groups = kept;
    }
}

/// An embedded field bears the name of its type.
fn twins_by_embedding(input: &Input, symbol: SymbolId) -> Vec<SymbolId> {
    let same = |flow: &&Flow| flow.kind == FlowKind::SameName;
    let other = |flow: &Flow| {
        let other = if flow.from == symbol { flow.to } else { flow.from };
        let (one, two) = (input.facts.symbols.get(symbol), input.facts.symbols.get(other));
        let embedding = [one.role, two.role].contains(&Role::Type) && [one.role, two.role].contains(&Role::Field);
        (embedding && one.name == two.name).then_some(other)
    };
    let touching = input.facts.flows.iter().filter(same).filter(|flow| flow.from == symbol || flow.to == symbol);
    touching.filter_map(other).collect()
}

/// Roles of names that are bound to a declaration: all uses change together.
pub(super) fn is_name(role: Role) -> bool {
    matches!(
        role,
        Role::Field
            | Role::Selector
            | Role::LiteralKey
            | Role::Method
            | Role::Function
            | Role::Parameter
            | Role::Local
            | Role::Global
            | Role::Type
    )
}
