//! What is in sight of a statement: something to warn through, and something to answer a request with.

use crate::lang::go::ast::{Decl, Expr, ExprKind, Field, FuncDecl, Ident, Signature, Stmt, StmtKind};
use crate::lang::go::visit::{Visit, walk_decl, walk_expr, walk_stmt};
use crate::model::plan::Input;
use crate::model::{FileId, Role, Span};

use super::GoPlanner;

impl GoPlanner<'_> {
    /// The statement that warns of an old name at `hit`, through a logger that the function uses or the file imports.
    pub(super) fn warning(
        &mut self,
        input: &Input,
        file: FileId,
        decls: &[Decl],
        hit: Span,
        (role, new): (Role, &str),
    ) -> Option<String> {
        let what = if role == Role::QueryParameter { "query parameter" } else { "key" };
        let message = format!("\"a deprecated {what} was sent instead of {new}\"");
        if let Some(logger) = self.logger(input, file, decls, hit) {
            return Some(format!("{logger}.Warn().Msg({message})"));
        }
        const CALLS: [(&str, &str); 4] = [
            ("github.com/rs/zerolog/log", ".Warn().Msg"),
            ("log/slog", ".Warn"),
            ("github.com/sirupsen/logrus", ".Warn"),
            ("log", ".Print"),
        ];
        CALLS.iter().find_map(|(path, call)| Some(format!("{}{call}({message})", self.package(file, hit, path)?)))
    }

    /// The name that the package `path` has at `at`; `None` where it is not imported or hidden by a variable.
    fn package(&mut self, file: FileId, at: Span, path: &str) -> Option<String> {
        let ix = self.universe().file_ix(file)?;
        let outline = self.universe().outline(ix);
        let import = outline.imports.iter().find(|import| import.path == path)?;
        let last = path.rsplit('/').next().unwrap_or(path);
        let name = import.alias.as_ref().map_or(last, |alias| alias.name.as_str());
        let hidden = self.bindings(file, at)?.iter().any(|it| it.local && it.name == name);
        (!hidden && !matches!(name, "_" | ".")).then(|| name.to_owned())
    }

    /// A value that this function logs through as zerolog does, `x.Info().….Msg("…")`, and that is in sight at `hit`.
    fn logger(&mut self, input: &Input, file: FileId, decls: &[Decl], hit: Span) -> Option<String> {
        let text = &*input.sources[file.0 as usize].text;
        let mut finder = Loggers { found: Vec::new() };
        decls.iter().for_each(|decl| finder.decl(decl));
        // The one that is used nearest is the one that fits best.
        finder.found.sort_by_key(|(operand, _)| operand.span.start.abs_diff(hit.start));
        let bindings = self.bindings(file, hit)?;
        let mut scopes = Scopes { found: Vec::new() };
        decls.iter().for_each(|decl| scopes.decl(decl));
        let info = self.info(file, hit)?;
        for (operand, root) in finder.found {
            let Some(binding) = bindings.iter().find(|it| it.local && it.uses.contains(&root.span)) else { continue };
            let Some(decl) = binding.decl else { continue };
            let around = |at: Span| scopes.found.iter().filter(|it| it.contains(at)).min_by_key(|it| it.len());
            let alone = bindings.iter().filter(|it| it.name == binding.name).count() == 1;
            if !alone || decl.end > hit.start || !around(decl).is_some_and(|scope| scope.contains(hit)) {
                continue;
            }
            let name = &text[operand.span.range()];
            let ty = info.ty(operand.span);
            let warns = match self.universe().select(ty, "Warn", None) {
                crate::lang::go::resolve::object::Lookup::Found(..) => true,
                crate::lang::go::resolve::object::Lookup::Missing => false,
                crate::lang::go::resolve::object::Lookup::Unknown => text.contains(&format!("{name}.Warn().")),
            };
            if warns {
                return Some(name.to_owned());
            }
        }
        None
    }

    /// The names of `net/http` and of the `http.ResponseWriter` at `hit`, when the function around it answers a request and
    /// returns nothing.
    pub(super) fn answer(&mut self, file: FileId, decls: &[Decl], hit: Span) -> Option<(String, String)> {
        let http = self.package(file, hit, "net/http")?;
        let mut finder = Handler { hit, found: None };
        decls.iter().for_each(|decl| finder.decl(decl));
        let (signature, span) = finder.found?;
        if !signature.results.is_empty() {
            return None;
        }
        let writes = |field: &&Field| match &field.ty.kind {
            ExprKind::Selector { operand, name } => {
                name.name == "ResponseWriter" && matches!(&operand.kind, ExprKind::Ident(package) if *package == http)
            }
            _ => false,
        };
        let name = signature.params.iter().find(writes)?.names.first().filter(|name| name.name != "_")?;
        let bindings = self.bindings(file, hit)?;
        let inner = |decl: Span| decl != name.span && span.contains(decl);
        let hidden = bindings.iter().any(|it| it.name == name.name && it.decl.is_some_and(inner));
        (!hidden).then(|| (http, name.name.to_string()))
    }
}

/// The innermost function around a place.
struct Handler {
    hit: Span,
    found: Option<(Signature, Span)>,
}

impl Visit for Handler {
    fn decl(&mut self, decl: &Decl) {
        if let Decl::Func(FuncDecl { signature, span, .. }) = decl
            && span.contains(self.hit)
        {
            self.found = Some((signature.clone(), *span));
        }
        walk_decl(self, decl);
    }

    fn expr(&mut self, expr: &Expr) {
        if let ExprKind::FuncLit { signature, .. } = &expr.kind
            && expr.span.contains(self.hit)
        {
            self.found = Some((signature.clone(), expr.span));
        }
        walk_expr(self, expr);
    }
}

/// What `.Info()` and its like are called on where `.Msg` ends the chain, with the first name of it.
struct Loggers {
    found: Vec<(Expr, Ident)>,
}

impl Visit for Loggers {
    fn expr(&mut self, expr: &Expr) {
        if let ExprKind::Call { function, .. } = &expr.kind
            && let ExprKind::Selector { operand, name } = &function.kind
            && matches!(name.name.as_str(), "Msg" | "Msgf" | "Send")
        {
            self.found.extend(root(operand));
        }
        walk_expr(self, expr);
    }
}

/// The operand of the level call that a chain starts with, when it is names only.
fn root(mut chain: &Expr) -> Option<(Expr, Ident)> {
    // The depth of a chain is bounded by that of the tree.
    loop {
        let ExprKind::Call { function, arguments, .. } = &chain.kind else { return None };
        let ExprKind::Selector { operand, name } = &function.kind else { return None };
        let level = matches!(name.name.as_str(), "Trace" | "Debug" | "Info" | "Warn" | "Error");
        if level && arguments.is_empty() {
            return Some(((**operand).clone(), first_name(operand)?));
        }
        chain = operand;
    }
}

fn first_name(mut expr: &Expr) -> Option<Ident> {
    loop {
        match &expr.kind {
            ExprKind::Ident(name) => return Some(Ident { name: name.clone(), span: expr.span }),
            ExprKind::Selector { operand, .. } => expr = operand,
            _ => return None,
        }
    }
}

/// Everything that a variable may live in.
struct Scopes {
    found: Vec<Span>,
}

impl Visit for Scopes {
    fn decl(&mut self, decl: &Decl) {
        if let Decl::Func(func) = decl {
            self.found.push(func.span);
        }
        walk_decl(self, decl);
    }

    fn block(&mut self, block: &crate::lang::go::ast::Block) {
        self.found.push(block.span);
        block.statements.iter().for_each(|it| self.stmt(it));
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Switch { cases, .. } | StmtKind::TypeSwitch { cases, .. } => {
                self.found.push(stmt.span);
                self.found.extend(cases.iter().map(|case| case.span));
            }
            StmtKind::Select(cases) => self.found.extend(cases.iter().map(|case| case.span)),
            StmtKind::If { .. } | StmtKind::For { .. } | StmtKind::Range { .. } => self.found.push(stmt.span),
            _ => {}
        }
        walk_stmt(self, stmt);
    }

    fn expr(&mut self, expr: &Expr) {
        if matches!(expr.kind, ExprKind::FuncLit { .. }) {
            self.found.push(expr.span);
        }
        walk_expr(self, expr);
    }
}
