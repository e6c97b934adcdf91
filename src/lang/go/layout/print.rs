//! Mixes tokens, white space and comments into lines and cells, as gofmt's `go/printer/printer.go` does. The white space
//! between two tokens was decided by `syntax`; the widths of columns are for `tabs`.

use super::lex::{Comment, Lexed, Tok, TokenKind};
use super::syntax::{Gap, Ws};
use super::tabs::Piece;

/// The printed file as items for `tabs::align`. `gaps` holds the white space before each token.
pub(super) fn print(src: &str, lexed: &Lexed, gaps: &[Gap]) -> Vec<Piece> {
    let mut printer = Printer {
        src,
        items: Vec::with_capacity(lexed.toks.len() * 2),
        indent: 0,
        at_line_start: true,
        line: 0,
        last_line: 0,
        end_alignment: false,
        implied_semicolon: false,
        previous: None,
        pending: Vec::new(),
    };
    for (tok, gap) in lexed.toks.iter().zip(gaps) {
        if tok.kind != TokenKind::Auto {
            printer.token(tok, &lexed.comments[tok.comments.0..tok.comments.1], gap);
        }
    }
    printer.items
}

/// gofmt never prints more than one empty line.
const MAX_NEWLINES: usize = 2;

/// White space that waits for more than this is written at once.
const PENDING: usize = 16;

struct Printer<'s> {
    src: &'s str,
    items: Vec<Piece>,
    indent: usize,
    at_line_start: bool,
    /// The line in the source that the output has reached, counting the line breaks written since.
    line: usize,
    /// The line in the source where the last atom ended.
    last_line: usize,
    /// A line break inside of a literal ends all columns.
    end_alignment: bool,
    /// A line break here would end the statement.
    implied_semicolon: bool,
    previous: Option<Tok>,
    pending: Vec<Ws>,
}

impl Printer<'_> {
    fn token(&mut self, tok: &Tok, comments: &[Comment], gap: &Gap) {
        for ws in &gap.ws {
            if self.pending.len() == PENDING {
                self.write_whitespace(PENDING);
            }
            self.pending.push(*ws);
            if matches!(ws, Ws::Newline | Ws::Formfeed) {
                self.implied_semicolon = false;
            }
        }
        if tok.kind == TokenKind::Eof {
            self.implied_semicolon = false;
        }
        let mut broke_line = false;
        if comments.is_empty() {
            let all = self.pending.len();
            self.write_whitespace(all);
        } else {
            let (wrote_newline, dropped_formfeed) = self.comments(comments, tok, gap);
            if !self.implied_semicolon && tok.kind != TokenKind::Eof {
                let mut lines = tok.line.saturating_sub(self.line).min(MAX_NEWLINES);
                if wrote_newline && lines == MAX_NEWLINES {
                    lines = MAX_NEWLINES - 1;
                }
                if lines > 0 {
                    self.write(if dropped_formfeed { Piece::Formfeed } else { Piece::Newline }, lines);
                    broke_line = true;
                }
            }
        }
        if tok.kind == TokenKind::Eof {
            return;
        }
        self.atom(tok.start, tok.end, tok.line, tok.end_line);
        let text = &self.src[tok.start..tok.end];
        self.implied_semicolon = !broke_line
            && (matches!(tok.kind, TokenKind::Ident | TokenKind::Literal)
                || matches!(text, "break" | "continue" | "fallthrough" | "return" | "++" | "--" | ")" | "]" | "}"));
        self.previous = Some(*tok);
    }

    /// Writes the comments before `next` and the pending white space around them. Returns whether a line break was
    /// written behind them, and whether a formfeed was dropped.
    fn comments(&mut self, comments: &[Comment], next: &Tok, gap: &Gap) -> (bool, bool) {
        let mut previous: Option<&Comment> = None;
        for comment in comments {
            self.comment_prefix(comment, next, previous);
            self.comment(comment);
            previous = Some(comment);
        }
        let Some(last) = previous else { return (false, false) };
        let next_text = if next.kind == TokenKind::Punct { &self.src[next.start..next.end] } else { "" };
        let opener = self.previous.map_or("", |tok| &self.src[tok.start..tok.end]);
        let mut needs_break = false;
        if !gap.no_extra_blank
            && !self.is_line_comment(last)
            && last.line == next.line
            && next.kind != TokenKind::Eof
            && next_text != ","
            && (next_text != ")" || opener == "(")
            && (next_text != "]" || opener == "[")
        {
            let has_break = self.pending.iter().any(|ws| matches!(ws, Ws::Newline | Ws::Formfeed));
            if has_break && !gap.no_extra_linebreak && !gap.in_composite {
                needs_break = true;
            } else {
                self.write(Piece::Blank, 1);
            }
        }
        if self.is_line_comment(last) || next.kind == TokenKind::Eof || next_text == "}" && !gap.no_extra_linebreak {
            needs_break = true;
        }
        self.comment_suffix(needs_break)
    }

    fn comment_prefix(&mut self, comment: &Comment, next: &Tok, previous: Option<&Comment>) {
        if self.items.is_empty() {
            return;
        }
        if comment.line == self.last_line && previous.is_none_or(|previous| !self.is_line_comment(previous)) {
            let mut has_separator = false;
            if previous.is_none() {
                let mut keep = 0;
                for (index, ws) in self.pending.iter_mut().enumerate() {
                    match ws {
                        Ws::Blank => *ws = Ws::Ignore,
                        Ws::Vtab => has_separator = true,
                        Ws::Indent => {}
                        _ => {
                            keep = index;
                            break;
                        }
                    }
                }
                self.write_whitespace(keep);
            }
            if !has_separator {
                let inline = comment.line == next.line && next.kind != TokenKind::Eof;
                self.write(if inline { Piece::Blank } else { Piece::Tab }, 1);
            }
            return;
        }
        let mut dropped_break = false;
        let mut keep = 0;
        let closes = next.kind == TokenKind::Punct && &self.src[next.start..next.end] == "}";
        for index in 0..self.pending.len() {
            match self.pending[index] {
                Ws::Blank | Ws::Vtab => {
                    self.pending[index] = Ws::Ignore;
                    continue;
                }
                Ws::Indent => continue,
                Ws::Unindent => {
                    if self.pending.get(index + 1) == Some(&Ws::Unindent) {
                        continue;
                    }
                    if !closes && comment.column == next.column {
                        continue;
                    }
                }
                Ws::Newline | Ws::Formfeed => {
                    self.pending[index] = Ws::Ignore;
                    dropped_break = previous.is_none();
                }
                Ws::Ignore => {}
            }
            keep = index;
            break;
        }
        self.write_whitespace(keep);
        let mut lines = comment.line.saturating_sub(self.last_line);
        if self.indent == 0 && dropped_break {
            lines += 1;
        }
        if lines == 0 && previous.is_some_and(|previous| self.is_line_comment(previous)) {
            lines = 1;
        }
        if lines > 0 {
            self.write(Piece::Formfeed, lines.min(MAX_NEWLINES));
        }
    }

    fn comment(&mut self, comment: &Comment) {
        let text = &self.src[comment.start..comment.end];
        let indent = self.indent;
        if comment.column == 0 && text.starts_with("//line ") {
            // A line directive must stay in the first column.
            self.indent = 0;
        }
        let (mut at, mut line) = (comment.start, comment.line);
        for (index, part) in text.split('\n').enumerate() {
            let mut start = at;
            if index > 0 {
                self.write(Piece::Formfeed, 1);
                line += 1;
                // The indentation is printed anew; what the comment has beyond it is its own.
                start += part.bytes().take(self.indent).take_while(|byte| *byte == b'\t').count();
            }
            let end = at + part.trim_end().len();
            if start < end {
                self.atom(start, end, line, line);
            }
            at += part.len() + 1;
        }
        self.indent = indent;
        self.line = comment.end_line;
        self.last_line = comment.end_line;
    }

    fn comment_suffix(&mut self, mut needs_break: bool) -> (bool, bool) {
        let (mut wrote_newline, mut dropped_formfeed) = (false, false);
        for ws in &mut self.pending {
            match ws {
                Ws::Blank | Ws::Vtab => *ws = Ws::Ignore,
                Ws::Newline | Ws::Formfeed => {
                    if needs_break {
                        needs_break = false;
                        wrote_newline = true;
                    } else {
                        dropped_formfeed |= *ws == Ws::Formfeed;
                        *ws = Ws::Ignore;
                    }
                }
                Ws::Indent | Ws::Unindent | Ws::Ignore => {}
            }
        }
        let all = self.pending.len();
        self.write_whitespace(all);
        if needs_break {
            self.write(Piece::Newline, 1);
            wrote_newline = true;
        }
        (wrote_newline, dropped_formfeed)
    }

    /// Writes the first `count` pending entries.
    fn write_whitespace(&mut self, count: usize) {
        let mut index = 0;
        while index < count {
            match self.pending[index] {
                Ws::Ignore => {}
                Ws::Indent => self.indent += 1,
                Ws::Unindent => self.indent = self.indent.saturating_sub(1),
                Ws::Blank => self.write(Piece::Blank, 1),
                Ws::Vtab => self.write(Piece::Vtab, 1),
                ws @ (Ws::Newline | Ws::Formfeed) => {
                    if index + 1 < count && self.pending[index + 1] == Ws::Unindent {
                        // A label stands further left; a formfeed keeps its width out of the lines before.
                        self.pending[index] = Ws::Unindent;
                        self.pending[index + 1] = Ws::Formfeed;
                        continue;
                    }
                    self.write(if ws == Ws::Formfeed { Piece::Formfeed } else { Piece::Newline }, 1);
                }
            }
            index += 1;
        }
        self.pending.drain(..count);
    }

    /// Writes a white space item `count` times.
    fn write(&mut self, item: Piece, count: usize) {
        let mut item = item;
        let breaks = matches!(item, Piece::Newline | Piece::Formfeed);
        if self.end_alignment {
            if breaks {
                item = Piece::Formfeed;
                self.end_alignment = false;
            } else {
                item = Piece::Blank;
            }
        }
        self.write_indent();
        self.items.extend(std::iter::repeat_n(item, count));
        if breaks {
            self.line += count;
            self.at_line_start = true;
        }
    }

    fn write_indent(&mut self) {
        if self.at_line_start {
            self.items.extend(std::iter::repeat_n(Piece::Tab, self.indent));
            self.at_line_start = false;
        }
    }

    fn atom(&mut self, start: usize, end: usize, line: usize, end_line: usize) {
        self.write_indent();
        self.items.push(Piece::Atom { start, end });
        self.end_alignment |= end_line > line;
        self.line = end_line;
        self.last_line = end_line;
    }

    fn is_line_comment(&self, comment: &Comment) -> bool {
        self.src[comment.start..comment.end].starts_with("//")
    }
}
