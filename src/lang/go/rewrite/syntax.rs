//! Finds the syntax around a hit: the call or element that a key belongs to.

use crate::lang::go::ast::{Decl, Element, Expr, ExprKind, Stmt, StmtKind};
use crate::lang::go::visit::{Visit, walk_expr, walk_stmt};
use crate::model::Span;

/// The call whose argument a key is: `operand.Method("key", value)`.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyCall {
    /// What stands before the dot.
    pub operand: Option<Span>,
    /// The method's name.
    pub name: Span,
    /// The whole call with its operand.
    pub call: Span,
    /// The arguments.
    pub arguments: Vec<Span>,
    /// Which argument holds the hit.
    pub at: usize,
    /// The call is a statement of its own: its bytes.
    pub statement: Option<Span>,
    /// The call or literal that the call is an argument or an element of.
    pub parent: Option<Expr>,
}

/// The element of a composite literal whose key holds a hit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyElement {
    /// Key to value.
    pub element: Span,
    /// The key.
    pub key: Span,
    /// The value.
    pub value: Span,
    /// The literal.
    pub literal: Span,
}

/// The innermost call with an argument that contains `hit`.
pub fn key_call(decls: &[Decl], hit: Span) -> Option<KeyCall> {
    let mut finder = CallFinder { hit, found: None, statement: None, parent: None };
    decls.iter().for_each(|decl| finder.decl(decl));
    finder.found
}

/// The innermost keyed element whose key contains `hit`.
pub fn key_element(decls: &[Decl], hit: Span) -> Option<KeyElement> {
    let mut finder = ElementFinder { hit, found: None };
    decls.iter().for_each(|decl| finder.decl(decl));
    finder.found
}

/// The innermost statement that contains `hit` and is not a block.
pub fn statement(decls: &[Decl], hit: Span) -> Option<Stmt> {
    let mut finder = StatementFinder { hit, found: None };
    decls.iter().for_each(|decl| finder.decl(decl));
    finder.found
}

struct CallFinder {
    hit: Span,
    found: Option<KeyCall>,
    statement: Option<Span>,
    parent: Option<Expr>,
}

impl Visit for CallFinder {
    fn stmt(&mut self, stmt: &Stmt) {
        if stmt.span.contains(self.hit) {
            self.statement = matches!(&stmt.kind, StmtKind::Expr(_)).then_some(stmt.span);
            self.parent = None;
            walk_stmt(self, stmt);
        }
    }

    fn expr(&mut self, expr: &Expr) {
        if !expr.span.contains(self.hit) {
            return;
        }
        if let ExprKind::Call { function, arguments, .. } = &expr.kind
            && let Some(at) = arguments.iter().position(|argument| argument.span.contains(self.hit))
        {
            let (operand, name) = match &function.kind {
                ExprKind::Selector { operand, name } => (Some(operand.span), name.span),
                _ => (None, function.span),
            };
            self.found = Some(KeyCall {
                operand,
                name,
                call: expr.span,
                arguments: arguments.iter().map(|it| it.span).collect(),
                at,
                statement: self
                    .statement
                    .filter(|statement| statement.start == expr.span.start && statement.end == expr.span.end),
                parent: self.parent.take(),
            });
        }
        self.parent = Some(expr.clone());
        walk_expr(self, expr);
    }
}

struct ElementFinder {
    hit: Span,
    found: Option<KeyElement>,
}

impl Visit for ElementFinder {
    fn expr(&mut self, expr: &Expr) {
        if !expr.span.contains(self.hit) {
            return;
        }
        if let ExprKind::Composite { elements, .. } = &expr.kind {
            for Element { key, value } in elements {
                if let Some(key) = key.as_ref().filter(|key| key.span.contains(self.hit)) {
                    self.found = Some(KeyElement {
                        element: Span { start: key.span.start, end: value.span.end },
                        key: key.span,
                        value: value.span,
                        literal: expr.span,
                    });
                }
            }
        }
        walk_expr(self, expr);
    }
}

struct StatementFinder {
    hit: Span,
    found: Option<Stmt>,
}

impl Visit for StatementFinder {
    fn stmt(&mut self, stmt: &Stmt) {
        if stmt.span.contains(self.hit) {
            if !matches!(stmt.kind, StmtKind::Block(_)) {
                self.found = Some(stmt.clone());
            }
            walk_stmt(self, stmt);
        }
    }
}
