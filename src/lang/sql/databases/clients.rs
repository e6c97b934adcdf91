//! What the clients of databases read otherwise than SQLite does. A script is run with `sqlite3 FILE < script`, perhaps with `psql`
//! or `mysql`, and each of them reads its input by lines and by tokens of its own before the database sees any of it: `.shell`,
//! `\!`, `delimiter`, `:name`, `/*!`. So a statement is printed only where all of them find the same strings, names and
//! comments in it, and nothing that one of them takes for a command. What is refused here is often harmless; it is left to people.

use super::dialect::Dialect;
use crate::text::shown::hidden;

/// Words with which a client's own command begins where a line begins with them. `go` ends a statement in the shell of SQLite; the
/// others are those of `mysql --named-commands`.
const COMMANDS: [&str; 32] = [
    "?",
    "charset",
    "clear",
    "connect",
    "delimiter",
    "edit",
    "ego",
    "exit",
    "go",
    "help",
    "nopager",
    "notee",
    "nowarning",
    "nowarnings",
    "pager",
    "print",
    "prompt",
    "query_attributes",
    "quit",
    "rehash",
    "resetconnection",
    "sandbox",
    "costs",
    "nocosts",
    "source",
    "ssl_session_data_print",
    "status",
    "system",
    "tee",
    "use",
    "warnings",
    "/",
];

/// Characters that mean something to a client where they stand outside of quotes: variables (`:name`, `$1`, `$$`, `@x`), comments.
const MARKS: [char; 6] = [':', '$', '@', '#', '{', '}'];

/// Whether all clients read `statements` as they are meant. Those of a server are read by its own client, so that `::` is a cast there.
///
/// # Errors
/// Why one of them might not, and the statement.
pub(super) fn agree(statements: &[String], dialect: Dialect) -> Result<(), String> {
    statements.iter().try_for_each(|statement| {
        let read = statement.strip_suffix(';').unwrap_or(statement);
        let read = if dialect == Dialect::Postgresql { read.replace("::", " AS ") } else { read.to_owned() };
        plain(&read, dialect).map_err(|why| {
            let head: String = statement.chars().take(60).collect();
            let rest = if head.len() < statement.len() { "…" } else { "" };
            format!("a client of the database might not read it as it was run, it has {why}: `{head}{rest}`")
        })
    })
}

fn plain(statement: &str, dialect: Dialect) -> Result<(), String> {
    if let Some(c) = hidden(&statement.replace("\r\n", "\n").replace(['\n', '\t'], " ")) {
        return Err(format!("a character that nobody sees ({})", c.escape_unicode()));
    }
    if statement.contains('\\') {
        return Err("a backslash, with which commands begin in other clients".to_owned());
    }
    statement.lines().try_for_each(line)?;
    let is_trigger = statement.split_whitespace().take(3).any(|word| word.eq_ignore_ascii_case("TRIGGER"));
    let mut rest = statement;
    while !rest.is_empty() {
        rest = match dialect == Dialect::Postgresql && rest.starts_with('$') {
            true => dollars(rest)?,
            false => token(rest, is_trigger)?,
        };
    }
    Ok(())
}

/// A line of the script, wherever it stands: in a string, in a comment, in a name.
fn line(line: &str) -> Result<(), String> {
    let line = line.trim();
    let word = line.split(char::is_whitespace).next().unwrap_or_default().trim_end_matches(';');
    let is_command = COMMANDS.iter().any(|it| word.eq_ignore_ascii_case(it));
    match line.starts_with('.') || is_command {
        true => Err(format!("a line that begins as a command of a client does (`{word}`)")),
        false => Ok(()),
    }
}

/// What follows the string, name, comment or other character that `rest` begins with.
fn token(rest: &str, is_trigger: bool) -> Result<&str, String> {
    let first = rest.chars().next().unwrap_or_default();
    let after = &rest[first.len_utf8()..];
    match first {
        '\'' | '"' => quoted(after, first),
        '`' => name(after, '`'),
        '[' => name(after, ']'),
        '-' if after.starts_with('-') => dashes(&after[1..]),
        '/' if after.starts_with('*') => stars(&after[1..]),
        ';' if !is_trigger => Err("a semicolon inside".to_owned()),
        it if MARKS.contains(&it) => Err(format!("`{it}` outside of quotes")),
        _ => Ok(after),
    }
}

/// Behind the other end of a text in `$$` or `$tag$`: the client of PostgreSQL looks for nothing inside.
fn dollars(rest: &str) -> Result<&str, String> {
    let mark = rest[1..].find('$').map(|end| &rest[..end + 2]);
    let is_tag = |it: &&str| it[1..it.len() - 1].bytes().all(|it| it.is_ascii_alphabetic() || it == b'_');
    let ends = mark.filter(is_tag).and_then(|it| rest[it.len()..].split_once(it));
    ends.map(|(_, after)| after).ok_or_else(|| "`$` outside of quotes".to_owned())
}

/// Behind the closing quote; a doubled one is part of the text.
fn quoted(mut rest: &str, quote: char) -> Result<&str, String> {
    loop {
        let Some(end) = rest.find(quote) else { return Err(format!("no end of a text in {quote}")) };
        rest = &rest[end + 1..];
        match rest.strip_prefix(quote) {
            Some(more) => rest = more,
            None => return Ok(rest),
        }
    }
}

/// Quotes that not all clients know: what is between them is read as if they were not there.
fn name(rest: &str, close: char) -> Result<&str, String> {
    let is_plain = |name: &str| name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | ' '));
    match rest.split_once(close) {
        Some((name, after)) if is_plain(name) => Ok(after),
        _ => Err("a name in quotes that not all clients know, with more than letters in it".to_owned()),
    }
}

/// `-- …`: a comment up to the end of the line, for MySQL only before a blank.
fn dashes(rest: &str) -> Result<&str, String> {
    match rest.chars().next() {
        Some(c) if !c.is_ascii_whitespace() => Err("`--` that is no comment for MySQL".to_owned()),
        _ => Ok(rest.find('\n').map_or("", |end| &rest[end..])),
    }
}

/// `/* … */`: comments nest in PostgreSQL, and MySQL runs what stands in `/*! … */`.
fn stars(rest: &str) -> Result<&str, String> {
    let Some((text, after)) = rest.split_once("*/") else { return Err("no end of a comment".to_owned()) };
    if ["!", "M!", "m!", "+"].iter().any(|it| text.starts_with(it)) {
        return Err("a comment that MySQL runs".to_owned());
    }
    // `/*/` opens one and closes none, and clients disagree on what comes then.
    match text.contains("/*") || text.starts_with('/') {
        true => Err("a comment in a comment".to_owned()),
        false => Ok(after),
    }
}

#[cfg(test)]
mod tests {
    use super::{Dialect, plain};

    #[test]
    fn what_all_clients_read_alike_is_printed() {
        for it in [
            "ALTER TABLE \"run log\" RENAME COLUMN run_id TO session_id",
            "CREATE INDEX i ON t(a) -- by the user's run; not unique\n  WHERE a <> 'it''s; -- a /* \"b\"'",
            "CREATE VIEW v AS\r\n\tSELECT a || '::error' AS `b c`, [d] /* the user's; */ FROM \"t \"\"x\"\"\" WHERE a - -1 > b / 2",
            "CREATE TRIGGER x AFTER INSERT ON t BEGIN SELECT 1; SELECT 2; END",
            "CREATE VIEW größe AS SELECT status, use, 'go' FROM t",
        ] {
            assert_eq!(plain(it, Dialect::Sqlite), Ok(()), "{it}");
        }
    }

    #[test]
    fn what_one_client_reads_otherwise_is_not() {
        for it in [
            "CREATE VIEW v AS SELECT '\u{1b}]\u{7}' FROM t",
            "CREATE VIEW v AS SELECT 'a\rb' FROM t",
            "CREATE VIEW v AS SELECT 'a\0b' FROM t",
            "CREATE VIEW v AS SELECT '\u{202e}', '\u{200b}' FROM t",
            "CREATE VIEW v AS SELECT '\n.shell touch x\n' FROM t",
            "CREATE VIEW v AS SELECT /*\n  .shell touch x\n*/ a FROM t",
            "CREATE VIEW v AS SELECT a -- b\nGO\n FROM t",
            "CREATE VIEW v AS SELECT '\n/\n' FROM t",
            "CREATE VIEW v AS SELECT '\n\t DELIMITER //' FROM t",
            "CREATE VIEW v AS SELECT '\nsource x.sql' FROM t",
            "CREATE VIEW v AS SELECT '\nsystem;\n' FROM t",
            "CREATE VIEW v AS SELECT '\\! touch x' FROM t",
            "CREATE VIEW v AS SELECT a /* \\g */ FROM t",
            "CREATE VIEW v AS SELECT \"a\\\" FROM t",
            "CREATE VIEW v AS SELECT :name FROM t",
            "CREATE VIEW v AS SELECT a::text FROM t",
            "CREATE VIEW v AS SELECT $$ ' $$ FROM t",
            "CREATE VIEW v AS SELECT @a FROM t",
            "CREATE VIEW v AS SELECT a # ' \n FROM t",
            "CREATE VIEW v AS SELECT a --' \n FROM t",
            "CREATE VIEW v AS SELECT a /*! ' */ FROM t",
            "CREATE VIEW v AS SELECT a /*M! ' */ FROM t",
            "CREATE VIEW v AS SELECT a /*+ ' */ FROM t",
            "CREATE VIEW v AS SELECT a /* /* ' */ FROM t",
            "CREATE VIEW v AS SELECT a /*/ ' */ FROM t",
            "CREATE VIEW v AS SELECT [a ' b] FROM t",
            "CREATE VIEW v AS SELECT `a ; b` FROM t",
            "CREATE VIEW v AS SELECT a; DROP TABLE t",
            "CREATE VIEW v AS SELECT 'a FROM t",
            "CREATE VIEW v AS SELECT a /* FROM t",
        ] {
            assert!(plain(it, Dialect::Sqlite).is_err(), "{it}");
        }
    }
}
