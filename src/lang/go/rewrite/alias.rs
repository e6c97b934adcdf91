//! An alias beside the name that it should have: `runID := ""; sessionID := …; runID = sessionID`. A rename would declare
//! the name twice; the alias goes instead, with its declaration and its assignment. Only the plainest shape is touched,
//! everything else stays refused.

use crate::lang::go::ast::{Block, Decl, Expr, ExprKind, LiteralKind, Stmt, StmtKind, UnaryOp};
use crate::lang::go::resolve::bindings::Binding;
use crate::lang::go::visit::{Visit, walk_expr, walk_stmt};
use crate::model::{Edit, Span};

/// The edits that remove `alias` in favour of `live`, which is declared in the same scope. `None` unless the alias is
/// declared empty or as `live`, takes `live` once and nothing else, and neither changes afterwards.
pub(super) fn removal(text: &str, decls: &[Decl], alias: &Binding, live: &Binding) -> Option<Vec<Edit>> {
    let mut finder = Finder { at: alias.decl?, block: None };
    decls.iter().for_each(|decl| finder.decl(decl));
    let block = finder.block?;
    let mut writes = Writes::default();
    decls.iter().for_each(|decl| writes.decl(decl));

    let declaration = block.statements.iter().find(|it| declares(it, alias.decl).is_some())?;
    let shape = declares(declaration, alias.decl)?;
    let takes = match shape {
        Shape::Value(value) if live.uses.contains(&value) => declaration,
        Shape::Value(_) => return None,
        Shape::Empty | Shape::Among(_) => {
            let mut taking = block.statements.iter().filter(|it| assigns(it, alias, live));
            taking.next().filter(|it| it.span.start > declaration.span.end)?
        }
    };
    let reads: Vec<Span> =
        alias.uses.iter().copied().filter(|at| !first_words(takes, declaration, *at, alias)).collect();
    let settled = reads.iter().all(|at| at.start >= takes.span.end && !writes.at.contains(at))
        && live.uses.iter().all(|at| !writes.at.contains(at) || at.start < takes.span.start)
        && live.decl.is_some_and(|decl| decl.start < takes.span.start || !matches!(shape, Shape::Value(_)))
        && !writes.closures.iter().any(|it| {
            block.span.contains(*it) && live.uses.iter().any(|at| it.contains(*at) && writes.at.contains(at))
        });
    if !settled {
        return None;
    }

    let mut edits: Vec<Edit> = reads.iter().map(|at| Edit::replace(*at, live.name.as_str())).collect();
    edits.push(match shape {
        Shape::Among(span) => Edit::delete(span),
        _ => Edit::delete(lines(text, declaration.span)?),
    });
    if takes.span != declaration.span {
        edits.push(Edit::delete(lines(text, takes.span)?));
    }
    edits.sort();
    Some(edits)
}

/// The alias at its declaration and where it takes the value: what goes, not what is read.
fn first_words(takes: &Stmt, declaration: &Stmt, at: Span, alias: &Binding) -> bool {
    Some(at) == alias.decl || declaration.span.contains(at) || takes.span.contains(at)
}

enum Shape {
    /// `x := ""`, `var x string`.
    Empty,
    /// `x := y`, with the place of `y`.
    Value(Span),
    /// `var x, y string`, with what to delete.
    Among(Span),
}

fn declares(stmt: &Stmt, alias: Option<Span>) -> Option<Shape> {
    let alias = alias?;
    match &stmt.kind {
        StmtKind::Define { left, right } => match (left.as_slice(), right.as_slice()) {
            ([name], [value]) if name.span == alias => match &value.kind {
                ExprKind::Ident(_) => Some(Shape::Value(value.span)),
                ExprKind::Literal(LiteralKind::String) if value.span.len() == 2 => Some(Shape::Empty),
                _ => None,
            },
            _ => None,
        },
        StmtKind::Decl(decls) => {
            let [Decl::Var(spec)] = decls.as_slice() else { return None };
            let at = spec.names.iter().position(|name| name.span == alias).filter(|_| spec.values.is_empty())?;
            let names = &spec.names;
            Some(match (names.get(at + 1), at.checked_sub(1)) {
                (Some(next), _) => Shape::Among(Span { start: alias.start, end: next.span.start }),
                (None, Some(before)) => Shape::Among(Span { start: names[before].span.end, end: alias.end }),
                (None, None) => Shape::Empty,
            })
        }
        _ => None,
    }
}

/// `alias = live`
fn assigns(stmt: &Stmt, alias: &Binding, live: &Binding) -> bool {
    let StmtKind::Assign { left, op, right } = &stmt.kind else { return false };
    matches!((left.as_slice(), right.as_slice()), ([name], [value])
        if op == "=" && alias.uses.contains(&name.span) && live.uses.contains(&value.span))
}

/// The whole lines of a statement that has them for itself, with its comment; of two blank lines around it, one goes too.
pub(super) fn lines(text: &str, span: Span) -> Option<Span> {
    let start = text[..span.start as usize].rfind('\n').map_or(0, |at| at + 1);
    let end = text[span.end as usize..].find('\n').map(|at| span.end as usize + at + 1)?;
    let (before, after) = (text.get(start..span.start as usize)?, text.get(span.end as usize..end)?);
    let alone = before.trim().is_empty() && (after.trim().is_empty() || after.trim_start().starts_with("//"));
    let blank_before = text[..start].ends_with("\n\n") || text[..start].ends_with("{\n");
    let extra = if blank_before && text[end..].starts_with('\n') { 1 } else { 0 };
    alone.then(|| Span::new(start, end + extra))
}

/// The block that holds the statement around `at` directly.
struct Finder {
    at: Span,
    block: Option<Block>,
}

impl Visit for Finder {
    fn block(&mut self, block: &Block) {
        if !block.span.contains(self.at) {
            return;
        }
        self.block = Some(block.clone());
        block.statements.iter().for_each(|it| self.stmt(it));
    }
}

/// Names that are written to (assigned, counted up, taken the address of), and the closures.
#[derive(Default)]
pub(super) struct Writes {
    pub(super) at: Vec<Span>,
    closures: Vec<Span>,
}

impl Visit for Writes {
    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Assign { left, .. } | StmtKind::Define { left, .. } => {
                self.at.extend(left.iter().map(|it| it.span));
            }
            StmtKind::IncDec(operand) => self.at.push(operand.span),
            StmtKind::Range { key, value, .. } => self.at.extend(key.iter().chain(value).map(|it| it.span)),
            _ => {}
        }
        walk_stmt(self, stmt);
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Unary { op: UnaryOp::Address, operand } => self.at.push(operand.span),
            ExprKind::FuncLit { .. } => self.closures.push(expr.span),
            _ => {}
        }
        walk_expr(self, expr);
    }
}
