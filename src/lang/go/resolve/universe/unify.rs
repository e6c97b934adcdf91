//! Whether two types can be made one by putting types in for type parameters on either side (Go specification, "Type
//! unification"): an interface `P[T any]` and a plain type that has its methods for one `T`.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Universe;
use crate::lang::go::resolve::object::{Lookup, ObjId, ObjKind};
use crate::lang::go::resolve::types::{Type, TypeId};

/// Types nested deeper than this are not compared.
const MAX_NESTING: u32 = 40;

/// What type parameters have to stand for, so that all pairs of types that were compared are one type.
#[derive(Default)]
struct Unifier<'v> {
    bound: FxHashMap<ObjId, TypeId>,
    /// The type parameters that may stand for something; without, each of an interface, of a type, of a function around either.
    variables: Option<&'v FxHashSet<ObjId>>,
}

impl Unifier<'_> {
    /// True when `a` and `b` can be one type beside all pairs before. What is unknown is equal to nothing. After a refusal the
    /// unifier must not be asked again.
    fn unify(&mut self, u: &mut Universe, a: TypeId, b: TypeId) -> bool {
        self.at(u, a, b, 0)
    }

    /// True when what the type parameters stand for is made of the terms of their constraints.
    fn fits_constraints(&mut self, u: &mut Universe) -> bool {
        let bound: Vec<(ObjId, TypeId)> = self.bound.iter().map(|(param, ty)| (*param, *ty)).collect();
        bound.into_iter().all(|(param, ty)| {
            let ty = self.resolved(u, ty);
            let constraint = u.object_type(param);
            let terms = u.terms_of(constraint);
            let under = u.underlying(ty);
            // What stands for another type parameter is as free as that one.
            terms.is_empty()
                || matches!(u.types.get(under), Type::TypeParam(_) | Type::Unknown)
                || terms.into_iter().any(|term| {
                    let term = u.underlying(term);
                    Unifier { bound: self.bound.clone(), variables: self.variables }.at(u, term, under, 0)
                })
        })
    }

    fn is_variable(&self, param: ObjId) -> bool {
        self.variables.is_none_or(|it| it.contains(&param))
    }

    /// What a type parameter stands for by now.
    fn resolved(&self, u: &Universe, ty: TypeId) -> TypeId {
        let mut at = ty;
        for _ in 0..MAX_NESTING {
            match u.types.get(at) {
                Type::TypeParam(param) => match self.bound.get(param) {
                    Some(next) => at = *next,
                    None => return at,
                },
                _ => return at,
            }
        }
        at
    }

    fn at(&mut self, u: &mut Universe, a: TypeId, b: TypeId, nesting: u32) -> bool {
        let (a, b) = (self.resolved(u, a), self.resolved(u, b));
        if a.is_unknown() || b.is_unknown() || nesting > MAX_NESTING {
            return false;
        }
        if a == b {
            return true;
        }
        if !u.types.is_open(a) && !u.types.is_open(b) {
            return u.identical(a, b, nesting);
        }
        let nesting = nesting + 1;
        match (u.types.get(a).clone(), u.types.get(b).clone()) {
            (Type::TypeParam(param), _) if self.is_variable(param) => {
                self.bound.insert(param, b);
                true
            }
            (_, Type::TypeParam(param)) if self.is_variable(param) => {
                self.bound.insert(param, a);
                true
            }
            (Type::Named { obj, args }, Type::Named { obj: other, args: others }) => {
                obj == other && self.all(u, &args, &others, nesting)
            }
            (Type::Pointer(a), Type::Pointer(b))
            | (Type::Slice(a), Type::Slice(b))
            | (Type::Chan(a), Type::Chan(b)) => self.at(u, a, b, nesting),
            (Type::Array(a, length), Type::Array(b, other)) => {
                (length == other || length.is_none() || other.is_none()) && self.at(u, a, b, nesting)
            }
            (Type::Map(key, value), Type::Map(other_key, other)) => {
                self.at(u, key, other_key, nesting) && self.at(u, value, other, nesting)
            }
            (Type::Tuple(a), Type::Tuple(b)) => self.all(u, &a, &b, nesting),
            (Type::Func(a), Type::Func(b)) => {
                a.variadic == b.variadic
                    && self.all(u, &a.params, &b.params, nesting)
                    && self.all(u, &a.results, &b.results, nesting)
            }
            (Type::Struct(..), Type::Struct(..)) => {
                let (a, b) = (u.fields(a), u.fields(b));
                a.len() == b.len()
                    && a.iter().zip(&b).all(|(one, two)| {
                        let (field, other) = (u.object(one.0), u.object(two.0));
                        let same = field.name == other.name && field.kind == other.kind;
                        same && self.at(u, one.1, two.1, nesting)
                    })
            }
            (Type::Interface(..), Type::Interface(..)) => {
                let (a, b) = (u.interface_methods(a), u.interface_methods(b));
                a.len() == b.len()
                    && a.iter().zip(b.iter()).all(|(one, two)| {
                        u.object(one.0).name == u.object(two.0).name && self.at(u, one.1, two.1, nesting)
                    })
            }
            _ => false,
        }
    }

    fn all(&mut self, u: &mut Universe, a: &[TypeId], b: &[TypeId], nesting: u32) -> bool {
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| self.at(u, *a, *b, nesting))
    }
}

impl Universe<'_> {
    /// True when two types are the same, or can be for some type arguments.
    pub(in crate::lang::go::resolve) fn may_be_identical(&mut self, a: TypeId, b: TypeId) -> bool {
        Unifier::default().unify(self, a, b)
    }

    /// As [`Universe::satisfies`], for some type arguments on either side: those of a generic type, of a generic interface, of a
    /// function whose constraint the interface is.
    pub fn may_satisfy(&mut self, ty: TypeId, interface: TypeId) -> bool {
        self.may_satisfy_for(ty, interface, None)
    }

    /// As [`Universe::may_satisfy`], for arguments of the type parameters `variables` alone.
    pub(in crate::lang::go::resolve) fn may_satisfy_for(
        &mut self,
        ty: TypeId,
        interface: TypeId,
        variables: Option<&FxHashSet<ObjId>>,
    ) -> bool {
        if !self.types.is_open(ty) && !self.types.is_open(interface) {
            return self.satisfies(ty, interface);
        }
        let methods = self.interface_methods(interface);
        if methods.is_empty() || self.has_unknown_embed(interface, 0) {
            return false;
        }
        let mut unifier = Unifier { variables, ..Unifier::default() };
        methods.iter().all(|&(method, wanted)| {
            let object = self.object(method);
            let (name, pkg) = (object.name.clone(), object.pkg);
            let Lookup::Found(found, has) = self.select(ty, &name, pkg) else { return false };
            matches!(self.object(found).kind, ObjKind::Method | ObjKind::InterfaceMethod)
                && unifier.unify(self, has, wanted)
        }) && unifier.fits_constraints(self)
    }
}
