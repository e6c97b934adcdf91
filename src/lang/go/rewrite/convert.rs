//! Conversions between structs that are declared apart: `B(a)` compiles as long as both have the same fields, in the same
//! order. A field that is renamed in one of them alone would break them.

use crate::lang::go::GO;
use std::rc::Rc;

use memchr::memmem::Finder;
use smol_str::SmolStr;

use crate::lang::go::ast::{Expr, ExprKind};
use crate::lang::go::resolve::object::{FileIx, ObjId};
use crate::lang::go::resolve::offsets::word_offsets;
use crate::lang::go::resolve::types::Type;
use crate::lang::go::syntax::EntryKind;
use crate::lang::go::visit::{Visit, walk_expr};
use crate::model::plan::{Input, Refusal, place, refuse};
use crate::model::{Span, SymbolId};

use super::GoPlanner;

impl GoPlanner<'_> {
    /// Conversions that need the field's old name.
    pub(super) fn conversions(&mut self, input: &Input, symbol: SymbolId, first: usize) -> Vec<Refusal> {
        let info = input.facts.symbols.get(symbol);
        let Some(field) = self.object(info.decl) else { return Vec::new() };
        let types = self.structs_with(input, &info.name);
        let Some(own) = types.iter().find(|it| it.fields.contains(&field)) else { return Vec::new() };
        let names = |planner: &Self, it: &Struct| -> Vec<SmolStr> {
            it.fields.iter().map(|field| planner.universe.object(*field).name.clone()).collect()
        };
        let alike = |it: &&Struct| it.fields.len() == own.fields.len() && it.fields != own.fields;
        let mut twins: Vec<&Struct> = types.iter().filter(alike).collect();
        if !twins.is_empty() {
            let wanted = names(self, own);
            twins.retain(|it| names(self, it) == wanted);
        }
        if twins.is_empty() {
            return Vec::new();
        }
        let mut refusals = Vec::new();
        for target in twins.iter().copied().chain([own]) {
            let others: Vec<&Struct> = if target.fields == own.fields { twins.clone() } else { vec![own] };
            refusals.extend(self.conversion_to(input, target, &others, first));
        }
        refusals
    }

    fn fields_of(&mut self, object: ObjId) -> Rc<Vec<ObjId>> {
        if let Some(known) = self.outside.fields.get(&object) {
            return known.clone();
        }
        let ty = self.universe.object_type(object);
        let under = self.universe.underlying(ty);
        let fields = Rc::new(self.universe.fields(under).into_iter().map(|(field, _)| field).collect::<Vec<_>>());
        self.outside.fields.insert(object, fields.clone());
        fields
    }

    /// The struct types of the roots that have a field `name`.
    fn structs_with(&mut self, input: &Input, name: &str) -> Vec<Struct> {
        let finder = Finder::new(name.as_bytes());
        let mut found: Vec<Struct> = Vec::new();
        for source in input.sources.iter().filter(|it| it.language == GO) {
            if finder.find(source.text.as_bytes()).is_none() {
                continue;
            }
            let Some(ix) = self.universe.file_ix(source.id) else { continue };
            let (outline, package) = (self.universe.outline(ix), self.universe.package_of(ix));
            for entry in outline.entries.iter().filter(|it| it.kind == EntryKind::Type) {
                let [declared] = entry.names.as_slice() else { continue };
                let text = source.text.get(entry.span.range()).unwrap_or_default();
                if word_offsets(text, &finder).is_empty() {
                    continue;
                }
                let Some(object) = self.universe.package_object(package, &declared.name) else { continue };
                let fields = self.fields_of(object);
                if !fields.is_empty() {
                    found.push(Struct { object, fields });
                }
            }
        }
        found
    }

    /// The first conversion of a value of one of `others` to `target`.
    fn conversion_to(&mut self, input: &Input, target: &Struct, others: &[&Struct], first: usize) -> Option<Refusal> {
        let name = self.universe.object(target.object).name.clone();
        let called = format!("{name}(");
        let (finder, parenthesised) = (Finder::new(called.as_bytes()), format!("{name})("));
        for source in input.sources.iter().filter(|it| it.language == GO) {
            let text = source.text.as_bytes();
            if finder.find(text).is_none() && memchr::memmem::find(text, parenthesised.as_bytes()).is_none() {
                continue;
            }
            let Some(ix) = self.universe.file_ix(source.id) else { continue };
            if let Some(at) = self.conversion_in(ix, &name, target, others) {
                let it = self.universe.symbol_path(others[0].object);
                let reason = format!(
                    "a conversion between `{it}` and `{}` needs the same fields in both ({})",
                    self.universe.symbol_path(target.object),
                    place(input, source.id, at.start)
                );
                return Some(refuse(
                    input,
                    first,
                    reason,
                    "replace the conversion by a literal, or rename both by hand",
                ));
            }
        }
        None
    }

    fn conversion_in(&mut self, ix: FileIx, name: &str, target: &Struct, others: &[&Struct]) -> Option<Span> {
        let (outline, text) = (self.universe.outline(ix), self.universe.text(ix));
        let finder = Finder::new(name.as_bytes());
        for (index, entry) in outline.entries.iter().enumerate() {
            if finder.find(text.get(entry.span.range()).unwrap_or_default().as_bytes()).is_none() {
                continue;
            }
            let (decls, info) = self.universe.check_parsed(ix, index as u32, true);
            let mut calls = Calls { name, found: Vec::new() };
            decls.iter().for_each(|decl| calls.decl(decl));
            for (function, argument) in calls.found {
                if info.object(function.start) != Some(target.object) {
                    continue;
                }
                let ty = match *self.universe.ty(info.ty(argument)) {
                    // `(*B)(pointer)`
                    Type::Pointer(to) => to,
                    _ => info.ty(argument),
                };
                let under = self.universe.underlying(ty);
                let fields: Vec<ObjId> = self.universe.fields(under).into_iter().map(|(field, _)| field).collect();
                if others.iter().any(|other| *other.fields == fields) {
                    return Some(function);
                }
            }
        }
        None
    }
}

struct Struct {
    object: ObjId,
    fields: Rc<Vec<ObjId>>,
}

/// Calls with one argument of something called `name`: the name, and the argument.
struct Calls<'a> {
    name: &'a str,
    found: Vec<(Span, Span)>,
}

impl Visit for Calls<'_> {
    fn expr(&mut self, expr: &Expr) {
        if let ExprKind::Call { function, arguments, .. } = &expr.kind
            && let ([argument], Some((name, span))) = (arguments.as_slice(), type_name(function))
            && name == self.name
        {
            self.found.push((span, argument.span));
        }
        walk_expr(self, expr);
    }
}

fn type_name(function: &Expr) -> Option<(SmolStr, Span)> {
    match &function.kind {
        ExprKind::Ident(name) => Some((name.clone(), function.span)),
        ExprKind::Selector { name, .. } => Some((name.name.clone(), name.span)),
        ExprKind::Paren(inner) | ExprKind::Star(inner) => type_name(inner),
        _ => None,
    }
}
