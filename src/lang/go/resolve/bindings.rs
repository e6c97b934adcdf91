//! What the plain names of one declaration are bound to: for the rewriter, that has to know what a new name would capture.
//! Fields and methods are left out: they are reached through a value and can't be captured.

use std::collections::{BTreeMap, BTreeSet};

use smol_str::SmolStr;

use crate::lang::go::ast::{Decl, Expr, ExprKind};
use crate::lang::go::names::each_name;
use crate::lang::go::visit::{Visit, walk_expr};
use crate::model::{FileId, Span};

use super::check::Info;
use super::object::{ObjId, ObjKind};
use super::universe::Universe;

/// A name that is used or declared in one declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The name.
    pub name: SmolStr,
    /// Where it is declared, when that is in this declaration: it is then local to it (or is its own name).
    pub decl: Option<Span>,
    /// Where it is declared, when that is in the roots.
    pub declared: Option<(FileId, Span)>,
    /// The declared thing lives in a function.
    pub local: bool,
    /// Every place in this declaration that bears the name, its declaration too, in order.
    pub uses: Vec<Span>,
}

/// The bindings of one parsed and checked declaration of `file`, in the order of their first use.
pub fn bindings(universe: &Universe, file: FileId, decls: &[Decl], info: &Info) -> Vec<Binding> {
    let mut found: BTreeMap<ObjId, Binding> = BTreeMap::new();
    let mut selected = Selected::default();
    decls.iter().for_each(|decl| selected.decl(decl));
    for decl in decls {
        each_name(decl, &mut |name, span| {
            // `Name` of `pkg.Name` is looked up in the package, whatever else is called so here.
            if selected.starts.contains(&span.start) {
                return;
            }
            let Some(object) = info.object(span.start) else { return };
            let it = universe.object(object);
            if matches!(it.kind, ObjKind::Field { .. } | ObjKind::Method | ObjKind::InterfaceMethod | ObjKind::Label) {
                return;
            }
            let binding = found.entry(object).or_insert_with(|| {
                let declared = universe.declaration(object);
                let decl = declared.filter(|(at, _)| *at == file).map(|(_, span)| span);
                Binding { name: SmolStr::new(name), decl, declared, local: it.local, uses: Vec::new() }
            });
            binding.uses.push(span);
        });
    }
    let mut bindings: Vec<Binding> = found.into_values().collect();
    for binding in &mut bindings {
        binding.uses.sort_unstable();
        binding.uses.dedup();
        binding.decl = binding.decl.filter(|decl| binding.uses.contains(decl));
    }
    bindings.sort_by_key(|binding| binding.uses.first().copied());
    bindings
}

/// Names behind a dot.
#[derive(Default)]
struct Selected {
    starts: BTreeSet<u32>,
}

impl Visit for Selected {
    fn expr(&mut self, expr: &Expr) {
        if let ExprKind::Selector { name, .. } = &expr.kind {
            self.starts.insert(name.span.start);
        }
        walk_expr(self, expr);
    }
}
