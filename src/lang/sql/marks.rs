//! What the marks around a name tell of how code asks a database by it: a string that is the name or a part of a statement, `const { run_id } = row`
//! in a script, `{{.run_id}}` in a page, a statement in a file of settings. The rooms of these languages are above this one.

use super::syntax::{is_part, is_qualified_name};
use crate::model::Span;

/// Bytes that are looked at before a name.
const LOOK: usize = 4096;

/// The name is a whole string.
pub(super) fn is_quoted(text: &str, span: Span) -> bool {
    let text = text.as_bytes();
    let quote = span.start.checked_sub(1).and_then(|at| text.get(at as usize));
    matches!(quote, Some(b'"' | b'\'' | b'`')) && quote == text.get(span.end as usize)
}

/// The name is a word of its own in a string from which a program puts a statement together: `"a, run_id, b"`, `" WHERE run_id IS NULL"`, `"t.run_id"`.
pub(super) fn is_in_part(text: &str, span: Span) -> bool {
    let (before, after) = (&text[..span.start as usize], &text[span.end as usize..]);
    let is_word = |it: Option<char>| it.is_some_and(|it| it.is_alphanumeric() || it == '_');
    if is_word(before.chars().next_back()) || is_word(after.chars().next()) {
        return false;
    }
    let is = |content: &str, at_end: bool| is_part(content) || at_end && is_qualified_name(content);
    // Which quote has opened the string is not asked: one of another kind may stand inside of it.
    ['"', '\'', '`'].into_iter().any(|quote| {
        let (Some(open), Some(close)) = (before.rfind(quote), after.find(quote)) else { return false };
        let content = &text[open + 1..span.end as usize + close];
        content.len() < 4096 && (quote == '`' || !content.contains('\n')) && is(content, after.starts_with(quote))
    })
}

/// `t.run_id`, `t."run_id"`
pub(super) fn is_qualified(text: &str, span: Span) -> bool {
    text[..span.start as usize].trim_end_matches(['"', '`', '\\']).ends_with('.')
}

/// `table.` stands in front of the name.
pub(super) fn is_behind(text: &str, span: Span, table: &str) -> bool {
    let before = text[..span.start as usize].strip_suffix('.');
    let at = before.and_then(|it| it.len().checked_sub(table.len()));
    at.zip(before).and_then(|(at, it)| it.get(at..)).is_some_and(|it| it.eq_ignore_ascii_case(table))
}

/// The name stands in the parentheses of `USING (a, b)`.
pub(super) fn is_used_by_both(text: &str, span: Span) -> bool {
    let before = &text[..span.start as usize];
    let list = |c: char| c.is_alphanumeric() || c.is_whitespace() || matches!(c, '_' | ',' | '"' | '`');
    let Some(open) = before.trim_end_matches(list).strip_suffix('(') else { return false };
    let open = open.trim_end();
    open.len() >= 5 && open.get(open.len() - 5..).is_some_and(|it| it.eq_ignore_ascii_case("USING"))
}

/// The declared name at `span` is one of an object pattern, `{ a, run_id = 1 }`, so that it is a property, too.
pub(super) fn is_in_pattern(text: &str, span: Span) -> bool {
    let before = &text[..span.start as usize];
    let after = text[span.end as usize..].trim_start();
    let is_alone = before.trim_end().ends_with(['{', ',']) && (after.starts_with(['}', ',']) || is_default(after));
    is_alone && open_brace(before).is_some_and(begins_pattern)
}

/// `= "none"`, and neither `==` nor `=>`.
fn is_default(after: &str) -> bool {
    after.strip_prefix('=').is_some_and(|it| !it.starts_with(['=', '>']))
}

/// What stands behind the brace that is open at the end of `before`; `None` where another bracket is.
fn open_brace(before: &str) -> Option<&str> {
    let mut depth = 0_usize;
    let near = before.len().saturating_sub(LOOK);
    for (at, byte) in before.bytes().enumerate().rev().take_while(|(at, _)| *at >= near) {
        match byte {
            b')' | b']' | b'}' => depth += 1,
            b'(' | b'[' | b'{' if depth > 0 => depth -= 1,
            b'{' => return before.get(at + 1..),
            b'(' | b'[' => return None,
            b';' if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

/// The first entry is one of a pattern, a name with a mark behind it, and no statement (`let a, b`).
fn begins_pattern(inside: &str) -> bool {
    let inside = inside.trim_start();
    let rest = inside.trim_start_matches(|it: char| it.is_alphanumeric() || matches!(it, '_' | '$' | '"' | '\''));
    let after = rest.trim_start();
    inside.is_empty() || inside.starts_with(['[', '.']) || after.starts_with([',', ':']) || is_default(after)
}

/// `runId: text('run_id')` of `drizzle-orm`: a property that says its column.
pub(super) fn is_named_by_call(text: &str, span: Span) -> bool {
    let value = || text[span.end as usize..].trim_start().strip_prefix(':').map(str::trim_start);
    let called = |it: &str| {
        let arguments = it.trim_start_matches(|it: char| it.is_alphanumeric() || matches!(it, '_' | '.'));
        arguments.strip_prefix('(').is_some_and(|it| it.trim_start().starts_with(['\'', '"', '`']))
    };
    is_declared_by_calls(text) && value().is_some_and(called)
}

/// A file that makes tables by calls of `drizzle-orm`.
pub(in crate::lang) fn is_declared_by_calls(text: &str) -> bool {
    ["'drizzle-orm/", "\"drizzle-orm/"].iter().any(|it| text.contains(it))
}

/// The name stands in what a page fills in: `{{ row.run_id }}`, `{% if run_id %}`, `<%= run_id %>`, `${run_id}`.
pub(super) fn is_filled_in(text: &str, span: Span) -> bool {
    const MARKS: [(&str, &str); 5] = [("{{", "}}"), ("{%", "%}"), ("<%", "%>"), ("${", "}"), ("<?", "?>")];
    let start = span.start as usize;
    let near = (start.saturating_sub(LOOK)..=start).find(|at| text.is_char_boundary(*at)).unwrap_or(start);
    let before = &text[near..start];
    MARKS.iter().any(|(open, close)| {
        let opened = before.rfind(open);
        opened.is_some_and(|at| before.rfind(close).is_none_or(|closed| closed < at))
    })
}

/// A statement about `table` stands around the name: `query: SELECT run_id FROM turns` in a file of settings.
pub(super) fn is_in_statement(text: &str, span: Span, table: &str) -> bool {
    const NEAR: usize = 400;
    let (start, end) = (span.start as usize, span.end as usize);
    let from = (start.saturating_sub(NEAR)..=start).find(|at| text.is_char_boundary(*at)).unwrap_or(start);
    let to = (end..=(end + NEAR).min(text.len())).rfind(|at| text.is_char_boundary(*at)).unwrap_or(end);
    let words = |from: usize, to: usize| {
        text[from..to]
            .split(|it: char| !it.is_alphanumeric() && it != '_')
            .filter(|it| !it.is_empty())
            .collect::<Vec<_>>()
    };
    let is_any = |it: &str, all: &[&str]| all.iter().any(|word| it.eq_ignore_ascii_case(word));
    let begins = words(from, start).iter().any(|it| is_any(it, &["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"]));
    let leads = ["FROM", "JOIN", "INTO", "UPDATE"];
    begins && words(from, to).windows(2).any(|it| is_any(it[0], &leads) && it[1].eq_ignore_ascii_case(table))
}

/// Text in which a word is no code, by the endings of files: drawings of a schema, too, which nothing runs.
const PROSE: &[&str] = &[".txt", ".css", ".html", ".dbml", ".puml", ".plantuml", ".mmd", ".d2", ".drawio", ".svg"];

/// Files without an ending that have nothing but text.
const TEXTS: &[&str] =
    &["LICENSE", "LICENCE", "COPYING", "NOTICE", "AUTHORS", "CONTRIBUTORS", "PATENTS", "README", "CHANGELOG"];

/// A file in which the word is no code.
pub(super) fn is_prose(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    PROSE.iter().any(|end| name.ends_with(end)) || TEXTS.iter().any(|it| name.eq_ignore_ascii_case(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Span {
        let start = text.find("lot").unwrap();
        Span::new(start, start + 3)
    }

    #[test]
    fn names_of_object_patterns_are_told_from_other_declarations() {
        for (text, expected) in [
            ("const { lot } = row", true),
            ("const { id, lot } = row", true),
            ("const { id: i, lot } = row", true),
            ("const { id = 1, lot = 2 } = row", true),
            ("const { a: { b }, lot } = row", true),
            ("rows.map(({ lot }) => lot)", true),
            ("for (const { lot, ...rest } of rows) {}", true),
            ("function f(a, lot) {}", false),
            ("{ let a, lot }", false),
            ("{ a(); let b, lot }", false),
            ("const [a, lot] = row", false),
            ("({ a: lot => 1 })", false),
            ("let lot = 1", false),
        ] {
            assert_eq!(is_in_pattern(text, at(text)), expected, "{text}");
        }
    }

    #[test]
    fn a_file_of_settings_may_hold_a_statement() {
        for (text, expected) in [
            ("query: select lot from turns", true),
            ("sql: |\n  UPDATE turns\n  SET lot = 1", true),
            ("lot: 1 # from turns", false),
            ("lot: 1\nsql: select a from turns", false),
            ("select lot from runs", false),
        ] {
            assert_eq!(is_in_statement(text, at(text), "turns"), expected, "{text}");
        }
    }

    #[test]
    fn pages_fill_names_in() {
        for (text, expected) in [
            ("<td>{{.lot}}</td>", true),
            ("<td>{{ x }} lot</td>", false),
            ("<% for (p of all) { %><%= p.lot %>", true),
            ("<p>${p.lot}</p>", true),
            ("<p>lot</p>", false),
        ] {
            assert_eq!(is_filled_in(text, at(text)), expected, "{text}");
        }
    }
}
