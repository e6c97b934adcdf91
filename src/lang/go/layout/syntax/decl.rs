//! Files and declarations: the columns of const, var and type groups.

use super::list::{Element, Frame};
use super::{Parser, TokenKind, Ws, blank_before};

/// A line of a const or var group, as token indexes.
struct ValueSpec {
    names: Vec<Element>,
    ty: Option<usize>,
    assign: Option<usize>,
    last: usize,
    end: usize,
    commented: bool,
}

impl Parser<'_> {
    pub(super) fn file(&mut self) -> Option<()> {
        self.expect("package")?;
        self.ident()?;
        let mut previous = "";
        loop {
            self.skip_semicolons();
            if self.tok().kind == TokenKind::Eof {
                break;
            }
            let first = self.at;
            let keyword = self.text();
            // An empty line stands between declarations of different kinds and before a documented one.
            let min = if keyword != previous || self.is_documented() { 2 } else { 1 };
            previous = keyword;
            // Whether a function spans lines is known behind it, its line break is printed before it.
            let marker = self.gaps[first].ws.len();
            self.decl()?;
            let inner = self.gaps[first].ws.split_off(marker);
            let long = self.toks[first].line < self.toks[self.last].end_line;
            self.linebreak(first, min, false, keyword == "func" && long);
            self.gaps[first].ws.extend(inner);
        }
        self.ws(Ws::Newline);
        Some(())
    }

    /// Whether a comment ends on the line before the next token.
    fn is_documented(&self) -> bool {
        let tok = self.tok();
        let comments = self.lexed.comments.get(tok.comments.0..tok.comments.1).unwrap_or_default();
        comments.last().is_some_and(|comment| comment.end_line + 1 == tok.line)
    }

    fn decl(&mut self) -> Option<()> {
        match self.text() {
            "func" => self.func_decl(),
            "import" | "const" | "type" | "var" => self.gen_decl(),
            _ => None,
        }
    }

    fn func_decl(&mut self) -> Option<()> {
        let start = self.expect("func")?;
        if self.is("(") {
            self.parameters(")")?;
        }
        self.ident()?;
        if self.is("[") {
            self.parameters("]")?;
        }
        self.signature()?;
        if !self.is("{") {
            return Some(());
        }
        let (open, close) = (self.at, self.lexed.partner[self.at]);
        if self.toks[open].line == self.toks[close].line {
            self.ws(Ws::Vtab);
        }
        self.function_body(start, true)
    }

    pub(super) fn gen_decl(&mut self) -> Option<()> {
        let keyword = self.text();
        self.bump()?;
        if !self.is("(") {
            return self.spec(keyword, 1, true).map(drop);
        }
        let close = self.lexed.partner[self.at];
        self.bump()?;
        if self.at == close {
            return self.expect(")").map(drop);
        }
        self.ws(Ws::Indent);
        self.ws(Ws::Formfeed);
        if matches!(keyword, "const" | "var") {
            self.value_group(close)?;
        } else {
            self.spec_group(keyword, close)?;
        }
        self.ws_at(close, Ws::Unindent);
        self.ws_at(close, Ws::Formfeed);
        self.expect(")")?;
        Some(())
    }

    fn spec_group(&mut self, keyword: &str, close: usize) -> Option<()> {
        let count = self.count_specs(close);
        let mut previous: Option<(usize, usize)> = None;
        while self.at < close {
            if let Some((first, last)) = previous {
                let section = self.toks[first].line < self.toks[last].end_line;
                self.linebreak(self.at, 1, false, section);
            }
            let first = self.at;
            self.spec(keyword, count, false)?;
            previous = Some((first, self.last));
            self.skip_semicolons();
        }
        Some(())
    }

    /// Specs up to `close`, by the semicolons at their own level.
    fn count_specs(&self, close: usize) -> usize {
        let (mut index, mut count, mut open) = (self.at, 0, false);
        while index < close {
            let tok = &self.toks[index];
            let ends = tok.kind == TokenKind::Auto || self.text_of(tok) == ";";
            if !ends && !open {
                count += 1;
            }
            open = !ends;
            index = self.lexed.partner[index].max(index) + 1;
        }
        count
    }

    /// One spec that is alone, or not in a group of values.
    fn spec(&mut self, keyword: &str, count: usize, indent: bool) -> Option<()> {
        match keyword {
            "import" => {
                if self.is_ident() || self.is(".") {
                    self.bump()?;
                }
                if self.tok().kind == TokenKind::Literal { self.bump().map(drop) } else { None }
            }
            "type" => {
                self.ident()?;
                if self.is("[") && self.opens_type_parameters() {
                    self.parameters("]")?;
                }
                if count > 1 {
                    self.ws(Ws::Vtab);
                }
                if self.is("=") {
                    self.bump()?;
                }
                self.ty()
            }
            _ => {
                let spec = self.value_spec()?;
                let end = spec.ty.or(spec.assign).unwrap_or(spec.end);
                self.list_layout(&spec.names, Frame { no_indent: !indent, ..Frame::default() }, end);
                Some(())
            }
        }
    }

    /// `T[P any]` has type parameters, `T [5]int` is an array: gofmt writes the blank. Where a comment stands between, a
    /// parameter is known by what follows its name.
    fn opens_type_parameters(&self) -> bool {
        let tok = self.tok();
        if tok.comments.0 == tok.comments.1 {
            return !self.is_at(1, "]") && !blank_before(self.src, tok);
        }
        self.peek(1).kind == TokenKind::Ident
            && (self.peek(2).kind == TokenKind::Ident
                || matches!(self.text_of(self.peek(2)), "," | "interface" | "~" | "["))
    }

    fn value_group(&mut self, close: usize) -> Option<()> {
        if self.count_specs(close) < 2 {
            return self.spec_group("var", close);
        }
        let mut specs = Vec::new();
        while self.at < close {
            specs.push(self.value_spec()?);
            self.skip_semicolons();
        }
        let keep = keeps_type_column(&specs);
        let mut previous: Option<&ValueSpec> = None;
        for (spec, keep) in specs.iter().zip(keep) {
            let first = spec.names.first()?.first;
            if let Some(previous) = previous {
                let section = self.toks[previous.names.first()?.first].line < self.toks[previous.last].end_line;
                self.linebreak(first, 1, false, section);
            }
            self.value_columns(spec, keep);
            previous = Some(spec);
        }
        Some(())
    }

    fn value_columns(&mut self, spec: &ValueSpec, keep_type: bool) {
        let behind_names = spec.ty.or(spec.assign).unwrap_or(spec.end);
        self.list_layout(&spec.names, Frame { no_indent: true, ..Frame::default() }, behind_names);
        let mut extra = 3;
        if spec.ty.is_some() || keep_type {
            self.ws_at(behind_names, Ws::Vtab);
            extra -= 1;
        }
        if let Some(assign) = spec.assign {
            self.ws_at(assign, Ws::Vtab);
            extra -= 1;
        }
        if spec.commented {
            for _ in 0..extra {
                self.ws_at(spec.end, Ws::Vtab);
            }
        }
    }

    /// Parses a spec and decides the breaks of its values.
    fn value_spec(&mut self) -> Option<ValueSpec> {
        let mut names = Vec::new();
        loop {
            let name = self.ident()?;
            names.push(Element { first: name, last: name, colon: None });
            if !self.is(",") {
                break;
            }
            self.bump()?;
        }
        let mut ty = None;
        if !self.is("=") && !self.at_end() && !matches!(self.text(), ";" | ")" | "}") {
            ty = Some(self.at);
            self.ty()?;
        }
        let mut assign = None;
        if self.is("=") {
            assign = self.bump();
            let values = self.expr_list()?;
            self.list_layout(&values, Frame::default(), self.at);
        }
        Some(ValueSpec { names, ty, assign, last: self.last, end: self.at, commented: self.has_line_comment() })
    }
}

/// For each spec whether the column of types is kept though it may be empty: in a run of specs with values one of which
/// has a type.
fn keeps_type_column(specs: &[ValueSpec]) -> Vec<bool> {
    let mut keep = vec![false; specs.len()];
    let mut run: Option<usize> = None;
    let mut typed = false;
    for (index, spec) in specs.iter().enumerate() {
        if spec.assign.is_some() {
            if run.is_none() {
                run = Some(index);
                typed = false;
            }
        } else if let Some(start) = run.take() {
            keep[start..index].fill(typed);
        }
        typed |= spec.ty.is_some();
    }
    if let Some(start) = run {
        keep[start..].fill(typed);
    }
    keep
}
