//! The struct types that a declaration writes out, with their fields as they are written.

use crate::lang::go::ast::{Decl, Expr, ExprKind, Field};
use crate::lang::go::resolve::object::FileIx;
use crate::lang::go::visit::{Visit, walk_decl, walk_expr};
use crate::model::{FileId, Span};
use smol_str::SmolStr;
use std::collections::BTreeSet;

/// The struct types of a declaration.
pub(super) struct Structs(pub(super) Vec<Struct>);

impl Structs {
    pub(super) fn of(text: &str, decls: &[Decl]) -> Self {
        let mut structs = Collect { text, types: Vec::new(), found: Vec::new() };
        decls.iter().for_each(|decl| structs.decl(decl));
        Self(structs.found)
    }
}

pub(super) struct Struct {
    pub(super) span: Span,
    /// It is what a `type` declaration names.
    pub(super) named: bool,
    /// Each field with its type and tag, as written, without blanks.
    pub(super) fields: Vec<String>,
    /// Where the names stand; an empty span for an embedded field.
    pub(super) names: Vec<Span>,
}

impl Struct {
    /// The names of the fields, in order; `None` for an embedded one.
    pub(super) fn field_names(&self) -> Vec<Option<&str>> {
        let named = self.fields.iter().zip(&self.names);
        named.map(|(field, name)| field.split(' ').next().filter(|_| *name != Span::default())).collect()
    }
}

/// A struct type, where it is written.
pub(super) struct Written {
    pub(super) at: (FileIx, u32),
    pub(super) file: FileId,
    pub(super) span: Span,
    /// In the body of a function: nothing outside of it can have this type.
    pub(super) local: bool,
    /// What a type declaration calls it.
    pub(super) name: Option<SmolStr>,
    /// It is a term of a constraint.
    pub(super) term: bool,
}

/// A struct type, and what is written apart from it.
pub(super) struct Apart {
    pub(super) own: Written,
    /// Other struct types whose fields have the same names.
    pub(super) twins: Vec<Written>,
    /// The declarations in which a value of one can become one of another.
    pub(super) places: BTreeSet<(FileIx, u32)>,
}

/// Collects the struct types of declarations.
struct Collect<'t> {
    text: &'t str,
    /// The right sides of `type` declarations.
    types: Vec<Span>,
    found: Vec<Struct>,
}

impl Collect<'_> {
    fn add(&mut self, span: Span, fields: &[Field]) {
        let written = |span: Span| -> String {
            let text = self.text.get(span.range()).unwrap_or_default();
            text.chars().filter(|it| !it.is_whitespace()).collect()
        };
        let (mut all, mut names) = (Vec::new(), Vec::new());
        for field in fields {
            let rest = format!("{} {}", written(field.ty.span), field.tag.map(written).unwrap_or_default());
            for name in &field.names {
                all.push(format!("{} {rest}", name.name));
                names.push(name.span);
            }
            if field.names.is_empty() {
                all.push(format!("= {rest}"));
                names.push(Span::default());
            }
        }
        self.found.push(Struct { span, named: self.types.contains(&span), fields: all, names });
    }
}

impl Visit for Collect<'_> {
    fn decl(&mut self, decl: &Decl) {
        if let Decl::Type(spec) = decl {
            self.types.push(spec.ty.span);
        }
        walk_decl(self, decl);
    }

    fn expr(&mut self, expr: &Expr) {
        if let ExprKind::StructType(fields) = &expr.kind {
            self.add(expr.span, fields);
        }
        walk_expr(self, expr);
    }
}
