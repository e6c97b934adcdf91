//! Types: structs with their columns, interfaces, signatures and parameter lists.

use super::list::{Element, Frame};
use super::{Break, Parser, TokenKind, Ws, blank_before};

/// A group of names with their type, as token indexes.
struct Field {
    names: Vec<usize>,
    /// First and last token of the type.
    ty: (usize, usize),
    tag: Option<usize>,
    /// The next token behind the field.
    end: usize,
    commented: bool,
}

impl Field {
    fn first(&self) -> usize {
        self.names.first().copied().unwrap_or(self.ty.0)
    }

    fn last(&self) -> usize {
        self.tag.unwrap_or(self.ty.1)
    }
}

impl Parser<'_> {
    /// A type, or a constraint such as `~int | ~string`.
    pub(super) fn type_elem(&mut self) -> Option<()> {
        self.ty()?;
        while self.is("|") {
            let operator = self.bump()?;
            let broken =
                self.toks[self.at].line != self.line_before(operator) && self.linebreak(self.at, 1, true, true) > 0;
            self.ty()?;
            if broken {
                self.ws(Ws::Unindent);
            }
        }
        Some(())
    }

    pub(super) fn ty(&mut self) -> Option<()> {
        self.nested(|parser| match parser.text() {
            "*" | "~" | "..." => {
                parser.bump()?;
                parser.ty()
            }
            "(" => {
                parser.bump()?;
                parser.type_elem()?;
                parser.expect(")")?;
                Some(())
            }
            "[" => {
                parser.bump()?;
                if !parser.is("]") {
                    parser
                        .bracketed(|parser| if parser.is("...") { parser.bump().map(drop) } else { parser.expr() })?;
                }
                parser.expect("]")?;
                parser.ty()
            }
            "map" => {
                parser.bump()?;
                parser.expect("[")?;
                parser.ty()?;
                parser.expect("]")?;
                parser.ty()
            }
            "chan" => {
                parser.bump()?;
                if parser.is("<-") {
                    parser.bump()?;
                }
                parser.ty()
            }
            "<-" => {
                parser.bump()?;
                parser.expect("chan")?;
                parser.ty()
            }
            "func" => {
                parser.bump()?;
                parser.signature()
            }
            "struct" | "interface" => parser.field_list(),
            _ => parser.named_type(),
        })
    }

    /// `Name`, `pkg.Name`, `Name[int, string]`.
    fn named_type(&mut self) -> Option<()> {
        self.ident()?;
        while self.is(".") {
            self.bump()?;
            self.ident()?;
        }
        if self.is("[") && !self.is_at(1, "]") && self.instantiates(self.at) {
            self.type_arguments()?;
        }
        Some(())
    }

    /// Whether the bracket at token `open` belongs to the name before it: `T[int]` has type arguments, `a [5]int` is a name
    /// and an array, and gofmt writes the blank. Where a comment stands between, the array is known by its element type.
    fn instantiates(&self, open: usize) -> bool {
        let tok = &self.toks[open];
        if tok.comments.0 == tok.comments.1 {
            return !blank_before(self.src, tok);
        }
        let behind = &self.toks[(self.lexed.partner[open] + 1).min(self.toks.len() - 1)];
        behind.kind != TokenKind::Ident
            && !matches!(
                self.text_of(behind),
                "*" | "[" | "(" | "func" | "struct" | "interface" | "map" | "chan" | "<-"
            )
    }

    fn type_arguments(&mut self) -> Option<()> {
        let open = self.expect("[")?;
        let list = self.elements("]", |parser| parser.type_elem())?;
        self.closed_list(&list, open, list.len() > 1);
        self.expect("]")?;
        Some(())
    }

    /// The layout of a parsed list whose closing bracket is the next token.
    pub(super) fn closed_list(&mut self, list: &[Element], open: usize, breaks: bool) {
        if breaks {
            let frame = Frame {
                before: Some(self.toks[open].line),
                after: Some(self.tok().line),
                comma_term: true,
                no_indent: false,
            };
            self.list_layout(list, frame, self.at);
        }
    }

    /// Elements up to `close` (which is not passed), with their commas.
    pub(super) fn elements(
        &mut self,
        close: &str,
        mut element: impl FnMut(&mut Self) -> Option<()>,
    ) -> Option<Vec<Element>> {
        let mut list = Vec::new();
        while !self.is(close) {
            let first = self.at;
            self.bracketed(&mut element)?;
            list.push(Element { first, last: self.last, colon: None });
            if !self.is(",") {
                break;
            }
            self.bump()?;
        }
        Some(list)
    }

    /// Inside of brackets `T {` opens a composite literal again.
    pub(super) fn bracketed<T>(&mut self, parse: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let level = std::mem::replace(&mut self.expr_level, 0);
        let parsed = parse(self);
        self.expr_level = level;
        parsed
    }

    /// Parameters and results; type parameters are passed before.
    pub(super) fn signature(&mut self) -> Option<()> {
        self.parameters(")")?;
        match self.text() {
            "(" => self.parameters(")"),
            "*" | "[" | "func" | "struct" | "interface" | "map" | "chan" | "<-" => self.ty(),
            _ if self.is_ident() => self.ty(),
            _ => Some(()),
        }
    }

    pub(super) fn parameters(&mut self, close: &str) -> Option<()> {
        let open = self.bump()?;
        let fields = self.bracketed(|parser| parser.parameter_fields(close))?;
        let mut previous_line = self.toks[open].line;
        let mut indent = true;
        for field in &fields {
            let line = self.toks[field.first()].line;
            if (previous_line < line) && self.linebreak(field.first(), 0, indent, true) > 0 {
                indent = false;
            }
            let names: Vec<Element> =
                field.names.iter().map(|name| Element { first: *name, last: *name, colon: None }).collect();
            let frame = Frame { no_indent: !indent, ..Frame::default() };
            self.list_layout(&names, frame, field.ty.0);
            previous_line = self.toks[field.last()].end_line;
        }
        if !fields.is_empty() {
            if previous_line < self.tok().line {
                self.linebreak(self.at, 0, false, true);
            }
            if !indent {
                self.ws(Ws::Unindent);
            }
        }
        self.expect(close)?;
        Some(())
    }

    /// Parameters grouped by type: `a, b int` is one field. If one entry has a name, all have.
    fn parameter_fields(&mut self, close: &str) -> Option<Vec<Field>> {
        let mut entries: Vec<(usize, usize, Option<usize>)> = Vec::new();
        while !self.is(close) {
            let first = self.at;
            self.type_elem()?;
            let mut ty = None;
            if !self.is(",") && !self.is(close) {
                ty = Some(self.at);
                self.type_elem()?;
            }
            entries.push((first, self.last, ty));
            if !self.is(",") {
                break;
            }
            self.bump()?;
        }
        let named = entries.iter().any(|(_, _, ty)| ty.is_some());
        let mut fields = Vec::new();
        let mut names = Vec::new();
        for (first, last, ty) in entries {
            let field = |names, ty| Field { names, ty, tag: None, end: last + 1, commented: false };
            match ty {
                Some(ty) => {
                    names.push(first);
                    fields.push(field(std::mem::take(&mut names), (ty, last)));
                }
                None if named => names.push(first),
                None => fields.push(field(Vec::new(), (first, last))),
            }
        }
        Some(fields)
    }

    /// `struct { … }` or `interface { … }`.
    fn field_list(&mut self) -> Option<()> {
        let is_struct = self.is("struct");
        self.bump()?;
        let open = self.at;
        if !self.is("{") {
            return None;
        }
        let close = self.lexed.partner[open];
        let one_line = self.toks[open].line == self.toks[close].line && self.comment_bytes(open - 1, close) == 0;
        self.bump()?;
        if one_line {
            return self.one_line_fields(is_struct, open, close);
        }
        if open + 1 < close || self.comment_bytes(open, close) > 0 {
            self.ws_at(open + 1, Ws::Indent);
            self.ws_at(open + 1, Ws::Formfeed);
        } else {
            self.ws(Ws::Indent);
        }
        if is_struct {
            self.struct_fields(close)?
        } else {
            self.methods(close)?
        }
        self.ws_at(close, Ws::Unindent);
        self.ws_at(close, Ws::Formfeed);
        self.expect("}")?;
        Some(())
    }

    /// gofmt keeps one field with a short type and without a tag on the line.
    fn one_line_fields(&mut self, is_struct: bool, open: usize, close: usize) -> Option<()> {
        const MAX_SIZE: usize = 30;
        let mut sizes = Vec::new();
        while self.at < close {
            let field = if is_struct { self.field()? } else { self.method()? };
            // go/printer counts 1 for any names, and the `func` that a method does not show.
            let name = usize::from(!field.names.is_empty()) * if is_struct { 1 } else { 1 + "func".len() };
            sizes.push((name + self.size(field.ty.0, field.ty.1).unwrap_or(MAX_SIZE), field.tag.is_some()));
            self.skip_semicolons();
        }
        if let [(size, tagged)] = sizes[..]
            && (tagged || size > MAX_SIZE)
        {
            self.breaks.push(Break { open, close, semicolons: Vec::new() });
        }
        self.expect("}")?;
        Some(())
    }

    fn struct_fields(&mut self, close: usize) -> Option<()> {
        let mut fields = Vec::new();
        self.skip_auto();
        while self.at < close {
            fields.push(self.field()?);
            self.skip_semicolons();
        }
        let separator = if fields.len() == 1 { Ws::Blank } else { Ws::Vtab };
        let mut previous: Option<&Field> = None;
        for field in &fields {
            if let Some(previous) = previous {
                self.linebreak(field.first(), 1, false, self.spans_lines(previous));
            }
            let mut extra = 2;
            if !field.names.is_empty() {
                let names: Vec<Element> =
                    field.names.iter().map(|name| Element { first: *name, last: *name, colon: None }).collect();
                self.list_layout(&names, Frame { no_indent: true, ..Frame::default() }, field.ty.0);
                self.column_at(field.ty.0, separator);
                extra = 1;
            }
            if let Some(tag) = field.tag {
                if !field.names.is_empty() && separator == Ws::Vtab {
                    self.column_at(tag, separator);
                }
                self.column_at(tag, separator);
                extra = 0;
            }
            if field.commented {
                for _ in 0..extra {
                    self.column_at(field.end, separator);
                }
            }
            previous = Some(field);
        }
        Some(())
    }

    /// A blank is kept from the source; only columns are stated.
    fn column_at(&mut self, index: usize, separator: Ws) {
        if separator == Ws::Vtab {
            self.ws_at(index, separator);
        }
    }

    fn spans_lines(&self, field: &Field) -> bool {
        self.toks[field.first()].line < self.toks[field.last()].end_line
    }

    fn field(&mut self) -> Option<Field> {
        let mut names = Vec::new();
        if self.names_field() {
            names.push(self.ident()?);
            while self.is(",") {
                self.bump()?;
                names.push(self.ident()?);
            }
        }
        let first = self.at;
        self.ty()?;
        let ty = (first, self.last);
        let tag = if self.tok().kind == TokenKind::Literal { self.bump() } else { None };
        Some(Field { names, ty, tag, end: self.at, commented: self.has_line_comment() })
    }

    /// Whether the next identifier names a field (and is not an embedded type).
    fn names_field(&self) -> bool {
        let next = self.peek(1);
        self.is_ident()
            && !matches!(next.kind, TokenKind::Auto | TokenKind::Eof | TokenKind::Literal)
            && match self.text_of(next) {
                "." | ";" | "}" => false,
                "[" => self.is_at(2, "]") || !self.instantiates(self.at + 1),
                _ => true,
            }
    }

    fn methods(&mut self, close: usize) -> Option<()> {
        self.skip_auto();
        let mut previous: Option<Field> = None;
        while self.at < close {
            if let Some(previous) = &previous {
                let section = self.spans_lines(previous);
                self.linebreak(self.at, 1, false, section);
            }
            previous = Some(self.method()?);
            self.skip_semicolons();
        }
        Some(())
    }

    /// A method, or an embedded type.
    fn method(&mut self) -> Option<Field> {
        let first = self.at;
        let mut names = Vec::new();
        let mut ty = first;
        if self.is_ident() && self.is_at(1, "(") {
            names.push(self.bump()?);
            ty = self.at;
            self.signature()?;
        } else {
            self.type_elem()?;
        }
        Some(Field { names, ty: (ty, self.last), tag: None, end: self.at, commented: false })
    }
}
