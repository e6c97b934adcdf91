//! Expressions: what they are (value, type, package, built-in function) and of what type. Calls are in `call`.

use crate::lang::go::ast::{Element, Expr, ExprKind, Ident, LiteralKind, UnaryOp};

use super::check::ident_of;
use super::checker::Checker;
use super::object::{Lookup, ObjId, ObjKind};
use super::types::{Basic, Signature, Type, TypeId};
use super::universe::ImportTarget;

/// What an expression is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operand {
    /// A value of this type.
    Value(TypeId),
    /// A type.
    Type(TypeId),
    /// The name of an import.
    Package(ObjId),
    /// A predeclared function, or one of package `unsafe`.
    Builtin(Builtin),
    /// A call without results.
    Nothing,
}

/// A predeclared function that has rules of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Builtin {
    Predeclared(ObjId),
    Unsafe(&'static str),
}

/// The functions of package `unsafe`.
const UNSAFE: [&str; 8] = ["Add", "Alignof", "Offsetof", "Sizeof", "Slice", "SliceData", "String", "StringData"];

const UNKNOWN: Operand = Operand::Value(TypeId::UNKNOWN);

impl Operand {
    /// The type of a value; unknown for everything else.
    pub(super) fn value_type(self) -> TypeId {
        match self {
            Operand::Value(ty) => ty,
            _ => TypeId::UNKNOWN,
        }
    }
}

impl Checker<'_, '_> {
    /// Reads an expression.
    pub(super) fn expr(&mut self, expr: &Expr) -> Operand {
        self.expr_as(expr, TypeId::UNKNOWN)
    }

    /// Reads an expression whose elided type, if it is a literal without one, is `hint`.
    pub(super) fn expr_as(&mut self, expr: &Expr, hint: TypeId) -> Operand {
        let Some(operand) = self.nested(None, |checker| Some(checker.expr_inner(expr, hint))) else { return UNKNOWN };
        match operand {
            Operand::Value(ty) | Operand::Type(ty) => self.record_type(expr.span, ty),
            _ => {}
        }
        operand
    }

    fn expr_inner(&mut self, expr: &Expr, hint: TypeId) -> Operand {
        match &expr.kind {
            ExprKind::Bad => UNKNOWN,
            ExprKind::Ident(name) => self.name(&Ident { name: name.clone(), span: expr.span }),
            ExprKind::Literal(kind) => Operand::Value(TypeId::basic(match kind {
                LiteralKind::Int => Basic::UntypedInt,
                LiteralKind::Float => Basic::UntypedFloat,
                LiteralKind::Imaginary => Basic::UntypedComplex,
                LiteralKind::Rune => Basic::UntypedRune,
                LiteralKind::String => Basic::UntypedString,
            })),
            ExprKind::Composite { ty, elements } => self.composite(ty.as_deref(), elements, hint),
            ExprKind::FuncLit { signature, body } => {
                self.open();
                let (signature, ..) = self.signature(signature);
                if self.recording() {
                    let outer = std::mem::replace(&mut self.in_body, true);
                    self.func_body(body);
                    self.in_body = outer;
                }
                self.close();
                Operand::Value(self.u.types().func(signature))
            }
            ExprKind::Paren(inner) => self.expr_as(inner, hint),
            ExprKind::Selector { operand, name } => self.selector(operand, name),
            ExprKind::Index { operand, indices } => self.index(expr, operand, indices),
            ExprKind::Slice { operand, bounds } => {
                let ty = self.expr(operand).value_type();
                for bound in bounds {
                    self.expr(bound);
                }
                Operand::Value(self.sliced(ty))
            }
            ExprKind::TypeAssert { operand, ty } => {
                self.expr(operand);
                match ty {
                    Some(ty) => Operand::Value(self.type_expr(ty, false)),
                    None => UNKNOWN,
                }
            }
            ExprKind::Call { function, arguments, spread } => self.call(function, arguments, *spread),
            ExprKind::Star(inner) => {
                let operand = self.expr(inner);
                self.dereferenced(operand)
            }
            ExprKind::Unary { op, operand } => self.unary(expr, *op, operand, hint),
            ExprKind::Binary { op, left, right } => self.binary(expr, op, left, right),
            ExprKind::ArrayType { .. }
            | ExprKind::SliceType(_)
            | ExprKind::MapType { .. }
            | ExprKind::ChanType(_)
            | ExprKind::FuncType(_)
            | ExprKind::StructType(_)
            | ExprKind::InterfaceType(_)
            | ExprKind::Ellipsis(_) => Operand::Type(self.type_expr(expr, false)),
        }
    }

    /// `*x`: what a pointer points to, or the pointer type.
    pub(super) fn dereferenced(&mut self, operand: Operand) -> Operand {
        match operand {
            Operand::Type(to) => Operand::Type(self.u.types().pointer(to)),
            Operand::Value(ty) => {
                let core = self.u.core(ty);
                match *self.u.ty(core) {
                    Type::Pointer(to) => Operand::Value(to),
                    _ => UNKNOWN,
                }
            }
            _ => UNKNOWN,
        }
    }

    fn name(&mut self, name: &Ident) -> Operand {
        let Some(binding) = self.lookup(&name.name) else { return UNKNOWN };
        self.record(name, binding.obj);
        match binding.ty {
            Some(ty) => Operand::Value(ty),
            None => {
                let operand = self.operand_of(binding.obj);
                self.record_generic(name.span.start, operand.value_type());
                operand
            }
        }
    }

    /// What an object is when it is named.
    fn operand_of(&mut self, obj: ObjId) -> Operand {
        match self.u.object(obj).kind {
            ObjKind::TypeName | ObjKind::TypeParam => Operand::Type(self.type_of_name(obj)),
            ObjKind::PkgName => Operand::Package(obj),
            ObjKind::Builtin => Operand::Builtin(Builtin::Predeclared(obj)),
            ObjKind::Label => UNKNOWN,
            _ => Operand::Value(self.u.object_type(obj)),
        }
    }

    fn selector(&mut self, operand: &Expr, name: &Ident) -> Operand {
        match self.expr(operand) {
            Operand::Package(package) => self.member_of_package(package, name),
            Operand::Type(ty) => self.method_expression(ty, name),
            Operand::Value(ty) => match self.u.select(ty, &name.name, Some(self.pkg)) {
                Lookup::Found(obj, ty) => {
                    self.record(name, obj);
                    Operand::Value(ty)
                }
                Lookup::Missing => UNKNOWN,
                Lookup::Unknown => {
                    self.record_unresolved(name);
                    UNKNOWN
                }
            },
            _ => {
                self.record_unresolved(name);
                UNKNOWN
            }
        }
    }

    fn member_of_package(&mut self, package: ObjId, name: &Ident) -> Operand {
        match self.u.import_target(package) {
            Some(ImportTarget::Package(pkg)) => match self.u.package_object(pkg, &name.name) {
                Some(obj) => {
                    self.record(name, obj);
                    let operand = self.operand_of(obj);
                    self.record_generic(name.span.start, operand.value_type());
                    operand
                }
                None => UNKNOWN,
            },
            Some(ImportTarget::Unsafe) => match UNSAFE.iter().find(|it| name.name == **it) {
                Some(builtin) => Operand::Builtin(Builtin::Unsafe(builtin)),
                None if name.name == "Pointer" => Operand::Type(TypeId::basic(Basic::UnsafePointer)),
                None => UNKNOWN,
            },
            _ => {
                self.record_unresolved(name);
                UNKNOWN
            }
        }
    }

    /// `T.Method`: a function whose first parameter is the receiver.
    fn method_expression(&mut self, ty: TypeId, name: &Ident) -> Operand {
        match self.u.select(ty, &name.name, Some(self.pkg)) {
            Lookup::Found(obj, found) => {
                self.record(name, obj);
                match self.u.ty(found).clone() {
                    Type::Func(signature) if !matches!(self.u.object(obj).kind, ObjKind::Field { .. }) => {
                        let params = std::iter::once(ty).chain(signature.params.iter().copied()).collect();
                        Operand::Value(self.u.types().func(Signature { params, ..(*signature).clone() }))
                    }
                    _ => UNKNOWN,
                }
            }
            Lookup::Missing => UNKNOWN,
            Lookup::Unknown => {
                self.record_unresolved(name);
                UNKNOWN
            }
        }
    }

    fn index(&mut self, whole: &Expr, operand: &Expr, indices: &[Expr]) -> Operand {
        match self.expr(operand) {
            Operand::Type(_) => Operand::Type(self.type_expr(whole, false)),
            Operand::Value(ty) => {
                if let Type::Func(signature) = self.u.ty(ty).clone()
                    && !signature.type_params.is_empty()
                {
                    let args: Vec<_> = indices.iter().map(|arg| self.type_expr(arg, false)).collect();
                    self.is_instantiated(named_at(operand));
                    self.record_instance(&signature.type_params, &args);
                    let params: Vec<_> = signature.type_params.iter().copied().take(args.len()).collect();
                    let env = self.u.env_of(&params, &args);
                    return Operand::Value(self.u.subst(ty, env));
                }
                for index in indices {
                    self.expr(index);
                }
                Operand::Value(self.u.element(ty))
            }
            _ => {
                for index in indices {
                    self.expr(index);
                }
                UNKNOWN
            }
        }
    }

    fn sliced(&mut self, ty: TypeId) -> TypeId {
        let core = self.u.core(ty);
        match *self.u.ty(core) {
            Type::Basic(Basic::UntypedString) => TypeId::basic(Basic::String),
            Type::Array(elem, _) => self.u.types().slice(elem),
            Type::Pointer(to) => {
                let array = self.u.core(to);
                match *self.u.ty(array) {
                    Type::Array(elem, _) => self.u.types().slice(elem),
                    _ => TypeId::UNKNOWN,
                }
            }
            Type::Unknown => TypeId::UNKNOWN,
            _ => ty,
        }
    }

    fn unary(&mut self, whole: &Expr, op: UnaryOp, operand: &Expr, hint: TypeId) -> Operand {
        match op {
            UnaryOp::Address => {
                // `&{…}` is no Go, but `&T{…}` in a literal whose elements are `*T` must not take the pointer as its type.
                let hint = match *self.u.ty(hint) {
                    Type::Pointer(to) => to,
                    _ => hint,
                };
                match self.expr_as(operand, hint) {
                    Operand::Value(ty) if !ty.is_unknown() => Operand::Value(self.u.types().pointer(ty)),
                    _ => UNKNOWN,
                }
            }
            UnaryOp::Receive => {
                let ty = self.expr(operand).value_type();
                let core = self.u.core(ty);
                match *self.u.ty(core) {
                    Type::Chan(elem) => Operand::Value(elem),
                    _ => UNKNOWN,
                }
            }
            UnaryOp::Not | UnaryOp::Arithmetic => Operand::Value(self.expr(operand).value_type()),
            UnaryOp::Tilde => Operand::Type(self.type_expr(whole, false)),
        }
    }

    fn binary(&mut self, whole: &Expr, op: &str, left: &Expr, right: &Expr) -> Operand {
        let (a, b) = (self.expr(left), self.expr(right));
        if op == "|" && matches!(a, Operand::Type(_)) {
            return Operand::Type(self.type_expr(whole, false));
        }
        let (a, b) = (a.value_type(), b.value_type());
        Operand::Value(match op {
            "==" | "!=" | "<" | "<=" | ">" | ">=" => TypeId::basic(Basic::UntypedBool),
            "<<" | ">>" => a,
            _ => self.wider(a, b),
        })
    }

    /// The type of an operation on two operands: a constant takes the type of the other; of two constants the wider.
    pub(super) fn wider(&mut self, a: TypeId, b: TypeId) -> TypeId {
        match (self.u.ty(a), self.u.ty(b)) {
            (Type::Basic(x), Type::Basic(y)) if x.is_untyped() && y.is_untyped() => TypeId::basic(*x.max(y)),
            (Type::Basic(x), _) if x.is_untyped() => b,
            (Type::Unknown, Type::Basic(y)) if y.is_untyped() => TypeId::UNKNOWN,
            (Type::Unknown, _) => b,
            _ => a,
        }
    }

    fn composite(&mut self, ty: Option<&Expr>, elements: &[Element], hint: TypeId) -> Operand {
        let (ty, foreign) = match ty {
            Some(Expr { kind: ExprKind::ArrayType { len: None, elem }, .. }) => {
                let elem = self.type_expr(elem, false);
                (self.u.types().intern(Type::Array(elem, Some(elements.len() as u64))), false)
            }
            Some(ty) => (self.type_expr(ty, false), matches!(ty.kind, ExprKind::Selector { .. })),
            None => (hint, false),
        };
        // An elided `{…}` where a pointer is wanted means `&T{…}`.
        let core = self.u.core(ty);
        let base = match *self.u.ty(core) {
            Type::Pointer(to) => self.u.core(to),
            _ => core,
        };
        match *self.u.ty(base) {
            Type::Struct(..) => self.struct_elements(base, elements),
            Type::Map(key, value) => self.container_elements(Some(key), value, elements),
            Type::Slice(elem) | Type::Array(elem, _) => self.container_elements(None, elem, elements),
            _ => self.unknown_elements(elements, foreign),
        }
        Operand::Value(ty)
    }

    fn struct_elements(&mut self, base: TypeId, elements: &[Element]) {
        let keyed = elements.iter().any(|element| element.key.is_some());
        let fields = if keyed { Vec::new() } else { self.u.fields(base) };
        for (index, element) in elements.iter().enumerate() {
            let mut hint = fields.get(index).map_or(TypeId::UNKNOWN, |(_, ty)| *ty);
            match element.key.as_ref().map(|key| (key, ident_of(key))) {
                Some((_, Some(name))) => {
                    if let Some((field, ty)) = self.u.field(base, &name.name) {
                        self.record(&name, field);
                        hint = ty;
                    }
                }
                Some((key, None)) => {
                    self.expr(key);
                }
                None => {}
            }
            self.expr_as(&element.value, hint);
        }
    }

    fn container_elements(&mut self, key_type: Option<TypeId>, value_type: TypeId, elements: &[Element]) {
        for element in elements {
            if let Some(key) = &element.key {
                self.expr_as(key, key_type.unwrap_or(TypeId::UNKNOWN));
            }
            self.expr_as(&element.value, value_type);
        }
    }

    /// A key of a literal of unknown type may be a field or a variable. A lower-case key in a literal of another package's
    /// type can't be a field.
    fn unknown_elements(&mut self, elements: &[Element], foreign: bool) {
        for element in elements {
            match element.key.as_ref().map(|key| (key, ident_of(key))) {
                Some((_, Some(name))) if !foreign || name.name.chars().next().is_some_and(char::is_uppercase) => {
                    self.record_unresolved(&name);
                }
                Some((key, _)) => {
                    self.expr(key);
                }
                None => {}
            }
            self.expr(&element.value);
        }
    }

    /// The types of the right side of an assignment to `wanted` places: spreads several results, and gives `v, ok` forms
    /// their second value.
    pub(super) fn values(&mut self, right: &[Expr], wanted: usize) -> Vec<TypeId> {
        let [only] = right else {
            return right.iter().map(|value| self.expr(value).value_type()).collect();
        };
        let ty = self.expr(only).value_type();
        if wanted < 2 {
            return vec![ty];
        }
        if let Type::Tuple(of) = self.u.ty(ty) {
            return of.to_vec();
        }
        if wanted == 2 && has_ok_form(only) {
            return vec![ty, TypeId::basic(Basic::UntypedBool)];
        }
        Vec::new()
    }
}

fn has_ok_form(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Paren(inner) => has_ok_form(inner),
        ExprKind::Index { .. } | ExprKind::TypeAssert { .. } => true,
        ExprKind::Unary { op, .. } => *op == UnaryOp::Receive,
        _ => false,
    }
}

/// Where the name of a function stands that is called or indexed.
pub(super) fn named_at(function: &Expr) -> Option<u32> {
    match &function.kind {
        ExprKind::Ident(_) => Some(function.span.start),
        ExprKind::Selector { name, .. } => Some(name.span.start),
        ExprKind::Paren(inner) => named_at(inner),
        _ => None,
    }
}
