//! What only serves one field: an `if` that reads it and does nothing but assign from it. And what has no effect of its own.

use crate::lang::go::ast::{Expr, ExprKind, Stmt, StmtKind, UnaryOp};
use crate::lang::go::visit::{Visit, walk_expr};
use crate::model::Span;

/// True for an `if` without `else` whose condition reads one of `all` (or a name that its own first statement takes from
/// one), and whose block only assigns from them or logs.
pub(super) fn only_serves(stmt: &Stmt, all: &[Span]) -> bool {
    let StmtKind::If { init, cond, then, otherwise: None } = &stmt.kind else { return false };
    let mut taken: Option<&str> = None;
    if let Some(init) = init {
        let StmtKind::Define { left, right } = &init.kind else { return false };
        let ([Expr { kind: ExprKind::Ident(name), .. }], [value]) = (left.as_slice(), right.as_slice()) else {
            return false;
        };
        if !reads(value, all, None) || !is_pure(value) {
            return false;
        }
        taken = Some(name);
    }
    let assigns = |stmt: &Stmt| match &stmt.kind {
        StmtKind::Assign { left, right, .. } => {
            left.iter().all(is_pure) && right.iter().all(|it| is_pure(it) && reads(it, all, taken))
        }
        StmtKind::Expr(Expr { kind: ExprKind::Call { function, .. }, .. }) => logs(function),
        StmtKind::If { .. } => only_serves(stmt, all),
        _ => false,
    };
    reads(cond, all, taken) && is_pure(cond) && then.statements.iter().all(assigns)
}

fn reads(expr: &Expr, all: &[Span], taken: Option<&str>) -> bool {
    let mut reader = Reader { all, taken, found: false };
    reader.expr(expr);
    reader.found
}

/// True when nothing in it does anything but look at values.
pub(super) fn is_pure(expr: &Expr) -> bool {
    let mut calls = Calls::default();
    calls.expr(expr);
    !calls.found
}

/// `log.Warn().Msg("…")`, `slog.Warn("…")`, `log.Print("…")`
pub(super) fn logs(function: &Expr) -> bool {
    let ExprKind::Selector { operand, name } = &function.kind else { return false };
    match name.name.as_str() {
        "Msg" | "Msgf" | "Send" => matches!(operand.kind, ExprKind::Call { .. }),
        "Print" | "Printf" | "Println" | "Debug" | "Info" | "Warn" | "Warnf" | "Error" => {
            matches!(&operand.kind, ExprKind::Ident(it) if it.to_ascii_lowercase().contains("log"))
        }
        _ => false,
    }
}

/// A call that may do something: any but those that only look at their arguments.
#[derive(Default)]
struct Calls {
    found: bool,
}

impl Visit for Calls {
    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Call { function, .. } => {
                self.found |= !match &function.kind {
                    ExprKind::Ident(name) => matches!(name.as_str(), "len" | "string" | "cap"),
                    ExprKind::Selector { operand, .. } => {
                        matches!(&operand.kind, ExprKind::Ident(package) if package == "strings")
                    }
                    _ => false,
                };
            }
            ExprKind::FuncLit { .. } | ExprKind::Unary { op: UnaryOp::Receive, .. } => {
                self.found = true;
            }
            _ => {}
        }
        walk_expr(self, expr);
    }
}

struct Reader<'a> {
    all: &'a [Span],
    taken: Option<&'a str>,
    found: bool,
}

impl Visit for Reader<'_> {
    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Selector { name, .. } => self.found |= self.all.contains(&name.span),
            ExprKind::Ident(name) => self.found |= Some(name.as_str()) == self.taken,
            _ => {}
        }
        walk_expr(self, expr);
    }
}
