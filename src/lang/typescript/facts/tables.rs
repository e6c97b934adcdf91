//! Tables that a program declares by calls of `drizzle-orm`: `sqliteTable('turns', { runId: text('run_id') })`. The text is the name of the
//! column; the property that stands for it in the program is a name of its own, which queries of the builder use.

use smol_str::SmolStr;

use super::calls::columns;
use super::emit::{Emit, SymbolRef, outermost};
use crate::lang::sql;
use crate::lang::typescript::syntax::module::*;
use crate::model::{Certainty, Occurrence, Role, Span, SymbolInfo};

/// Functions that name an index in the third argument of these.
const INDEXES: [&str; 2] = ["index", "uniqueIndex"];

impl Emit<'_> {
    /// Places a hit in the name of a table, of a column or of an index; false where the string is none.
    pub(super) fn declared_by_call(&mut self, it: &mut Occurrence, expr: ExprId, span: Span) -> bool {
        let Some((role, table)) = self.role_in_table(expr, span) else { return false };
        let scope = sql::scope(self.source.repo, &self.source.path);
        let word = SmolStr::new(self.source.text.get(span.range()).unwrap_or_default());
        let info: SymbolInfo = match role {
            Role::SqlTable => sql::table_symbol(&word, &scope),
            Role::SqlIndex => sql::index_symbol(&word, Some(&table), &scope),
            _ => sql::column_symbol(&sql::Column::of(&table, &word), &scope, &self.source.path),
        };
        it.context.push(table);
        (it.role, it.declaration, it.certainty) = (role, true, Certainty::Resolved);
        it.symbol = Some(self.facts.symbols.intern(info));
        true
    }

    /// What a text of such a call is, with the table.
    fn role_in_table(&self, expr: ExprId, span: Span) -> Option<(Role, SmolStr)> {
        let module = &self.loaded.module;
        let made = self.tables.iter().find(|it| it.call.contains(span))?;
        let table = SmolStr::new(self.source.text.get(made.name.range())?);
        if made.name == span {
            return Some((Role::SqlTable, table));
        }
        let Place::Argument(call, 0) = outermost(module, expr) else { return None };
        let call = module.expr(call);
        let ExprKind::Call { callee, .. } = &call.kind else { return None };
        if made.columns.contains(span) {
            if matches!(&module.expr(*callee).kind, ExprKind::Member { object, .. } if matches!(module.expr(*object).kind, ExprKind::Call { .. }))
            {
                return None;
            }
            // `text('run_id')`, where the value of a column begins; what stands behind it in its chain is no name of it.
            return made.values.contains(&call.span.start).then_some((Role::SqlColumn, table));
        }
        let is_index = matches!(&module.expr(*callee).kind, ExprKind::Ident(name) if INDEXES.contains(&name.as_str()));
        is_index.then_some((Role::SqlIndex, table))
    }

    /// The property that `turns.runId` means, where `turns` is a table of such a call: no type says so where the package is not on this machine.
    pub(super) fn column_of_table(&self, expr: ExprId) -> Option<SymbolRef> {
        let ExprKind::Member { object, name } = &self.loaded.module.expr(expr).kind else { return None };
        let (at, binding) = self.checker.identifier(self.main, *object)?;
        let loaded = self.checker.loaded(at);
        let module = &loaded.module;
        let What::Value(pat) = &module.binding(binding).what else { return None };
        let pat = &module.pats[*pat];
        let root = module.roots.get(pat.root).filter(|_| pat.steps.is_empty())?;
        let shape = columns(module, root.init.or_else(|| given(module, pat.root))?)?;
        let index = module.shape(shape).members.iter().position(|it| it.key.name == name.name)?;
        Some(SymbolRef::Member(at, shape, u32::try_from(index).ok()?))
    }
}

/// The call that is given a function with this parameter as its third argument.
fn given(module: &Module, root: RootId) -> Option<ExprId> {
    let func = module.funcs.iter().find(|it| it.params.first() == Some(&root))?;
    match module.expr(func.expr?).place {
        Place::Argument(call, 2) => Some(call),
        _ => None,
    }
}
