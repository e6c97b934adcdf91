//! What a call returns: which signature is meant, and what its type parameters are.

use std::rc::Rc;

use super::infer::Inference;
use super::ty::Related;
use super::ty::{self, Env, Instance, ModId, Signature, Ty, over, present, union};
use super::types::{Checker, Key};
use crate::lang::typescript::syntax::module::*;

/// The call that is looked at.
#[derive(Clone, Copy)]
pub(super) struct Call<'m> {
    pub(super) module: ModId,
    pub(super) expr: ExprId,
    pub(super) args: &'m [ExprId],
    pub(super) type_args: &'m [TypeId],
    /// The argument whose context is asked for: its own type says nothing.
    pub(super) asked: Option<u32>,
}

/// Most signatures that one call may mean.
const CANDIDATES: usize = 4;

impl Checker<'_> {
    pub(super) fn call_type(&self, module: ModId, expr: ExprId) -> Ty {
        let loaded = self.loaded(module);
        let ExprKind::Call { callee, type_args, args, new } = &loaded.module.expr(expr).kind else {
            return Ty::Unknown;
        };
        let callee = present(&self.type_of(module, *callee));
        let call = Call { module, expr, args, type_args, asked: None };
        let one = |callee: &Ty| {
            let each = self.chosen(&call, callee, *new).into_iter();
            let results = each.map(|it| self.result(&self.with_inferred(&call, &it, None))).collect::<Vec<_>>();
            if results.is_empty() { Ty::Unknown } else { union(results) }
        };
        match &callee {
            Ty::Union(parts) => union(parts.iter().take(24).map(one).collect()),
            callee => one(callee),
        }
    }

    /// The function that a call runs, when there is one.
    pub fn called(&self, module: ModId, expr: ExprId) -> Option<(ModId, FuncId)> {
        let loaded = self.loaded(module);
        let ExprKind::Call { callee, type_args, args, new } = &loaded.module.expr(expr).kind else { return None };
        let callee = present(&self.type_of(module, *callee));
        let chosen = self.chosen(&Call { module, expr, args, type_args, asked: None }, &callee, *new);
        let [signature] = &chosen[..] else { return None };
        Some((signature.module, signature.func?))
    }

    /// The signatures of `callee` that a call may mean: the first that takes the arguments, and those before it of which that is not
    /// known.
    pub(super) fn chosen(&self, call: &Call<'_>, callee: &Ty, new: bool) -> Vec<Signature> {
        let all = self.signatures(callee, new);
        if all.len() <= 1 {
            return all;
        }
        let loaded = self.loaded(call.module);
        let spreads = call.args.iter().any(|it| matches!(loaded.module.expr(*it).kind, ExprKind::Spread(_)));
        let fits: Vec<&Signature> = all.iter().filter(|it| spreads || self.takes(it, call)).collect();
        if fits.len() <= 1 {
            return vec![fits.first().map_or(&all[0], |it| *it).clone()];
        }
        let mut chosen = Vec::new();
        for signature in fits {
            match self.accepts(call, signature) {
                Related::No => {}
                Related::Maybe if chosen.len() < CANDIDATES => chosen.push(signature.clone()),
                Related::Maybe => return Vec::new(),
                Related::Yes => {
                    chosen.push(signature.clone());
                    break;
                }
            }
        }
        chosen
    }

    /// The signature takes so many arguments and type arguments.
    fn takes(&self, signature: &Signature, call: &Call<'_>) -> bool {
        let given = call.type_args.len();
        if given > 0 && self.type_params_of(signature).len() < given {
            return false;
        }
        let Some(func) = signature.func else { return true };
        let loaded = self.loaded(signature.module);
        let params = &loaded.module.func(func).params;
        let needed = params.iter().filter(|it| {
            let root = &loaded.module.roots[**it];
            !root.optional && !root.rest && root.init.is_none()
        });
        let rest = params.last().is_some_and(|it| loaded.module.roots[*it].rest);
        call.args.len() >= needed.count() && (rest || call.args.len() <= params.len())
    }

    /// The arguments may be given to the signature.
    fn accepts(&self, call: &Call<'_>, signature: &Signature) -> Related {
        let tried = self.inferred_for(call, signature, Some(0), false);
        let params = self.type_params_of(signature);
        let each = call.args.iter().enumerate().map(|(at, arg)| {
            // What an object literal has is told without asking what its functions are.
            let object = matches!(self.loaded(call.module).module.expr(*arg).kind, ExprKind::Object(_));
            let asked = call.asked == Some(at as u32);
            let wanted = self.parameter_type(&tried, at as u32);
            if !object && (asked || self.sensitive(call.module, *arg, 0)) {
                return if self.may_be_function(call.module, *arg, &wanted) { Related::Yes } else { Related::No };
            }
            match wanted {
                // A type parameter takes whatever it is given.
                Ty::Parameter(module, id) if params.contains(&(module, id)) => Related::Yes,
                wanted => self.related(&self.type_of(call.module, *arg), &wanted),
            }
        });
        each.min().unwrap_or(Related::Yes)
    }

    /// A function whose parameters have no types may stand where `wanted` is asked for.
    fn may_be_function(&self, module: ModId, arg: ExprId, wanted: &Ty) -> bool {
        let loaded = self.loaded(module);
        let ExprKind::Func(func) = loaded.module.expr(arg).kind else { return true };
        let wanted = self.apparent(wanted);
        if matches!(wanted, Ty::Unknown | Ty::Opaque | Ty::Parameter(..) | Ty::Deferred(..)) {
            return true;
        }
        let own = loaded.module.func(func);
        let given = own.params.len();
        ty::parts(&wanted).iter().any(|part| {
            matches!(part, Ty::Unknown)
                || self.signatures(part, false).iter().any(|it| {
                    let Some(func) = it.func else { return true };
                    let loaded = self.loaded(it.module);
                    let params = &loaded.module.func(func).params;
                    let returns = loaded.module.func(func).predicate.as_ref().is_none();
                    let takes = params.len() >= given || params.last().is_some_and(|it| loaded.module.roots[*it].rest);
                    returns && takes && own.returned.iter().all(|value| self.may_be_returned(module, *value, it))
                })
        })
    }

    /// The expression is no object literal that lacks a member which the result of the signature must have.
    fn may_be_returned(&self, module: ModId, value: ExprId, signature: &Signature) -> bool {
        let loaded = self.loaded(module);
        let mut value = value;
        while let ExprKind::Same(inner) = loaded.module.expr(value).kind {
            value = inner;
        }
        let ExprKind::Object(shape) = loaded.module.expr(value).kind else { return true };
        let literal = loaded.module.shape(shape);
        if !literal.bases.is_empty() || !literal.computed.is_empty() {
            return true;
        }
        let wanted = self.apparent(&self.result(signature));
        let has = |name: &str| literal.members.iter().any(|it| it.key.name == name);
        let complete = |part: &Ty| {
            let names = self.declared_names(part, true).unwrap_or_default();
            names.iter().all(|name| has(name) || self.is_optional(part, name))
        };
        ty::parts(&wanted).iter().any(|part| match part {
            Ty::Intersection(all) => all.iter().all(complete),
            part => complete(part),
        })
    }

    /// The type parameters that a call of the signature gives values to.
    pub(super) fn type_params_of(&self, signature: &Signature) -> Vec<(ModId, BindingId)> {
        let mut all = Vec::new();
        if let Some((module, shape)) = signature.makes {
            let loaded = self.loaded(module);
            let params = &loaded.module.shape(shape).type_params;
            all.extend(params.iter().map(|id| (module, *id)).filter(|key| ty::bound(&signature.env, *key).is_none()));
        }
        if let Some(func) = signature.func {
            let loaded = self.loaded(signature.module);
            all.extend(loaded.module.func(func).type_params.iter().map(|id| (signature.module, *id)));
        }
        all
    }

    /// The signature with the values that a call gives its type parameters. `before`: only arguments in front of this one, and
    /// what can be told without asking what the surroundings of functions are.
    pub(super) fn with_inferred(&self, call: &Call<'_>, signature: &Signature, before: Option<u32>) -> Signature {
        self.inferred_for(call, signature, before, true)
    }

    /// The same; `placed`: what the place of the call asks of its result counts, too.
    fn inferred_for(&self, call: &Call<'_>, signature: &Signature, before: Option<u32>, placed: bool) -> Signature {
        let params = self.type_params_of(signature);
        if params.is_empty() {
            return signature.clone();
        }
        if !call.type_args.is_empty() {
            let given: Vec<Ty> = call.type_args.iter().map(|it| self.resolve(call.module, *it, &None)).collect();
            return self.with_given(signature, &params, &given);
        }
        let mut inference = Inference::of(&params);
        let loaded = self.loaded(call.module);
        let mut later = Vec::new();
        for (at, arg) in call.args.iter().enumerate() {
            if let ExprKind::Spread(inner) = loaded.module.expr(*arg).kind {
                self.infer_spread(&mut inference, signature, at as u32, &self.type_of(call.module, inner));
                break;
            }
            if self.sensitive(call.module, *arg, 0) {
                later.push((at as u32, *arg));
            } else if call.asked == Some(at as u32) {
                continue;
            } else if self.mentions(&self.parameter_type(signature, at as u32), &params, 0) {
                self.infer_rest(&mut inference, signature, at as u32, &self.type_of(call.module, *arg), call);
            }
        }
        inference.looks_inside = false;
        for (at, arg) in &later {
            let wanted = self.parameter_type(signature, *at);
            self.infer(&mut inference, &self.type_of(call.module, *arg), &wanted, 0);
        }
        if placed {
            self.infer_from_place(&mut inference, call, signature);
        }
        inference.look_inside();
        for (at, arg) in later.into_iter().filter(|(at, _)| before.is_none_or(|it| *at < it)) {
            let wanted = self.parameter_type(signature, at);
            self.infer(&mut inference, &self.type_of(call.module, arg), &wanted, 0);
        }
        let whole = before.is_none();
        Signature { env: self.values_of(&inference, &signature.env, whole), ..signature.clone() }
    }

    /// What the surroundings ask of the result says something of the type parameters, if nothing else does.
    fn infer_from_place(&self, inference: &mut Inference, call: &Call<'_>, signature: &Signature) {
        if inference.is_complete() {
            return;
        }
        let wanted = self.contextual(call.module, call.expr);
        if matches!(wanted, Ty::Unknown | Ty::Opaque | Ty::Parameter(..) | Ty::Deferred(..)) {
            return;
        }
        let result = self.declared_result(signature);
        if !matches!(result, Ty::Unknown) {
            let mut weak = Inference::of(&inference.params);
            self.infer(&mut weak, &wanted, &result, 0);
            inference.weaker(weak);
        }
    }

    /// The result of a signature, when it is declared.
    fn declared_result(&self, signature: &Signature) -> Ty {
        let declared = signature.makes.is_some()
            || signature.func.is_some_and(|func| self.loaded(signature.module).module.func(func).ret.is_some());
        if declared { self.result(signature) } else { Ty::Unknown }
    }

    /// An argument of a rest parameter: the parameter is a tuple of all of them, or an array.
    fn infer_rest(&self, inference: &mut Inference, signature: &Signature, at: u32, given: &Ty, call: &Call<'_>) {
        let rest = self.rest_parameter(signature).filter(|(from, ty)| at >= *from && matches!(ty, Ty::Parameter(..)));
        match rest {
            Some((from, wanted)) => {
                if at == from {
                    let all = call.args.iter().skip(from as usize);
                    let elements = all.map(|it| Element { ty: self.type_of(call.module, *it), rest: false });
                    let tuple = self.tuple(elements.collect());
                    self.infer(inference, &tuple, &wanted, 0);
                }
            }
            None => self.infer(inference, given, &self.parameter_type(signature, at), 0),
        }
    }

    fn infer_spread(&self, inference: &mut Inference, signature: &Signature, at: u32, given: &Ty) {
        match self.rest_parameter(signature).filter(|(from, _)| at >= *from) {
            Some((_, wanted)) => self.infer(inference, given, &wanted, 0),
            None => self.infer(inference, &self.element(given), &self.parameter_type(signature, at), 0),
        }
    }

    /// The rest parameter of a signature: its index and its whole type.
    pub(super) fn rest_parameter(&self, signature: &Signature) -> Option<(u32, Ty)> {
        let loaded = self.loaded(signature.module);
        let params = &loaded.module.func(signature.func?).params;
        let root = &loaded.module.roots[*params.last()?];
        let ty = root.ty.filter(|_| root.rest)?;
        Some((params.len() as u32 - 1, self.resolve(signature.module, ty, &signature.env)))
    }

    fn with_given(&self, signature: &Signature, params: &[(ModId, BindingId)], given: &[Ty]) -> Signature {
        let mut env = signature.env.clone();
        for (at, key) in params.iter().enumerate() {
            let ty = given.get(at).cloned();
            let ty = ty.or_else(|| self.default_of(key.0, key.1, &env)).unwrap_or(Ty::Unknown);
            env = over(vec![(*key, ty)], &env);
        }
        Signature { env, ..signature.clone() }
    }

    /// The values of the type parameters. `whole`: the inference is over, what was not found is a default or not known.
    fn values_of(&self, inference: &Inference, env: &Env, whole: bool) -> Env {
        let mut values: Vec<((ModId, BindingId), Ty)> = Vec::new();
        for (at, key) in inference.params.iter().enumerate() {
            let found = self.value_of(inference, at, *key);
            let found = found.or_else(|| {
                let so_far = over(values.clone(), env);
                let bound = || self.constraint_of(key.0, key.1, &so_far);
                if !whole {
                    return bound().map(|it| Ty::Sought(Rc::new(it)));
                }
                let known = self.default_of(key.0, key.1, &so_far).or_else(bound);
                Some(known.filter(|it| !matches!(it, Ty::KeyOf(_))).unwrap_or(Ty::Unknown))
            });
            values.extend(found.map(|ty| (*key, ty)));
        }
        over(values, env)
    }

    /// The type of parameter `index` of a signature.
    pub(super) fn parameter_type(&self, signature: &Signature, index: u32) -> Ty {
        let Some(func) = signature.func else { return Ty::Unknown };
        let loaded = self.loaded(signature.module);
        let params = &loaded.module.func(func).params;
        let at = (index as usize).min(params.len().saturating_sub(1));
        let Some(root_id) = params.get(at).copied() else { return Ty::Unknown };
        let root = &loaded.module.roots[root_id];
        if index as usize >= params.len() && !root.rest {
            return Ty::Unknown;
        }
        let ty = match root.ty {
            Some(ty) => self.resolve(signature.module, ty, &signature.env),
            None => {
                self.substituted(&self.ask(Ty::Unknown, || self.root_type(signature.module, root_id)), &signature.env)
            }
        };
        match root.rest {
            true => self.element_at(&self.apparent(&ty), index as usize - at),
            false => ty,
        }
    }

    /// The type that calling this returns, arguments unknown.
    pub fn result_of(&self, func: &Ty) -> Ty {
        match func {
            Ty::Union(parts) => self.ask(Ty::Unknown, || union(parts.iter().map(|it| self.result_of(it)).collect())),
            other => self.signatures(other, false).first().map_or(Ty::Unknown, |it| self.result(it)),
        }
    }

    /// What a signature returns.
    pub(super) fn result(&self, signature: &Signature) -> Ty {
        self.ask(Ty::Unknown, || self.result_here(signature))
    }

    fn result_here(&self, signature: &Signature) -> Ty {
        if let Some((module, shape)) = signature.makes {
            let loaded = self.loaded(module);
            let params = &loaded.module.shape(shape).type_params;
            let values = params.iter().map(|id| {
                let key = (module, *id);
                (key, ty::bound(&signature.env, key).cloned().unwrap_or(Ty::Parameter(module, *id)))
            });
            let env = over(values.collect(), &signature.env);
            let env = if params.is_empty() && !loaded.module.shape(shape).generic { None } else { env };
            return Ty::Shape(Rc::new(Instance { module, shape, env, class: false }));
        }
        let Some(func) = signature.func else { return Ty::Unknown };
        let loaded = self.loaded(signature.module);
        if let Some(ret) = loaded.module.func(func).ret {
            return self.resolve(signature.module, ret, &signature.env);
        }
        if !loaded.module.func(func).has_body {
            return Ty::Unknown;
        }
        let key = Key::Result(signature.module, func);
        let ty = self.memo(key, || self.body_type(signature.module, func));
        self.substituted(&ty, &signature.env)
    }

    /// What the body of a function returns.
    fn body_type(&self, module: ModId, id: FuncId) -> Ty {
        let loaded = self.loaded(module);
        let func = loaded.module.func(id);
        let returned: Vec<Ty> = func.returned.iter().take(48).map(|expr| self.type_of(module, *expr)).collect();
        let ty = if returned.is_empty() { Ty::Undefined } else { union(returned) };
        if func.generator {
            let given = func.yielded.iter().take(24).map(|(expr, all)| {
                let ty = self.type_of(module, *expr);
                if *all { self.element(&ty) } else { ty }
            });
            let shape = if func.is_async { self.library.async_generator } else { self.library.generator };
            return self.library_type(shape, &[union(given.collect()), ty]);
        }
        if func.is_async { self.promise(self.awaited(&ty)) } else { ty }
    }

    /// A part of a generator: what it yields, or what it returns.
    pub(super) fn generator_part(&self, ty: &Ty, at: usize) -> Ty {
        let found = self.library_args(ty, self.library.generator);
        let found = found.or_else(|| self.library_args(ty, self.library.async_generator));
        found.and_then(|it| it.into_iter().nth(at)).unwrap_or(Ty::Unknown)
    }

    /// The place decides what the parameters of a function in this expression are.
    pub(super) fn sensitive(&self, module: ModId, expr: ExprId, depth: u32) -> bool {
        if depth > 6 {
            return false;
        }
        let loaded = self.loaded(module);
        match &loaded.module.expr(expr).kind {
            ExprKind::Func(func) => loaded.module.func(*func).sensitive && !loaded.module.func(*func).params.is_empty(),
            ExprKind::Object(shape) => loaded.module.shape(*shape).members.iter().any(|it| match (it.value, it.func) {
                (Some(value), _) => self.sensitive(module, value, depth + 1),
                (None, Some(func)) => loaded.module.func(func).sensitive && !loaded.module.func(func).params.is_empty(),
                _ => false,
            }),
            ExprKind::Array(parts) => parts.iter().take(16).any(|it| self.sensitive(module, *it, depth + 1)),
            ExprKind::Either(parts) => parts.iter().any(|it| self.sensitive(module, *it, depth + 1)),
            ExprKind::Logical(_, _, right) => self.sensitive(module, *right, depth + 1),
            ExprKind::Same(inner) => self.sensitive(module, *inner, depth + 1),
            _ => false,
        }
    }
}
