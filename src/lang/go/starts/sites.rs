//! Where a package runs the statements that make some tables: the literals that hold them, the names that these are given, and the
//! calls that such a name or literal reaches.

use rustc_hash::FxHashSet;

use crate::lang::go::ast::{Block, Decl, Expr, ExprKind, Field, FuncDecl, Stmt, StmtKind, ValueSpec};
use crate::lang::go::resolve::check::Info;
use crate::lang::go::resolve::object::ObjId;
use crate::lang::go::resolve::types::TypeId;
use crate::lang::go::visit::{Visit, walk_decl, walk_expr, walk_stmt};
use crate::lang::sql::tables_made;
use crate::model::Span;

/// Methods that run a statement: those of `database/sql`, and of what embeds its types.
pub(super) const RUNS: &[&str] = &["Exec", "ExecContext", "MustExec", "MustExecContext"];

/// The names that hold statements which make `tables`, by what they mean, each with the tables.
pub(super) struct Held {
    pub tables: Vec<String>,
    pub names: Vec<(ObjId, Vec<String>)>,
    /// Whether the strings of the file that is read count; else only what its names hold does.
    pub reads: bool,
}

/// A place that runs such a statement.
pub(super) struct Site {
    /// The tables, in lower case.
    pub tables: Vec<String>,
    /// What it is run on, as it is written.
    pub handle: String,
    pub ty: TypeId,
    /// The call.
    pub call: Span,
    /// The statement of Go before which a call can stand.
    pub before: Span,
    /// The results of the function around it.
    pub results: Vec<Field>,
}

impl Held {
    /// Notes the names that are given a statement.
    pub(super) fn read(&mut self, decls: &[Decl], info: &Info, text: &str) {
        loop {
            let before = self.names.len();
            let mut names = Names { held: self, info, text };
            decls.iter().for_each(|it| names.decl(it));
            if self.names.len() == before {
                return;
            }
        }
    }

    /// The tables that are made by the statements in `expr`: a string, a sum of strings, a list of them, or the name of one.
    fn made(&self, expr: &Expr, info: &Info, text: &str) -> Vec<String> {
        match &expr.kind {
            ExprKind::Ident(_) => self.of_name(info.object(expr.span.start)),
            ExprKind::Selector { name, .. } => self.of_name(info.object(name.span.start)),
            ExprKind::Paren(inner) => self.made(inner, info, text),
            // `string(schema)` of a file that is embedded as bytes.
            ExprKind::Call { function, arguments, .. } if matches!(&function.kind, ExprKind::Ident(name) if name == "string") => {
                arguments.iter().flat_map(|it| self.made(it, info, text)).collect()
            }
            ExprKind::Composite { elements, .. } => {
                elements.iter().flat_map(|it| self.made(&it.value, info, text)).collect()
            }
            _ if !self.reads => Vec::new(),
            _ => {
                let mut sql = String::new();
                joined(expr, text, &mut sql);
                let mut made = tables_made(&sql);
                made.retain(|it| self.tables.contains(it));
                made
            }
        }
    }

    fn of_name(&self, object: Option<ObjId>) -> Vec<String> {
        let mut all = self.names.iter().filter(|(name, _)| Some(*name) == object);
        all.next().map(|it| it.1.clone()).unwrap_or_default()
    }

    fn give(&mut self, name: &Expr, value: &Expr, info: &Info, text: &str) {
        let made = self.made(value, info, text);
        if let (ExprKind::Ident(_), Some(object), false) = (&name.kind, info.object(name.span.start), made.is_empty()) {
            self.add(object, made);
        }
    }

    fn add(&mut self, object: ObjId, made: Vec<String>) {
        if !self.names.iter().any(|(name, _)| *name == object) {
            self.names.push((object, made));
        }
    }
}

/// The text of a string, or of strings joined by `+`, without its quotes.
fn joined(expr: &Expr, text: &str, into: &mut String) {
    match &expr.kind {
        ExprKind::Binary { left, right, .. } => {
            joined(left, text, into);
            joined(right, text, into);
        }
        ExprKind::Paren(inner) => joined(inner, text, into),
        _ if expr.is_string() => {
            let literal = text.get(expr.span.range()).unwrap_or_default();
            into.push_str(
                &literal.trim_matches(['"', '`']).replace("\\n", "\n").replace("\\t", "\t").replace("\\\"", "\""),
            );
        }
        _ => {}
    }
}

struct Names<'a> {
    held: &'a mut Held,
    info: &'a Info,
    text: &'a str,
}

impl Visit for Names<'_> {
    fn decl(&mut self, decl: &Decl) {
        if let Decl::Var(ValueSpec { names, values, .. }) | Decl::Const(ValueSpec { names, values, .. }) = decl {
            for (name, value) in names.iter().zip(values) {
                let made = self.held.made(value, self.info, self.text);
                if let (Some(object), false) = (self.info.object(name.span.start), made.is_empty()) {
                    self.held.add(object, made);
                }
            }
        }
        walk_decl(self, decl);
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Define { left, right } | StmtKind::Assign { left, right, .. } if left.len() == right.len() => {
                left.iter().zip(right).for_each(|(name, value)| self.held.give(name, value, self.info, self.text));
            }
            StmtKind::Range { value: Some(value), operand, .. } => self.held.give(value, operand, self.info, self.text),
            _ => {}
        }
        walk_stmt(self, stmt);
    }
}

/// The calls in `decls` that run what is held.
pub(super) fn sites(decls: &[Decl], info: &Info, text: &str, held: &Held) -> Vec<Site> {
    let mut calls = Calls { held, info, text, around: Vec::new(), unlisted: FxHashSet::default(), found: Vec::new() };
    decls.iter().for_each(|it| calls.decl(it));
    calls.found
}

/// What is around a call.
enum Around {
    Function(Vec<Field>),
    /// A statement that another one may stand before.
    Statement {
        span: Span,
        repeats: bool,
    },
}

struct Calls<'a> {
    held: &'a Held,
    info: &'a Info,
    text: &'a str,
    around: Vec<Around>,
    /// Statements that are parts of others: `init` in `if init; cond`.
    unlisted: FxHashSet<Span>,
    found: Vec<Site>,
}

impl Calls<'_> {
    fn function(&mut self, results: &[Field], body: &Block) {
        self.around.push(Around::Function(results.to_vec()));
        self.block(body);
        self.around.pop();
    }

    fn call(&mut self, span: Span, function: &Expr, arguments: &[Expr]) {
        let ExprKind::Selector { operand, name } = &function.kind else { return };
        if !RUNS.contains(&name.name.as_str()) || !is_plain(operand) {
            return;
        }
        let mut tables: Vec<String> =
            arguments.iter().flat_map(|it| self.held.made(it, self.info, self.text)).collect();
        tables.sort();
        tables.dedup();
        if tables.is_empty() {
            return;
        }
        let Some(start) = self.around.iter().rposition(|it| matches!(it, Around::Function(_))) else { return };
        let Around::Function(results) = &self.around[start] else { return };
        let statements = self.around[start + 1..].iter().filter_map(|it| match it {
            Around::Statement { span, repeats } => Some((*span, *repeats)),
            Around::Function(_) => None,
        });
        let statements: Vec<(Span, bool)> = statements.collect();
        let root = root(operand);
        // A loop over the statements, if what they are run on is not one of its own.
        let declared_inside = |span: &Span| self.declares(*span, root);
        let first_loop = statements.iter().find(|(span, repeats)| *repeats && !declared_inside(span));
        let Some((before, _)) = first_loop.or(statements.last()) else { return };
        self.found.push(Site {
            tables,
            handle: self.text.get(operand.span.range()).unwrap_or_default().to_owned(),
            ty: self.info.ty(operand.span),
            call: span,
            before: *before,
            results: results.clone(),
        });
    }

    /// The name `root` (a use of it) is declared in a statement.
    fn declares(&self, statement: Span, root: Span) -> bool {
        let object = self.info.object(root.start);
        let mut all = self.info.identifiers().into_iter().filter(|(_, it)| Some(*it) == object);
        // The first place of a local name is its declaration.
        all.next().is_none_or(|(at, _)| at >= statement.start)
    }
}

impl Visit for Calls<'_> {
    fn decl(&mut self, decl: &Decl) {
        match decl {
            Decl::Func(FuncDecl { signature, body: Some(body), .. }) => self.function(&signature.results, body),
            _ => walk_decl(self, decl),
        }
    }

    fn stmt(&mut self, stmt: &Stmt) {
        let parts: [Option<&Stmt>; 2] = match &stmt.kind {
            StmtKind::If { init, otherwise, .. } => [init.as_deref(), otherwise.as_deref()],
            StmtKind::Switch { init, .. } | StmtKind::TypeSwitch { init, .. } => [init.as_deref(), None],
            StmtKind::For { init, post, .. } => [init.as_deref(), post.as_deref()],
            StmtKind::Labeled { statement, .. } => [Some(statement), None],
            _ => [None, None],
        };
        self.unlisted.extend(parts.into_iter().flatten().map(|it| it.span));
        let inner = match &stmt.kind {
            StmtKind::Labeled { statement, .. } => statement,
            _ => stmt,
        };
        let repeats = matches!(inner.kind, StmtKind::For { .. } | StmtKind::Range { .. });
        let is_listed = !self.unlisted.contains(&stmt.span);
        if is_listed {
            self.around.push(Around::Statement { span: stmt.span, repeats });
        }
        walk_stmt(self, stmt);
        if is_listed {
            self.around.pop();
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::FuncLit { signature, body } => return self.function(&signature.results, body),
            ExprKind::Call { function, arguments, .. } => self.call(expr.span, function, arguments),
            _ => {}
        }
        walk_expr(self, expr);
    }
}

/// A name, or a field of one: it can be written twice.
fn is_plain(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Ident(_) => true,
        ExprKind::Selector { operand, .. } => is_plain(operand),
        _ => false,
    }
}

fn root(expr: &Expr) -> Span {
    match &expr.kind {
        ExprKind::Selector { operand, .. } => root(operand),
        _ => expr.span,
    }
}
