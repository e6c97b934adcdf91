//! The walk over the tokens of a statement, with the clause that each one stands in.

use smol_str::SmolStr;

use super::column::Column;
use super::level::{Clause, Level};
use super::reader::{StatementReader, is_constraint, is_function, is_keyword};
use super::token::TokenKind;
use crate::model::Span;

impl<'a> StatementReader<'a> {
    /// Pass 2: every name, value and placeholder, left to right, with the clause that it stands in.
    pub(super) fn names(&mut self, frame_of: &[usize]) {
        let mut levels = vec![Level::outermost()];
        let mut targets: Vec<Column> = Vec::new();
        let mut at = 0;
        while at < self.tokens.len() {
            let token = self.tokens[at];
            let frame = frame_of[at];
            if let Some(next) = self.index_hint(at, frame) {
                at = next;
                continue;
            }
            match token.kind {
                TokenKind::Mark => {
                    self.mark(at, frame_of, &mut levels, &mut targets);
                    // `ALTER TABLE t ADD a TEXT, ADD b TEXT`: each action is about the same table.
                    if let Some(table) = self.altered.clone().filter(|_| self.is(at, ",") && levels.len() == 1) {
                        at = self.alteration(at + 1, &table);
                        continue;
                    }
                }
                TokenKind::Word if is_keyword(self.raw(at)) && !self.is_name_here(at, &levels) => {
                    at = self.keyword(at, &mut levels, &targets);
                    continue;
                }
                TokenKind::Word | TokenKind::Quoted => {
                    at = self.name(at, frame, &mut levels, &mut targets);
                    continue;
                }
                TokenKind::Text | TokenKind::Placeholder | TokenKind::Number => {
                    self.value(at, frame, &mut levels, &targets)
                }
                TokenKind::Comment | TokenKind::End => {}
            }
            at += 1;
        }
        // A statement that breaks off inside of a parenthesis still returns what its outermost query names.
        levels.truncate(1);
        self.end_item(&mut levels, &targets);
    }

    /// A word that is a keyword elsewhere, but a column where a definition starts (`at`, `key`, `index`).
    pub(super) fn is_name_here(&self, at: usize, levels: &[Level]) -> bool {
        let clause = levels.last().map(|it| it.clause);
        let before = |word: &str| at > 0 && self.is(at - 1, word);
        let starts = before("(") || before(",");
        match clause {
            Some(Clause::Columns) => starts,
            Some(Clause::Definitions) => starts && !is_constraint(self.raw(at)) && !self.is_key(at),
            _ => false,
        }
    }

    /// `KEY by_run (run_id)` of MySQL among the columns, and not `key VARCHAR(40)`.
    fn is_key(&self, at: usize) -> bool {
        let named = match self.tokens.get(at + 1).map(|it| it.kind) {
            Some(TokenKind::Quoted) => return true,
            _ => at + if self.is_name(at + 1) { 2 } else { 1 },
        };
        let lists = self.is(named, "(") && self.is_name(named + 1);
        (self.is(at, "KEY") || self.is(at, "INDEX")) && (lists || self.is(named, "USING"))
    }

    pub(super) fn mark(&mut self, at: usize, frame_of: &[usize], levels: &mut Vec<Level>, targets: &mut Vec<Column>) {
        match self.raw(at) {
            "(" => self.open(at, frame_of, levels, targets),
            ")" if levels.len() > 1 => self.close(levels, targets),
            "," => {
                self.end_item(levels, targets);
                if let Some(level) = levels.last_mut() {
                    level.item += 1;
                    if !level.function {
                        level.pending = None;
                    }
                    if level.defines {
                        level.clause = Clause::Definitions;
                    }
                }
            }
            "*" => {
                let item = ["SELECT", "RETURNING", ".", ",", "DISTINCT", "ALL"].iter().any(|it| self.before(at, it));
                if let Some(level) = levels.last_mut().filter(|it| it.clause == Clause::Select && it.returns && item) {
                    // After a `*` positions say nothing.
                    self.out.selected.clear();
                    level.returns = false;
                }
            }
            _ => {}
        }
    }

    pub(super) fn open(&mut self, at: usize, frame_of: &[usize], levels: &mut Vec<Level>, targets: &mut Vec<Column>) {
        // Nesting deeper than this is no SQL of people; what is inside belongs to the last level.
        if levels.len() >= 256 {
            return;
        }
        let Some(level) = levels.last() else { return };
        let clause = self.clause_of_parenthesis(at, level);
        let inserts = self.is_insert_list(at);
        if inserts {
            targets.clear();
        }
        let refers = at >= 2 && self.is(at - 2, "REFERENCES");
        let function = at > 0 && (self.is_name(at - 1) || is_function(self.raw(at - 1)) || self.is(at - 1, "IN"));
        let keeps = clause == Clause::Expression && (function || self.compares(at));
        let level = Level {
            frame: frame_of.get(at + 1).copied().unwrap_or(level.frame),
            clause,
            pending: level.pending.clone().filter(|_| keeps),
            function,
            outermost: false,
            targets: inserts,
            of: refers.then(|| SmolStr::new(self.raw(at - 1))),
            defines: clause == Clause::Definitions,
            ..Level::outermost()
        };
        levels.push(level);
    }

    pub(super) fn close(&mut self, levels: &mut Vec<Level>, targets: &[Column]) {
        self.end_item(levels, targets);
        let Some(inner) = levels.pop() else { return };
        let Some(outer) = levels.last_mut() else { return };
        if inner.clause == Clause::Values {
            outer.item = 0;
        }
        if !inner.function {
            outer.pending = None;
        } else if outer.first.is_none() || outer.pending.is_none() {
            // A function keeps the meaning of its first column: `COALESCE(run_id, '') = ?`.
            outer.first = outer.first.take().or_else(|| inner.first.clone());
            outer.pending = outer.pending.take().or(inner.first);
        }
    }

    /// The parenthesis after `INTO table [AS alias]`.
    pub(super) fn is_insert_list(&self, at: usize) -> bool {
        let Some(into) = (2..=6.min(at)).map(|back| at - back).find(|it| self.is(*it, "INTO")) else { return false };
        let after = self.table_at(into + 1).map(|(_, next)| next);
        after.is_some_and(|next| next == at || (self.is(next, "AS") && next + 2 == at))
    }

    pub(super) fn clause_of_parenthesis(&self, at: usize, level: &Level) -> Clause {
        if self.is(at + 1, "SELECT") || self.is(at + 1, "WITH") {
            return Clause::Select;
        }
        let word_before = |back: usize, word: &str| at >= back && self.is(at - back, word);
        if self.is_insert_list(at) {
            return Clause::Columns;
        }
        if self.is(0, "CREATE") && level.outermost {
            let created =
                (1..8.min(at)).find(|it| ["TABLE", "INDEX", "VIEW", "TRIGGER"].iter().any(|word| self.is(*it, word)));
            match created.map(|it| self.raw(it).to_ascii_uppercase()).as_deref() {
                // `PARTITION BY LIST (run_id)`
                Some("TABLE") if word_before(1, "BY") || word_before(2, "BY") => return Clause::Expression,
                Some("TABLE") => return Clause::Definitions,
                Some("INDEX") => return Clause::Columns,
                _ => {}
            }
        }
        if level.clause == Clause::Definitions {
            let keys = ["KEY", "INDEX"].iter().any(|it| word_before(2, it)) && !word_before(1, "REFERENCES");
            let lists = word_before(1, "KEY") || word_before(1, "INDEX") || word_before(1, "UNIQUE") || keys;
            let refers = word_before(2, "REFERENCES");
            return match () {
                () if lists || refers => Clause::Columns,
                () if word_before(1, "CHECK") || word_before(1, "AS") || word_before(1, "DEFAULT") => {
                    Clause::Expression
                }
                () => Clause::Ignored,
            };
        }
        if word_before(1, "CONFLICT") || word_before(1, "USING") || word_before(2, "REFERENCES") {
            return Clause::Columns;
        }
        if level.clause == Clause::Values {
            // `VALUES (` opens a row; a parenthesis inside of a row is an expression of its item.
            return if word_before(1, "VALUES") || word_before(1, ",") && level.outermost {
                Clause::Values
            } else {
                Clause::Expression
            };
        }
        Clause::Expression
    }

    /// A keyword switches the clause. Returns where to go on.
    pub(super) fn keyword(&mut self, at: usize, levels: &mut [Level], targets: &[Column]) -> usize {
        let word = self.raw(at).to_ascii_uppercase();
        let ends = ["FROM", "WHERE", "LIMIT", "ORDER", "GROUP", "UNION", "EXCEPT", "INTERSECT", "INTO"];
        if ends.contains(&word.as_str()) {
            self.end_item(levels, targets);
        }
        let base = levels.len() == 1;
        let inserting = base && (self.is(0, "INSERT") || self.is(0, "REPLACE"));
        let Some(level) = levels.last_mut() else { return at + 1 };
        let switch = match word.as_str() {
            // `REFERENCES t (x) ON DELETE SET NULL` is part of a definition, and the next one comes behind its comma.
            _ if level.clause == Clause::Definitions => None,
            // `ALTER COLUMN x SET DATA TYPE`, `GENERATED BY DEFAULT`: no clauses.
            "ON" | "SET" | "BY" if self.is(0, "ALTER") => None,
            "SELECT" | "RETURNING" => Some(Clause::Select),
            "FROM" | "JOIN" => Some(Clause::From),
            "WHERE" | "HAVING" | "ON" | "BY" | "LIMIT" | "OFFSET" | "USING" | "UNION" | "EXCEPT" | "INTERSECT" => {
                Some(Clause::Expression)
            }
            "SET" => Some(Clause::Set),
            "VALUES" => Some(Clause::Values),
            _ => None,
        };
        if let Some(clause) = switch {
            let returning = word == "RETURNING";
            level.inserts = word == "SELECT" && inserting;
            level.returns = base && (returning || word == "SELECT" && !inserting && self.out.selected.is_empty());
            (level.clause, level.item, level.first, level.pending) = (clause, 0, None, None);
        }
        if matches!(
            word.as_str(),
            "AND" | "OR" | "WHEN" | "THEN" | "ELSE" | "UNION" | "EXCEPT" | "INTERSECT" | "ORDER" | "GROUP"
        ) {
            let between = word == "AND" && at >= 2 && self.is(at - 2, "BETWEEN");
            if !between {
                level.pending = None;
            }
        }
        if self.introduces_table(at) {
            return self.table_names(at);
        }
        let named = self.table_at(at + 1);
        match (word.as_str(), named) {
            ("INDEX", Some((name, next))) if at > 0 => {
                let table = (next..next + 2).find(|it| self.is(*it, "ON")).and_then(|on| self.table_at(on + 1));
                let table = table.map(|(it, _)| SmolStr::new(self.raw(it)));
                self.push_index(name, table, self.is(0, "CREATE"));
                next
            }
            ("REFERENCES" | "VIEW", Some((name, next))) => {
                self.push_table(name, word == "VIEW");
                next
            }
            _ => at + 1,
        }
    }

    /// A select item ends: it is what the query returns, or what goes into the target column of its position.
    pub(super) fn end_item(&mut self, levels: &mut [Level], targets: &[Column]) {
        let Some(level) = levels.last_mut().filter(|it| it.clause == Clause::Select) else { return };
        let first = level.first.take();
        level.pending = None;
        if level.returns {
            self.out.selected.push(first);
        } else if let (true, Some(from), Some(to)) = (level.inserts, first, targets.get(level.item)) {
            let end = self.base + self.sql.len() as u32;
            self.out.same.push((from, to.clone(), Span { start: self.base, end }));
        }
    }
}
