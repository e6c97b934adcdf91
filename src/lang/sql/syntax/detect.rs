//! Is this string SQL? A cheap test for strings of other languages: an English sentence that begins with "select" or "update"
//! must not pass, a fragment such as `run_id = ?` must.

use super::token::{Token, TokenKind, tokens};

/// Longest text (bytes) that is looked at; the test needs no more.
const LOOK: usize = 2048;

/// True when `text` reads as an SQL statement or as a fragment of one (a condition with a placeholder, a WHERE or ORDER BY
/// clause, a column definition).
pub fn is_sql(text: &str) -> bool {
    let head = &text[..crate::text::sentences::floor(text, LOOK)];
    let all: Vec<Token> = tokens(head).into_iter().filter(|it| it.kind != TokenKind::Comment).take(200).collect();
    let word = |at: usize| all.get(at).and_then(|it| head.get(it.span.range())).unwrap_or_default();
    let is = |at: usize, name: &str| word(at).eq_ignore_ascii_case(name);
    let has = |name: &str| (1..all.len()).any(|at| is(at, name));
    // Prose capitalises a first word; SQL keywords are all upper or all lower case.
    let first = word(0);
    if all.len() < 2 || (first.starts_with(|it: char| it.is_uppercase()) && first.chars().any(|it| it.is_lowercase())) {
        return false;
    }
    match first.to_ascii_uppercase().as_str() {
        "SELECT" => {
            // The rest may stand in the next string: `"SELECT a, b " + "FROM t"`.
            let lists = first == "SELECT" && [",", ".", "AS"].iter().any(|it| is(2, it));
            (has("FROM") || lists) && !prose(head) || is(1, "1") || is(2, "(")
        }
        "INSERT" => has("INTO") && (has("VALUES") || has("SELECT") || has("DEFAULT") || has("(")),
        "REPLACE" => is(1, "INTO"),
        "UPDATE" => has("SET") && has("="),
        "DELETE" => is(1, "FROM") && (all.len() == 3 || has("WHERE") || is(3, ";")),
        "CREATE" => {
            let what = (1..6).find(|at| ["TABLE", "INDEX", "VIEW", "TRIGGER"].iter().any(|it| is(*at, it)));
            what.is_some() && (has("(") || has("AS"))
        }
        "ALTER" => is(1, "TABLE") && ["ADD", "RENAME", "DROP", "ALTER", "MODIFY", "CHANGE"].iter().any(|it| has(it)),
        "DROP" => ["TABLE", "INDEX", "VIEW", "TRIGGER"].iter().any(|it| is(1, it)) && all.len() <= 8,
        "WITH" => has("AS") && has("(") && has("SELECT"),
        "PRAGMA" => all.len() <= 8,
        "BEGIN" => is(1, ";") || is(1, "TRANSACTION"),
        "WHERE" | "AND" | "OR" | "ON" | "HAVING" | "SET" => {
            comparison(head, &all) || first.bytes().all(|it| it.is_ascii_uppercase()) && condition(head, &all)
        }
        "ORDER" | "GROUP" => is(1, "BY"),
        "LEFT" | "INNER" | "JOIN" => has("JOIN") && has("ON") || is(0, "JOIN") && has("ON"),
        _ => comparison(head, &all) || definition(head, &all),
    }
}

/// `name op placeholder`, `name IN (`, with nothing that only code has.
fn comparison(text: &str, all: &[Token]) -> bool {
    let word = |at: usize| all.get(at).and_then(|it| text.get(it.span.range())).unwrap_or_default();
    let placeholder = |at: usize| {
        all.get(at).is_some_and(|it| {
            let shown = word(at);
            let rest = shown.get(1..).unwrap_or_default();
            it.kind == TokenKind::Placeholder
                && (rest.is_empty() && shown != "$"
                    || (!rest.is_empty() && rest.bytes().all(|it| it.is_ascii_digit()))
                    || shown.starts_with([':', '@']))
        })
    };
    let name = |at: usize| all.get(at).is_some_and(|it| matches!(it.kind, TokenKind::Word | TokenKind::Quoted));
    (0..all.len()).any(|at| {
        let compared =
            matches!(word(at + 1).to_ascii_uppercase().as_str(), "=" | "<>" | "!=" | "<" | ">" | "<=" | ">=" | "LIKE");
        let list = word(at + 1).eq_ignore_ascii_case("IN")
            && word(at + 2) == "("
            && (placeholder(at + 3) || word(at + 3).eq_ignore_ascii_case("select"));
        // `?a=1&b=2` of a URL: an `&` or a letter right after the mark.
        name(at) && ((compared && placeholder(at + 2)) || list) && !text.contains('&')
    })
}

/// `name = 'x'`, `name IS NULL`, `a.x = b.y` behind a keyword in capitals.
fn condition(text: &str, all: &[Token]) -> bool {
    let word = |at: usize| all.get(at).and_then(|it| text.get(it.span.range())).unwrap_or_default();
    let kind = |at: usize| all.get(at).map(|it| it.kind);
    let name = |at: usize| matches!(kind(at), Some(TokenKind::Word | TokenKind::Quoted));
    let compared = |at: usize| {
        matches!(word(at).to_ascii_uppercase().as_str(), "=" | "<>" | "!=" | "<" | ">" | "<=" | ">=" | "LIKE" | "ILIKE")
    };
    let null = |at: usize| word(at).eq_ignore_ascii_case("NULL");
    let is_null = |at: usize| {
        word(at).eq_ignore_ascii_case("IS")
            && (null(at + 1) || word(at + 1).eq_ignore_ascii_case("NOT") && null(at + 2))
    };
    let value = |at: usize| matches!(kind(at), Some(TokenKind::Text | TokenKind::Number)) || name(at);
    !prose(text)
        && !text.contains('&')
        && (1..all.len()).any(|at| name(at) && (compared(at + 1) && value(at + 2) || is_null(at + 1)))
}

/// Part of a statement that a program puts together: names behind a keyword, or a list of names. Says nothing of a text that reads as SQL.
pub fn is_part(text: &str) -> bool {
    const BEGINS: [&str; 17] = [
        "SELECT",
        "FROM",
        "WHERE",
        "SET",
        "AND",
        "OR",
        "ON",
        "JOIN",
        "LEFT",
        "INNER",
        "ORDER",
        "GROUP",
        "BY",
        "HAVING",
        "VALUES",
        "RETURNING",
        "ASC",
    ];
    let head = &text[..crate::text::sentences::floor(text, LOOK)];
    let all: Vec<Token> = tokens(head).into_iter().filter(|it| it.kind != TokenKind::Comment).take(200).collect();
    let word = |it: &Token| head.get(it.span.range()).unwrap_or_default();
    // `", a DESC"`, `"(a"`: a part that goes on behind a comma or within brackets.
    let is_joint = |it: &Token| matches!(word(it), "," | "(" | ")");
    let joints = all.len();
    let first = all.iter().position(|it| !is_joint(it)).unwrap_or(all.len());
    let last = all.iter().rposition(|it| !is_joint(it)).map_or(first, |it| it + 1);
    let all = all[first..last.max(first)].to_vec();
    let is_inner = all.len() < joints;
    let begins = all.first().is_some_and(|it| BEGINS.contains(&word(it)));
    let name = |it: &Token| matches!(it.kind, TokenKind::Word | TokenKind::Quoted);
    // `a, t.b, c`: names and marks take turns.
    let marks = all.iter().filter(|it| !name(it));
    let mut listed = marks.clone().all(|it| matches!(word(it), "," | ".")) && marks.clone().any(|it| word(it) == ",");
    listed &= all.windows(2).all(|it| !(name(&it[0]) && name(&it[1])));
    !prose(head) && (is_inner && all.len() == 1 || all.len() > 1 && (begins || listed || ordered(head, &all)))
}

/// `a DESC`, `t.a ASC NULLS LAST`, `a AS b`, `a IS NULL`, `a BETWEEN ? AND ?`: what stands behind a name says what it is.
fn ordered(text: &str, all: &[Token]) -> bool {
    const BEHIND: [&str; 8] = ["ASC", "DESC", "NULLS", "AS", "IS", "IN", "BETWEEN", "COLLATE"];
    let word = |at: usize| all.get(at).and_then(|it| text.get(it.span.range())).unwrap_or_default();
    let is_name = |at: usize| all.get(at).is_some_and(|it| matches!(it.kind, TokenKind::Word | TokenKind::Quoted));
    let behind = if word(1) == "." && is_name(2) { 3 } else { 1 };
    let is = |it: &str| word(behind).eq_ignore_ascii_case(it);
    // In small letters these are words of a language, but for those that end an order.
    let is_capital = word(behind).bytes().all(|it| it.is_ascii_uppercase());
    is_name(0) && (BEHIND.iter().any(|it| is(it)) && is_capital || all.len() == behind + 1 && (is("asc") || is("desc")))
}

/// `t.a`, `schema.t.a` and nothing else: a column, or a key of something else that is written so.
pub fn is_qualified_name(text: &str) -> bool {
    let all = tokens(text);
    let is_name = |it: &Token| matches!(it.kind, TokenKind::Word | TokenKind::Quoted);
    let is_dot = |it: &Token| it.kind == TokenKind::Mark && text.get(it.span.range()) == Some(".");
    let in_turns = all.iter().enumerate().all(|(at, it)| if at % 2 == 0 { is_name(it) } else { is_dot(it) });
    matches!(all.len(), 3 | 5) && in_turns && !text.contains(char::is_whitespace)
}

/// `run_id TEXT NOT NULL`.
fn definition(text: &str, all: &[Token]) -> bool {
    const TYPES: [&str; 8] = ["TEXT", "INTEGER", "BIGINT", "VARCHAR", "BLOB", "REAL", "TIMESTAMP", "BOOLEAN"];
    let word = |at: usize| all.get(at).and_then(|it| text.get(it.span.range())).unwrap_or_default();
    all.len() <= 12 && TYPES.contains(&word(1)) && matches!(word(2), "" | "NOT" | "DEFAULT" | "PRIMARY" | "(" | ",")
}

/// Punctuation that prose has and queries have not.
fn prose(text: &str) -> bool {
    text.contains(". ") || text.contains(" the ") || text.trim_end().ends_with('.') || text.trim_end().ends_with(':')
}
