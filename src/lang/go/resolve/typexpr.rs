//! Type expressions. At package level the types of fields and methods are left until somebody asks, so that mentioning a
//! large struct does not load what all of its fields are made of.

use smallvec::smallvec;
use smol_str::{SmolStr, format_smolstr};

use crate::lang::go::ast::{self, Expr, ExprKind, Ident, InterfaceElem, UnaryOp};
use crate::model::Span;

use super::check::embedded_ident;
use super::checker::{Checker, Declaration};
use super::object::{FuncObjects, LazyWhat, ObjId, ObjKind, Object, TypeState};
use super::types::{EnvId, InterfaceDecl, InterfaceId, Signature, StructDecl, StructId, Type, TypeId};
use super::universe::ImportTarget;

impl Checker<'_, '_> {
    /// The type that `expr` denotes. With `named`, a struct or interface literal belongs to the type declaration or field
    /// whose type this is, through type constructors only; without, it is anonymous.
    pub(super) fn type_expr(&mut self, expr: &Expr, named: bool) -> TypeId {
        let Some(ty) = self.nested(None, |checker| Some(checker.type_expr_inner(expr, named))) else {
            return TypeId::UNKNOWN;
        };
        self.record_type(expr.span, ty);
        ty
    }

    fn type_expr_inner(&mut self, expr: &Expr, named: bool) -> TypeId {
        match &expr.kind {
            ExprKind::Ident(name) => self.type_name(&Ident { name: name.clone(), span: expr.span }),
            ExprKind::Selector { operand, name } => self.qualified_type(operand, name),
            ExprKind::Paren(inner) => self.type_expr(inner, named),
            ExprKind::Star(inner) => {
                let to = self.type_expr(inner, named);
                self.u.types().pointer(to)
            }
            ExprKind::Index { operand, indices } => {
                let base = self.type_expr(operand, false);
                let args: Vec<_> = indices.iter().map(|arg| self.type_expr(arg, false)).collect();
                match self.alias_with_params(operand) {
                    Some(alias) => self.instantiate_alias(alias, &args),
                    None => self.instantiate(base, args),
                }
            }
            ExprKind::ArrayType { len, elem } => {
                let len = len.as_deref().and_then(|len| self.array_len(len));
                let elem = self.type_expr(elem, named);
                self.u.types().intern(Type::Array(elem, len))
            }
            ExprKind::SliceType(elem) => {
                let elem = self.type_expr(elem, named);
                self.u.types().slice(elem)
            }
            ExprKind::Ellipsis(elem) => {
                let elem = self.type_expr(elem, false);
                self.u.types().slice(elem)
            }
            ExprKind::MapType { key, value } => {
                let key = self.type_expr(key, named);
                let value = self.type_expr(value, named);
                self.u.types().intern(Type::Map(key, value))
            }
            ExprKind::ChanType(elem) => {
                let elem = self.type_expr(elem, named);
                self.u.types().intern(Type::Chan(elem))
            }
            ExprKind::FuncType(signature) => self.func_type(signature),
            ExprKind::StructType(fields) => {
                let id = self.struct_type(expr.span, fields, named);
                self.u.types().intern(Type::Struct(id, EnvId::EMPTY))
            }
            ExprKind::InterfaceType(elements) => {
                let id = self.interface_type(expr.span, elements, named);
                self.u.types().intern(Type::Interface(id, EnvId::EMPTY))
            }
            ExprKind::Unary { op: UnaryOp::Tilde, operand } => {
                let term = self.type_expr(operand, false);
                self.u.types().intern(Type::Union([term].into()))
            }
            ExprKind::Binary { op, left, right } if op == "|" => {
                let terms = [self.type_expr(left, false), self.type_expr(right, false)];
                self.u.types().intern(Type::Union(terms.into()))
            }
            _ => {
                if self.recording() {
                    self.expr(expr);
                }
                TypeId::UNKNOWN
            }
        }
    }

    fn type_name(&mut self, name: &Ident) -> TypeId {
        let Some(binding) = self.lookup(&name.name) else { return TypeId::UNKNOWN };
        self.record(name, binding.obj);
        self.type_of_name(binding.obj)
    }

    /// The type that an object denotes; unknown when it is none.
    pub(super) fn type_of_name(&mut self, obj: ObjId) -> TypeId {
        match self.u.object(obj).kind {
            ObjKind::TypeName => self.u.object_type(obj),
            ObjKind::TypeParam => self.u.types().intern(Type::TypeParam(obj)),
            _ => TypeId::UNKNOWN,
        }
    }

    fn qualified_type(&mut self, operand: &Expr, name: &Ident) -> TypeId {
        let ExprKind::Ident(package) = &operand.kind else {
            if self.recording() {
                self.expr(operand);
            }
            return TypeId::UNKNOWN;
        };
        let Some(binding) = self.lookup(package) else { return TypeId::UNKNOWN };
        self.record_at(operand.span.start, binding.obj);
        match self.u.import_target(binding.obj) {
            Some(ImportTarget::Package(pkg)) => match self.u.package_object(pkg, &name.name) {
                Some(obj) => {
                    self.record(name, obj);
                    self.type_of_name(obj)
                }
                None => TypeId::UNKNOWN,
            },
            Some(ImportTarget::Unsafe) if name.name == "Pointer" => TypeId::basic(super::types::Basic::UnsafePointer),
            Some(ImportTarget::Missing(path)) => {
                self.record_unresolved(name);
                self.u.fake_type(&path, &name.name)
            }
            _ => {
                self.record_unresolved(name);
                TypeId::UNKNOWN
            }
        }
    }

    /// `base[args]`, for a defined type or an alias with type parameters.
    pub(super) fn instantiate(&mut self, base: TypeId, args: Vec<TypeId>) -> TypeId {
        match self.u.ty(base).clone() {
            Type::Named { obj, args: old } if old.is_empty() => {
                if self.keeps_instances()
                    && let Some(decl) = self.u.type_decl(obj)
                {
                    self.record_instance(&decl.type_params, &args);
                }
                self.u.types().named(obj, args)
            }
            _ => TypeId::UNKNOWN,
        }
    }

    fn instantiate_alias(&mut self, alias: ObjId, args: &[TypeId]) -> TypeId {
        let Some(decl) = self.u.type_decl(alias) else { return TypeId::UNKNOWN };
        self.record_instance(&decl.type_params, args);
        let env = self.u.env_of(&decl.type_params, args);
        self.u.subst(decl.rhs, env)
    }

    /// The alias `A` of `A[args]`, if it is one: its arguments go into its right side.
    fn alias_with_params(&mut self, operand: &Expr) -> Option<ObjId> {
        let obj = match &operand.kind {
            ExprKind::Ident(name) => self.lookup(name)?.obj,
            ExprKind::Selector { operand, name } => {
                let ExprKind::Ident(package) = &operand.kind else { return None };
                let package = self.lookup(package)?.obj;
                let ImportTarget::Package(pkg) = self.u.import_target(package)? else { return None };
                self.u.package_object(pkg, &name.name)?
            }
            _ => return None,
        };
        let named = self.type_of_name(obj);
        if matches!(self.u.ty(named), Type::Named { obj: it, .. } if *it == obj) {
            return None;
        }
        self.u.type_decl(obj).filter(|decl| decl.alias && !decl.type_params.is_empty())?;
        Some(obj)
    }

    fn array_len(&mut self, len: &Expr) -> Option<u64> {
        if self.recording() {
            self.expr(len);
        }
        match &len.kind {
            ExprKind::Literal(ast::LiteralKind::Int) => {
                let text = self.u.text(self.file).get(len.span.range())?.replace('_', "");
                text.parse().ok()
            }
            _ => None,
        }
    }

    /// A function type that is not a declaration: its parameter names are declared, but seen nowhere.
    pub(super) fn func_type(&mut self, signature: &ast::Signature) -> TypeId {
        self.open();
        let (signature, ..) = self.signature(signature);
        self.close();
        self.u.types().func(signature)
    }

    /// Declares parameters and results in the current scope. Unnamed ones get an object too, so that arguments can be
    /// counted off against them.
    pub(super) fn signature(&mut self, signature: &ast::Signature) -> (Signature, Vec<ObjId>, Vec<ObjId>) {
        let types = self.signature_types(signature);
        self.declare_signature(signature, types)
    }

    /// The types of a signature. They are read before any name is declared, because parameters are seen in the body only:
    /// `func f(file string) file.Handle`.
    pub(super) fn signature_types(&mut self, signature: &ast::Signature) -> Vec<TypeId> {
        let fields = signature.params.iter().chain(&signature.results);
        fields.map(|field| self.type_expr(&field.ty, false)).collect()
    }

    /// Declares what `signature_types` has read.
    pub(super) fn declare_signature(
        &mut self,
        signature: &ast::Signature,
        types: Vec<TypeId>,
    ) -> (Signature, Vec<ObjId>, Vec<ObjId>) {
        let variadic = signature.params.last().is_some_and(|it| matches!(it.ty.kind, ExprKind::Ellipsis(_)));
        let mut types = types.into_iter();
        let (params, param_objects) = self.value_list(&signature.params, ObjKind::Param, &mut types);
        let (results, result_objects) = self.value_list(&signature.results, ObjKind::Result, &mut types);
        (Signature { params, results, variadic, type_params: Vec::new() }, param_objects, result_objects)
    }

    fn value_list(
        &mut self,
        fields: &[ast::Field],
        kind: ObjKind,
        read: &mut impl Iterator<Item = TypeId>,
    ) -> (Vec<TypeId>, Vec<ObjId>) {
        let (mut types, mut objects) = (Vec::new(), Vec::new());
        for (field, ty) in fields.iter().zip(read.by_ref()) {
            let unnamed = [Ident { name: SmolStr::default(), span: field.ty.span }];
            let names: &[Ident] = if field.names.is_empty() { &unnamed } else { &field.names };
            for name in names {
                types.push(ty);
                objects.push(if name.name.is_empty() {
                    self.unnamed_value(name.span, kind, ty)
                } else {
                    self.declare_value(name, kind, ty)
                });
            }
        }
        (types, objects)
    }

    fn unnamed_value(&mut self, span: Span, kind: ObjKind, ty: TypeId) -> ObjId {
        let (file, pkg, owner) = (self.file, self.pkg, self.prefix.clone());
        // An unnamed value has no name to key it by. Its type's offset may be a key already, so the top bit is set, which no
        // real offset has (files are below 2 GiB).
        let start = span.start | (1 << 31);
        let key = Span { start, end: span.end.max(start) };
        let make = || Object {
            name: SmolStr::default(),
            kind,
            pkg: Some(pkg),
            owner,
            local: true,
            decls: smallvec![(file, span)],
            ty: TypeState::Known(ty),
        };
        let obj = self.u.declare_at(file, key, make);
        self.set_type(obj, ty);
        obj
    }

    fn struct_type(&mut self, span: Span, fields: &[ast::Field], named: bool) -> StructId {
        let known = self.u.struct_at(self.file, span.start);
        if let Some(id) = known
            && !self.recording()
            && !self.in_body
        {
            return id;
        }
        let outer = self.enter_literal(span, named);
        let mut decl = StructDecl { fields: Vec::new(), generic: self.in_generic_scope() };
        for field in fields {
            if field.embedded || field.names.is_empty() {
                decl.fields.extend(self.embedded_field(field));
            } else {
                self.named_fields(field, &mut decl.fields);
            }
        }
        self.prefix = outer;
        known.unwrap_or_else(|| self.u.add_struct(self.file, span.start, decl))
    }

    fn named_fields(&mut self, field: &ast::Field, all: &mut Vec<ObjId>) {
        let kind = ObjKind::Field { embedded: false };
        let mut objects = Vec::new();
        for name in &field.names {
            let obj = self.declare(Declaration { name: &name.name, span: name.span, kind, local: false });
            self.record(name, obj);
            objects.push(obj);
        }
        let Some(first) = field.names.first() else { return };
        let prefix = format_smolstr!("{}.{}", self.prefix, first.name);
        if self.reads_now() {
            let outer = std::mem::replace(&mut self.prefix, prefix);
            let ty = self.type_expr(&field.ty, true);
            self.prefix = outer;
            for (obj, name) in objects.iter().zip(&field.names) {
                // Variants for other platforms don't overrule the type of the one that is built.
                let object = self.u.object(*obj);
                let first = object.decls.first() == Some(&(self.file, name.span));
                if first || self.in_body || matches!(object.ty, TypeState::Known(it) if it.is_unknown()) {
                    self.set_type(*obj, ty);
                }
            }
        } else {
            for obj in &objects {
                self.set_lazily(*obj, prefix.clone(), LazyWhat::Type(field.ty.clone()));
            }
        }
        all.extend(objects);
    }

    fn embedded_field(&mut self, field: &ast::Field) -> Option<ObjId> {
        let name = embedded_ident(&field.ty)?;
        let kind = ObjKind::Field { embedded: true };
        let obj = self.declare(Declaration { name: &name.name, span: name.span, kind, local: false });
        if self.reads_now() {
            let prefix = format_smolstr!("{}.{}", self.prefix, name.name);
            let outer = std::mem::replace(&mut self.prefix, prefix);
            let ty = self.type_expr(&field.ty, false);
            self.prefix = outer;
            self.set_type(obj, ty);
            if let Some(used) = self.info.as_ref().and_then(|info| info.object(name.span.start)) {
                self.record_second(name.span.start, used);
            }
            self.record(&name, obj);
        } else {
            self.set_lazily(obj, self.prefix.clone(), LazyWhat::Type(field.ty.clone()));
        }
        Some(obj)
    }

    fn interface_type(&mut self, span: Span, elements: &[InterfaceElem], named: bool) -> InterfaceId {
        let known = self.u.interface_at(self.file, span.start);
        if let Some(id) = known
            && !self.recording()
            && !self.in_body
        {
            return id;
        }
        let outer = self.enter_literal(span, named);
        let mut decl = InterfaceDecl { generic: self.in_generic_scope(), ..InterfaceDecl::default() };
        for element in elements {
            match element {
                InterfaceElem::Method { name, signature } => {
                    decl.methods.push(self.interface_method(name, signature));
                }
                InterfaceElem::Embedded(ty) => decl.embeds.push(self.type_expr(ty, false)),
            }
        }
        self.prefix = outer;
        known.unwrap_or_else(|| self.u.add_interface(self.file, span.start, decl))
    }

    /// The type of an interface's method, whose parameters and results are kept like those of a function.
    pub(super) fn method_signature(&mut self, method: ObjId, signature: &ast::Signature) -> TypeId {
        self.open();
        let (signature, params, results) = self.signature(signature);
        self.close();
        let objects = FuncObjects { params, results, ..FuncObjects::default() };
        self.u.set_func_objects(method, objects);
        self.u.types().func(signature)
    }

    fn interface_method(&mut self, name: &Ident, signature: &ast::Signature) -> ObjId {
        let kind = ObjKind::InterfaceMethod;
        let obj = self.declare(Declaration { name: &name.name, span: name.span, kind, local: false });
        self.record(name, obj);
        let prefix = format_smolstr!("{}.{}", self.prefix, name.name);
        if self.reads_now() {
            let outer = std::mem::replace(&mut self.prefix, prefix);
            let ty = self.method_signature(obj, signature);
            self.prefix = outer;
            self.set_type(obj, ty);
        } else {
            self.set_lazily(obj, prefix, LazyWhat::Signature(signature.clone()));
        }
        obj
    }

    /// Names an anonymous literal after the line it starts on; gives the prefix to go back to.
    fn enter_literal(&mut self, span: Span, named: bool) -> SmolStr {
        let outer = self.prefix.clone();
        if !named {
            let line = self.u.line(self.file, span.start);
            self.prefix = format_smolstr!("{outer}.<anon>@{line}");
        }
        outer
    }

    /// In functions scopes do not last, and a recording wants every identifier.
    fn reads_now(&self) -> bool {
        self.in_body || self.recording()
    }
}
