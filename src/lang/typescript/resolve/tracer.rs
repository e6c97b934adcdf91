//! Where a value of unknown type may come from: the files whose declarations or imports can say what it is. A value that only packages
//! have touched is none of the repository, however little is known of its type; one that was declared `any` may be everything.
//! The nouns, and what types say; `provenance` follows values.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use super::names::NamedType;
use super::ty::{ModId, Ty, nodes};
use super::types::Checker;
use crate::lang::typescript::syntax::module::*;

/// Values that are looked at for one question; a longer way may lead anywhere.
const STEPS: u32 = 600;

/// Where a value may come from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    /// Nothing says what it is: declared `any`, a parameter without a type, caught, not imported from where one can look.
    pub any: bool,
    /// The files of the repository, by path, that have a say in what it is: its type is one that they declare or can import.
    pub files: BTreeSet<SmolStr>,
}

impl Provenance {
    /// No file of the repository has a say in it.
    pub fn is_foreign(&self) -> bool {
        !self.any && self.files.is_empty()
    }

    /// Adds what has a say in another value.
    pub fn add(&mut self, other: Self) {
        self.any |= other.any;
        self.files.extend(other.files);
    }

    /// Nothing is known at all.
    pub fn anything() -> Self {
        Self { any: true, files: BTreeSet::new() }
    }
}

/// Follows values to where they come from.
pub struct Tracer<'t, 'a> {
    pub(super) checker: &'t Checker<'a>,
    /// A specifier that leads out of the repository.
    pub(super) is_package: &'t dyn Fn(&str) -> bool,
    pub(super) found: Provenance,
    pub(super) values: FxHashSet<(ModId, ExprId)>,
    pub(super) written: FxHashSet<(ModId, TypeId)>,
    pub(super) contexts: FxHashSet<(ModId, ExprId)>,
    pub(super) steps: u32,
}

impl<'t, 'a> Tracer<'t, 'a> {
    pub fn new(checker: &'t Checker<'a>, is_package: &'t dyn Fn(&str) -> bool) -> Self {
        Self {
            checker,
            is_package,
            found: Provenance::default(),
            values: FxHashSet::default(),
            written: FxHashSet::default(),
            contexts: FxHashSet::default(),
            steps: 0,
        }
    }

    /// Of two types, one of which is stored as the other.
    pub fn of_types(mut self, given: &Ty, wanted: &Ty) -> Provenance {
        [given, wanted].iter().for_each(|it| {
            self.ty(it, 0);
        });
        self.found
    }

    pub(super) fn goes_on(&mut self) -> bool {
        self.steps += 1;
        self.found.any |= self.steps > STEPS;
        !self.found.any
    }

    /// The declarations of a module have a say, where it belongs to the repository.
    pub(super) fn module(&mut self, module: ModId) {
        if !self.is_foreign(module) {
            let loaded = self.checker.loaded(module);
            // What another repository declares is not looked through.
            self.found.any |= !self.checker.is_own(module);
            self.found.files.insert(loaded.module.path.clone());
        }
    }

    /// No file of the repository has a say in it.
    pub(super) fn is_foreign(&self, module: ModId) -> bool {
        self.checker.is_library(module) || self.checker.is_installed(module)
    }

    /// What a package exports is its own, and what the repository adds to its declarations.
    pub(super) fn package(&mut self, source: &str) {
        if !(self.is_package)(source) {
            self.found.any = true;
        }
        self.found.files.extend(self.checker.files_that_declare(source));
    }

    /// What a call of a package gives, whose arguments were not understood to say it.
    pub(super) fn is_not_told(&self, ty: &Ty) -> bool {
        matches!(ty, Ty::Unknown) || matches!(ty, Ty::Parameter(at, _) | Ty::Deferred(at, ..) if self.is_foreign(*at))
    }

    /// Adds what a known type is made from; false where a part of it is not known.
    pub(super) fn ty(&mut self, ty: &Ty, depth: u32) -> bool {
        let all = |this: &mut Self, types: &mut dyn Iterator<Item = &Ty>| {
            // Each of them is looked at, also behind an unknown one.
            types.filter(|it| !this.ty(it, depth + 1)).count() == 0
        };
        match ty {
            Ty::Unknown => false,
            _ if depth > 12 || self.is_not_told(ty) => false,
            Ty::Shape(it) => {
                self.module(it.module);
                all(self, &mut nodes(&it.env).map(|it| &it.ty))
            }
            Ty::Func(signatures) => {
                signatures.iter().for_each(|it| self.module(it.module));
                let mut types = signatures.iter().flat_map(|it| nodes(&it.env)).map(|it| &it.ty);
                all(self, &mut types)
            }
            Ty::Tuple(elements) => all(self, &mut elements.iter().map(|it| &it.ty)),
            Ty::Union(parts) | Ty::Intersection(parts) => all(self, &mut parts.iter()),
            Ty::Sought(inner) | Ty::KeyOf(inner) => all(self, &mut std::iter::once(&**inner)),
            Ty::Mapped(it) => {
                self.module(it.module);
                all(self, &mut it.source.iter().chain([&it.keys]).chain(nodes(&it.env).map(|it| &it.ty)))
            }
            Ty::Deferred(module, _, env) => {
                self.module(*module);
                all(self, &mut nodes(env).map(|it| &it.ty))
            }
            Ty::Enum(module, _)
            | Ty::EnumMember(module, ..)
            | Ty::Namespace(module)
            | Ty::Block(module, _)
            | Ty::Parameter(module, _) => {
                self.module(*module);
                true
            }
            _ => true,
        }
    }

    /// A member that a known type is not known to have: that of a base which is not known, or none.
    pub(super) fn unseen_member(&mut self, ty: &Ty) {
        match ty {
            // `unknown`, `object`: a value of any type.
            Ty::Opaque => self.found.any = true,
            Ty::Shape(it) if !self.is_foreign(it.module) => {
                let loaded = self.checker.loaded(it.module);
                let shape = loaded.module.shape(it.shape);
                shape.extends.iter().chain(&shape.index).for_each(|it_| self.written(it.module, *it_));
                shape.bases.iter().for_each(|base| self.value(it.module, *base));
                for it in nodes(&it.env) {
                    self.ty(&it.ty, 0);
                }
            }
            other => {
                self.ty(other, 0);
            }
        }
    }

    /// A type as it is written.
    pub(super) fn written(&mut self, module: ModId, ty: TypeId) {
        if !self.goes_on() || !self.written.insert((module, ty)) {
            return;
        }
        let resolved = self.checker.resolve(module, ty, &None);
        if self.ty(&resolved, 0) {
            return;
        }
        let loaded = self.checker.loaded(module);
        match &loaded.module.ty(ty).kind {
            TypeKind::Keyword(Keyword::Any) | TypeKind::Other => self.found.any = true,
            TypeKind::Name { path, args } => {
                args.iter().for_each(|it| self.written(module, *it));
                let first = path.first().and_then(|it| self.checker.type_name(module, ty, it.span));
                match first {
                    Some(NamedType::Binding(at, id)) => self.named(at, id),
                    Some(NamedType::EnumMember(..)) => {}
                    None => path.iter().for_each(|it| {
                        self.found.files.extend(self.checker.files_that_declare(&it.name));
                    }),
                }
            }
            TypeKind::Literal(shape) => {
                let shape = loaded.module.shape(*shape);
                shape.members.iter().filter_map(|it| it.ty).for_each(|it| self.written(module, it));
                self.module(module);
            }
            TypeKind::Union(all) | TypeKind::Intersection(all) => all.iter().for_each(|it| self.written(module, *it)),
            TypeKind::Tuple(all) => all.iter().for_each(|it| self.written(module, it.ty)),
            TypeKind::Array(inner) | TypeKind::Same(inner) | TypeKind::KeyOf(inner) => self.written(module, *inner),
            TypeKind::Func(func) | TypeKind::Constructor(func) => self.result(module, *func),
            TypeKind::TypeOf(expr) => self.value(module, *expr),
            TypeKind::Indexed(object, key) => [object, key].iter().for_each(|it| self.written(module, **it)),
            TypeKind::Conditional { check, then, otherwise, .. } => {
                [check, then, otherwise].iter().for_each(|it| self.written(module, **it));
            }
            TypeKind::Mapped { keys, value, .. } => [keys, value].iter().for_each(|it| self.written(module, **it)),
            TypeKind::Import { source, args, .. } => {
                args.iter().for_each(|it| self.written(module, *it));
                self.specifier(module, source);
            }
            TypeKind::This => self.module(module),
            _ => {}
        }
    }

    /// A type by its name.
    pub(super) fn named(&mut self, module: ModId, id: BindingId) {
        let loaded = self.checker.loaded(module);
        match &loaded.module.binding(id).what {
            What::Alias { ty, .. } if !self.is_foreign(module) => {
                self.module(module);
                self.written(module, *ty);
            }
            What::Import { .. } | What::ImportAll { .. } => self.binding(module, id),
            What::TypeParam { constraint, .. } => {
                self.module(module);
                constraint.iter().for_each(|it| self.written(module, *it));
            }
            _ => self.module(module),
        }
    }

    /// The parameters of the written type of a callback.
    pub(super) fn callback(&mut self, module: ModId, ty: TypeId) {
        let loaded = self.checker.loaded(module);
        match &loaded.module.ty(ty).kind {
            TypeKind::Func(func) => {
                for root in loaded.module.func(*func).params.iter().map(|it| &loaded.module.roots[*it]) {
                    match root.ty {
                        Some(ty) => self.written(module, ty),
                        None => self.found.any = true,
                    }
                }
            }
            TypeKind::Union(all) | TypeKind::Intersection(all) => all.iter().for_each(|it| self.callback(module, *it)),
            TypeKind::Same(inner) | TypeKind::Array(inner) => self.callback(module, *inner),
            TypeKind::Name { path, .. } => {
                let alias = path.last().and_then(|it| self.checker.type_name(module, ty, it.span));
                let target = alias
                    .and_then(NamedType::binding)
                    .map(|(at, id)| (at, self.checker.loaded(at).module.binding(id).what.clone()));
                match target {
                    Some((at, What::Alias { ty: inner, .. })) if self.goes_on() => self.callback(at, inner),
                    _ => self.written(module, ty),
                }
            }
            _ => self.written(module, ty),
        }
    }
}
