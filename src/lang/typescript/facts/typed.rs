//! Names that bear a term and are declared with a type that bears one, too: `node: NodeData`, `nodes: NodeData[]`,
//! `getNode(): Promise<NodeData>`.

use super::emit::{Emit, SymbolRef};
use crate::lang::typescript::resolve::types::{ModId, Ty, present};
use crate::lang::typescript::syntax::module::*;
use crate::model::{Flow, FlowKind, Span, Strength};

/// Types in types that are looked through: `Promise<Map<string, Node[]>>`.
const DEPTH: u32 = 6;

impl Emit<'_> {
    /// Links the values, members and functions of the file to their types.
    pub(super) fn types(&mut self) {
        let loaded = self.loaded.clone();
        let module = &loaded.module;
        let mut found: Vec<(SymbolRef, SymbolRef, Span)> = Vec::new();
        for (id, binding) in module.bindings.entries() {
            let symbol = SymbolRef::Binding(self.main, id);
            if !self.bears_term(symbol) {
                continue;
            }
            let ty = match binding.what {
                What::Value(pat) => {
                    let pat = &module.pats[pat];
                    let written = module.roots[pat.root].ty.filter(|_| pat.steps.is_empty());
                    match written {
                        Some(ty) => self.written(ty, 0),
                        None => self.inferred(&self.checker.binding_type(self.main, id), 0),
                    }
                }
                What::Func(func) => module.func(func).ret.and_then(|it| self.written(it, 0)),
                _ => None,
            };
            found.extend(ty.map(|ty| (ty, symbol, binding.ident.span)));
        }
        for (id, shape) in module.shapes.entries() {
            for (index, member) in shape.members.iter().enumerate() {
                let symbol = SymbolRef::Member(self.main, id, index as u32);
                let result = || module.func(member.func?).ret;
                let Some(ty) = member.ty.or_else(result).filter(|_| self.bears_term(symbol)) else { continue };
                found.extend(self.written(ty, 0).map(|ty| (ty, symbol, member.key.span)));
            }
        }
        for (from, to, span) in found.into_iter().filter(|(from, to, _)| from != to) {
            let (from, to) = (self.intern(from), self.intern(to));
            let (kind, strength) = (FlowKind::Type, Strength::Strong);
            self.facts.flows.push(Flow { from, to, kind, strength, file: self.source.id, span });
        }
    }

    /// The type that is written, where it bears a term: the name itself, or what an array, a promise or a `Partial` holds.
    fn written(&self, ty: TypeId, depth: u32) -> Option<SymbolRef> {
        let node = self.loaded.module.ty(ty);
        if depth > DEPTH {
            return None;
        }
        match &node.kind {
            TypeKind::Name { path, args } => {
                let name = path.last()?;
                let (at, id) = self.checker.type_name(self.main, ty, name.span)?.binding()?;
                let named = SymbolRef::Binding(at, id);
                if self.bears_term(named) {
                    return Some(named);
                }
                let holds = self.checker.is_library(at);
                args.last().filter(|_| holds).and_then(|it| self.written(*it, depth + 1))
            }
            TypeKind::Array(inner) | TypeKind::Same(inner) => self.written(*inner, depth + 1),
            TypeKind::Union(parts) => {
                let mut known = parts.iter().filter_map(|it| self.written(*it, depth + 1));
                let first = known.next()?;
                known.all(|it| it == first).then_some(first)
            }
            _ => None,
        }
    }

    /// The declared name of a type that was found, where it bears a term.
    fn inferred(&self, ty: &Ty, depth: u32) -> Option<SymbolRef> {
        let ty = present(ty);
        if depth > DEPTH {
            return None;
        }
        let Ty::Shape(it) = &ty else { return None };
        if let Some(named) = self.declared(it.module, it.shape).filter(|named| self.bears_term(*named)) {
            return Some(named);
        }
        match self.checker.element(&ty) {
            Ty::Unknown => None,
            element => self.inferred(&element, depth + 1),
        }
    }

    fn declared(&self, module: ModId, shape: ShapeId) -> Option<SymbolRef> {
        let loaded = self.checker.loaded(module);
        let shape = loaded.module.shape(shape);
        let is_type = matches!(shape.kind, ShapeKind::Interface | ShapeKind::Class | ShapeKind::TypeLiteral);
        shape.binding.filter(|_| is_type).map(|it| SymbolRef::Binding(module, it))
    }
}
