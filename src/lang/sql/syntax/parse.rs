//! Statements as the `sqlparser` crate reads them, with the byte of each name. A text that is no whole statement gives none.

use std::borrow::Cow;

use sqlparser::ast::{Ident, Statement};
use sqlparser::dialect::{Dialect, GenericDialect, MySqlDialect, PostgreSqlDialect, SQLiteDialect};
use sqlparser::parser::Parser;
use sqlparser::tokenizer::Location;

use super::split::statements;
use super::token::{Token, TokenKind, tokens, whole};

/// Longest statement in bytes that is parsed; data in statements makes longer ones.
const LONGEST: usize = 256 << 10;

/// Statements of one piece of a text.
pub(super) struct Parsed {
    pub statements: Vec<Statement>,
    pub place: Place,
}

/// Where a piece stands, and where its lines begin.
pub(super) struct Place {
    start: usize,
    /// Where the text stands in its file.
    base: u32,
    lines: Vec<usize>,
    text: String,
}

impl Place {
    /// The byte of the whole text at which a name begins, inside of its quotes. None for a name that the parser made up.
    pub(super) fn start(&self, ident: &Ident) -> Option<u32> {
        let at = self.byte(ident.span.start)?;
        u32::try_from(at + usize::from(ident.quote_style.is_some())).ok()
    }

    /// `location` counts lines and characters from 1.
    fn byte(&self, location: Location) -> Option<usize> {
        let line = *self.lines.get((location.line as usize).checked_sub(1)?)?;
        let column = (location.column as usize).checked_sub(1)?;
        let rest = self.text.get(line..)?;
        let ascii = rest.as_bytes().iter().take(column).all(u8::is_ascii);
        let inside = if ascii { column } else { rest.char_indices().nth(column)?.0 };
        (line + inside < self.text.len()).then_some(self.start + line + inside)
    }

    /// The byte of the file at which the piece begins.
    pub(super) fn begins(&self) -> u32 {
        self.base + self.start as u32
    }
}

/// Parses the statements of `sql`, whose tokens are `all` and which begins at the byte `base` of its file.
pub(super) fn parse(sql: &str, all: &[Token], base: u32) -> Vec<Parsed> {
    pieces(sql, all).into_iter().filter_map(|(start, end)| piece(sql, start, end, base)).collect()
}

/// True for a text that is one or more whole statements.
pub fn parses(sql: &str) -> bool {
    let all = tokens(sql);
    let pieces = pieces(sql, &all);
    !pieces.is_empty() && pieces.into_iter().all(|(start, end)| piece(sql, start, end, 0).is_some())
}

fn piece(sql: &str, start: usize, end: usize, base: u32) -> Option<Parsed> {
    let text = sql.get(start..end).filter(|it| it.len() <= LONGEST)?;
    let masked = masked(text);
    let statements = dialects(&masked).into_iter().find_map(|it| Parser::parse_sql(it, &masked).ok())?;
    let lines = std::iter::once(0).chain(masked.match_indices('\n').map(|(at, _)| at + 1)).collect();
    Some(Parsed { statements, place: Place { start, base, lines, text: masked } })
}

/// The dialects to try, the most likely first.
fn dialects(text: &str) -> [&'static dyn Dialect; 4] {
    const SQLITE: &dyn Dialect = &SQLiteDialect {};
    const POSTGRES: &dyn Dialect = &PostgreSqlDialect {};
    const MYSQL: &dyn Dialect = &MySqlDialect {};
    const GENERIC: &dyn Dialect = &GenericDialect {};
    if text.contains('`') {
        [MYSQL, SQLITE, GENERIC, POSTGRES]
    } else if text.contains("$$") || text.contains("::") || text.contains("$1") {
        [POSTGRES, GENERIC, SQLITE, MYSQL]
    } else {
        [SQLITE, GENERIC, POSTGRES, MYSQL]
    }
}

/// The bytes of each statement.
fn pieces(sql: &str, all: &[Token]) -> Vec<(usize, usize)> {
    let bytes = |it: std::ops::Range<usize>| {
        let mut own = all[it.clone()].iter().filter(|it| it.kind != TokenKind::Comment);
        let end = all.get(it.end).map_or(sql.len(), |it| it.span.start as usize);
        own.next().map(|first| (whole(sql, first).start, end))
    };
    statements(sql, all).into_iter().filter_map(bytes).collect()
}

/// The text with the same bytes, in which what a program fills in (`%s`, `${name}`), escapes of string literals and words that the parser
/// does not know stand as something that it knows.
fn masked(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let mut at = 0;
    while at + 1 < bytes.len() {
        match (bytes[at], bytes[at + 1]) {
            (b'%', b's' | b'd' | b'q' | b'v') if !bytes.get(at + 2).is_some_and(u8::is_ascii_alphanumeric) => {
                (bytes[at], bytes[at + 1]) = (b'?', b' ');
            }
            (b'\\', b'n' | b't' | b'r') => (bytes[at], bytes[at + 1]) = (b' ', b' '),
            (b'\\', b'"') => bytes[at] = b' ',
            (b'$', b'{') => {
                let end = bytes[at..].iter().position(|it| *it == b'}').map_or(at + 1, |it| at + it);
                bytes[at] = b'?';
                bytes[at + 1..=end].fill(b' ');
            }
            _ => {}
        }
        at += 1;
    }
    let text = String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned());
    ["IF NOT EXISTS", "WITH NO DATA", "WITH DATA"]
        .into_iter()
        .fold(text, |text, words| without(&text, words).into_owned())
}

/// `IF NOT EXISTS` of a trigger, `WITH NO DATA` of a view: blanks in their place.
fn without<'a>(text: &'a str, words: &str) -> Cow<'a, str> {
    let upper = text.to_ascii_uppercase();
    let trigger = words.starts_with("IF");
    let head = upper.get(..64.min(upper.len())).unwrap_or_default();
    let wanted = if trigger { head.contains("TRIGGER") } else { head.contains("MATERIALIZED") };
    match upper.find(words).filter(|_| wanted) {
        Some(at) => Cow::Owned(format!("{}{}{}", &text[..at], " ".repeat(words.len()), &text[at + words.len()..])),
        None => Cow::Borrowed(text),
    }
}
