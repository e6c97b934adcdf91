//! Bodies of functions, procedures and the like: statements between words of a procedural language (PL/pgSQL, that of MySQL), often in a
//! string. A column of a table that a statement of the body names is that column; `NEW` and `OLD` are a row of the table whose trigger
//! calls the function. Any other name there may be a variable, a parameter or a field of a record as well: it is a column of nothing that
//! is known, and no other place tells which.

use std::ops::Range;

use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use super::column::Column;
use super::reader::{Name, Sql, is_keyword, read_plain};
use super::split::{made, statements};
use super::token::{Token, TokenKind, is_dollar_quoted, tokens};
use crate::model::{Role, Span};

/// A statement whose body is read by itself.
pub(super) struct Routine {
    /// The tokens in front of the body.
    pub head: Range<usize>,
    /// The byte at which the statement begins.
    from: usize,
    /// The bytes of the body.
    body: Range<usize>,
    /// The tables whose rows `NEW` and `OLD` are.
    rows: Vec<SmolStr>,
    /// It is a trigger: what stands in front of its body has no parameters.
    is_trigger: bool,
}

/// Finds the body of a statement. `calls` has the functions that triggers of the text call, each with the table of the trigger; a trigger
/// that was read as a whole (`is_read`) has none.
pub(super) fn routine(
    sql: &str,
    all: &[Token],
    statement: &Range<usize>,
    calls: &Calls,
    is_read: bool,
) -> Option<Routine> {
    let own = &all[statement.clone()];
    let kind = kind(sql, own)?;
    let text = |at: usize| &sql[all[at].span.range()];
    let is = |at: usize, word: &str| all[at].kind == TokenKind::Word && text(at).eq_ignore_ascii_case(word);
    let is_trigger = kind == "TRIGGER";
    let begins = statement.clone().find(|at| is(*at, "BEGIN"));
    if is_trigger && (is_read || begins.is_none()) {
        return None;
    }
    let quoted = |at: &usize| {
        let behind_as = || {
            (statement.start..*at).rev().find(|it| all[*it].kind != TokenKind::Comment).is_some_and(|it| is(it, "AS"))
        };
        is_dollar_quoted(sql, &all[*at]) || all[*at].kind == TokenKind::Text && (behind_as() || kind == "DO")
    };
    let name = || {
        let words = words(sql, own);
        let at = words.iter().position(|it| it.eq_ignore_ascii_case(kind))? + 1;
        words.get(last_part(&words, at)).map(|it| it.to_lowercase())
    };
    let name = name();
    let rows = match is_trigger {
        true => table_of_trigger(sql, own).into_iter().collect(),
        false => calls.0.iter().filter(|(it, _)| Some(it) == name.as_ref()).map(|(_, table)| table.clone()).collect(),
    };
    let (at, body) = match statement.clone().find(quoted).filter(|_| !is_trigger) {
        Some(at) => (at, all[at].span.range()),
        // Without a block the body is a statement behind the parameters, which no mark tells from them.
        None => {
            let at = begins.unwrap_or(statement.start + 1);
            (at, all[at].span.start as usize..all[statement.end - 1].span.end as usize)
        }
    };
    let from = own.first()?.span.start as usize;
    Some(Routine { head: statement.start..at, from, body, rows, is_trigger })
}

/// The functions that triggers call (in lower case), each with the table of the trigger: `EXECUTE FUNCTION f()`.
#[derive(Clone, Debug, Default)]
pub struct Calls(Vec<(String, SmolStr)>);

impl Calls {
    /// Those of several texts.
    pub fn of<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let mut found = Self::default();
        for sql in texts.filter(|it| it.to_ascii_uppercase().contains("TRIGGER")) {
            let all = tokens(sql);
            found.add(sql, &all, &statements(sql, &all));
        }
        found
    }

    pub(super) fn add(&mut self, sql: &str, all: &[Token], statements: &[Range<usize>]) {
        for own in statements.iter().map(|it| &all[it.clone()]).filter(|it| kind(sql, it) == Some("TRIGGER")) {
            let words: Vec<&str> = words(sql, own);
            let is = |word: &str, one: &str| word.eq_ignore_ascii_case(one);
            let called = words
                .windows(3)
                .position(|it| is(it[0], "EXECUTE") && (is(it[1], "FUNCTION") || is(it[1], "PROCEDURE")));
            let at = called.map(|at| last_part(&words, at + 2)).filter(|at| *at < words.len());
            let call = at.zip(table_of_trigger(sql, own)).map(|(at, table)| (words[at].to_lowercase(), table));
            // One table may have several triggers that call it.
            self.0.extend(call.filter(|it| !self.0.contains(it)));
        }
    }
}

fn kind(sql: &str, own: &[Token]) -> Option<&'static str> {
    let head: Vec<String> = own
        .iter()
        .filter(|it| it.kind == TokenKind::Word)
        .take(8)
        .map(|it| sql[it.span.range()].to_ascii_uppercase())
        .collect();
    ["TRIGGER", "FUNCTION", "PROCEDURE", "EVENT", "DO"].into_iter().find(|it| made(&head) == Some(it))
}

fn words<'a>(sql: &'a str, own: &[Token]) -> Vec<&'a str> {
    own.iter().filter(|it| it.kind != TokenKind::Comment).map(|it| &sql[it.span.range()]).collect()
}

/// Where the last part of a name such as `schema.name` stands, which begins at `at`.
fn last_part(words: &[&str], mut at: usize) -> usize {
    while words.get(at + 1) == Some(&".") {
        at += 2;
    }
    at
}

/// The table behind the first `ON` of a trigger.
fn table_of_trigger(sql: &str, own: &[Token]) -> Option<SmolStr> {
    let words = words(sql, own);
    let at = words.iter().position(|it| it.eq_ignore_ascii_case("ON"))? + 1;
    words.get(last_part(&words, at)).map(|it| SmolStr::new(*it))
}

impl Routine {
    /// Adds what the body says to `out`, which has what was read in front of it.
    pub(super) fn read(&self, sql: &str, base: u32, out: &mut Sql) {
        let body = &sql[self.body.clone()];
        let begins = base + self.body.start as u32;
        let inner = read_plain(&plain(body), begins);
        let unknown = |name: &str| Column { made_at: Some(begins), ..Column::named(name) };
        let written = |span: Span| &sql[(span.start - base) as usize..(span.end - base) as usize];
        // What stands in front may be a parameter.
        let of_head = |it: &&mut Name| {
            it.role == Role::SqlColumn && (base + self.from as u32..begins).contains(&it.span.start) && !self.is_trigger
        };
        for name in out.names.iter_mut().filter(of_head) {
            name.column = Some(unknown(written(name.span)));
        }
        let tables: FxHashSet<String> =
            inner.names.iter().filter_map(|it| it.table.as_ref()).map(|it| it.to_lowercase()).collect();
        let known =
            |it: &Column| it.table.as_ref().map_or(!it.among.is_empty(), |it| tables.contains(&it.to_lowercase()));
        let of_row = |span: Span| {
            let before = sql[..(span.start - base) as usize].trim_end_matches(['"', '`']);
            before
                .len()
                .checked_sub(4)
                .and_then(|at| before.get(at..))
                .is_some_and(|end| end.eq_ignore_ascii_case("new.") || end.eq_ignore_ascii_case("old."))
        };
        let mut read: FxHashSet<u32> = FxHashSet::default();
        for mut name in inner.names {
            read.insert(name.span.start);
            if name.role == Role::SqlColumn {
                name.column = Some(match (of_row(name.span), self.rows.as_slice(), name.column.take()) {
                    (true, [table], _) => Column::of(table, written(name.span)),
                    (false, _, Some(column)) if known(&column) => column,
                    _ => unknown(written(name.span)),
                });
            }
            out.names.push(name);
        }
        // `EXECUTE 'SELECT …'`, `format('%I', 'run_id')`: a part of a statement perhaps. What was left out of the reading may be a variable.
        for token in tokens(body) {
            let inside = match token.kind {
                TokenKind::Text => tokens(&body[token.span.range()]),
                _ if read.contains(&(begins + token.span.start)) => continue,
                _ => vec![Token { span: Span::new(0, token.span.range().len()), ..token }],
            };
            let at = begins + token.span.start;
            for it in inside {
                let span = Span { start: at + it.span.start, end: at + it.span.end };
                let is_name = it.kind == TokenKind::Quoted || it.kind == TokenKind::Word && !is_keyword(written(span));
                let column = Some(unknown(written(span)));
                let name = Name { span, role: Role::SqlColumn, column, table: None, declaration: false };
                out.names.extend(is_name.then_some(name));
            }
        }
        out.same.extend(inner.same.into_iter().filter(|(one, other, _)| known(one) && known(other)));
    }
}

/// The same bytes with a semicolon wherever a statement may begin, and without the words around it that no statement of SQL has.
fn plain(body: &str) -> String {
    let all: Vec<Token> = tokens(body).into_iter().filter(|it| it.kind != TokenKind::Comment).collect();
    let upper = |at: usize| all.get(at).map(|it| body[it.span.range()].to_ascii_uppercase()).unwrap_or_default();
    let mut text = body.as_bytes().to_vec();
    let mut put = |from: usize, to: usize, word: &str| {
        let (Some(first), Some(last)) = (all.get(from), all.get(to)) else { return };
        let range = first.span.start as usize..last.span.end as usize;
        text[range.clone()].fill(b' ');
        let end = range.start + word.len().min(range.len());
        text[range.start..end].copy_from_slice(&word.as_bytes()[..end - range.start]);
    };
    let mut cases = 0u32;
    for at in 0..all.len() {
        let before = at.checked_sub(1).map(upper).unwrap_or_default();
        let begins = ["", ";", "BEGIN", "THEN", "ELSE", "LOOP"].contains(&before.as_str());
        match upper(at).as_str() {
            "CASE" if before != "END" => cases += 1,
            "END" if cases > 0 => cases -= 1,
            "BEGIN" | "LOOP" | "ELSEIF" | "ELSIF" => put(at, at, ";"),
            "THEN" | "ELSE" if cases == 0 => put(at, at, ";"),
            "DECLARE" => put(at, at, ""),
            "PERFORM" if begins => put(at, at, "SELECT"),
            "RETURN" => {
                let more = ["QUERY", "NEXT"].contains(&upper(at + 1).as_str());
                put(at, at + usize::from(more), "");
            }
            "FOR" if begins => {
                if let Some(end) = (at..(at + 6).min(all.len())).find(|it| upper(*it) == "IN") {
                    put(at, end, "");
                }
            }
            "INTO" if !["INSERT", "IGNORE", "REPLACE", "MERGE"].contains(&before.as_str()) => {
                let mut end = at + usize::from(upper(at + 1) == "STRICT");
                while [TokenKind::Word, TokenKind::Quoted, TokenKind::Placeholder]
                    .iter()
                    .any(|kind| all.get(end + 1).is_some_and(|it| it.kind == *kind))
                    && !is_keyword(&upper(end + 1))
                {
                    end += 1;
                    end += usize::from([",", "."].contains(&upper(end + 1).as_str()));
                }
                put(at, end.min(all.len() - 1), "");
            }
            _ => {}
        }
    }
    String::from_utf8(text).unwrap_or_else(|_| body.to_owned())
}
