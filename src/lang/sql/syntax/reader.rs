//! What SQL text says about its names: which table a column is of, which column a value or placeholder belongs to, which
//! columns a query returns. Works on tokens, so that fragments (`run_id = ?`), several dialects and broken text are read alike;
//! a statement of an unknown kind is read as an expression.

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::column::Column;
use super::parse;
use super::scopes::{Scopes, scopes};
use super::split::statements;
use super::token::{Token, TokenKind, tokens};
use crate::model::{Role, Span};

/// A name, value or comment in SQL text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Its bytes, `base` added.
    pub span: Span,
    /// `SqlColumn`, `SqlTable`, `SqlIndex`, `SqlValue`, `Comment`, or `Other` for words that are none of these.
    pub role: Role,
    /// A column; for a value the column that it is stored in or compared with.
    pub column: Option<Column>,
    /// The table of a `SqlTable`, `SqlIndex` or `Comment`.
    pub table: Option<SmolStr>,
    /// `CREATE TABLE`, `CREATE INDEX`, `ADD COLUMN`.
    pub declaration: bool,
}

/// A placeholder, in the order of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bind {
    /// Its bytes, `base` added.
    pub span: Span,
    /// 0-based index of the bind argument; `None` for a named placeholder and for `%s`.
    pub position: Option<usize>,
    /// The name of `:name` and `@name`.
    pub name: Option<SmolStr>,
    /// The column that it is stored in or compared with.
    pub column: Option<Column>,
}

/// Everything that SQL text says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sql {
    /// Names, values and comments, sorted by span.
    pub names: Vec<Name>,
    /// Placeholders, sorted by span.
    pub binds: Vec<Bind>,
    /// What the outermost query returns, by position: `Scan` targets. `None` where an item is no column. Empty after `*`.
    pub selected: Vec<Option<Column>>,
    /// Columns that hold the same value: `a.x = b.y`, `INSERT … SELECT`, `SET x = y`, `RENAME x TO y`.
    pub same: Vec<(Column, Column, Span)>,
}

/// Reads a text whose routines have no bodies of their own. Linear in the text, never fails.
pub(super) fn read_plain(sql: &str, base: u32) -> Sql {
    let all = tokens(sql);
    let mut reader = StatementReader::new(sql, base, scopes(&parse::parse(sql, &all, base)));
    statements(sql, &all).into_iter().for_each(|it| reader.pieces(&all, it));
    reader.finished(&all)
}

/// One query level: the tables that its FROM names.
#[derive(Clone, Debug, Default)]
pub(super) struct Frame {
    parent: Option<usize>,
    /// Table, alias.
    pub(super) tables: Vec<(SmolStr, Option<SmolStr>)>,
}

pub(super) struct StatementReader<'a> {
    pub(super) sql: &'a str,
    pub(super) base: u32,
    pub(super) tokens: Vec<Token>,
    pub(super) out: Sql,
    pub(super) next_position: usize,
    pub(super) frames: Vec<Frame>,
    /// The table that the statement alters.
    pub(super) altered: Option<SmolStr>,
    /// What whole statements say of their names.
    pub(super) scopes: Scopes,
}

impl<'a> StatementReader<'a> {
    pub(super) fn new(sql: &'a str, base: u32, scopes: Scopes) -> Self {
        Self {
            sql,
            base,
            tokens: Vec::new(),
            out: Sql::default(),
            next_position: 0,
            frames: Vec::new(),
            altered: None,
            scopes,
        }
    }

    /// All that was read, sorted.
    pub(super) fn finished(mut self, all: &[Token]) -> Sql {
        self.as_parsed(all);
        self.out.names.sort_by_key(|it| (it.span.start, it.span.end));
        self.out
    }

    /// Reads what is between semicolons.
    pub(super) fn pieces(&mut self, all: &[Token], range: Range<usize>) {
        let mut start = range.start;
        let mut depth = 0i32;
        for at in range.clone() {
            match &self.sql[all[at].span.range()] {
                "(" if all[at].kind == TokenKind::Mark => depth += 1,
                ")" if all[at].kind == TokenKind::Mark => depth -= 1,
                ";" if all[at].kind == TokenKind::Mark && depth <= 0 => {
                    self.statement(&all[start..at]);
                    (start, depth) = (at + 1, 0);
                }
                _ => {}
            }
        }
        self.statement(&all[start..range.end]);
    }

    fn statement(&mut self, piece: &[Token]) {
        self.tokens = piece.iter().filter(|it| it.kind != TokenKind::Comment).copied().collect();
        let frame_of = self.find_frames();
        self.names(&frame_of);
        self.comments(piece);
        self.frames.clear();
        self.altered = None;
    }

    /// What a whole statement says of a name counts more than the clause that the name was read in.
    fn as_parsed(&mut self, all: &[Token]) {
        let mut scopes = std::mem::take(&mut self.scopes);
        if scopes.is_empty() {
            return;
        }
        let base = self.base;
        let is_name = |it: &&Token| matches!(it.kind, TokenKind::Word | TokenKind::Quoted);
        let spans: FxHashMap<u32, Span> = all.iter().filter(is_name).map(|it| (it.span.start, it.span)).collect();
        for name in &mut self.out.names {
            let start = name.span.start - base;
            if scopes.local.contains(&start) {
                (name.role, name.table) = (Role::Other, None);
            }
            if name.role == Role::SqlValue {
                scopes.columns.remove(&start);
            } else if let Some(column) = scopes.columns.remove(&start) {
                (name.role, name.column, name.table) = (Role::SqlColumn, Some(column), None);
            }
        }
        for (start, column) in scopes.columns {
            let Some(span) = spans.get(&start) else { continue };
            let span = Span { start: span.start + base, end: span.end + base };
            let column = Some(column);
            self.out.names.push(Name { span, role: Role::SqlColumn, column, table: None, declaration: false });
        }
        for (one, other, at) in scopes.same {
            let span = spans.get(&at).copied().unwrap_or_default();
            self.out.same.push((one, other, Span { start: span.start + base, end: span.end + base }));
        }
    }

    // Helpers on tokens.

    pub(super) fn raw(&self, at: usize) -> &'a str {
        self.tokens.get(at).and_then(|it| self.sql.get(it.span.range())).unwrap_or_default()
    }

    pub(super) fn is(&self, at: usize, word: &str) -> bool {
        self.tokens.get(at).is_some_and(|it| matches!(it.kind, TokenKind::Word | TokenKind::Mark))
            && self.raw(at).eq_ignore_ascii_case(word)
    }

    pub(super) fn is_name(&self, at: usize) -> bool {
        match self.tokens.get(at).map(|it| it.kind) {
            Some(TokenKind::Word) => !is_keyword(self.raw(at)),
            Some(TokenKind::Quoted) => true,
            _ => false,
        }
    }

    pub(super) fn span(&self, at: usize) -> Span {
        let span = self.tokens.get(at).map(|it| it.span).unwrap_or_default();
        Span { start: span.start + self.base, end: span.end + self.base }
    }

    /// The table name at `at` (`schema.table` too): its token, and the token after it.
    pub(super) fn table_at(&self, mut at: usize) -> Option<(usize, usize)> {
        for word in ["ONLY", "IF", "NOT", "EXISTS", "CONCURRENTLY"] {
            if self.is(at, word) {
                at += 1;
            }
        }
        while self.is_name(at) && self.is(at + 1, ".") && self.is_name(at + 2) {
            at += 2;
        }
        self.is_name(at).then_some((at, at + 1))
    }

    /// Pass 1: query levels and their tables. Returns the frame of each token.
    fn find_frames(&mut self) -> Vec<usize> {
        self.frames = vec![Frame::default()];
        let mut frame_of = Vec::with_capacity(self.tokens.len());
        let mut open: Vec<usize> = vec![0];
        let inserts = self.is(0, "INSERT") || self.is(0, "REPLACE");
        for at in 0..self.tokens.len() {
            if let Some(top) = open.last_mut() {
                // The queries of a UNION, and the query of INSERT … SELECT, have tables of their own.
                let sets = ["UNION", "EXCEPT", "INTERSECT"].iter().any(|word| self.is(at, word));
                if sets || (inserts && *top == 0 && self.is(at, "SELECT")) {
                    let parent = self.frames[*top].parent;
                    self.frames.push(Frame { parent, tables: Vec::new() });
                    *top = self.frames.len() - 1;
                }
                if inserts && (self.is(at, "CONFLICT") || self.is(at, "RETURNING")) {
                    *top = 0;
                }
            }
            let frame = open.last().copied().unwrap_or(0);
            frame_of.push(frame);
            if self.is(at, "(") {
                if self.is(at + 1, "SELECT") || self.is(at + 1, "WITH") {
                    self.frames.push(Frame { parent: Some(frame), tables: Vec::new() });
                    open.push(self.frames.len() - 1);
                } else {
                    open.push(frame);
                }
            } else if self.is(at, ")") && open.len() > 1 {
                open.pop();
            } else if self.introduces_table(at) {
                self.add_tables(frame, at + 1);
            }
        }
        frame_of
    }

    pub(super) fn introduces_table(&self, at: usize) -> bool {
        let word = |it: &str| self.is(at, it);
        (word("FROM") && !self.is(at + 1, "("))
            || word("JOIN")
            || word("INTO")
            || word("TABLE")
            || (word("UPDATE")
                && !self.is(at + 1, "SET")
                && !(at > 0 && (self.is(at - 1, "DO") || self.is(at - 1, "ON"))))
            || (word("ON") && self.index_or_trigger(at))
    }

    fn index_or_trigger(&self, on: usize) -> bool {
        self.is(0, "CREATE") && (1..on.min(8)).any(|it| self.is(it, "INDEX") || self.is(it, "TRIGGER")) && {
            // The first ON of the statement.
            on < 64 && !(0..on).any(|it| self.is(it, "ON"))
        }
    }

    /// The other name of a table, and not `USE INDEX (…)` behind it.
    pub(super) fn is_alias(&self, at: usize) -> bool {
        let is_hint =
            (self.is(at, "USE") || self.is(at, "FORCE")) && (self.is(at + 1, "INDEX") || self.is(at + 1, "KEY"));
        self.is_name(at) && !self.is(at, "(") && !is_hint
    }

    fn add_tables(&mut self, frame: usize, from: usize) {
        let mut at = from;
        for word in ["OR", "REPLACE", "IGNORE", "ABORT", "FAIL", "ROLLBACK"] {
            if self.is(at, word) {
                at += 1;
            }
        }
        // `FROM a x, b y`: bounded, since each list is read once per table keyword.
        for _ in 0..32 {
            let Some((table, mut next)) = self.table_at(at) else { return };
            let mut alias = None;
            if self.is(next, "AS") {
                next += 1;
            }
            if self.is_alias(next) {
                alias = Some(SmolStr::new(self.raw(next)));
                next += 1;
            }
            let entry = (SmolStr::new(self.raw(table)), alias);
            if self.frames[frame].tables.len() < 64 && !self.frames[frame].tables.contains(&entry) {
                self.frames[frame].tables.push(entry);
            }
            if !self.is(next, ",") || !self.is(from.saturating_sub(1), "FROM") {
                return;
            }
            at = next + 1;
        }
    }

    /// A column by its name and qualifier, in `frame` and the queries around it.
    pub(super) fn column(&self, frame: usize, qualifier: Option<&str>, name: &str) -> Column {
        let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
        let mut at = Some(frame);
        for _ in 0..32 {
            let Some(frame) = at.and_then(|it| self.frames.get(it)) else { break };
            match qualifier {
                Some(qualifier) if same(qualifier, "excluded") || same(qualifier, "new") || same(qualifier, "old") => {
                    if let Some((table, _)) = frame.tables.first() {
                        return Column::of(table, name);
                    }
                }
                Some(qualifier) => {
                    let found = frame.tables.iter().find(|(table, alias)| {
                        alias.as_deref().map_or(same(table, qualifier), |alias| same(alias, qualifier))
                    });
                    if let Some((table, _)) = found {
                        return Column::of(table, name);
                    }
                }
                None => match frame.tables.as_slice() {
                    [] => {}
                    [(table, _)] => return Column::of(table, name),
                    _ => return Column::named(name),
                },
            }
            at = frame.parent;
        }
        Column { table: qualifier.map(SmolStr::new), ..Column::named(name) }
    }

    pub(super) fn before(&self, at: usize, word: &str) -> bool {
        at > 0 && self.is(at - 1, word)
    }

    /// A comment is about the first table of the statement that it stands in or before.
    fn comments(&mut self, piece: &[Token]) {
        let table = self.frames.iter().flat_map(|it| &it.tables).map(|(table, _)| table.clone()).next();
        for token in piece.iter().filter(|it| it.kind == TokenKind::Comment) {
            let span = Span { start: token.span.start + self.base, end: token.span.end + self.base };
            let table = table.clone();
            self.out.names.push(Name { span, role: Role::Comment, column: None, table, declaration: false });
        }
    }
}

pub(super) fn is_function(word: &str) -> bool {
    ["REPLACE", "IF", "LEFT", "RIGHT"].iter().any(|it| it.eq_ignore_ascii_case(word))
}

pub(super) fn is_constraint(word: &str) -> bool {
    ["PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "CONSTRAINT", "EXCLUDE", "LIKE"]
        .iter()
        .any(|it| it.eq_ignore_ascii_case(word))
}

/// Words that end a list of names or are never columns. Sorted.
const KEYWORDS: &str = "\
    ABORT ADD ALL ALTER ANALYZE AND AS ASC AUTOINCREMENT BEGIN BETWEEN BY CASCADE CASE CAST CHECK COLLATE COLUMN \
    COMMIT CONCURRENTLY CONFLICT CONSTRAINT CREATE CROSS CURRENT_TIMESTAMP DEFAULT DEFERRABLE DELETE DESC DISTINCT \
    DO DROP EACH ELSE END ESCAPE EXCEPT EXCLUDE EXISTS EXPLAIN FAIL FALSE FETCH FOR FOREIGN FROM FULL GLOB GROUP \
    HAVING IF IGNORE IMMEDIATE IN INDEX INDEXED INNER INSERT INSTEAD INTERSECT INTO IS ISNULL JOIN KEY LATERAL \
    LEFT LIKE LIMIT MATERIALIZED NATURAL NO NOT NOTHING NOTNULL NULL NULLS OF OFFSET ON ONLY OR ORDER OUTER OVER \
    PARTITION PRAGMA PRIMARY RECURSIVE REFERENCES RENAME REPLACE RESTRICT RETURNING RIGHT ROLLBACK ROW SAVEPOINT \
    SELECT SET TABLE TEMP TEMPORARY THEN TO TRANSACTION TRIGGER TRUE UNION UNIQUE UPDATE USING VACUUM VALUES VIEW \
    VIRTUAL WHEN WHERE WHILE WINDOW WITH WITHIN WITHOUT";

/// Words that end a list of names or are never columns, in any case.
pub fn is_keyword(word: &str) -> bool {
    static SORTED: LazyLock<Vec<&str>> = LazyLock::new(|| KEYWORDS.split_ascii_whitespace().collect());
    word.len() <= 20 && word.is_ascii() && SORTED.binary_search(&word.to_ascii_uppercase().as_str()).is_ok()
}
