//! Which declared members of a name a value of a type may have, for each part of a union or intersection.

use super::reader::Reader;
use super::reference::{Decl, Meaning};
use crate::lang::typescript::resolve::held::Held;
use crate::lang::typescript::resolve::types::{Entity, Property, Ty, parts};
use crate::lang::typescript::syntax::module::*;

impl Reader<'_> {
    /// All declared members of this name that a value of the type may have, for each part of a union or intersection.
    pub(super) fn members(&self, owner: &Ty) -> Vec<Option<Decl>> {
        let mut found = Vec::new();
        self.collect(owner, &mut found, 0);
        found.sort();
        found.dedup();
        found
    }

    /// The members of this name that the shapes of a value declare; `None`: it may hold any.
    pub(super) fn held(&self, held: &Held) -> Option<Vec<Option<Decl>>> {
        if held.open {
            return None;
        }
        let mut found = Vec::new();
        for (module, shape) in &held.shapes {
            for (_, index) in self.checker.loaded(*module).index().members_of(*shape, self.word) {
                let it = Property { module: *module, shape: *shape, index: *index, env: None };
                self.collect_member(&it, &mut found, 0);
            }
        }
        found.sort();
        found.dedup();
        Some(found)
    }

    fn collect(&self, owner: &Ty, found: &mut Vec<Option<Decl>>, depth: u32) {
        match owner {
            Ty::Unknown => {}
            // `Record<keyof Build, string>`: the names are those of the members of the type, and follow them.
            Ty::Mapped(it) if self.compares && depth < 8 && it.source.is_none() && it.renamed.is_none() => {
                match &it.keys {
                    Ty::KeyOf(of) => self.collect(of, found, depth + 1),
                    keys => {
                        self.collect_here(owner, found, depth);
                        self.collect_name(keys, found, depth);
                    }
                }
            }
            Ty::Mapped(it) if self.compares && depth < 8 && it.renamed.is_none() => {
                self.collect_here(owner, found, depth);
                if let (true, Some(source @ Ty::Mapped(_))) = (found.is_empty(), &it.source) {
                    self.collect(source, found, depth + 1);
                }
            }
            _ => self.collect_here(owner, found, depth),
        }
    }

    /// `Exclude<keyof Build, 'at'>`: some names of a type.
    fn collect_name(&self, keys: &Ty, found: &mut Vec<Option<Decl>>, depth: u32) {
        for part in parts(keys) {
            let Ty::Intersection(all) = part else { continue };
            if let [Ty::Text(name), Ty::KeyOf(of)] = &all[..]
                && name == self.word
            {
                self.collect(of, found, depth + 1);
            }
        }
    }

    fn collect_here(&self, owner: &Ty, found: &mut Vec<Option<Decl>>, depth: u32) {
        match owner {
            Ty::Unknown => {}
            _ => {
                for name in [self.word.to_owned(), format!("#{}", self.word)] {
                    let it = self.checker.lookup(owner, &name);
                    for property in &it.found {
                        self.collect_member(property, found, depth);
                    }
                    for entity in &it.other {
                        if let Entity::Binding(at, id) = entity
                            && let Meaning::Of(all) = self.binding(*at, *id)
                        {
                            found.extend(all);
                        }
                    }
                    if !found.is_empty() {
                        // A part of the type is not known: there the name may be another's.
                        found.extend(it.open.then_some(None));
                        break;
                    }
                }
            }
        }
    }

    /// A key of a literal is the member of the type that its place asks for, where there is one.
    fn collect_member(&self, it: &Property, found: &mut Vec<Option<Decl>>, depth: u32) {
        let loaded = self.checker.loaded(it.module);
        let shape = loaded.module.shape(it.shape);
        if let (ShapeKind::Object, true) = (shape.kind, depth < 8) {
            let before = found.len();
            self.collect(&self.checker.asked_of_literal(it.module, it.shape, self.word), found, depth + 1);
            if found.len() > before {
                return;
            }
        }
        let span = shape.members[it.index as usize].key.span;
        found.push(loaded.file.map(|file| (file, span)));
    }

    pub(super) fn members_or_unknown(&self, owner: &Ty) -> Meaning {
        match (self.members(owner), owner) {
            (found, _) if !found.is_empty() => Meaning::Of(found),
            (_, Ty::Tuple(_) | Ty::Text(_) | Ty::String | Ty::Number | Ty::Boolean) => Meaning::Foreign,
            _ => Meaning::Unknown,
        }
    }

    /// `globalThis`, `window`: it has every global variable as a property.
    pub(super) fn is_global_object(&self, object: ExprId) -> bool {
        let mut at = object;
        while let ExprKind::Same(inner) | ExprKind::As(inner, _) = self.module().expr(at).kind {
            at = inner;
        }
        let ExprKind::Ident(name) = &self.module().expr(at).kind else { return false };
        let named = ["globalThis", "window", "self", "global"].contains(&name.as_str());
        named && self.checker.identifier(self.main, at).is_none_or(|it| self.checker.is_library(it.0))
    }
}
