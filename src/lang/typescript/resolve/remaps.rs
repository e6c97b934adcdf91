//! Mapped types that make names from names (`[K in keyof T as Snake<K>]`): a member is read there under a name that no text
//! spells as the member does, so whoever renames it can't follow.

use std::cell::Cell;

use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use super::ty::{ModId, Ty, nodes, parts, present};
use super::types::Checker;
use crate::lang::typescript::syntax::module::*;
use crate::model::Span;

/// Types that are looked at for one answer of [`Checker::holds_member`].
const TYPES: u32 = 2_000;
/// Members inside of members that are looked at.
const DEPTH: u32 = 5;

/// An alias for a type that makes names.
pub struct Remap {
    /// The name of the alias.
    pub name: SmolStr,
    /// Where it is declared.
    pub at: Span,
    /// The types whose names are taken, as far as they are no parameters of the alias.
    pub sources: Vec<Ty>,
    /// The names of a parameter are taken: it depends on who uses the alias.
    pub generic: bool,
    /// Members of members get other names too.
    pub deep: bool,
}

impl Checker<'_> {
    /// The aliases of a module for types that make names from names.
    pub fn remaps(&self, module: ModId) -> Vec<Remap> {
        let loaded = self.loaded(module);
        let (mut found, mut in_aliases) = (Vec::new(), FxHashSet::default());
        for binding in loaded.module.bindings.iter() {
            let What::Alias { ty, params } = &binding.what else { continue };
            let mut remap = Remap {
                name: binding.ident.name.clone(),
                at: binding.ident.span,
                sources: Vec::new(),
                generic: false,
                deep: false,
            };
            self.remaps_in(module, *ty, &mut remap, 0);
            self.spelled_in(module, *ty, &mut remap);
            in_aliases.extend(below(&loaded.module, *ty));
            remap.generic &= !params.is_empty();
            if remap.generic || !remap.sources.is_empty() {
                found.push(remap);
            }
        }
        // A text that is made of names, written in no alias.
        for (id, it) in loaded.module.types.entries().filter(|it| !in_aliases.contains(&it.0)) {
            let TypeKind::Template(parts) = &it.kind else { continue };
            let named = below(&loaded.module, id).into_iter().find_map(|it| match &loaded.module.ty(it).kind {
                TypeKind::Name { path, .. } => path.last().map(|it| it.span),
                _ => None,
            });
            let Some(at) = named else { continue };
            let mut remap = Remap {
                name: SmolStr::new_static("a type of texts"),
                at,
                sources: Vec::new(),
                generic: false,
                deep: false,
            };
            parts.iter().for_each(|part| self.names_in(module, *part, &mut remap, 0));
            if !remap.sources.is_empty() {
                remap.generic = false;
                found.push(remap);
            }
        }
        found
    }

    /// ``` `${keyof Build & string}Changed` ``` somewhere in the type: a text that is made of names of members.
    fn spelled_in(&self, module: ModId, ty: TypeId, remap: &mut Remap) {
        let loaded = self.loaded(module);
        for it in below(&loaded.module, ty) {
            if let TypeKind::Template(parts) = &loaded.module.ty(it).kind {
                parts.iter().for_each(|part| self.names_in(module, *part, remap, 0));
            }
        }
    }

    /// The part of a text is made of names of members.
    fn names_in(&self, module: ModId, ty: TypeId, remap: &mut Remap, depth: u32) {
        if depth > 12 {
            return;
        }
        let loaded = self.loaded(module);
        let mut all = |types: &[TypeId]| types.iter().for_each(|it| self.names_in(module, *it, remap, depth + 1));
        match &loaded.module.ty(ty).kind {
            TypeKind::KeyOf(_) => self.remaps_names(module, ty, remap),
            TypeKind::Template(parts) | TypeKind::Union(parts) | TypeKind::Intersection(parts) => all(parts),
            TypeKind::Same(inner) => all(&[*inner]),
            TypeKind::Conditional { then, otherwise, .. } => all(&[*then, *otherwise]),
            TypeKind::Name { path, args } => {
                let found = path.last().and_then(|it| self.type_name(module, ty, it.span)).and_then(|it| it.binding());
                // `Capitalize<K>`
                all(args);
                if let Some((at, id)) = found {
                    match &self.loaded(at).module.binding(id).what {
                        What::TypeParam { constraint: Some(it), .. } => self.names_in(at, *it, remap, depth + 1),
                        What::Alias { ty, params } if params.is_empty() => self.names_in(at, *ty, remap, depth + 1),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    fn remaps_in(&self, module: ModId, ty: TypeId, remap: &mut Remap, depth: u32) {
        if depth > 24 {
            return;
        }
        let loaded = self.loaded(module);
        let mut all = |types: &[TypeId]| types.iter().for_each(|it| self.remaps_in(module, *it, remap, depth + 1));
        match &loaded.module.ty(ty).kind {
            TypeKind::Mapped { keys, renamed, value, .. } => {
                all(&[*value]);
                if !renamed.is_some_and(|it| self.makes_names(module, it, 0)) {
                    return;
                }
                self.remaps_names(module, *keys, remap);
            }
            TypeKind::Union(parts) | TypeKind::Intersection(parts) => all(parts),
            TypeKind::Tuple(elements) => all(&elements.iter().map(|it| it.ty).collect::<Vec<_>>()),
            TypeKind::Array(inner) | TypeKind::Same(inner) | TypeKind::KeyOf(inner) => all(&[*inner]),
            TypeKind::Conditional { then, otherwise, .. } => all(&[*then, *otherwise]),
            // `{ [K in keyof T]: `${Before}.${K}` }[keyof T]`: the values are made from the names.
            TypeKind::Indexed(object, _) => match loaded.module.ty(*object).kind {
                TypeKind::Mapped { keys, renamed: None, value, .. } if self.makes_names(module, value, 0) => {
                    all(&[value]);
                    self.remaps_names(module, keys, remap);
                }
                _ => all(&[*object]),
            },
            // The alias itself, or one that may lead to it.
            TypeKind::Name { args, .. } => remap.deep |= !args.is_empty(),
            _ => {}
        }
    }

    /// Other names are made from `keys`: `keyof T`, also as a part of `keyof T & string`.
    fn remaps_names(&self, module: ModId, keys: TypeId, remap: &mut Remap) {
        let loaded = self.loaded(module);
        let of = match &loaded.module.ty(keys).kind {
            TypeKind::KeyOf(of) => *of,
            TypeKind::Intersection(parts) => {
                let of = parts.iter().find_map(|it| match loaded.module.ty(*it).kind {
                    TypeKind::KeyOf(of) => Some(of),
                    _ => None,
                });
                of.unwrap_or(keys)
            }
            _ => keys,
        };
        match self.resolve(module, of, &None) {
            Ty::Parameter(..) | Ty::Deferred(..) | Ty::Unknown => remap.generic = true,
            source => remap.sources.push(source),
        }
    }

    /// The type of a new name is more than a choice among the old ones.
    fn makes_names(&self, module: ModId, ty: TypeId, depth: u32) -> bool {
        if depth > 12 {
            return true;
        }
        let loaded = self.loaded(module);
        let any = |types: &[TypeId]| types.iter().any(|it| self.makes_names(module, *it, depth + 1));
        match &loaded.module.ty(ty).kind {
            TypeKind::Template(_) => true,
            TypeKind::Union(parts) | TypeKind::Intersection(parts) => any(parts),
            TypeKind::Same(inner) => any(&[*inner]),
            TypeKind::Conditional { then, otherwise, .. } => any(&[*then, *otherwise]),
            TypeKind::Name { path, args } => {
                let Some(last) = path.last() else { return false };
                if ["Exclude", "Extract", "NonNullable"].contains(&last.name.as_str()) {
                    return any(args);
                }
                match self.type_name(module, ty, last.span).and_then(|it| it.binding()) {
                    Some((at, id)) => match self.loaded(at).module.binding(id).what {
                        What::Alias { ty, .. } => self.makes_names(at, ty, depth + 1),
                        _ => false,
                    },
                    // `Capitalize<K>` of the library, and what is not found.
                    None => !args.is_empty(),
                }
            }
            _ => false,
        }
    }

    /// The arguments of all uses of the alias `name` in a module, outside of its own declaration.
    pub fn arguments_of(&self, module: ModId, name: &str) -> Vec<Ty> {
        let loaded = self.loaded(module);
        let own = loaded.module.bindings.iter().find_map(|it| match &it.what {
            What::Alias { ty, .. } if it.ident.name == name => Some(below(&loaded.module, *ty)),
            _ => None,
        });
        let mut found = Vec::new();
        let of_others = |it: &TypeId| !own.as_ref().is_some_and(|own| own.contains(it));
        for (_, node) in loaded.module.types.entries().filter(|it| of_others(&it.0)) {
            if let TypeKind::Name { path, args } = &node.kind
                && path.last().is_some_and(|it| it.name == name)
            {
                found.extend(args.iter().map(|it| self.resolve(module, *it, &None)));
            }
        }
        found
    }

    /// A value of the type has the member that is declared at `is`: of its own, or where `deep` at some depth. None: a part of the type is not
    /// known.
    pub fn holds_member(&self, ty: &Ty, word: &str, deep: bool, is: &dyn Fn(ModId, Span) -> bool) -> Option<bool> {
        let left = Cell::new(TYPES);
        self.holds_here(ty, word, is, &left, if deep { 0 } else { DEPTH })
    }

    fn holds_here(
        &self,
        ty: &Ty,
        word: &str,
        is: &dyn Fn(ModId, Span) -> bool,
        left: &Cell<u32>,
        depth: u32,
    ) -> Option<bool> {
        if left.get() == 0 {
            return None;
        }
        left.set(left.get() - 1);
        let mut known = true;
        for part in parts(&present(ty)) {
            match part {
                Ty::Unknown | Ty::Parameter(..) | Ty::Deferred(..) => known = false,
                Ty::Shape(_) | Ty::Intersection(_) | Ty::Mapped(_) => {
                    let found = self.lookup(part, word).found;
                    let declared = |it: &super::ty::Property| {
                        let loaded = self.loaded(it.module);
                        is(it.module, loaded.module.shape(it.shape).members[it.index as usize].key.span)
                    };
                    if found.iter().any(declared) {
                        return Some(true);
                    }
                    if depth >= DEPTH {
                        continue;
                    }
                    let mut inner: Vec<Ty> = Vec::new();
                    if let Ty::Shape(it) = part {
                        inner.extend(nodes(&it.env).map(|it| it.ty.clone()));
                    }
                    // What the library declares holds what it was made with, and nothing else of the repository.
                    if !matches!(part, Ty::Shape(it) if self.is_library(it.module)) {
                        let names = self.declared_names(part, true).unwrap_or_default();
                        inner.extend(names.iter().take(64).map(|it| self.member_type(part, it)));
                    }
                    for it in inner {
                        match self.holds_here(&it, word, is, left, depth + 1) {
                            Some(true) => return Some(true),
                            Some(false) => {}
                            None => known = false,
                        }
                    }
                }
                _ => {}
            }
        }
        known.then_some(false)
    }
}

/// A type with all that it is written with.
fn below(module: &Module, ty: TypeId) -> FxHashSet<TypeId> {
    let (mut found, mut next) = (FxHashSet::default(), vec![ty]);
    let of_func = |id: FuncId, next: &mut Vec<TypeId>| {
        let func = module.func(id);
        next.extend(func.ret);
        next.extend(func.params.iter().filter_map(|it| module.roots[*it].ty));
        next.extend(func.type_params.iter().filter_map(|it| match module.binding(*it).what {
            What::TypeParam { constraint, .. } => constraint,
            _ => None,
        }));
    };
    while let Some(ty) = next.pop() {
        if !found.insert(ty) {
            continue;
        }
        match &module.ty(ty).kind {
            TypeKind::Name { args, .. } | TypeKind::Import { args, .. } => next.extend(args),
            TypeKind::Union(parts) | TypeKind::Intersection(parts) | TypeKind::Template(parts) => next.extend(parts),
            TypeKind::Array(inner) | TypeKind::Same(inner) | TypeKind::KeyOf(inner) => next.push(*inner),
            TypeKind::Tuple(elements) => next.extend(elements.iter().map(|it| it.ty)),
            TypeKind::Indexed(object, key) => next.extend([*object, *key]),
            TypeKind::Conditional { check, bound, then, otherwise } => next.extend([*check, *bound, *then, *otherwise]),
            TypeKind::Mapped { keys, renamed, value, .. } => {
                next.extend([*keys, *value]);
                next.extend(*renamed);
            }
            TypeKind::Func(func) | TypeKind::Constructor(func) => of_func(*func, &mut next),
            TypeKind::Literal(shape) => {
                let shape = module.shape(*shape);
                next.extend(shape.index);
                next.extend(shape.members.iter().filter_map(|it| it.ty));
                let funcs = shape.members.iter().filter_map(|it| it.func).chain(shape.calls.iter().copied());
                funcs.for_each(|it| of_func(it, &mut next));
            }
            _ => {}
        }
    }
    found
}
