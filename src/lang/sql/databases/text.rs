//! The SQL statements of a file, in order: those of a `.sql` file, and those that whole string literals of a Go file hold.

use crate::lang::sql::{Name, SQL, Token, TokenKind, is_sql, read, tokens};
use crate::model::{Language, Role};

/// The language whose strings hold SQL. Its room is above this one, so that it is known by its name only.
const HOST: Language = Language::named("go");

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
        HOST => strings(text).iter().flat_map(|string| split(string)).filter(|it| is_sql(&it.sql)).collect(),
        _ => Vec::new(),
    }
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
    language == SQL || language == HOST
}

/// A view whose rows are stored, and may have indexes.
pub(super) fn is_materialized(sql: &str) -> bool {
    sql.split_whitespace().nth(1).is_some_and(|it| it.eq_ignore_ascii_case("MATERIALIZED"))
}

fn split(sql: &str) -> Vec<Statement> {
    let known = |(verb, sql): (Option<Verb>, String)| Some(Statement { verb: verb?, sql });
    pieces(sql).into_iter().filter_map(known).collect()
}

/// Whole statements of any kind, without their semicolons. Those of a trigger's body are part of it.
pub(super) fn pieces(sql: &str) -> Vec<(Option<Verb>, String)> {
    let mut found = Vec::new();
    let mut piece: Vec<Token> = Vec::new();
    for token in tokens(sql).into_iter().filter(|it| it.kind != TokenKind::Comment) {
        let ends = token.kind == TokenKind::Mark && &sql[token.span.range()] == ";";
        // `EXECUTE FUNCTION f()` and a single statement of MySQL are no block.
        let inside = ends
            && verb(sql, &piece) == Some(Verb::Trigger)
            && piece.iter().any(|it| sql[it.span.range()].eq_ignore_ascii_case("BEGIN"))
            && !piece.last().is_some_and(|it| sql[it.span.range()].eq_ignore_ascii_case("END"));
        if ends && !inside {
            found.extend(statement(sql, &piece));
            piece.clear();
        } else {
            piece.push(token);
        }
    }
    found.extend(statement(sql, &piece));
    found
}

fn statement(sql: &str, piece: &[Token]) -> Option<(Option<Verb>, String)> {
    let (first, last) = (piece.first()?, piece.last()?);
    // The span of a quoted token is inside of its quotes.
    let end = last.span.end as usize + usize::from(matches!(last.kind, TokenKind::Quoted | TokenKind::Text));
    let text = sql.get(first.span.start as usize..end.min(sql.len()))?;
    Some((verb(sql, piece), text.to_owned()))
}

/// What else a schema makes, by the word behind `CREATE`.
const OTHERS: [&str; 11] = [
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
];

fn verb(sql: &str, piece: &[Token]) -> Option<Verb> {
    let word =
        |at: usize| piece.get(at).and_then(|it| sql.get(it.span.range())).unwrap_or_default().to_ascii_uppercase();
    match word(0).as_str() {
        "CREATE" => {
            let at = 1
                + (1..3)
                    .take_while(|at| {
                        ["TEMP", "TEMPORARY", "UNIQUE", "VIRTUAL", "MATERIALIZED"].contains(&word(*at).as_str())
                    })
                    .count();
            match word(at).as_str() {
                "TABLE" => Some(Verb::Table),
                "INDEX" => Some(Verb::Index),
                "VIEW" => Some(Verb::View),
                "TRIGGER" => Some(Verb::Trigger),
                word if OTHERS.contains(&word) => Some(Verb::Other),
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

/// The values of the string literals of a Go file; literals joined by `+` are one. Never fails: a string that is not closed
/// ends with its line or the file.
fn strings(go: &str) -> Vec<String> {
    let bytes = go.as_bytes();
    let mut found: Vec<String> = Vec::new();
    // Whether the next literal continues the last one: nothing but `+` between them.
    let (mut at, mut joins, mut plus) = (0, false, false);
    while at < bytes.len() {
        let rest = &go[at..];
        match bytes[at] {
            b'/' if rest.starts_with("//") => at += rest.find('\n').unwrap_or(rest.len()),
            b'/' if rest.starts_with("/*") => at += rest.find("*/").map_or(rest.len(), |end| end + 2),
            quote @ (b'"' | b'`' | b'\'') => {
                let end = closing(bytes, at + 1, quote);
                let value = go.get(at + 1..end).unwrap_or_default();
                at = (end + 1).min(bytes.len());
                if quote == b'\'' {
                    joins = false;
                    continue;
                }
                let value = if quote == b'"' { unescaped(value) } else { value.to_owned() };
                match found.last_mut() {
                    Some(last) if joins && plus => last.push_str(&value),
                    _ => found.push(value),
                }
                (joins, plus) = (true, false);
            }
            b'+' if joins && !plus => {
                plus = true;
                at += 1;
            }
            byte => {
                joins &= byte.is_ascii_whitespace();
                // On to the next character: `go[at..]` must not cut one in two.
                at += 1;
                while at < bytes.len() && !go.is_char_boundary(at) {
                    at += 1;
                }
            }
        }
    }
    found
}

/// Where the literal that is open at `at` is closed.
fn closing(bytes: &[u8], mut at: usize, quote: u8) -> usize {
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if quote != b'`' => at += 1,
            b'\n' if quote != b'`' => return at,
            it if it == quote => return at,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

/// The escapes that SQL in a program has; others stay as they are.
fn unescaped(text: &str) -> String {
    text.replace("\\n", "\n").replace("\\t", "\t").replace("\\\"", "\"").replace("\\\\", "\\")
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
    fn broken_text_ends_somewhere() {
        for go in ["\"", "`", "'", "\"\\", "/*", "\"a\"+", "é\"é", "'\\"] {
            strings(go);
        }
    }
}
