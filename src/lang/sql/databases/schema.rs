//! The schema that statements leave when they are run in their order: what is dropped is gone, what is renamed has its new name in all
//! statements before. Nothing is run; a statement of an unknown kind makes nothing.

use crate::lang::sql::{Calls, Sql, Tables, TokenKind, read, read_among, tokens};
use crate::model::edit::apply_edits;
use crate::model::{Edit, Role};

use super::dialect::{Dialect, quoted};
use super::text::{Statement, Verb, pieces};

/// A table, column or index that gets another name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    /// `SqlTable`, `SqlColumn` or `SqlIndex`.
    pub role: Role,
    /// The lower-case name of its table; `None` for a table or index.
    pub table: Option<String>,
    pub old: String,
    pub new: String,
}

/// What statements leave.
#[derive(Debug, Default)]
pub(super) struct Schema {
    /// The statements that make it, with the names that things have at the end.
    pub live: Vec<Statement>,
    /// What was renamed on the way.
    pub renamed: Vec<Named>,
    /// Columns (table and name, in lower case) that are gone.
    dropped: Vec<(String, String)>,
}

impl Schema {
    /// Runs through all statements of a text.
    pub(super) fn add(&mut self, sql: &str) {
        for (verb, sql) in pieces(sql) {
            let words = Words::of(&sql);
            match (words.upper(0).as_str(), words.upper(1).as_str()) {
                ("CREATE", _) => self.create(verb, &sql, &words),
                ("DROP", _) => self.drop(&words),
                ("ALTER", "TABLE") => self.alter(&sql, &words),
                ("ALTER", "INDEX" | "VIEW") | ("RENAME", "TABLE") => self.rename_whole(&words),
                _ => {}
            }
        }
    }

    /// True when there is something of that name.
    pub(super) fn has(&self, named: &Named) -> bool {
        let made = |verbs: &[Verb]| self.live.iter().any(|it| verbs.contains(&it.verb) && is_made(it, &named.old));
        match (named.role, &named.table) {
            (Role::SqlTable, _) => made(&[Verb::Table, Verb::View]),
            (Role::SqlIndex, _) => made(&[Verb::Index]),
            (_, Some(table)) => self.tables_with(&named.old).contains(table),
            _ => false,
        }
    }

    /// True for what makes something that is there.
    pub(super) fn makes(&self, statement: &Statement) -> bool {
        made(statement).is_some_and(|name| self.live.iter().any(|it| it.verb == statement.verb && is_made(it, &name)))
    }

    /// The tables that have a column of this name, in lower case.
    pub(super) fn tables_with(&self, column: &str) -> Vec<String> {
        let readings =
            self.live.iter().filter(|it| matches!(it.verb, Verb::Table | Verb::Alter)).map(|it| read(&it.sql, 0));
        let mut found = Vec::new();
        for name in readings.flat_map(|it| it.names).filter(|it| it.declaration && it.role == Role::SqlColumn) {
            let Some(declared) = name.column.filter(|it| it.name.eq_ignore_ascii_case(column)) else { continue };
            let Some(table) = declared.table.map(|it| it.to_lowercase()) else { continue };
            if !found.contains(&table) && !self.dropped.contains(&(table.clone(), column.to_lowercase())) {
                found.push(table);
            }
        }
        found
    }

    fn create(&mut self, verb: Option<Verb>, sql: &str, words: &Words) {
        // A view that is replaced is the new one.
        let (verb, sql) = match words.upper(1).as_str() {
            "OR" => match pieces(&format!("CREATE {}", words.text(sql, 3))).pop() {
                Some((verb, sql)) => (verb, sql),
                None => return,
            },
            _ => (verb, sql.to_owned()),
        };
        let Some(verb) = verb else { return };
        let statement = Statement { verb, sql };
        let name = made(&statement);
        // Functions of one name differ by their parameters.
        let parameters = |it: &Statement| it.sql.split_once(')').map(|(head, _)| plain(head)).unwrap_or_default();
        let same = |it: &Statement| {
            let is_same = it.verb != Verb::Other || parameters(it) == parameters(&statement);
            it.verb == verb && name.as_ref().is_some_and(|name| is_made(it, name)) && is_same
        };
        if words.upper(1) == "OR" {
            self.live.retain(|it| !same(it));
        } else if self.live.iter().any(same) {
            return;
        }
        self.live.push(statement);
    }

    fn drop(&mut self, words: &Words) {
        let first = words.skip(1, &["MATERIALIZED"]);
        let kind = words.upper(first);
        let mut at = words.skip(first + 1, &["CONCURRENTLY", "IF", "EXISTS"]);
        while let Some((name, mut next)) = words.name(at) {
            if words.get(next) == "(" {
                next = words.comma(next);
            }
            self.live.retain(|it| match kind.as_str() {
                "TABLE" => !is_of(it, &name),
                "INDEX" => it.verb != Verb::Index || !is_made(it, &name),
                "VIEW" => it.verb != Verb::View || !is_made(it, &name),
                "TRIGGER" => it.verb != Verb::Trigger || !is_made(it, &name),
                "FUNCTION" | "PROCEDURE" | "ROUTINE" => it.verb != Verb::Other || !is_made(it, &name),
                _ => true,
            });
            if kind == "TABLE" {
                self.dropped.retain(|(table, _)| !table.eq_ignore_ascii_case(&name));
            }
            if words.upper(next) != "," {
                break;
            }
            at = next + 1;
        }
    }

    /// `ALTER INDEX a RENAME TO b`, `ALTER VIEW a RENAME TO b`, `RENAME TABLE a TO b`.
    fn rename_whole(&mut self, words: &Words) {
        let at = words.skip(2, &["IF", "EXISTS"]);
        let Some((old, next)) = words.name(at) else { return };
        let next = words.skip(next, &["RENAME"]);
        if words.upper(next) != "TO" {
            return;
        }
        let role = if words.upper(1) == "INDEX" { Role::SqlIndex } else { Role::SqlTable };
        if let Some((new, _)) = words.name(next + 1) {
            self.rename(Named { role, table: None, old, new });
        }
    }

    fn alter(&mut self, sql: &str, words: &Words) {
        let Some((mut table, mut at)) = words.name(words.skip(2, &["IF", "EXISTS", "ONLY"])) else { return };
        while at < words.0.len() {
            let end = words.comma(at);
            let column = |old: String, new: String, table: &str| Named {
                role: Role::SqlColumn,
                table: Some(table.to_lowercase()),
                old,
                new,
            };
            match (words.upper(at).as_str(), words.upper(at + 1).as_str()) {
                ("RENAME", "TO" | "AS") => {
                    let new = words.get(at + 2);
                    self.rename(Named { role: Role::SqlTable, table: None, old: table, new: new.clone() });
                    table = new;
                }
                ("RENAME", "COLUMN") => self.rename(column(words.get(at + 2), words.get(at + 4), &table)),
                ("RENAME", "INDEX" | "KEY") => {
                    let (old, new) = (words.get(at + 2), words.get(at + 4));
                    self.rename(Named { role: Role::SqlIndex, table: None, old, new });
                }
                ("RENAME", "CONSTRAINT") => {}
                ("RENAME", _) => self.rename(column(words.get(at + 1), words.get(at + 3), &table)),
                ("CHANGE", _) => {
                    let first = words.skip(at + 1, &["COLUMN"]);
                    self.rename(column(words.get(first), words.get(first + 1), &table));
                }
                ("DROP", kind) if !["CONSTRAINT", "INDEX", "KEY", "PRIMARY", "FOREIGN", "CHECK"].contains(&kind) => {
                    self.drop_column(&table, &words.get(words.skip(at + 1, &["COLUMN", "IF", "EXISTS"])));
                }
                (verb, _) => {
                    let action = words.between(sql, at, end);
                    if verb == "ADD" {
                        let name = words.get(words.skip(at + 1, &["COLUMN", "IF", "NOT", "EXISTS"])).to_lowercase();
                        self.dropped.retain(|it| *it != (table.to_lowercase(), name.clone()));
                    }
                    let sql = format!("ALTER TABLE {} {action}", quoted(&table, Dialect::Sqlite));
                    self.live.push(Statement { verb: Verb::Alter, sql });
                }
            }
            at = end + 1;
        }
    }

    fn drop_column(&mut self, table: &str, column: &str) {
        let added = |it: &Statement| {
            let words = Words::of(&it.sql);
            it.verb == Verb::Alter
                && is_of(it, table)
                && words.upper(3) == "ADD"
                && words.get(words.skip(4, &["COLUMN", "IF", "NOT", "EXISTS"])).eq_ignore_ascii_case(column)
        };
        // `ALTER COLUMN x SET NOT NULL` of a column that is gone has nothing to change.
        let changes = |it: &Statement| {
            let words = Words::of(&it.sql);
            let column_at = words.skip(4, &["COLUMN"]);
            it.verb == Verb::Alter
                && is_of(it, table)
                && ["ALTER", "MODIFY"].contains(&words.upper(3).as_str())
                && words.get(column_at).eq_ignore_ascii_case(column)
        };
        self.live.retain(|it| !changes(it));
        let before = self.live.len();
        self.live.retain(|it| !added(it));
        if self.live.len() == before {
            let sql = format!(
                "ALTER TABLE {} DROP COLUMN {}",
                quoted(table, Dialect::Sqlite),
                quoted(column, Dialect::Sqlite)
            );
            self.live.push(Statement { verb: Verb::Alter, sql });
            self.dropped.push((table.to_lowercase(), column.to_lowercase()));
        }
    }

    fn rename(&mut self, named: Named) {
        if named.old != named.new && !named.new.is_empty() {
            self.live = renamed(&self.live, std::slice::from_ref(&named));
            self.renamed.push(named);
        }
    }
}

/// The statements with the new names in them.
pub(super) fn renamed(statements: &[Statement], names: &[Named]) -> Vec<Statement> {
    let calls = Calls::of(statements.iter().map(|it| it.sql.as_str()));
    let readings: Vec<Sql> = statements.iter().map(|it| read_among(&it.sql, &calls)).collect();
    let tables = Tables::of(&readings);
    let one = |(statement, reading): (&Statement, &Sql)| {
        let edit = |name: &crate::lang::sql::Name| {
            let text = statement.sql.get(name.span.range())?;
            let column = name.column.as_ref().map(|it| tables.complete(it));
            let fits = |it: &&Named| {
                let of_table = || {
                    let table = column.as_ref().and_then(|it| it.table.as_ref());
                    table.map(|it| it.to_lowercase()) == it.table
                };
                it.role == name.role && it.old.eq_ignore_ascii_case(text) && (it.role != Role::SqlColumn || of_table())
            };
            let named = names.iter().find(fits)?;
            let is_quoted = statement.sql[..name.span.start as usize].ends_with(['"', '`', '[']);
            let new = if is_quoted { named.new.clone() } else { quoted(&named.new, Dialect::Sqlite) };
            Some(Edit::replace(name.span, new))
        };
        let mut edits: Vec<Edit> = reading.names.iter().filter_map(edit).collect();
        edits.sort();
        edits.dedup();
        let sql = apply_edits(&statement.sql, &edits).unwrap_or_else(|_| statement.sql.clone());
        Statement { verb: statement.verb, sql }
    };
    statements.iter().zip(&readings).map(one).collect()
}

/// A text in lower case without blanks.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<String>().to_lowercase()
}

/// The name of what a statement makes.
pub(super) fn made(statement: &Statement) -> Option<String> {
    let words = Words::of(&statement.sql);
    let kinds = ["TABLE", "INDEX", "VIEW", "TRIGGER", "FUNCTION", "PROCEDURE"];
    let kind = (1..words.0.len().min(5)).find(|at| kinds.contains(&words.upper(*at).as_str()))?;
    let at = words.skip(kind + 1, &["CONCURRENTLY", "IF", "NOT", "EXISTS"]);
    words.name(at).map(|(name, _)| name).filter(|it| !it.eq_ignore_ascii_case("ON"))
}

fn is_made(statement: &Statement, name: &str) -> bool {
    made(statement).is_some_and(|it| it.eq_ignore_ascii_case(name))
}

/// True for a statement that makes or changes `table`, or makes what goes with it.
fn is_of(statement: &Statement, table: &str) -> bool {
    let words = Words::of(&statement.sql);
    let is = |at: usize| words.name(at).is_some_and(|(name, _)| name.eq_ignore_ascii_case(table));
    match statement.verb {
        Verb::Table => is_made(statement, table),
        Verb::Alter => is(2),
        Verb::Index | Verb::Trigger => {
            let on = (0..words.0.len()).find(|at| words.upper(*at) == "ON");
            on.is_some_and(|on| is(words.skip(on + 1, &["ONLY"])))
        }
        Verb::View | Verb::Drop | Verb::Other | Verb::Query => false,
    }
}

/// The words and marks of a statement, with where they stand. Quotes are no part of a word.
struct Words(Vec<(String, std::ops::Range<usize>)>);

impl Words {
    fn of(sql: &str) -> Self {
        let all = tokens(sql).into_iter().filter(|it| it.kind != TokenKind::Comment);
        Self(all.filter_map(|it| Some((sql.get(it.span.range())?.to_owned(), it.span.range()))).collect())
    }

    /// A word; empty where there is none.
    fn get(&self, at: usize) -> String {
        self.0.get(at).map(|(word, _)| word.clone()).unwrap_or_default()
    }

    fn upper(&self, at: usize) -> String {
        self.get(at).to_ascii_uppercase()
    }

    /// The first place from `at` on that has none of these words.
    fn skip(&self, mut at: usize, words: &[&str]) -> usize {
        while words.contains(&self.upper(at).as_str()) {
            at += 1;
        }
        at
    }

    /// The name at a place, without the schema that it may be in, and the place after it.
    fn name(&self, mut at: usize) -> Option<(String, usize)> {
        while self.get(at + 1) == "." {
            at += 2;
        }
        let name = self.get(at);
        (!name.is_empty()).then_some((name, at + 1))
    }

    /// Where the action that begins at a place ends: a comma outside of brackets, else the end.
    fn comma(&self, at: usize) -> usize {
        let mut depth = 0;
        for (place, (word, _)) in self.0.iter().enumerate().skip(at) {
            match word.as_str() {
                "(" => depth += 1,
                ")" => depth -= 1,
                "," if depth == 0 => return place,
                _ => {}
            }
        }
        self.0.len()
    }

    /// The text from a word to the end.
    fn text<'a>(&self, sql: &'a str, at: usize) -> &'a str {
        self.0.get(at).and_then(|(_, range)| sql.get(range.start..)).unwrap_or_default()
    }

    /// The text from a word up to the comma or end at `end`.
    fn between<'a>(&self, sql: &'a str, at: usize, end: usize) -> &'a str {
        // The place of a word in quotes begins after its quote.
        let after = |at: usize| at.checked_sub(1).and_then(|at| self.0.get(at)).map_or(0, |(_, range)| range.end);
        let text = sql.get(after(at)..self.0.get(end).map_or(sql.len(), |(_, range)| range.start)).unwrap_or_default();
        text.trim_start_matches(['"', '`', ']']).trim()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(sql: &str) -> Vec<String> {
        let mut schema = Schema::default();
        schema.add(sql);
        schema.live.into_iter().map(|it| it.sql).collect()
    }

    #[test]
    fn what_is_dropped_is_gone_with_what_is_on_it() {
        let made =
            "CREATE TABLE a (b TEXT); CREATE INDEX a_b ON a (b); CREATE TABLE c (d TEXT); CREATE INDEX c_d ON c (d);";
        assert_eq!(
            left(&format!("{made} DROP TABLE IF EXISTS a, x;")),
            ["CREATE TABLE c (d TEXT)", "CREATE INDEX c_d ON c (d)"]
        );
        assert_eq!(left(&format!("{made} DROP INDEX c_d; DROP TABLE \"a\"")), ["CREATE TABLE c (d TEXT)"]);
    }

    #[test]
    fn a_column_has_the_name_that_it_was_given_last() {
        let sql = "CREATE TABLE a (b TEXT); CREATE INDEX a_b ON a (b); CREATE VIEW v AS SELECT b FROM a; CREATE TABLE x (b TEXT);
                   ALTER TABLE a RENAME COLUMN b TO c; ALTER TABLE a ADD COLUMN d TEXT, ADD e INT DEFAULT (1);
                   ALTER TABLE a DROP COLUMN e; ALTER TABLE a RENAME c TO \"order\"; ALTER TABLE a RENAME TO z;";
        assert_eq!(
            left(sql),
            [
                "CREATE TABLE z (\"order\" TEXT)",
                "CREATE INDEX a_b ON z (\"order\")",
                "CREATE VIEW v AS SELECT \"order\" FROM z",
                "CREATE TABLE x (b TEXT)",
                "ALTER TABLE z ADD COLUMN d TEXT",
            ]
        );
    }

    #[test]
    fn a_table_that_is_built_anew_is_the_new_one() {
        let sql = "CREATE TABLE a (b TEXT); CREATE TABLE a_new (c TEXT NOT NULL); INSERT INTO a_new SELECT b FROM a; DROP TABLE a;
                   ALTER TABLE a_new RENAME TO a; CREATE TABLE IF NOT EXISTS a (x TEXT); CREATE OR REPLACE VIEW v AS SELECT c FROM a;";
        assert_eq!(left(sql), ["CREATE TABLE a (c TEXT NOT NULL)", "CREATE VIEW v AS SELECT c FROM a"]);
    }

    #[test]
    fn a_column_that_is_gone_is_changed_no_more() {
        let sql = "CREATE TABLE a (b TEXT, x TEXT); ALTER TABLE a ADD c INT; ALTER TABLE a ALTER COLUMN c SET NOT NULL;
                   ALTER TABLE a ALTER b SET NOT NULL; ALTER TABLE a DROP COLUMN c; ALTER TABLE a MODIFY COLUMN x INT;
                   ALTER TABLE a DROP x;";
        assert_eq!(
            left(sql),
            ["CREATE TABLE a (b TEXT, x TEXT)", "ALTER TABLE a ALTER b SET NOT NULL", "ALTER TABLE a DROP COLUMN x"]
        );
    }

    #[test]
    fn a_schema_knows_what_it_has() {
        let mut schema = Schema::default();
        schema.add("CREATE TABLE a (b TEXT, c TEXT); CREATE INDEX i ON a (b); ALTER TABLE a DROP COLUMN c;");
        let has = |role, table: Option<&str>, old: &str| {
            schema.has(&Named { role, table: table.map(str::to_owned), old: old.to_owned(), new: "x".to_owned() })
        };
        assert!(
            has(Role::SqlTable, None, "A") && has(Role::SqlIndex, None, "i") && has(Role::SqlColumn, Some("a"), "b")
        );
        assert!(
            !has(Role::SqlColumn, Some("a"), "c")
                && !has(Role::SqlColumn, Some("x"), "b")
                && !has(Role::SqlTable, None, "i")
        );
    }
}
