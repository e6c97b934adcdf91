//! What a step that changes names on the wire leaves behind: other sides that keep the old name, and names that nothing in the roots shares.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::plan::{Input, Manual, Plan, manual};
use crate::model::{Carrier, Change, Occurrence, RepoId, Role};
use crate::text::count::counted;

use super::contracts::{
    Contracts, Name, Sides, is_asked_for, is_gateway_parameter, is_kept, is_on_the_wire, is_variable, may_be_it, names,
    side,
};

/// Lists the sides that a step leaves behind: each of the same type, and in one line what only has the same key.
pub(super) fn list(input: &Input, plan: &mut Plan) {
    let changed = changed(input, plan);
    if changed.is_empty() {
        return;
    }
    let contracts = Contracts::of(input.facts, input.sources);
    let done: BTreeSet<usize> = plan.groups.iter().flat_map(|it| &it.hits).copied().collect();
    let written: BTreeSet<usize> = done.iter().chain(&changed).copied().collect();
    let mut found: BTreeMap<usize, Manual> = BTreeMap::new();
    let mut elsewhere: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut unseen: BTreeMap<(Vec<Name>, RepoId), Manual> = BTreeMap::new();
    // Places of one symbol have the same sides, and so have those of a key that nothing holds.
    let mut asked = BTreeSet::new();
    for at in changed {
        let it = &input.facts.occurrences[at];
        let (source, held) = (input.source(it.file), contracts.holder(input.facts, input.sources, at).is_named());
        let key =
            (names(input.facts, input.sources, it), source.repo, source.language.name(), it.symbol.filter(|_| held));
        if !asked.insert(key) {
            continue;
        }
        let keeps = |other: usize| is_variable(&input.facts.occurrences[other]) && !is_key_written(input, other);
        let left = |other: &usize| (!written.contains(other) || keeps(*other)) && may_be_it(input, at, *other);
        let Sides { mut same, mut unknown, .. } = contracts.sides(input.facts, input.sources, at);
        if is_kept(input, it) {
            // JSON keeps the name by its option, and an address by that alone: who sends the name of the `.proto` is left behind.
            let sends = |other: &usize| {
                let other = &input.facts.occurrences[*other];
                let written = |it: &Occurrence| input.source(it.file).text.get(it.span.range());
                other.carrier == Some(Carrier::Address) && written(other) == written(it)
            };
            same.retain(sends);
            unknown.retain(sends);
        }
        let own = manual(input, at, "");
        let when = if done.contains(&at) { IN_THIS_STEP } else { BY_HAND };
        let beside = |other: &usize| side(input.sources, &input.facts.occurrences[*other]) == side(input.sources, it);
        let is_alone = !is_kept(input, it) && same.iter().chain(&unknown).all(beside);
        if is_alone && is_asked_for(input, it) && !contracts.has_new_name(input, at) {
            let known = unseen.entry((names(input.facts, input.sources, it), source.repo));
            known.or_insert_with(|| manual(input, at, out_of_sight(when)));
        }
        for other in same.into_iter().filter(left) {
            found.entry(other).or_insert_with(|| {
                let may = if it.role == Role::LogKey { "ask for" } else { "be the other side of" };
                let reason = format!(
                    "it may {may} `{}`, which gets another name {when} ({}), and keeps the old one: change both together, or let one take \
                     both names first",
                    own.what, own.place
                );
                manual(input, other, reason)
            });
        }
        elsewhere.insert(at, unknown.into_iter().filter(left).collect());
    }
    let mut said = BTreeSet::new();
    let unknown = elsewhere.into_iter().filter_map(|(at, others)| {
        let others: Vec<usize> = others.into_iter().filter(|it| !found.contains_key(it)).collect();
        if others.is_empty() || !said.insert(others.clone()) {
            // Or another type of the step has the same key.
            return None;
        }
        let shown: Vec<String> = others.iter().take(SHOWN).map(|it| manual(input, *it, "").place.to_string()).collect();
        let more = if others.len() > SHOWN { " first" } else { "" };
        let (places, shown) = (counted(others.len(), "other place"), shown.join(", "));
        let when = if done.contains(&at) { IN_THIS_STEP } else { BY_HAND };
        let reason = format!(
            "it gets another name on the wire {when}; {places} of another type, or of none, with this key keep theirs, and nothing says \
             whether they are the same ({shown}{more}): `explain` lists them"
        );
        Some(manual(input, at, reason))
    });
    let unknown: Vec<Manual> = unknown.collect();
    plan.manual.extend(found.into_values().chain(unknown).chain(unseen.into_values()));
    plan.manual.sort();
    plan.manual.dedup();
}

/// Such a key that is written gets the new name, too: a step that changes all sides of it says so.
fn is_key_written(input: &Input, at: usize) -> bool {
    let is_path = input.facts.occurrences[at].carrier == Some(Carrier::Path);
    matches!(input.finding(at).change, Some(Change::Retag)) || is_path
}

/// Places that are named for one key.
pub(super) const SHOWN: usize = 3;

pub(super) const IN_THIS_STEP: &str = "in this step";

/// When what a step leaves to people gets its new name.
const BY_HAND: &str = "when people change it";

/// What is said of a name that has no other side in the roots.
pub(super) fn out_of_sight(when: &str) -> String {
    format!(
        "it gets another name on the wire {when}, and nothing in another language or repository of the roots has this one: who reads or \
         writes it there is out of sight, so name the folder as a root, or ask them first"
    )
}

/// What gets another name on the wire in this step: what is written, and names that people write.
fn changed(input: &Input, plan: &Plan) -> BTreeSet<usize> {
    let changes = |change: Change| matches!(change, Change::Retag | Change::Rename | Change::Drop);
    let written = plan.groups.iter().filter(|it| changes(it.change)).flat_map(|it| &it.hits).copied();
    let by_hand: BTreeSet<(&str, &str)> = plan.manual.iter().map(|it| (it.place.as_str(), it.what.as_str())).collect();
    let decided = input.decided.iter().enumerate().filter(|(_, it)| it.finding.change.is_some_and(changes));
    let sent = |at: usize| is_gateway_parameter(input.facts, input.sources, &input.facts.occurrences[at]);
    let named = |at: &usize| is_on_the_wire(input, *at) || sent(*at);
    let by_hand = decided.map(|(at, _)| at).filter(named).filter(|at| {
        let own = manual(input, *at, "");
        by_hand.contains(&(own.place.as_str(), own.what.as_str()))
    });
    written.filter(named).chain(by_hand).collect()
}
