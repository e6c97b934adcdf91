//! Decides the white space between the tokens of a Go file as gofmt's `go/printer/nodes.go` does, by one descent over the
//! grammar. Blanks inside of a line are kept from the source: they follow the shape of an expression, which a rename never
//! changes. Where a line ends, where a column starts and what is indented is decided here; comments and output are for
//! `print`.

mod decl;
mod expr;
mod list;
mod mean;
mod stmt;
mod types;

use super::lex::{Lexed, Tok, TokenKind};

/// One unit of white space, in the order in which it is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ws {
    Ignore,
    Blank,
    /// Starts a new column.
    Vtab,
    Newline,
    /// A line end that also ends all columns.
    Formfeed,
    Indent,
    Unindent,
}

/// What stands before a token, and what comments there may do.
#[derive(Clone, Debug, Default)]
pub(super) struct Gap {
    pub ws: Vec<Ws>,
    /// The token is in a composite literal.
    pub in_composite: bool,
    /// No blank between a `/*` comment and the token.
    pub no_extra_blank: bool,
    /// No line break between a `/*` comment and the token.
    pub no_extra_linebreak: bool,
}

/// Braces on one line whose content has become too long for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Break {
    /// Token indexes of the braces.
    pub open: usize,
    pub close: usize,
    /// Token indexes of the semicolons between them that become line ends.
    pub semicolons: Vec<usize>,
}

/// The white space before each token of `lexed`, and the one-line bodies that must be broken. `None` where the file is
/// not Go as this parser knows it, or too deeply nested.
pub(super) fn layout(src: &str, lexed: &Lexed) -> Option<(Vec<Gap>, Vec<Break>)> {
    let mut parser = Parser::new(src, lexed);
    parser.file()?;
    parser.keep_blanks();
    Some((parser.gaps, parser.breaks))
}

/// Nesting beyond this is not for people; the bound keeps hostile files off the stack.
const MAX_NESTING: usize = 500;

struct Parser<'s> {
    src: &'s str,
    lexed: &'s Lexed,
    toks: &'s [Tok],
    gaps: Vec<Gap>,
    breaks: Vec<Break>,
    /// The next token.
    at: usize,
    /// The last real token that was passed.
    last: usize,
    /// How many composite literals are open in the innermost function.
    composites: usize,
    /// Negative in the header of a control statement, where `T {` opens a block.
    expr_level: i32,
    nesting: usize,
    /// `widths[i]`: bytes of the tokens before `i` on one line, with the blanks between them.
    widths: Vec<usize>,
}

impl<'s> Parser<'s> {
    fn new(src: &'s str, lexed: &'s Lexed) -> Self {
        let toks = &lexed.toks;
        let mut widths = Vec::with_capacity(toks.len() + 1);
        let mut width = 0;
        for tok in toks {
            width += usize::from(blank_before(src, tok));
            widths.push(width);
            width += tok.end - tok.start;
        }
        widths.push(width);
        Self {
            src,
            lexed,
            toks,
            gaps: vec![Gap::default(); toks.len()],
            breaks: Vec::new(),
            at: 0,
            last: 0,
            composites: 0,
            expr_level: 0,
            nesting: 0,
            widths,
        }
    }

    /// Blanks that the source has inside of a line stay. A line end that is not kept becomes a blank, but not inside of
    /// brackets (`T{` and `}` meet when the last element goes).
    fn keep_blanks(&mut self) {
        let mut before: Option<&Tok> = None;
        for (tok, gap) in self.toks.iter().zip(&mut self.gaps).filter(|(tok, _)| tok.kind != TokenKind::Auto) {
            let column = gap.ws.iter().any(|ws| matches!(ws, Ws::Vtab | Ws::Newline | Ws::Formfeed));
            let joined = before.is_some_and(|before| {
                let texts = [before, tok].map(|tok| &self.src[tok.start..tok.end]);
                before.end_line < tok.line
                    && (matches!(texts[0], "(" | "[" | "{") || matches!(texts[1], ")" | "]" | "}"))
            });
            if before.is_some() && !column && !joined && blank_before(self.src, tok) {
                gap.ws.push(Ws::Blank);
            }
            before = Some(tok);
        }
    }

    fn tok(&self) -> &'s Tok {
        self.peek(0)
    }

    /// The token `ahead` tokens further; at the end of the file its last one.
    fn peek(&self, ahead: usize) -> &'s Tok {
        &self.toks[(self.at + ahead).min(self.toks.len() - 1)]
    }

    fn text_of(&self, tok: &Tok) -> &'s str {
        if tok.kind == TokenKind::Literal { "" } else { &self.src[tok.start..tok.end] }
    }

    /// The text of the next token; empty for literals, implied semicolons and the end of the file.
    fn text(&self) -> &'s str {
        self.text_of(self.tok())
    }

    fn is(&self, text: &str) -> bool {
        self.text() == text
    }

    fn is_at(&self, ahead: usize, text: &str) -> bool {
        self.text_of(self.peek(ahead)) == text
    }

    fn is_ident(&self) -> bool {
        self.tok().kind == TokenKind::Ident
    }

    /// Whether the file or the statement ends here.
    fn at_end(&self) -> bool {
        matches!(self.tok().kind, TokenKind::Auto | TokenKind::Eof)
    }

    /// Passes one token and returns its index.
    fn bump(&mut self) -> Option<usize> {
        let index = self.at;
        match self.tok().kind {
            TokenKind::Eof => return None,
            TokenKind::Auto => {}
            _ => {
                self.last = index;
                self.gaps[index].in_composite = self.composites > 0;
            }
        }
        self.at += 1;
        Some(index)
    }

    fn expect(&mut self, text: &str) -> Option<usize> {
        if self.is(text) { self.bump() } else { None }
    }

    fn ident(&mut self) -> Option<usize> {
        if self.is_ident() { self.bump() } else { None }
    }

    /// Passes implied and written semicolons.
    fn skip_semicolons(&mut self) {
        while self.tok().kind == TokenKind::Auto || self.is(";") {
            if self.bump().is_none() {
                return;
            }
        }
    }

    fn skip_auto(&mut self) {
        while self.tok().kind == TokenKind::Auto {
            self.at += 1;
        }
    }

    /// Counts one level of nesting for the length of `parse`.
    fn nested<T>(&mut self, parse: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.nesting >= MAX_NESTING {
            return None;
        }
        self.nesting += 1;
        let parsed = parse(self);
        self.nesting -= 1;
        parsed
    }

    /// Adds white space before the next real token.
    fn ws(&mut self, ws: Ws) {
        self.ws_at(self.at, ws);
    }

    /// Adds white space before the first real token at or after `index`.
    fn ws_at(&mut self, index: usize, ws: Ws) {
        let real = self.real(index);
        self.gaps[real].ws.push(ws);
    }

    fn real(&self, mut index: usize) -> usize {
        while self.toks[index].kind == TokenKind::Auto {
            index += 1;
        }
        index
    }

    /// The line where the last real token before `index` ends.
    fn line_before(&self, index: usize) -> usize {
        self.toks[..index].iter().rev().find(|tok| tok.kind != TokenKind::Auto).map_or(0, |tok| tok.end_line)
    }

    /// Line breaks before token `index`: as many as the source has, at most 2, at least `min`; the first one ends the
    /// columns if `section` says so. Returns 0 for none, 1 for one newline, more for a new section or an empty line.
    fn linebreak(&mut self, index: usize, min: usize, indent: bool, section: bool) -> usize {
        let index = self.real(index);
        let mut count = self.toks[index].line.saturating_sub(self.line_before(index)).min(2).max(min);
        if count == 0 {
            return 0;
        }
        let mut breaks = 0;
        if indent {
            self.ws_at(index, Ws::Indent);
        }
        if section {
            self.ws_at(index, Ws::Formfeed);
            count -= 1;
            breaks = 2;
        }
        for _ in 0..count {
            self.ws_at(index, Ws::Newline);
        }
        breaks + count
    }

    /// Bytes of tokens `first..=last` printed on one line; `None` if they are on several.
    fn size(&self, first: usize, last: usize) -> Option<usize> {
        if self.toks[first].line != self.toks[last].end_line {
            return None;
        }
        Some(self.widths[last] + (self.toks[last].end - self.toks[last].start) - self.widths[first])
    }

    /// How many bytes of comments stand between tokens `first` and `last`.
    fn comment_bytes(&self, first: usize, last: usize) -> usize {
        let (from, to) = (self.toks[first].comments.1, self.toks[last].comments.1);
        self.lexed.comments.get(from..to).unwrap_or_default().iter().map(|comment| comment.end - comment.start).sum()
    }

    /// Whether Go's parser gives a comment to the spec that ends before `self.at`: it starts on the line where the last
    /// token starts (so none behind a string over several lines), and nothing else is on its last line.
    fn has_line_comment(&self) -> bool {
        let next = &self.toks[self.real(self.at)];
        let Some(mut comments) = self.lexed.comments.get(next.comments.0..next.comments.1) else { return false };
        let mut line = self.toks[self.last].line;
        let mut found = false;
        while let [first, rest @ ..] = comments {
            if first.line != line {
                break;
            }
            found = true;
            line = first.end_line;
            comments = rest;
        }
        found && (next.line != line || next.kind == TokenKind::Eof)
    }
}

/// Whether white space or a comment stands directly before `tok`.
fn blank_before(src: &str, tok: &Tok) -> bool {
    let before = tok.start.checked_sub(1).and_then(|at| src.as_bytes().get(at));
    tok.kind != TokenKind::Auto && matches!(before, Some(b' ' | b'\t' | b'\n'))
}
