//! Expressions: where operators, selectors, calls and composite literals break, and function literals on one line.

use super::list::{Element, Frame};
use super::{Parser, TokenKind, Ws};

/// What an operand could be the type of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Operand {
    Value,
    /// A name: `{` behind it opens a literal outside of control headers.
    Name,
    /// An array, map or struct type: `{` behind it opens a literal.
    Type,
}

impl Parser<'_> {
    /// An expression or a type.
    pub(super) fn expr(&mut self) -> Option<()> {
        self.binary(1)
    }

    /// Operators of precedence `min` and above.
    fn binary(&mut self, min: u8) -> Option<()> {
        self.nested(|parser| {
            parser.unary()?;
            loop {
                let operator = parser.at;
                let precedence = precedence(parser.text());
                if precedence < min {
                    return Some(());
                }
                let line = parser.line_before(operator);
                parser.bump()?;
                let broken = parser.tok().line != line && parser.linebreak(parser.at, 1, true, true) > 0;
                parser.binary(precedence + 1)?;
                if broken {
                    parser.ws(Ws::Unindent);
                }
            }
        })
    }

    fn unary(&mut self) -> Option<()> {
        if matches!(self.text(), "+" | "-" | "!" | "^" | "&" | "*" | "<-" | "~") {
            return self.nested(|parser| {
                parser.bump()?;
                parser.unary()
            });
        }
        self.primary()
    }

    fn primary(&mut self) -> Option<()> {
        let mut operand = self.operand()?;
        // A method that was broken off its receiver keeps the indentation until its call ends.
        let mut indented = false;
        loop {
            match self.text() {
                "." => {
                    self.bump()?;
                    if self.is("(") {
                        self.bump()?;
                        if self.is("type") { self.bump().map(drop) } else { self.bracketed(|parser| parser.ty()) }?;
                        self.expect(")")?;
                        operand = Operand::Value;
                    } else if self.toks[self.last].end_line < self.tok().line {
                        self.ws(Ws::Indent);
                        self.ws(Ws::Newline);
                        self.ident()?;
                        indented = self.is("(");
                        if !indented {
                            self.ws(Ws::Unindent);
                        }
                    } else {
                        self.ident()?;
                    }
                }
                "[" => self.index()?,
                "(" => {
                    self.call()?;
                    if std::mem::take(&mut indented) {
                        self.ws(Ws::Unindent);
                    }
                    operand = Operand::Value;
                }
                "{" if operand == Operand::Type || operand == Operand::Name && self.expr_level >= 0 => {
                    self.composite()?;
                    operand = Operand::Value;
                }
                _ => return Some(()),
            }
        }
    }

    fn operand(&mut self) -> Option<Operand> {
        match self.text() {
            "(" => {
                self.bump()?;
                self.bracketed(|parser| parser.expr())?;
                self.expect(")")?;
                Some(Operand::Value)
            }
            "func" => {
                let start = self.bump()?;
                self.signature()?;
                if self.is("{") {
                    self.function_body(start, false)?;
                }
                Some(Operand::Value)
            }
            "[" | "struct" | "map" => {
                self.ty()?;
                Some(Operand::Type)
            }
            "chan" | "interface" => {
                self.ty()?;
                Some(Operand::Value)
            }
            _ if self.is_ident() => {
                self.bump()?;
                Some(Operand::Name)
            }
            _ if self.tok().kind == TokenKind::Literal => {
                self.bump()?;
                Some(Operand::Value)
            }
            _ => None,
        }
    }

    /// `[i]`, `[low:high:max]` or type arguments.
    fn index(&mut self) -> Option<()> {
        let open = self.expect("[")?;
        let mut colons = false;
        let mut list = Vec::new();
        while !self.is("]") {
            if self.is(":") {
                self.bump()?;
                colons = true;
                continue;
            }
            if self.is(",") {
                self.bump()?;
                continue;
            }
            let first = self.at;
            self.bracketed(|parser| parser.expr())?;
            list.push(Element { first, last: self.last, colon: None });
        }
        self.closed_list(&list, open, list.len() > 1 && !colons);
        self.expect("]")?;
        Some(())
    }

    fn call(&mut self) -> Option<()> {
        let open = self.expect("(")?;
        let mut ellipsis = None;
        let list = self.elements(")", |parser| {
            parser.expr()?;
            if parser.is("...") {
                ellipsis = parser.bump();
            }
            Some(())
        })?;
        let Some(ellipsis) = ellipsis else {
            self.closed_list(&list, open, true);
            self.expect(")")?;
            return Some(());
        };
        let mut list = list;
        if let Some(tail) = list.last_mut() {
            tail.last = ellipsis - 1;
        }
        let frame =
            Frame { before: Some(self.toks[open].line), after: Some(self.toks[ellipsis].line), ..Frame::default() };
        self.list_layout(&list, frame, ellipsis);
        if self.toks[ellipsis].line < self.tok().line {
            self.ws(Ws::Formfeed);
        }
        self.expect(")")?;
        Some(())
    }

    /// `{ … }` of a composite literal.
    fn composite(&mut self) -> Option<()> {
        self.nested(|parser| {
            parser.composites += 1;
            let open = parser.expect("{")?;
            let mut list = Vec::new();
            while !parser.is("}") {
                let first = parser.at;
                parser.element()?;
                let mut colon = None;
                if parser.is(":") {
                    colon = parser.bump();
                    parser.element()?;
                }
                list.push(Element { first, last: parser.last, colon });
                if !parser.is(",") {
                    break;
                }
                parser.bump()?;
            }
            parser.closed_list(&list, open, true);
            parser.ws(Ws::Indent);
            parser.ws(Ws::Unindent);
            let close = parser.expect("}")?;
            parser.gaps[close].no_extra_linebreak = true;
            parser.gaps[close].no_extra_blank = !list.is_empty();
            parser.composites -= 1;
            Some(())
        })
    }

    fn element(&mut self) -> Option<()> {
        if self.is("{") { self.composite() } else { self.bracketed(|parser| parser.expr()) }
    }
}

/// 0 for what is no binary operator.
fn precedence(operator: &str) -> u8 {
    match operator {
        "||" => 1,
        "&&" => 2,
        "==" | "!=" | "<" | "<=" | ">" | ">=" => 3,
        "+" | "-" | "|" | "^" => 4,
        "*" | "/" | "%" | "<<" | ">>" | "&" | "&^" => 5,
        _ => 0,
    }
}
