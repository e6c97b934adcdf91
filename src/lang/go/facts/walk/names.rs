//! Identifiers: the symbol of each, and the record of each hit.

use crate::lang::go::ast::{Expr, ExprKind, Ident};
use crate::lang::go::resolve::object::{ObjId, ObjKind};
use crate::lang::go::resolve::types::{Type, TypeId};
use crate::model::{Certainty, Flow, FlowKind, Role, Span, Strength, SymbolId, SymbolInfo};
use crate::text::words::TermHit;
use smol_str::{SmolStr, format_smolstr};

use super::super::hits::hits_in;
use super::super::symbols::symbol_info;
use super::{HitMeaning, Walker};

impl Walker<'_, '_> {
    /// The name of an embedded field is also the name of its type; the hit is the type's. Gives the symbol of the field.
    pub(super) fn embedded(&mut self, ty: &Expr) -> Option<SymbolId> {
        let name = match &ty.kind {
            ExprKind::Star(inner) | ExprKind::Paren(inner) => return self.embedded(inner),
            ExprKind::Index { operand, .. } => return self.embedded(operand),
            ExprKind::Selector { name, .. } => name.span,
            _ => ty.span,
        };
        let meanings = [self.info.object(name.start), self.info.second(name.start)];
        if let Some(second) = meanings[1] {
            let (second, symbols) = (self.symbol(second), self.ident_symbols(name));
            for symbol in symbols {
                self.link(symbol, second, FlowKind::SameName, Strength::Strong, name);
            }
        }
        let field = ObjKind::Field { embedded: true };
        let own = meanings.into_iter().flatten().find(|it| self.universe.object(*it).kind == field);
        own.map(|it| self.symbol(it))
    }

    /// The identifier at `span` declares what it names.
    pub(super) fn defines(&self, span: Span) -> bool {
        let object = self.info.object(span.start);
        object.and_then(|object| self.universe.declaration(object)).is_some_and(|at| at == (self.file, span))
    }

    /// Records what a name is; gives its symbol when it was resolved.
    pub(super) fn name(&mut self, ident: &Ident, fallback: Role, declaration: bool) -> Option<SymbolId> {
        let object = self.info.object(ident.span.start);
        let symbol = object.map(|object| self.symbol(object));
        if let Some(symbol) = symbol
            && self.seen_set.insert(symbol)
        {
            self.seen.push(symbol);
        }
        if self.is_hit(ident.span) {
            let role = match symbol.map(|symbol| self.out.symbols.get(symbol).role) {
                Some(Role::Field) if matches!(fallback, Role::LiteralKey | Role::Selector) => fallback,
                Some(role) => role,
                None => fallback,
            };
            let certainty = if symbol.is_some() { Certainty::Resolved } else { Certainty::Textual };
            self.record(ident.span, role, symbol, declaration, certainty);
        }
        symbol
    }

    /// `corev1.NodeName`, and `node.NodeName` of a type of that package, where its module is not on this machine: whatever that name is, a
    /// library declares it.
    pub(super) fn member_of_missing(&mut self, operand: &Expr, name: &Ident) -> bool {
        if !self.is_hit(name.span) || self.info.object(name.span.start).is_some() {
            return false;
        }
        let import = match operand.kind {
            ExprKind::Ident(_) => self.info.object(operand.span.start).and_then(|it| self.universe.missing_library(it)),
            _ => None,
        };
        let owner = import.or_else(|| self.universe.type_of_missing_library(self.info.ty(operand.span)));
        owner.is_some_and(|owner| self.declared_by_library(&owner, name, Role::Selector))
    }

    /// `NodeName` of `corev1.Node{NodeName: name}`, where the module of the type is not on this machine. A name that is declared here may
    /// be the key of a map.
    pub(super) fn key_of_missing(&mut self, literal: &Expr, key: &Ident) -> bool {
        if !self.is_hit(key.span) || self.info.object(key.span.start).is_some() {
            return false;
        }
        let owner = self.universe.type_of_missing_library(self.info.ty(literal.span));
        owner.is_some_and(|owner| self.declared_by_library(&owner, key, Role::LiteralKey))
    }

    fn declared_by_library(&mut self, owner: &str, name: &Ident, role: Role) -> bool {
        let symbol = self.out.symbols.intern(SymbolInfo {
            context: owner.rsplit('/').next().map(SmolStr::new).into_iter().collect(),
            path: format_smolstr!("{owner}.{}", name.name),
            scope: SmolStr::default(),
            name: name.name.clone(),
            role: Role::Other,
            decl: None,
            generated: false,
            external: true,
        });
        self.record(name.span, role, Some(symbol), false, Certainty::Resolved);
        true
    }

    pub(super) fn ident_symbols(&mut self, span: Span) -> Vec<SymbolId> {
        let object = self.info.object(span.start).filter(|object| {
            !matches!(
                self.universe.object(*object).kind,
                ObjKind::PkgName | ObjKind::Builtin | ObjKind::Nil | ObjKind::Label
            )
        });
        object.map(|object| self.symbol(object)).into_iter().collect()
    }

    /// The symbol of an object, added to the facts when it is new.
    pub(super) fn symbol(&mut self, object: ObjId) -> SymbolId {
        if let Some(symbol) = self.ids.get(&object) {
            return *symbol;
        }
        let info = symbol_info(self.universe, object);
        let bears = self.terms.find_in(&info.name).is_some();
        let symbol = self.out.symbols.intern(info);
        self.ids.insert(object, symbol);
        // Only a name of the migration starts a flow, so the types of all others need not be known.
        let value = |kind: &ObjKind| {
            matches!(
                kind,
                ObjKind::Field { .. }
                    | ObjKind::Param
                    | ObjKind::Result
                    | ObjKind::Local
                    | ObjKind::Global
                    | ObjKind::Const
            )
        };
        if bears && value(&self.universe.object(object).kind) && self.is_flag(object) {
            self.flags.insert(symbol);
        }
        if bears {
            self.of_type(object, symbol);
        }
        symbol
    }

    /// Links what bears a term to its type, where that bears one, too: `node *Node`, `nodes map[string]Node`, and `getNode`, which gives
    /// one. The file that declares the value says so, or whoever uses what is declared in a generated file.
    fn of_type(&mut self, object: ObjId, symbol: SymbolId) {
        let Some((file, span)) = self.universe.declaration(object) else { return };
        if file != self.file && !self.out.symbols.get(symbol).generated {
            return;
        }
        let ty = match self.universe.object(object).kind {
            ObjKind::Func | ObjKind::Method | ObjKind::InterfaceMethod => {
                let Some(first) = self.universe.result_objects(object).into_iter().next() else { return };
                self.universe.object_type(first)
            }
            ObjKind::Field { .. }
            | ObjKind::Param
            | ObjKind::Result
            | ObjKind::Local
            | ObjKind::Global
            | ObjKind::Const => self.universe.object_type(object),
            _ => return,
        };
        if let Some(named) =
            self.named_type(ty).filter(|it| self.terms.find_in(&self.universe.object(*it).name).is_some())
        {
            let (from, kind, strength) = (self.symbol(named), FlowKind::Type, Strength::Strong);
            self.out.flows.push(Flow { from, to: symbol, kind, strength, file, span });
        }
    }

    /// The type name behind pointers and containers: `Node` of `map[string][]*Node`.
    fn named_type(&self, mut ty: TypeId) -> Option<ObjId> {
        loop {
            ty = match self.universe.ty(ty) {
                Type::Named { obj, .. } => return Some(*obj),
                Type::Pointer(to) | Type::Slice(to) | Type::Array(to, _) | Type::Map(_, to) | Type::Chan(to) => *to,
                _ => return None,
            };
        }
    }

    pub(super) fn hits_in(&self, span: Span) -> Vec<TermHit> {
        hits_in(self.hits, span).to_vec()
    }

    pub(super) fn is_hit(&self, span: Span) -> bool {
        hits_in(self.hits, span).first().is_some_and(|hit| hit.span.start == span.start)
    }

    pub(super) fn record(
        &mut self,
        at: Span,
        role: Role,
        symbol: Option<SymbolId>,
        declaration: bool,
        certainty: Certainty,
    ) {
        let context = self.siblings.clone();
        let group = match role {
            Role::LogKey => self.around.group,
            Role::MapKey => self.read_beside(at).or(self.around.group),
            Role::QueryParameter => self.read_beside(at),
            Role::StructTag => self.around.paired,
            _ => None,
        };
        let kept = None;
        self.meanings.entry(at.start).or_insert(HitMeaning {
            role,
            symbol,
            declaration,
            certainty,
            context,
            group,
            kept,
        });
    }

    /// The old key of a fallback is the same thing as the new one.
    pub(super) fn join_fallbacks(&mut self) {
        for it in std::mem::take(&mut self.fallbacks) {
            let symbol = |literal: Span| self.meanings.get(&self.hits_in(literal).first()?.span.start)?.symbol;
            if let (Some(new), Some(old)) = (symbol(it.new), symbol(it.old)) {
                self.link(new, old, FlowKind::SameName, Strength::Strong, it.span);
            }
        }
    }

    /// The read by the new name and the one by the old name, when the key at `at` is one of theirs.
    fn read_beside(&self, at: Span) -> Option<Span> {
        self.fallbacks.iter().find(|it| it.new.contains(at) || it.old.contains(at)).map(|it| it.span)
    }
}
