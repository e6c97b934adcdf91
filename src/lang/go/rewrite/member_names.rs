//! The struct and interface types that a declaration writes out, with the names in each: what a new name of one may meet.

use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use crate::lang::go::ast::{Decl, Expr, ExprKind, InterfaceElem};
use crate::lang::go::visit::{Visit, walk_decl, walk_expr};
use crate::model::Span;

/// The types of a declaration, by their start; one within another stands behind it.
pub(super) struct Members(Vec<MemberNames>);

/// A struct or interface type.
pub(super) struct MemberNames {
    span: Span,
    /// The innermost type around it, as an index.
    around: Option<usize>,
    /// It is what a `type` declaration declares.
    pub(super) named: bool,
    /// Its fields, those that it embeds included, or its own methods.
    pub(super) names: FxHashSet<SmolStr>,
}

impl Members {
    pub(super) fn of(decls: &[Decl]) -> Self {
        let mut members = Collect::default();
        decls.iter().for_each(|decl| members.decl(decl));
        members.found.sort_by_key(|it| (it.span.start, std::cmp::Reverse(it.span.end)));
        let mut open: Vec<usize> = Vec::new();
        for at in 0..members.found.len() {
            let span = members.found[at].span;
            while open.last().is_some_and(|it| !members.found[*it].span.contains(span)) {
                open.pop();
            }
            members.found[at].around = open.last().copied();
            open.push(at);
        }
        Self(members.found)
    }

    /// The innermost type around a place.
    pub(super) fn around(&self, at: Span) -> Option<&MemberNames> {
        let mut found = self.0.partition_point(|it| it.span.start <= at.start).checked_sub(1);
        while let Some(it) = found.map(|found| &self.0[found]) {
            if it.span.contains(at) {
                return Some(it);
            }
            found = it.around;
        }
        None
    }
}

#[derive(Default)]
struct Collect {
    found: Vec<MemberNames>,
    /// Where the right side of a `type` declaration starts that is met next.
    declared: Option<Span>,
}

impl Visit for Collect {
    fn decl(&mut self, decl: &Decl) {
        if let Decl::Type(spec) = decl {
            self.declared = Some(spec.ty.span);
        }
        walk_decl(self, decl);
    }

    fn expr(&mut self, expr: &Expr) {
        let names = match &expr.kind {
            ExprKind::StructType(fields) => {
                let named = fields.iter().flat_map(|field| &field.names).map(|it| it.name.clone());
                let embedded = fields.iter().filter(|field| field.embedded);
                Some(named.chain(embedded.filter_map(|field| embedded_name(&field.ty))).collect())
            }
            ExprKind::InterfaceType(elements) => {
                let method = |element: &InterfaceElem| match element {
                    InterfaceElem::Method { name, .. } => Some(name.name.clone()),
                    InterfaceElem::Embedded(_) => None,
                };
                Some(elements.iter().filter_map(method).collect())
            }
            _ => None,
        };
        if let Some(names) = names {
            let named = self.declared == Some(expr.span);
            self.found.push(MemberNames { span: expr.span, around: None, named, names });
        }
        walk_expr(self, expr);
    }
}

/// The name of an embedded field: that of its type.
fn embedded_name(ty: &Expr) -> Option<SmolStr> {
    match &ty.kind {
        ExprKind::Selector { name, .. } => Some(name.name.clone()),
        _ => base_name(ty),
    }
}

/// The name of the type that a receiver or an embedded field is of.
pub(super) fn base_name(ty: &Expr) -> Option<SmolStr> {
    match &ty.kind {
        ExprKind::Ident(name) => Some(name.clone()),
        ExprKind::Star(inner) | ExprKind::Paren(inner) => base_name(inner),
        ExprKind::Index { operand, .. } => base_name(operand),
        _ => None,
    }
}
