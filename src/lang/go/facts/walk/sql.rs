//! SQL inside Go strings: columns of the statement, its bind arguments and its `Scan` targets by position.

use smol_str::{SmolStr, format_smolstr};

use crate::lang::go::ast::{Element, Expr, ExprKind};
use crate::lang::go::resolve::types::Type;
use crate::lang::sql::{self, Column, Name, Sql};
use crate::model::{Certainty, FlowKind, Role, Span, Strength, SymbolId};

use super::Walker;

impl Walker<'_, '_> {
    /// Binds the arguments behind a statement's text to its placeholders, and `Scan` targets to the columns of the last
    /// query with as many. Gives the index of the argument that is SQL: the first string where the function `receives` SQL, else one that
    /// looks like it.
    pub(super) fn sql_call(&mut self, call: &Expr, arguments: &[Expr], receives: bool) -> Option<usize> {
        let ExprKind::Call { function, .. } = &call.kind else { return None };
        if super::calls::callee(function).0 == "Scan" {
            self.scan(arguments);
            return None;
        }
        let is_sql = |it: &Expr| it.is_string() && (receives || sql::is_sql(self.content(it)));
        let Some(at) = arguments.iter().position(is_sql) else {
            let joins = |it: &Expr| matches!(&it.kind, ExprKind::Binary { op, .. } if op == "+");
            let at = arguments.iter().position(joins)?;
            let statement = self.sql_joined(&arguments[at], receives)?;
            self.bind(&statement, arguments, at);
            return Some(at);
        };
        let (text, base) = self.sql_content(&arguments[at]);
        let statement = sql::read(text, base);
        self.bind(&statement, arguments, at);
        self.sql_hits(&[&arguments[at]], &statement);
        Some(at)
    }

    /// Joins the arguments behind the statement, which is argument `at`, with the columns that they are for.
    fn bind(&mut self, statement: &Sql, arguments: &[Expr], at: usize) {
        for bind in &statement.binds {
            let (Some(position), Some(column)) = (bind.position, &bind.column) else { continue };
            let Some(argument) = arguments.get(at + 1 + position) else { continue };
            let values = self.origins(argument);
            let column = self.column(column);
            self.link_all(&values, &[column], FlowKind::Sql, argument.span);
        }
    }

    /// The name of a placeholder of the last statement, outside of it: both are one name. False where the statement has none of the name.
    pub(super) fn named_value(&mut self, name: &Expr, value: &Expr) -> bool {
        let content = self.content(name);
        let Some((_, at)) = self.placeholders.iter().find(|(it, _)| it == content).cloned() else { return false };
        let values = self.origins(value);
        for hit in self.hits_in(name.span) {
            let symbol = self.placeholder(at);
            self.link_all(&values, &[symbol], FlowKind::Sql, value.span);
            self.record(hit.span, Role::SqlValue, Some(symbol), false, Certainty::Resolved);
        }
        true
    }

    /// The keys of a map that a statement takes its values from are names of its placeholders.
    pub(super) fn named_values(&mut self, literal: &Expr, elements: &[Element]) {
        for element in elements {
            match &element.key {
                Some(key) if key.is_string() && self.named_value(key, &element.value) => self.expr(&element.value),
                _ => self.element(literal, element, 0, None),
            }
        }
    }

    /// The symbol of all placeholders of one name in a statement; `at` is the name of the first.
    fn placeholder(&mut self, at: Span) -> SymbolId {
        let path = format_smolstr!("value:{}", &self.text[at.range()]);
        self.string_symbol(path, at, Role::SqlValue, Vec::new())
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

    /// Records the hits of a string that looks like SQL; false when it doesn't.
    pub(super) fn sql_text(&mut self, literal: &Expr) -> bool {
        let (text, base) = self.sql_content(literal);
        let is_sql = sql::is_sql(text);
        if is_sql {
            let statement = sql::read(text, base);
            self.sql_hits(&[literal], &statement);
        }
        is_sql
    }

    /// Records the hits of a string that is SQL because of what receives it.
    pub(super) fn sql_part(&mut self, literal: &Expr) {
        let (text, base) = self.sql_content(literal);
        let statement = sql::read(text, base);
        self.sql_hits(&[literal], &statement);
    }

    /// Records the name of a table, which is the whole string.
    pub(super) fn sql_table(&mut self, literal: &Expr) {
        for hit in self.hits_in(literal.span) {
            let table = sql::table_symbol(&self.text[hit.span.range()], &self.scope);
            let symbol = self.out.symbols.intern(table);
            self.record(hit.span, Role::SqlTable, Some(symbol), false, Certainty::Resolved);
        }
    }

    /// `"SELECT … FROM turns t " + filter + " ORDER BY t.run_id"`: literals and values that are one statement. What is between the literals is
    /// blank. `None` where they are none; nothing was walked then. What a value may hold is not known: it may have placeholders of its own, so
    /// that binds count only where all parts are literals. A function that `receives` SQL makes a statement of a single literal, too.
    pub(super) fn sql_joined(&mut self, expr: &Expr, receives: bool) -> Option<Sql> {
        let mut parts = Vec::new();
        joined(expr, &mut parts);
        let literals: Vec<&Expr> = parts.iter().copied().filter(|it| it.is_string()).collect();
        let (first, last) = (literals.first()?, literals.last()?);
        if parts.len() < 2 && !receives {
            return None;
        }
        if literals.iter().all(|it| self.hits_in(it.span).is_empty()) {
            return None;
        }
        let (start, last) = (self.sql_content(first).1, self.sql_content(last));
        let mut text = vec![b' '; (last.1 + last.0.len() as u32 - start) as usize];
        for literal in &literals {
            let (content, base) = self.sql_content(literal);
            let at = (base - start) as usize;
            text[at..at + content.len()].copy_from_slice(content.as_bytes());
        }
        let parts_of_text: Vec<_> = parts.iter().map(|it| it.is_string().then(|| self.sql_content(it))).collect();
        mark_open_names(&mut text, &parts_of_text, start);
        let Ok(text) = String::from_utf8(text) else { return None };
        if !receives && !sql::is_sql(&text) {
            return None;
        }
        let mut statement = sql::read(&text, start);
        self.sql_hits(&literals, &statement);
        if literals.len() < parts.len() {
            statement.binds.clear();
        }
        parts.iter().filter(|it| !it.is_string()).for_each(|it| self.expr(it));
        Some(statement)
    }

    /// Records the hits of strings that are SQL, as it was read.
    fn sql_hits(&mut self, literals: &[&Expr], statement: &Sql) {
        for (one, other, span) in &statement.same {
            let (one, other) = (self.column(one), self.column(other));
            self.link(one, other, FlowKind::Sql, Strength::Strong, *span);
        }
        self.placeholders.clear();
        for bind in &statement.binds {
            let Some(name) = bind.name.clone() else { continue };
            if !self.placeholders.iter().any(|(known, _)| *known == name) {
                self.placeholders.push((name, Span { start: bind.span.start + 1, end: bind.span.end }));
            }
        }
        if !statement.selected.is_empty() {
            self.queries.push(statement.selected.clone());
        }
        for hit in literals.iter().flat_map(|it| self.hits_in(it.span)).collect::<Vec<_>>() {
            let Some(name) = sql::name_at(&statement.names, hit.span) else {
                self.record(hit.span, Role::StringLiteral, None, false, Certainty::Textual);
                continue;
            };
            let symbol = self.sql_symbol(name, hit.span);
            let certainty = if symbol.is_some() { Certainty::Resolved } else { Certainty::Textual };
            self.record(hit.span, name.role, symbol, name.declaration, certainty);
            let is_placeholder = self.text[..name.span.start as usize].ends_with([':', '@', '$']);
            if let Some(meaning) = self.meanings.get_mut(&hit.span.start).filter(|_| !is_placeholder) {
                meaning.kept = sql::kept_value(name);
            }
        }
    }

    /// `map[string]any`, or a type whose underlying type is a map.
    pub(super) fn is_map(&mut self, ty: &Expr) -> bool {
        matches!(ty.kind, ExprKind::MapType { .. }) || matches!(self.shape(ty.span), Type::Map(..))
    }

    /// `pgx.NamedArgs`: keys of such a map are names of placeholders, and no columns.
    pub(super) fn names_placeholders(ty: &Expr) -> bool {
        matches!(&ty.kind, ExprKind::Selector { name, .. } if name.name.ends_with("NamedArgs"))
    }

    /// `squirrel.Eq`: the type is of a package whose functions take SQL, and a map from columns.
    pub(super) fn is_of_query_builder(&self, ty: &Expr) -> bool {
        let ExprKind::Selector { operand, .. } = &ty.kind else { return false };
        if Self::names_placeholders(ty) {
            return false;
        }
        let object = self.info.object(operand.span.start);
        object.and_then(|it| self.universe.import_path(it)).is_some_and(|it| super::calls::is_database(&it))
    }

    /// `squirrel.Eq{"run_id": id}`: keys of a map that a query builder takes are columns.
    pub(super) fn column_keys(&mut self, elements: &[Element]) {
        for element in elements {
            let Some(key) = element.key.as_ref().filter(|it| it.is_string()) else {
                self.expr(&element.value);
                continue;
            };
            let content = self.content(key);
            let (table, name) = content.rsplit_once('.').map_or((None, content), |(table, name)| (Some(table), name));
            let column = Column { table: table.map(SmolStr::new), ..Column::named(name) };
            let symbol = self.column(&column);
            let values = self.origins(&element.value);
            self.link_all(&values, &[symbol], FlowKind::Sql, element.value.span);
            for hit in self.hits_in(key.span) {
                self.record(hit.span, Role::SqlColumn, Some(symbol), false, Certainty::Resolved);
            }
            self.expr(&element.value);
        }
    }

    fn sql_symbol(&mut self, name: &Name, at: Span) -> Option<SymbolId> {
        let text = SmolStr::new(&self.text[at.range()]);
        match name.role {
            Role::SqlColumn => name.column.as_ref().map(|column| self.column(column)),
            Role::SqlTable => Some(self.out.symbols.intern(sql::table_symbol(&text, &self.scope))),
            Role::SqlIndex => Some(self.out.symbols.intern(sql::index_symbol(&text, name.table.as_ref(), &self.scope))),
            Role::SqlValue => {
                let known = &self.text[name.span.range()];
                let is_placeholder = self.text[..name.span.start as usize].ends_with([':', '@', '$']);
                let first = self.placeholders.iter().find(|(it, _)| is_placeholder && it == known);
                let first = first.map(|(_, first)| *first);
                let column = name.column.as_ref().map(|it| self.column(it));
                // A placeholder has a name also where nothing says what it is compared with.
                let value = first.or_else(|| column.map(|_| at)).map(|it| self.placeholder(it))?;
                // A value of rows means what its column means; a column means nothing by its values.
                if let Some(column) = column {
                    let (from, to) = if is_placeholder { (value, column) } else { (column, value) };
                    self.link(from, to, FlowKind::Sql, Strength::Strong, at);
                }
                Some(value)
            }
            _ => None,
        }
    }

    fn column(&mut self, column: &Column) -> SymbolId {
        let of_builder = self.built.as_ref().and_then(|it| it.column(column));
        let column = of_builder.as_ref().unwrap_or(column);
        self.out.symbols.intern(sql::column_symbol(column, &self.scope, self.path))
    }

    fn sql_content(&self, literal: &Expr) -> (&str, u32) {
        let text = self.content(literal);
        let quote = u32::from(self.text[literal.span.range()].starts_with(['"', '`']));
        (text, literal.span.start + quote)
    }
}

/// Between a literal that ends within a name and the value behind it, and before one that begins within a name: `FROM turns" + suffix` is not
/// of the table `turns`. `parts` has the literals, with where they begin; what lies between them is long enough for the mark.
fn mark_open_names(text: &mut Vec<u8>, parts: &[Option<(&str, u32)>], start: u32) {
    let is_of_name = |it: Option<char>| it.is_some_and(|it| it.is_alphanumeric() || it == '_');
    for (at, part) in parts.iter().enumerate() {
        let Some((content, base)) = part else { continue };
        let begins = (base - start) as usize;
        let ends = begins + content.len();
        let is_value = |at: Option<usize>| at.and_then(|at| parts.get(at)).is_some_and(Option::is_none);
        if is_value(Some(at + 1)) && is_of_name(content.chars().next_back()) {
            text.resize(text.len().max(ends + 2), b' ');
            text[ends..ends + 2].copy_from_slice(b"%s");
        }
        if is_value(at.checked_sub(1)) && is_of_name(content.chars().next()) && begins >= 2 {
            text[begins - 2..begins].copy_from_slice(b"%s");
        }
    }
}

/// The operands of a chain of `+`, in order.
fn joined<'e>(expr: &'e Expr, parts: &mut Vec<&'e Expr>) {
    match &expr.kind {
        ExprKind::Binary { op, left, right } if op == "+" => {
            joined(left, parts);
            joined(right, parts);
        }
        _ => parts.push(expr),
    }
}
