//! The SQL statements of a file, in order: those of a `.sql` file, and those that whole string literals of code hold.

use super::strings::{has_strings, strings};
use crate::lang::sql::{Name, SQL, Token, TokenKind, is_sql, read, statements as split_up, tokens, whole};
use crate::model::{Language, Role};

/// What a statement does to a database, as far as a migration asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verb {
    /// `CREATE TABLE`
    Table,
    /// `CREATE INDEX`
    Index,
    /// `CREATE VIEW`, `CREATE MATERIALIZED VIEW`
    View,
    /// `CREATE TRIGGER`
    Trigger,
    /// `ALTER TABLE`
    Alter,
    /// `DROP TABLE`, `DROP INDEX` and the like
    Drop,
    /// Another kind that belongs to a schema: `CREATE FUNCTION`, `GRANT`, `COMMENT ON`
    Other,
    /// `SELECT`, `INSERT`, `UPDATE`, `DELETE` and the like
    Query,
}

impl Verb {
    /// True for what makes or changes a table, an index, a view or a trigger.
    pub(super) fn declares(self) -> bool {
        matches!(self, Self::Table | Self::Index | Self::View | Self::Trigger | Self::Alter)
    }
}

/// A whole statement without its semicolon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Statement {
    pub verb: Verb,
    pub sql: String,
}

/// The statements of a file that make a schema or use it.
pub(super) fn statements(language: Language, text: &str) -> Vec<Statement> {
    match language {
        SQL => split(text),
        _ => {
            let all = strings(language, text);
            // A table whose name is put together at run time is none that a batch can rename.
            let is_named = |it: &Statement| it.verb != Verb::Table || !tables(&it.sql).is_empty();
            all.iter().flat_map(|it| split(it)).filter(|it| is_sql(&it.sql) && is_named(it)).collect()
        }
    }
}

/// The tables that the statements of a text make, in order and in lower case.
pub fn tables_made(text: &str) -> Vec<String> {
    let made = split(text).into_iter().filter(|it| it.verb == Verb::Table);
    made.filter_map(|it| tables(&it.sql).into_iter().next()).map(|it| it.to_lowercase()).collect()
}

/// The tables that a statement names, in order.
pub(super) fn tables(sql: &str) -> Vec<String> {
    texts(sql, |name| name.role == Role::SqlTable)
}

/// The names of a statement that are `wanted`, in order.
pub(super) fn texts(sql: &str, wanted: impl Fn(&Name) -> bool) -> Vec<String> {
    let names = read(sql, 0).names;
    names.iter().filter(|name| wanted(name)).filter_map(|name| sql.get(name.span.range())).map(str::to_owned).collect()
}

/// True for files that [`statements`] finds any in.
pub(super) fn holds_statements(language: Language) -> bool {
    language == SQL || has_strings(language)
}

/// A view whose rows are stored, and may have indexes.
pub(super) fn is_materialized(sql: &str) -> bool {
    sql.split_whitespace().nth(1).is_some_and(|it| it.eq_ignore_ascii_case("MATERIALIZED"))
}

fn split(sql: &str) -> Vec<Statement> {
    let known = |(verb, sql): (Option<Verb>, String)| Some(Statement { verb: verb?, sql });
    pieces(sql).into_iter().filter_map(known).collect()
}

/// Whole statements of any kind, without their semicolons. Those of the body of a trigger or routine are part of it.
pub(super) fn pieces(sql: &str) -> Vec<(Option<Verb>, String)> {
    let all = tokens(sql);
    let own = |it: std::ops::Range<usize>| -> Vec<Token> {
        all[it].iter().filter(|it| it.kind != TokenKind::Comment).copied().collect()
    };
    split_up(sql, &all).into_iter().filter_map(|it| statement(sql, &own(it))).collect()
}

fn statement(sql: &str, piece: &[Token]) -> Option<(Option<Verb>, String)> {
    let (first, last) = (piece.first()?, piece.last()?);
    let text = sql.get(whole(sql, first).start..whole(sql, last).end)?;
    Some((verb(sql, piece), text.to_owned()))
}

/// What else a schema makes, by the word behind `CREATE`.
const OTHERS: [&str; 13] = [
    "OR",
    "FUNCTION",
    "PROCEDURE",
    "MATERIALIZED",
    "TYPE",
    "DOMAIN",
    "POLICY",
    "RULE",
    "SEQUENCE",
    "STATISTICS",
    "EVENT",
    "EXTENSION",
    "SCHEMA",
];

fn verb(sql: &str, piece: &[Token]) -> Option<Verb> {
    let word =
        |at: usize| piece.get(at).and_then(|it| sql.get(it.span.range())).unwrap_or_default().to_ascii_uppercase();
    match word(0).as_str() {
        "CREATE" => {
            let replaces = word(1) == "OR" && ["REPLACE", "ALTER"].contains(&word(2).as_str());
            let first = if replaces { 3 } else { 1 };
            let kinds = ["TEMP", "TEMPORARY", "UNIQUE", "VIRTUAL", "MATERIALIZED", "RECURSIVE"];
            let mut at = first + (first..first + 3).take_while(|at| kinds.contains(&word(*at).as_str())).count();
            if ["DEFINER", "ALGORITHM", "SQL"].contains(&word(at).as_str()) {
                // ``DEFINER = `a`@`b` ``, `SQL SECURITY INVOKER`.
                let made = ["VIEW", "TRIGGER", "FUNCTION", "PROCEDURE", "EVENT"];
                at = (at..at + 16).find(|at| made.contains(&word(*at).as_str()))?;
            }
            match word(at).as_str() {
                "TABLE" => Some(Verb::Table),
                "INDEX" => Some(Verb::Index),
                "VIEW" => Some(Verb::View),
                "TRIGGER" => Some(Verb::Trigger),
                word if replaces || OTHERS.contains(&word) => Some(Verb::Other),
                _ => None,
            }
        }
        "DROP" if ["TABLE", "INDEX", "VIEW", "TRIGGER"].contains(&word(1).as_str()) => Some(Verb::Drop),
        "ALTER" if word(1) == "TABLE" => Some(Verb::Alter),
        "ALTER" if OTHERS.contains(&word(1).as_str()) => Some(Verb::Other),
        "GRANT" | "REVOKE" if (2..12).any(|at| word(at) == "ON") => Some(Verb::Other),
        "COMMENT" if word(1) == "ON" => Some(Verb::Other),
        "SELECT" | "INSERT" | "UPDATE" | "DELETE" | "REPLACE" | "WITH" => Some(Verb::Query),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(language: Language, text: &str) -> Vec<String> {
        statements(language, text).iter().map(|it| format!("{:?}: {}", it.verb, it.sql)).collect()
    }

    #[test]
    fn a_trigger_is_one_statement() {
        let sql = "-- a; b\nCREATE TABLE t (a TEXT DEFAULT ';');\nCREATE TRIGGER x AFTER INSERT ON t BEGIN\n SELECT 1; SELECT 2;\nEND;\n\
                   PRAGMA x = on; CREATE UNIQUE INDEX i ON t(\"a\")";
        assert_eq!(
            shown(crate::lang::sql::SQL, sql),
            [
                "Table: CREATE TABLE t (a TEXT DEFAULT ';')",
                "Trigger: CREATE TRIGGER x AFTER INSERT ON t BEGIN\n SELECT 1; SELECT 2;\nEND",
                "Index: CREATE UNIQUE INDEX i ON t(\"a\")"
            ]
        );
    }

    #[test]
    fn the_end_of_a_case_does_not_end_a_trigger() {
        let sql = "CREATE TRIGGER x BEFORE INSERT ON t BEGIN\n SELECT CASE WHEN a THEN CASE b WHEN 1 THEN 2 END END;\n SELECT 1;\nEND;\n\
                   CREATE INDEX i ON t(a);";
        let all = shown(crate::lang::sql::SQL, sql);
        assert_eq!(all.len(), 2, "{all:?}");
        assert_eq!(all[1], "Index: CREATE INDEX i ON t(a)");
    }

    #[test]
    fn a_trigger_without_a_block_ends_with_its_statement() {
        let sql = "CREATE TRIGGER x AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();\nCREATE INDEX i ON t(a);";
        let all = shown(crate::lang::sql::SQL, sql);
        assert_eq!(all.len(), 2, "{all:?}");
        assert_eq!(all[1], "Index: CREATE INDEX i ON t(a)");
    }

    #[test]
    fn strings_of_go_are_joined_by_plus_and_read_without_escapes() {
        let go = "package a\n// \"CREATE TABLE no (a TEXT)\"\nvar q = \"CREATE TABLE t (\" +\n\t\"\\n a TEXT)\"\nvar r, s = 'a', `CREATE INDEX i \
                  ON t(a)` + x\nvar e = \"create a table for it (ä)\"\nvar f = `SELECT a FROM t WHERE a = \" + b";
        assert_eq!(
            shown(crate::lang::go::GO, go),
            [
                "Table: CREATE TABLE t (\n a TEXT)",
                "Index: CREATE INDEX i ON t(a)",
                "Query: SELECT a FROM t WHERE a = \" + b"
            ]
        );
    }

    #[test]
    fn a_template_of_a_script_is_a_statement_with_placeholders() {
        let script = "db.exec(`CREATE TABLE t (a TEXT); CREATE INDEX i ON t(a)`);\n\
                      db.exec(`CREATE TABLE ${name} (a TEXT)`);\n\
                      const find = (a: string) => sql`SELECT a FROM t WHERE a = ${a} LIMIT ${limit ?? `1`}`;";
        assert_eq!(
            shown(crate::lang::typescript::TYPESCRIPT, script),
            [
                "Table: CREATE TABLE t (a TEXT)",
                "Index: CREATE INDEX i ON t(a)",
                "Query: SELECT a FROM t WHERE a = ? LIMIT ?"
            ]
        );
    }
}
