//! SQL as tokens, with the byte span of each. Never fails: what no dialect knows is punctuation, what is not closed ends with
//! the text. Dialects differ in quoting only as far as names go, so one tokenizer reads them all.

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
    while at < bytes.len() {
        let start = at;
        let next = bytes.get(at + 1).copied().unwrap_or(0);
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
            b'$' if next == b'$' => {
                let end = memchr::memmem::find(&bytes[at + 2..], b"$$").map_or(bytes.len(), |end| at + 2 + end);
                at = (end + 2).min(bytes.len());
                (TokenKind::Text, start + 2, end)
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
            it if is_word(it) => {
                at = word_end(bytes, at + 1);
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
