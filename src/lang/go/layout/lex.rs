//! Tokens and comments of a Go file, with the semicolons that line ends imply. Knows no syntax; every index into the
//! file that the other parts of `layout` use comes from here.

use crate::lang::go::names;

/// What a token is, as far as layout asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// An identifier.
    Ident,
    /// A number, string or character.
    Literal,
    /// A keyword.
    Keyword,
    /// An operator or bracket; an explicit `;` too.
    Punct,
    /// A semicolon that a line end implies. It has no text.
    Auto,
    /// The end of the file.
    Eof,
}

/// One token. Offsets are bytes, lines 0-based.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tok {
    pub kind: TokenKind,
    pub start: usize,
    pub end: usize,
    pub line: usize,
    pub end_line: usize,
    /// Bytes from the start of the line.
    pub column: usize,
    /// The comments between the token before and this one, as a range of `Lexed::comments`.
    pub comments: (usize, usize),
}

/// One comment, without trailing white space. Offsets are bytes, lines 0-based.
#[derive(Clone, Copy, Debug)]
pub(super) struct Comment {
    pub start: usize,
    pub end: usize,
    pub line: usize,
    pub end_line: usize,
    /// Bytes from the start of the line.
    pub column: usize,
}

/// A file cut into tokens. The last token is `Eof`.
#[derive(Debug)]
pub(super) struct Lexed {
    pub toks: Vec<Tok>,
    pub comments: Vec<Comment>,
    /// For every bracket the index of its partner; other tokens hold their own index.
    pub partner: Vec<usize>,
}

/// Cuts `src` into tokens; `None` where it is no Go (open strings, comments or brackets, stray characters).
pub(super) fn lex(src: &str) -> Option<Lexed> {
    let mut lexer =
        Lexer { src, bytes: src.as_bytes(), at: 0, line: 0, line_start: 0, toks: Vec::new(), comments: Vec::new() };
    lexer.run()?;
    let partner = pair_brackets(src, &lexer.toks)?;
    Some(Lexed { toks: lexer.toks, comments: lexer.comments, partner })
}

/// Longest first.
const OPERATORS: [&str; 39] = [
    "<<=", ">>=", "&^=", "...", "<<", ">>", "&^", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "&&", "||", "<-",
    "++", "--", "==", "!=", "<=", ">=", ":=", "+", "-", "*", "/", "%", "&", "|", "^", "<", ">", "=", "!", ".", ":",
];

struct Lexer<'s> {
    src: &'s str,
    bytes: &'s [u8],
    at: usize,
    line: usize,
    line_start: usize,
    toks: Vec<Tok>,
    comments: Vec<Comment>,
}

impl Lexer<'_> {
    fn run(&mut self) -> Option<()> {
        let mut first_comment = 0;
        // Whether a line end here would imply a semicolon.
        let mut implies = false;
        loop {
            let newlines_before = self.line;
            self.skip_space();
            if implies && self.line > newlines_before {
                self.push_auto();
                implies = false;
            }
            let (start, line, column) = (self.at, self.line, self.at - self.line_start);
            if self.at >= self.bytes.len() {
                if implies {
                    self.push_auto();
                }
                self.push(TokenKind::Eof, start, (line, column), first_comment);
                return Some(());
            }
            if self.bytes[start..].starts_with(b"//") || self.bytes[start..].starts_with(b"/*") {
                self.comment()?;
                if implies && self.line > line {
                    self.push_auto();
                    implies = false;
                }
                continue;
            }
            let kind = self.token()?;
            let text = &self.src[start..self.at];
            implies = match kind {
                TokenKind::Ident | TokenKind::Literal => true,
                TokenKind::Keyword => matches!(text, "break" | "continue" | "fallthrough" | "return"),
                _ => matches!(text, "++" | "--" | ")" | "]" | "}"),
            };
            self.push(kind, start, (line, column), first_comment);
            first_comment = self.comments.len();
        }
    }

    fn push(&mut self, kind: TokenKind, start: usize, (line, column): (usize, usize), first_comment: usize) {
        let comments = (first_comment, self.comments.len());
        self.toks.push(Tok { kind, start, end: self.at, line, end_line: self.line, column, comments });
    }

    /// An implied semicolon sits right behind its token; comments stay with the token after it.
    fn push_auto(&mut self) {
        if let Some(before) = self.toks.last().copied() {
            let none = (before.comments.1, before.comments.1);
            self.toks.push(Tok {
                kind: TokenKind::Auto,
                start: before.end,
                end: before.end,
                line: before.end_line,
                comments: none,
                ..before
            });
        }
    }

    fn skip_space(&mut self) {
        while let Some(byte) = self.bytes.get(self.at) {
            match byte {
                b'\n' => self.newline(),
                b' ' | b'\t' | b'\r' => self.at += 1,
                _ => return,
            }
        }
    }

    /// Steps over the line end at `at`.
    fn newline(&mut self) {
        self.at += 1;
        self.line += 1;
        self.line_start = self.at;
    }

    fn comment(&mut self) -> Option<()> {
        let (start, line, column) = (self.at, self.line, self.at - self.line_start);
        let end = if self.bytes[start + 1] == b'/' {
            self.at = memchr::memchr(b'\n', &self.bytes[start..]).map_or(self.bytes.len(), |n| start + n);
            start + self.src[start..self.at].trim_end().len()
        } else {
            let len = self.src[start + 2..].find("*/")? + 4;
            self.step_over(start + len);
            self.at
        };
        let end_line = self.line;
        self.comments.push(Comment { start, end, line, end_line, column });
        // Steps over the line end of a `//` comment, which counts for implied semicolons.
        if self.bytes.get(self.at) == Some(&b'\n') && self.bytes[start + 1] == b'/' {
            self.newline();
        }
        Some(())
    }

    /// Moves to `end`, counting lines.
    fn step_over(&mut self, end: usize) {
        while self.at < end {
            if self.bytes[self.at] == b'\n' { self.newline() } else { self.at += 1 }
        }
    }

    fn token(&mut self) -> Option<TokenKind> {
        let start = self.at;
        let rest = &self.src[start..];
        let first = rest.chars().next()?;
        if first.is_alphabetic() || first == '_' {
            let len = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
            self.at += len;
            return Some(if first.is_ascii_lowercase() && names::KEYWORDS.contains(&&rest[..len]) {
                TokenKind::Keyword
            } else {
                TokenKind::Ident
            });
        }
        let second_is_digit = self.bytes.get(start + 1).is_some_and(u8::is_ascii_digit);
        if first.is_ascii_digit() || first == '.' && second_is_digit {
            self.number();
            return Some(TokenKind::Literal);
        }
        match first {
            '`' => {
                let len = rest[1..].find('`')? + 2;
                self.step_over(start + len);
                Some(TokenKind::Literal)
            }
            '"' | '\'' => {
                self.quoted(first as u8)?;
                Some(TokenKind::Literal)
            }
            _ => {
                if matches!(first, '(' | ')' | '[' | ']' | '{' | '}' | ',' | ';' | '~') {
                    self.at += 1;
                    return Some(TokenKind::Punct);
                }
                let operator = OPERATORS.iter().find(|operator| rest.starts_with(**operator))?;
                self.at += operator.len();
                Some(TokenKind::Punct)
            }
        }
    }

    fn number(&mut self) {
        let hexadecimal = self.bytes[self.at] == b'0' && matches!(self.bytes.get(self.at + 1), Some(b'x' | b'X'));
        while let Some(byte) = self.bytes.get(self.at) {
            self.at += 1;
            let exponent = if hexadecimal { matches!(byte, b'p' | b'P') } else { matches!(byte, b'e' | b'E') };
            if exponent && matches!(self.bytes.get(self.at), Some(b'+' | b'-')) {
                self.at += 1;
            } else if !(byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.')) {
                self.at -= 1;
                return;
            }
        }
    }

    fn quoted(&mut self, quote: u8) -> Option<()> {
        self.at += 1;
        loop {
            match *self.bytes.get(self.at)? {
                b'\n' => return None,
                b'\\' => self.at += 2,
                byte => {
                    self.at += 1;
                    if byte == quote {
                        // An escape may have stepped into the middle of a character of broken code.
                        return self.src.is_char_boundary(self.at).then_some(());
                    }
                }
            }
        }
    }
}

fn pair_brackets(src: &str, toks: &[Tok]) -> Option<Vec<usize>> {
    let mut partner: Vec<usize> = (0..toks.len()).collect();
    let mut open = Vec::new();
    for (index, tok) in toks.iter().enumerate().filter(|(_, tok)| tok.kind == TokenKind::Punct) {
        let closing = match &src[tok.start..tok.end] {
            "(" => b')',
            "[" => b']',
            "{" => b'}',
            ")" | "]" | "}" => {
                let (opening, expected) = open.pop()?;
                if src.as_bytes()[tok.start] != expected {
                    return None;
                }
                partner[index] = opening;
                partner[opening] = index;
                continue;
            }
            _ => continue,
        };
        open.push((index, closing));
    }
    open.is_empty().then_some(partner)
}
