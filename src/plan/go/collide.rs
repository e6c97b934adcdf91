//! What a renamed Go variable would collide with: names in its scope, names that it would capture, names that would capture
//! it. Works on bindings and blocks only, so that every case can be tested without a workspace.

use crate::lang::go::ast::{Block, Decl, Expr, ExprKind, FuncDecl, Stmt, StmtKind};
use crate::lang::go::visit::{Visit, walk_expr, walk_stmt};
use crate::model::Span;
use crate::resolve::go::bindings::Binding;

/// Why a binding can't have its new name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Collision {
    /// The new name is declared in the same scope, at this place.
    Redeclared(Span),
    /// The use at the first place would mean what is declared at the second.
    Captured(Span, Span),
    /// The use at this place would mean the renamed variable instead of what it means now.
    Captures(Span),
}

/// The scopes of a declaration: every block, and the statements and cases that open one.
pub struct Scopes {
    spans: Vec<Span>,
}

impl Scopes {
    /// Collects the scopes of a parsed declaration.
    pub fn of(decls: &[Decl]) -> Self {
        let mut collect = Collect { spans: Vec::new() };
        decls.iter().for_each(|decl| collect.decl(decl));
        collect.spans.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
        collect.spans.dedup();
        Self { spans: collect.spans }
    }

    /// The innermost scope around `at`.
    fn around(&self, at: Span) -> Option<Span> {
        self.spans.iter().filter(|span| span.contains(at)).min_by_key(|span| span.len()).copied()
    }
}

/// The collisions of giving `bindings[at]` the name `new`. `renamed` gives the names that other bindings will have.
pub fn collisions(
    bindings: &[Binding],
    at: usize,
    new: &str,
    scopes: &Scopes,
    renamed: &dyn Fn(&Binding) -> Option<String>,
) -> Vec<Collision> {
    let this = &bindings[at];
    let mut found = Vec::new();
    for (other_at, other) in bindings.iter().enumerate() {
        let name_after = renamed(other);
        let name_after = name_after.as_deref().unwrap_or(&other.name);
        if other_at == at || name_after != new {
            continue;
        }
        collide(this, other, scopes, &mut found);
    }
    found
}

fn collide(this: &Binding, other: &Binding, scopes: &Scopes, found: &mut Vec<Collision>) {
    // What is declared elsewhere (another declaration, an import) has the widest scope.
    let everywhere = Span { start: 0, end: u32::MAX };
    let scope = |binding: &Binding| {
        binding.decl.filter(|_| binding.local).and_then(|decl| scopes.around(decl)).unwrap_or(everywhere)
    };
    let (mine, theirs) = (scope(this), scope(other));
    if mine == theirs {
        let place = other.decl.or(other.uses.first().copied());
        found.extend(place.map(Collision::Redeclared));
    } else if mine.contains(theirs) {
        let from = other.decl.map_or(theirs.start, |decl| decl.end);
        let inside = |at: &&Span| theirs.contains(**at) && at.start >= from;
        let declared = other.decl.unwrap_or(theirs);
        found.extend(this.uses.iter().filter(inside).map(|at| Collision::Captured(*at, declared)));
    } else if theirs.contains(mine) {
        let from = this.decl.map_or(mine.start, |decl| decl.end);
        let inside = |at: &&Span| mine.contains(**at) && at.start >= from;
        found.extend(other.uses.iter().filter(inside).map(|at| Collision::Captures(*at)));
    }
}

struct Collect {
    spans: Vec<Span>,
}

impl Collect {
    fn function(&mut self, whole: Span, body: Option<&Block>) {
        // The statements of the body share the scope of the parameters (redeclaring one there is an error), so the body is
        // no scope of its own.
        self.spans.push(whole);
        body.iter().flat_map(|body| &body.statements).for_each(|it| self.stmt(it));
    }
}

impl Visit for Collect {
    fn decl(&mut self, decl: &Decl) {
        match decl {
            Decl::Func(FuncDecl { receiver, type_params, signature, body, span, .. }) => {
                let fields = receiver.iter().chain(type_params).chain(&signature.params).chain(&signature.results);
                fields.for_each(|it| self.field(it));
                self.function(*span, body.as_ref());
            }
            _ => crate::lang::go::visit::walk_decl(self, decl),
        }
    }

    fn block(&mut self, block: &Block) {
        self.spans.push(block.span);
        block.statements.iter().for_each(|it| self.stmt(it));
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::If { .. } | StmtKind::For { .. } | StmtKind::Range { .. } => self.spans.push(stmt.span),
            StmtKind::Switch { cases, .. } | StmtKind::TypeSwitch { cases, .. } => {
                self.spans.push(stmt.span);
                self.spans.extend(cases.iter().map(|case| case.span));
            }
            StmtKind::Select(cases) => self.spans.extend(cases.iter().map(|case| case.span)),
            _ => {}
        }
        walk_stmt(self, stmt);
    }

    fn expr(&mut self, expr: &Expr) {
        if let ExprKind::FuncLit { signature, body } = &expr.kind {
            signature.params.iter().chain(&signature.results).for_each(|it| self.field(it));
            self.function(expr.span, Some(body));
        } else {
            walk_expr(self, expr);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::extract::go::parse_file;

    /// Bindings by text: `a1` and `a2` are two variables `a`; the first place of each declares it.
    fn check(code: &str, variable: &str, new: &str) -> Vec<Collision> {
        let mut plain = String::new();
        let mut places: BTreeMap<String, Vec<Span>> = BTreeMap::new();
        let mut rest = code;
        while let Some(at) = rest.find(|c: char| c.is_ascii_alphabetic()) {
            plain.push_str(&rest[..at]);
            let end = rest[at..].find(|c: char| !c.is_ascii_alphanumeric()).map_or(rest.len(), |end| at + end);
            let word = &rest[at..end];
            let name = word.trim_end_matches(|c: char| c.is_ascii_digit());
            if name != word {
                places.entry(word.to_owned()).or_default().push(Span::new(plain.len(), plain.len() + name.len()));
            }
            plain.push_str(name);
            rest = &rest[end..];
        }
        plain.push_str(rest);
        let bindings: Vec<Binding> = places
            .iter()
            .map(|(word, uses)| Binding {
                name: word.trim_end_matches(|c: char| c.is_ascii_digit()).into(),
                decl: (!word.ends_with('0')).then(|| uses[0]),
                declared: None,
                local: !word.ends_with('0'),
                uses: uses.clone(),
            })
            .collect();
        let at = places.keys().position(|word| word == variable).expect("the variable is in the code");
        collisions(&bindings, at, new, &Scopes::of(&parse_file(&plain)), &|_| None)
    }

    #[test]
    fn a_name_declared_in_the_same_scope_is_a_redeclaration() {
        let code = "package p\nfunc f() { run1 := g(); session1 := run1; use(session1) }";
        assert!(matches!(check(code, "run1", "session").as_slice(), [Collision::Redeclared(_)]));
    }

    #[test]
    fn a_parameter_and_a_variable_of_the_body_share_a_scope() {
        let code = "package p\nfunc f(run1 string) { session1 := g(); use(session1, run1) }";
        assert!(matches!(check(code, "run1", "session").as_slice(), [Collision::Redeclared(_)]));
    }

    #[test]
    fn a_use_behind_an_inner_declaration_would_be_captured() {
        let code = "package p\nfunc f() { run1 := g(); { session1 := h(); use(session1, run1) } }";
        assert!(matches!(check(code, "run1", "session").as_slice(), [Collision::Captured(..)]));
        let before = "package p\nfunc f() { run1 := g(); { use(run1); session1 := h(); use(session1) } }";
        assert_eq!(check(before, "run1", "session"), []);
    }

    #[test]
    fn an_inner_variable_must_not_capture_the_uses_of_an_outer_name() {
        let code = "package p\nfunc f() { session1 := g(); if true { run1 := h(); use(run1, session1) } }";
        assert!(matches!(check(code, "run1", "session").as_slice(), [Collision::Captures(_)]));
        let apart = "package p\nfunc f() { session1 := g(); use(session1); if true { run1 := h(); use(run1) } }";
        assert_eq!(check(apart, "run1", "session"), []);
    }

    #[test]
    fn names_of_the_package_are_captured_too() {
        let code = "package p\nfunc f() { run1 := g(); use(run1, session0) }";
        assert!(matches!(check(code, "run1", "session").as_slice(), [Collision::Captures(_)]));
    }

    #[test]
    fn closures_and_cases_are_scopes() {
        let code = "package p\nfunc f() { g(func(run1 int) { use(run1) }); session1 := 1; use(session1) }";
        assert_eq!(check(code, "run1", "session"), []);
        let cases =
            "package p\nfunc f() { switch { case true: run1 := 1; use(run1); default: session1 := 1; use(session1) } }";
        assert_eq!(check(cases, "run1", "session"), []);
    }
}
