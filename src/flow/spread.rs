//! A multi-source shortest path over the flow graph (Dijkstra by cost levels, as all costs are small integers).

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::graph::{Apart, Bounds, Came, Graph, Seed};
use crate::model::{Flow, FlowKind, Role, Strength, SymbolId, SymbolTable};

/// One step over weak evidence costs more than any chain of strong ones: weak never overrules strong.
pub(super) const WEAK: u32 = 1 << 16;

/// A type says less of a value than any chain of values that are the same: `exitNode` of type `Node` is what is stored in it.
const TYPED: u32 = 1 << 10;

/// How often conflicting carriers may be cut before what is left counts as conflict.
const MAX_CUTS: usize = 8;

/// How many steps at the end of a long proof are shown, the seed's among them.
pub(super) const LAST: usize = 4;

/// What a symbol means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// Index of the domain.
    pub domain: u32,
    /// `Weak` when the proof has a weak step.
    pub strength: Strength,
    /// How many values lie between the symbol and its seed.
    pub hops: u32,
}

/// An edge whose two ends mean different things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// The flow between the two.
    pub flow: Flow,
    /// What `flow.from` means.
    pub from: u32,
    /// What `flow.to` means.
    pub to: u32,
}

/// A symbol that two domains reach at the same distance over values that are surely the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tie {
    /// The symbol.
    pub symbol: SymbolId,
    /// Each domain with the first flow that brings it, in the order of the flows.
    pub sides: Vec<(u32, Flow)>,
}

/// A symbol that a value gives the very meaning that the right name beside it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refuted {
    /// The symbol.
    pub symbol: SymbolId,
    /// What stands beside it, and what that means.
    pub apart: Apart,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Label {
    domain: u32,
    cost: u32,
    pub(super) hops: u32,
    /// The edge it came by; `None` for a seed.
    pub(super) by: Option<u32>,
    /// The edge before that one, where both lead through the result of a call.
    pub(super) via: Option<u32>,
    pub(super) seed: u32,
    /// Where the last steps of the proof begin.
    pub(super) tail: SymbolId,
    /// It came in through a parameter that takes anything, so it must not leave by the result.
    open: bool,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) enum State {
    #[default]
    Unreached,
    Tied,
    Labelled(Label),
}

/// The outcome of [`spread`].
pub struct Spread<'a> {
    pub(super) symbols: &'a SymbolTable,
    pub(super) flows: &'a [Flow],
    pub(super) seeds: Vec<Seed>,
    pub(super) states: Vec<State>,
    pub(super) refuted: BTreeMap<SymbolId, Label>,
    bounds: Bounds,
    cut: FxHashSet<SymbolId>,
}

/// Spreads the seeds over the flows, as far as `bounds` let them. `named` tells whether a symbol's own name has a term of the
/// migration in it: only such symbols (and locals) are worth a conflict; others, like a helper's parameter `s`, may carry values of
/// any kind and are taken out of the graph when two domains meet there.
pub fn spread<'a>(
    symbols: &'a SymbolTable,
    flows: &'a [Flow],
    seeds: Vec<Seed>,
    bounds: Bounds,
    named: &dyn Fn(SymbolId) -> bool,
) -> Spread<'a> {
    let graph = Graph::new(symbols, flows, named);
    let seeded: FxHashSet<SymbolId> = seeds.iter().map(|seed| seed.symbol).collect();
    let cut = bounds.barriers.clone();
    let (states, refuted) = (Vec::new(), BTreeMap::new());
    let mut spread = Spread { symbols, flows, seeds, states, refuted, bounds, cut };
    for round in 0..=MAX_CUTS {
        spread.settle_all(&graph);
        let carrier =
            |end: &SymbolId| !graph.named(*end) && symbols.get(*end).role != Role::Local && !seeded.contains(end);
        let ends = spread.clashes().into_iter().flat_map(|clash| [clash.flow.from, clash.flow.to]);
        let carriers: Vec<SymbolId> = ends.filter(carrier).collect();
        if carriers.is_empty() || round == MAX_CUTS {
            break;
        }
        spread.cut.extend(carriers);
    }
    spread
}

impl Spread<'_> {
    /// Runs to the fixed point.
    fn settle_all(&mut self, graph: &Graph) {
        let mut states = vec![State::Unreached; self.symbols.len()];
        self.refuted.clear();
        let mut levels: BTreeMap<u32, Vec<(SymbolId, Label)>> = BTreeMap::new();
        for (at, seed) in self.seeds.iter().enumerate() {
            let cost = if seed.strength == Strength::Strong { 0 } else { WEAK };
            let (domain, seed, tail) = (seed.domain, at as u32, seed.symbol);
            let label = Label { domain, cost, hops: 0, by: None, via: None, seed, tail, open: false };
            levels.entry(cost).or_default().push((tail, label));
        }
        while let Some((_, level)) = levels.pop_first() {
            for symbol in settle(&mut states, level) {
                let State::Labelled(label) = states[symbol.0 as usize] else { continue };
                self.leave(graph, symbol, label, &states, &mut levels);
            }
        }
        self.states = states;
    }

    /// Sends the label of `symbol` to where it may go.
    fn leave(
        &mut self,
        graph: &Graph,
        symbol: SymbolId,
        label: Label,
        states: &[State],
        levels: &mut BTreeMap<u32, Vec<(SymbolId, Label)>>,
    ) {
        if self.symbols.get(symbol).external && label.by.is_some() || self.bounds.barriers.contains(&symbol) {
            return;
        }
        let cost = |flow: u32| match &self.flows[flow as usize] {
            Flow { strength: Strength::Weak, .. } => WEAK,
            Flow { kind: FlowKind::Type, .. } => TYPED,
            _ => 1,
        };
        for at in &graph.edges[symbol.0 as usize] {
            let Some(step) = graph.step(symbol, Came { by: label.by, open: label.open }, *at) else { continue };
            let crossed = if self.flows[*at as usize].from == symbol {
                self.flows[*at as usize].to
            } else {
                self.flows[*at as usize].from
            };
            let to = step.to;
            if self.cut.contains(&to)
                || self.cut.contains(&crossed)
                || !matches!(states[to.0 as usize], State::Unreached)
            {
                continue;
            }
            let hops = label.hops + 1 + u32::from(step.via.is_some());
            let tail = if hops < LAST as u32 { to } else { label.tail };
            let cost = label.cost + cost(step.by) + step.via.map_or(0, cost);
            let next = Label { cost, hops, by: Some(step.by), via: step.via, tail, open: step.open, ..label };
            if self.bounds.apart.get(&to).is_some_and(|apart| apart.domain == label.domain) {
                self.refuted.entry(to).or_insert(next);
                continue;
            }
            levels.entry(cost).or_default().push((to, next));
        }
    }
}

/// The two ends surely hold the same value. A value may mean something more special than its type.
fn says_same(flow: &Flow) -> bool {
    flow.strength == Strength::Strong && flow.kind != FlowKind::Type
}

/// Gives the symbols of one cost level their labels; a symbol that two domains reach at the same cost is tied.
fn settle(states: &mut [State], level: Vec<(SymbolId, Label)>) -> Vec<SymbolId> {
    let mut settled: BTreeMap<SymbolId, State> = BTreeMap::new();
    for (symbol, label) in level {
        if !matches!(states[symbol.0 as usize], State::Unreached) {
            continue;
        }
        settled
            .entry(symbol)
            .and_modify(|state| {
                if matches!(state, State::Labelled(first) if first.domain != label.domain) {
                    *state = State::Tied;
                }
            })
            .or_insert(State::Labelled(label));
    }
    for (symbol, state) in &settled {
        states[symbol.0 as usize] = *state;
    }
    settled.into_keys().collect()
}

impl Spread<'_> {
    /// What `symbol` means, or `None` when nothing or two domains with equal right reach it.
    pub fn meaning(&self, symbol: SymbolId) -> Option<Meaning> {
        match self.states[symbol.0 as usize] {
            State::Labelled(Label { domain, cost, hops, .. }) => {
                let strength = if cost < WEAK { Strength::Strong } else { Strength::Weak };
                Some(Meaning { domain, strength, hops })
            }
            State::Unreached | State::Tied => None,
        }
    }

    /// The number of the seed that gives `symbol` its meaning over at least one value.
    pub fn rests_on(&self, symbol: SymbolId) -> Option<usize> {
        match self.states[symbol.0 as usize] {
            State::Labelled(label) if label.by.is_some() => Some(label.seed as usize),
            _ => None,
        }
    }

    /// Two domains reach `symbol` at the same distance.
    pub fn tied(&self, symbol: SymbolId) -> bool {
        matches!(self.states[symbol.0 as usize], State::Tied)
    }

    /// The symbol that the meaning of `symbol` came from; `None` where it is a seed, or means nothing.
    pub fn proved_by(&self, symbol: SymbolId) -> Option<SymbolId> {
        let State::Labelled(Label { by: Some(by), .. }) = self.states[symbol.0 as usize] else { return None };
        let flow = &self.flows[by as usize];
        Some(if flow.from == symbol { flow.to } else { flow.from })
    }

    /// What bears the right name beside `symbol` in its declaration, where no seed says that the two are one.
    pub fn apart(&self, symbol: SymbolId) -> Option<Apart> {
        self.bounds.apart.get(&symbol).copied()
    }

    /// The symbols that values which are surely the same give the meaning of the right name beside them, in their order.
    pub fn refuted(&self) -> Vec<Refuted> {
        let strong = self.refuted.iter().filter(|(_, label)| label.cost < WEAK);
        strong.filter_map(|(symbol, _)| Some(Refuted { symbol: *symbol, apart: self.apart(*symbol)? })).collect()
    }

    /// The strong flows between two symbols of different strong meaning, in the order of the flows.
    pub fn clashes(&self) -> Vec<Clash> {
        let strong = |symbol| {
            self.meaning(symbol).filter(|meaning| meaning.strength == Strength::Strong && !self.cut.contains(&symbol))
        };
        let clash = |flow: &Flow| {
            let (from, to) = (strong(flow.from)?, strong(flow.to)?);
            let differ = says_same(flow) && from.domain != to.domain;
            differ.then(|| Clash { flow: flow.clone(), from: from.domain, to: to.domain })
        };
        self.flows.iter().filter_map(clash).collect()
    }

    /// The ties among the symbols that `worth` holds for, in the order of the symbols.
    pub fn ties(&self, worth: &dyn Fn(SymbolId) -> bool) -> Vec<Tie> {
        let mut sides: BTreeMap<SymbolId, Vec<(u32, Flow)>> = BTreeMap::new();
        for flow in self.flows.iter().filter(|flow| says_same(flow)) {
            for (end, other) in [(flow.from, flow.to), (flow.to, flow.from)] {
                let Some(Meaning { domain, strength: Strength::Strong, .. }) = self.meaning(other) else { continue };
                if !self.tied(end) || self.cut.contains(&end) || self.cut.contains(&other) || !worth(end) {
                    continue;
                }
                let known = sides.entry(end).or_default();
                if known.iter().all(|(it, _)| *it != domain) {
                    known.push((domain, flow.clone()));
                }
            }
        }
        let ties = sides.into_iter().map(|(symbol, sides)| Tie { symbol, sides });
        ties.filter(|tie| tie.sides.len() > 1).collect()
    }
}

#[cfg(test)]
mod tests {
    use smol_str::SmolStr;

    use super::*;
    use crate::flow::ProofStep;
    use crate::model::{FileId, FlowKind, Span, SymbolInfo};

    struct Graph {
        symbols: SymbolTable,
        flows: Vec<Flow>,
        seeds: Vec<Seed>,
        bounds: Bounds,
    }

    impl Graph {
        fn new() -> Self {
            Self { symbols: SymbolTable::default(), flows: Vec::new(), seeds: Vec::new(), bounds: Bounds::default() }
        }

        fn add(&mut self, name: &str, role: Role) -> SymbolId {
            let name = SmolStr::new(name);
            let info = SymbolInfo {
                path: name.clone(),
                scope: SmolStr::default(),
                name,
                role,
                decl: None,
                context: Vec::new(),
                generated: false,
                external: false,
            };
            self.symbols.intern(info)
        }

        fn flow(&mut self, from: SymbolId, to: SymbolId, kind: FlowKind, strength: Strength) {
            self.flows.push(Flow { from, to, kind, strength, file: FileId(0), span: Span::new(0, 1) });
        }

        fn seed(&mut self, symbol: SymbolId, domain: u32) {
            self.seeds.push(Seed { symbol, domain, strength: Strength::Strong, why: "its name says so".into() });
        }

        fn spread(&self) -> Spread<'_> {
            spread(&self.symbols, &self.flows, self.seeds.clone(), self.bounds.clone(), &|id| {
                self.symbols.get(id).name.to_lowercase().contains("id")
            })
        }
    }

    #[test]
    fn meaning_travels_both_ways_and_the_proof_is_the_shortest_chain() {
        let mut graph = Graph::new();
        let (a, b, c) =
            (graph.add("sessionID", Role::Field), graph.add("x", Role::Local), graph.add("runID", Role::Field));
        graph.flow(b, a, FlowKind::Assign, Strength::Strong);
        graph.flow(b, c, FlowKind::Assign, Strength::Strong);
        graph.seed(a, 0);
        let spread = graph.spread();
        assert_eq!(spread.meaning(c), Some(Meaning { domain: 0, strength: Strength::Strong, hops: 2 }));
        let texts: Vec<String> = spread.proof(c).into_iter().map(|step| step.text).collect();
        assert_eq!(texts, ["`x` is assigned to `runID`", "`x` is assigned to `sessionID`", "its name says so"]);
    }

    #[test]
    fn a_long_proof_is_shown_without_its_middle() {
        let mut graph = Graph::new();
        let chain: Vec<SymbolId> = (0..40).map(|at| graph.add(&format!("id{at}"), Role::Local)).collect();
        for pair in chain.windows(2) {
            graph.flow(pair[0], pair[1], FlowKind::Assign, Strength::Strong);
        }
        graph.seed(chain[0], 0);
        let spread = graph.spread();
        let texts = |steps: Vec<ProofStep>| steps.into_iter().map(|step| step.text).collect::<Vec<_>>();
        let (whole, brief) = (texts(spread.proof(chain[39])), texts(spread.brief(chain[39])));
        assert_eq!(whole.len(), 40);
        assert_eq!(brief[..20], whole[..20]);
        assert_eq!(brief[20], "… 16 steps more: `runsess explain` shows them");
        assert_eq!(brief[21..], whole[36..]);
        assert_eq!(texts(spread.brief(chain[23])), texts(spread.proof(chain[23])));
    }

    #[test]
    fn weak_evidence_never_overrules_strong() {
        let mut graph = Graph::new();
        let (a, b, x) = (graph.add("aID", Role::Field), graph.add("bID", Role::Field), graph.add("runID", Role::Local));
        let far = graph.add("y", Role::Local);
        graph.flow(a, x, FlowKind::Mention, Strength::Weak);
        graph.flow(b, far, FlowKind::Assign, Strength::Strong);
        graph.flow(far, x, FlowKind::Assign, Strength::Strong);
        graph.seed(a, 0);
        graph.seed(b, 1);
        assert_eq!(graph.spread().meaning(x).map(|it| it.domain), Some(1));
    }

    #[test]
    fn an_id_of_one_kind_in_the_field_of_another_is_a_clash() {
        let mut graph = Graph::new();
        let (session, planning) = (graph.add("sessionID", Role::Field), graph.add("runID", Role::Field));
        graph.flow(planning, session, FlowKind::Assign, Strength::Strong);
        graph.seed(session, 0);
        graph.seed(planning, 1);
        assert_eq!(graph.spread().clashes().len(), 1);
    }

    #[test]
    fn a_helper_that_takes_anything_connects_nothing() {
        let mut graph = Graph::new();
        let (session, planning) = (graph.add("sessionID", Role::Field), graph.add("planID", Role::Field));
        let (s, result) = (graph.add("trim/s", Role::Parameter), graph.add("trim/result", Role::Parameter));
        let other = graph.add("otherID", Role::Local);
        graph.flow(session, s, FlowKind::Argument, Strength::Strong);
        graph.flow(planning, s, FlowKind::Argument, Strength::Strong);
        graph.flow(s, result, FlowKind::Return, Strength::Strong);
        graph.flow(result, other, FlowKind::Assign, Strength::Strong);
        graph.seed(session, 0);
        graph.seed(planning, 1);
        let spread = graph.spread();
        assert_eq!(spread.meaning(other), None);
        assert!(spread.clashes().is_empty());
    }

    #[test]
    fn a_string_that_is_a_name_gives_its_meaning_to_nothing_that_holds_it() {
        let mut graph = Graph::new();
        let (name, holder) = (graph.add("string:aID", Role::StringLiteral), graph.add("value", Role::Field));
        let (other, text) = (graph.add("string:id", Role::StringLiteral), graph.add("text:id", Role::Comment));
        graph.flow(name, holder, FlowKind::Assign, Strength::Strong);
        graph.flow(other, holder, FlowKind::Assign, Strength::Strong);
        graph.flow(name, text, FlowKind::Mention, Strength::Weak);
        graph.seed(name, 0);
        let spread = graph.spread();
        assert_eq!((spread.meaning(holder), spread.meaning(other)), (None, None));
        assert_eq!(spread.meaning(text).map(|it| it.domain), Some(0), "a text speaks of the name");
        graph.seeds.clear();
        graph.seed(holder, 1);
        let spread = graph.spread();
        assert_eq!((spread.meaning(name).map(|it| it.domain), spread.meaning(text)), (Some(1), None));
    }

    #[test]
    fn two_domains_at_the_same_distance_decide_nothing() {
        let mut graph = Graph::new();
        let (a, b, x) = (graph.add("aID", Role::Field), graph.add("bID", Role::Field), graph.add("x", Role::Local));
        graph.flow(a, x, FlowKind::Assign, Strength::Strong);
        graph.flow(b, x, FlowKind::Assign, Strength::Strong);
        graph.seed(a, 0);
        graph.seed(b, 1);
        let spread = graph.spread();
        assert_eq!(spread.meaning(x), None);
        assert!(spread.tied(x));
        let ties = spread.ties(&|_| true);
        assert_eq!(ties.iter().map(|tie| tie.symbol).collect::<Vec<_>>(), [x]);
        assert_eq!(ties[0].sides.iter().map(|(domain, _)| *domain).collect::<Vec<_>>(), [0, 1]);
        assert!(spread.ties(&|_| false).is_empty());
    }
}
