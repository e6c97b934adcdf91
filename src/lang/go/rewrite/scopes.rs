//! Where in a declaration a name can be used: the block that it belongs to, and from which byte on. The rules are those of
//! the Go specification, "Declarations and scope".

use std::collections::BTreeMap;

use crate::lang::go::ast::{
    Block, Case, Decl, Expr, ExprKind, Field, FuncDecl, Ident, InterfaceElem, Signature, Stmt, StmtKind,
};
use crate::lang::go::visit::{Visit, walk_decl, walk_expr, walk_stmt};
use crate::model::Span;

/// Where one declared name is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// The block. Two names of one block can't be the same.
    pub scope: Span,
    /// The variable of a type switch is declared in the block of each case.
    cases: Vec<Span>,
    /// The name is known from here on.
    from: u32,
    /// What lies in the block and is yet read outside of it: the types of a type switch's cases.
    except: Vec<Span>,
}

impl Reach {
    /// Of what is declared outside of the declaration: another one, an import, a predeclared name.
    pub const EVERYWHERE: Self =
        Self { scope: Span { start: 0, end: u32::MAX }, cases: Vec::new(), from: 0, except: Vec::new() };

    /// The two are declared in one block.
    pub fn shares_a_block(&self, other: &Self) -> bool {
        self.scope == other.scope || self.cases.contains(&other.scope) || other.cases.contains(&self.scope)
    }

    /// A name at `at` could be this one.
    pub fn holds(&self, at: Span) -> bool {
        self.scope.contains(at) && at.start >= self.from && !self.except.iter().any(|it| it.contains(at))
    }
}

/// The names that a declaration declares inside of itself.
#[derive(Debug, Default)]
pub struct Scopes {
    names: BTreeMap<u32, Reach>,
}

impl Scopes {
    /// Collects them from a parsed declaration.
    pub fn of(decls: &[Decl]) -> Self {
        let mut collect = Collect { scopes: Self::default(), blocks: Vec::new() };
        decls.iter().for_each(|decl| collect.decl(decl));
        collect.scopes
    }

    /// Where the name that is declared at `decl` is known.
    pub(super) fn of_name(&self, decl: Span) -> Reach {
        self.names.get(&decl.start).cloned().unwrap_or(Reach::EVERYWHERE)
    }
}

struct Collect {
    scopes: Scopes,
    /// The blocks around, innermost last; empty at package level.
    blocks: Vec<Span>,
}

impl Collect {
    fn declare(&mut self, name: &Ident, from: u32) {
        let Some(scope) = self.blocks.last().copied() else { return };
        // `a, err := …` after `_, err := …` declares `err` no second time: its first place counts, and is what is asked for.
        self.scopes.names.insert(name.span.start, Reach { scope, cases: Vec::new(), from, except: Vec::new() });
    }

    fn declare_all(&mut self, exprs: &[Expr], from: u32) {
        for expr in exprs {
            if let ExprKind::Ident(name) = &expr.kind {
                self.declare(&Ident { name: name.clone(), span: expr.span }, from);
            }
        }
    }

    fn within(&mut self, scope: Span, inside: impl FnOnce(&mut Self)) {
        self.blocks.push(scope);
        inside(self);
        self.blocks.pop();
    }

    /// Parameters and the body's own names share one block: the function. Type parameters are known in all of it.
    fn function(&mut self, whole: Span, type_params: &[&Field], signature: &Signature, body: Option<&Block>) {
        self.within(whole, |it| {
            let from = body.map_or(whole.end, |body| body.span.start);
            for field in type_params {
                // The function's own name stands before them, and is none of theirs.
                field.names.iter().for_each(|name| it.declare(name, type_params[0].span.start));
                it.field(field);
            }
            for field in signature.params.iter().chain(&signature.results) {
                field.names.iter().for_each(|name| it.declare(name, from));
                it.field(field);
            }
            body.iter().flat_map(|body| &body.statements).for_each(|stmt| it.stmt(stmt));
        });
    }

    fn case(&mut self, case: &Case) {
        case.expressions.iter().for_each(|it| self.expr(it));
        self.within(case.span, |it| case.body.iter().for_each(|stmt| it.stmt(stmt)));
    }
}

impl Visit for Collect {
    fn decl(&mut self, decl: &Decl) {
        match decl {
            Decl::Func(FuncDecl { receiver, type_params, signature, body, span, .. }) => {
                let types: Vec<&Field> = type_params.iter().collect();
                self.function(*span, &types, signature, body.as_ref());
                self.within(*span, |it| {
                    let from = body.as_ref().map_or(span.end, |body| body.span.start);
                    for field in receiver.iter() {
                        field.names.iter().for_each(|name| it.declare(name, from));
                        receiver_params(&field.ty).iter().for_each(|name| it.declare(name, name.span.start));
                    }
                });
            }
            Decl::Type(spec) => {
                self.declare(&spec.name, spec.name.span.start);
                self.within(spec.span, |it| {
                    let params = spec.type_params.iter().flat_map(|field| &field.names);
                    params.for_each(|name| it.declare(name, spec.name.span.end));
                    walk_decl(it, decl);
                });
            }
            Decl::Var(spec) | Decl::Const(spec) => {
                spec.names.iter().for_each(|name| self.declare(name, spec.span.end));
                walk_decl(self, decl);
            }
        }
    }

    fn block(&mut self, block: &Block) {
        self.within(block.span, |it| block.statements.iter().for_each(|stmt| it.stmt(stmt)));
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Define { left, .. } => {
                self.declare_all(left, stmt.span.end);
                walk_stmt(self, stmt);
            }
            StmtKind::If { .. } | StmtKind::For { .. } => self.within(stmt.span, |it| walk_stmt(it, stmt)),
            StmtKind::Range { key, value, define, body, .. } => self.within(stmt.span, |it| {
                if *define {
                    let names: Vec<Expr> = key.iter().chain(value).cloned().collect();
                    it.declare_all(&names, body.span.start);
                }
                walk_stmt(it, stmt);
            }),
            StmtKind::Switch { init, tag, cases } => self.within(stmt.span, |it| {
                init.iter().for_each(|init| it.stmt(init));
                tag.iter().for_each(|tag| it.expr(tag));
                cases.iter().for_each(|case| it.case(case));
            }),
            StmtKind::TypeSwitch { init, binding, operand, cases } => self.within(stmt.span, |it| {
                init.iter().for_each(|init| it.stmt(init));
                it.expr(operand);
                if let Some(name) = binding {
                    let scope = Span { start: operand.span.end, end: stmt.span.end };
                    let except = cases.iter().flat_map(|case| &case.expressions).map(|ty| ty.span).collect();
                    let cases = cases.iter().map(|case| case.span).collect();
                    it.scopes.names.insert(name.span.start, Reach { scope, cases, from: scope.start, except });
                }
                cases.iter().for_each(|case| it.case(case));
            }),
            StmtKind::Select(cases) => {
                for case in cases {
                    self.within(case.span, |it| {
                        case.comm.iter().for_each(|comm| it.stmt(comm));
                        case.body.iter().for_each(|stmt| it.stmt(stmt));
                    });
                }
            }
            _ => walk_stmt(self, stmt),
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::FuncLit { signature, body } => self.function(expr.span, &[], signature, Some(body)),
            // Parameters of a type are known nowhere, but must differ from each other.
            ExprKind::FuncType(signature) => self.function(expr.span, &[], signature, None),
            ExprKind::InterfaceType(elements) => {
                for element in elements {
                    match element {
                        InterfaceElem::Method { name, signature } => {
                            let fields = signature.params.iter().chain(&signature.results);
                            let end = fields.map(|field| field.span.end).max().unwrap_or(name.span.end);
                            self.function(Span { start: name.span.start, end }, &[], signature, None);
                        }
                        InterfaceElem::Embedded(ty) => self.expr(ty),
                    }
                }
            }
            _ => walk_expr(self, expr),
        }
    }
}

/// `T` and `U` of `func (x *List[T, U]) …`.
fn receiver_params(ty: &Expr) -> Vec<Ident> {
    match &ty.kind {
        ExprKind::Star(inner) | ExprKind::Paren(inner) => receiver_params(inner),
        ExprKind::Index { indices, .. } => {
            let name = |it: &Expr| match &it.kind {
                ExprKind::Ident(name) => Some(Ident { name: name.clone(), span: it.span }),
                _ => None,
            };
            indices.iter().filter_map(name).collect()
        }
        _ => Vec::new(),
    }
}
