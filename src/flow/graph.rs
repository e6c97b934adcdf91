//! What meanings spread over: symbols, the flows between them, and where a meaning has to stop.

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use crate::model::{Flow, FlowKind, Prefix, Role, Strength, SymbolId, SymbolPath, SymbolTable};

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

/// Where meanings have to stop.
#[derive(Clone, Debug, Default)]
pub struct Bounds {
    /// Symbols that take no meaning from any value and hand none on.
    pub barriers: FxHashSet<SymbolId>,
    /// Symbols that don't mean what the right name beside them means. A seed of their own is stronger.
    pub apart: FxHashMap<SymbolId, Apart>,
}

/// The right name beside an old one in one declaration: two things, whatever values they share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Apart {
    /// Index of the domain that the right name means.
    pub domain: u32,
    /// What bears the right name.
    pub twin: SymbolId,
}

/// The symbols and flows of a run, ready to be walked.
pub(super) struct Graph<'a> {
    pub(super) symbols: &'a SymbolTable,
    pub(super) flows: &'a [Flow],
    /// For each symbol, the indexes of the flows that touch it.
    pub(super) edges: Vec<Vec<u32>>,
    named: &'a dyn Fn(SymbolId) -> bool,
    results: FxHashMap<SymbolId, Returned>,
}

/// What a function gives, seen from its inside.
#[derive(Clone, Copy, Debug, Default)]
struct Returned {
    /// The function's own name says what its result is, so all calls give the same kind of value.
    says: bool,
    /// The flow that brings the returned value, where there is one only.
    from: Option<u32>,
    /// More than one value is returned; which one, every call decides anew.
    many: bool,
}

/// How a meaning gets from one symbol to the next.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    pub(super) to: SymbolId,
    /// The flow that leads to `to`.
    pub(super) by: u32,
    /// The flow before it, where the step leads through the result of a call into the function.
    pub(super) via: Option<u32>,
    /// It must not leave the function that it came into.
    pub(super) open: bool,
}

/// How a meaning came to the symbol that it is about to leave.
#[derive(Clone, Copy, Debug)]
pub(super) struct Came {
    pub(super) by: Option<u32>,
    pub(super) open: bool,
}

impl<'a> Graph<'a> {
    pub(super) fn new(symbols: &'a SymbolTable, flows: &'a [Flow], named: &'a dyn Fn(SymbolId) -> bool) -> Self {
        let mut edges = vec![Vec::new(); symbols.len()];
        let mut results: FxHashMap<SymbolId, Returned> = FxHashMap::default();
        for (symbol, info) in symbols.iter() {
            if SymbolPath(&info.path).is_result() {
                results.insert(symbol, Returned::default());
            }
        }
        for (at, flow) in flows.iter().enumerate() {
            edges[flow.from.0 as usize].push(at as u32);
            edges[flow.to.0 as usize].push(at as u32);
            let Some(returned) = results.get_mut(&flow.to) else { continue };
            match flow.kind {
                FlowKind::SameName => returned.says |= named(flow.from),
                FlowKind::Return => match returned.from {
                    None => returned.from = Some(at as u32),
                    Some(first) => returned.many |= flows[first as usize].from != flow.from,
                },
                _ => {}
            }
        }
        Self { symbols, flows, edges, named, results }
    }

    /// Where the meaning of `symbol` gets over the flow `at`; `None` where it must not.
    pub(super) fn step(&self, symbol: SymbolId, came: Came, at: u32) -> Option<Step> {
        let flow = &self.flows[at as usize];
        let to = if flow.from == symbol { flow.to } else { flow.from };
        let open = self.passes(flow, symbol, came)?;
        let Some(returned) = self.results.get(&to).filter(|_| !self.gives(to, flow)) else {
            return Some(Step { to, by: at, via: None, open });
        };
        if returned.says {
            return Some(Step { to, by: at, via: None, open });
        }
        // Another call of the function may give another value. What it gives is known where it gives one thing only, and
        // then the meaning is that thing's.
        let by = returned.from.filter(|_| !returned.many)?;
        let inner = self.flows[by as usize].from;
        let anything = matches!(self.symbols.get(inner).role, Role::Parameter) && !(self.named)(inner);
        if anything || self.results.contains_key(&inner) {
            return None;
        }
        let stored = (self.named)(inner) || !matches!(self.symbols.get(inner).role, Role::Local | Role::Parameter);
        Some(Step { to: inner, by, via: Some(at), open: !stored })
    }

    /// The flow is within the function that has the result: it brings the value, or says what the function is called.
    fn gives(&self, result: SymbolId, flow: &Flow) -> bool {
        flow.to == result && matches!(flow.kind, FlowKind::Return | FlowKind::SameName)
    }

    /// Whether a meaning may leave `symbol` over `flow`, and whether it is then open. Functions are not analysed per call: a
    /// value that enters a helper through a parameter of any kind says nothing about the values other callers pass or get. A string
    /// that is one word is a name, and not the value that is called so: what holds the string means nothing by it.
    fn passes(&self, flow: &Flow, symbol: SymbolId, came: Came) -> Option<bool> {
        if let (Some(returned), Some(by)) = (self.results.get(&symbol), came.by) {
            let (inside, before) = (self.gives(symbol, flow), self.gives(symbol, &self.flows[by as usize]));
            let joins = flow.kind == FlowKind::Return && self.flows[by as usize].kind == FlowKind::Return;
            // Neither two calls nor two `return`s of a function give the same value.
            if !returned.says && (inside && before && joins || !inside && !before) {
                return None;
            }
        }
        let parameter = self.symbols.get(symbol).role == Role::Parameter && !(self.named)(symbol);
        let result = self.results.contains_key(&symbol);
        let entered = came.by.is_some() && parameter && !result;
        if (came.by.is_some() || flow.kind != FlowKind::Mention) && self.is_word(symbol) {
            return None;
        }
        match flow.kind {
            // What one value is called says nothing of all values of its type.
            FlowKind::Type if flow.to == symbol => None,
            FlowKind::Argument if entered && flow.to == symbol => None,
            // A column holds more than the one value.
            FlowKind::Sql if flow.to == symbol && self.symbols.get(symbol).role == Role::SqlValue => None,
            FlowKind::Return if came.open || entered => None,
            // A function, a type or a package holds no value, so a text about an id that has its name in it says nothing about it.
            FlowKind::Mention
                if flow.to == symbol
                    && matches!(
                        self.symbols.get(flow.from).role,
                        Role::Method | Role::Function | Role::Type | Role::Import
                    ) =>
            {
                None
            }
            FlowKind::Argument if flow.from == symbol => Some(came.open || !(self.named)(flow.to)),
            _ => Some(came.open),
        }
    }

    /// A string that is one word.
    fn is_word(&self, symbol: SymbolId) -> bool {
        let it = self.symbols.get(symbol);
        it.role == Role::StringLiteral && SymbolPath(&it.path).prefix() == Some(Prefix::String)
    }

    pub(super) fn named(&self, symbol: SymbolId) -> bool {
        (self.named)(symbol)
    }
}
