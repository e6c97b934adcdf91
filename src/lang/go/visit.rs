//! Visiting a Go tree: override what you want to see, call the `walk_*` function to go on below it.

use super::ast::{Block, Decl, Expr, ExprKind, Field, FuncDecl, InterfaceElem, Signature, Stmt, StmtKind};

/// Called for every node, outermost first, in source order.
pub trait Visit {
    /// An expression or type.
    fn expr(&mut self, expr: &Expr) {
        walk_expr(self, expr);
    }

    /// A statement.
    fn stmt(&mut self, stmt: &Stmt) {
        walk_stmt(self, stmt);
    }

    /// A block.
    fn block(&mut self, block: &Block) {
        block.statements.iter().for_each(|it| self.stmt(it));
    }

    /// A field, parameter, result, receiver or type parameter.
    fn field(&mut self, field: &Field) {
        self.expr(&field.ty);
    }

    /// A top-level or local declaration.
    fn decl(&mut self, decl: &Decl) {
        walk_decl(self, decl);
    }
}

/// Visits what a declaration holds.
pub fn walk_decl<V: Visit + ?Sized>(visit: &mut V, decl: &Decl) {
    match decl {
        Decl::Func(FuncDecl { receiver, type_params, signature, body, .. }) => {
            receiver.iter().chain(type_params).for_each(|it| visit.field(it));
            walk_signature(visit, signature);
            body.iter().for_each(|it| visit.block(it));
        }
        Decl::Type(spec) => {
            spec.type_params.iter().for_each(|it| visit.field(it));
            visit.expr(&spec.ty);
        }
        Decl::Var(spec) | Decl::Const(spec) if !spec.implicit => {
            spec.ty.iter().chain(&spec.values).for_each(|it| visit.expr(it));
        }
        Decl::Var(_) | Decl::Const(_) => {}
    }
}

fn walk_signature<V: Visit + ?Sized>(visit: &mut V, signature: &Signature) {
    signature.params.iter().chain(&signature.results).for_each(|it| visit.field(it));
}

/// Visits what a statement holds.
pub fn walk_stmt<V: Visit + ?Sized>(visit: &mut V, stmt: &Stmt) {
    match &stmt.kind {
        StmtKind::Bad(expressions) | StmtKind::Return(expressions) => expressions.iter().for_each(|it| visit.expr(it)),
        StmtKind::Empty | StmtKind::Branch { .. } => {}
        StmtKind::Expr(it) | StmtKind::IncDec(it) | StmtKind::Go(it) | StmtKind::Defer(it) => visit.expr(it),
        StmtKind::Assign { left, right, .. } | StmtKind::Define { left, right } => {
            left.iter().chain(right).for_each(|it| visit.expr(it));
        }
        StmtKind::Decl(decls) => decls.iter().for_each(|it| visit.decl(it)),
        StmtKind::Send { channel, value } => {
            visit.expr(channel);
            visit.expr(value);
        }
        StmtKind::Block(block) => visit.block(block),
        StmtKind::If { init, cond, then, otherwise } => {
            init.iter().for_each(|it| visit.stmt(it));
            visit.expr(cond);
            visit.block(then);
            otherwise.iter().for_each(|it| visit.stmt(it));
        }
        StmtKind::Switch { init, tag, cases } => {
            init.iter().for_each(|it| visit.stmt(it));
            tag.iter().for_each(|it| visit.expr(it));
            for case in cases {
                case.expressions.iter().for_each(|it| visit.expr(it));
                case.body.iter().for_each(|it| visit.stmt(it));
            }
        }
        StmtKind::TypeSwitch { init, operand, cases, .. } => {
            init.iter().for_each(|it| visit.stmt(it));
            visit.expr(operand);
            for case in cases {
                case.expressions.iter().for_each(|it| visit.expr(it));
                case.body.iter().for_each(|it| visit.stmt(it));
            }
        }
        StmtKind::Select(cases) => {
            for case in cases {
                case.comm.iter().for_each(|it| visit.stmt(it));
                case.body.iter().for_each(|it| visit.stmt(it));
            }
        }
        StmtKind::For { init, cond, post, body } => {
            init.iter().for_each(|it| visit.stmt(it));
            cond.iter().for_each(|it| visit.expr(it));
            post.iter().for_each(|it| visit.stmt(it));
            visit.block(body);
        }
        StmtKind::Range { key, value, operand, body, .. } => {
            key.iter().chain(value).for_each(|it| visit.expr(it));
            visit.expr(operand);
            visit.block(body);
        }
        StmtKind::Labeled { statement, .. } => visit.stmt(statement),
    }
}

/// Visits what an expression or type holds.
pub fn walk_expr<V: Visit + ?Sized>(visit: &mut V, expr: &Expr) {
    match &expr.kind {
        ExprKind::Bad | ExprKind::Ident(_) | ExprKind::Literal(_) => {}
        ExprKind::Composite { ty, elements } => {
            ty.iter().for_each(|it| visit.expr(it));
            for element in elements {
                element.key.iter().for_each(|it| visit.expr(it));
                visit.expr(&element.value);
            }
        }
        ExprKind::FuncLit { signature, body } => {
            walk_signature(visit, signature);
            visit.block(body);
        }
        ExprKind::Paren(it) | ExprKind::Star(it) | ExprKind::Ellipsis(it) => visit.expr(it),
        ExprKind::SliceType(it) | ExprKind::ChanType(it) => visit.expr(it),
        ExprKind::Selector { operand, .. } | ExprKind::Unary { operand, .. } => visit.expr(operand),
        ExprKind::Index { operand, indices } => {
            visit.expr(operand);
            indices.iter().for_each(|it| visit.expr(it));
        }
        ExprKind::Slice { operand, bounds } => {
            visit.expr(operand);
            bounds.iter().for_each(|it| visit.expr(it));
        }
        ExprKind::TypeAssert { operand, ty } => {
            visit.expr(operand);
            ty.iter().for_each(|it| visit.expr(it));
        }
        ExprKind::Call { function, arguments, .. } => {
            visit.expr(function);
            arguments.iter().for_each(|it| visit.expr(it));
        }
        ExprKind::Binary { left, right, .. } => {
            visit.expr(left);
            visit.expr(right);
        }
        ExprKind::ArrayType { len, elem } => {
            len.iter().for_each(|it| visit.expr(it));
            visit.expr(elem);
        }
        ExprKind::MapType { key, value } => {
            visit.expr(key);
            visit.expr(value);
        }
        ExprKind::FuncType(signature) => walk_signature(visit, signature),
        ExprKind::StructType(fields) => fields.iter().for_each(|it| visit.field(it)),
        ExprKind::InterfaceType(elements) => {
            for element in elements {
                match element {
                    InterfaceElem::Method { signature, .. } => walk_signature(visit, signature),
                    InterfaceElem::Embedded(it) => visit.expr(it),
                }
            }
        }
    }
}
