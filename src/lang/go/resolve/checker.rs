//! What is kept while declarations are read: the scopes, what the names in them stand for, and the record of it. Objects for
//! the names that a declaration introduces are made here. The reading itself is in `check`, `stmt`, `expr`, `call`, `typexpr`.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::smallvec;
use smol_str::SmolStr;

use crate::lang::go::ast::Ident;
use crate::model::Span;

use super::object::{FileIx, LazyExpr, LazyType, LazyWhat, ObjId, ObjKind, Object, PkgId, TypeState};
use super::scopes::{Binding, Scopes};
use super::types::{Basic, Type, TypeId};
use super::universe::Universe;

/// What the identifiers and expressions of one declaration stand for.
#[derive(Clone, Debug, Default)]
pub struct Info {
    objects: FxHashMap<u32, ObjId>,
    seconds: FxHashMap<u32, ObjId>,
    unresolved: FxHashSet<u32>,
    types: FxHashMap<Span, TypeId>,
    keep_types: bool,
    instances: Option<Box<Written>>,
}

/// A type for each type parameter of a generic function or type; [`TypeId::UNKNOWN`] where inference does not get there.
pub(super) type Instance = Vec<(ObjId, TypeId)>;

/// The instances of generic functions and types that a declaration makes.
#[derive(Clone, Debug, Default)]
struct Written {
    made: Vec<Instance>,
    /// Generic functions that are named, by the first byte of the name, until it is seen that they are called or indexed.
    named: FxHashMap<u32, Vec<ObjId>>,
}

impl Info {
    /// Of nothing so far; with `types`, the types of all expressions are to be kept.
    pub(super) fn new(types: bool) -> Self {
        Self { keep_types: types, ..Self::default() }
    }

    /// Of nothing so far; the instances of generic functions and types are to be kept.
    pub(super) fn of_instances() -> Self {
        Self { instances: Some(Box::default()), ..Self::default() }
    }

    /// The instances that were to be kept. A generic function that is used as a value, whose arguments the place where it
    /// goes says, has an instance of unknown types.
    pub(super) fn into_instances(self) -> Vec<Instance> {
        let Written { mut made, named } = self.instances.map(|it| *it).unwrap_or_default();
        let mut named: Vec<_> = named.into_iter().collect();
        named.sort_unstable();
        made.extend(named.into_iter().map(|(_, params)| params.into_iter().map(|it| (it, TypeId::UNKNOWN)).collect()));
        made
    }

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

    /// True for a name that means something, or may.
    pub fn is_known(&self, start: u32) -> bool {
        self.objects.contains_key(&start) || self.is_unresolved(start)
    }

    /// True for the name in `x.name` or `T{name: v}` whose operand or literal has no known type.
    pub fn is_unresolved(&self, start: u32) -> bool {
        self.unresolved.contains(&start)
    }
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
    scopes: Scopes,
    marks: Vec<usize>,
    pub labels: Vec<Labels>,
}

/// The labels of one function body: they may be used before they are declared.
#[derive(Debug, Default)]
pub(super) struct Labels {
    pub declared: Vec<(SmolStr, ObjId)>,
    pub used: Vec<Ident>,
}

/// A new object for the name at `span`, or the one that an earlier reading made.
pub(super) struct Declaration<'n> {
    pub name: &'n str,
    pub span: Span,
    pub kind: ObjKind,
    pub local: bool,
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
            scopes: Scopes::default(),
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

    /// The object of a declaration whose type is not known yet.
    pub(super) fn declare(&mut self, it: Declaration) -> ObjId {
        let (file, pkg) = (self.file, self.pkg);
        let owner = self.prefix.clone();
        if let Some(known) = self.u.declared_at(file, it.span.start) {
            return known;
        }
        let object = Object {
            name: it.name.into(),
            kind: it.kind,
            pkg: Some(pkg),
            owner,
            local: it.local,
            decls: smallvec![(file, it.span)],
            ty: TypeState::Known(TypeId::UNKNOWN),
        };
        let is_field = matches!(it.kind, ObjKind::Field { .. }) && !self.in_body;
        if is_field && self.u.has_variants(&self.top_prefix) {
            self.u.declare_variant(file, it.span, object)
        } else {
            self.u.declare_at(file, it.span, || object)
        }
    }

    pub(super) fn set_type(&mut self, obj: ObjId, ty: TypeId) {
        self.u.set_type(obj, TypeState::Known(ty));
    }

    /// Leaves reading a type expression for later when nothing forces it now.
    pub(super) fn set_lazily(&mut self, obj: ObjId, prefix: SmolStr, what: LazyWhat) {
        // An object that is known from an earlier reading keeps its type.
        if !matches!(self.u.object(obj).ty, TypeState::Known(ty) if ty.is_unknown()) {
            return;
        }
        let lazy = LazyExpr { file: self.file, type_params: self.type_params_in_scope(), prefix, what };
        self.u.set_type(obj, TypeState::Lazy(LazyType::Expr(Arc::new(lazy))));
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
        match *self.u.ty(ty) {
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
            self.scopes.push(name, Binding { obj, ty });
        }
    }

    /// The object of `name` in the innermost scope only: what `:=` assigns to instead of declaring it.
    pub(super) fn in_this_block(&self, name: &str) -> Option<Binding> {
        let mark = self.marks.last().copied().unwrap_or(0);
        self.scopes.latest(name, mark)
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
        if let Some(binding) = self.scopes.latest(name, 0) {
            return Some(binding);
        }
        let obj = self.u.file_scope(self.file, name)?;
        Some(Binding { obj, ty: None })
    }

    /// Runs `inner` unless what is being read is nested too deep.
    pub(super) fn nested<T>(&mut self, otherwise: T, inner: impl FnOnce(&mut Self) -> T) -> T {
        if !self.u.enter() {
            return otherwise;
        }
        let result = inner(self);
        self.u.leave();
        result
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

    /// The checker notes instances of generic functions and types.
    pub(super) fn keeps_instances(&self) -> bool {
        self.info.as_ref().is_some_and(|info| info.instances.is_some())
    }

    fn instances(&mut self) -> Option<&mut Written> {
        self.info.as_mut()?.instances.as_deref_mut()
    }

    /// Notes that `params` stand for `args` somewhere, or for what nobody knows where these are too few.
    pub(super) fn record_instance(&mut self, params: &[ObjId], args: &[TypeId]) {
        if let Some(written) = self.instances() {
            let args = args.iter().copied().chain(std::iter::repeat(TypeId::UNKNOWN));
            written.made.push(params.iter().copied().zip(args).collect());
        }
    }

    /// Notes that a generic function is named at `start`.
    pub(super) fn record_generic(&mut self, start: u32, ty: TypeId) {
        if !self.keeps_instances() {
            return;
        }
        if let Type::Func(signature) = self.u.ty(ty).clone()
            && !signature.type_params.is_empty()
            && let Some(written) = self.instances()
        {
            written.named.insert(start, signature.type_params.clone());
        }
    }

    /// Notes that the type arguments of the generic function at `start` are told by what it is in.
    pub(super) fn is_instantiated(&mut self, start: Option<u32>) {
        if let (Some(written), Some(start)) = (self.instances(), start) {
            written.named.remove(&start);
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
