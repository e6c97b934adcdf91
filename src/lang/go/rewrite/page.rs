//! Writes a read by both names into a file: behind its statement, before an `if`, or as a variable of its own.

use crate::lang::go::ast::{Decl, Stmt, StmtKind};
use crate::model::edit::apply_edits;
use crate::model::plan::{Group, edits_within};
use crate::model::{Edit, FileId, Span};

use super::alias::lines;
use super::reads::{Read, Standing, standing};

/// How to tell that a key was not sent.
pub(super) enum Absent {
    /// The value equals this.
    Is(&'static str),
    /// This variable is false.
    NotOk(String),
    /// This variable holds an error.
    Fails(String),
}

/// What takes the value.
pub(super) struct Target {
    /// The variable, or all left sides of `v, ok := …`, as written.
    pub written: String,
    /// The variable that takes the value.
    pub value: Span,
    /// The `ok` of `v, ok := …`.
    pub ok: Option<String>,
    /// There are two left sides for the one value.
    pub comma: bool,
    /// The names that the statement declares.
    pub declared: Vec<String>,
}

impl Target {
    /// A new variable, and one for whether the key was sent.
    pub fn of(name: &str, has: Option<String>) -> Self {
        let written = has.iter().fold(name.to_owned(), |name, has| format!("{name}, {has}"));
        Target { written, value: Span::default(), comma: has.is_some(), ok: has, declared: Vec::new() }
    }
}

/// A file that is being written to.
pub(super) struct Page<'a> {
    pub text: &'a str,
    pub file: FileId,
    pub groups: &'a [Group],
    pub hit: Span,
    pub new: &'a str,
}

impl Page<'_> {
    /// True when the batch brings `name` into the declaration `decls`.
    pub fn brings(&self, decls: &[Decl], name: &str) -> bool {
        let spans = decls.iter().filter_map(|decl| match decl {
            Decl::Func(func) => Some(func.span),
            Decl::Var(spec) => Some(spec.span),
            _ => None,
        });
        let letter = |c: char| c.is_alphanumeric() || c == '_';
        let edits = spans.flat_map(|span| edits_within(self.groups, self.file, span));
        edits.into_iter().any(|edit| edit.text.split(|c: char| !letter(c)).any(|word| word == name))
    }

    /// The text of a span as the batch leaves it, with the old key.
    pub fn now(&self, span: Span) -> Result<String, String> {
        self.with(span, edits_within(self.groups, self.file, span))
    }

    /// The text of a span as the batch leaves it, with the new key.
    pub fn renamed(&self, span: Span) -> Result<String, String> {
        let mut edits = edits_within(self.groups, self.file, span);
        edits.push(Edit::replace(self.hit, self.new));
        edits.sort();
        self.with(span, edits)
    }

    fn with(&self, span: Span, edits: Vec<Edit>) -> Result<String, String> {
        let shift = |it: Edit| Edit {
            span: Span { start: it.span.start - span.start, end: it.span.end - span.start },
            text: it.text,
        };
        let edits: Vec<Edit> = edits.into_iter().map(shift).collect();
        apply_edits(&self.text[span.range()], &edits)
            .map_err(|_| "another change of this batch is in the way".to_owned())
    }

    pub fn end(&self) -> &'static str {
        if self.text.contains("\r\n") { "\r\n" } else { "\n" }
    }

    /// Where its line starts. What stands there stays before anything else that the batch puts before the statement, and is
    /// no part of a copy of it.
    fn line(&self, at: Span) -> u32 {
        self.text[..at.start as usize].rfind('\n').map_or(0, |newline| newline as u32 + 1)
    }

    pub fn indent(&self, at: Span) -> &str {
        let start = self.text[..at.start as usize].rfind('\n').map_or(0, |newline| newline + 1);
        let line = &self.text[start..];
        &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
    }

    /// The lines that read the old key, each without indent: `{}` stands for the indent of the statement.
    pub fn fallback(
        &self,
        to: &Target,
        read: &Read,
        absent: &Absent,
        warning: Option<&str>,
    ) -> Result<Vec<String>, String> {
        let value = if to.value.is_empty() { to.written.clone() } else { self.now(to.value)? };
        let all = if to.comma { to.written.clone() } else { value.clone() };
        let old = self.now(read.value.span)?;
        let (missing, sent) = match absent {
            Absent::Is(zero) => (format!("{value} == {zero}"), format!("{value} != {zero}")),
            Absent::NotOk(ok) => (format!("!{ok}"), ok.clone()),
            Absent::Fails(error) => (format!("{error} != nil"), format!("{error} == nil")),
        };
        Ok(match warning {
            Some(warning) => vec![
                format!("if {missing} {{"),
                format!("\tif {all} = {old}; {sent} {{"),
                format!("\t\t{warning}"),
                "\t}".to_owned(),
                "}".to_owned(),
            ],
            None => vec![
                format!("if {missing} {{"),
                "\t// Deprecated: the old name is still read.".to_owned(),
                format!("\t{all} = {old}"),
                "}".to_owned(),
            ],
        })
    }

    /// `x := read("new")` with the fallback behind it.
    pub fn behind(&self, statement: &Stmt, fallback: &[String]) -> Result<Vec<Edit>, String> {
        self.alone(statement.span)?;
        let from = statement.span.end as usize;
        let at = self.text[from..].find('\n').map_or(self.text.len(), |newline| from + newline);
        let at = at - usize::from(self.text[..at].ends_with('\r'));
        let (indent, end) = (self.indent(statement.span), self.end());
        let lines: String = fallback.iter().map(|line| format!("{end}{indent}{line}")).collect();
        Ok(vec![Edit::replace(self.hit, self.new), Edit::insert(at as u32, lines)])
    }

    /// `if x := read("old"); cond {` becomes three statements.
    pub fn before_if(&self, chain: &[Stmt], fallback: &[String]) -> Result<Vec<Edit>, String> {
        let [.., outer, init] = chain else { return Err("its statement could not be read".to_owned()) };
        if standing(&chain[..chain.len() - 1]) != Standing::List {
            return Err("it stands behind an else, where no other statement may stand".to_owned());
        }
        let StmtKind::If { cond, .. } = &outer.kind else { return Err("its statement could not be read".to_owned()) };
        self.starts_line(outer.span)?;
        let (indent, end) = (self.indent(outer.span), self.end());
        let lines: String = fallback.iter().map(|line| format!("{indent}{line}{end}")).collect();
        let before = format!("{indent}{}{end}{lines}", self.renamed(init.span)?);
        let gone = Span { start: init.span.start, end: cond.span.start };
        Ok(vec![Edit::insert(self.line(outer.span), before), Edit::delete(gone)])
    }

    /// A call is asked by both names: `q.Has("new") || q.Has("old")`.
    pub fn either(&self, call: Span, inner: bool) -> Result<Vec<Edit>, String> {
        let (open, close) = if inner { ("(", ")") } else { ("", "") };
        let new = self.renamed(call)?;
        let before = Edit::insert(call.start, format!("{open}{new} || "));
        Ok([vec![before], if inner { vec![Edit::insert(call.end, close)] } else { Vec::new() }].concat())
    }

    /// Lines before a statement.
    pub fn before(&self, statement: &Stmt, lines: &[String]) -> Result<Edit, String> {
        self.starts_line(statement.span)?;
        let (indent, end) = (self.indent(statement.span), self.end());
        let lines: String = lines.iter().map(|line| format!("{indent}{line}{end}")).collect();
        Ok(Edit::insert(self.line(statement.span), lines))
    }

    /// A read within an expression gets a variable of its own.
    pub fn hoisted(&self, statement: &Stmt, read: &Read, name: &str, fallback: &[String]) -> Result<Vec<Edit>, String> {
        self.starts_line(statement.span)?;
        let (indent, end) = (self.indent(statement.span), self.end());
        let lines: String = fallback.iter().map(|line| format!("{indent}{line}{end}")).collect();
        let before = format!("{indent}{name} := {}{end}{lines}", self.renamed(read.value.span)?);
        Ok(vec![Edit::insert(self.line(statement.span), before), Edit::replace(read.value.span, name)])
    }

    fn starts_line(&self, at: Span) -> Result<(), String> {
        let start = self.text[..at.start as usize].rfind('\n').map_or(0, |newline| newline + 1);
        let blank = self.text[start..at.start as usize].trim().is_empty();
        blank.then_some(()).ok_or_else(|| "other code stands on its line: give it a line of its own".to_owned())
    }

    fn alone(&self, at: Span) -> Result<(), String> {
        lines(self.text, at)
            .map(|_| ())
            .ok_or_else(|| "other code stands on its line: give it a line of its own".to_owned())
    }
}
