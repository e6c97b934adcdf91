//! Type arguments for type parameters: substitution, and inference by unification.

use std::sync::Arc;

use super::Universe;
use crate::lang::go::resolve::object::ObjId;
use crate::lang::go::resolve::types::{Basic, EnvId, Signature, Type, TypeId};

/// Rounds of inference through constraints; each can bind what the one before made known.
const ROUNDS: usize = 4;
/// Types nested deeper than this are not compared.
const MAX_NESTING: u32 = 40;

impl Universe<'_> {
    /// The environment that gives `params[i]` the type `args[i]`.
    pub(in crate::lang::go::resolve) fn env_of(&mut self, params: &[ObjId], args: &[TypeId]) -> EnvId {
        let mut pairs: Vec<_> = params.iter().copied().zip(args.iter().copied()).collect();
        pairs.sort();
        self.types.intern_env(pairs)
    }

    /// `ty` with the type parameters of `env` replaced.
    pub(in crate::lang::go::resolve) fn subst(&mut self, ty: TypeId, env: EnvId) -> TypeId {
        if env == EnvId::EMPTY || !self.types.is_open(ty) {
            return ty;
        }
        if let Some(known) = self.memo.subst.get(&(ty, env)) {
            return *known;
        }
        let result = self.subst_uncached(ty, env);
        self.memo.subst.insert((ty, env), result);
        result
    }

    fn subst_all(&mut self, types: &[TypeId], env: EnvId) -> Vec<TypeId> {
        types.iter().map(|ty| self.subst(*ty, env)).collect()
    }

    fn subst_uncached(&mut self, ty: TypeId, env: EnvId) -> TypeId {
        let new = match self.types.get(ty).clone() {
            Type::Unknown | Type::Basic(_) => return ty,
            Type::Named { obj, args } => Type::Named { obj, args: self.subst_all(&args, env).into() },
            Type::Pointer(of) => Type::Pointer(self.subst(of, env)),
            Type::Slice(of) => Type::Slice(self.subst(of, env)),
            Type::Array(of, len) => Type::Array(self.subst(of, env), len),
            Type::Map(key, value) => Type::Map(self.subst(key, env), self.subst(value, env)),
            Type::Chan(of) => Type::Chan(self.subst(of, env)),
            Type::Struct(decl, old) => Type::Struct(decl, self.compose(old, env)),
            Type::Interface(decl, old) => Type::Interface(decl, self.compose(old, env)),
            Type::Func(signature) => Type::Func(Arc::new(self.subst_signature(&signature, env))),
            Type::Tuple(of) => Type::Tuple(self.subst_all(&of, env).into()),
            Type::Union(of) => Type::Union(self.subst_all(&of, env).into()),
            Type::TypeParam(obj) => {
                return self.types.env(env).iter().find(|(param, _)| *param == obj).map_or(ty, |(_, to)| *to);
            }
        };
        self.types.intern(new)
    }

    fn subst_signature(&mut self, signature: &Signature, env: EnvId) -> Signature {
        let bound = self.types.env(env);
        Signature {
            params: self.subst_all(&signature.params, env),
            results: self.subst_all(&signature.results, env),
            variadic: signature.variadic,
            type_params: signature
                .type_params
                .iter()
                .copied()
                .filter(|open| !bound.iter().any(|(param, _)| param == open))
                .collect(),
        }
    }

    /// First `inner`, then `outer`.
    fn compose(&mut self, inner: EnvId, outer: EnvId) -> EnvId {
        let (inner, outer_pairs) = (self.types.env(inner), self.types.env(outer));
        let mut pairs: Vec<_> = inner.iter().map(|(param, ty)| (*param, self.subst(*ty, outer))).collect();
        pairs.extend(outer_pairs.iter().filter(|(param, _)| !inner.iter().any(|(it, _)| it == param)));
        pairs.sort();
        self.types.intern_env(pairs)
    }

    /// Type arguments for the open parameters of `signature`: the explicit ones, then what the types of the arguments say.
    /// What can't be inferred is unknown.
    pub(in crate::lang::go::resolve) fn infer(
        &mut self,
        signature: &Signature,
        explicit: &[TypeId],
        arguments: &[TypeId],
        spread: bool,
    ) -> EnvId {
        let mut bound: Vec<_> = explicit.iter().copied().map(Some).collect();
        bound.resize(signature.type_params.len(), None);
        let mut solver = Solver { params: &signature.type_params, bound };
        let mut untyped = Vec::new();
        for (index, argument) in arguments.iter().enumerate() {
            let Some(param) = self.param_at(signature, index, spread) else { continue };
            match self.types.get(*argument) {
                Type::Basic(basic) if basic.is_untyped() => untyped.push((param, basic.default_type())),
                _ => solver.unify(self, param, *argument, 0),
            }
        }
        solver.through_constraints(self);
        // A constant has a say only where nothing with a type spoke; of several the widest wins.
        untyped.sort_by_key(|(_, basic)| std::cmp::Reverse(*basic as u8));
        for (param, basic) in untyped {
            if basic != Basic::UntypedNil {
                solver.unify(self, param, TypeId::basic(basic), 0);
            }
        }
        solver.through_constraints(self);
        let args: Vec<_> = solver.bound.iter().map(|it| it.unwrap_or(TypeId::UNKNOWN)).collect();
        self.env_of(&signature.type_params, &args)
    }

    /// The type that argument `index` is passed as.
    pub(in crate::lang::go::resolve) fn param_at(
        &mut self,
        signature: &Signature,
        index: usize,
        spread: bool,
    ) -> Option<TypeId> {
        let last = signature.params.len().checked_sub(1)?;
        if signature.variadic && index >= last && !spread {
            return match self.types.get(signature.params[last]) {
                Type::Slice(elem) => Some(*elem),
                _ => None,
            };
        }
        signature.params.get(index).copied()
    }

    /// True when the two types are the same to the compiler. Literals of struct and interface types are compared by
    /// structure; unknown types are equal to nothing.
    pub(in crate::lang::go::resolve) fn identical(&mut self, a: TypeId, b: TypeId, nesting: u32) -> bool {
        if a.is_unknown() || b.is_unknown() || nesting > MAX_NESTING {
            return false;
        }
        if a == b {
            return true;
        }
        match (self.types.get(a).clone(), self.types.get(b).clone()) {
            (Type::Named { obj, args }, Type::Named { obj: other, args: others }) => {
                obj == other && self.all_identical(&args, &others, nesting)
            }
            (Type::Pointer(a), Type::Pointer(b))
            | (Type::Slice(a), Type::Slice(b))
            | (Type::Chan(a), Type::Chan(b)) => self.identical(a, b, nesting + 1),
            (Type::Array(a, len), Type::Array(b, other)) => {
                (len == other || len.is_none() || other.is_none()) && self.identical(a, b, nesting + 1)
            }
            (Type::Map(key, value), Type::Map(other_key, other)) => {
                self.identical(key, other_key, nesting + 1) && self.identical(value, other, nesting + 1)
            }
            (Type::Tuple(a), Type::Tuple(b)) => self.all_identical(&a, &b, nesting),
            (Type::Func(a), Type::Func(b)) => {
                a.variadic == b.variadic
                    && self.all_identical(&a.params, &b.params, nesting)
                    && self.all_identical(&a.results, &b.results, nesting)
            }
            (Type::Struct(..), Type::Struct(..)) => {
                let (a, b) = (self.fields(a), self.fields(b));
                a.len() == b.len()
                    && a.iter().zip(&b).all(|((field, ty), (other, other_ty))| {
                        let (field, other) = (self.object(*field), self.object(*other));
                        field.name == other.name
                            && field.kind == other.kind
                            && self.identical(*ty, *other_ty, nesting + 1)
                    })
            }
            (Type::Interface(..), Type::Interface(..)) => {
                let (a, b) = (self.interface_methods(a), self.interface_methods(b));
                a.len() == b.len()
                    && a.iter().all(|method| {
                        let name = self.object(method.0).name.clone();
                        let other = b.iter().find(|it| self.object(it.0).name == name).copied();
                        other.is_some_and(|other| self.identical(method.1, other.1, nesting + 1))
                    })
            }
            _ => false,
        }
    }

    /// The types that a type is made of, one step deep; of a defined type its arguments.
    pub(in crate::lang::go::resolve) fn parts(&mut self, ty: TypeId) -> Vec<TypeId> {
        let mut inner = match self.types.get(ty).clone() {
            Type::Named { args, .. } => args.to_vec(),
            Type::Pointer(of) | Type::Slice(of) | Type::Array(of, _) | Type::Chan(of) => vec![of],
            Type::Map(key, value) => vec![key, value],
            Type::Func(signature) => signature.params.iter().chain(&signature.results).copied().collect(),
            Type::Tuple(of) | Type::Union(of) => of.to_vec(),
            Type::Struct(..) => self.fields(ty).into_iter().map(|(_, ty)| ty).collect(),
            Type::Interface(..) => self.interface_methods(ty).iter().map(|(_, ty)| *ty).collect(),
            Type::Unknown | Type::Basic(_) | Type::TypeParam(_) => Vec::new(),
        };
        inner.dedup();
        inner
    }

    fn all_identical(&mut self, a: &[TypeId], b: &[TypeId], nesting: u32) -> bool {
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| self.identical(*a, *b, nesting + 1))
    }
}

/// Binds type parameters by comparing parameter types with argument types.
struct Solver<'p> {
    params: &'p [ObjId],
    bound: Vec<Option<TypeId>>,
}

impl Solver<'_> {
    fn unify(&mut self, u: &mut Universe, param: TypeId, argument: TypeId, nesting: u32) {
        if !u.types.is_open(param) || argument.is_unknown() || nesting > MAX_NESTING {
            return;
        }
        let (p, a) = (u.types.get(param).clone(), u.types.get(argument).clone());
        match (&p, &a) {
            (Type::TypeParam(obj), _) => {
                if let Some(at) = self.params.iter().position(|it| it == obj)
                    && self.bound[at].is_none()
                {
                    self.bound[at] = Some(argument);
                }
            }
            (Type::Named { obj, args }, Type::Named { obj: other, args: others }) if obj == other => {
                self.unify_all(u, args, others, nesting);
            }
            (Type::Pointer(p), Type::Pointer(a))
            | (Type::Slice(p), Type::Slice(a))
            | (Type::Array(p, _), Type::Array(a, _))
            | (Type::Chan(p), Type::Chan(a)) => self.unify(u, *p, *a, nesting + 1),
            (Type::Map(key, value), Type::Map(other_key, other)) => {
                self.unify(u, *key, *other_key, nesting + 1);
                self.unify(u, *value, *other, nesting + 1);
            }
            (Type::Func(p), Type::Func(a)) => {
                self.unify_all(u, &p.params, &a.params, nesting);
                self.unify_all(u, &p.results, &a.results, nesting);
            }
            (Type::Tuple(p), Type::Tuple(a)) => self.unify_all(u, p, a, nesting),
            (Type::Struct(..), Type::Struct(..)) => {
                let (p, a) = (u.fields(param), u.fields(argument));
                for ((_, p), (_, a)) in p.iter().zip(&a) {
                    self.unify(u, *p, *a, nesting + 1);
                }
            }
            (Type::Union(of), _) => {
                if let [one] = of[..] {
                    self.unify(u, one, argument, nesting + 1);
                }
            }
            _ => self.unify_loosely(u, param, argument, nesting),
        }
    }

    fn unify_all(&mut self, u: &mut Universe, params: &[TypeId], arguments: &[TypeId], nesting: u32) {
        for (param, argument) in params.iter().zip(arguments) {
            self.unify(u, *param, *argument, nesting + 1);
        }
    }

    /// A defined type on one side only counts by what it is made of; an interface by its methods.
    fn unify_loosely(&mut self, u: &mut Universe, param: TypeId, argument: TypeId, nesting: u32) {
        let under_param = u.underlying(param);
        if matches!(u.types.get(under_param), Type::Interface(..)) {
            for &(method, ty) in u.interface_methods(under_param).iter() {
                let name = u.object(method).name.clone();
                if let Some((_, found)) = u.select(argument, &name, None).found() {
                    self.unify(u, ty, found, nesting + 1);
                }
            }
            return;
        }
        // An argument whose type is a type parameter counts by its core type: `DeepCopy(m)` where `m` is of `M ~map[K]V`.
        let core = matches!(u.types.get(argument), Type::TypeParam(_)).then(|| u.core(argument));
        let under_argument = core.unwrap_or_else(|| u.underlying(argument));
        if (under_param, under_argument) != (param, argument) {
            self.unify(u, under_param, under_argument, nesting + 1);
        }
    }

    fn through_constraints(&mut self, u: &mut Universe) {
        for _ in 0..ROUNDS {
            let before = self.bound.clone();
            for (at, param) in self.params.iter().enumerate() {
                let constraint = u.object_type(*param);
                let Some(core) = u.core_of_constraint(constraint) else { continue };
                match self.bound[at] {
                    Some(bound) => {
                        let nested =
                            if matches!(u.types.get(core), Type::Named { .. }) { bound } else { u.underlying(bound) };
                        self.unify(u, core, nested, 0);
                    }
                    // Only a core type all of whose parameters are bound says what this one is.
                    None if self.is_bound(u, core, 0) => {
                        let args: Vec<_> = self.bound.iter().map(|it| it.unwrap_or(TypeId::UNKNOWN)).collect();
                        let env = u.env_of(self.params, &args);
                        self.bound[at] = Some(u.subst(core, env));
                    }
                    None => {}
                }
            }
            if before == self.bound {
                break;
            }
        }
    }

    /// True when every type parameter in `ty` that is to be inferred has a type already.
    fn is_bound(&self, u: &mut Universe, ty: TypeId, nesting: u32) -> bool {
        if !u.types.is_open(ty) {
            return true;
        }
        if nesting > MAX_NESTING {
            return false;
        }
        if let Type::TypeParam(obj) = u.types.get(ty) {
            let at = self.params.iter().position(|it| it == obj);
            return at.is_none_or(|at| self.bound[at].is_some());
        }
        u.parts(ty).into_iter().all(|it| self.is_bound(u, it, nesting + 1))
    }
}
