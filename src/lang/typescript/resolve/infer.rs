//! Values for type parameters, from what is given where they are asked for: after TypeScript's `inferTypes`.

use rustc_hash::FxHashSet;

use super::ty::Related;
use super::ty::{self, ModId, Signature, Ty, parts, union};
use super::types::Checker;
use crate::lang::typescript::syntax::module::*;

/// What was found for some type parameters so far.
pub(super) struct Inference {
    pub(super) params: Vec<(ModId, BindingId)>,
    pub(super) found: Vec<Vec<Ty>>,
    /// What the parameters of given functions say.
    pub(super) taken: Vec<Vec<Ty>>,
    /// What the place of the call says.
    pub(super) weak: Vec<Vec<Ty>>,
    /// The results of functions whose parameters have no types of their own count.
    pub(super) looks_inside: bool,
    /// The pairs of shapes that were compared member by member.
    compared: FxHashSet<[(ModId, ShapeId); 2]>,
    /// How often something was found, also what was known before.
    hits: u32,
    steps: u32,
}

/// Steps of one inference.
const STEPS: u32 = 4_000;

impl Inference {
    pub(super) fn of(params: &[(ModId, BindingId)]) -> Self {
        let none = vec![Vec::new(); params.len()];
        Self {
            params: params.to_vec(),
            found: none.clone(),
            taken: none.clone(),
            weak: none,
            looks_inside: true,
            compared: FxHashSet::default(),
            hits: 0,
            steps: 0,
        }
    }

    /// From now on the results of functions count, too: what was compared without them is compared again.
    pub(super) fn look_inside(&mut self) {
        self.looks_inside = true;
        self.compared.clear();
    }

    /// Something was found for each.
    pub(super) fn is_complete(&self) -> bool {
        self.found.iter().all(|it| !it.is_empty())
    }

    /// What `other` found counts where nothing else is found.
    pub(super) fn weaker(&mut self, other: Self) {
        self.weak = other.found;
    }

    fn index(&self, key: (ModId, BindingId)) -> Option<usize> {
        self.params.iter().position(|it| *it == key)
    }

    fn add(&mut self, at: usize, ty: &Ty, taken: bool) {
        self.hits += 1;
        let all = if taken { &mut self.taken[at] } else { &mut self.found[at] };
        if all.len() < 16 && !all.iter().any(|it| ty::same(it, ty)) {
            all.push(ty.clone());
        }
    }
}

impl Checker<'_> {
    /// Values for `params` when `source` is given where `target` is asked for.
    pub(super) fn inferred(&self, params: &[(ModId, BindingId)], source: &Ty, target: &Ty) -> Vec<Option<Ty>> {
        let mut inference = Inference::of(params);
        self.infer(&mut inference, source, target, 0);
        (0..params.len())
            .map(|at| {
                let found = if inference.found[at].is_empty() { &inference.taken[at] } else { &inference.found[at] };
                (!found.is_empty()).then(|| union(found.clone()))
            })
            .collect()
    }

    /// The type may depend on one of the type parameters.
    pub(super) fn mentions(&self, ty: &Ty, params: &[(ModId, BindingId)], depth: u32) -> bool {
        if depth > 5 {
            return true;
        }
        let in_env = |env: &ty::Env| ty::nodes(env).any(|it| self.mentions(&it.ty, params, depth + 1));
        match ty {
            Ty::Parameter(module, binding) => params.contains(&(*module, *binding)),
            Ty::Shape(it) => {
                let loaded = self.loaded(it.module);
                let shape = loaded.module.shape(it.shape);
                let open = shape.generic && params.iter().any(|key| ty::bound(&it.env, *key).is_none());
                open || in_env(&it.env)
            }
            Ty::Func(all) => all.iter().any(|it| {
                it.func.is_some_and(|func| self.loaded(it.module).module.func(func).generic) || in_env(&it.env)
            }),
            Ty::Union(all) | Ty::Intersection(all) => all.iter().any(|it| self.mentions(it, params, depth + 1)),
            Ty::Tuple(all) => all.iter().any(|it| self.mentions(&it.ty, params, depth + 1)),
            Ty::KeyOf(of) => self.mentions(of, params, depth + 1),
            Ty::Mapped(_) | Ty::Deferred(..) => true,
            _ => false,
        }
    }

    pub(super) fn infer(&self, inference: &mut Inference, source: &Ty, target: &Ty, depth: u32) {
        inference.steps += 1;
        if depth <= 9 && inference.steps < STEPS {
            self.ask((), || self.infer_here(inference, source, target, depth));
        }
    }

    fn infer_here(&self, inference: &mut Inference, source: &Ty, target: &Ty, depth: u32) {
        if let Ty::Parameter(module, binding) = target
            && let Some(at) = inference.index((*module, *binding))
        {
            let itself = matches!(source, Ty::Parameter(a, b) if (a, b) == (module, binding));
            if !itself && (inference.looks_inside || !self.waits(source)) {
                inference.add(at, source, false);
            }
            return;
        }
        if !self.mentions(target, &inference.params, 0) {
            return;
        }
        match (source, target) {
            (_, Ty::Union(wanted)) => self.infer_union(inference, source, wanted, depth),
            // As in TypeScript, what is asked for is taken apart before a union that is given.
            (Ty::Union(given), _) if !matches!(target, Ty::Mapped(_) | Ty::Deferred(..) | Ty::Intersection(_)) => {
                for part in given.iter().filter(|it| !matches!(it, Ty::Undefined | Ty::Null)) {
                    self.infer(inference, part, target, depth + 1);
                }
            }
            (_, Ty::Intersection(all)) => {
                // `T & { x: … }`: the value is the parameter's; of two parameters nothing says which has what.
                let is_param = |it: &&Ty| matches!(it, Ty::Parameter(a, b) if inference.params.contains(&(*a, *b)));
                let naked = all.iter().filter(is_param).count();
                let asked: Vec<&Ty> = all.iter().filter(|it| naked == 1 || !is_param(it)).collect();
                for part in asked {
                    self.infer(inference, source, part, depth + 1);
                }
            }
            (_, Ty::Tuple(wanted)) => self.infer_tuple(inference, source, wanted, depth),
            (_, Ty::Mapped(it)) => self.infer_mapped(inference, source, it, depth),
            (_, Ty::Deferred(module, id, env)) => {
                let loaded = self.loaded(*module);
                if let TypeKind::Conditional { then, otherwise, .. } = &loaded.module.ty(*id).kind {
                    for arm in [*then, *otherwise] {
                        let arm = self.resolve(*module, arm, env);
                        self.infer(inference, source, &arm, depth + 1);
                    }
                }
            }
            (_, Ty::Func(wanted)) => {
                for new in [false, true] {
                    let wanted = wanted.iter().filter(|it| it.new == new).cloned().collect::<Vec<_>>();
                    self.infer_signatures(inference, &self.signatures(source, new), &wanted, depth);
                }
            }
            (_, Ty::Shape(it)) => self.infer_shape(inference, source, it, target, depth),
            _ => {}
        }
    }

    /// What the value is hangs on what the place asks of functions in it.
    fn waits(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Shape(it) => {
                let loaded = self.loaded(it.module);
                let expr = loaded.module.shape(it.shape).expr;
                expr.is_some_and(|expr| self.sensitive(it.module, expr, 0))
            }
            Ty::Func(all) => all.iter().any(|it| {
                it.func.is_some_and(|func| {
                    let loaded = self.loaded(it.module);
                    let func = loaded.module.func(func);
                    func.has_body && func.sensitive && !func.params.is_empty()
                })
            }),
            _ => false,
        }
    }

    fn infer_union(&self, inference: &mut Inference, source: &Ty, wanted: &[Ty], depth: u32) {
        // Parts of the same declaration belong together, and are no parts of others then.
        let twins = |part: &Ty| wanted.iter().position(|it| same_declaration(part, it));
        let pairs: Vec<(&Ty, usize)> = parts(source).iter().filter_map(|it| Some((it, twins(it)?))).collect();
        for (part, at) in &pairs {
            self.infer(inference, part, &wanted[*at], depth + 1);
        }
        let taken = |at: usize| pairs.iter().any(|(_, it)| *it == at);
        let wanted: Vec<&Ty> = wanted.iter().enumerate().filter(|(at, _)| !taken(*at)).map(|it| it.1).collect();
        let is_param = |it: &&Ty| matches!(it, Ty::Parameter(a, b) if inference.params.contains(&(*a, *b)));
        let (naked, rest): (Vec<&Ty>, Vec<&Ty>) = wanted.iter().partition(|it| is_param(it));
        let mut left: Vec<Ty> = Vec::new();
        for part in parts(source).iter().filter(|it| twins(it).is_none()) {
            // What fits another part is not the parameter's.
            let fits = rest.iter().any(|it| {
                ty::same(part, it)
                    || (!self.mentions(it, &inference.params, 0) && self.related(part, it) == Related::Yes)
            });
            if fits {
                continue;
            }
            let before = inference.hits;
            for it in &rest {
                if self.alike(part, it) {
                    self.infer(inference, part, it, depth + 1);
                }
            }
            if inference.hits == before {
                left.push(part.clone());
            }
        }
        if !left.is_empty() {
            let left = union(left);
            naked.into_iter().for_each(|it| self.infer(inference, &left, it, depth + 1));
        }
    }

    /// The two are of one kind, so that something can be inferred from one for the other.
    fn alike(&self, source: &Ty, target: &Ty) -> bool {
        match (source, target) {
            (Ty::Shape(a), Ty::Shape(b)) => {
                let library = |it: &ty::Instance| {
                    let named = self.loaded(it.module).module.shape(it.shape).kind == ShapeKind::Interface;
                    it.module == self.library.module && named
                };
                match (library(a), library(b)) {
                    (_, true) => self.as_instance(source, b.module, Some(b.shape), 0).is_some() || self.is_iterable(b),
                    _ => true,
                }
            }
            (Ty::Func(_), Ty::Func(_)) | (Ty::Tuple(_), Ty::Tuple(_) | Ty::Shape(_)) => true,
            (Ty::Func(_), Ty::Shape(_)) | (Ty::Shape(_), Ty::Func(_)) => {
                let new = [false, true];
                new.iter()
                    .any(|new| !self.signatures(source, *new).is_empty() && !self.signatures(target, *new).is_empty())
            }
            (_, Ty::Mapped(_) | Ty::Deferred(..) | Ty::Intersection(_)) | (Ty::Mapped(_), Ty::Shape(_)) => true,
            _ => false,
        }
    }

    pub(super) fn is_iterable(&self, it: &ty::Instance) -> bool {
        let loaded = self.loaded(it.module);
        let shape = loaded.module.shape(it.shape);
        matches!(
            &*shape.path,
            "Iterable" | "AsyncIterable" | "ArrayLike" | "PromiseLike" | "ReadonlyArray" | "Iterator"
        )
    }

    fn infer_tuple(&self, inference: &mut Inference, source: &Ty, wanted: &[Element<Ty>], depth: u32) {
        match source {
            Ty::Tuple(given) => {
                for (at, it) in wanted.iter().enumerate() {
                    if it.rest {
                        let rest = given.iter().skip(at).cloned().collect();
                        self.infer(inference, &self.tuple(rest), &it.ty, depth + 1);
                        return;
                    }
                    if let Some(given) = given.get(at) {
                        self.infer(inference, &given.ty, &it.ty, depth + 1);
                    }
                }
            }
            other => {
                if let Some(element) = self.array_element(other) {
                    for it in wanted {
                        let given = if it.rest { other.clone() } else { element.clone() };
                        self.infer(inference, &given, &it.ty, depth + 1);
                    }
                }
            }
        }
    }

    fn infer_mapped(&self, inference: &mut Inference, source: &Ty, it: &ty::Mapped, depth: u32) {
        // `Partial<T>` is given a value: `T` has its members.
        if let Some(of @ Ty::Parameter(..)) = &it.source {
            let loaded = self.loaded(it.module);
            let value = match &loaded.module.ty(it.value).kind {
                TypeKind::Indexed(..) => true,
                TypeKind::Union(parts) => {
                    parts.iter().any(|it| matches!(loaded.module.ty(*it).kind, TypeKind::Indexed(..)))
                }
                _ => false,
            };
            if value {
                self.infer(inference, source, of, depth + 1);
            }
            return;
        }
        // `Omit<Options<T>, 'name'>`: member by member.
        if it.source.as_ref().is_some_and(|of| self.mentions(of, &inference.params, 0)) {
            let target = Ty::Mapped(std::rc::Rc::new(it.clone()));
            let wanted = self.names_of(&target).unwrap_or_default();
            for name in wanted.iter().take(96) {
                let found = self.lookup(source, name);
                if !found.found.is_empty() || !found.other.is_empty() {
                    let given = self.member_type(source, name);
                    self.infer(inference, &given, &self.member_type(&target, name), depth + 1);
                }
            }
            if !wanted.is_empty() {
                return;
            }
        }
        // `Record<K, V>`: the names are `K`, the values `V`.
        let names = self.names_of(source);
        if let (Ty::Parameter(..), Some(names)) = (&it.keys, &names) {
            let keys = union(names.iter().take(64).cloned().map(Ty::Text).collect());
            self.infer(inference, &keys, &it.keys, depth + 1);
        }
        let value = self.resolve(it.module, it.value, &it.env);
        match names {
            Some(names) => {
                for name in names.iter().take(24) {
                    self.infer(inference, &self.member_type(source, name), &value, depth + 1);
                }
            }
            None => self.infer(inference, &self.index_type(source), &value, depth + 1),
        }
    }

    pub(super) fn infer_signatures(
        &self,
        inference: &mut Inference,
        given: &[Signature],
        wanted: &[Signature],
        depth: u32,
    ) {
        // The last overloads are the most general.
        for (from, to) in given.iter().rev().zip(wanted.iter().rev()) {
            let loaded = self.loaded(from.module);
            let sensitive = from.func.is_some_and(|it| {
                let func = loaded.module.func(it);
                func.sensitive && !func.params.is_empty() && func.has_body
            });
            let mut count = to.func.map_or(0, |it| self.loaded(to.module).module.func(it).params.len());
            // `(...args: infer P) => …`: all parameters from there on, as a tuple.
            let rest = self.rest_parameter(to).filter(|(_, ty)| matches!(ty, Ty::Parameter(..) | Ty::Tuple(_)));
            if let Some((first, wanted)) = rest {
                count = first as usize;
                if let Some(given) = self.parameters_from(from, first).filter(|_| !sensitive) {
                    self.infer_taken(inference, &given, &wanted, depth);
                }
            }
            for at in 0..count as u32 {
                let own = from.func.and_then(|it| loaded.module.func(it).params.get(at as usize).copied());
                if own.is_none_or(|it| loaded.module.roots[it].ty.is_none() && sensitive) {
                    continue;
                }
                let (given, wanted) = (self.parameter_type(from, at), self.parameter_type(to, at));
                self.infer_taken(inference, &given, &wanted, depth);
            }
            if let (Some(one), Some(other)) = (self.predicate_type(from), self.predicate_type(to)) {
                self.infer(inference, &one, &other, depth + 1);
            }
            let annotated = from.func.is_some_and(|it| loaded.module.func(it).ret.is_some());
            if !sensitive || inference.looks_inside || annotated {
                let wanted = self.result(to);
                if self.mentions(&wanted, &inference.params, 0) {
                    self.infer(inference, &self.result(from), &wanted, depth + 1);
                }
            }
        }
    }

    /// From what a given function takes for what the wanted one takes.
    fn infer_taken(&self, inference: &mut Inference, given: &Ty, wanted: &Ty, depth: u32) {
        let mut inner = Inference::of(&inference.params);
        inner.steps = inference.steps;
        inner.compared = inference.compared.clone();
        self.infer(&mut inner, given, wanted, depth + 1);
        inference.steps = inner.steps;
        for at in 0..inner.params.len() {
            inner.found[at].iter().for_each(|ty| inference.add(at, ty, true));
            inner.taken[at].iter().for_each(|ty| inference.add(at, ty, false));
        }
    }

    /// The parameters of a signature from the one at `first` on, as a tuple.
    fn parameters_from(&self, signature: &Signature, first: u32) -> Option<Ty> {
        let loaded = self.loaded(signature.module);
        let params = &loaded.module.func(signature.func?).params;
        let rest = self.rest_parameter(signature);
        let one = |at: u32| {
            let root = &loaded.module.roots[params[at as usize]];
            match &rest {
                Some((from, ty)) if *from == at => Element { ty: ty.clone(), rest: true },
                _ => {
                    let ty = self.parameter_type(signature, at);
                    let missing = root.optional || root.init.is_some();
                    Element { ty: if missing { union(vec![ty, Ty::Undefined]) } else { ty }, rest: root.rest }
                }
            }
        };
        Some(self.tuple((first..params.len() as u32).map(one).collect()))
    }

    /// The type that a function says its argument has.
    fn predicate_type(&self, signature: &Signature) -> Option<Ty> {
        let loaded = self.loaded(signature.module);
        let predicate = loaded.module.func(signature.func?).predicate.as_ref()?;
        Some(self.resolve(signature.module, predicate.ty?, &signature.env))
    }

    fn infer_shape(&self, inference: &mut Inference, source: &Ty, it: &ty::Instance, target: &Ty, depth: u32) {
        if let Ty::Tuple(elements) = source {
            let all =
                union(elements.iter().map(|it| if it.rest { self.element(&it.ty) } else { it.ty.clone() }).collect());
            return self.infer(inference, &self.array(all), target, depth + 1);
        }
        // The same declaration with other arguments.
        if let Some(Ty::Shape(base)) = self.as_instance(source, it.module, Some(it.shape), 0) {
            let loaded = self.loaded(it.module);
            let shape = loaded.module.shape(it.shape);
            for id in &shape.type_params {
                let [given, wanted] = [&base.env, &it.env].map(|env| self.parameter(it.module, *id, env));
                self.infer(inference, &given, &wanted, depth + 1);
            }
            if !shape.type_params.is_empty() {
                return;
            }
        }
        let loaded = self.loaded(it.module);
        let shape = loaded.module.shape(it.shape);
        if it.module == self.library.module && self.is_iterable(it) {
            if let Some(first) = shape.type_params.first() {
                let wanted = self.parameter(it.module, *first, &it.env);
                let given = match &*shape.path {
                    "PromiseLike" => self.awaited(source),
                    _ => self.element(source),
                };
                if !matches!(given, Ty::Unknown) {
                    self.infer(inference, &given, &wanted, depth + 1);
                }
            }
            return;
        }
        let compared = match source {
            Ty::Shape(from) => inference.compared.insert([(from.module, from.shape), (it.module, it.shape)]),
            _ => true,
        };
        let foreign = |it: &ty::Instance| it.module == self.library.module && shape.members.len() > 8;
        if !compared || foreign(it) {
            return;
        }
        let mut seen: Vec<&str> = Vec::new();
        for member in shape.members.iter().take(96) {
            let name = &*member.key.name;
            if seen.contains(&name) {
                continue;
            }
            seen.push(name);
            let found = self.lookup(source, name);
            if found.found.is_empty() && found.other.is_empty() {
                continue;
            }
            let given = self.member_type(source, name);
            self.infer(inference, &given, &self.member_type(target, name), depth + 1);
        }
        if shape.index.is_some() {
            let given = self.any_member(source);
            self.infer(inference, &given, &self.index_type(target), depth + 1);
        }
        for new in [false, true] {
            let wanted = self.signatures(target, new);
            if !wanted.is_empty() {
                self.infer_signatures(inference, &self.signatures(source, new), &wanted, depth + 1);
            }
        }
        if depth < 4 {
            for base in self.bases(&std::rc::Rc::new(it.clone())) {
                self.infer(inference, source, &base, depth + 2);
            }
        }
    }
}

/// Both are types of one declaration, perhaps with other arguments.
fn same_declaration(one: &Ty, other: &Ty) -> bool {
    match (one, other) {
        (Ty::Shape(a), Ty::Shape(b)) => (a.module, a.shape, a.class) == (b.module, b.shape, b.class),
        (Ty::Mapped(a), Ty::Mapped(b)) => (a.module, a.key) == (b.module, b.key),
        _ => false,
    }
}
