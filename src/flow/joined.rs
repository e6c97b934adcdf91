//! Which of some symbols hold the same value, before any meaning is known.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use rustc_hash::{FxHashMap, FxHashSet};

use super::graph::{Bounds, Came, Graph};
use crate::model::{Flow, FlowKind, Role, Strength, SymbolId, SymbolTable};

/// How many values may lie between two symbols.
const HOPS: usize = 3;

/// A parameter that takes the values of more starts than these takes any: it joins nothing.
const CROWD: usize = 4;

/// The pairs of `starts` between which strong flows lead over at most [`HOPS`] values that are none of them, by the rules of
/// [`spread`](super::spread). Each pair once, the smaller one first, with how many values lie between the two.
pub fn joined(
    symbols: &SymbolTable,
    flows: &[Flow],
    bounds: &Bounds,
    named: &dyn Fn(SymbolId) -> bool,
    starts: &[SymbolId],
) -> BTreeMap<(SymbolId, SymbolId), usize> {
    let graph = Graph::new(symbols, flows, named);
    let ends: FxHashSet<SymbolId> = starts.iter().copied().collect();
    let crowded = crowded(symbols, flows, &ends);
    let mut pairs = BTreeMap::new();
    for start in starts {
        let mut seen = FxHashSet::from_iter([*start]);
        let mut next = VecDeque::from([(*start, Came { by: None, open: false }, 0)]);
        while let Some((symbol, came, hops)) = next.pop_front() {
            if bounds.barriers.contains(&symbol) || symbol != *start && symbols.get(symbol).external {
                continue;
            }
            for at in &graph.edges[symbol.0 as usize] {
                // Two values of one type are two values.
                if flows[*at as usize].strength != Strength::Strong || flows[*at as usize].kind == FlowKind::Type {
                    continue;
                }
                let Some(step) = graph.step(symbol, came, *at) else { continue };
                if !seen.insert(step.to) {
                    continue;
                }
                if ends.contains(&step.to) {
                    let pair = ((*start).min(step.to), (*start).max(step.to));
                    pairs.entry(pair).and_modify(|it: &mut usize| *it = hops.min(*it)).or_insert(hops);
                } else if hops < HOPS && !crowded.contains(&step.to) {
                    next.push_back((step.to, Came { by: Some(step.by), open: step.open }, hops + 1));
                }
            }
        }
    }
    pairs
}

/// The parameters that many of `ends` are passed as, or compared with.
fn crowded(symbols: &SymbolTable, flows: &[Flow], ends: &FxHashSet<SymbolId>) -> FxHashSet<SymbolId> {
    let mut met: FxHashMap<SymbolId, BTreeSet<SymbolId>> = FxHashMap::default();
    for flow in flows {
        for (end, other) in [(flow.from, flow.to), (flow.to, flow.from)] {
            if ends.contains(&end) && symbols.get(other).role == Role::Parameter {
                met.entry(other).or_default().insert(end);
            }
        }
    }
    met.into_iter().filter(|(_, starts)| starts.len() > CROWD).map(|(symbol, _)| symbol).collect()
}
