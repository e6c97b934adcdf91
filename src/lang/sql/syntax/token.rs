//! SQL as tokens, with the byte span of each. Never fails: what no dialect knows is punctuation, what is not closed ends with
//! the text. Dialects differ in quoting only as far as names go, so one tokenizer reads them all.

use std::ops::Range;

use crate::model::Span;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A bare word: keyword or name.
    Word,
    /// A quoted name: `"x"`, `` `x` ``, `[x]`. The span is inside the quotes.
    Quoted,
    /// A string. The span is inside the quotes.
    Text,
    /// A number.
    Number,
    /// `?`, `?3`, `$1`, `:name`, `@name`, `%s`.
    Placeholder,
    /// A comment with its marks.
    Comment,
    /// One character, or one of `<= >= <> != == || ::`.
    Mark,
    /// The end of a statement where a client was told to look for another mark than `;` (`DELIMITER //`).
    End,
}

/// A token and its bytes in the text that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Its bytes (0-based), quotes left out.
    pub span: Span,
}

/// Reads all tokens, in one pass.
pub fn tokens(sql: &str) -> Vec<Token> {
    let bytes = sql.as_bytes();
    let mut out = Vec::new();
    let mut at = 0;
    let mut ends: &[u8] = b"";
    while at < bytes.len() {
        let start = at;
        let next = bytes.get(at + 1).copied().unwrap_or(0);
        if !ends.is_empty() && bytes[at..].starts_with(ends) {
            at += ends.len();
            out.push(Token { kind: TokenKind::End, span: Span::new(start, at) });
            continue;
        }
        let (kind, from, to) = match bytes[at] {
            it if it.is_ascii_whitespace() => {
                at += 1;
                continue;
            }
            b'-' if next == b'-' => {
                at = line_end(bytes, at);
                (TokenKind::Comment, start, at)
            }
            b'#' if at == 0 || bytes[at - 1] == b'\n' => {
                at = line_end(bytes, at);
                (TokenKind::Comment, start, at)
            }
            b'/' if next == b'*' => {
                at = memchr::memmem::find(&bytes[at + 2..], b"*/").map_or(bytes.len(), |end| at + end + 4);
                (TokenKind::Comment, start, at)
            }
            b'\'' => {
                let end = closing(bytes, at + 1, b'\'');
                at = (end + 1).min(bytes.len());
                (TokenKind::Text, start + 1, end)
            }
            quote @ (b'"' | b'`') => {
                let end = closing(bytes, at + 1, quote);
                at = (end + 1).min(bytes.len());
                (TokenKind::Quoted, start + 1, end)
            }
            b'[' if bracket_end(bytes, at).is_some() => {
                let end = bracket_end(bytes, at).unwrap_or(at + 1);
                at = end + 1;
                (TokenKind::Quoted, start + 1, end)
            }
            b'$' if dollar_quote(bytes, at).is_some() => {
                let mark = dollar_quote(bytes, at).unwrap_or_default();
                let inside = at + mark.len();
                let end = memchr::memmem::find(&bytes[inside..], mark).map_or(bytes.len(), |end| inside + end);
                at = (end + mark.len()).min(bytes.len());
                (TokenKind::Text, inside, end)
            }
            b'?' | b'$' => {
                at = word_end(bytes, at + 1);
                (TokenKind::Placeholder, start, at)
            }
            b':' | b'@' if is_word(next) && !next.is_ascii_digit() && (at == 0 || bytes[at - 1] != b':') => {
                at = word_end(bytes, at + 1);
                (TokenKind::Placeholder, start, at)
            }
            // What a Go program fills in with Sprintf stands where a name or a value stands.
            b'%' if matches!(next, b's' | b'd' | b'q' | b'v') && !bytes.get(at + 2).is_some_and(|it| is_word(*it)) => {
                at += 2;
                (TokenKind::Placeholder, start, at)
            }
            it if it.is_ascii_digit() => {
                at = word_end(bytes, at + 1);
                (TokenKind::Number, start, at)
            }
            b'd' | b'D' if delimiter(bytes, at).is_some() => {
                ends = delimiter(bytes, at).filter(|it| *it != b";").unwrap_or_default();
                at = line_end(bytes, at);
                (TokenKind::Comment, start, at)
            }
            it if is_word(it) => {
                at = word_end(bytes, at + 1);
                // `END$$`
                let ended =
                    Some(ends).filter(|it| !it.is_empty()).and_then(|it| memchr::memmem::find(&bytes[start..at], it));
                at = ended.map_or(at, |end| start + end);
                (TokenKind::Word, start, at)
            }
            it => {
                let pair = matches!(
                    (it, next),
                    (b'<', b'=' | b'>') | (b'>', b'=') | (b'!', b'=') | (b'=', b'=') | (b'|', b'|') | (b':', b':')
                );
                at += if pair { 2 } else { 1 };
                (TokenKind::Mark, start, at)
            }
        };
        out.push(Token { kind, span: Span::new(from, to.max(from)) });
    }
    out
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

fn word_end(bytes: &[u8], mut at: usize) -> usize {
    while at < bytes.len() && (is_word(bytes[at]) || bytes[at] == b'$') {
        at += 1;
    }
    at
}

/// `$$` or `$tag$` at `at`: what the text behind it ends with. A tag without its other end is the name of a placeholder.
fn dollar_quote(bytes: &[u8], at: usize) -> Option<&[u8]> {
    let tag = bytes[at + 1..].iter().take_while(|it| is_word(**it)).count();
    let end = at + 1 + tag;
    if bytes.get(end) != Some(&b'$') || tag > 0 && bytes[at + 1].is_ascii_digit() {
        return None;
    }
    let mark = &bytes[at..=end];
    (tag == 0 || memchr::memmem::find(&bytes[end + 1..], mark).is_some()).then_some(mark)
}

/// `DELIMITER //` on a line of its own: with what the client of MySQL sees a statement end from there on.
fn delimiter(bytes: &[u8], at: usize) -> Option<&[u8]> {
    let line = &bytes[at..line_end(bytes, at)];
    let (word, rest) = (line.get(..9)?, line.get(9..)?.trim_ascii());
    let begins = bytes[..at].iter().rev().take_while(|it| **it != b'\n').all(u8::is_ascii_whitespace);
    let is_mark = !rest.is_empty() && !rest.iter().any(|it| is_word(*it) || it.is_ascii_whitespace());
    (begins && word.eq_ignore_ascii_case(b"DELIMITER") && is_mark).then_some(rest)
}

/// The bytes of a token with its quotes.
pub fn whole(sql: &str, token: &Token) -> Range<usize> {
    let range = token.span.range();
    let quotes = match token.kind {
        TokenKind::Text if is_dollar_quoted(sql, token) => {
            let opened = sql[..range.start - 1].rfind('$').unwrap_or(range.start - 1);
            range.start - opened
        }
        TokenKind::Text | TokenKind::Quoted => 1,
        _ => 0,
    };
    range.start.saturating_sub(quotes)..(range.end + quotes).min(sql.len())
}

/// True for a text between `$$` or `$tag$`; the span of a token tells.
pub fn is_dollar_quoted(sql: &str, token: &Token) -> bool {
    token.kind == TokenKind::Text && sql[..token.span.start as usize].ends_with('$')
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |end| at + end)
}

/// The closing quote; a doubled quote is part of the text.
fn closing(bytes: &[u8], mut at: usize, quote: u8) -> usize {
    while let Some(found) = memchr::memchr(quote, &bytes[at.min(bytes.len())..]) {
        at += found;
        if bytes.get(at + 1) != Some(&quote) {
            return at;
        }
        at += 2;
    }
    bytes.len()
}

/// `[name]` of SQL Server and SQLite; `[` of an array index is not one.
fn bracket_end(bytes: &[u8], at: usize) -> Option<usize> {
    let end = word_end(bytes, at + 1);
    (end > at + 1 && bytes.get(end) == Some(&b']') && !bytes[at + 1].is_ascii_digit()).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(sql: &str) -> Vec<String> {
        tokens(sql).iter().map(|it| format!("{:?}:{}", it.kind, &sql[it.span.range()])).collect()
    }

    #[test]
    fn quotes_comments_and_placeholders_of_all_dialects() {
        assert_eq!(
            shown("a.\"run id\"=[x]-- c\n'it''s' <> $1 :name ?2 a::text /* b */ `q` %s"),
            [
                "Word:a",
                "Mark:.",
                "Quoted:run id",
                "Mark:=",
                "Quoted:x",
                "Comment:-- c",
                "Text:it''s",
                "Mark:<>",
                "Placeholder:$1",
                "Placeholder::name",
                "Placeholder:?2",
                "Word:a",
                "Mark:::",
                "Word:text",
                "Comment:/* b */",
                "Quoted:q",
                "Placeholder:%s"
            ]
        );
    }

    #[test]
    fn what_is_not_closed_ends_with_the_text() {
        for sql in ["'abc", "\"abc", "/* abc", "$$ abc", "[", "é[", "-", "a'"] {
            assert!(tokens(sql).iter().all(|it| it.span.range().end <= sql.len()), "{sql}");
        }
    }
}
