//! Statements: blocks and what they declare.

use smol_str::format_smolstr;

use crate::lang::go::ast::{self, Block, Case, CommCase, Decl, Expr, ExprKind, Ident, Stmt, StmtKind};

use super::check::ident_of;
use super::checker::{Checker, Declaration, Labels};
use super::object::ObjKind;
use super::types::{Basic, Type, TypeId};

impl Checker<'_, '_> {
    /// The body of a function, in the scope that holds its parameters.
    pub(super) fn func_body(&mut self, body: &Block) {
        self.labels.push(Labels::default());
        self.statements(&body.statements);
        let labels = self.labels.pop().unwrap_or_default();
        for used in &labels.used {
            if let Some((_, obj)) = labels.declared.iter().find(|(name, _)| *name == used.name) {
                self.record(used, *obj);
            }
        }
    }

    fn block(&mut self, block: &Block) {
        self.open();
        self.statements(&block.statements);
        self.close();
    }

    fn statements(&mut self, statements: &[Stmt]) {
        for statement in statements {
            self.statement(statement);
        }
    }

    fn statement(&mut self, statement: &Stmt) {
        self.nested((), |checker| checker.statement_inner(&statement.kind));
    }

    fn statement_inner(&mut self, kind: &StmtKind) {
        match kind {
            StmtKind::Bad(exprs) | StmtKind::Return(exprs) => self.exprs(exprs),
            StmtKind::Empty => {}
            StmtKind::Expr(expr) | StmtKind::IncDec(expr) | StmtKind::Go(expr) | StmtKind::Defer(expr) => {
                self.expr(expr);
            }
            StmtKind::Assign { left, right, .. } => {
                self.exprs(left);
                self.exprs(right);
            }
            StmtKind::Define { left, right } => self.define(left, right),
            StmtKind::Decl(decls) => decls.iter().for_each(|decl| self.local_decl(decl)),
            StmtKind::Send { channel, value } => {
                self.expr(channel);
                self.expr(value);
            }
            StmtKind::Branch { label } => {
                if let (Some(label), Some(labels)) = (label, self.labels.last_mut()) {
                    labels.used.push(label.clone());
                }
            }
            StmtKind::Block(block) => self.block(block),
            StmtKind::If { init, cond, then, otherwise } => {
                self.open();
                self.optional(init.as_deref());
                self.expr(cond);
                self.block(then);
                self.optional(otherwise.as_deref());
                self.close();
            }
            StmtKind::Switch { init, tag, cases } => {
                self.open();
                self.optional(init.as_deref());
                if let Some(tag) = tag {
                    self.expr(tag);
                }
                for case in cases {
                    self.open();
                    self.exprs(&case.expressions);
                    self.statements(&case.body);
                    self.close();
                }
                self.close();
            }
            StmtKind::TypeSwitch { init, binding, operand, cases } => {
                self.open();
                self.optional(init.as_deref());
                self.type_switch(binding.as_ref(), operand, cases);
                self.close();
            }
            StmtKind::Select(cases) => cases.iter().for_each(|case| self.comm_case(case)),
            StmtKind::For { init, cond, post, body } => {
                self.open();
                self.optional(init.as_deref());
                if let Some(cond) = cond {
                    self.expr(cond);
                }
                self.optional(post.as_deref());
                self.block(body);
                self.close();
            }
            StmtKind::Range { key, value, define, operand, body } => {
                self.open();
                self.range([key.as_ref(), value.as_ref()], *define, operand);
                self.block(body);
                self.close();
            }
            StmtKind::Labeled { label, statement } => {
                let it = Declaration { name: &label.name, span: label.span, kind: ObjKind::Label, local: true };
                let obj = self.declare(it);
                self.record(label, obj);
                if let Some(labels) = self.labels.last_mut() {
                    labels.declared.push((label.name.clone(), obj));
                }
                self.statement(statement);
            }
        }
    }

    fn optional(&mut self, statement: Option<&Stmt>) {
        if let Some(statement) = statement {
            self.statement(statement);
        }
    }

    fn exprs(&mut self, exprs: &[Expr]) {
        for expr in exprs {
            self.expr(expr);
        }
    }

    /// `a, b := …`: declares what this block does not have yet, assigns to the rest.
    fn define(&mut self, left: &[Expr], right: &[Expr]) {
        let types = self.values(right, left.len());
        let mut new = Vec::new();
        for (index, target) in left.iter().enumerate() {
            let ty = types.get(index).copied().unwrap_or(TypeId::UNKNOWN);
            match ident_of(target) {
                Some(name) => match self.in_this_block(&name.name) {
                    Some(_) => {
                        self.expr(target);
                    }
                    None => new.push((name, self.default_type(ty))),
                },
                None => {
                    self.expr(target);
                }
            }
        }
        // Declared after all targets are read: no target sees another.
        for (name, ty) in new {
            self.declare_value(&name, ObjKind::Local, ty);
            self.record_type(name.span, ty);
        }
    }

    fn local_decl(&mut self, decl: &Decl) {
        match decl {
            Decl::Var(spec) => self.local_values(spec, ObjKind::Local),
            Decl::Const(spec) => self.local_values(spec, ObjKind::Const),
            Decl::Type(spec) => self.local_type(spec),
            Decl::Func(_) => {}
        }
    }

    fn local_values(&mut self, spec: &ast::ValueSpec, kind: ObjKind) {
        let declared = spec.ty.as_ref().map(|ty| self.type_expr(ty, false));
        let types = self.values(&spec.values, spec.names.len());
        for (index, name) in spec.names.iter().enumerate() {
            let value = types.get(index).copied().unwrap_or(TypeId::UNKNOWN);
            let ty = match declared {
                Some(ty) => ty,
                None if kind == ObjKind::Const => value,
                None => self.default_type(value),
            };
            self.declare_value(name, kind, ty);
            self.record_type(name.span, ty);
        }
    }

    fn local_type(&mut self, spec: &ast::TypeSpec) {
        let name = &spec.name;
        let it = Declaration { name: &name.name, span: name.span, kind: ObjKind::TypeName, local: false };
        let obj = self.declare(it);
        self.record(name, obj);
        if !spec.alias {
            let ty = self.u.types().named(obj, Vec::new());
            self.set_type(obj, ty);
            self.bind(name.name.clone(), obj);
        }
        let prefix = format_smolstr!("{}.{}", self.prefix, name.name);
        let outer = std::mem::replace(&mut self.prefix, prefix);
        let decl = self.type_spec(spec);
        self.prefix = outer;
        if spec.alias {
            self.set_type(obj, decl.rhs);
            self.bind(name.name.clone(), obj);
        }
        self.u.set_type_decl(obj, decl);
    }

    fn type_switch(&mut self, binding: Option<&Ident>, operand: &Expr, cases: &[Case]) {
        let ty = self.expr(operand).value_type();
        let variable = binding.map(|name| {
            let it = Declaration { name: &name.name, span: name.span, kind: ObjKind::Local, local: true };
            let obj = self.declare(it);
            self.set_type(obj, ty);
            self.record(name, obj);
            (name, obj)
        });
        for case in cases {
            let types: Vec<_> = case.expressions.iter().map(|it| self.case_type(it)).collect();
            self.open();
            if let Some((name, obj)) = variable {
                let in_case = match types[..] {
                    [Some(one)] => one,
                    _ => ty,
                };
                self.bind_as(name.name.clone(), obj, Some(in_case));
            }
            self.statements(&case.body);
            self.close();
        }
    }

    /// The type that a case names; `None` for `nil`.
    fn case_type(&mut self, expr: &Expr) -> Option<TypeId> {
        if let ExprKind::Ident(name) = &expr.kind
            && name == "nil"
        {
            self.expr(expr);
            return None;
        }
        Some(self.type_expr(expr, false))
    }

    fn comm_case(&mut self, case: &CommCase) {
        self.open();
        self.optional(case.comm.as_deref());
        self.statements(&case.body);
        self.close();
    }

    fn range(&mut self, targets: [Option<&Expr>; 2], define: bool, operand: &Expr) {
        let ty = self.expr(operand).value_type();
        let (key, value) = self.u.range_types(ty);
        for (target, ty) in targets.into_iter().zip([key, value]) {
            let Some(target) = target else { continue };
            match ident_of(target) {
                Some(name) if define => {
                    let ty = match *self.u.ty(ty) {
                        Type::Basic(Basic::UntypedInt) => TypeId::basic(Basic::Int),
                        _ => ty,
                    };
                    self.declare_value(&name, ObjKind::Local, ty);
                    self.record_type(name.span, ty);
                }
                _ => {
                    self.expr(target);
                }
            }
        }
    }
}
