//! From findings to the edits of a batch: renames, duals, drops, collisions, columns. Writes nothing.
//!
//! Everything that belongs to one decision is one [`Group`](crate::model::plan::Group): a symbol that is renamed with all its uses, or one key that is
//! doubled or dropped. A group is done whole or refused whole, and a batch with a refused group is refused.

mod applied;
mod beside;
mod compared;
pub mod contracts;
mod deletions;
mod followed;
mod following;
mod groups;
mod holder;
mod kept_names;
mod left_behind;
mod leftovers;
mod made;
mod merge;
mod next;
mod renames;
mod resting;
pub mod rollout;
mod routed;
mod shown;
mod together;
mod unlisted;

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::lang::generators;
use crate::lang::registry::LANGUAGES;
use crate::lang::rewriters::{Grounds, Rewriters};
use crate::model::SymbolId;
use crate::model::plan::{Input, Plan, Refusal, WireSides};
use crate::rules::Pack;

pub use groups::Selection;
pub use merge::file_plan;

use contracts::Contracts;
use merge::assemble;
use together::Together;

/// What to plan, and on what terms.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    /// The step.
    pub selection: &'a Selection,
    /// Findings (indexes into [`Input::decided`]) whose groups are left out. What can't be done without them is refused.
    pub without: BTreeSet<usize>,
    /// Symbols whose rename an earlier step has refused.
    pub kept: BTreeSet<SymbolId>,
    /// Refuse what a rewriter has no proof for.
    pub proved: bool,
}

impl<'a> Asked<'a> {
    /// A whole step, with nothing refused before it.
    pub fn of(selection: &'a Selection) -> Self {
        Self { selection, without: BTreeSet::new(), kept: BTreeSet::new(), proved: true }
    }
}

/// Plans what is asked for. Refused groups are left out of `files`, and so is what speaks of a thing that keeps its name: whoever
/// must not write a part checks `refused`.
pub fn plan(input: &Input, pack: &Pack, asked: &Asked) -> Plan {
    plan_on(input, pack, asked, &Grounds::new(LANGUAGES, input))
}

fn plan_on(input: &Input, pack: &Pack, asked: &Asked, grounds: &Grounds) -> Plan {
    let batch = pack.batch(asked.selection.batch);
    let (wire, databases, sides) = batch.map(|it| (it.wire, it.databases, it.sides)).unwrap_or_default();
    let input = &Input { wire, databases, ..*input };
    // What a rewriter has read is good for every attempt: the files are the same.
    let mut rewriters = grounds.rewriters(input);
    let mut asked = asked.clone();
    let mut left_out: Vec<Refusal> = Vec::new();
    let contracts = OnceCell::new();
    let contracts = || contracts.get_or_init(|| Contracts::of(input.facts, input.sources));
    loop {
        let is_whole = sides != WireSides::Listed;
        let together = is_whole
            .then(|| Together::of(input, pack, (asked.selection, sides), &asked.without, contracts(), &mut rewriters));
        let decided = together.as_ref().map_or(input.decided, |it| &it.decided);
        let input = &Input { decided, ..*input };
        let mut plan = attempt(input, pack, &asked, &mut rewriters);
        plan.kept.extend(asked.kept.iter().copied());
        let resting = resting::on_kept(input, &plan);
        let behind = if resting.is_empty() && asked.proved { made::follow(input, &mut plan) } else { Vec::new() };
        let ready = together.as_ref().filter(|_| resting.is_empty() && behind.is_empty());
        let mut torn = ready.map(|it| it.left_behind(input, &plan)).unwrap_or_default();
        let fields = kept_names::fields(input, &plan);
        if !fields.is_empty() && behind.is_empty() {
            torn.extend(kept_names::torn(input, &plan, &fields, contracts()));
        }
        if resting.is_empty() && behind.is_empty() && torn.is_empty() {
            plan.refused.extend(left_out);
            if asked.proved {
                applied::settle(input, &mut plan);
            }
            next::add(input, asked.proved, &mut plan);
            plan.refused.sort();
            plan.refused.dedup();
            beside::list(input, asked.selection, &mut plan);
            left_behind::list(input, &mut plan);
            if !fields.is_empty() {
                kept_names::list(input, &mut plan, &fields, contracts());
            }
            if let Some(it) = &together {
                it.list(input, &mut plan);
            }
            let to_run = generators(input, &plan);
            plan.manual.extend(to_run);
            plan.manual.sort();
            return plan;
        }
        for it in resting {
            asked.without.extend(it.hits);
            asked.kept.extend(it.symbols);
            left_out.push(it.refusal);
        }
        for it in torn {
            asked.without.extend(it.hits);
            asked.kept.extend(it.symbols);
            left_out.extend(it.refusals);
        }
        for made::Behind { symbols, refusal } in behind {
            let all = input.facts.occurrences.iter().enumerate();
            let mine = all.filter(|(_, it)| it.symbol.is_some_and(|it| symbols.contains(&it)));
            asked.without.extend(mine.map(|(at, _)| at));
            asked.kept.extend(symbols);
            left_out.push(refusal);
        }
    }
}

fn attempt(input: &Input, pack: &Pack, asked: &Asked, rewriters: &mut Rewriters) -> Plan {
    rewriters.all().for_each(|it| it.again());
    let mut plan = groups::collect(input, pack, asked.selection, &asked.without, rewriters);
    if asked.proved {
        unlisted::settle(input, &mut plan);
        shown::settle(input, &mut plan);
        compared::settle(input, &mut plan);
    }
    assemble(input, &mut plan);
    loop {
        while asked.proved && refuse_unproved(input, rewriters, &mut plan) {
            assemble(input, &mut plan);
        }
        if following::add(input, rewriters, &mut plan) {
            return plan;
        }
    }
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
        let wanted = BTreeMap::from([(symbol, uses)]);
        renames::groups(input, (&wanted, &followed::Followed::default()), rewriters.of(room), &mut plan);
    }
    assemble(input, &mut plan);
    plan
}

/// Refuses the groups that a rewriter has no proof for. True when there were any.
fn refuse_unproved(input: &Input, rewriters: &mut Rewriters, plan: &mut Plan) -> bool {
    let unproved: Vec<(usize, Refusal)> = rewriters.all().flat_map(|it| it.unproved(input, plan)).collect();
    let groups: BTreeSet<usize> = unproved.iter().map(|it| it.0).collect();
    let mut at = 0..;
    plan.take_out(input, |_| at.next().is_some_and(|at| groups.contains(&at)));
    let any = !unproved.is_empty();
    plan.refused.extend(unproved.into_iter().map(|it| it.1));
    any
}

#[cfg(test)]
mod tests;
