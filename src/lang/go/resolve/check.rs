//! Reads declarations with Go's scoping rules and says what each identifier stands for. Lenient: what is not known stays
//! unknown and the rest goes on. Types are read in `typexpr`, statements in `stmt`, expressions in `expr` and `call`; scopes
//! are in `checker`.

use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};

use crate::lang::go::ast::{self, Expr, ExprKind, Ident};

pub use super::checker::Info;
use super::checker::{Checker, Declaration, Instance};
use super::object::{FileIx, FuncObjects, LazyWhat, ObjId, ObjKind, TypeDecl};
use super::types::{Signature, Type, TypeId};
use super::universe::Universe;

impl Universe<'_> {
    /// Checks one top-level declaration, given by its file and its index in the outline's entries. With `types`, the types
    /// of all expressions are kept as well.
    pub fn check_entry(&mut self, file: FileIx, entry: u32, types: bool) -> Info {
        let decls = self.parse(file, entry, true);
        self.check_decls(file, &decls, types)
    }

    /// Like [`Universe::check_entry`], also giving the syntax tree that was checked.
    pub fn check_parsed(&mut self, file: FileIx, entry: u32, types: bool) -> (Arc<Vec<ast::Decl>>, Info) {
        let decls = self.parse(file, entry, true);
        let info = self.check_decls(file, &decls, types);
        (decls, info)
    }

    /// Like [`Universe::check_parsed`]; unless `full`, a function is read without its body.
    pub fn check_at(&mut self, file: FileIx, entry: u32, types: bool, full: bool) -> (Arc<Vec<ast::Decl>>, Info) {
        let decls = self.parse(file, entry, full);
        let info = self.check_decls(file, &decls, types);
        (decls, info)
    }

    pub(super) fn check_decls(&mut self, file: FileIx, decls: &[ast::Decl], types: bool) -> Info {
        self.check_into(file, decls, Info::new(types))
    }

    /// Like [`Universe::check_parsed`] for several declarations, given by file and index.
    pub fn check_all(&mut self, entries: &[(FileIx, u32)], types: bool) -> Vec<(Vec<ast::Decl>, Info)> {
        let parsed = self.parse_all(entries);
        let all = entries.iter().zip(parsed).map(|((file, _), decls)| {
            let info = self.check_decls(*file, &decls, types);
            (decls, info)
        });
        all.collect()
    }

    /// The instances of generic functions and types that top-level declarations make.
    pub(super) fn instances_in(&mut self, file: FileIx, decls: &[ast::Decl]) -> Vec<Instance> {
        self.check_into(file, decls, Info::of_instances()).into_instances()
    }

    fn check_into(&mut self, file: FileIx, decls: &[ast::Decl], mut info: Info) -> Info {
        for decl in decls {
            let path = self.package(self.package_of(file)).path.clone();
            let mut checker = Checker::new(self, file, path);
            checker.info = Some(info);
            checker.top_level(decl);
            info = checker.info.take().unwrap_or_default();
        }
        info
    }
}

impl Checker<'_, '_> {
    pub(super) fn lazy_type(&mut self, object: ObjId, what: &LazyWhat) -> TypeId {
        match what {
            LazyWhat::Type(expr) => self.type_expr(expr, true),
            LazyWhat::Signature(signature) => self.method_signature(object, signature),
        }
    }

    fn top_level(&mut self, decl: &ast::Decl) {
        match decl {
            ast::Decl::Func(decl) => self.check_func(decl),
            ast::Decl::Type(spec) => {
                if let Some(obj) = self.u.package_object(self.pkg, &spec.name.name) {
                    self.record(&spec.name, obj);
                }
                self.prefix = format_smolstr!("{}.{}", self.prefix, spec.name.name);
                self.top_prefix = self.prefix.clone();
                self.type_spec(spec);
            }
            ast::Decl::Var(spec) => self.check_globals(spec, ObjKind::Global),
            ast::Decl::Const(spec) => self.check_globals(spec, ObjKind::Const),
        }
    }

    fn check_globals(&mut self, spec: &ast::ValueSpec, kind: ObjKind) {
        let path = self.prefix.clone();
        for name in &spec.names {
            let obj = match self.u.package_object(self.pkg, &name.name) {
                Some(obj) if name.name != "_" => obj,
                _ => self.declare(Declaration { name: &name.name, span: name.span, kind, local: false }),
            };
            self.record(name, obj);
        }
        self.prefix = self.u.spec_prefix(self.file, spec);
        if let Some(ty) = &spec.ty {
            self.type_expr(ty, false);
        }
        self.in_body = true;
        for value in &spec.values {
            self.expr(value);
        }
        self.in_body = false;
        self.prefix = path;
    }

    /// The type of one name of a package-level `var` or `const` line.
    pub(super) fn value_type(&mut self, spec: &ast::ValueSpec, name: &str, constant: bool) -> TypeId {
        if let Some(ty) = &spec.ty {
            return self.type_expr(ty, false);
        }
        let Some(at) = spec.names.iter().position(|it| it.name == name) else { return TypeId::UNKNOWN };
        self.in_body = true;
        let ty = if spec.values.len() == spec.names.len() {
            self.expr(&spec.values[at]).value_type()
        } else {
            let types = self.values(&spec.values, spec.names.len());
            types.get(at).copied().unwrap_or(TypeId::UNKNOWN)
        };
        self.in_body = false;
        if constant { ty } else { self.default_type(ty) }
    }

    /// A type declaration: its type parameters and its right side.
    pub(super) fn type_spec(&mut self, spec: &ast::TypeSpec) -> TypeDecl {
        self.open();
        let type_params = self.type_params(&spec.type_params);
        let rhs = self.type_expr(&spec.ty, true);
        self.close();
        TypeDecl { type_params, rhs, alias: spec.alias }
    }

    /// The type of a function or method, without its receiver; keeps the objects of its parameters.
    pub(super) fn func_signature(&mut self, id: ObjId, decl: &ast::FuncDecl) -> TypeId {
        self.open();
        let (signature, objects) = self.func_header(decl);
        self.close();
        self.u.set_func_objects(id, objects);
        self.u.types().func(signature)
    }

    fn check_func(&mut self, decl: &ast::FuncDecl) {
        let base = decl.receiver.as_ref().and_then(|it| embedded_ident(&it.ty)).map(|it| it.name);
        let obj = match (&decl.receiver, &base) {
            (Some(_), Some(base)) => self.u.method_object(self.pkg, base, &decl.name.name),
            (None, _) if decl.name.name != "init" && decl.name.name != "_" => {
                self.u.package_object(self.pkg, &decl.name.name)
            }
            _ => None,
        };
        let path = match &base {
            Some(base) => format_smolstr!("{}.{base}", self.prefix),
            None => self.prefix.clone(),
        };
        let kind = if decl.receiver.is_some() { ObjKind::Method } else { ObjKind::Func };
        self.prefix = path;
        let name = &decl.name;
        let obj =
            obj.unwrap_or_else(|| self.declare(Declaration { name: &name.name, span: name.span, kind, local: false }));
        self.record(name, obj);
        self.prefix = format_smolstr!("{}.{}", self.prefix, name.name);
        self.top_prefix = self.prefix.clone();
        self.open();
        let (_, objects) = self.func_header(decl);
        self.u.keep_func_objects(obj, objects);
        if let Some(body) = &decl.body {
            self.in_body = true;
            self.func_body(body);
            self.in_body = false;
        }
        self.close();
    }

    /// Receiver, type parameters, parameters and results, declared in the current scope.
    fn func_header(&mut self, decl: &ast::FuncDecl) -> (Signature, FuncObjects) {
        let mut objects = FuncObjects::default();
        let mut receiver_type = TypeId::UNKNOWN;
        if let Some(receiver) = &decl.receiver {
            objects.receiver_type_params = self.receiver_type_params(&receiver.ty);
            receiver_type = self.type_expr(&receiver.ty, false);
        }
        let type_params = self.type_params(&decl.type_params);
        let types = self.signature_types(&decl.signature);
        if let Some(receiver) = &decl.receiver {
            let blank = Ident { name: SmolStr::default(), span: receiver.ty.span };
            let name = receiver.names.first().unwrap_or(&blank);
            self.declare_value(name, ObjKind::Param, receiver_type);
        }
        let (mut signature, params, results) = self.declare_signature(&decl.signature, types);
        signature.type_params = type_params;
        (signature, FuncObjects { params, results, ..objects })
    }

    /// Declares `T` of `func (b *Box[T])`.
    fn receiver_type_params(&mut self, ty: &Expr) -> Vec<ObjId> {
        match &ty.kind {
            ExprKind::Star(inner) | ExprKind::Paren(inner) => self.receiver_type_params(inner),
            ExprKind::Index { operand, indices } => {
                let base = match &operand.kind {
                    ExprKind::Ident(name) => self.u.package_object(self.pkg, name),
                    _ => None,
                };
                let theirs = base.and_then(|base| self.u.type_decl(base)).map(|it| it.type_params.clone());
                let idents: Vec<_> = indices.iter().filter_map(ident_of).collect();
                let objects: Vec<_> = idents
                    .iter()
                    .map(|name| {
                        let it =
                            Declaration { name: &name.name, span: name.span, kind: ObjKind::TypeParam, local: true };
                        let obj = self.declare(it);
                        self.record(name, obj);
                        self.bind(name.name.clone(), obj);
                        obj
                    })
                    .collect();
                if let Some(theirs) = theirs {
                    let args: Vec<_> = objects.iter().map(|obj| self.u.types().intern(Type::TypeParam(*obj))).collect();
                    let env = self.u.env_of(&theirs, &args);
                    for (mine, its) in objects.iter().zip(&theirs) {
                        let constraint = self.u.object_type(*its);
                        let constraint = self.u.subst(constraint, env);
                        self.set_type(*mine, constraint);
                    }
                }
                objects
            }
            _ => Vec::new(),
        }
    }

    /// Declares type parameters in the current scope, each with its constraint as its type.
    pub(super) fn type_params(&mut self, fields: &[ast::Field]) -> Vec<ObjId> {
        let mut all = Vec::new();
        let mut groups = Vec::new();
        for field in fields {
            let mut group = Vec::new();
            for name in &field.names {
                let it = Declaration { name: &name.name, span: name.span, kind: ObjKind::TypeParam, local: true };
                let obj = self.declare(it);
                self.record(name, obj);
                self.bind(name.name.clone(), obj);
                group.push(obj);
            }
            all.extend(&group);
            groups.push(group);
        }
        // Constraints may name all parameters, also later ones.
        for (field, group) in fields.iter().zip(groups) {
            let constraint = self.type_expr(&field.ty, false);
            for obj in group {
                self.set_type(obj, constraint);
            }
        }
        all
    }
}

/// An expression that is a plain name.
pub(super) fn ident_of(expr: &Expr) -> Option<Ident> {
    match &expr.kind {
        ExprKind::Ident(name) => Some(Ident { name: name.clone(), span: expr.span }),
        _ => None,
    }
}

/// The identifier that names an embedded field: the last part of its type without `*` and type arguments.
pub(super) fn embedded_ident(ty: &Expr) -> Option<Ident> {
    match &ty.kind {
        ExprKind::Star(inner) | ExprKind::Paren(inner) => embedded_ident(inner),
        ExprKind::Index { operand, .. } => embedded_ident(operand),
        ExprKind::Selector { name, .. } => Some(name.clone()),
        ExprKind::Ident(_) => ident_of(ty),
        _ => None,
    }
}
