//! A multi-source shortest path over the flow graph (Dijkstra by cost levels, as all costs are small integers).

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use crate::model::{FileId, Flow, FlowKind, Role, Span, Strength, SymbolId, SymbolTable};

/// One step over weak evidence costs more than any chain of strong ones: weak never overrules strong.
const WEAK: u32 = 1 << 16;

/// How often conflicting carriers may be cut before what is left counts as conflict.
const MAX_CUTS: usize = 8;

/// A symbol whose meaning is known without flow.
#[derive(Clone, Debug)]
pub struct Seed {
    /// The symbol.
    pub symbol: SymbolId,
    /// Index of the domain.
    pub domain: u32,
    /// How far to trust it.
    pub strength: Strength,
    /// A sentence without a final period: what says so.
    pub why: SmolStr,
}

/// A proof of more steps than this is shown without its middle: a chain through a whole program would be part of each of its hits.
const SHOWN: usize = 24;

/// How many steps at the end of such a proof are shown, the seed's among them.
const LAST: usize = 4;

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

/// One step of a proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProofStep {
    /// A sentence without a final period.
    pub text: String,
    /// Where it is seen; `None` for what a name says.
    pub at: Option<(FileId, Span)>,
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

#[derive(Clone, Copy, Debug)]
struct Label {
    domain: u32,
    cost: u32,
    hops: u32,
    /// The edge it came by; `None` for a seed.
    by: Option<u32>,
    seed: u32,
    /// Where the last steps of the proof begin.
    tail: SymbolId,
    /// It came in through a parameter that takes anything, so it must not leave by the result.
    open: bool,
}

#[derive(Clone, Copy, Debug, Default)]
enum State {
    #[default]
    Unreached,
    Tied,
    Labelled(Label),
}

/// The outcome of [`spread`].
#[derive(Debug)]
pub struct Spread<'a> {
    symbols: &'a SymbolTable,
    flows: &'a [Flow],
    seeds: Vec<Seed>,
    states: Vec<State>,
    cut: FxHashSet<SymbolId>,
}

/// Spreads the seeds over the flows. `named` tells whether a symbol's own name has a term of the migration in it: only
/// such symbols (and locals) are worth a conflict; others, like a helper's parameter `s`, may carry values of any kind and
/// are taken out of the graph when two domains meet there.
pub fn spread<'a>(
    symbols: &'a SymbolTable,
    flows: &'a [Flow],
    seeds: Vec<Seed>,
    named: &dyn Fn(SymbolId) -> bool,
) -> Spread<'a> {
    let edges = adjacency(symbols, flows);
    let seeded: FxHashSet<SymbolId> = seeds.iter().map(|seed| seed.symbol).collect();
    let mut spread = Spread { symbols, flows, seeds, states: Vec::new(), cut: FxHashSet::default() };
    for round in 0..=MAX_CUTS {
        spread.states = fixed_point(symbols, flows, &spread.seeds, named, &edges, &spread.cut);
        let carrier = |end: &SymbolId| !named(*end) && symbols.get(*end).role != Role::Local && !seeded.contains(end);
        let ends = spread.clashes().into_iter().flat_map(|clash| [clash.flow.from, clash.flow.to]);
        let carriers: Vec<SymbolId> = ends.filter(carrier).collect();
        if carriers.is_empty() || round == MAX_CUTS {
            break;
        }
        spread.cut.extend(carriers);
    }
    spread
}

/// For each symbol, the indexes of the flows that touch it.
fn adjacency(symbols: &SymbolTable, flows: &[Flow]) -> Vec<Vec<u32>> {
    let mut edges = vec![Vec::new(); symbols.len()];
    for (at, flow) in flows.iter().enumerate() {
        edges[flow.from.0 as usize].push(at as u32);
        edges[flow.to.0 as usize].push(at as u32);
    }
    edges
}

fn fixed_point(
    symbols: &SymbolTable,
    flows: &[Flow],
    seeds: &[Seed],
    named: &dyn Fn(SymbolId) -> bool,
    edges: &[Vec<u32>],
    cut: &FxHashSet<SymbolId>,
) -> Vec<State> {
    let mut states = vec![State::Unreached; symbols.len()];
    let mut levels: BTreeMap<u32, Vec<(SymbolId, Label)>> = BTreeMap::new();
    for (at, seed) in seeds.iter().enumerate() {
        let cost = if seed.strength == Strength::Strong { 0 } else { WEAK };
        let label =
            Label { domain: seed.domain, cost, hops: 0, by: None, seed: at as u32, tail: seed.symbol, open: false };
        levels.entry(cost).or_default().push((seed.symbol, label));
    }
    while let Some((_, level)) = levels.pop_first() {
        for symbol in settle(&mut states, level) {
            let State::Labelled(label) = states[symbol.0 as usize] else { continue };
            if symbols.get(symbol).external && label.by.is_some() {
                continue;
            }
            for at in &edges[symbol.0 as usize] {
                let flow = &flows[*at as usize];
                let other = if flow.from == symbol { flow.to } else { flow.from };
                if cut.contains(&other) || !matches!(states[other.0 as usize], State::Unreached) {
                    continue;
                }
                let Some(open) = passes(symbols, flow, symbol, &label, named) else { continue };
                let step = if flow.strength == Strength::Strong { 1 } else { WEAK };
                let hops = label.hops + 1;
                let tail = if hops < LAST as u32 { other } else { label.tail };
                let next = Label { cost: label.cost + step, hops, by: Some(*at), tail, open, ..label };
                levels.entry(next.cost).or_default().push((other, next));
            }
        }
    }
    states
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

/// Whether a label may leave `symbol` over `flow`, and whether it is then open. Functions are not analysed per call: a
/// value that enters a helper through a parameter of any kind says nothing about the values other callers pass or get.
fn passes(
    symbols: &SymbolTable,
    flow: &Flow,
    symbol: SymbolId,
    label: &Label,
    named: &dyn Fn(SymbolId) -> bool,
) -> Option<bool> {
    let parameter = symbols.get(symbol).role == Role::Parameter && !named(symbol);
    let entered = label.by.is_some() && parameter;
    match flow.kind {
        FlowKind::Argument if entered && flow.to == symbol => None,
        FlowKind::Return if label.open || entered => None,
        // A function or a type holds no value, so a text about an id that has its name in it says nothing about it.
        FlowKind::Mention
            if flow.to == symbol
                && matches!(symbols.get(flow.from).role, Role::Method | Role::Function | Role::Type) =>
        {
            None
        }
        FlowKind::Argument if flow.from == symbol => Some(label.open || !named(flow.to)),
        _ => Some(label.open),
    }
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

    /// The chain from `symbol` to its seed: a step per value, then what the seed's name or rule says.
    pub fn proof(&self, symbol: SymbolId) -> Vec<ProofStep> {
        self.steps(symbol, usize::MAX)
    }

    /// [`Self::proof`], of a long one only the first steps and the last, and between them how many there are.
    pub fn brief(&self, symbol: SymbolId) -> Vec<ProofStep> {
        let State::Labelled(label) = self.states[symbol.0 as usize] else { return Vec::new() };
        let all = label.hops as usize + 1;
        if all <= SHOWN {
            return self.proof(symbol);
        }
        let mut steps = self.steps(symbol, SHOWN - LAST);
        let text = format!("… {} steps more: `runsess explain` shows them", all - SHOWN);
        steps.push(ProofStep { text, at: None });
        steps.extend(self.proof(label.tail));
        steps
    }

    /// At most `most` steps of the chain from `symbol` to its seed.
    fn steps(&self, symbol: SymbolId, most: usize) -> Vec<ProofStep> {
        let mut steps = Vec::new();
        let mut at = symbol;
        while let State::Labelled(label) = self.states[at.0 as usize]
            && steps.len() < most
        {
            let Some(by) = label.by else {
                let seed = &self.seeds[label.seed as usize];
                steps.push(ProofStep { text: seed.why.to_string(), at: self.symbols.get(seed.symbol).decl });
                break;
            };
            let flow = &self.flows[by as usize];
            steps.push(ProofStep { text: self.sentence(flow), at: Some((flow.file, flow.span)) });
            at = if flow.from == at { flow.to } else { flow.from };
        }
        steps
    }

    /// The strong flows between two symbols of different strong meaning, in the order of the flows.
    pub fn clashes(&self) -> Vec<Clash> {
        let strong = |symbol| {
            self.meaning(symbol).filter(|meaning| meaning.strength == Strength::Strong && !self.cut.contains(&symbol))
        };
        let clash = |flow: &Flow| {
            let (from, to) = (strong(flow.from)?, strong(flow.to)?);
            let differ = flow.strength == Strength::Strong && from.domain != to.domain;
            differ.then(|| Clash { flow: flow.clone(), from: from.domain, to: to.domain })
        };
        self.flows.iter().filter_map(clash).collect()
    }

    /// The ties among the symbols that `worth` holds for, in the order of the symbols.
    pub fn ties(&self, worth: &dyn Fn(SymbolId) -> bool) -> Vec<Tie> {
        let mut sides: BTreeMap<SymbolId, Vec<(u32, Flow)>> = BTreeMap::new();
        for flow in self.flows.iter().filter(|flow| flow.strength == Strength::Strong) {
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

    /// The chain from `symbol` over `flow` to the seed at its other end, as [`Self::brief`] shows it.
    pub fn proof_over(&self, symbol: SymbolId, flow: &Flow) -> Vec<ProofStep> {
        let other = if flow.from == symbol { flow.to } else { flow.from };
        let mut steps = vec![ProofStep { text: self.sentence(flow), at: Some((flow.file, flow.span)) }];
        steps.extend(self.brief(other));
        steps
    }

    fn sentence(&self, flow: &Flow) -> String {
        let (from, to) = (&self.symbols.get(flow.from).path, &self.symbols.get(flow.to).path);
        let (from, to) = (short(from), short(to));
        match flow.kind {
            FlowKind::Assign => format!("`{from}` is assigned to `{to}`"),
            FlowKind::Argument => format!("`{from}` is passed as `{to}`"),
            FlowKind::Return => format!("`{from}` is returned as `{to}`"),
            FlowKind::Literal => format!("`{from}` is the value of key `{to}`"),
            FlowKind::Tag => format!("`{to}` is the tag of `{from}`"),
            FlowKind::Log => format!("`{from}` is logged as `{to}`"),
            FlowKind::Sql => format!("`{from}` is bound to `{to}`"),
            FlowKind::Channel => format!("`{from}` is sent to `{to}`"),
            FlowKind::Range => format!("`{to}` ranges over `{from}`"),
            FlowKind::Compare => format!("`{from}` is compared with `{to}`"),
            FlowKind::Through => format!("`{to}` is made from `{from}`"),
            FlowKind::SameName => format!("`{from}` and `{to}` are the same thing"),
            FlowKind::Mention => format!("`{from}` is what `{to}` speaks of"),
        }
    }
}

/// A symbol path without the folders of its import path: `webchat.Conversation.RunID`.
pub(crate) fn short(path: &str) -> &str {
    if path.contains(['#', ':']) {
        return path;
    }
    // The last segment with a dot is `package.Name`; what follows it, if anything, is a local.
    let mut end = path.len();
    loop {
        let start = path[..end].rfind('/').map_or(0, |slash| slash + 1);
        if start == 0 || path[start..end].contains('.') {
            return &path[start..];
        }
        end = start - 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SymbolInfo;

    struct Graph {
        symbols: SymbolTable,
        flows: Vec<Flow>,
        seeds: Vec<Seed>,
    }

    impl Graph {
        fn new() -> Self {
            Self { symbols: SymbolTable::default(), flows: Vec::new(), seeds: Vec::new() }
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
            spread(&self.symbols, &self.flows, self.seeds.clone(), &|id| {
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

    #[test]
    fn short_paths_lose_the_folders_only() {
        assert_eq!(short("github.com/a/b/webchat.Conversation.RunID"), "webchat.Conversation.RunID");
        assert_eq!(short("github.com/a/b/webchat.New/runID"), "webchat.New/runID");
        assert_eq!(short("turns.run_id"), "turns.run_id");
        assert_eq!(short("log:run_id"), "log:run_id");
    }
}
