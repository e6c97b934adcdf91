//! Go's tokens as far as an outline needs them: names, brackets, line ends. Strings, runes and comments are passed over
//! whole; what stands between brackets is skipped by a table, at memory speed. Knows nothing of declarations.

use memchr::{memchr, memchr2};

use crate::model::Span;

/// A token outside of skipped brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// An identifier or keyword.
    Word(Span),
    /// A number, string or rune.
    Literal(Span),
    /// `(`, `[` or `{` at this byte; the scanner stands after it.
    Open(u8, usize),
    /// `)`, `]` or `}`.
    Close(u8),
    /// Another single byte of an operator.
    Other(u8),
    /// One or more line ends (also within a comment).
    Newline,
    /// The end of the range.
    End,
}

/// Reads tokens from a range of a file. Never fails: any bytes are some token.
pub(super) struct Scanner<'a> {
    bytes: &'a [u8],
    /// The next byte to read.
    pub(super) pos: usize,
    /// Where the range ends.
    end: usize,
    /// Line comments that may mean something to the compiler or to us: `//go:`, `//export`, `// +build`, `// Code generated`.
    pub(super) notes: Vec<Span>,
    /// A bracket or comment was still open at the end.
    pub(super) unclosed: bool,
}

impl<'a> Scanner<'a> {
    /// Reads `bytes[start..end]`.
    pub(super) fn new(bytes: &'a [u8], start: usize, end: usize) -> Self {
        let end = end.min(bytes.len());
        Self { bytes, pos: start.min(end), end, notes: Vec::new(), unclosed: false }
    }

    /// The next token. Several newlines in a row, with comments between them, are one.
    pub(super) fn next(&mut self) -> Token {
        if self.skip_blank() {
            return Token::Newline;
        }
        let Some(byte) = self.peek() else { return Token::End };
        let start = self.pos;
        match byte {
            b'"' | b'\'' => {
                self.skip_quoted(byte);
                Token::Literal(Span::new(start, self.pos))
            }
            b'`' => {
                self.skip_raw();
                Token::Literal(Span::new(start, self.pos))
            }
            b'0'..=b'9' => {
                self.skip_number();
                Token::Literal(Span::new(start, self.pos))
            }
            _ if is_word(byte) => {
                self.skip_word();
                Token::Word(Span::new(start, self.pos))
            }
            b'(' | b'[' | b'{' => {
                self.pos += 1;
                Token::Open(byte, start)
            }
            b')' | b']' | b'}' => {
                self.pos += 1;
                Token::Close(byte)
            }
            _ => {
                self.pos += 1;
                Token::Other(byte)
            }
        }
    }

    /// Having read the bracket `open`, moves past the one that closes it. Only this kind of bracket is counted: in code
    /// that nests properly the others balance by themselves, and in code that doesn't, a lost `)` must not swallow the
    /// functions that follow.
    pub(super) fn skip_brackets(&mut self, open: u8) {
        let close = match open {
            b'(' => b')',
            b'[' => b']',
            _ => b'}',
        };
        let mut depth = 1usize;
        while let Some(ahead) = self.rest().iter().position(|byte| STOPS[*byte as usize]) {
            self.pos += ahead;
            let byte = self.bytes[self.pos];
            match byte {
                b'"' | b'\'' => self.skip_quoted(byte),
                b'`' => self.skip_raw(),
                b'/' => {
                    if !self.skip_comment() {
                        self.pos += 1;
                    }
                }
                _ => {
                    self.pos += 1;
                    if byte == close {
                        depth -= 1;
                        if depth == 0 {
                            return;
                        }
                    } else if byte == open {
                        depth += 1;
                    }
                }
            }
        }
        self.pos = self.end;
        self.unclosed = true;
    }

    /// The text of `span`.
    pub(super) fn bytes_of(&self, span: Span) -> &'a [u8] {
        self.bytes.get(span.range()).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        if self.pos < self.end { Some(self.bytes[self.pos]) } else { None }
    }

    fn rest(&self) -> &'a [u8] {
        &self.bytes[self.pos..self.end]
    }

    /// Passes spaces, line ends and comments; true when a line ended.
    fn skip_blank(&mut self) -> bool {
        let mut newline = false;
        while let Some(byte) = self.peek() {
            match byte {
                b'\n' => {
                    newline = true;
                    self.pos += 1;
                }
                b' ' | b'\t' | b'\r' => self.pos += 1,
                // A byte order mark, which Go allows at the start.
                0xEF if self.pos == 0 && self.rest().starts_with(b"\xEF\xBB\xBF") => self.pos += 3,
                b'/' => {
                    let start = self.pos;
                    if !self.skip_comment() {
                        return newline;
                    }
                    newline |= memchr(b'\n', &self.bytes[start..self.pos]).is_some();
                }
                _ => return newline,
            }
        }
        newline
    }

    /// At a `/`: passes the comment that it starts, up to (not past) the line end; false when there is none.
    fn skip_comment(&mut self) -> bool {
        let rest = self.rest();
        match rest.get(1) {
            Some(b'/') => {
                let length = memchr(b'\n', rest).unwrap_or(rest.len());
                let text = &rest[2..length];
                if text.starts_with(b"go:")
                    || text.starts_with(b"export ")
                    || text.starts_with(b" +build")
                    || text.starts_with(b"+build")
                    || text.starts_with(b" Code generated ")
                {
                    let text_end = if rest[..length].ends_with(b"\r") { length - 1 } else { length };
                    self.notes.push(Span::new(self.pos, self.pos + text_end));
                }
                self.pos += length;
                true
            }
            Some(b'*') => {
                match memchr::memmem::find(&rest[2..], b"*/") {
                    Some(at) => self.pos += at + 4,
                    None => {
                        self.pos = self.end;
                        self.unclosed = true;
                    }
                }
                true
            }
            _ => false,
        }
    }

    /// At a quote: passes an interpreted string or a rune; an unfinished one ends with its line.
    fn skip_quoted(&mut self, quote: u8) {
        self.pos += 1;
        while let Some(byte) = self.peek() {
            match byte {
                b'\\' => self.pos = (self.pos + 2).min(self.end),
                b'\n' => return,
                _ => {
                    self.pos += 1;
                    if byte == quote {
                        return;
                    }
                }
            }
        }
    }

    /// At a backquote: passes a raw string; an unfinished one ends with its line, so that what follows can still be read.
    fn skip_raw(&mut self) {
        self.pos += 1;
        match memchr(b'`', self.rest()) {
            Some(at) => self.pos += at + 1,
            None => {
                self.pos += memchr2(b'\n', b'\r', self.rest()).unwrap_or(self.rest().len());
                self.unclosed = true;
            }
        }
    }

    /// At a digit: also `1.`, `1e+9` and `0x1p-2`, whose ends are no operators.
    fn skip_number(&mut self) {
        let hexadecimal = matches!(self.rest(), [b'0', b'x' | b'X', ..]);
        while let Some(byte) = self.peek().filter(|byte| is_word(*byte) || *byte == b'.') {
            self.pos += 1;
            let exponent = if hexadecimal { b'p' } else { b'e' };
            if byte.to_ascii_lowercase() == exponent && matches!(self.peek(), Some(b'+' | b'-')) {
                self.pos += 1;
            }
        }
    }

    fn skip_word(&mut self) {
        while self.peek().is_some_and(is_word) {
            self.pos += 1;
        }
    }
}

/// Bytes of identifiers and numbers. Beyond ASCII everything counts as a letter: Go has no operators there.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// The bytes that [`Scanner::skip_brackets`] looks at; it passes over all others.
const STOPS: [bool; 256] = {
    let mut stops = [false; 256];
    let wanted = b"\"'`/()[]{}";
    let mut at = 0;
    while at < wanted.len() {
        stops[wanted[at] as usize] = true;
        at += 1;
    }
    stops
};
