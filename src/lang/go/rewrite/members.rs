//! What a renamed field or method would collide with in its type, and labels in their function.

use std::rc::Rc;

use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use crate::lang::go::ast::{Decl, Expr, ExprKind, Field, FuncDecl, Stmt, StmtKind};
use crate::lang::go::resolve::object::PkgId;
use crate::lang::go::visit::{Visit, walk_expr, walk_stmt};
use crate::model::plan::{Input, Refusal, place, refuse};
use crate::model::{FileId, Span, SymbolId};

use super::GoPlanner;
use super::member_names::{Members, base_name};
use super::names::OTHER_NAME;

impl GoPlanner<'_> {
    /// Fields and methods of one type share their names.
    pub(super) fn members(&mut self, input: &Input, symbol: SymbolId, new: &str, first: usize) -> Option<Refusal> {
        self.members_at(input, input.facts.symbols.get(symbol).decl?, new, first)
    }

    /// Fields that embed a type bear its name.
    pub(super) fn embedded(&mut self, input: &Input, new: &str, uses: &[usize]) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        for at in uses {
            let occurrence = &input.facts.occurrences[*at];
            let place = (occurrence.file, occurrence.span);
            let Some(entry) = self.entry(place.0, place.1) else { continue };
            let mut embedding = Embedding { at: place.1, found: false };
            entry.decls.iter().for_each(|decl| embedding.decl(decl));
            if embedding.found {
                refusals.extend(self.members_at(input, place, new, *at));
            }
        }
        refusals
    }

    /// Encoders look at exported fields only: one with a tag is there for them.
    pub(super) fn unseen(&mut self, input: &Input, symbol: SymbolId, new: &str, first: usize) -> Option<Refusal> {
        let info = input.facts.symbols.get(symbol);
        let exported = |name: &str| name.starts_with(char::is_uppercase);
        if !exported(&info.name) || exported(new) {
            return None;
        }
        let (file, span) = info.decl?;
        let mut tagged = Tagged { at: span, found: false };
        self.entry(file, span)?.decls.iter().for_each(|decl| tagged.decl(decl));
        let reason = format!("it has a tag, and encoders would no longer see it as `{new}`");
        tagged.found.then(|| refuse(input, first, reason, "give it a name that starts with an upper-case letter"))
    }

    fn members_at(&mut self, input: &Input, (file, span): (FileId, Span), new: &str, first: usize) -> Option<Refusal> {
        let entry = self.entry(file, span)?;
        let siblings = entry.members.get_or_init(|| Members::of(&entry.decls)).around(span);
        let (taken, named) = siblings.map_or((false, false), |it| (it.names.contains(new), it.named));
        let ix = self.universe.file_ix(file)?;
        let package = self.universe.package_of(ix);
        // The members of an anonymous struct within a type are not those of the type.
        let base = entry.decls.iter().find_map(|decl| match decl {
            Decl::Type(spec) if spec.ty.span.contains(span) && named => Some(spec.name.name.clone()),
            Decl::Func(FuncDecl { receiver: Some(receiver), name, .. }) if name.span == span => base_name(&receiver.ty),
            _ => None,
        });
        let has = |base: &SmolStr| self.member_names(package, base).contains(new);
        let taken = taken || base.as_ref().is_some_and(has);
        let of = base.map(|base| format!("`{base}`")).unwrap_or_else(|| "its type".to_owned());
        (taken && new != "_").then(|| {
            let reason = format!("{of} has a field or method `{new}` already");
            refuse(input, first, reason, "merge the two by hand, or keep the old name")
        })
    }

    /// The names of the methods and fields of a type.
    fn member_names(&mut self, package: PkgId, base: &SmolStr) -> Rc<FxHashSet<SmolStr>> {
        let key = (package, base.clone());
        if let Some(known) = self.outside.members.get(&key) {
            return known.clone();
        }
        let mut names: FxHashSet<SmolStr> = self.universe.method_names(package, base).into_iter().collect();
        if let Some(object) = self.universe.package_object(package, base) {
            let ty = self.universe.object_type(object);
            let under = self.universe.underlying(ty);
            let mut members = self.universe.fields(under);
            members.extend(self.universe.interface_methods(under).iter().copied());
            names.extend(members.into_iter().map(|(member, _)| self.universe.object(member).name.clone()));
        }
        let names = Rc::new(names);
        self.outside.members.insert(key, names.clone());
        names
    }

    /// The labels of one function body share their names; those of closures in it are apart.
    pub(super) fn label(&mut self, input: &Input, symbol: SymbolId, new: &str, first: usize) -> Option<Refusal> {
        let (file, span) = input.facts.symbols.get(symbol).decl?;
        let entry = self.entry(file, span)?;
        let other = label_in_the_way(&entry.decls, span, new)?;
        let reason = format!("the function has a label `{new}` already ({})", place(input, file, other.start));
        Some(refuse(input, first, reason, OTHER_NAME))
    }
}

/// The label `new` in the function body that declares a label at `at`.
fn label_in_the_way(decls: &[Decl], at: Span, new: &str) -> Option<Span> {
    let mut labels = Labels { bodies: vec![Span::default()], found: Vec::new() };
    decls.iter().for_each(|decl| labels.decl(decl));
    let body = labels.found.iter().find(|(.., span)| *span == at)?.0;
    labels.found.iter().find(|(other, name, _)| *other == body && name == new).map(|(.., span)| *span)
}

/// The labels of a declaration, each with the function body that it belongs to.
struct Labels {
    bodies: Vec<Span>,
    found: Vec<(Span, SmolStr, Span)>,
}

impl Visit for Labels {
    fn stmt(&mut self, stmt: &Stmt) {
        if let (StmtKind::Labeled { label, .. }, Some(body)) = (&stmt.kind, self.bodies.last()) {
            self.found.push((*body, label.name.clone(), label.span));
        }
        walk_stmt(self, stmt);
    }

    fn expr(&mut self, expr: &Expr) {
        let closure = matches!(expr.kind, ExprKind::FuncLit { .. });
        if closure {
            self.bodies.push(expr.span);
        }
        walk_expr(self, expr);
        if closure {
            self.bodies.pop();
        }
    }
}

/// Looks for an embedded field whose type's name stands at a place.
struct Embedding {
    at: Span,
    found: bool,
}

impl Visit for Embedding {
    fn expr(&mut self, expr: &Expr) {
        if !expr.span.contains(self.at) {
            return;
        }
        if let ExprKind::StructType(fields) = &expr.kind {
            let embeds = |ty: &Expr| name_span(ty) == Some(self.at);
            self.found |= fields.iter().any(|field| field.embedded && embeds(&field.ty));
        }
        walk_expr(self, expr);
    }
}

fn name_span(ty: &Expr) -> Option<Span> {
    match &ty.kind {
        ExprKind::Ident(_) => Some(ty.span),
        ExprKind::Selector { name, .. } => Some(name.span),
        ExprKind::Star(inner) | ExprKind::Paren(inner) => name_span(inner),
        ExprKind::Index { operand, .. } => name_span(operand),
        _ => None,
    }
}

/// Looks for the field that is declared at a place, and has a tag.
struct Tagged {
    at: Span,
    found: bool,
}

impl Visit for Tagged {
    fn field(&mut self, field: &Field) {
        self.found |= field.tag.is_some() && field.names.iter().any(|name| name.span == self.at);
        self.expr(&field.ty);
    }
}
