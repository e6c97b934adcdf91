//! Members of types: underlying and core types, fields and methods with promotion through embedded fields, interface
//! satisfaction. The rules are those of the Go specification, "Selectors" and "Method sets".

use std::rc::Rc;

use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use super::{Fields, Universe};
use crate::lang::go::resolve::object::{Lookup, ObjId, ObjKind, PkgId};
use crate::lang::go::resolve::types::{Basic, EnvId, StructId, Type, TypeId};

/// Embedded fields nested deeper than this are not followed (a cycle through pointers is legal Go).
const MAX_EMBEDDING: usize = 16;
/// Definitions chained longer than this (`type A B; type B C` …) are given up.
const MAX_CHAIN: usize = 64;

impl Universe<'_> {
    /// What a defined type is made of; other types are their own underlying type.
    pub fn underlying(&mut self, ty: TypeId) -> TypeId {
        if !matches!(self.types.get(ty), Type::Named { .. }) {
            return ty;
        }
        if let Some(known) = self.memo.underlying.get(&ty) {
            return *known;
        }
        let mut at = ty;
        for _ in 0..MAX_CHAIN {
            let Type::Named { obj, args } = self.types.get(at).clone() else {
                self.memo.underlying.insert(ty, at);
                return at;
            };
            // A cycle that is still being read is not remembered.
            let Some(decl) = self.type_decl(obj) else { return TypeId::UNKNOWN };
            let env = self.env_of(&decl.type_params, &args);
            at = self.subst(decl.rhs, env);
        }
        TypeId::UNKNOWN
    }

    /// The type that operations work on: the underlying one; for a type parameter that of its constraint's terms.
    pub fn core(&mut self, ty: TypeId) -> TypeId {
        let under = self.underlying(ty);
        let Type::TypeParam(param) = *self.types.get(under) else { return under };
        let constraint = self.object_type(param);
        let Some(core) = self.core_of_constraint(constraint) else { return TypeId::UNKNOWN };
        let core = self.underlying(core);
        if matches!(self.types.get(core), Type::TypeParam(_)) { TypeId::UNKNOWN } else { core }
    }

    /// The one type that all terms of a constraint are made of; of several different ones the first (`string | []byte`).
    pub(in crate::lang::go::resolve) fn core_of_constraint(&mut self, constraint: TypeId) -> Option<TypeId> {
        self.terms(constraint, 0).first().copied()
    }

    /// The types that a constraint's terms name; empty for a constraint without any.
    pub(super) fn terms_of(&mut self, constraint: TypeId) -> Vec<TypeId> {
        self.terms(constraint, 0)
    }

    fn terms(&mut self, constraint: TypeId, nesting: usize) -> Vec<TypeId> {
        if nesting > MAX_EMBEDDING {
            return Vec::new();
        }
        let under = self.underlying(constraint);
        match self.types.get(under).clone() {
            Type::Union(of) => of.iter().flat_map(|term| self.terms_of_term(*term, nesting)).collect(),
            Type::Interface(decl, env) => {
                let embeds = self.types.interface_decl(decl).embeds.clone();
                for embed in embeds {
                    let embed = self.subst(embed, env);
                    let terms = self.terms_of_term(embed, nesting);
                    if !terms.is_empty() {
                        return terms;
                    }
                }
                Vec::new()
            }
            Type::Unknown => Vec::new(),
            _ => vec![constraint],
        }
    }

    fn terms_of_term(&mut self, term: TypeId, nesting: usize) -> Vec<TypeId> {
        self.terms(term, nesting + 1)
    }

    /// The fields of a struct type with their types.
    pub fn fields(&mut self, ty: TypeId) -> Vec<(ObjId, TypeId)> {
        let Type::Struct(decl, env) = *self.types.get(ty) else { return Vec::new() };
        let fields = self.types.struct_decl(decl).fields.clone();
        fields.into_iter().map(|field| (field, self.member_type(field, env))).collect()
    }

    /// The field `name` of a struct type itself, not of what it embeds.
    pub(in crate::lang::go::resolve) fn field(&mut self, ty: TypeId, name: &str) -> Option<(ObjId, TypeId)> {
        let Type::Struct(decl, env) = *self.types.get(ty) else { return None };
        let field = self.candidates(decl, name).into_iter().find(|field| self.object(*field).name == name)?;
        Some((field, self.member_type(field, env)))
    }

    /// All methods of an interface type, embedded ones too, with their types; sorted by name.
    pub fn interface_methods(&mut self, ty: TypeId) -> Rc<Vec<(ObjId, TypeId)>> {
        if let Some(known) = self.memo.methods.get(&ty) {
            return known.clone();
        }
        let mut methods = Vec::new();
        let mut seen = FxHashSet::default();
        self.collect_methods(ty, &mut methods, &mut seen, 0);
        methods.sort_by(|a, b| self.object(a.0).name.cmp(&self.object(b.0).name));
        methods.dedup_by(|a, b| self.object(a.0).name == self.object(b.0).name);
        let methods = Rc::new(methods);
        // What is still being read is not remembered.
        if methods.iter().all(|it| it.1 != TypeId::UNKNOWN) && !self.has_unknown_embed(ty, 0) {
            self.memo.methods.insert(ty, methods.clone());
        }
        methods
    }

    /// The method of an interface type that is called `name`.
    fn interface_method(&mut self, ty: TypeId, name: &str) -> Option<(ObjId, TypeId)> {
        let methods = self.interface_methods(ty);
        let at = methods.binary_search_by(|(method, _)| self.object(*method).name.as_str().cmp(name)).ok()?;
        Some(methods[at])
    }

    /// The fields of a struct type that are called `name`, and those that it embeds, in order.
    fn candidates(&mut self, decl: StructId, name: &str) -> Vec<ObjId> {
        let fields = &self.types.struct_decl(decl).fields;
        let known = self.memo.fields.get(&decl).filter(|it| it.count == fields.len());
        let index = known.cloned().unwrap_or_else(|| {
            let mut index = Fields { count: fields.len(), ..Fields::default() };
            for (at, field) in fields.iter().enumerate() {
                let object = self.object(*field);
                index.by_name.entry(object.name.clone()).or_default().push(at);
                if object.kind == (ObjKind::Field { embedded: true }) {
                    index.embedded.push(at);
                }
            }
            Rc::new(index)
        });
        let named = index.by_name.get(name).into_iter().flatten();
        let mut all: Vec<usize> = named.chain(&index.embedded).copied().collect();
        all.sort_unstable();
        all.dedup();
        let all = all.into_iter().map(|at| fields[at]).collect();
        self.memo.fields.insert(decl, index);
        all
    }

    fn collect_methods(
        &mut self,
        ty: TypeId,
        methods: &mut Vec<(ObjId, TypeId)>,
        seen: &mut FxHashSet<TypeId>,
        nesting: usize,
    ) {
        let under = self.underlying(ty);
        let Type::Interface(decl, env) = *self.types.get(under) else { return };
        if nesting > MAX_EMBEDDING || !seen.insert(under) {
            return;
        }
        let (own, embeds) = {
            let decl = self.types.interface_decl(decl);
            (decl.methods.clone(), decl.embeds.clone())
        };
        for method in own {
            let ty = self.member_type(method, env);
            methods.push((method, ty));
        }
        for embed in embeds {
            let embed = self.subst(embed, env);
            self.collect_methods(embed, methods, seen, nesting + 1);
        }
    }

    /// True when an interface embeds something that is not known: its method set may be larger.
    pub(in crate::lang::go::resolve) fn has_unknown_embed(&mut self, ty: TypeId, nesting: usize) -> bool {
        let under = self.underlying(ty);
        match *self.types.get(under) {
            Type::Unknown => true,
            Type::Interface(decl, env) if nesting < MAX_EMBEDDING => {
                let embeds = self.types.interface_decl(decl).embeds.clone();
                embeds.into_iter().any(|embed| {
                    let embed = self.subst(embed, env);
                    self.has_unknown_embed(embed, nesting + 1)
                })
            }
            _ => false,
        }
    }

    /// The field or method that `x.name` means for an operand of type `ty` in package `from`. `None` as package finds
    /// unexported names of any package.
    pub fn select(&mut self, ty: TypeId, name: &str, from: Option<PkgId>) -> Lookup {
        let exported = name.chars().next().is_some_and(char::is_uppercase);
        let from = if exported { None } else { from };
        let key = (ty, SmolStr::from(name), from);
        if let Some(known) = self.memo.lookup.get(&key) {
            return *known;
        }
        let result = self.select_uncached(ty, name, from);
        if result != Lookup::Unknown {
            self.memo.lookup.insert(key, result);
        }
        result
    }

    fn select_uncached(&mut self, ty: TypeId, name: &str, from: Option<PkgId>) -> Lookup {
        let (base, fields_only) = match *self.types.get(ty) {
            Type::Pointer(to) => (to, false),
            Type::Named { .. } => {
                let under = self.underlying(ty);
                match *self.types.get(under) {
                    // `type P *T` has the fields of T, not its methods. One step only: `type P *P` is legal.
                    Type::Pointer(to) => (to, true),
                    _ => (ty, false),
                }
            }
            _ => (ty, false),
        };
        // What only a variant for another platform declares counts where the built declaration has nothing.
        let found = match self.search(base, name, from, false) {
            Lookup::Missing => self.search(base, name, from, true),
            other => other,
        };
        match found {
            Lookup::Found(obj, _) if fields_only && !matches!(self.object(obj).kind, ObjKind::Field { .. }) => {
                Lookup::Missing
            }
            other => other,
        }
    }

    /// Looks level by level, as embedding nests.
    fn search(&mut self, ty: TypeId, name: &str, from: Option<PkgId>, variants: bool) -> Lookup {
        let mut level = vec![ty];
        let mut seen = FxHashSet::default();
        for _ in 0..MAX_EMBEDDING {
            let mut found: Vec<(ObjId, TypeId)> = Vec::new();
            let mut next = Vec::new();
            let mut unknown = false;
            for ty in std::mem::take(&mut level) {
                if matches!(self.types.get(ty), Type::Named { .. }) && !seen.insert(ty) {
                    continue;
                }
                unknown |= self.members_at(ty, name, (from, variants), &mut found, &mut next);
            }
            match found[..] {
                // A type that is not known may have the name too, but then the compiler would find it ambiguous.
                [(obj, ty)] => return Lookup::Found(obj, ty),
                [_, _, ..] => return Lookup::Missing,
                // What lies deeper may be hidden by the type that is not known.
                [] if unknown => return Lookup::Unknown,
                [] if next.is_empty() => return Lookup::Missing,
                [] => level = next,
            }
        }
        Lookup::Missing
    }

    /// Collects what `ty` itself says about `name`, and the types it embeds. True when `ty` is not known.
    fn members_at(
        &mut self,
        ty: TypeId,
        name: &str,
        (from, variants): (Option<PkgId>, bool),
        found: &mut Vec<(ObjId, TypeId)>,
        next: &mut Vec<TypeId>,
    ) -> bool {
        let mut built_only = false;
        if let Type::Named { obj, args } = self.types.get(ty).clone() {
            built_only = !variants && self.is_built(obj);
            if let Some(method) = self.method_of(obj, name)
                && self.is_visible(method, from)
                && (!built_only || self.is_built(method))
            {
                found.push((method, self.method_type(method, &args)));
                return false;
            }
        }
        let under = self.underlying(ty);
        match *self.types.get(under) {
            Type::Unknown => return true,
            Type::Struct(decl, env) => {
                for field in self.candidates(decl, name) {
                    if built_only && !self.is_built(field) {
                        continue;
                    }
                    let object = self.object(field);
                    let embedded = object.kind == ObjKind::Field { embedded: true };
                    if object.name == name && self.is_visible(field, from) {
                        found.push((field, self.member_type(field, env)));
                    } else if embedded {
                        let ty = self.member_type(field, env);
                        next.push(if let Type::Pointer(to) = *self.types.get(ty) { to } else { ty });
                    }
                }
            }
            Type::Interface(..) => match self.interface_method(under, name) {
                Some(method) if self.is_visible(method.0, from) => found.push(method),
                _ => return self.has_unknown_embed(under, 0),
            },
            Type::TypeParam(param) => {
                let constraint = self.object_type(param);
                let constraint_under = self.underlying(constraint);
                match *self.types.get(constraint_under) {
                    Type::TypeParam(_) => return true,
                    Type::Interface(..) => match self.interface_method(constraint_under, name) {
                        Some(method) => found.push(method),
                        None => match self.core_of_constraint(constraint) {
                            Some(core) if core != ty => next.push(core),
                            _ => return self.has_unknown_embed(constraint_under, 0),
                        },
                    },
                    Type::Unknown => return true,
                    _ => next.push(constraint_under),
                }
            }
            _ => {}
        }
        false
    }

    /// The first declaration of an object is one that linux/amd64 builds, if there is any.
    fn is_built(&self, obj: ObjId) -> bool {
        self.object(obj).decls.first().is_none_or(|(file, _)| self.file(*file).source.built)
    }

    fn is_visible(&self, member: ObjId, from: Option<PkgId>) -> bool {
        from.is_none() || self.object(member).pkg.is_none() || self.object(member).pkg == from
    }

    /// The type of a field or interface method under an assignment of type parameters.
    pub(in crate::lang::go::resolve) fn member_type(&mut self, member: ObjId, env: EnvId) -> TypeId {
        let ty = self.object_type(member);
        self.subst(ty, env)
    }

    /// The method that a defined type declares itself.
    pub(in crate::lang::go::resolve) fn method_of(&mut self, obj: ObjId, name: &str) -> Option<ObjId> {
        let object = self.object(obj);
        let pkg = object.pkg?;
        let base = object.name.clone();
        // Types declared in functions have no methods, even where a package-level type has the same name.
        if object.owner != self.package(pkg).path {
            return None;
        }
        self.method_object(pkg, &base, name)
    }

    /// The type of a method for a receiver with these type arguments.
    pub(in crate::lang::go::resolve) fn method_type(&mut self, method: ObjId, args: &[TypeId]) -> TypeId {
        let ty = self.object_type(method);
        let Some(objects) = self.func_objects.get(&method).cloned() else { return ty };
        let env = self.env_of(&objects.receiver_type_params, args);
        self.subst(ty, env)
    }

    /// True when the methods of `ty` and of `*ty` include those of an interface. An interface without methods, and one
    /// that is not wholly known, is satisfied by nothing.
    pub fn satisfies(&mut self, ty: TypeId, interface: TypeId) -> bool {
        // A plan asks once for each method that is renamed.
        if let Some(known) = self.memo.satisfied.get(&(ty, interface)) {
            return *known;
        }
        let answer = self.has_methods_of(ty, interface);
        self.memo.satisfied.insert((ty, interface), answer);
        answer
    }

    fn has_methods_of(&mut self, ty: TypeId, interface: TypeId) -> bool {
        let methods = self.interface_methods(interface);
        if methods.is_empty() || self.has_unknown_embed(interface, 0) {
            return false;
        }
        methods.iter().all(|&(method, wanted)| {
            let object = self.object(method);
            let (name, pkg) = (object.name.clone(), object.pkg);
            match self.select(ty, &name, pkg) {
                Lookup::Found(found, has) => {
                    matches!(self.object(found).kind, ObjKind::Method | ObjKind::InterfaceMethod)
                        && self.identical(has, wanted, 0)
                }
                _ => false,
            }
        })
    }

    /// What an element of a container is: `x[i]`. Byte for strings.
    pub(in crate::lang::go::resolve) fn element(&mut self, ty: TypeId) -> TypeId {
        let core = self.core(ty);
        match *self.types.get(core) {
            Type::Slice(elem) | Type::Array(elem, _) | Type::Map(_, elem) | Type::Chan(elem) => elem,
            Type::Pointer(to) => {
                let to = self.core(to);
                if let Type::Array(elem, _) = *self.types.get(to) { elem } else { TypeId::UNKNOWN }
            }
            Type::Basic(Basic::String | Basic::UntypedString) => TypeId::basic(Basic::Uint8),
            _ => TypeId::UNKNOWN,
        }
    }

    /// The types of the two variables of `range ty`.
    pub(in crate::lang::go::resolve) fn range_types(&mut self, ty: TypeId) -> (TypeId, TypeId) {
        let int = TypeId::basic(Basic::Int);
        let core = self.core(ty);
        match self.types.get(core).clone() {
            Type::Basic(Basic::String | Basic::UntypedString) => (int, TypeId::basic(Basic::Int32)),
            Type::Basic(Basic::UntypedInt) => (int, TypeId::UNKNOWN),
            Type::Basic(_) => (ty, TypeId::UNKNOWN),
            Type::Slice(elem) | Type::Array(elem, _) => (int, elem),
            Type::Pointer(_) => (int, self.element(core)),
            Type::Map(key, value) => (key, value),
            Type::Chan(elem) => (elem, TypeId::UNKNOWN),
            Type::Func(signature) => {
                let Some(yielded) = signature.params.first() else { return (TypeId::UNKNOWN, TypeId::UNKNOWN) };
                let yielded = self.core(*yielded);
                let Type::Func(yielded) = self.types.get(yielded).clone() else {
                    return (TypeId::UNKNOWN, TypeId::UNKNOWN);
                };
                let at = |index: usize| yielded.params.get(index).copied().unwrap_or(TypeId::UNKNOWN);
                (at(0), at(1))
            }
            _ => (TypeId::UNKNOWN, TypeId::UNKNOWN),
        }
    }
}
