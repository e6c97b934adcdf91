//! What a value brings along: where a value of one type is stored as another, its members, elements and results are stored as those of the
//! other, level by level.

use std::collections::VecDeque;

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use super::ty::{self, Instance, ModId, Ty, nodes, present};
use super::types::Checker;
use crate::lang::typescript::syntax::module::*;

/// Most pairs of types that are compared for one value.
const PAIRS: usize = 3_000;
/// Deepest level that is compared: a type that nests itself in its own arguments has no end.
const DEPTH: u32 = 12;
/// Most pairs of parts of two unions that are compared with each other.
const PARTS: usize = 400;

/// What is stored with one value.
#[derive(Debug, Default)]
pub struct Levels {
    /// Each inner value: its type, and the type that it is taken for.
    pub inner: Vec<(Ty, Ty)>,
    /// Pairs that were not looked into: too deep, or too many.
    pub left: Vec<(Ty, Ty)>,
}

/// The same two declarations, with the type arguments that were met.
type Met = FxHashMap<[(ModId, ShapeId, bool); 2], Vec<(Ty, Ty)>>;

/// Pairs of types, by their fingerprints, that were met for other values already: nothing new comes of them.
#[derive(Debug, Default)]
pub struct Compared {
    /// Inner values that were given.
    given: FxHashSet<(u64, u64)>,
    /// Pairs that were looked into.
    opened: FxHashSet<(u64, u64)>,
}

fn prints(given: &Ty, wanted: &Ty) -> (u64, u64) {
    (ty::fingerprint(given), ty::fingerprint(wanted))
}

struct Walk<'c, 'a> {
    checker: &'c Checker<'a>,
    met: Met,
    /// What waits, with its level.
    next: VecDeque<(Ty, Ty, u32)>,
    /// The level of what is looked into.
    level: u32,
    left: Vec<(Ty, Ty)>,
}

impl Checker<'_> {
    /// What is stored with a value of type `given` where `wanted` is asked for, without the value itself and without what was `compared`.
    pub fn levels(&self, given: &Ty, wanted: &Ty, compared: &mut Compared) -> Levels {
        let mut walk = Walk::new(self);
        if compared.opened.insert(prints(given, wanted)) {
            walk.open(given, wanted);
        }
        walk.through(compared)
    }

    /// What an heir gives for the members of its base, without the members themselves.
    pub fn inherited_levels(&self, heir: &Ty, base: &Ty, compared: &mut Compared) -> Levels {
        let mut walk = Walk::new(self);
        walk.members(heir, base);
        walk.through(compared)
    }

    /// The types of all that a value holds, its own first, as far as text can hold it: no functions.
    pub fn held(&self, ty: &Ty) -> Levels {
        let mut walk = Walk::new(self);
        walk.add(ty, ty, false);
        let mut held = Levels::default();
        while let Some((ty, _, level)) = walk.next.pop_front() {
            held.inner.push((ty.clone(), ty.clone()));
            if held.inner.len() > PAIRS || level > DEPTH {
                walk.left.push((ty.clone(), ty));
                continue;
            }
            walk.level = level;
            let ty = present(&self.apparent(&ty));
            ty::parts(&ty).iter().for_each(|part| walk.hold(part));
        }
        held.left = walk.left;
        held
    }

    /// The type arguments that are written for parameters with a constraint, each with what it has to be.
    pub fn constrained(&self, module: ModId, ty: TypeId) -> Vec<(Ty, Ty)> {
        let loaded = self.loaded(module);
        let TypeKind::Name { path, args } = &loaded.module.ty(ty).kind else { return Vec::new() };
        let last = path.last().filter(|_| !args.is_empty());
        let Some((at, id)) = last.and_then(|it| self.type_name(module, ty, it.span)?.binding()) else {
            return Vec::new();
        };
        let target = self.loaded(at);
        let params = match &target.module.binding(id).what {
            What::Interface(shape) | What::Class(shape) => target.module.shape(*shape).type_params.clone(),
            What::Alias { params, .. } => params.clone(),
            _ => return Vec::new(),
        };
        let all: Vec<Ty> = args.iter().map(|it| self.resolve(module, *it, &None)).collect();
        let env = self.arguments(at, &params, &all, &None);
        let mut pairs = self.tested(at, id, &env);
        let constrained =
            params.iter().zip(all).filter_map(|(id, given)| Some((given, self.constraint_of(at, *id, &env)?)));
        pairs.extend(constrained);
        pairs
    }

    /// Likewise those of a call: `new Store<Build>()`, `read<Build>()`.
    pub fn constrained_by_call(&self, module: ModId, call: ExprId) -> Vec<(Ty, Ty)> {
        let loaded = self.loaded(module);
        let ExprKind::Call { callee, type_args, .. } = &loaded.module.expr(call).kind else { return Vec::new() };
        if type_args.is_empty() {
            return Vec::new();
        }
        let (at, params) = match present(&self.type_of(module, *callee)) {
            Ty::Shape(it) if it.class => (it.module, self.loaded(it.module).module.shape(it.shape).type_params.clone()),
            _ => match self.called(module, call) {
                Some((at, func)) => (at, self.loaded(at).module.func(func).type_params.clone()),
                None => return Vec::new(),
            },
        };
        let all: Vec<Ty> = type_args.iter().map(|it| self.resolve(module, *it, &None)).collect();
        let env = self.arguments(at, &params, &all, &None);
        params.iter().zip(all).filter_map(|(id, given)| Some((given, self.constraint_of(at, *id, &env)?))).collect()
    }

    /// `T extends { data: infer D } ? D : never` of an alias: the argument that takes the first arm, with what is asked of it.
    fn tested(&self, at: ModId, alias: BindingId, env: &ty::Env) -> Vec<(Ty, Ty)> {
        let loaded = self.loaded(at);
        let What::Alias { ty, .. } = loaded.module.binding(alias).what else { return Vec::new() };
        let TypeKind::Conditional { check, bound, .. } = loaded.module.ty(ty).kind else { return Vec::new() };
        let [given, asked] = [check, bound].map(|it| self.resolve(at, it, env));
        let fits: Vec<Ty> = ty::parts(&given).iter().filter(|it| self.may_be(it, &asked)).cloned().collect();
        fits.into_iter().map(|it| (it, asked.clone())).collect()
    }

    /// The type and its arguments are declared by packages or by the language.
    fn is_of_packages(&self, ty: &Ty, depth: u32) -> bool {
        let all = |env| nodes(env).all(|it| self.is_of_packages(&it.ty, depth + 1));
        let foreign = |module| self.is_library(module) || self.is_installed(module);
        match ty {
            _ if depth > 6 => false,
            Ty::Shape(it) => foreign(it.module) && all(&it.env),
            Ty::Func(signatures) => signatures.iter().all(|it| foreign(it.module) && all(&it.env)),
            Ty::Union(parts) | Ty::Intersection(parts) => parts.iter().all(|it| self.is_of_packages(it, depth + 1)),
            Ty::Tuple(elements) => elements.iter().all(|it| self.is_of_packages(&it.ty, depth + 1)),
            Ty::Namespace(module) => foreign(*module),
            Ty::Mapped(_) | Ty::Block(..) | Ty::Parameter(..) | Ty::Sought(_) | Ty::Deferred(..) => false,
            _ => true,
        }
    }
}

impl<'c, 'a> Walk<'c, 'a> {
    fn new(checker: &'c Checker<'a>) -> Self {
        Self { checker, met: Met::default(), next: VecDeque::new(), level: 0, left: Vec::new() }
    }

    fn through(mut self, compared: &mut Compared) -> Levels {
        let mut inner = Vec::new();
        while let Some((given, wanted, level)) = self.next.pop_front() {
            if inner.len() >= PAIRS || level > DEPTH {
                self.left.push((given, wanted));
                continue;
            }
            self.level = level;
            let pair = prints(&given, &wanted);
            if compared.opened.insert(pair) {
                self.open(&given, &wanted);
            }
            if compared.given.insert(pair) {
                inner.push((given, wanted));
            }
        }
        Levels { inner, left: self.left }
    }

    /// Compares the parts of two types that may stand for each other.
    fn open(&mut self, given: &Ty, wanted: &Ty) {
        let [given, wanted] = [given, wanted].map(|it| present(&self.checker.apparent(it)));
        let within = |one: &&Ty, all: &Ty| !ty::parts(all).iter().any(|it| ty::same(one, it));
        let ones: Vec<&Ty> = ty::parts(&given).iter().filter(|it| has_members(it) && within(it, &wanted)).collect();
        let others: Vec<&Ty> = ty::parts(&wanted).iter().filter(|it| has_members(it)).collect();
        if ones.len() * others.len() > PARTS {
            self.left.push((given, wanted));
            return;
        }
        let several = ones.len() > 1 || others.len() > 1;
        for one in &ones {
            for other in &others {
                if !several || self.checker.may_be(one, other) {
                    self.part(one, other);
                }
            }
        }
    }

    fn part(&mut self, given: &Ty, wanted: &Ty) {
        let checker = self.checker;
        match (given, wanted) {
            (Ty::Tuple(ones), Ty::Tuple(others)) if !ones.iter().chain(others.iter()).any(|it| it.rest) => {
                ones.iter().zip(others.iter()).for_each(|(one, other)| self.add(&one.ty, &other.ty, true));
            }
            (Ty::Tuple(_), _) | (_, Ty::Tuple(_)) => {
                self.add(&checker.element(given), &checker.element(wanted), true);
            }
            (Ty::Func(_), _) | (_, Ty::Func(_)) => self.calls(given, wanted),
            (Ty::Shape(one), Ty::Shape(other)) => self.shapes((given, one), (wanted, other)),
            _ => self.members(given, wanted),
        }
    }

    fn shapes(&mut self, (given, one): (&Ty, &Instance), (wanted, other): (&Ty, &Instance)) {
        let checker = self.checker;
        let met = self.met.entry([one, other].map(|it| (it.module, it.shape, it.class))).or_default();
        if met.iter().any(|(a, b)| ty::same(a, given) && ty::same(b, wanted)) {
            return;
        }
        met.push((given.clone(), wanted.clone()));
        if let Some(Ty::Shape(base)) = checker.as_instance(given, other.module, Some(other.shape), 0)
            && base.class == other.class
        {
            let loaded = checker.loaded(other.module);
            for id in &loaded.module.shape(other.shape).type_params {
                let [one, other] = [&base.env, &other.env].map(|env| checker.parameter(other.module, *id, env));
                self.add(&one, &other, true);
            }
            return;
        }
        if checker.is_library(other.module) && checker.is_iterable(other) {
            self.add(&checker.element(given), &checker.element(wanted), true);
            return;
        }
        self.members(given, wanted);
    }

    /// Every member that both have, what stands behind an index, and what calls are given and give back.
    fn members(&mut self, given: &Ty, wanted: &Ty) {
        let checker = self.checker;
        for name in self.names(wanted) {
            let found = checker.lookup(given, &name);
            let callable = name == "constructor" || name == "prototype" || name.starts_with('#');
            let has = !found.found.is_empty() || !found.other.is_empty();
            if has && !callable {
                self.add(&checker.member_type(given, &name), &checker.member_type(wanted, &name), true);
            }
        }
        let index = checker.index_type(wanted);
        if has_members(&index) {
            self.add(&checker.index_type(given), &index, true);
            for name in self.names(given) {
                self.add(&checker.member_type(given, &name), &index, true);
            }
        }
        self.calls(given, wanted);
    }

    fn calls(&mut self, given: &Ty, wanted: &Ty) {
        for (given, wanted) in self.checker.handed(given, wanted) {
            self.add(&given, &wanted, true);
        }
    }

    /// The names of the members of a type, also of one that has others besides.
    fn names(&self, ty: &Ty) -> Vec<SmolStr> {
        if let Some(names) = self.checker.declared_names(ty, true) {
            return names;
        }
        let reach = self.checker.reach(ty);
        let mut names: Vec<SmolStr> = Vec::new();
        for (module, shape) in reach.shapes {
            let loaded = self.checker.loaded(module);
            names.extend(loaded.module.shape(shape).members.iter().map(|it| it.key.name.clone()));
        }
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Looks at an inner value later; `differing`: only where it is taken for another type than its own.
    fn add(&mut self, given: &Ty, wanted: &Ty, differing: bool) {
        let plain = |it: &Ty| ty::parts(it).iter().all(|it| !has_members(it));
        if plain(given) || plain(wanted) || (differing && ty::same(given, wanted)) {
            return;
        }
        if self.checker.is_of_packages(given, 0) && self.checker.is_of_packages(wanted, 0) {
            return;
        }
        self.next.push_back((given.clone(), wanted.clone(), self.level + 1));
    }

    /// What one part of a type holds.
    fn hold(&mut self, part: &Ty) {
        let checker = self.checker;
        let mut each = |it: Ty| self.next_held(&it);
        match part {
            Ty::Tuple(elements) => elements.iter().for_each(|it| each(it.ty.clone())),
            Ty::Shape(it) if checker.is_library(it.module) => nodes(&it.env).for_each(|it| each(it.ty.clone())),
            Ty::Func(_) => {}
            other => {
                each(checker.index_type(other));
                let names = self.names(other);
                names.iter().for_each(|name| self.next_held(&checker.member_type(other, name)));
            }
        }
    }

    fn next_held(&mut self, ty: &Ty) {
        for part in ty::parts(&present(ty)) {
            if let Ty::Shape(it) = part {
                let key = (it.module, it.shape, it.class);
                let met = self.met.entry([key, key]).or_default();
                if met.iter().any(|(one, _)| ty::same(one, part)) {
                    continue;
                }
                met.push((part.clone(), part.clone()));
            }
            if !matches!(part, Ty::Func(_)) {
                self.add(part, part, false);
            }
        }
    }
}

/// A value of the type may hold something that has a name.
fn has_members(ty: &Ty) -> bool {
    matches!(
        ty,
        Ty::Shape(_)
            | Ty::Func(_)
            | Ty::Tuple(_)
            | Ty::Union(_)
            | Ty::Intersection(_)
            | Ty::Namespace(_)
            | Ty::Block(..)
            | Ty::Parameter(..)
            | Ty::Sought(_)
            | Ty::Mapped(_)
            | Ty::Deferred(..)
    )
}
