//! Lowers types, signatures and the declarations that are made of them.

use super::exprs::balanced;
use super::kinds::{Field, Kind};
use super::lower::{Kid, Kids, Lower};
use crate::lang::go::ast::{
    self, Decl, Expr, ExprKind, FuncDecl, Ident, InterfaceElem, Signature, TypeSpec, UnaryOp, ValueSpec,
};
use crate::model::Span;

/// How much of a `const` group is copied for its implicit repetitions, in bytes of source. A group that repeats a long
/// expression thousands of times has the rest without values.
const MAX_REPEATED: usize = 1 << 20;

impl<'t> Lower<'t> {
    /// A type; `Bad` for what is none.
    pub(super) fn type_kind(&mut self, kid: Kid<'t>) -> ExprKind {
        use Kind::*;
        match kid.kind {
            PointerType => ExprKind::Star(self.only(kid)),
            SliceType => ExprKind::SliceType(self.only(kid)),
            ChannelType => ExprKind::ChanType(self.only(kid)),
            NegatedType => ExprKind::Unary { op: UnaryOp::Tilde, operand: self.only(kid) },
            ImplicitLengthArrayType => ExprKind::ArrayType { len: None, elem: self.only(kid) },
            ArrayType => self.array_type(kid),
            MapType => self.map_type(kid),
            FunctionType => {
                let kids = self.kids(kid.node);
                ExprKind::FuncType(self.signature(&kids))
            }
            StructType => self.struct_type(kid),
            InterfaceType => self.interface_type(kid),
            GenericType => self.generic_type(kid),
            TypeElem | TypeConstraint => self.union(kid),
            _ => ExprKind::Bad,
        }
    }

    /// Parameters and results of a node that has them as fields.
    pub(super) fn signature(&mut self, kids: &Kids<'t>) -> Signature {
        let params = kids.get(Field::Parameters).map(|list| self.parameters(list)).unwrap_or_default();
        let results = match kids.get(Field::Result) {
            None => Vec::new(),
            Some(list) if list.kind == Kind::ParameterList => self.parameters(list),
            Some(ty) => {
                let ty = self.expr(ty);
                let span = ty.span;
                vec![ast::Field { names: Vec::new(), ty, tag: None, embedded: false, span }]
            }
        };
        Signature { params, results }
    }

    /// A function or method declaration.
    pub(super) fn func_decl(&mut self, kid: Kid<'t>) -> Option<FuncDecl> {
        let kids = self.kids(kid.node);
        let name = self.ident(kids.get(Field::Name)?.node);
        let receiver = kids.get(Field::Receiver).and_then(|list| self.parameters(list).into_iter().next());
        let type_params = kids.get(Field::TypeParameters).map(|list| self.type_parameters(list)).unwrap_or_default();
        let signature = self.signature(&kids);
        let body = kids.get(Field::Body).map(|body| self.block(body.node));
        Some(FuncDecl { receiver, name, type_params, signature, body, span: self.span(kid.node) })
    }

    /// The specs of a `type`, `var` or `const` declaration.
    pub(super) fn declaration(&mut self, kid: Kid<'t>) -> Vec<Decl> {
        let mut decls = Vec::new();
        let mut previous: Option<ValueSpec> = None;
        let mut copied = 0;
        let kids = self.kids(kid.node);
        for spec in kids.named() {
            match spec.kind {
                Kind::TypeSpec | Kind::TypeAlias => decls.extend(self.type_spec(spec).map(Decl::Type)),
                Kind::VarSpec => decls.push(Decl::Var(self.value_spec(spec))),
                Kind::VarSpecList => {
                    let list = self.kids(spec.node);
                    for spec in list.named().filter(|spec| spec.kind == Kind::VarSpec) {
                        decls.push(Decl::Var(self.value_spec(spec)));
                    }
                }
                Kind::ConstSpec => {
                    let mut spec = self.value_spec(spec);
                    if spec.ty.is_none() && spec.values.is_empty() {
                        spec.implicit = true;
                        if let Some(previous) = &previous {
                            copied += previous.span.len();
                            if copied > MAX_REPEATED {
                                decls.push(Decl::Const(spec));
                                continue;
                            }
                            spec.ty = previous.ty.clone();
                            spec.values = previous.values.clone();
                        }
                    } else {
                        previous = Some(spec.clone());
                    }
                    decls.push(Decl::Const(spec));
                }
                _ => {}
            }
        }
        decls
    }

    fn type_spec(&mut self, kid: Kid<'t>) -> Option<TypeSpec> {
        let kids = self.kids(kid.node);
        let name = self.ident(kids.get(Field::Name)?.node);
        let type_params = kids.get(Field::TypeParameters).map(|list| self.type_parameters(list)).unwrap_or_default();
        let ty = self.expr_or_bad(kids.get(Field::Type), kid.node);
        Some(TypeSpec { name, type_params, alias: kid.kind == Kind::TypeAlias, ty, span: self.span(kid.node) })
    }

    fn value_spec(&mut self, kid: Kid<'t>) -> ValueSpec {
        let kids = self.kids(kid.node);
        let names = self.idents(&kids, Field::Name);
        let ty = kids.get(Field::Type).map(|ty| self.expr(ty));
        let values = self.expr_list(kids.get(Field::Value));
        ValueSpec { names, ty, values, implicit: false, span: self.span(kid.node) }
    }

    fn only(&mut self, kid: Kid<'t>) -> Box<Expr> {
        let kids = self.kids(kid.node);
        self.boxed(kids.first(), kid.node)
    }

    fn array_type(&mut self, kid: Kid<'t>) -> ExprKind {
        let kids = self.kids(kid.node);
        let len = kids.get(Field::Length).map(|len| Box::new(self.expr(len)));
        ExprKind::ArrayType { len, elem: self.boxed(kids.get(Field::Element), kid.node) }
    }

    fn map_type(&mut self, kid: Kid<'t>) -> ExprKind {
        let kids = self.kids(kid.node);
        let key = self.boxed(kids.get(Field::Key), kid.node);
        ExprKind::MapType { key, value: self.boxed(kids.get(Field::Value), kid.node) }
    }

    fn generic_type(&mut self, kid: Kid<'t>) -> ExprKind {
        let kids = self.kids(kid.node);
        let operand = self.boxed(kids.get(Field::Type), kid.node);
        let indices = kids.get(Field::TypeArguments).map(|list| self.type_arguments(list)).unwrap_or_default();
        ExprKind::Index { operand, indices }
    }

    /// `A | ~B | C`, also of one element.
    fn union(&mut self, kid: Kid<'t>) -> ExprKind {
        let kids = self.kids(kid.node);
        let mut terms = kids.named();
        let first = self.expr_or_bad(terms.next(), kid.node);
        let rest = terms.map(|term| ("|".into(), self.expr(term))).collect();
        balanced(first, rest).kind
    }

    fn struct_type(&mut self, kid: Kid<'t>) -> ExprKind {
        let kids = self.kids(kid.node);
        let mut fields = Vec::new();
        if let Some(list) = kids.of(Kind::FieldDeclarationList) {
            let list = self.kids(list.node);
            for field in list.named().filter(|field| field.kind == Kind::FieldDeclaration) {
                fields.push(self.struct_field(field));
            }
        }
        ExprKind::StructType(fields)
    }

    fn struct_field(&mut self, kid: Kid<'t>) -> ast::Field {
        let kids = self.kids(kid.node);
        let names = self.idents(&kids, Field::Name);
        let mut ty = self.expr_or_bad(kids.get(Field::Type), kid.node);
        let embedded = names.is_empty();
        if embedded && let Some(star) = kids.token("*") {
            let span = Span { start: self.span(star).start, end: ty.span.end };
            ty = Expr { kind: ExprKind::Star(Box::new(ty)), span };
        }
        let tag = kids.get(Field::Tag).map(|tag| self.span(tag.node));
        ast::Field { names, ty, tag, embedded, span: self.span(kid.node) }
    }

    fn interface_type(&mut self, kid: Kid<'t>) -> ExprKind {
        let kids = self.kids(kid.node);
        let mut elements = Vec::new();
        for elem in kids.named() {
            if elem.kind == Kind::MethodElem {
                let method = self.kids(elem.node);
                if let Some(name) = method.get(Field::Name) {
                    let name = self.ident(name.node);
                    elements.push(InterfaceElem::Method { name, signature: self.signature(&method) });
                }
            } else {
                elements.push(InterfaceElem::Embedded(self.expr(elem)));
            }
        }
        ExprKind::InterfaceType(elements)
    }

    fn type_parameters(&mut self, list: Kid<'t>) -> Vec<ast::Field> {
        let kids = self.kids(list.node);
        let declarations = kids.named().filter(|kid| kid.kind == Kind::TypeParameterDeclaration);
        declarations.map(|kid| self.parameter(kid)).collect()
    }

    /// The parameters between parentheses: of functions, receivers, results.
    pub(super) fn parameters(&mut self, list: Kid<'t>) -> Vec<ast::Field> {
        let kids = self.kids(list.node);
        let mut fields = Vec::new();
        for kid in kids.named() {
            if matches!(kid.kind, Kind::ParameterDeclaration | Kind::VariadicParameterDeclaration) {
                fields.push(self.parameter(kid));
            }
        }
        regroup(fields)
    }

    fn parameter(&mut self, kid: Kid<'t>) -> ast::Field {
        let kids = self.kids(kid.node);
        let names = self.idents(&kids, Field::Name);
        let mut ty = self.expr_or_bad(kids.get(Field::Type), kid.node);
        if kid.kind == Kind::VariadicParameterDeclaration {
            let start = kids.token("...").map_or(ty.span.start, |dots| self.span(dots).start);
            let span = Span { start, end: ty.span.end };
            ty = Expr { kind: ExprKind::Ellipsis(Box::new(ty)), span };
        }
        ast::Field { names, ty, tag: None, embedded: false, span: self.span(kid.node) }
    }
}

/// In `(a, b int)` the grammar may take `a` for a type. Go's rule: when one parameter has a name, all have.
fn regroup(fields: Vec<ast::Field>) -> Vec<ast::Field> {
    let any_named = fields.iter().any(|field| !field.names.is_empty());
    if !any_named || fields.iter().all(|field| !field.names.is_empty()) {
        return fields;
    }
    let mut pending: Vec<Ident> = Vec::new();
    let mut out = Vec::new();
    for mut field in fields {
        match field.ty.kind {
            ExprKind::Ident(name) if field.names.is_empty() => pending.push(Ident { name, span: field.ty.span }),
            _ => {
                if let Some(first) = pending.first() {
                    field.span.start = first.span.start;
                    field.names.splice(0..0, pending.drain(..));
                }
                out.push(field);
            }
        }
    }
    // Names whose type never came.
    for name in pending {
        let ty = Expr { kind: ExprKind::Ident(name.name), span: name.span };
        out.push(ast::Field { names: Vec::new(), ty, tag: None, embedded: false, span: name.span });
    }
    out
}
