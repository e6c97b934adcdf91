//! What reads a key: `q.Get("run_id")`, `m["run_id"]`, with what cleans the value, and the statement that it stands in.

use crate::lang::go::ast::{Decl, Expr, ExprKind, LiteralKind, Stmt, StmtKind};
use crate::lang::go::fallback::with_default;
use crate::lang::go::visit::{Visit, walk_expr, walk_stmt};
use crate::model::Span;

/// A read of one key.
#[derive(Clone, Debug)]
pub(super) struct Read {
    /// The call or index expression with what cleans its value: `strings.TrimSpace(q.Get("run_id"))`.
    pub value: Expr,
    /// The string literal with the key.
    pub key: Span,
    /// The key is an argument, not an index.
    pub call: bool,
    /// Its type is asserted.
    pub asserted: bool,
    /// The value is read only when something before it in the same expression holds.
    pub guarded: bool,
    /// The call gives a second value, which tells whether the key was sent.
    pub second: Option<Second>,
}

/// What a call gives beside the value of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Second {
    /// `r.Cookie("run_id")`: an error where it was not sent.
    Error,
    /// `c.GetQuery("run_id")`: true where it was sent.
    Sent,
}

/// The read whose key holds `hit`; `None` where the key is written, deleted or only asked for.
pub(super) fn read(decls: &[Decl], hit: Span) -> Option<Read> {
    let mut finder = Path { hit, path: Vec::new(), guarded: false, assigned: None };
    decls.iter().for_each(|decl| finder.decl(decl));
    let Path { path, guarded, assigned, .. } = finder;
    let literal = path.last().filter(|it| matches!(it.kind, ExprKind::Literal(LiteralKind::String)))?;
    let mut at = path.len().checked_sub(2)?;
    let mut second = None;
    let call = match &path[at].kind {
        ExprKind::Index { indices, .. } if indices.first().map(|it| it.span) == Some(literal.span) => {
            if assigned == Some(path[at].span) {
                return None;
            }
            false
        }
        ExprKind::Call { function, arguments, .. } if arguments.len() == 1 => match &function.kind {
            ExprKind::Selector { name, .. } if reads(&name.name) => {
                second = gives_second(&name.name);
                true
            }
            _ => return None,
        },
        _ => return None,
    };
    while let Some(above) = at.checked_sub(1).filter(|above| keeps(&path[*above], path[at].span)) {
        at = above;
    }
    let asserted = path[at..].iter().any(|it| matches!(it.kind, ExprKind::TypeAssert { .. }));
    Some(Read { value: path[at].clone(), key: literal.span, call, asserted, guarded, second })
}

/// A question whether a key was sent, which no value is read with: `q.Has("run_id")`.
pub(super) struct Question {
    /// The call.
    pub call: Span,
    /// It is a part of an expression that would take a part of what is put in its place.
    pub inner: bool,
    /// It is asked only when something before it in the same expression holds.
    pub guarded: bool,
}

/// The question whose key holds `hit`.
pub(super) fn question(decls: &[Decl], hit: Span) -> Option<Question> {
    let mut finder = Path { hit, path: Vec::new(), guarded: false, assigned: None };
    decls.iter().for_each(|decl| finder.decl(decl));
    let [around @ .., call, literal] = finder.path.as_slice() else { return None };
    let ExprKind::Call { function, arguments, .. } = &call.kind else { return None };
    let ExprKind::Selector { name, .. } = &function.kind else { return None };
    let asks = name.name == "Has" && arguments.len() == 1 && literal.is_string();
    // An argument, and what stands in parentheses or alone, is whole.
    let inner = around.last().is_some_and(|it| !matches!(it.kind, ExprKind::Paren(_) | ExprKind::Call { .. }));
    asks.then_some(Question { call: call.span, inner, guarded: finder.guarded })
}

/// The map that the key at `hit` is read of is filled in the same declaration, under names that are not written there: `out[name] = …`.
pub(super) fn is_filled(decls: &[Decl], hit: Span) -> bool {
    let mut finder = Path { hit, path: Vec::new(), guarded: false, assigned: None };
    decls.iter().for_each(|decl| finder.decl(decl));
    let [.., of, _] = finder.path.as_slice() else { return false };
    let ExprKind::Index { operand, .. } = &of.kind else { return false };
    let ExprKind::Ident(map) = &operand.kind else { return false };
    let mut filled = Filled { map, found: false };
    decls.iter().for_each(|decl| filled.decl(decl));
    filled.found
}

struct Filled<'a> {
    map: &'a str,
    found: bool,
}

impl Visit for Filled<'_> {
    fn stmt(&mut self, stmt: &Stmt) {
        if let StmtKind::Assign { left, .. } = &stmt.kind {
            self.found |= left.iter().any(|it| match &it.kind {
                ExprKind::Index { operand, indices } => {
                    let is_map = matches!(&operand.kind, ExprKind::Ident(name) if name == self.map);
                    is_map && indices.iter().any(|it| !matches!(it.kind, ExprKind::Literal(_)))
                }
                _ => false,
            });
        }
        walk_stmt(self, stmt);
    }
}

fn gives_second(name: &str) -> Option<Second> {
    match name {
        "Cookie" => Some(Second::Error),
        "GetQuery" | "GetPostForm" => Some(Second::Sent),
        _ => None,
    }
}

/// The call that gives the value of a key, or a default: `c.DefaultQuery("run_id", "")`.
pub(super) fn defaulted(decls: &[Decl], hit: Span) -> Option<Expr> {
    let mut finder = Path { hit, path: Vec::new(), guarded: false, assigned: None };
    decls.iter().for_each(|decl| finder.decl(decl));
    let [.., call, literal] = finder.path.as_slice() else { return None };
    let (_, key, _) = with_default(call)?;
    (key.span == literal.span).then(|| call.clone())
}

fn reads(name: &str) -> bool {
    const READERS: [&str; 12] = [
        "Get",
        "FormValue",
        "PostFormValue",
        "Query",
        "QueryParam",
        "PostForm",
        "Value",
        "Lookup",
        "Cookie",
        "GetQuery",
        "GetPostForm",
        "GetHeader",
    ];
    READERS.contains(&name)
}

/// True when `outer` is the same value, cleaned or asserted.
fn keeps(outer: &Expr, inner: Span) -> bool {
    match &outer.kind {
        ExprKind::Paren(_) | ExprKind::TypeAssert { ty: Some(_), .. } => true,
        ExprKind::Call { function, arguments, .. } if arguments.first().map(|it| it.span) == Some(inner) => {
            match &function.kind {
                ExprKind::Ident(name) => name == "string",
                ExprKind::Selector { operand, name } => {
                    let package = matches!(&operand.kind, ExprKind::Ident(it) if it == "strings");
                    package && (name.name.starts_with("Trim") || name.name.starts_with("To"))
                }
                _ => false,
            }
        }
        _ => false,
    }
}

/// The expressions around a place, outermost first, within the innermost statement.
struct Path {
    hit: Span,
    path: Vec<Expr>,
    guarded: bool,
    assigned: Option<Span>,
}

impl Visit for Path {
    fn stmt(&mut self, stmt: &Stmt) {
        if !stmt.span.contains(self.hit) {
            return;
        }
        (self.path, self.guarded, self.assigned) = Default::default();
        if let StmtKind::Assign { left, .. } = &stmt.kind {
            self.assigned = left.iter().map(|it| it.span).find(|span| span.contains(self.hit));
        }
        walk_stmt(self, stmt);
    }

    fn expr(&mut self, expr: &Expr) {
        if !expr.span.contains(self.hit) {
            return;
        }
        if let ExprKind::Binary { op, right, .. } = &expr.kind {
            self.guarded |= matches!(op.as_str(), "&&" | "||") && right.span.contains(self.hit);
        }
        self.path.push(expr.clone());
        walk_expr(self, expr);
    }
}

/// The statements around a place, outermost first; blocks are left out.
pub(super) fn enclosing(decls: &[Decl], at: Span) -> Vec<Stmt> {
    let mut finder = Enclosing { at, chain: Vec::new() };
    decls.iter().for_each(|decl| finder.decl(decl));
    finder.chain
}

struct Enclosing {
    at: Span,
    chain: Vec<Stmt>,
}

impl Visit for Enclosing {
    fn stmt(&mut self, stmt: &Stmt) {
        if stmt.span.contains(self.at) {
            if !matches!(stmt.kind, StmtKind::Block(_)) {
                self.chain.push(stmt.clone());
            }
            walk_stmt(self, stmt);
        }
    }
}

/// Where the innermost statement stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// In a block or case: another statement may stand before or behind it.
    List,
    /// `if` *here* `; cond {`
    Init,
    /// Behind `else`, a label, `for` or `case`: nothing may stand before it.
    Fixed,
}

/// Where the last statement of `chain` stands.
pub(super) fn standing(chain: &[Stmt]) -> Standing {
    let [.., parent, own] = chain else { return Standing::List };
    let is = |it: &Option<Box<Stmt>>| it.as_ref().is_some_and(|it| it.span == own.span);
    match &parent.kind {
        StmtKind::If { init, .. } if is(init) => Standing::Init,
        StmtKind::If { otherwise, .. } if is(otherwise) => Standing::Fixed,
        StmtKind::Switch { init, .. } | StmtKind::TypeSwitch { init, .. } if is(init) => Standing::Fixed,
        StmtKind::For { init, post, .. } if is(init) || is(post) => Standing::Fixed,
        StmtKind::Select(cases) if cases.iter().any(|case| is(&case.comm)) => Standing::Fixed,
        StmtKind::Labeled { .. } => Standing::Fixed,
        _ => Standing::List,
    }
}
