//! What SQL text says about its names: which table a column is of, which column a value or placeholder belongs to, which
//! columns a query returns. Works on tokens, so that fragments (`run_id = ?`), several dialects and broken text are read alike;
//! a statement of an unknown kind is read as an expression.

use std::sync::LazyLock;

use smol_str::SmolStr;

use super::token::{Kind, Token, tokens};
use crate::model::{Role, Span};

/// A column as SQL text names it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Column {
    /// Its table, when the text says which.
    pub table: Option<SmolStr>,
    /// Its name.
    pub name: SmolStr,
}

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

/// Reads SQL text. `base` is added to every span: the offset of `sql` in its file. Linear in the text, never fails.
pub fn read(sql: &str, base: u32) -> Sql {
    let all = tokens(sql);
    let mut reader =
        Reader { sql, base, tokens: Vec::new(), out: Sql::default(), next_position: 0, frames: Vec::new() };
    let mut start = 0;
    let mut depth = 0i32;
    let mut pieces = Vec::new();
    for (at, token) in all.iter().enumerate() {
        match &sql[token.span.range()] {
            "(" if token.kind == Kind::Mark => depth += 1,
            ")" if token.kind == Kind::Mark => depth -= 1,
            ";" if token.kind == Kind::Mark && depth <= 0 => {
                pieces.push(start..at);
                (start, depth) = (at + 1, 0);
            }
            _ => {}
        }
    }
    pieces.push(start..all.len());
    for piece in pieces {
        reader.statement(&all[piece]);
    }
    reader.out.names.sort_by_key(|it| (it.span.start, it.span.end));
    reader.out
}

/// One query level: the tables that its FROM names.
#[derive(Clone, Debug, Default)]
struct Frame {
    parent: Option<usize>,
    /// Table, alias.
    tables: Vec<(SmolStr, Option<SmolStr>)>,
}

/// What a parenthesis holds, and where in it we are.
#[derive(Clone, Debug)]
struct Level {
    frame: usize,
    clause: Clause,
    /// Index of the list item we are in.
    item: usize,
    /// The column that a value here is compared with.
    pending: Option<Column>,
    /// A function's arguments or `IN (…)`: a `,` starts no new comparison.
    function: bool,
    /// The first column of the select item or of the function we are in.
    first: Option<Column>,
    /// Not in any parenthesis.
    outermost: bool,
    /// The items of this SELECT are what the query returns.
    returns: bool,
    /// The items of this SELECT go into the target columns of INSERT.
    inserts: bool,
    /// The names here are the target columns of INSERT.
    targets: bool,
    /// The names here are columns of this table (`REFERENCES t(…)`).
    of: Option<SmolStr>,
}

impl Level {
    fn outermost() -> Self {
        Self {
            frame: 0,
            clause: Clause::Expression,
            item: 0,
            pending: None,
            function: false,
            first: None,
            outermost: true,
            returns: false,
            inserts: false,
            targets: false,
            of: None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Clause {
    Expression,
    Select,
    From,
    Set,
    /// Names only: columns of an INSERT, of an index, of a key.
    Columns,
    /// Values by position.
    Values,
    /// Column definitions of CREATE TABLE.
    Definitions,
    /// Nothing here is a column: types, options.
    Ignored,
}

struct Reader<'a> {
    sql: &'a str,
    base: u32,
    tokens: Vec<Token>,
    out: Sql,
    next_position: usize,
    frames: Vec<Frame>,
}

impl<'a> Reader<'a> {
    fn statement(&mut self, piece: &[Token]) {
        self.tokens = piece.iter().filter(|it| it.kind != Kind::Comment).copied().collect();
        let frame_of = self.find_frames();
        self.names(&frame_of);
        self.comments(piece);
        self.frames.clear();
    }

    // Helpers on tokens.

    fn raw(&self, at: usize) -> &'a str {
        self.tokens.get(at).and_then(|it| self.sql.get(it.span.range())).unwrap_or_default()
    }

    fn is(&self, at: usize, word: &str) -> bool {
        self.tokens.get(at).is_some_and(|it| matches!(it.kind, Kind::Word | Kind::Mark))
            && self.raw(at).eq_ignore_ascii_case(word)
    }

    fn is_name(&self, at: usize) -> bool {
        match self.tokens.get(at).map(|it| it.kind) {
            Some(Kind::Word) => !is_keyword(self.raw(at)),
            Some(Kind::Quoted) => true,
            _ => false,
        }
    }

    fn span(&self, at: usize) -> Span {
        let span = self.tokens.get(at).map(|it| it.span).unwrap_or_default();
        Span { start: span.start + self.base, end: span.end + self.base }
    }

    /// The table name at `at` (`schema.table` too): its token, and the token after it.
    fn table_at(&self, mut at: usize) -> Option<(usize, usize)> {
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

    fn introduces_table(&self, at: usize) -> bool {
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
            if self.is_name(next) && !self.is(next, "(") {
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
    fn column(&self, frame: usize, qualifier: Option<&str>, name: &str) -> Column {
        let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
        let mut at = Some(frame);
        for _ in 0..32 {
            let Some(frame) = at.and_then(|it| self.frames.get(it)) else { break };
            match qualifier {
                Some(qualifier) if same(qualifier, "excluded") || same(qualifier, "new") || same(qualifier, "old") => {
                    if let Some((table, _)) = frame.tables.first() {
                        return Column { table: Some(table.clone()), name: SmolStr::new(name) };
                    }
                }
                Some(qualifier) => {
                    let found = frame.tables.iter().find(|(table, alias)| {
                        alias.as_deref().map_or(same(table, qualifier), |alias| same(alias, qualifier))
                    });
                    if let Some((table, _)) = found {
                        return Column { table: Some(table.clone()), name: SmolStr::new(name) };
                    }
                }
                None => match frame.tables.as_slice() {
                    [] => {}
                    [(table, _)] => return Column { table: Some(table.clone()), name: SmolStr::new(name) },
                    _ => return Column { table: None, name: SmolStr::new(name) },
                },
            }
            at = frame.parent;
        }
        Column { table: qualifier.map(SmolStr::new), name: SmolStr::new(name) }
    }

    /// Pass 2: every name, value and placeholder, left to right, with the clause that it stands in.
    fn names(&mut self, frame_of: &[usize]) {
        let mut levels = vec![Level::outermost()];
        let mut targets: Vec<Column> = Vec::new();
        let mut at = 0;
        while at < self.tokens.len() {
            let token = self.tokens[at];
            let frame = frame_of[at];
            match token.kind {
                Kind::Mark => self.mark(at, frame_of, &mut levels, &mut targets),
                Kind::Word if is_keyword(self.raw(at)) && !self.is_name_here(at, &levels) => {
                    at = self.keyword(at, &mut levels, &targets);
                    continue;
                }
                Kind::Word | Kind::Quoted => {
                    at = self.name(at, frame, &mut levels, &mut targets);
                    continue;
                }
                Kind::Text | Kind::Placeholder | Kind::Number => self.value(at, frame, &mut levels, &targets),
                Kind::Comment => {}
            }
            at += 1;
        }
        // A statement that breaks off inside of a parenthesis still returns what its outermost query names.
        levels.truncate(1);
        self.end_item(&mut levels, &targets);
    }

    /// A word that is a keyword elsewhere, but a column where a definition starts (`at`, `key`, `index`).
    fn is_name_here(&self, at: usize, levels: &[Level]) -> bool {
        let clause = levels.last().map(|it| it.clause);
        let before = |word: &str| at > 0 && self.is(at - 1, word);
        let starts = before("(") || before(",");
        match clause {
            Some(Clause::Columns) => starts,
            Some(Clause::Definitions) => starts && !is_constraint(self.raw(at)),
            _ => false,
        }
    }

    fn mark(&mut self, at: usize, frame_of: &[usize], levels: &mut Vec<Level>, targets: &mut Vec<Column>) {
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

    fn open(&mut self, at: usize, frame_of: &[usize], levels: &mut Vec<Level>, targets: &mut Vec<Column>) {
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
            ..Level::outermost()
        };
        levels.push(level);
    }

    fn close(&mut self, levels: &mut Vec<Level>, targets: &[Column]) {
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
    fn is_insert_list(&self, at: usize) -> bool {
        let Some(into) = (2..=6.min(at)).map(|back| at - back).find(|it| self.is(*it, "INTO")) else { return false };
        let after = self.table_at(into + 1).map(|(_, next)| next);
        after.is_some_and(|next| next == at || (self.is(next, "AS") && next + 2 == at))
    }

    fn before(&self, at: usize, word: &str) -> bool {
        at > 0 && self.is(at - 1, word)
    }

    fn clause_of_parenthesis(&self, at: usize, level: &Level) -> Clause {
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
                Some("TABLE") => return Clause::Definitions,
                Some("INDEX") => return Clause::Columns,
                _ => {}
            }
        }
        if level.clause == Clause::Definitions {
            let lists = word_before(1, "KEY") || word_before(1, "UNIQUE");
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
    fn keyword(&mut self, at: usize, levels: &mut [Level], targets: &[Column]) -> usize {
        let word = self.raw(at).to_ascii_uppercase();
        let ends = ["FROM", "WHERE", "LIMIT", "ORDER", "GROUP", "UNION", "EXCEPT", "INTERSECT", "INTO"];
        if ends.contains(&word.as_str()) {
            self.end_item(levels, targets);
        }
        let base = levels.len() == 1;
        let inserting = base && (self.is(0, "INSERT") || self.is(0, "REPLACE"));
        let Some(level) = levels.last_mut() else { return at + 1 };
        let switch = match word.as_str() {
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
                let declaration = self.is(0, "CREATE");
                let span = self.span(name);
                self.out.names.push(Name { span, role: Role::SqlIndex, column: None, table, declaration });
                next
            }
            ("REFERENCES" | "VIEW", Some((name, next))) => {
                self.push_table(name, word == "VIEW");
                next
            }
            _ => at + 1,
        }
    }

    fn push_table(&mut self, at: usize, declaration: bool) {
        let (span, table) = (self.span(at), Some(SmolStr::new(self.raw(at))));
        self.out.names.push(Name { span, role: Role::SqlTable, column: None, table, declaration });
    }

    /// The tables after FROM, INTO, TABLE …, with their aliases; the column of ALTER TABLE too. Returns where to go on.
    fn table_names(&mut self, at: usize) -> usize {
        let Some((table, mut next)) = self.table_at(at + 1) else { return at + 1 };
        let created = self.is(at, "TABLE") && (0..at).any(|it| self.is(it, "CREATE"));
        self.push_table(table, created);
        if self.is(next, "AS") && self.is_name(next + 1) {
            next += 1;
        }
        if self.is_name(next) && !self.is(next, "(") && !self.is(at, "TABLE") {
            self.other(next);
            next += 1;
        }
        if self.is(at, "TABLE") && at == 1 && self.is(0, "ALTER") {
            let table = SmolStr::new(self.raw(table));
            return self.alteration(next, &table);
        }
        next
    }

    /// `RENAME [COLUMN] a TO b`, `RENAME TO t`, `ADD [COLUMN] c …`, `DROP [COLUMN] c`.
    fn alteration(&mut self, at: usize, table: &SmolStr) -> usize {
        let mut next = at + 1;
        if self.is(next, "COLUMN") {
            next += 1;
        }
        if self.is(at, "RENAME") && self.is(next, "TO") {
            self.push_table(next + 1, true);
            return next + 2;
        }
        if !["RENAME", "ADD", "DROP", "ALTER"].iter().any(|word| self.is(at, word)) || self.tokens.get(next).is_none() {
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
        let column = |name: &str| Column { table: Some(table.clone()), name: SmolStr::new(name) };
        let old = column(self.raw(next));
        self.push_column(next, old.clone(), self.is(at, "ADD"));
        if self.is(at, "RENAME") && self.is(next + 1, "TO") && self.tokens.get(next + 2).is_some() {
            let new = column(self.raw(next + 2));
            self.push_column(next + 2, new.clone(), true);
            self.out.same.push((old, new, self.span(next + 2)));
            return next + 3;
        }
        // The type and the options of the column are no names.
        while self.is_name(next + 1) {
            self.other(next + 1);
            next += 1;
        }
        next + 1
    }

    fn push_column(&mut self, at: usize, column: Column, declaration: bool) {
        let span = self.span(at);
        self.out.names.push(Name { span, role: Role::SqlColumn, column: Some(column), table: None, declaration });
    }

    fn other(&mut self, at: usize) {
        let span = self.span(at);
        self.out.names.push(Name { span, role: Role::Other, column: None, table: None, declaration: false });
    }

    /// A name that is no keyword. Returns where to go on.
    fn name(&mut self, at: usize, frame: usize, levels: &mut [Level], targets: &mut Vec<Column>) -> usize {
        let clause = levels.last().map_or(Clause::Expression, |it| it.clause);
        if self.is(at + 1, "(") && clause != Clause::Definitions {
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
            && self.tokens.get(at + 2).is_some_and(|it| matches!(it.kind, Kind::Word | Kind::Quoted))
        {
            let dotted = at + 2;
            // `schema.table.column`: the last two count.
            if self.is(dotted + 1, ".") && self.is_name(dotted + 2) {
                self.other(at);
                return dotted;
            }
            let column = self.column(frame, Some(self.raw(at)), self.raw(dotted));
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
                let column = Column { table: None, name: SmolStr::new(self.raw(at)) };
                self.push_column(at, column, false);
            }
            _ if at > 0 && self.is(at - 1, "AS") => self.other(at),
            Clause::Expression if self.tokens[at].kind == Kind::Word && self.is_type_of_fragment(at) => self.other(at),
            _ => {
                let of = levels.last().and_then(|it| it.of.clone());
                let column = match of {
                    Some(table) => Column { table: Some(table), name: SmolStr::new(self.raw(at)) },
                    None => self.column(frame, None, self.raw(at)),
                };
                self.push_column(at, column.clone(), false);
                self.use_column(column, at, levels, targets);
            }
        }
        at + 1
    }

    /// `run_id TEXT NOT NULL`: a column definition outside of its table.
    fn is_type_of_fragment(&self, at: usize) -> bool {
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

    fn ends_expression(&self, at: usize) -> bool {
        self.is(at, ")") || self.is_name(at) || matches!(self.tokens[at].kind, Kind::Text | Kind::Number)
    }

    fn qualifier(&mut self, at: usize, frame: usize) {
        let known =
            self.frames.get(frame).is_some_and(|it| it.tables.iter().any(|(table, _)| table.as_str() == self.raw(at)));
        if known { self.push_table(at, false) } else { self.other(at) }
    }

    /// A column was named: it is a target of INSERT, a select item, or one side of a comparison.
    fn use_column(&mut self, column: Column, at: usize, levels: &mut [Level], targets: &mut Vec<Column>) {
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
    fn compares(&self, at: usize) -> bool {
        let before = if at >= 2 && self.is(at - 1, ".") { at - 2 } else { at };
        before > 0 && ["=", "==", "<>", "!=", "IS"].iter().any(|mark| self.is(before - 1, mark))
    }

    /// A string, number or placeholder: which column is it stored in or compared with?
    fn value(&mut self, at: usize, frame: usize, levels: &mut [Level], targets: &[Column]) {
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
            Kind::Text => {
                self.out.names.push(Name { span, role: Role::SqlValue, column, table: None, declaration: false });
            }
            Kind::Placeholder => {
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

    /// `? = column`.
    fn column_after(&self, at: usize, frame: usize) -> Option<Column> {
        let compared = ["=", "==", "<>", "!=", "<", ">", "<=", ">="].iter().any(|mark| self.is(at + 1, mark));
        if !compared || !self.is_name(at + 2) {
            return None;
        }
        if self.is(at + 3, ".") && self.is_name(at + 4) {
            return Some(self.column(frame, Some(self.raw(at + 2)), self.raw(at + 4)));
        }
        (!self.is(at + 3, "(")).then(|| self.column(frame, None, self.raw(at + 2)))
    }

    /// A definition of CREATE TABLE starts here, or goes on with its type.
    fn definition(&mut self, at: usize, frame: usize, levels: &mut [Level]) {
        if !self.before(at, "(") && !self.before(at, ",") {
            return self.other(at);
        }
        let column = self.column(frame, None, self.raw(at));
        if let Some(level) = levels.last_mut() {
            level.pending = Some(column.clone());
        }
        self.push_column(at, column, true);
    }

    /// A select item ends: it is what the query returns, or what goes into the target column of its position.
    fn end_item(&mut self, levels: &mut [Level], targets: &[Column]) {
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

    /// A comment is about the first table of the statement that it stands in or before.
    fn comments(&mut self, piece: &[Token]) {
        let table = self.frames.iter().flat_map(|it| &it.tables).map(|(table, _)| table.clone()).next();
        for token in piece.iter().filter(|it| it.kind == Kind::Comment) {
            let span = Span { start: token.span.start + self.base, end: token.span.end + self.base };
            let table = table.clone();
            self.out.names.push(Name { span, role: Role::Comment, column: None, table, declaration: false });
        }
    }
}

fn is_function(word: &str) -> bool {
    ["REPLACE", "IF", "LEFT", "RIGHT"].iter().any(|it| it.eq_ignore_ascii_case(word))
}

fn is_constraint(word: &str) -> bool {
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

fn is_keyword(word: &str) -> bool {
    static SORTED: LazyLock<Vec<&str>> = LazyLock::new(|| KEYWORDS.split_ascii_whitespace().collect());
    word.len() <= 20 && word.is_ascii() && SORTED.binary_search(&word.to_ascii_uppercase().as_str()).is_ok()
}
