//! Reads declarations with Go's scoping rules and says what each identifier stands for. Lenient: what is not known stays
//! unknown and the rest goes on. Types are read in `typexpr`, statements in `stmt`, expressions in `expr` and `call`.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::{SmolStr, format_smolstr};

use crate::lang::go::ast::{self, Expr, ExprKind, Ident};
use crate::model::Span;

use super::declare::{Declaration, FuncObjects, TypeDecl};
use super::object::{FileIx, LazyExpr, LazyWhat, ObjId, ObjKind, PkgId};
use super::types::{Basic, Signature, Type, TypeId};
use super::universe::Universe;

/// What the identifiers and expressions of one declaration stand for.
#[derive(Clone, Debug, Default)]
pub struct Info {
    pub(super) objects: FxHashMap<u32, ObjId>,
    pub(super) seconds: FxHashMap<u32, ObjId>,
    pub(super) unresolved: FxHashSet<u32>,
    pub(super) types: FxHashMap<Span, TypeId>,
    keep_types: bool,
}

impl Info {
    /// What the identifier that starts at `start` (byte offset) declares or uses.
    pub fn object(&self, start: u32) -> Option<ObjId> {
        self.objects.get(&start).copied()
    }

    /// The second meaning of an identifier: the type that an embedded field uses.
    pub fn second(&self, start: u32) -> Option<ObjId> {
        self.seconds.get(&start).copied()
    }

    /// All identifiers that declare or use something, by their start; an embedded field before the type it uses.
    pub fn identifiers(&self) -> Vec<(u32, ObjId)> {
        let pairs = |map: &FxHashMap<u32, ObjId>| map.iter().map(|(at, obj)| (*at, *obj)).collect::<Vec<_>>();
        let mut all = pairs(&self.objects);
        all.extend(pairs(&self.seconds));
        // Stable: the field comes from the first map.
        all.sort_by_key(|(at, _)| *at);
        all
    }

    /// The type of the expression with exactly this span; unknown when it is not known, or types were not asked for.
    /// The type of a call with several results is a tuple.
    pub fn ty(&self, span: Span) -> TypeId {
        self.types.get(&span).copied().unwrap_or(TypeId::UNKNOWN)
    }

    /// True for the name in `x.name` or `T{name: v}` whose operand or literal has no known type.
    pub fn is_unresolved(&self, start: u32) -> bool {
        self.unresolved.contains(&start)
    }
}

/// What a name means in a scope. The variable of a type switch has another type in each clause.
#[derive(Clone, Copy, Debug)]
pub(super) struct Binding {
    pub obj: ObjId,
    pub ty: Option<TypeId>,
}

/// Reads one declaration.
pub(super) struct Checker<'c, 'l> {
    pub u: &'c mut Universe<'l>,
    pub file: FileIx,
    pub pkg: PkgId,
    /// Symbol path of what encloses the place being read.
    pub prefix: SmolStr,
    /// Symbol path of the top-level declaration.
    pub top_prefix: SmolStr,
    /// In a function or an initialiser: types are read at once, because local scopes do not last.
    pub in_body: bool,
    pub info: Option<Info>,
    scopes: Vec<(SmolStr, Binding)>,
    marks: Vec<usize>,
    pub labels: Vec<Labels>,
}

/// The labels of one function body: they may be used before they are declared.
#[derive(Debug, Default)]
pub(super) struct Labels {
    pub declared: Vec<(SmolStr, ObjId)>,
    pub used: Vec<Ident>,
}

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
        let mut info = Info { keep_types: types, ..Info::default() };
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

impl<'c, 'l> Checker<'c, 'l> {
    /// Reads in package scope; what it declares is named after `prefix`.
    pub(super) fn new(u: &'c mut Universe<'l>, file: FileIx, prefix: SmolStr) -> Self {
        let pkg = u.package_of(file);
        Self {
            u,
            file,
            pkg,
            top_prefix: prefix.clone(),
            prefix,
            in_body: false,
            info: None,
            scopes: Vec::new(),
            marks: vec![0],
            labels: Vec::new(),
        }
    }

    /// Reads what was left for later.
    pub(super) fn for_lazy(u: &'c mut Universe<'l>, lazy: &LazyExpr) -> Self {
        let mut checker = Self::new(u, lazy.file, lazy.prefix.clone());
        for (name, obj) in lazy.type_params.iter() {
            checker.bind(name.clone(), *obj);
        }
        checker
    }

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
        self.u.func_objects.insert(id, Arc::new(objects));
        self.u.types.func(signature)
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
        let (signature, objects) = self.func_header(decl);
        self.u.func_objects.entry(obj).or_insert_with(|| Arc::new(objects));
        let _ = signature;
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
            objects.receiver = Some(self.declare_value(name, ObjKind::Param, receiver_type));
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
                    let args: Vec<_> = objects.iter().map(|obj| self.u.types.intern(Type::TypeParam(*obj))).collect();
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

    /// Declares a variable with its type in the current scope.
    pub(super) fn declare_value(&mut self, name: &Ident, kind: ObjKind, ty: TypeId) -> ObjId {
        let obj = self.declare(Declaration { name: &name.name, span: name.span, kind, local: true });
        self.set_type(obj, ty);
        if !name.name.is_empty() {
            self.record(name, obj);
            self.bind(name.name.clone(), obj);
        }
        obj
    }

    pub(super) fn default_type(&mut self, ty: TypeId) -> TypeId {
        match *self.u.types.get(ty) {
            Type::Basic(Basic::UntypedNil) => TypeId::UNKNOWN,
            Type::Basic(basic) => TypeId::basic(basic.default_type()),
            Type::Tuple(_) => TypeId::UNKNOWN,
            _ => ty,
        }
    }

    // Scopes.

    pub(super) fn open(&mut self) {
        self.marks.push(self.scopes.len());
    }

    pub(super) fn close(&mut self) {
        if let Some(mark) = self.marks.pop() {
            self.scopes.truncate(mark);
        }
    }

    pub(super) fn bind(&mut self, name: SmolStr, obj: ObjId) {
        self.bind_as(name, obj, None);
    }

    pub(super) fn bind_as(&mut self, name: SmolStr, obj: ObjId, ty: Option<TypeId>) {
        if name != "_" {
            self.scopes.push((name, Binding { obj, ty }));
        }
    }

    /// The object of `name` in the innermost scope only: what `:=` assigns to instead of declaring it.
    pub(super) fn in_this_block(&self, name: &str) -> Option<Binding> {
        let mark = self.marks.last().copied().unwrap_or(0);
        self.scopes[mark..].iter().rev().find(|(it, _)| it == name).map(|(_, binding)| *binding)
    }

    pub(super) fn type_params_in_scope(&self) -> Arc<[(SmolStr, ObjId)]> {
        let params = self.scopes.iter().filter(|(_, it)| self.u.object(it.obj).kind == ObjKind::TypeParam);
        params.map(|(name, it)| (name.clone(), it.obj)).collect()
    }

    pub(super) fn in_generic_scope(&self) -> bool {
        self.scopes.iter().any(|(_, it)| self.u.object(it.obj).kind == ObjKind::TypeParam)
    }

    /// What `name` means here.
    pub(super) fn lookup(&mut self, name: &str) -> Option<Binding> {
        if name == "_" {
            return None;
        }
        if let Some((_, binding)) = self.scopes.iter().rev().find(|(it, _)| it == name) {
            return Some(*binding);
        }
        let obj = self.lookup_global(name)?;
        Some(Binding { obj, ty: None })
    }

    fn lookup_global(&mut self, name: &str) -> Option<ObjId> {
        if let Some(known) = self.u.scope_memo.get(&(self.file, name.into())) {
            return *known;
        }
        let found = self.lookup_global_uncached(name);
        self.u.scope_memo.insert((self.file, name.into()), found);
        found
    }

    fn lookup_global_uncached(&mut self, name: &str) -> Option<ObjId> {
        // The file's own imports come first: a twin for another platform may declare a name that this file imports.
        if let Some(obj) = self.u.import_object(self.file, name, false) {
            return Some(obj);
        }
        if let Some(obj) = self.u.package_object(self.pkg, name) {
            return Some(obj);
        }
        for package in self.u.dot_imports(self.file) {
            if let Some(obj) = self.u.package_object(package, name) {
                return Some(obj);
            }
        }
        self.u.predeclared(name).or_else(|| self.u.import_object(self.file, name, true))
    }

    // Records.

    pub(super) fn recording(&self) -> bool {
        self.info.is_some()
    }

    pub(super) fn record(&mut self, name: &Ident, obj: ObjId) {
        self.record_at(name.span.start, obj);
    }

    pub(super) fn record_at(&mut self, start: u32, obj: ObjId) {
        if let Some(info) = &mut self.info {
            info.objects.insert(start, obj);
        }
    }

    pub(super) fn record_second(&mut self, start: u32, obj: ObjId) {
        if let Some(info) = &mut self.info {
            info.seconds.insert(start, obj);
        }
    }

    pub(super) fn record_unresolved(&mut self, name: &Ident) {
        if let Some(info) = &mut self.info {
            info.unresolved.insert(name.span.start);
        }
    }

    pub(super) fn record_type(&mut self, span: Span, ty: TypeId) {
        if let Some(info) = &mut self.info
            && info.keep_types
        {
            info.types.insert(span, ty);
        }
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
