//! Calls of `drizzle-orm` that make tables: `sqliteTable('turns', { runId: text('run_id') })`.

use crate::lang::sql::is_declared_by_calls;
use crate::lang::typescript::syntax::module::*;
use crate::model::Span;

/// Functions that make a table, of the dialects of `drizzle-orm`.
const MAKERS: [&str; 4] = ["pgTable", "mysqlTable", "sqliteTable", "singlestoreTable"];

/// A call that makes a table.
#[derive(Clone, Debug)]
pub(super) struct Made {
    /// The whole call.
    pub call: Span,
    /// The text that names it.
    pub name: Span,
    /// The literal of its columns.
    pub columns: Span,
    /// Where the values of the columns begin.
    pub values: Vec<u32>,
}

/// The tables that a module makes.
pub(super) fn made(text: &str, module: &Module) -> Vec<Made> {
    if !is_declared_by_calls(text) {
        return Vec::new();
    }
    let table = |expr: &Expr| {
        let ExprKind::Call { callee, args, .. } = &expr.kind else { return None };
        let ExprKind::Ident(callee) = &module.expr(*callee).kind else { return None };
        let (name, columns) = (args.first()?, args.get(1)?);
        let ExprKind::Text(name) = module.expr(*name).kind else { return None };
        let ExprKind::Object(shape) = module.expr(*columns).kind else { return None };
        let shape = module.shape(shape);
        let values = shape.members.iter().filter_map(|it| it.value).map(|it| module.expr(it).span.start).collect();
        MAKERS.contains(&callee.as_str()).then_some(Made { call: expr.span, name, columns: shape.span, values })
    };
    module.exprs.iter().filter_map(table).collect()
}

/// The literal of the columns of the table that an expression makes.
pub(super) fn columns(module: &Module, expr: ExprId) -> Option<ShapeId> {
    let ExprKind::Call { callee, args, .. } = &module.expr(expr).kind else { return None };
    let is_maker = matches!(&module.expr(*callee).kind, ExprKind::Ident(name) if MAKERS.contains(&name.as_str()));
    match module.expr(*args.get(1)?).kind {
        ExprKind::Object(shape) if is_maker => Some(shape),
        _ => None,
    }
}
