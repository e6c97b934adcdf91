//! From findings to the edits of a batch: renames, duals, drops, collisions, columns. Writes nothing.
//!
//! Everything that belongs to one decision is one [`Group`](crate::model::plan::Group): a symbol that is renamed with all its uses, or one key that is
//! doubled or dropped. A group is done whole or refused whole, and a batch with a refused group is refused.

mod deletions;
mod groups;
mod leftovers;
mod merge;
mod renames;
pub mod rollout;

use std::collections::{BTreeMap, BTreeSet};

use crate::lang::registry::LANGUAGES;
use crate::lang::rewriters::{Grounds, Rewriters};
use crate::model::SymbolId;
use crate::model::plan::{Input, Plan, Refusal};
use crate::rules::Pack;

pub use groups::Selection;
pub use merge::file_plan;

use merge::assemble;

/// Plans what `selection` picks. Refused groups are left out of `files`: whoever must not write a part checks `refused`.
pub fn plan(input: &Input, pack: &Pack, selection: &Selection) -> Plan {
    plan_without(input, pack, selection, &BTreeSet::new())
}

/// The same, without the groups that the findings `without` (indexes into [`Input::decided`]) belong to. What can't be done
/// without them is refused.
pub fn plan_without(input: &Input, pack: &Pack, selection: &Selection, without: &BTreeSet<usize>) -> Plan {
    let grounds = Grounds::new(LANGUAGES, input);
    plan_on(input, pack, selection, without, &grounds)
}

fn plan_on(input: &Input, pack: &Pack, selection: &Selection, without: &BTreeSet<usize>, grounds: &Grounds) -> Plan {
    let mut rewriters = grounds.rewriters(input);
    let mut plan = groups::collect(input, pack, selection, without, &mut rewriters);
    assemble(input, &mut plan);
    while refuse_unproved(input, &mut rewriters, &mut plan) {
        assemble(input, &mut plan);
    }
    plan
}

/// Plans the new name that is decided for `symbol`, with the checks of a batch.
pub fn rename(input: &Input, symbol: SymbolId) -> Plan {
    let grounds = Grounds::new(LANGUAGES, input);
    let mut rewriters = grounds.rewriters(input);
    let of_symbol = |at: &usize| input.facts.occurrences[*at].symbol == Some(symbol);
    let uses: Vec<usize> = (0..input.facts.occurrences.len()).filter(of_symbol).collect();
    let mut plan = Plan::default();
    if let Some(first) = uses.first() {
        let room = rewriters.room(input.finding(*first).language);
        renames::groups(input, &BTreeMap::from([(symbol, uses)]), rewriters.of(room), &mut plan);
    }
    assemble(input, &mut plan);
    plan
}

/// The same with what is refused for want of a proof: what `migrations` is asked for.
pub fn draft(input: &Input, pack: &Pack, selection: &Selection) -> Plan {
    let grounds = Grounds::new(LANGUAGES, input);
    let mut plan = groups::collect(input, pack, selection, &BTreeSet::new(), &mut grounds.rewriters(input));
    assemble(input, &mut plan);
    plan
}

/// Refuses the groups that a rewriter has no proof for. True when there were any.
fn refuse_unproved(input: &Input, rewriters: &mut Rewriters, plan: &mut Plan) -> bool {
    let unproved: BTreeMap<usize, Refusal> = rewriters.all().flat_map(|it| it.unproved(input, plan)).collect();
    let mut at = 0..;
    plan.groups.retain(|_| at.next().is_some_and(|at| !unproved.contains_key(&at)));
    let any = !unproved.is_empty();
    plan.refused.extend(unproved.into_values());
    any
}

#[cfg(test)]
mod tests;
