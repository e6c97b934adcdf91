//! Two reads that differ in one key: a value that is read by its new name, and by its old one where the new one is absent.

use crate::model::Span;

use super::ast::{Case, CommCase, Decl, Expr, ExprKind, LiteralKind, Stmt, StmtKind, UnaryOp};
use super::visit::{Visit, walk_expr, walk_stmt};

/// What the second statement does with the old key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Otherwise {
    /// It reads the old key in place of the new one.
    Falls,
    /// It leaves the function when the old key is there.
    Refuses,
    /// Both are asked for in one expression: `q.Has("new") || q.Has("old")`.
    Either,
    /// The old key is asked for in place of the default: `c.DefaultQuery("new", c.DefaultQuery("old", ""))`.
    Default,
}

/// `x := read("new")` and behind it `if x == "" { x = read("old") }`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fallback {
    /// Both statements.
    pub span: Span,
    /// The `if`.
    pub statement: Span,
    /// The string literal with the new key.
    pub new: Span,
    /// The string literal with the old key.
    pub old: Span,
    /// The expression that reads the old key.
    pub read: Span,
    /// What is done with it.
    pub kind: Otherwise,
}

/// The fallback that two neighbouring statements make.
pub fn fallback(text: &str, first: &Stmt, second: &Stmt) -> Option<Fallback> {
    let StmtKind::If { init, cond, then, otherwise: None } = &second.kind else { return None };
    let at = |span: Span| text.get(span.range()).unwrap_or_default();
    let (left, values): (Vec<&str>, &[Expr]) = match &first.kind {
        StmtKind::Define { left, right } | StmtKind::Assign { left, right, .. } => {
            (left.iter().map(|it| at(it.span)).collect(), right)
        }
        StmtKind::Decl(decls) => match decls.as_slice() {
            [Decl::Var(spec)] => (spec.names.iter().map(|it| it.name.as_str()).collect(), &spec.values),
            _ => return None,
        },
        _ => return None,
    };
    let mut below = Below::default();
    below.stmt(second);
    for (place, value) in values.iter().enumerate() {
        // `v, ok := m["new"]` is one value with two names.
        let names = if values.len() < left.len() { &left[..] } else { left.get(place..=place).unwrap_or_default() };
        for candidate in &below.all {
            let Some((new, old)) = alike(text, value, candidate) else { continue };
            let asked = cond.span.contains(candidate.span)
                || init.as_ref().is_some_and(|init| init.span.contains(candidate.span));
            let leaves = matches!(then.statements.last().map(|last| &last.kind), Some(StmtKind::Return(_)));
            let taken = |(to, from): &(Vec<Span>, Vec<Span>)| {
                from.iter().any(|it| it.contains(candidate.span)) && to.iter().any(|it| names.contains(&at(*it)))
            };
            let kind = if !asked && below.assigned.iter().any(taken) {
                Otherwise::Falls
            } else if asked && leaves && names.iter().any(|name| at(cond.span).contains(name)) {
                Otherwise::Refuses
            } else {
                continue;
            };
            let span = Span { start: first.span.start, end: second.span.end };
            return Some(Fallback { span, statement: second.span, new, old, read: candidate.span, kind });
        }
    }
    None
}

/// The string literals in which two expressions differ, when they are the same but for one of these.
pub fn alike(text: &str, one: &Expr, other: &Expr) -> Option<(Span, Span)> {
    let at = |span: Span| text.get(span.range()).unwrap_or_default();
    if ![one, other].iter().all(|it| at(it.span).contains(['"', '`'])) {
        return None;
    }
    let (first, second) = (strings(one), strings(other));
    if first.is_empty() || first.len() != second.len() {
        return None;
    }
    let (mut from, mut to, mut differ) = (one.span.start, other.span.start, None);
    for (a, b) in first.iter().zip(&second) {
        let before = (Span { start: from, end: a.start }, Span { start: to, end: b.start });
        if at(before.0) != at(before.1) {
            return None;
        }
        if at(*a) != at(*b) && differ.replace((*a, *b)).is_some() {
            return None;
        }
        (from, to) = (a.end, b.end);
    }
    let behind = (Span { start: from, end: one.span.end }, Span { start: to, end: other.span.end });
    differ.filter(|_| at(behind.0) == at(behind.1))
}

/// The fallbacks of a declaration.
pub fn fallbacks(text: &str, decls: &[Decl]) -> Vec<Fallback> {
    let mut finder = FallbackFinder { text, found: Vec::new() };
    decls.iter().for_each(|decl| finder.decl(decl));
    finder.found
}

fn strings(expr: &Expr) -> Vec<Span> {
    let mut strings = Strings::default();
    strings.expr(expr);
    strings.at.sort_unstable();
    strings.at
}

#[derive(Default)]
struct Strings {
    at: Vec<Span>,
}

impl Visit for Strings {
    fn expr(&mut self, expr: &Expr) {
        if matches!(expr.kind, ExprKind::Literal(LiteralKind::String)) {
            self.at.push(expr.span);
        }
        walk_expr(self, expr);
    }
}

/// Every expression, outermost first, and the left and right sides of every assignment.
#[derive(Default)]
struct Below {
    all: Vec<Expr>,
    assigned: Vec<(Vec<Span>, Vec<Span>)>,
}

impl Visit for Below {
    fn stmt(&mut self, stmt: &Stmt) {
        if let StmtKind::Assign { left, right, .. } = &stmt.kind {
            let spans = |all: &[Expr]| all.iter().map(|it| it.span).collect();
            self.assigned.push((spans(left), spans(right)));
        }
        walk_stmt(self, stmt);
    }

    fn expr(&mut self, expr: &Expr) {
        self.all.push(expr.clone());
        walk_expr(self, expr);
    }
}

/// `q.Has("new") || q.Has("old")`, or `if !q.Has("new") && q.Has("old") { …; return }`.
fn questions(text: &str, one: &Expr, other: &Expr) -> Option<(Span, Span)> {
    let asks = |it: &Expr| match &it.kind {
        ExprKind::Call { function, arguments, .. } => {
            arguments.len() == 1 && matches!(&function.kind, ExprKind::Selector { name, .. } if name.name == "Has")
        }
        _ => false,
    };
    (asks(one) && asks(other)).then(|| alike(text, one, other)).flatten()
}

/// Methods of gin and fiber that take a key and what holds where it was not sent.
const WITH_DEFAULT: [&str; 8] =
    ["DefaultQuery", "DefaultPostForm", "Query", "QueryInt", "QueryBool", "QueryFloat", "FormValue", "Cookies"];

/// The function, the key and the default of `c.DefaultQuery("run_id", "")`.
pub fn with_default(call: &Expr) -> Option<(&Expr, &Expr, &Expr)> {
    let ExprKind::Call { function, arguments, .. } = &call.kind else { return None };
    let ExprKind::Selector { name, .. } = &function.kind else { return None };
    let [key, default] = arguments.as_slice() else { return None };
    (WITH_DEFAULT.contains(&name.name.as_str()) && key.is_string()).then_some((function, key, default))
}

/// `c.DefaultQuery("new", c.DefaultQuery("old", ""))`.
fn in_default(text: &str, call: &Expr) -> Option<Fallback> {
    let (outer, new, default) = with_default(call)?;
    let (inner, old, _) = with_default(default)?;
    let at = |it: &Expr| text.get(it.span.range());
    let (span, kind) = (call.span, Otherwise::Default);
    let (new, old, same) = (new.span, old.span, at(outer) == at(inner) && at(new) != at(old));
    same.then_some(Fallback { span, statement: span, new, old, read: default.span, kind })
}

/// The refusal of who asks by the old name alone.
fn refusal(text: &str, stmt: &Stmt) -> Option<Fallback> {
    let StmtKind::If { init: None, cond, then, otherwise: None } = &stmt.kind else { return None };
    let ExprKind::Binary { op, left, right } = &cond.kind else { return None };
    let ExprKind::Unary { op: not, operand } = &left.kind else { return None };
    let leaves = matches!(then.statements.last().map(|last| &last.kind), Some(StmtKind::Return(_)));
    let (new, old) = questions(text, operand, right).filter(|_| leaves && op == "&&" && *not == UnaryOp::Not)?;
    let (span, kind) = (stmt.span, Otherwise::Refuses);
    Some(Fallback { span, statement: span, new, old, read: right.span, kind })
}

struct FallbackFinder<'t> {
    text: &'t str,
    found: Vec<Fallback>,
}

impl FallbackFinder<'_> {
    fn list(&mut self, statements: &[Stmt]) {
        for pair in statements.windows(2) {
            // A key stands in quotes, and a fallback is short: most pairs are not looked at.
            let quoted = |stmt: &Stmt| {
                stmt.span.len() < 4096 && self.text.get(stmt.span.range()).is_some_and(|text| text.contains(['"', '`']))
            };
            if matches!(pair[1].kind, StmtKind::If { .. }) && pair.iter().all(quoted) {
                self.found.extend(fallback(self.text, &pair[0], &pair[1]));
            }
        }
    }
}

impl Visit for FallbackFinder<'_> {
    fn block(&mut self, block: &super::ast::Block) {
        self.list(&block.statements);
        block.statements.iter().for_each(|it| self.stmt(it));
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Switch { cases, .. } | StmtKind::TypeSwitch { cases, .. } => {
                cases.iter().for_each(|Case { body, .. }| self.list(body));
            }
            StmtKind::Select(cases) => cases.iter().for_each(|CommCase { body, .. }| self.list(body)),
            StmtKind::If { .. } => self.found.extend(refusal(self.text, stmt)),
            _ => {}
        }
        walk_stmt(self, stmt);
    }

    fn expr(&mut self, expr: &Expr) {
        if let ExprKind::Binary { op, left, right } = &expr.kind
            && op == "||"
            && let Some((new, old)) = questions(self.text, left, right)
        {
            let (span, kind) = (expr.span, Otherwise::Either);
            self.found.push(Fallback { span, statement: span, new, old, read: right.span, kind });
        }
        self.found.extend(in_default(self.text, expr));
        walk_expr(self, expr);
    }
}
