//! Statements, blocks, and function bodies that fit on one line.

use super::list::{Element, Frame};
use super::{Break, Parser, TokenKind, Ws};

/// A statement in a list: its tokens, and how many labels stand before it.
struct Statement {
    first: usize,
    last: usize,
    labels: usize,
}

impl Parser<'_> {
    /// The body of a function whose header starts at token `start`. `declared`: not a literal.
    pub(super) fn function_body(&mut self, start: usize, declared: bool) -> Option<()> {
        let composites = std::mem::replace(&mut self.composites, 0);
        let open = self.at;
        let close = self.lexed.partner[open];
        let parsed = self.bracketed(|parser| {
            if parser.toks[open].line == parser.toks[close].line {
                parser.one_line_body(start, declared, (open, close))
            } else {
                parser.block(true)
            }
        });
        self.composites = composites;
        parsed
    }

    /// gofmt keeps a short body on the line of its header.
    fn one_line_body(&mut self, start: usize, declared: bool, (open, close): (usize, usize)) -> Option<()> {
        const MAX_SIZE: usize = 100;
        let header_end = self.toks[self.last].end;
        let mut size = if self.toks[start].line == self.toks[self.last].end_line {
            // go/printer counts the blank behind `func` of a declaration twice.
            header_end - self.toks[start].start + usize::from(declared) + self.comment_bytes(open - 1, close)
        } else {
            MAX_SIZE + 1
        };
        self.expect("{")?;
        let mut semicolons = Vec::new();
        let mut count = 0;
        while self.at < close {
            if self.tok().kind == TokenKind::Auto || self.is(";") {
                semicolons.extend(self.is(";").then_some(self.at));
                self.bump()?;
                continue;
            }
            let first = self.at;
            self.stmt()?;
            size += self.size(first, self.last).unwrap_or(MAX_SIZE) + if count > 0 { 2 } else { 0 };
            count += 1;
        }
        let close = self.expect("}")?;
        self.gaps[close].no_extra_linebreak = true;
        if size > MAX_SIZE || count > 5 {
            self.breaks.push(Break { open, close, semicolons });
        }
        Some(())
    }

    /// `{ … }` over several lines.
    pub(super) fn block(&mut self, indent: bool) -> Option<()> {
        let open = self.expect("{")?;
        let close = self.lexed.partner[open];
        let parsed = self.bracketed(|parser| if indent { parser.stmts(true) } else { parser.clauses() });
        parsed?;
        self.linebreak(close, 1, false, true);
        self.expect("}")?;
        Some(())
    }

    /// Statements up to a closing brace or the next case.
    fn stmts(&mut self, indent: bool) -> Option<()> {
        if indent {
            self.ws(Ws::Indent);
        }
        let mut previous: Option<Statement> = None;
        loop {
            self.skip_semicolons();
            if matches!(self.text(), "}" | "case" | "default") || self.tok().kind == TokenKind::Eof {
                break;
            }
            let section = previous.as_ref().is_none_or(|statement| {
                self.toks[statement.first].line + statement.labels < self.toks[statement.last].end_line
            });
            self.linebreak(self.at, 1, false, section);
            let first = self.at;
            let labels = self.labeled()?;
            previous = Some(Statement { first, last: self.last, labels });
        }
        if indent {
            self.ws(Ws::Unindent);
        }
        Some(())
    }

    /// The cases of a switch or select.
    fn clauses(&mut self) -> Option<()> {
        loop {
            self.skip_semicolons();
            if !matches!(self.text(), "case" | "default") {
                return Some(());
            }
            self.linebreak(self.at, 1, false, true);
            let keyword = self.at;
            if self.is("default") {
                self.bump()?;
            } else {
                self.bump()?;
                self.case(keyword)?;
            }
            self.expect(":")?;
            self.stmts(true)?;
        }
    }

    /// What stands between `case` and its colon: expressions, types, or a communication.
    fn case(&mut self, keyword: usize) -> Option<()> {
        let list = self.expr_list()?;
        if self.is(":") {
            let frame =
                Frame { before: Some(self.toks[keyword].line), after: Some(self.tok().line), ..Frame::default() };
            self.list_layout(&list, frame, self.at);
            return Some(());
        }
        self.assignment(&list)
    }

    /// A statement with its labels, which are counted.
    fn labeled(&mut self) -> Option<usize> {
        let mut labels = 0;
        while self.is_ident() && self.is_at(1, ":") {
            labels += 1;
            self.ws(Ws::Unindent);
            self.bump()?;
            self.bump()?;
            self.ws(Ws::Indent);
            self.skip_auto();
            if self.is("}") {
                return Some(labels);
            }
            if self.is(";") {
                self.ws(Ws::Newline);
                self.bump()?;
                return Some(labels);
            }
            self.linebreak(self.at, 1, false, true);
        }
        self.stmt()?;
        Some(labels)
    }

    fn stmt(&mut self) -> Option<()> {
        self.nested(|parser| match parser.text() {
            "const" | "type" | "var" => parser.gen_decl(),
            "{" => parser.block(true),
            "if" => parser.if_stmt(),
            "for" => parser.control(true),
            "switch" => parser.control(false),
            "select" => {
                parser.bump()?;
                let (open, close) = (parser.at, parser.lexed.partner[parser.at]);
                let empty = close == open + 1 && parser.comment_bytes(open, close) == 0;
                if empty {
                    parser.bump()?;
                    return parser.expect("}").map(drop);
                }
                parser.block(false)
            }
            "go" | "defer" => {
                parser.bump()?;
                parser.expr()
            }
            "return" => parser.return_stmt(),
            "break" | "continue" | "goto" | "fallthrough" => {
                parser.bump()?;
                if parser.is_ident() {
                    parser.bump()?;
                }
                Some(())
            }
            _ => parser.simple(),
        })
    }

    fn return_stmt(&mut self) -> Option<()> {
        self.bump()?;
        if self.at_end() || matches!(self.text(), ";" | "}") {
            return Some(());
        }
        let list = self.expr_list()?;
        let wholesale = self.indents_wholesale(&list);
        if wholesale {
            self.gaps[list[0].first].ws.push(Ws::Indent);
        }
        self.list_layout(&list, Frame { no_indent: wholesale, ..Frame::default() }, self.at);
        if wholesale {
            self.ws(Ws::Unindent);
        }
        Some(())
    }

    /// Whether a list looks better if it is indented from its first element on: an element starts on a line of its own, or
    /// more than one spans lines.
    fn indents_wholesale(&self, list: &[Element]) -> bool {
        let (Some(head), Some(tail)) = (list.first(), list.last()) else { return false };
        let mut line = self.toks[head.first].line;
        if list.len() < 2 || line >= self.toks[tail.last].end_line {
            return false;
        }
        let mut long = 0;
        for element in list {
            let (begin, end) = (self.toks[element.first].line, self.toks[element.last].end_line);
            if line < begin {
                return true;
            }
            long += usize::from(begin < end);
            line = end;
        }
        long > 1
    }

    fn if_stmt(&mut self) -> Option<()> {
        loop {
            self.header()?;
            self.block(true)?;
            if !self.is("else") {
                return Some(());
            }
            self.bump()?;
            if !self.is("if") {
                return self.block(true);
            }
        }
    }

    fn control(&mut self, indent: bool) -> Option<()> {
        self.header()?;
        self.block(indent)
    }

    /// The keyword and what stands between it and the block.
    fn header(&mut self) -> Option<()> {
        self.bump()?;
        let level = std::mem::replace(&mut self.expr_level, -1);
        while !self.is("{") {
            if self.is(";") {
                self.bump()?;
            } else if self.is("range") {
                self.bump()?;
                self.expr()?;
            } else {
                self.simple()?;
            }
        }
        self.expr_level = level;
        Some(())
    }

    /// An expression, assignment, send, increment or range clause.
    fn simple(&mut self) -> Option<()> {
        let list = self.expr_list()?;
        self.assignment(&list)
    }

    fn assignment(&mut self, left: &[Element]) -> Option<()> {
        match self.text() {
            "++" | "--" => self.bump().map(drop),
            "<-" => {
                self.bump()?;
                self.expr()
            }
            ":=" | "=" | "+=" | "-=" | "*=" | "/=" | "%=" | "&=" | "|=" | "^=" | "<<=" | ">>=" | "&^=" => {
                let before = left.first().map(|element| self.toks[element.first].line);
                let frame = Frame { before, after: Some(self.tok().line), ..Frame::default() };
                self.list_layout(left, frame, self.at);
                let operator = self.bump()?;
                if self.is("range") {
                    self.bump()?;
                    return self.expr();
                }
                let right = self.expr_list()?;
                let frame = Frame { before: Some(self.toks[operator].line), ..Frame::default() };
                self.list_layout(&right, frame, self.at);
                Some(())
            }
            _ => Some(()),
        }
    }

    pub(super) fn expr_list(&mut self) -> Option<Vec<Element>> {
        let mut list = Vec::new();
        loop {
            let first = self.at;
            self.expr()?;
            list.push(Element { first, last: self.last, colon: None });
            if !self.is(",") {
                return Some(list);
            }
            self.bump()?;
        }
    }
}
