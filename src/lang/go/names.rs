//! Walks over every name of a Go declaration, in no particular order: for checks that ask whether a name occurs at all.
//! Leaves scopes and meanings to `resolve`.

use super::ast::{
    Block, Case, Decl, Element, Expr, ExprKind, Field, Ident, InterfaceElem, Signature, Stmt, StmtKind, ValueSpec,
};
use crate::model::Span;

/// The keywords of Go, sorted.
pub const KEYWORDS: [&str; 25] = [
    "break",
    "case",
    "chan",
    "const",
    "continue",
    "default",
    "defer",
    "else",
    "fallthrough",
    "for",
    "func",
    "go",
    "goto",
    "if",
    "import",
    "interface",
    "map",
    "package",
    "range",
    "return",
    "select",
    "struct",
    "switch",
    "type",
    "var",
];

/// Calls `visit` with each identifier in `decl` and its span: declared names, uses, selectors, labels. What a `const` line
/// repeats implicitly is not visited again.
pub fn each_name(decl: &Decl, visit: &mut dyn FnMut(&str, Span)) {
    Walk { visit }.decl(decl);
}

struct Walk<'a> {
    visit: &'a mut dyn FnMut(&str, Span),
}

impl Walk<'_> {
    fn ident(&mut self, ident: &Ident) {
        (self.visit)(&ident.name, ident.span);
    }

    fn idents(&mut self, idents: &[Ident]) {
        for ident in idents {
            self.ident(ident);
        }
    }

    fn decl(&mut self, decl: &Decl) {
        match decl {
            Decl::Func(func) => {
                self.fields(func.receiver.as_slice());
                self.ident(&func.name);
                self.fields(&func.type_params);
                self.signature(&func.signature);
                if let Some(body) = &func.body {
                    self.block(body);
                }
            }
            Decl::Type(spec) => {
                self.ident(&spec.name);
                self.fields(&spec.type_params);
                self.expr(&spec.ty);
            }
            Decl::Var(spec) | Decl::Const(spec) => self.values(spec),
        }
    }

    fn values(&mut self, spec: &ValueSpec) {
        self.idents(&spec.names);
        if !spec.implicit {
            self.exprs(spec.ty.as_slice());
            self.exprs(&spec.values);
        }
    }

    fn fields(&mut self, fields: &[Field]) {
        for field in fields {
            self.idents(&field.names);
            self.expr(&field.ty);
        }
    }

    fn signature(&mut self, signature: &Signature) {
        self.fields(&signature.params);
        self.fields(&signature.results);
    }

    fn exprs(&mut self, exprs: &[Expr]) {
        for expr in exprs {
            self.expr(expr);
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Bad | ExprKind::Literal(_) => {}
            ExprKind::Ident(name) => (self.visit)(name, expr.span),
            ExprKind::Composite { ty, elements } => {
                self.exprs(ty.as_deref().slice_of_one());
                self.elements(elements);
            }
            ExprKind::FuncLit { signature, body } => {
                self.signature(signature);
                self.block(body);
            }
            ExprKind::Selector { operand, name } => {
                self.expr(operand);
                self.ident(name);
            }
            ExprKind::Index { operand, indices: many }
            | ExprKind::Slice { operand, bounds: many }
            | ExprKind::Call { function: operand, arguments: many, .. } => {
                self.expr(operand);
                self.exprs(many);
            }
            ExprKind::TypeAssert { operand, ty: other } | ExprKind::ArrayType { elem: operand, len: other } => {
                self.expr(operand);
                self.exprs(other.as_deref().slice_of_one());
            }
            ExprKind::Binary { left, right, .. } | ExprKind::MapType { key: left, value: right } => {
                self.expr(left);
                self.expr(right);
            }
            ExprKind::Paren(inner)
            | ExprKind::Star(inner)
            | ExprKind::Unary { operand: inner, .. }
            | ExprKind::SliceType(inner)
            | ExprKind::ChanType(inner)
            | ExprKind::Ellipsis(inner) => self.expr(inner),
            ExprKind::FuncType(signature) => self.signature(signature),
            ExprKind::StructType(fields) => self.fields(fields),
            ExprKind::InterfaceType(elems) => self.interface(elems),
        }
    }

    fn elements(&mut self, elements: &[Element]) {
        for element in elements {
            self.exprs(element.key.as_slice());
            self.expr(&element.value);
        }
    }

    fn interface(&mut self, elems: &[InterfaceElem]) {
        for elem in elems {
            match elem {
                InterfaceElem::Method { name, signature } => {
                    self.ident(name);
                    self.signature(signature);
                }
                InterfaceElem::Embedded(expr) => self.expr(expr),
            }
        }
    }

    fn block(&mut self, block: &Block) {
        self.stmts(&block.statements);
    }

    fn stmts(&mut self, stmts: &[Stmt]) {
        for stmt in stmts {
            self.stmt(stmt);
        }
    }

    fn cases(&mut self, cases: &[Case]) {
        for case in cases {
            self.exprs(&case.expressions);
            self.stmts(&case.body);
        }
    }

    fn optional(&mut self, stmt: &Option<Box<Stmt>>) {
        if let Some(stmt) = stmt {
            self.stmt(stmt);
        }
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Bad(exprs) | StmtKind::Return(exprs) => self.exprs(exprs),
            StmtKind::Empty => {}
            StmtKind::Expr(expr) | StmtKind::IncDec(expr) | StmtKind::Go(expr) | StmtKind::Defer(expr) => {
                self.expr(expr);
            }
            StmtKind::Assign { left, right, .. } | StmtKind::Define { left, right } => {
                self.exprs(left);
                self.exprs(right);
            }
            StmtKind::Decl(decls) => {
                for decl in decls {
                    self.decl(decl);
                }
            }
            StmtKind::Send { channel, value } => {
                self.expr(channel);
                self.expr(value);
            }
            StmtKind::Branch { label } => self.idents(label.as_slice()),
            StmtKind::Block(block) => self.block(block),
            StmtKind::If { init, cond, then, otherwise } => {
                self.optional(init);
                self.expr(cond);
                self.block(then);
                self.optional(otherwise);
            }
            StmtKind::Switch { init, tag, cases } => {
                self.optional(init);
                self.exprs(tag.as_slice());
                self.cases(cases);
            }
            StmtKind::TypeSwitch { init, binding, operand, cases } => {
                self.optional(init);
                self.idents(binding.as_slice());
                self.expr(operand);
                self.cases(cases);
            }
            StmtKind::Select(cases) => {
                for case in cases {
                    self.optional(&case.comm);
                    self.stmts(&case.body);
                }
            }
            StmtKind::For { init, cond, post, body } => {
                self.optional(init);
                self.exprs(cond.as_slice());
                self.optional(post);
                self.block(body);
            }
            StmtKind::Range { key, value, operand, body, .. } => {
                self.exprs(key.as_slice());
                self.exprs(value.as_slice());
                self.expr(operand);
                self.block(body);
            }
            StmtKind::Labeled { label, statement } => {
                self.ident(label);
                self.stmt(statement);
            }
        }
    }
}

/// `Option<&T>` as a slice of none or one.
trait SliceOfOne<'a, T> {
    fn slice_of_one(self) -> &'a [T];
}

impl<'a, T> SliceOfOne<'a, T> for Option<&'a T> {
    fn slice_of_one(self) -> &'a [T] {
        self.map(std::slice::from_ref).unwrap_or_default()
    }
}
