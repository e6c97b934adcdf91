//! What a name can still hold where it is read: conditions, assignments, `switch` and assertions on the way there. After
//! `getFlowTypeOfReference` of TypeScript's checker.

use rustc_hash::FxHashMap;

use super::ty::{self, ModId, Ty, union};
use super::types::Checker;
use super::values::widened;
use crate::lang::typescript::syntax::module::*;

/// What is looked for on the way back.
pub(super) struct Reference {
    pub(super) module: ModId,
    pub(super) expr: ExprId,
    /// What it is declared as.
    declared: Ty,
    /// The name that it starts with.
    root: smol_str::SmolStr,
    seen: FxHashMap<FlowId, Option<Ty>>,
    steps: u32,
}

/// Steps back through the flow for one name.
const STEPS: u32 = 3_000;

impl Checker<'_> {
    /// What the expression holds, being declared as `declared`.
    pub(super) fn narrowed(&self, module: ModId, expr: ExprId, declared: Ty) -> Ty {
        let loaded = self.loaded(module);
        let Some(root) = root_name(&loaded.module, expr, 0) else { return declared };
        if !loaded.module.narrowed.contains(&root) || matches!(declared, Ty::Never | Ty::Namespace(_) | Ty::Block(..)) {
            return declared;
        }
        let mut reference =
            Reference { module, expr, declared: declared.clone(), root, seen: FxHashMap::default(), steps: 0 };
        let flow = loaded.module.expr(expr).flow;
        let ty = self.ask(declared.clone(), || self.at_flow(&mut reference, flow, 0));
        // Narrowed to nothing: that is code that never runs, or a condition that is not understood.
        if matches!(ty, Ty::Never) { declared } else { ty }
    }

    fn at_flow(&self, reference: &mut Reference, mut flow: FlowId, depth: u32) -> Ty {
        let loaded = self.loaded(reference.module);
        let mut later: Vec<Before> = Vec::new();
        let mut ty = loop {
            reference.steps += 1;
            if reference.steps > STEPS || depth > 40 {
                return reference.declared.clone();
            }
            match &loaded.module.flows[flow] {
                FlowNode::Start(outer) => match outer.filter(|_| self.holds_inside(reference)) {
                    Some(outer) => flow = outer,
                    None => break reference.declared.clone(),
                },
                FlowNode::Never => break Ty::Never,
                FlowNode::Join(ways) | FlowNode::Loop(ways) => {
                    if let Some(known) = reference.seen.get(&flow) {
                        // Around a loop: what it was before.
                        break known.clone().unwrap_or(Ty::Never);
                    }
                    let is_loop = matches!(loaded.module.flows[flow], FlowNode::Loop(_));
                    reference.seen.insert(flow, None);
                    let ways = ways.clone();
                    let all: Vec<Ty> = ways
                        .iter()
                        .map(|way| self.ask(Ty::Unknown, || self.at_flow(reference, *way, depth + 1)))
                        .collect();
                    let ty = union(all);
                    if is_loop && depth > 0 {
                        reference.seen.remove(&flow);
                    } else {
                        reference.seen.insert(flow, Some(ty.clone()));
                    }
                    break ty;
                }
                FlowNode::Step(before, what) => {
                    match self.assigned_here(reference, what) {
                        Some(ty) => break ty,
                        None => {
                            if self.is_about(reference, what) {
                                later.push(*what);
                            }
                        }
                    }
                    flow = *before;
                }
            }
        };
        for what in later.into_iter().rev() {
            ty = self.after(reference, &what, ty);
        }
        ty
    }

    /// A function sees what its surroundings know of a name that is never assigned again.
    fn holds_inside(&self, reference: &Reference) -> bool {
        let loaded = self.loaded(reference.module);
        let it = loaded.module.expr(reference.expr);
        let ExprKind::Ident(name) = &it.kind else { return false };
        let Some(id) = loaded.module.look_up(it.scope, name, false) else { return false };
        let binding = loaded.module.binding(id);
        if binding.constant {
            return true;
        }
        let assigned = loaded.module.assigned.get(name).into_iter().flatten();
        let own = |left: &ExprId| loaded.module.look_up(loaded.module.expr(*left).scope, name, false) == Some(id);
        matches!(binding.kind, BindingKind::Parameter) && !assigned.clone().any(|(left, _)| own(left))
    }

    /// The value that the step gives the name; `None`: it gives it none.
    fn assigned_here(&self, reference: &Reference, what: &Before) -> Option<Ty> {
        let loaded = self.loaded(reference.module);
        match *what {
            Before::Assigned { left, right } => {
                if self.is_same(reference, left) {
                    let given = match (right, loaded.module.taken.get(&left)) {
                        (Some(right), _) => self.type_of(reference.module, right),
                        (None, Some(pat)) => self.pattern_type(reference.module, *pat),
                        (None, None) => return Some(reference.declared.clone()),
                    };
                    return Some(self.assigned(&reference.declared, &given));
                }
                // `x = …` before `x.y`: what was known of `x.y` is gone.
                self.holds(reference, left).then(|| reference.declared.clone())
            }
            Before::Declared(root) => {
                let root = &loaded.module.roots[root];
                let binding = root.binding?;
                let it = loaded.module.expr(reference.expr);
                let name = &loaded.module.binding(binding).ident.name;
                match &it.kind {
                    ExprKind::Ident(own)
                        if own == name && loaded.module.look_up(it.scope, own, false) == Some(binding) =>
                    {
                        let given = self.type_of(reference.module, root.init?);
                        Some(self.assigned(&reference.declared, &given))
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// The parts of the declared type that a given value can be.
    fn assigned(&self, declared: &Ty, given: &Ty) -> Ty {
        use super::ty::Related;
        let Ty::Union(parts) = declared else { return declared.clone() };
        if matches!(given, Ty::Unknown) {
            return declared.clone();
        }
        let given = widened(given);
        let fits = |part: &&Ty| ty::parts(&given).iter().any(|it| self.related(it, part) != Related::No);
        let kept: Vec<Ty> = parts.iter().filter(fits).cloned().collect();
        if kept.is_empty() { declared.clone() } else { union(kept) }
    }

    /// Both expressions read the same thing.
    pub(super) fn same_reference(&self, module: ModId, one: ExprId, other: ExprId, depth: u32) -> bool {
        let loaded = self.loaded(module);
        if depth > 8 {
            return false;
        }
        let (a, b) = (bare(&loaded.module, one), bare(&loaded.module, other));
        if a == b {
            return true;
        }
        let (left, right) = (loaded.module.expr(a), loaded.module.expr(b));
        match (&left.kind, &right.kind) {
            (ExprKind::Ident(x), ExprKind::Ident(y)) => {
                x == y && loaded.module.look_up(left.scope, x, false) == loaded.module.look_up(right.scope, y, false)
            }
            (ExprKind::This, ExprKind::This) | (ExprKind::Super, ExprKind::Super) => true,
            (ExprKind::Member { object, name }, ExprKind::Member { object: other, name: their }) => {
                name.name == their.name && self.same_reference(module, *object, *other, depth + 1)
            }
            (ExprKind::Index { object, index }, ExprKind::Index { object: other, index: their }) => {
                let key = match (&loaded.module.expr(*index).kind, &loaded.module.expr(*their).kind) {
                    (ExprKind::Text(x), ExprKind::Text(y)) => loaded.module.texts.get(x) == loaded.module.texts.get(y),
                    (ExprKind::Number(x), ExprKind::Number(y)) => x == y,
                    (ExprKind::Ident(_), ExprKind::Ident(_)) => self.same_reference(module, *index, *their, depth + 1),
                    _ => false,
                };
                key && self.same_reference(module, *object, *other, depth + 1)
            }
            _ => false,
        }
    }

    pub(super) fn is_same(&self, reference: &Reference, expr: ExprId) -> bool {
        self.same_reference(reference.module, reference.expr, expr, 0)
    }

    /// The reference is a member, at any depth, of what `expr` reads.
    fn holds(&self, reference: &Reference, expr: ExprId) -> bool {
        let loaded = self.loaded(reference.module);
        let mut at = bare(&loaded.module, reference.expr);
        for _ in 0..8 {
            let (ExprKind::Member { object, .. } | ExprKind::Index { object, .. }) = loaded.module.expr(at).kind else {
                return false;
            };
            if self.same_reference(reference.module, object, expr, 0) {
                return true;
            }
            at = bare(&loaded.module, object);
        }
        false
    }

    /// The condition speaks of the name, as far as is told without types.
    fn is_about(&self, reference: &Reference, what: &Before) -> bool {
        let loaded = self.loaded(reference.module);
        let module = &loaded.module;
        let speaks = |expr: &ExprId| module.noted.get(expr).is_none_or(|it| it.contains(&reference.root));
        match what {
            Before::Condition(expr, _) => {
                let mut inner = *expr;
                while let ExprKind::Not(it) | ExprKind::Same(it) = module.expr(inner).kind {
                    inner = it;
                }
                // A name for a condition, or the parts of a pattern, that was told before.
                speaks(expr) || self.names_condition(reference.module, inner)
            }
            Before::Called(call) => speaks(call),
            Before::Case { switch, .. } => {
                let it = &module.switches[*switch as usize];
                let told =
                    matches!(module.expr(it.value).kind, ExprKind::Ident(_) | ExprKind::Bool(_) | ExprKind::Same(_));
                told || speaks(&it.value) || it.clauses.iter().flatten().any(speaks)
            }
            _ => false,
        }
    }

    /// `ready`, or a comparison of a name that a pattern took: it may speak of another name.
    fn names_condition(&self, module: ModId, expr: ExprId) -> bool {
        let loaded = self.loaded(module);
        match &loaded.module.expr(expr).kind {
            ExprKind::Ident(_) => true,
            ExprKind::Equal { left, right, .. } => {
                [left, right].iter().any(|it| matches!(loaded.module.expr(**it).kind, ExprKind::Ident(_)))
            }
            ExprKind::Logical(_, left, right) => {
                [left, right].iter().any(|it| self.ask(true, || self.names_condition(module, **it)))
            }
            ExprKind::Not(it) | ExprKind::Same(it) => self.ask(true, || self.names_condition(module, *it)),
            _ => false,
        }
    }

    fn after(&self, reference: &Reference, what: &Before, ty: Ty) -> Ty {
        match *what {
            Before::Condition(expr, holds) => self.if_holds(reference, ty, expr, holds, 0),
            Before::Case { switch, clause } => self.in_case(reference, ty, switch, clause),
            Before::Called(call) => self.by_call(reference, ty, call, true, true),
            _ => ty,
        }
    }
}

/// The expression in its wrappers.
pub(super) fn bare(module: &Module, mut expr: ExprId) -> ExprId {
    for _ in 0..16 {
        match module.expr(expr).kind {
            ExprKind::Same(inner) => expr = inner,
            ExprKind::Assign(left, _) => expr = left,
            _ => break,
        }
    }
    expr
}

/// The name that a reference starts with.
pub(super) fn root_name(module: &Module, expr: ExprId, depth: u32) -> Option<smol_str::SmolStr> {
    if depth > 12 {
        return None;
    }
    match &module.expr(expr).kind {
        ExprKind::Ident(name) => Some(name.clone()),
        ExprKind::This => Some(smol_str::SmolStr::new_static("this")),
        ExprKind::Member { object, .. } | ExprKind::Index { object, .. } => root_name(module, *object, depth + 1),
        ExprKind::Same(inner) => root_name(module, *inner, depth + 1),
        _ => None,
    }
}
