//! Names, values and placeholders of SQL text, each with the table or column that it belongs to.

use smol_str::SmolStr;

use super::column::Column;
use super::level::{Clause, Level};
use super::reader::{Bind, Name, StatementReader, is_constraint};
use super::token::TokenKind;
use crate::model::{Role, Span};

impl<'a> StatementReader<'a> {
    pub(super) fn push_table(&mut self, at: usize, declaration: bool) {
        let (span, table) = (self.span(at), Some(SmolStr::new(self.raw(at))));
        self.out.names.push(Name { span, role: Role::SqlTable, column: None, table, declaration });
    }

    /// The tables after FROM, INTO, TABLE …, with their aliases; the column of ALTER TABLE too. Returns where to go on.
    pub(super) fn table_names(&mut self, at: usize) -> usize {
        let Some((table, mut next)) = self.table_at(at + 1) else { return at + 1 };
        let created = self.is(at, "TABLE") && (0..at).any(|it| self.is(it, "CREATE"));
        self.push_table(table, created);
        if self.is(next, "AS") && self.is_name(next + 1) {
            next += 1;
        }
        if self.is_alias(next) && !self.is(at, "TABLE") {
            self.other(next);
            next += 1;
        }
        if self.is(at, "TABLE") && at == 1 && self.is(0, "ALTER") {
            let table = SmolStr::new(self.raw(table));
            self.altered = Some(table.clone());
            return self.alteration(next, &table);
        }
        next
    }

    /// `RENAME [COLUMN] a TO b`, `RENAME TO t`, `ADD [COLUMN] c …`, `DROP [COLUMN] c`, `MODIFY [COLUMN] c …`, `CHANGE [COLUMN] a b …`.
    pub(super) fn alteration(&mut self, at: usize, table: &SmolStr) -> usize {
        let mut next = at + 1;
        if self.is(next, "COLUMN") {
            next += 1;
        }
        if self.is(at, "RENAME") && self.is(next, "TO") {
            self.push_table(next + 1, true);
            return next + 2;
        }
        let changes = ["RENAME", "ADD", "DROP", "ALTER", "MODIFY", "CHANGE"].iter().any(|word| self.is(at, word));
        if !changes || self.tokens.get(next).is_none() {
            return at;
        }
        for word in ["IF", "NOT", "EXISTS"] {
            if self.is(next, word) {
                next += 1;
            }
        }
        if is_constraint(self.raw(next)) {
            return next;
        }
        let column = |name: &str| Column::of(table, name);
        let old = column(self.raw(next));
        self.push_column(next, old.clone(), self.is(at, "ADD"));
        if self.is(at, "RENAME") && self.is(next + 1, "TO") && self.tokens.get(next + 2).is_some() {
            let new = column(self.raw(next + 2));
            self.push_column(next + 2, new.clone(), true);
            self.out.same.push((old, new, self.span(next + 2)));
            return next + 3;
        }
        if self.is(at, "CHANGE") && self.tokens.get(next + 1).is_some() {
            let new = column(self.raw(next + 1));
            self.push_column(next + 1, new.clone(), true);
            self.out.same.push((old, new, self.span(next + 1)));
            next += 1;
        }
        // The type and the options of the column are no names, but for the one that it comes after.
        loop {
            match () {
                () if self.is(next + 1, "AFTER") && self.is_name(next + 2) => {
                    self.push_column(next + 2, column(self.raw(next + 2)), false);
                    next += 1;
                }
                () if self.is_name(next + 1) => self.other(next + 1),
                // `ALTER COLUMN a SET DATA TYPE TEXT`
                () if self.is(next + 1, "SET") => {}
                () => return next + 1,
            }
            next += 1;
        }
    }

    /// What the whole statement says of the name at `at`, else `column`.
    fn parsed(&self, at: usize, column: Column) -> Column {
        let start = self.tokens.get(at).map(|it| it.span.start);
        start.and_then(|it| self.scopes.columns.get(&it)).cloned().unwrap_or(column)
    }

    pub(super) fn push_column(&mut self, at: usize, column: Column, declaration: bool) {
        let span = self.span(at);
        self.out.names.push(Name { span, role: Role::SqlColumn, column: Some(column), table: None, declaration });
    }

    pub(super) fn other(&mut self, at: usize) {
        let span = self.span(at);
        self.out.names.push(Name { span, role: Role::Other, column: None, table: None, declaration: false });
    }

    /// A name that is no keyword. Returns where to go on.
    pub(super) fn name(&mut self, at: usize, frame: usize, levels: &mut [Level], targets: &mut Vec<Column>) -> usize {
        let clause = levels.last().map_or(Clause::Expression, |it| it.clause);
        // `a::text`, `$1::app.state`: a type.
        if self.before(at, "::") {
            self.other(at);
            let dotted = self.is(at + 1, ".") && self.is_name(at + 2);
            return if dotted { at + 3 } else { at + 1 };
        }
        // `CREATE TYPE run_state AS ENUM`
        if ["TYPE", "DOMAIN"].iter().any(|it| self.is(1, it)) && self.is_changed_by_ddl() && levels.len() == 1 {
            self.other(at);
            return at + 1;
        }
        // `KEY by_run (run_id(20))`: a column, of which the beginning counts.
        let is_prefix = clause == Clause::Columns
            && self.tokens.get(at + 2).is_some_and(|it| it.kind == TokenKind::Number)
            && self.is(at + 3, ")");
        if self.is(at + 1, "(") && clause != Clause::Definitions && !is_prefix {
            self.other(at);
            return at + 1;
        }
        if self.is(0, "PRAGMA") {
            if levels.len() > 1 {
                self.push_table(at, false)
            } else {
                self.other(at)
            }
            return at + 1;
        }
        if self.is(at + 1, ".")
            && self.tokens.get(at + 2).is_some_and(|it| matches!(it.kind, TokenKind::Word | TokenKind::Quoted))
        {
            let dotted = at + 2;
            // `schema.table.column`: the last two count.
            if self.is(dotted + 1, ".") && self.is_name(dotted + 2) {
                self.other(at);
                return dotted;
            }
            let column = self.parsed(dotted, self.column(frame, Some(self.raw(at)), self.raw(dotted)));
            self.qualifier(at, frame);
            self.push_column(dotted, column.clone(), false);
            self.use_column(column, dotted, levels, targets);
            return dotted + 1;
        }
        match clause {
            Clause::Ignored | Clause::From => {
                if clause == Clause::From && at > 0 && self.is(at - 1, ",") {
                    self.push_table(at, false);
                } else {
                    self.other(at);
                }
            }
            Clause::Definitions => self.definition(at, frame, levels),
            Clause::Select if at > 0 && (self.is(at - 1, "AS") || self.ends_expression(at - 1)) => {
                let column = Column::named(self.raw(at));
                self.push_column(at, column, false);
            }
            _ if at > 0 && self.is(at - 1, "AS") => self.other(at),
            Clause::Expression if self.tokens[at].kind == TokenKind::Word && self.is_type_of_fragment(at) => {
                self.other(at)
            }
            _ => {
                let of = levels.last().and_then(|it| it.of.clone());
                let column = match of {
                    Some(table) => Column::of(&table, self.raw(at)),
                    None => self.parsed(at, self.column(frame, None, self.raw(at))),
                };
                self.push_column(at, column.clone(), false);
                self.use_column(column, at, levels, targets);
            }
        }
        at + 1
    }

    pub(super) fn push_index(&mut self, at: usize, table: Option<SmolStr>, declaration: bool) {
        let span = self.span(at);
        self.out.names.push(Name { span, role: Role::SqlIndex, column: None, table, declaration });
    }

    fn is_changed_by_ddl(&self) -> bool {
        ["CREATE", "ALTER", "DROP"].iter().any(|it| self.is(0, it))
    }

    /// `USE INDEX (by_run)`, `FORCE KEY FOR JOIN (a, b)`: the names of indexes in parentheses. Returns where to go on.
    pub(super) fn index_hint(&mut self, at: usize, frame: usize) -> Option<usize> {
        let is_any = |at: usize, words: &[&str]| words.iter().any(|it| self.is(at, it));
        if at == 0 || !is_any(at - 1, &["USE", "FORCE", "IGNORE"]) || !is_any(at, &["INDEX", "KEY"]) {
            return None;
        }
        let open = (at + 1..at + 5).find(|it| self.is(*it, "("))?;
        let close = (open..self.tokens.len()).find(|it| self.is(*it, ")"))?;
        let table = self.frames.get(frame).and_then(|it| it.tables.last()).map(|(table, _)| table.clone());
        for name in (open + 1..close).filter(|it| self.is_name(*it)).collect::<Vec<_>>() {
            self.push_index(name, table.clone(), false);
        }
        Some(close + 1)
    }

    /// `run_id TEXT NOT NULL`: a column definition outside of its table.
    pub(super) fn is_type_of_fragment(&self, at: usize) -> bool {
        const TYPES: [&str; 14] = [
            "TEXT",
            "INTEGER",
            "INT",
            "BIGINT",
            "VARCHAR",
            "BLOB",
            "REAL",
            "TIMESTAMP",
            "BOOLEAN",
            "UUID",
            "JSON",
            "JSONB",
            "CHAR",
            "DATE",
        ];
        TYPES.iter().any(|word| self.is(at, word))
    }

    pub(super) fn ends_expression(&self, at: usize) -> bool {
        self.is(at, ")") || self.is_name(at) || matches!(self.tokens[at].kind, TokenKind::Text | TokenKind::Number)
    }

    pub(super) fn qualifier(&mut self, at: usize, frame: usize) {
        let known =
            self.frames.get(frame).is_some_and(|it| it.tables.iter().any(|(table, _)| table.as_str() == self.raw(at)));
        if known { self.push_table(at, false) } else { self.other(at) }
    }

    /// A column was named: it is a target of INSERT, a select item, or one side of a comparison.
    pub(super) fn use_column(&mut self, column: Column, at: usize, levels: &mut [Level], targets: &mut Vec<Column>) {
        let span = self.span(at);
        let Some(level) = levels.last_mut() else { return };
        if level.clause == Clause::Columns {
            if level.targets {
                targets.push(column);
            }
            return;
        }
        if level.first.is_none() {
            level.first = Some(column.clone());
        }
        match level.pending.take() {
            Some(other) if self.compares(at) => {
                self.out.same.push((other.clone(), column.clone(), span));
                level.pending = Some(other);
            }
            _ => level.pending = Some(column),
        }
    }

    /// True when an `=` (or another comparison of ids) stands before the token, qualifier skipped.
    pub(super) fn compares(&self, at: usize) -> bool {
        let before = if at >= 2 && self.is(at - 1, ".") { at - 2 } else { at };
        before > 0 && ["=", "==", "<>", "!=", "IS"].iter().any(|mark| self.is(before - 1, mark))
    }

    /// A string, number or placeholder: which column is it stored in or compared with?
    pub(super) fn value(&mut self, at: usize, frame: usize, levels: &mut [Level], targets: &[Column]) {
        let depth = levels.len();
        let row = levels.get(1).filter(|it| it.clause == Clause::Values).cloned();
        let Some(level) = levels.last() else { return };
        let by_position = match level.clause {
            Clause::Values if depth == 2 => targets.get(level.item),
            // Inside a function of a row: `VALUES (lower(?))`.
            Clause::Expression if depth > 2 => row.and_then(|it| targets.get(it.item)),
            Clause::Select if level.inserts => targets.get(level.item),
            _ => None,
        };
        let column = by_position.cloned().or_else(|| level.pending.clone()).or_else(|| self.column_after(at, frame));
        let span = self.span(at);
        match self.tokens[at].kind {
            TokenKind::Text if self.is_key_of_document(at) => {
                self.out.names.push(Name {
                    span,
                    role: Role::StringLiteral,
                    column: None,
                    table: None,
                    declaration: false,
                });
            }
            TokenKind::Text => {
                self.out.names.push(Name { span, role: Role::SqlValue, column, table: None, declaration: false });
            }
            TokenKind::Placeholder => {
                let text = self.raw(at);
                let (mark, rest) = text.split_at(1);
                let number = rest.parse::<usize>().ok().and_then(|it| it.checked_sub(1));
                let position = match mark {
                    "?" | "$" if number.is_some() => number,
                    "?" => Some(self.next_position),
                    _ => None,
                };
                if mark == "?" {
                    self.next_position = position.unwrap_or(0).saturating_add(1);
                }
                let name = (position.is_none() && mark != "%").then(|| SmolStr::new(rest));
                if name.is_some() {
                    // A named placeholder may carry the word itself.
                    let span = Span { start: span.start + 1, end: span.end };
                    let value =
                        Name { span, role: Role::SqlValue, column: column.clone(), table: None, declaration: false };
                    self.out.names.push(value);
                }
                self.out.binds.push(Bind { span, position, name, column });
            }
            _ => {}
        }
    }

    /// `doc->>'x'`, `doc ? 'x'`, `'$.x'`: a key in documents that are stored, not a value of the column.
    fn is_key_of_document(&self, at: usize) -> bool {
        let text = self.raw(at);
        let path = text.starts_with("$.") || text.starts_with("$[") || text.starts_with("$\"");
        let arrow = at >= 2 && self.is(at - 1, ">") && (self.is(at - 2, "-") || self.is(at - 2, ">"));
        let hash = at >= 2 && self.is(at - 1, ">") && self.is(at - 2, "#");
        path || arrow || hash
    }

    /// `? = column`.
    pub(super) fn column_after(&self, at: usize, frame: usize) -> Option<Column> {
        let compared = ["=", "==", "<>", "!=", "<", ">", "<=", ">="].iter().any(|mark| self.is(at + 1, mark));
        if !compared || !self.is_name(at + 2) {
            return None;
        }
        if self.is(at + 3, ".") && self.is_name(at + 4) {
            return Some(self.parsed(at + 4, self.column(frame, Some(self.raw(at + 2)), self.raw(at + 4))));
        }
        (!self.is(at + 3, "(")).then(|| self.parsed(at + 2, self.column(frame, None, self.raw(at + 2))))
    }

    /// A definition of CREATE TABLE starts here, or goes on with its type.
    pub(super) fn definition(&mut self, at: usize, frame: usize, levels: &mut [Level]) {
        let is_key = ["FULLTEXT", "SPATIAL"].iter().any(|it| self.is(at, it))
            && ["KEY", "INDEX"].iter().any(|it| self.is(at + 1, it));
        // `KEY by_run (run_id)` of MySQL.
        if (self.before(at, "KEY") || self.before(at, "INDEX")) && self.is(at + 1, "(") && self.is_name(at + 2) {
            let table = self.frames.get(frame).and_then(|it| it.tables.first()).map(|(table, _)| table.clone());
            return self.push_index(at, table, true);
        }
        if !self.before(at, "(") && !self.before(at, ",") || is_key {
            return self.other(at);
        }
        let column = self.column(frame, None, self.raw(at));
        if let Some(level) = levels.last_mut() {
            level.pending = Some(column.clone());
        }
        self.push_column(at, column, true);
    }
}
