//! What a condition says of a name: comparisons, `typeof`, `instanceof`, `in`, truth, and functions that tell types.

use super::narrow::{Reference, bare};
use super::ty::Related;
use super::ty::{self, ModId, Signature, Ty, parts, present, union};
use super::types::Checker;
use super::values::{falsy, truthy};
use crate::lang::typescript::syntax::module::*;

impl Checker<'_> {
    /// What is left of `ty` when the condition is true, or is not.
    pub(super) fn if_holds(&self, reference: &Reference, ty: Ty, expr: ExprId, holds: bool, depth: u32) -> Ty {
        if depth > 12 {
            return ty;
        }
        self.ask(ty.clone(), || self.if_holds_here(reference, ty, expr, holds, depth))
    }

    fn if_holds_here(&self, reference: &Reference, ty: Ty, expr: ExprId, holds: bool, depth: u32) -> Ty {
        let module = reference.module;
        let loaded = self.loaded(module);
        match &loaded.module.expr(expr).kind {
            ExprKind::Same(inner) | ExprKind::As(inner, _) => self.if_holds(reference, ty, *inner, holds, depth + 1),
            ExprKind::Not(inner) => self.if_holds(reference, ty, *inner, !holds, depth + 1),
            ExprKind::Logical(Logical::Missing, ..) => ty,
            ExprKind::Logical(operator, left, right) => {
                let both = (*operator == Logical::And) == holds;
                if both {
                    let ty = self.if_holds(reference, ty, *left, holds, depth + 1);
                    return self.if_holds(reference, ty, *right, holds, depth + 1);
                }
                let one = self.if_holds(reference, ty.clone(), *left, holds, depth + 1);
                let passed = self.if_holds(reference, ty, *left, !holds, depth + 1);
                union(vec![one, self.if_holds(reference, passed, *right, holds, depth + 1)])
            }
            ExprKind::Assign(left, right) => {
                let ty = self.if_holds(reference, ty, *right, holds, depth + 1);
                self.truth(reference, ty, *left, holds)
            }
            ExprKind::Ident(name) => {
                let ty = self.truth(reference, ty, expr, holds);
                // `const ready = x.kind === 'a'; if (ready) …`.
                let Some(id) = loaded.module.look_up(loaded.module.expr(expr).scope, name, false) else { return ty };
                let binding = loaded.module.binding(id);
                let What::Value(pat) = binding.what else { return ty };
                let root = &loaded.module.roots[loaded.module.pats[pat].root];
                match (binding.constant, root.binding == Some(id), root.ty, root.init) {
                    (true, true, None, Some(init)) if depth < 5 => self.if_holds(reference, ty, init, holds, depth + 4),
                    _ => ty,
                }
            }
            ExprKind::Member { .. } | ExprKind::Index { .. } | ExprKind::This => self.truth(reference, ty, expr, holds),
            ExprKind::Equal { left, right, negated, loose } => {
                self.equal(reference, ty, (*left, *right), holds != *negated, *loose)
            }
            ExprKind::InstanceOf { value, class } => {
                if !self.is_same(reference, *value) {
                    return ty;
                }
                let class = self.type_of(module, *class);
                let object = match &class {
                    Ty::Shape(it) if it.class => self.instance(it, &[]),
                    other => match self.signatures(other, true).first() {
                        Some(signature) => self.result(signature),
                        None => return ty,
                    },
                };
                self.is_a(ty, &object, holds)
            }
            ExprKind::In { key, object } => self.has_member(reference, ty, *key, *object, holds),
            ExprKind::Call { .. } => self.by_call(reference, ty, expr, holds, false),
            _ => ty,
        }
    }

    /// `expr` is true, or is not.
    fn truth(&self, reference: &Reference, ty: Ty, expr: ExprId, holds: bool) -> Ty {
        if self.is_same(reference, expr) {
            return if holds { truthy(&ty) } else { falsy(&ty) };
        }
        let Some(name) = self.member_of(reference, expr) else {
            // `x?.y.z`: then there is an `x`.
            let inside = holds && self.is_in_chain(reference, expr);
            return if inside { present(&ty) } else { ty };
        };
        let ty = if holds { present(&ty) } else { ty };
        self.filtered(ty, |part| {
            let member = self.member_known(part, &name)?;
            Some(!matches!(if holds { truthy(&member) } else { falsy(&member) }, Ty::Never))
        })
    }

    /// The reference stands somewhere in front of a member.
    fn is_in_chain(&self, reference: &Reference, expr: ExprId) -> bool {
        let loaded = self.loaded(reference.module);
        let mut at = bare(&loaded.module, expr);
        for _ in 0..8 {
            at = match loaded.module.expr(at).kind {
                ExprKind::Member { object, .. } | ExprKind::Index { object, .. } => bare(&loaded.module, object),
                ExprKind::Call { callee, .. } => bare(&loaded.module, callee),
                _ => return false,
            };
            if self.is_same(reference, at) {
                return true;
            }
        }
        false
    }

    /// The name of the member of the reference that `expr` reads.
    fn member_of(&self, reference: &Reference, expr: ExprId) -> Option<smol_str::SmolStr> {
        let loaded = self.loaded(reference.module);
        let expr = bare(&loaded.module, expr);
        match &loaded.module.expr(expr).kind {
            ExprKind::Member { object, name } => self.is_same(reference, *object).then(|| name.name.clone()),
            ExprKind::Index { object, index } => {
                let ExprKind::Text(text) = loaded.module.expr(*index).kind else { return None };
                self.is_same(reference, *object).then(|| loaded.module.texts.get(&text).cloned()).flatten()
            }
            // `const { kind } = x; if (kind === 'a')`.
            ExprKind::Ident(name) => {
                let id = loaded.module.look_up(loaded.module.expr(expr).scope, name, false)?;
                let binding = loaded.module.binding(id);
                let What::Value(pat) = binding.what else { return None };
                let pat = &loaded.module.pats[pat];
                let [Step::Property(key)] = &pat.steps[..] else { return None };
                let init = loaded.module.roots[pat.root].init.filter(|_| binding.constant)?;
                self.is_same(reference, init).then(|| key.clone())
            }
            _ => None,
        }
    }

    /// The type of a member, when the part surely has one.
    fn member_known(&self, part: &Ty, name: &str) -> Option<Ty> {
        let found = self.lookup(part, name);
        if found.found.is_empty() || found.open {
            return None;
        }
        let ty = self.member_type(part, name);
        let optional = found
            .found
            .iter()
            .any(|it| self.loaded(it.module).module.shape(it.shape).members[it.index as usize].optional);
        Some(if optional { union(vec![ty, Ty::Undefined]) } else { ty })
    }

    /// The parts that `keeps` does not refuse; one that nothing is known of stays.
    fn filtered(&self, ty: Ty, keeps: impl Fn(&Ty) -> Option<bool>) -> Ty {
        let Ty::Union(all) = &ty else { return ty };
        let kept: Vec<Ty> = all.iter().filter(|it| keeps(it).unwrap_or(true)).cloned().collect();
        union(kept)
    }

    fn equal(&self, reference: &Reference, ty: Ty, (left, right): (ExprId, ExprId), holds: bool, loose: bool) -> Ty {
        let module = reference.module;
        let loaded = self.loaded(module);
        for (one, other) in [(left, right), (right, left)] {
            let one = bare(&loaded.module, one);
            // `typeof x === 'string'`.
            if let ExprKind::TypeOf(of) = loaded.module.expr(one).kind
                && self.is_same(reference, of)
                && let ExprKind::Text(text) = loaded.module.expr(other).kind
                && let Some(word) = loaded.module.texts.get(&text)
            {
                return self.filtered(ty, |part| has_kind(part, word).map(|it| it == holds));
            }
            if self.is_same(reference, one) {
                let value = self.type_of(module, other);
                return self.compared(ty, &value, holds, loose);
            }
            if let Some(name) = self.member_of(reference, one) {
                let value = self.type_of(module, other);
                let certainly = holds && !parts(&value).iter().any(|it| matches!(it, Ty::Undefined | Ty::Unknown));
                let ty = if certainly { present(&ty) } else { ty };
                return self.by_member(ty, &name, &value, holds, loose);
            }
            let value = self.type_of(module, other);
            let nothing = matches!(value, Ty::Undefined | Ty::Null);
            // `x?.y === 'a'`, `x?.y !== undefined`: then there is an `x`.
            if holds != nothing && !matches!(value, Ty::Unknown) && self.is_in_chain(reference, one) {
                return present(&ty);
            }
        }
        ty
    }

    /// The reference is equal to a value, or is not.
    fn compared(&self, ty: Ty, value: &Ty, holds: bool, loose: bool) -> Ty {
        let nothing = |it: &Ty| matches!(it, Ty::Undefined | Ty::Null);
        if nothing(value) {
            let is_it = |part: &Ty| if loose { nothing(part) } else { ty::same(part, value) };
            return self.filtered(ty, |part| match part {
                Ty::Unknown | Ty::Opaque | Ty::Parameter(..) | Ty::Deferred(..) => None,
                part => Some(is_it(part) == holds),
            });
        }
        if !is_unit(value) {
            return if holds && matches!(value, Ty::Shape(_)) { present(&ty) } else { ty };
        }
        self.filtered(ty, |part| match holds {
            true => Some(self.related(value, part) != Related::No),
            false => Some(!ty::same(part, value)),
        })
    }

    /// A member of the reference is equal to a value, or is not.
    fn by_member(&self, ty: Ty, name: &str, value: &Ty, holds: bool, loose: bool) -> Ty {
        let nothing = |it: &Ty| matches!(it, Ty::Undefined | Ty::Null);
        let units = parts(value);
        if !units.iter().all(|it| is_unit(it) || nothing(it)) {
            return ty;
        }
        self.filtered(ty, |part| {
            if nothing(part) {
                return Some(!holds || units.iter().any(nothing));
            }
            let member = self.member_known(part, name)?;
            Some(match holds {
                true => parts(&member).iter().any(|it| {
                    units
                        .iter()
                        .any(|unit| (loose && nothing(unit) && nothing(it)) || self.related(unit, it) != Related::No)
                }),
                // Not equal: only a part that can be nothing else is gone.
                false => units.len() != 1 || !parts(&member).iter().all(|it| ty::same(it, &units[0])),
            })
        })
    }

    /// `'key' in x`.
    fn has_member(&self, reference: &Reference, ty: Ty, key: ExprId, object: ExprId, holds: bool) -> Ty {
        if !self.is_same(reference, object) {
            return ty;
        }
        let Ty::Text(name) = self.type_of(reference.module, key) else { return ty };
        self.filtered(ty, |part| {
            let found = self.lookup(part, &name);
            if found.open {
                return None;
            }
            let has = !found.found.is_empty() || !found.other.is_empty();
            let optional = found
                .found
                .iter()
                .any(|it| self.loaded(it.module).module.shape(it.shape).members[it.index as usize].optional);
            Some(match (has, holds) {
                (true, true) => true,
                (false, true) => !matches!(self.index_type(part), Ty::Unknown),
                (true, false) => optional,
                (false, false) => true,
            })
        })
    }

    /// The reference is an object of the type, or is not.
    fn is_a(&self, ty: Ty, object: &Ty, holds: bool) -> Ty {
        if matches!(object, Ty::Unknown) {
            return ty;
        }
        if !holds {
            return self.filtered(ty, |part| match part {
                Ty::Unknown => None,
                part => Some(self.related(part, object) != Related::Yes),
            });
        }
        let mut kept = Vec::new();
        for part in parts(&ty) {
            if matches!(part, Ty::Undefined | Ty::Null) {
                if self.related(part, object) == Related::Yes {
                    kept.push(part.clone());
                }
                continue;
            }
            for wanted in parts(object) {
                match (part, self.related(part, wanted), self.related(wanted, part)) {
                    (Ty::Unknown | Ty::Opaque, ..) => kept.push(wanted.clone()),
                    (_, Related::Yes, _) => kept.push(part.clone()),
                    (_, _, Related::Yes) => kept.push(wanted.clone()),
                    (_, Related::Maybe, _) => kept.push(part.clone()),
                    (_, _, Related::Maybe) => kept.push(wanted.clone()),
                    _ => {}
                }
            }
        }
        match (kept.is_empty(), parts(&ty).len()) {
            (false, _) => union(kept),
            // Neither is the other: both at once.
            (true, 1) => self.intersection(vec![ty, object.clone()]),
            (true, _) => object.clone(),
        }
    }

    /// A call whose function tells the type of an argument. `asserts`: it returned.
    pub(super) fn by_call(&self, reference: &Reference, ty: Ty, call: ExprId, holds: bool, asserts: bool) -> Ty {
        let module = reference.module;
        let loaded = self.loaded(module);
        let ExprKind::Call { callee, args, type_args, .. } = &loaded.module.expr(call).kind else { return ty };
        let own = args
            .iter()
            .position(|it| self.is_same(reference, *it) || (!asserts && self.member_of(reference, *it).is_some()));
        let this = match loaded.module.expr(bare(&loaded.module, *callee)).kind {
            ExprKind::Member { object, .. } => self.is_same(reference, object),
            _ => false,
        };
        if own.is_none() && !this && !asserts {
            return ty;
        }
        if asserts && own.is_none() && args.is_empty() {
            return ty;
        }
        // What a call asserts is told without asking what its own names hold there.
        let callee_type = if asserts { self.dotted_type(module, *callee, 0) } else { self.type_of(module, *callee) };
        let signatures = self.signatures(&callee_type, false);
        let tells = |it: &&Signature| {
            let Some(func) = it.func else { return false };
            self.loaded(it.module).module.func(func).predicate.as_ref().is_some_and(|it| it.asserts == asserts)
        };
        let Some(signature) = signatures.iter().find(tells) else {
            let boolean = matches!(&loaded.module.expr(*callee).kind, ExprKind::Ident(name) if name == "Boolean");
            return match (boolean, args.first()) {
                (true, Some(arg)) => self.truth(reference, ty, *arg, holds),
                _ => ty,
            };
        };
        let call = super::calls::Call { module, expr: call, args, type_args, asked: None };
        let signature = self.with_inferred(&call, signature, Some(0));
        self.told(reference, ty, &signature, (args, own, this), holds)
    }

    /// The declared type of a dotted name.
    fn dotted_type(&self, module: ModId, expr: ExprId, depth: u32) -> Ty {
        let loaded = self.loaded(module);
        let it = loaded.module.expr(expr);
        match &it.kind {
            _ if depth > 8 => Ty::Unknown,
            ExprKind::Ident(name) => match self.look_up(module, it.scope, name, false) {
                Some((at, id)) => {
                    let (at, id) = self.origin(at, id);
                    let loaded = self.loaded(at);
                    let declared = match loaded.module.binding(id).what {
                        What::Value(pat) => loaded.module.roots[loaded.module.pats[pat].root].ty.is_some(),
                        _ => true,
                    };
                    if declared { self.binding_type(at, id) } else { Ty::Unknown }
                }
                None => Ty::Unknown,
            },
            ExprKind::This => self.this(module, it.scope),
            ExprKind::Member { object, name } => {
                let owner = self.dotted_type(module, *object, depth + 1);
                // Only a function that is declared as one asserts anything.
                let found = self.lookup(&owner, &name.name);
                let known = found.found.first().is_none_or(|it| {
                    let loaded = self.loaded(it.module);
                    let member = &loaded.module.shape(it.shape).members[it.index as usize];
                    member.ty.is_some() || member.func.is_some()
                });
                if known { self.member_type(&owner, &name.name) } else { Ty::Unknown }
            }
            _ => Ty::Unknown,
        }
    }

    fn told(
        &self,
        reference: &Reference,
        ty: Ty,
        signature: &Signature,
        (args, own, this): (&[ExprId], Option<usize>, bool),
        holds: bool,
    ) -> Ty {
        let Some(func) = signature.func else { return ty };
        let loaded = self.loaded(signature.module);
        let func = loaded.module.func(func);
        let Some(predicate) = &func.predicate else { return ty };
        let index = func.params.iter().position(|root| {
            let binding = loaded.module.roots[*root].binding;
            binding.is_some_and(|id| loaded.module.binding(id).ident.name == predicate.of)
        });
        let about = match (predicate.of.as_str(), index) {
            ("this", _) => this.then_some(None),
            (_, Some(index)) => args.get(index).map(|it| Some((index, *it))),
            _ => None,
        };
        match (about, predicate.ty) {
            (Some(None), Some(wanted)) => self.is_a(ty, &self.resolve(signature.module, wanted, &signature.env), holds),
            (Some(Some((index, arg))), Some(wanted)) => {
                if own != Some(index) || !self.is_same(reference, arg) {
                    return ty;
                }
                let wanted = self.resolve(signature.module, wanted, &signature.env);
                self.is_a(ty, &self.apparent(&wanted), holds)
            }
            // `asserts x`.
            (Some(Some((_, arg))), None) => self.if_holds(reference, ty, arg, true, 0),
            _ => ty,
        }
    }

    /// In a clause of `switch`.
    pub(super) fn in_case(&self, reference: &Reference, ty: Ty, switch: u32, clause: u32) -> Ty {
        let module = reference.module;
        let loaded = self.loaded(module);
        let it = &loaded.module.switches[switch as usize];
        let test = it.clauses.get(clause as usize).copied().flatten();
        if let ExprKind::Bool(true) = loaded.module.expr(bare(&loaded.module, it.value)).kind {
            return match test {
                Some(test) => self.if_holds(reference, ty, test, true, 0),
                None => it.clauses.iter().flatten().fold(ty, |ty, test| self.if_holds(reference, ty, *test, false, 0)),
            };
        }
        let one = |ty: Ty, test: ExprId, holds: bool| self.case(reference, module, ty, it.value, test, holds);
        match test {
            Some(test) => one(ty, test, true),
            None => it.clauses.iter().flatten().fold(ty, |ty, test| one(ty, *test, false)),
        }
    }

    fn case(&self, reference: &Reference, module: ModId, ty: Ty, value: ExprId, test: ExprId, holds: bool) -> Ty {
        let loaded = self.loaded(module);
        if let ExprKind::TypeOf(of) = loaded.module.expr(bare(&loaded.module, value)).kind {
            let ExprKind::Text(text) = loaded.module.expr(test).kind else { return ty };
            let Some(word) = loaded.module.texts.get(&text).filter(|_| self.is_same(reference, of)) else { return ty };
            return self.filtered(ty, |part| has_kind(part, word).map(|it| it == holds));
        }
        if self.is_same(reference, value) {
            return self.compared(ty, &self.type_of(module, test), holds, false);
        }
        match self.member_of(reference, value) {
            Some(name) => {
                let tested = self.type_of(module, test);
                let ty = if holds { present(&ty) } else { ty };
                self.by_member(ty, &name, &tested, holds, false)
            }
            None => ty,
        }
    }
}

/// The type has one value.
fn is_unit(ty: &Ty) -> bool {
    matches!(ty, Ty::Text(_) | Ty::Digits(_) | Ty::Bool(_) | Ty::EnumMember(..))
}

/// `typeof` of a value of the type is the word; `None`: it may be.
fn has_kind(ty: &Ty, word: &str) -> Option<bool> {
    let own = match ty {
        Ty::String | Ty::Text(_) => "string",
        Ty::Number | Ty::Digits(_) => "number",
        Ty::Boolean | Ty::Bool(_) => "boolean",
        Ty::Undefined => "undefined",
        Ty::Func(_) => "function",
        Ty::Null | Ty::Tuple(_) | Ty::Mapped(_) => "object",
        Ty::Shape(it) if it.class => "function",
        // An object may be a function, too.
        Ty::Shape(_) => return if matches!(word, "object" | "function") { None } else { Some(false) },
        _ => return None,
    };
    Some(own == word)
}
