//! SQL in strings and templates: what a name in a statement is.

use std::rc::Rc;

use smol_str::SmolStr;

use super::emit::{Emit, outermost};
use crate::lang::sql;
use crate::lang::typescript::syntax::module::*;
use crate::model::{Certainty, Occurrence, Role, Span, SymbolInfo};

/// Functions that take a statement as their first argument, in packages such as `pg`, `mysql2`, `better-sqlite3`, `knex` and `typeorm`.
const RECEIVERS: &[&str] = &[
    "query",
    "execute",
    "prepare",
    "raw",
    "exec",
    "run",
    "all",
    "get",
    "whereRaw",
    "orderByRaw",
    "selectRaw",
    "havingRaw",
    "$queryRawUnsafe",
    "$executeRawUnsafe",
];

/// Tags of templates that are statements: `sql` of `drizzle-orm`, `slonik`, `postgres`, and those of `prisma`.
const TAGS: &[&str] = &["sql", "SQL", "$queryRaw", "$executeRaw"];

impl Emit<'_> {
    /// Places a hit in the text of a statement; false where the string is none.
    pub(super) fn statement(&mut self, it: &mut Occurrence, expr: ExprId) -> bool {
        let loaded = self.loaded.clone();
        let module = &loaded.module;
        let whole = self.whole_text(expr);
        let source = self.source;
        let Some(text) = source.text.get(whole.range()) else { return false };
        // A template with several hits is read once; hits come in their order.
        let statement = match &self.statement {
            Some((span, known)) if *span == whole => known.clone(),
            _ => {
                let is_sql = sql::is_sql(text) || self.is_received(module, expr) && sql::parses(text);
                let read = is_sql.then(|| Rc::new(sql::read(text, whole.start)));
                self.statement = Some((whole, read.clone()));
                read
            }
        };
        let Some(statement) = statement else { return false };
        let Some(name) = sql::name_at(&statement.names, it.span) else { return false };
        let scope = sql::scope(source.repo, &source.path);
        let word = SmolStr::new(source.text.get(name.span.range()).unwrap_or_default());
        let column = |column: &sql::Column| sql::column_symbol(column, &scope, &source.path);
        let symbol: Option<SymbolInfo> = match (name.role, &name.column) {
            (Role::SqlColumn, Some(it)) => Some(column(it)),
            (Role::SqlTable, _) => Some(sql::table_symbol(&word, &scope)),
            (Role::SqlIndex, _) => Some(sql::index_symbol(&word, name.table.as_ref(), &scope)),
            _ => None,
        };
        it.role = name.role;
        it.declaration = name.declaration;
        it.context.extend(name.table.clone());
        if let Some(info) = symbol {
            it.symbol = Some(self.facts.symbols.intern(info));
            it.certainty = Certainty::Resolved;
        }
        true
    }

    /// The text of a string, or of the whole template, without quotes.
    fn whole_text(&self, expr: ExprId) -> Span {
        let it = self.loaded.module.expr(expr);
        match it.kind {
            ExprKind::Text(span) => span,
            _ => Span { start: it.span.start + 1, end: it.span.end.saturating_sub(1).max(it.span.start + 1) },
        }
    }

    /// A function that takes statements is given the string.
    fn is_received(&self, module: &Module, expr: ExprId) -> bool {
        let Place::Argument(call, 0) = outermost(module, expr) else { return false };
        let ExprKind::Call { callee, .. } = &module.expr(call).kind else { return false };
        let name = match &module.expr(*callee).kind {
            ExprKind::Member { name, .. } => name.name.as_str(),
            ExprKind::Ident(name) => name.as_str(),
            _ => return false,
        };
        RECEIVERS.contains(&name) || TAGS.contains(&name)
    }
}
