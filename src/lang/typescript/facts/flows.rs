//! Where values go: assignments, arguments, results, literals, attributes, destructuring, comparisons, query parameters.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::emit::{Emit, SymbolRef, name_at};
use crate::lang::typescript::resolve::types::ModId;
use crate::lang::typescript::syntax::module::*;
use crate::model::{Flow, FlowKind, Role, Span, Strength};

/// A value goes from one symbol to another.
struct Edge {
    from: SymbolRef,
    to: SymbolRef,
    kind: FlowKind,
    strength: Strength,
    span: Span,
}

impl Emit<'_> {
    /// Adds the flows of the file: those between symbols whose names hold a term, and those that lead there through locals.
    pub(super) fn flows(&mut self) {
        let mut edges = Vec::new();
        let loaded = self.loaded.clone();
        for link in &loaded.module.links {
            self.link(link, &mut edges);
        }
        self.patterns(&mut edges);
        self.unions(&mut edges);
        self.implementations(&mut edges);
        self.query_parameters(&mut edges);
        let mut seen = FxHashSet::default();
        for edge in self.connected(edges) {
            let (from, to) = (self.intern(edge.from), self.intern(edge.to));
            let Edge { kind, strength, span, .. } = edge;
            let flow = Flow { from, to, kind, strength, file: self.source.id, span };
            if from != to && seen.insert((from, to, kind, span)) {
                self.facts.flows.push(flow);
            }
        }
    }

    fn link(&self, link: &Link, edges: &mut Vec<Edge>) {
        let mut add = |to: SymbolRef, kind: FlowKind, strength: Strength| {
            for from in self.carriers(link.from, 0) {
                edges.push(Edge { from, to, kind, strength, span: link.span });
            }
        };
        match link.to {
            Target::Binding(id) => add(SymbolRef::Binding(self.main, id), FlowKind::Assign, Strength::Strong),
            Target::Expr(left) => {
                for to in self.carriers(left, 0) {
                    add(to, FlowKind::Assign, Strength::Strong);
                }
            }
            Target::Member(shape, index) => {
                let object = self.loaded.module.shape(shape).kind == ShapeKind::Object;
                let to = if object { self.key(shape, index) } else { SymbolRef::Member(self.main, shape, index) };
                add(to, FlowKind::Literal, Strength::Strong);
            }
            Target::Result(func) => {
                if let Some(to) = self.function(self.main, func).filter(|it| self.bears_term(*it)) {
                    add(to, FlowKind::Return, Strength::Strong);
                }
            }
            Target::Compared(other) => {
                for to in self.carriers(other, 0) {
                    add(to, FlowKind::Compare, Strength::Strong);
                }
            }
            Target::Attribute(jsx, index) => {
                if let Some(to) = self.attribute(jsx, index) {
                    add(to, FlowKind::Literal, Strength::Strong);
                }
            }
            Target::Argument(call, index) => {
                if let Some((to, strength)) = self.parameter(call, index) {
                    add(to, FlowKind::Argument, strength);
                }
            }
        }
    }

    /// The symbols whose value an expression may have, unchanged but for spelling.
    fn carriers(&self, expr: ExprId, depth: u32) -> Vec<SymbolRef> {
        if depth > 12 {
            return Vec::new();
        }
        let module = &self.loaded.module;
        let it = module.expr(expr);
        match &it.kind {
            ExprKind::Ident(_) => self.identifier(expr).into_iter().collect(),
            ExprKind::Member { name, .. } => {
                let known = self.payload(expr).or_else(|| self.member(expr));
                known.or_else(|| self.loose(name.span)).into_iter().collect()
            }
            ExprKind::Index { object, index } => {
                let ExprKind::Text(key) = module.expr(*index).kind else { return Vec::new() };
                let owner = self.checker.type_of(self.main, *object);
                let name = self.source.text.get(key.range()).unwrap_or_default();
                self.property(&owner, name).or_else(|| self.loose(key)).into_iter().collect()
            }
            ExprKind::Logical(operator, left, right) => {
                let left = if *operator == Logical::And { Vec::new() } else { self.carriers(*left, depth + 1) };
                left.into_iter().chain(self.carriers(*right, depth + 1)).collect()
            }
            ExprKind::Either(parts) => parts.iter().take(16).flat_map(|it| self.carriers(*it, depth + 1)).collect(),
            ExprKind::Same(inner)
            | ExprKind::Spread(inner)
            | ExprKind::Await(inner)
            | ExprKind::As(inner, _)
            | ExprKind::AsConst(inner) => self.carriers(*inner, depth + 1),
            ExprKind::Assign(_, right) => self.carriers(*right, depth + 1),
            ExprKind::Template(parts, true) => {
                parts.first().map(|it| self.carriers(*it, depth + 1)).unwrap_or_default()
            }
            ExprKind::Call { callee, args, .. } => self.result(*callee, args, depth),
            _ => Vec::new(),
        }
    }

    /// A property of an unknown value, when its name holds a term.
    fn loose(&self, name: Span) -> Option<SymbolRef> {
        let symbol = SymbolRef::Loose(name.start, name.end);
        self.bears_term(symbol).then_some(symbol)
    }

    /// What a call returns: its argument, its object, or what the function's own name says.
    fn result(&self, callee: ExprId, args: &[ExprId], depth: u32) -> Vec<SymbolRef> {
        match &self.loaded.module.expr(callee).kind {
            ExprKind::Ident(name) => match name.as_str() {
                "String" | "Number" | "BigInt" | "encodeURIComponent" | "decodeURIComponent" | "structuredClone" => {
                    args.first().map(|it| self.carriers(*it, depth + 1)).unwrap_or_default()
                }
                _ => self.identifier(callee).filter(|it| self.bears_term(*it)).into_iter().collect(),
            },
            ExprKind::Member { object, name } => match name.name.as_str() {
                "toString" | "trim" | "toLowerCase" | "toUpperCase" | "valueOf" | "normalize" => {
                    self.carriers(*object, depth + 1)
                }
                "get" if args.len() == 1 => self.text_key(args[0]).into_iter().collect(),
                _ => self.member(callee).filter(|it| self.bears_term(*it)).into_iter().collect(),
            },
            _ => Vec::new(),
        }
    }

    /// `params.get('run_id')`: the query parameter, when the string was found to be one.
    fn text_key(&self, arg: ExprId) -> Option<SymbolRef> {
        let ExprKind::Text(span) = self.loaded.module.expr(arg).kind else { return None };
        let found = self.facts.occurrences.iter().find(|it| it.span == span && it.role == Role::QueryParameter);
        found.map(|it| SymbolRef::Text(it.span.start, it.span.end))
    }

    /// `action.payload` in a reducer is what the action of that name was given.
    fn payload(&self, expr: ExprId) -> Option<SymbolRef> {
        let module = &self.loaded.module;
        let ExprKind::Member { object, name } = &module.expr(expr).kind else { return None };
        if name.name != "payload" {
            return None;
        }
        let SymbolRef::Binding(at, id) = self.identifier(*object)? else { return None };
        let What::Value(pat) = module.bindings.get(id).filter(|_| at == self.main)?.what else { return None };
        let RootKind::Parameter(func, 1) = module.roots[module.pats[pat].root].kind else {
            return None;
        };
        let (shape, index) = module.func(func).member?;
        self.checker.reducer_of(self.main, shape)?;
        Some(SymbolRef::Member(self.main, shape, index))
    }

    /// The symbol of a function of any module: its binding, its member, or the variable that holds it.
    fn function(&self, module: ModId, func: FuncId) -> Option<SymbolRef> {
        let loaded = self.checker.loaded(module);
        let it = loaded.module.func(func);
        if let Some(binding) = it.binding {
            return Some(SymbolRef::Binding(module, binding));
        }
        it.member.map(|(shape, index)| SymbolRef::Member(module, shape, index))
    }

    /// The parameter that argument `index` of a call goes to. A function that is known only by a telling name (`setRunId(x)`,
    /// a state setter, an action) takes the value itself.
    fn parameter(&self, call: ExprId, index: u32) -> Option<(SymbolRef, Strength)> {
        let module = &self.loaded.module;
        let ExprKind::Call { callee, args, new, .. } = &module.expr(call).kind else { return None };
        let named = match &module.expr(*callee).kind {
            ExprKind::Ident(_) => self.identifier(*callee),
            ExprKind::Member { .. } => self.member(*callee),
            _ => None,
        };
        if let Some(SymbolRef::Member(at, shape, _)) = named
            && self.checker.reducer_of(at, shape).is_some()
        {
            return named.filter(|_| index == 0).map(|it| (it, Strength::Strong));
        }
        if let Some((at, id)) = self.checker.called(self.main, call) {
            let loaded = self.checker.loaded(at);
            let root = loaded.module.func(id).params.get(index as usize)?;
            let symbol = SymbolRef::Binding(at, loaded.module.roots[*root].binding?);
            let strength = if self.bears_term(symbol) { Strength::Strong } else { Strength::Weak };
            return Some((symbol, strength));
        }
        let alone = args.len() == 1 && !new;
        named.filter(|it| alone && self.bears_term(*it)).map(|it| (it, Strength::Weak))
    }

    /// Destructuring: the property and the name that it is given.
    fn patterns(&self, edges: &mut Vec<Edge>) {
        let loaded = self.loaded.clone();
        let module = &loaded.module;
        for (at, (id, binding)) in module.bindings.entries().enumerate() {
            let What::Value(pat_id) = binding.what else { continue };
            let pat = &module.pats[pat_id];
            let to = SymbolRef::Binding(self.main, id);
            let root = &module.roots[pat.root];
            match pat.steps.split_last() {
                Some((Step::Property(name), parents)) => {
                    if !self.bears_term(to) && self.terms.find(name).is_empty() {
                        continue;
                    }
                    let of_parent = |(_, it): &(PatId, &Pat)| it.root == pat.root && it.steps == parents;
                    let Some((parent, _)) = module.pats.entries().find(of_parent) else {
                        continue;
                    };
                    let owner = self.checker.pattern_type(self.main, parent);
                    if let Some(from) = self.property(&owner, name) {
                        let (kind, strength) = (FlowKind::Assign, Strength::Strong);
                        edges.push(Edge { from, to, kind, strength, span: binding.ident.span });
                    }
                }
                // `const [runId, setRunId] = useState('')`
                Some((Step::Element(1), [])) if self.is_state(root) => {
                    let before = module.bindings.entries().take(at).skip(at.saturating_sub(4));
                    let state = before.map(|(id, _)| id).find(|id| match module.bindings[*id].what {
                        What::Value(other) => {
                            let other = &module.pats[other];
                            other.root == pat.root && other.steps == [Step::Element(0)]
                        }
                        _ => false,
                    });
                    if let Some(state) = state {
                        let state = SymbolRef::Binding(self.main, state);
                        let (kind, strength) = (FlowKind::Assign, Strength::Strong);
                        edges.push(Edge { from: to, to: state, kind, strength, span: binding.ident.span });
                    }
                }
                _ => {}
            }
        }
    }

    fn is_state(&self, root: &Root) -> bool {
        let module = &self.loaded.module;
        let Some(ExprKind::Call { callee, .. }) = root.init.map(|it| &module.expr(it).kind) else { return false };
        match &module.expr(*callee).kind {
            ExprKind::Ident(name) => name == "useState",
            ExprKind::Member { name, .. } => name.name == "useState",
            _ => false,
        }
    }

    /// `x.runId` of a union is one property to its reader.
    fn unions(&self, edges: &mut Vec<Edge>) {
        let loaded = self.loaded.clone();
        for (span, name) in &loaded.module.names {
            let NameRef::Property(expr) = name else { continue };
            let ExprKind::Member { name, .. } = &loaded.module.expr(*expr).kind else { continue };
            if self.terms.find(&name.name).is_empty() {
                continue;
            }
            let members = self.same_members(*expr);
            // A place that may mean several is linked with each of them.
            if members.len() > 1 && self.member(*expr).is_none() {
                for it in &members {
                    let (from, to) =
                        (SymbolRef::Loose(span.start, span.end), SymbolRef::Member(it.module, it.shape, it.index));
                    edges.push(Edge { from, to, kind: FlowKind::SameName, strength: Strength::Weak, span: *span });
                }
            }
            for pair in members.windows(2) {
                let [from, to] = [&pair[0], &pair[1]].map(|it| SymbolRef::Member(it.module, it.shape, it.index));
                edges.push(Edge { from, to, kind: FlowKind::SameName, strength: Strength::Weak, span: *span });
            }
        }
    }

    /// A class has the members of the interfaces that it implements.
    fn implementations(&self, edges: &mut Vec<Edge>) {
        let loaded = self.loaded.clone();
        for (id, shape) in loaded.module.shapes.entries().filter(|(_, it)| !it.implements.is_empty()) {
            for (index, member) in shape.members.iter().enumerate() {
                if self.terms.find(&member.key.name).is_empty() {
                    continue;
                }
                let from = SymbolRef::Member(self.main, id, index as u32);
                let declared = shape
                    .implements
                    .iter()
                    .filter_map(|ty| self.property(&self.checker.resolve(self.main, *ty, &None), &member.key.name));
                edges.extend(declared.map(|to| {
                    let (kind, strength) = (FlowKind::SameName, Strength::Strong);
                    Edge { from, to, kind, strength, span: member.key.span }
                }));
            }
        }
    }

    /// `?run_id=${runId}` and `params.set('run_id', runId)`.
    fn query_parameters(&self, edges: &mut Vec<Edge>) {
        let module = &self.loaded.module;
        for it in self.facts.occurrences.iter().filter(|it| it.role == Role::QueryParameter) {
            let to = SymbolRef::Text(it.span.start, it.span.end);
            let Some((_, NameRef::Text(text))) = name_at(&module.names, it.span) else { continue };
            let value = match (&module.expr(*text).kind, module.expr(*text).place) {
                (ExprKind::Template(parts, _), _) => parts.iter().copied().find(|part| {
                    let start = module.expr(*part).span.start;
                    start > it.span.end && self.source.text.get(it.span.end as usize..start as usize) == Some("=${")
                }),
                (_, Place::Argument(call, 0)) => match &module.expr(call).kind {
                    ExprKind::Call { args, .. } if args.len() == 2 => Some(args[1]),
                    _ => None,
                },
                _ => None,
            };
            for from in value.map(|value| self.carriers(value, 0)).unwrap_or_default() {
                edges.push(Edge { from, to, kind: FlowKind::Literal, strength: Strength::Strong, span: it.span });
            }
        }
    }

    fn is_library(&self, symbol: SymbolRef) -> bool {
        match symbol {
            SymbolRef::Binding(module, _) | SymbolRef::Member(module, ..) => self.checker.is_library(module),
            SymbolRef::Text(..) | SymbolRef::Loose(..) => false,
        }
    }

    /// Edges between symbols that hold a term, and edges that hang together with those through variables and parameters. A
    /// property without a term in its name (`id`, `value`) carries anything, so nothing passes through it.
    fn connected(&self, edges: Vec<Edge>) -> Vec<Edge> {
        let passes = |it: SymbolRef| {
            // What a library does with a value is not ours.
            if self.is_library(it) {
                return false;
            }
            self.bears_term(it)
                || (matches!(it, SymbolRef::Binding(..))
                    && matches!(self.role(it), Role::Local | Role::Parameter | Role::Global))
        };
        let edges: Vec<Edge> =
            edges.into_iter().filter(|it| it.from != it.to && passes(it.from) && passes(it.to)).collect();
        let mut group: BTreeMap<SymbolRef, usize> = BTreeMap::new();
        let mut parents: Vec<usize> = Vec::new();
        fn top(parents: &mut [usize], mut at: usize) -> usize {
            while parents[at] != at {
                parents[at] = parents[parents[at]];
                at = parents[at];
            }
            at
        }
        for edge in &edges {
            let [from, to] = [edge.from, edge.to].map(|it| {
                *group.entry(it).or_insert_with(|| {
                    parents.push(parents.len());
                    parents.len() - 1
                })
            });
            let (from, to) = (top(&mut parents, from), top(&mut parents, to));
            parents[from] = to;
        }
        let mut live = vec![false; parents.len()];
        for (symbol, at) in &group {
            if self.bears_term(*symbol) {
                live[top(&mut parents, *at)] = true;
            }
        }
        edges.into_iter().filter(|it| group.get(&it.from).is_some_and(|at| live[top(&mut parents, *at)])).collect()
    }
}
