//! SQL inside Go strings: columns of the statement, its bind arguments and its `Scan` targets by position.

use smol_str::{SmolStr, format_smolstr};

use crate::lang::go::ast::{Expr, ExprKind};
use crate::lang::sql::{self, Column, Name};
use crate::model::{Certainty, FlowKind, Role, Span, Strength, SymbolId};

use super::Walker;

impl Walker<'_, '_> {
    /// Binds the arguments behind a statement's text to its placeholders, and `Scan` targets to the columns of the last
    /// query with as many. Gives the index of the argument that is SQL.
    pub(super) fn sql_call(&mut self, call: &Expr, arguments: &[Expr]) -> Option<usize> {
        let ExprKind::Call { function, .. } = &call.kind else { return None };
        if super::calls::callee(function).0 == "Scan" {
            self.scan(arguments);
            return None;
        }
        let at = arguments.iter().position(|argument| argument.is_string() && sql::is_sql(self.content(argument)))?;
        let (text, base) = self.sql_content(&arguments[at]);
        let statement = sql::read(text, base);
        for bind in &statement.binds {
            let (Some(position), Some(column)) = (bind.position, &bind.column) else { continue };
            let Some(argument) = arguments.get(at + 1 + position) else { continue };
            let values = self.origins(argument);
            let column = self.column(column);
            self.link_all(&values, &[column], FlowKind::Sql, argument.span);
        }
        self.queries.push(statement.selected);
        self.sql_text(&arguments[at]);
        Some(at)
    }

    fn scan(&mut self, targets: &[Expr]) {
        let selected = self.queries.iter().rev().find(|selected| selected.len() == targets.len());
        let Some(columns) = selected.cloned() else { return };
        for (target, column) in targets.iter().zip(columns) {
            let Some(column) = column else { continue };
            let values = self.origins(target);
            let column = self.column(&column);
            self.link_all(&[column], &values, FlowKind::Sql, target.span);
        }
    }

    /// Records the hits of a string that is SQL; false when it isn't.
    pub(super) fn sql_text(&mut self, literal: &Expr) -> bool {
        let (text, base) = self.sql_content(literal);
        if !sql::is_sql(text) {
            return false;
        }
        let statement = sql::read(text, base);
        for (one, other, span) in &statement.same {
            let (one, other) = (self.column(one), self.column(other));
            self.link(one, other, FlowKind::Sql, Strength::Strong, *span);
        }
        if !statement.selected.is_empty() {
            self.queries.push(statement.selected.clone());
        }
        for hit in self.hits_in(literal.span) {
            let Some(name) = sql::name_at(&statement.names, hit.span) else {
                self.record(hit.span, Role::StringLiteral, None, false, Certainty::Textual);
                continue;
            };
            let symbol = self.sql_symbol(name, hit.span);
            let certainty = if symbol.is_some() { Certainty::Resolved } else { Certainty::Textual };
            self.record(hit.span, name.role, symbol, name.declaration, certainty);
        }
        true
    }

    fn sql_symbol(&mut self, name: &Name, at: Span) -> Option<SymbolId> {
        let text = SmolStr::new(&self.text[at.range()]);
        match name.role {
            Role::SqlColumn => name.column.as_ref().map(|column| self.column(column)),
            Role::SqlTable => Some(self.out.symbols.intern(sql::table_symbol(&text, &self.scope))),
            Role::SqlIndex => Some(self.out.symbols.intern(sql::index_symbol(&text, name.table.as_ref(), &self.scope))),
            Role::SqlValue => {
                let column = self.column(name.column.as_ref()?);
                let value = self.string_symbol(format_smolstr!("value:{text}"), at, Role::SqlValue, Vec::new());
                self.link(value, column, FlowKind::Sql, Strength::Strong, at);
                Some(value)
            }
            _ => None,
        }
    }

    fn column(&mut self, column: &Column) -> SymbolId {
        self.out.symbols.intern(sql::column_symbol(column, &self.scope))
    }

    fn sql_content(&self, literal: &Expr) -> (&str, u32) {
        let text = self.content(literal);
        let quote = u32::from(self.text[literal.span.range()].starts_with(['"', '`']));
        (text, literal.span.start + quote)
    }
}
