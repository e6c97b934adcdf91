//! Struct types without a name that are written out more than once: each writing declares its fields anew, and yet both are one
//! type to the compiler. A field that is renamed in one of them alone parts them, and `append(list, struct{ … }{ … })` no longer
//! compiles.

use std::collections::BTreeMap;

use crate::lang::go::ast::{Decl, Expr, ExprKind, Field};
use crate::lang::go::visit::{Visit, walk_decl, walk_expr};
use crate::model::plan::{Input, Refusal, place, refuse};
use crate::model::{Span, SymbolId};

use super::GoPlanner;

impl GoPlanner<'_> {
    /// The same struct type, written again in the same top-level declaration, whose field does not take the new name along.
    /// Only where one of the two has no name: two named types are never one.
    pub(super) fn written_twice(
        &mut self,
        input: &Input,
        symbol: SymbolId,
        new: &str,
        names: &BTreeMap<SymbolId, String>,
        first: usize,
    ) -> Option<Refusal> {
        let (file, span) = input.facts.symbols.get(symbol).decl?;
        let decls = self.decls(file, span)?;
        let mut structs = Structs { text: &input.sources[file.0 as usize].text, types: Vec::new(), found: Vec::new() };
        decls.iter().for_each(|decl| structs.decl(decl));
        let own = structs.found.iter().find(|it| it.names.contains(&span))?;
        let at = own.names.iter().position(|name| *name == span)?;
        let parted = |it: &&Struct| {
            let along = it.names.get(at).and_then(|name| self.by_declaration.get(&(file, *name)));
            it.span != own.span
                && it.fields == own.fields
                && !(it.named && own.named)
                && along.and_then(|twin| names.get(twin)).is_none_or(|name| name != new)
        };
        let twin = structs.found.iter().find(parted)?;
        let reason = format!(
            "its struct type is written again ({}), and both are one type only while their fields are the same",
            place(input, file, twin.span.start)
        );
        Some(refuse(input, first, reason, "give the type a name first"))
    }
}

struct Struct {
    span: Span,
    /// It is what a `type` declaration names.
    named: bool,
    /// Each field with its type and tag, as written, without blanks.
    fields: Vec<String>,
    /// Where the names stand; an empty span for an embedded field.
    names: Vec<Span>,
}

/// Collects the struct types of declarations.
struct Structs<'t> {
    text: &'t str,
    /// The right sides of `type` declarations.
    types: Vec<Span>,
    found: Vec<Struct>,
}

impl Structs<'_> {
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

impl Visit for Structs<'_> {
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
