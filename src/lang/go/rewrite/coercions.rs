//! Where a value of one type becomes one of another, by an assignment or a conversion: there two struct types that are written
//! apart have to have the same fields.

use crate::lang::go::ast::{Decl, Element, Expr, ExprKind, Field, FuncDecl, Signature, Stmt, StmtKind};
use crate::lang::go::resolve::check::Info;
use crate::lang::go::resolve::object::{ObjId, ObjKind};
use crate::lang::go::resolve::types::{Type, TypeId};
use crate::lang::go::resolve::universe::Universe;
use crate::lang::go::visit::{Visit, walk_decl, walk_expr, walk_stmt};
use crate::model::Span;
use rustc_hash::FxHashSet;

/// Types nested deeper than this are not compared.
const MAX_NESTING: u32 = 24;

/// Two fields that have to be called alike: those of two struct types at one index, where a value of one becomes one of the other.
pub(super) struct Meeting {
    pub(super) fields: (ObjId, ObjId),
    /// Where they meet first.
    pub(super) at: Span,
}

/// The fields of different struct types that meet in `decls`, in the order of the places.
pub(super) fn meetings(u: &mut Universe, info: &Info, decls: &[Decl]) -> Vec<Meeting> {
    let (results, known) = (Vec::new(), FxHashSet::default());
    let mut walk = Coercions { u, info, results, at: Span::default(), known, found: Vec::new() };
    decls.iter().for_each(|decl| walk.decl(decl));
    walk.found
}

struct Coercions<'a, 'u> {
    u: &'a mut Universe<'u>,
    info: &'a Info,
    /// The results of the functions around, as types.
    results: Vec<Vec<TypeId>>,
    /// The value that is looked at.
    at: Span,
    known: FxHashSet<(ObjId, ObjId)>,
    found: Vec<Meeting>,
}

impl Coercions<'_, '_> {
    /// The value at `span` becomes one of type `target`.
    fn meets(&mut self, target: TypeId, value: TypeId, span: Span) {
        self.at = span;
        self.compare(target, value, 0);
    }

    fn value(&mut self, target: TypeId, value: &Expr) {
        self.meets(target, self.info.ty(value.span), value.span);
    }

    /// As many targets as values, or one call with all of them.
    fn values(&mut self, targets: &[TypeId], values: &[Expr]) {
        if let [one] = values
            && let Type::Tuple(of) = self.u.ty(self.info.ty(one.span)).clone()
        {
            targets.iter().zip(of.iter()).for_each(|(target, value)| self.meets(*target, *value, one.span));
        } else {
            targets.iter().zip(values).for_each(|(target, value)| self.value(*target, value));
        }
    }

    fn compare(&mut self, a: TypeId, b: TypeId, nesting: u32) {
        if a == b || nesting > MAX_NESTING || a.is_unknown() || b.is_unknown() {
            return;
        }
        let nesting = nesting + 1;
        match (self.u.ty(a).clone(), self.u.ty(b).clone()) {
            (Type::Named { obj, args }, Type::Named { obj: other, args: others }) if obj == other => {
                args.iter().zip(others.iter()).for_each(|(a, b)| self.compare(*a, *b, nesting));
            }
            (Type::Named { .. } | Type::TypeParam(_), _) | (_, Type::Named { .. } | Type::TypeParam(_)) => {
                let (under, other) = (self.u.core(a), self.u.core(b));
                let made_of = |u: &Universe, ty| !matches!(u.ty(ty), Type::Named { .. } | Type::TypeParam(_));
                if made_of(self.u, under) && made_of(self.u, other) {
                    self.compare(under, other, nesting);
                }
            }
            (Type::Pointer(a), Type::Pointer(b))
            | (Type::Slice(a), Type::Slice(b))
            | (Type::Array(a, _), Type::Array(b, _))
            | (Type::Chan(a), Type::Chan(b)) => self.compare(a, b, nesting),
            (Type::Map(key, value), Type::Map(other_key, other)) => {
                self.compare(key, other_key, nesting);
                self.compare(value, other, nesting);
            }
            (Type::Func(a), Type::Func(b)) => {
                let pairs = a.params.iter().zip(&b.params).chain(a.results.iter().zip(&b.results));
                pairs.into_iter().for_each(|(a, b)| self.compare(*a, *b, nesting));
            }
            (Type::Struct(..), Type::Struct(..)) => {
                let (a, b) = (self.u.fields(a), self.u.fields(b));
                if a.len() != b.len() {
                    return;
                }
                for (one, two) in a.iter().zip(&b) {
                    let fields = (one.0, two.0);
                    if fields.0 != fields.1 && self.known.insert(fields) {
                        self.found.push(Meeting { fields, at: self.at });
                    }
                    self.compare(one.1, two.1, nesting);
                }
            }
            _ => {}
        }
    }

    /// An expression that names or writes a type.
    fn is_type(&self, expr: &Expr) -> bool {
        let names = |span: Span| {
            let object = self.info.object(span.start);
            object.is_some_and(|it| matches!(self.u.object(it).kind, ObjKind::TypeName | ObjKind::TypeParam))
        };
        match &expr.kind {
            ExprKind::Ident(_) => names(expr.span),
            ExprKind::Selector { name, .. } => names(name.span),
            ExprKind::Paren(inner) | ExprKind::Star(inner) => self.is_type(inner),
            ExprKind::Index { operand, .. } => self.is_type(operand),
            ExprKind::ArrayType { .. }
            | ExprKind::SliceType(_)
            | ExprKind::MapType { .. }
            | ExprKind::ChanType(_)
            | ExprKind::FuncType(_)
            | ExprKind::StructType(_)
            | ExprKind::InterfaceType(_) => true,
            _ => false,
        }
    }

    fn call(&mut self, whole: &Expr, function: &Expr, arguments: &[Expr], spread: bool) {
        if self.is_type(function) {
            let target = self.info.ty(whole.span);
            return arguments.iter().for_each(|argument| self.value(target, argument));
        }
        if let (ExprKind::Ident(name), Some((first, rest))) = (&function.kind, arguments.split_first())
            && name == "append"
        {
            let list = self.info.ty(first.span);
            let target = if spread { list } else { self.element(list) };
            return rest.iter().for_each(|argument| self.value(target, argument));
        }
        let called = self.u.core(self.info.ty(function.span));
        let Type::Func(signature) = self.u.ty(called).clone() else { return };
        let mut params = signature.params.clone();
        if signature.variadic && !spread {
            let last = params.pop().unwrap_or(TypeId::UNKNOWN);
            let element = self.element(last);
            params.resize(arguments.len().max(params.len() + 1), element);
        }
        self.values(&params, arguments);
    }

    fn element(&mut self, list: TypeId) -> TypeId {
        let core = self.u.core(list);
        match *self.u.ty(core) {
            Type::Slice(of) | Type::Array(of, _) | Type::Chan(of) | Type::Map(_, of) => of,
            _ => TypeId::UNKNOWN,
        }
    }

    fn literal(&mut self, whole: &Expr, elements: &[Element]) {
        let core = self.u.core(self.info.ty(whole.span));
        // `[]*T{{…}}`
        let core = if let Type::Pointer(to) = *self.u.ty(core) { self.u.core(to) } else { core };
        match *self.u.ty(core) {
            Type::Struct(..) => {
                let fields = self.u.fields(core);
                for (at, element) in elements.iter().enumerate() {
                    let field = match &element.key {
                        None => fields.get(at),
                        Some(Expr { kind: ExprKind::Ident(key), .. }) => {
                            fields.iter().find(|(field, _)| self.u.object(*field).name == *key)
                        }
                        Some(_) => None,
                    };
                    if let Some((_, ty)) = field {
                        self.value(*ty, &element.value);
                    }
                }
            }
            Type::Map(key, value) => {
                for element in elements {
                    element.key.iter().for_each(|it| self.value(key, it));
                    self.value(value, &element.value);
                }
            }
            Type::Slice(of) | Type::Array(of, _) => elements.iter().for_each(|it| self.value(of, &it.value)),
            _ => {}
        }
    }

    fn enter(&mut self, signature: &Signature) {
        let count = |field: &Field| field.names.len().max(1);
        let types = |field: &Field| std::iter::repeat_n(self.info.ty(field.ty.span), count(field));
        self.results.push(signature.results.iter().flat_map(types).collect());
    }
}

impl Visit for Coercions<'_, '_> {
    fn decl(&mut self, decl: &Decl) {
        match decl {
            Decl::Func(FuncDecl { signature, .. }) => {
                self.enter(signature);
                walk_decl(self, decl);
                self.results.pop();
            }
            Decl::Var(spec) => {
                if let Some(ty) = &spec.ty {
                    let targets = vec![self.info.ty(ty.span); spec.names.len()];
                    self.values(&targets, &spec.values);
                }
                walk_decl(self, decl);
            }
            _ => walk_decl(self, decl),
        }
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Assign { left, right, .. } | StmtKind::Define { left, right } => {
                let targets: Vec<TypeId> = left.iter().map(|it| self.info.ty(it.span)).collect();
                self.values(&targets, right);
            }
            StmtKind::Return(values) => {
                let targets = self.results.last().cloned().unwrap_or_default();
                self.values(&targets, values);
            }
            StmtKind::Send { channel, value } => {
                let target = self.element(self.info.ty(channel.span));
                self.value(target, value);
            }
            StmtKind::Range { key, value, define: false, operand, .. } => {
                let element = self.element(self.info.ty(operand.span));
                let target = value.as_ref().or(key.as_ref());
                target.iter().for_each(|it| self.meets(self.info.ty(it.span), element, it.span));
            }
            StmtKind::Switch { tag: Some(tag), cases, .. } => {
                let tag = self.info.ty(tag.span);
                cases.iter().flat_map(|it| &it.expressions).for_each(|it| self.value(tag, it));
            }
            _ => {}
        }
        walk_stmt(self, stmt);
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Call { function, arguments, spread } => self.call(expr, function, arguments, *spread),
            ExprKind::Composite { elements, .. } => self.literal(expr, elements),
            ExprKind::Binary { op, left, right } if op == "==" || op == "!=" => {
                self.value(self.info.ty(left.span), right);
            }
            ExprKind::Index { operand, indices } => {
                let core = self.u.core(self.info.ty(operand.span));
                if let (Type::Map(key, _), [index]) = (self.u.ty(core).clone(), indices.as_slice()) {
                    self.value(key, index);
                }
            }
            ExprKind::FuncLit { signature, .. } => {
                self.enter(signature);
                walk_expr(self, expr);
                self.results.pop();
                return;
            }
            _ => {}
        }
        walk_expr(self, expr);
    }
}
