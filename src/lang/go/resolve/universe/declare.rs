//! The types of declared things, computed when asked for: only the declaration itself is parsed, never a body. What a
//! declaration says is read by the [`Checker`]; this is where its answers are kept.

use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};

use crate::lang::go::ast;
use crate::model::Span;

use super::{MAX_NESTING, Universe};
use crate::lang::go::resolve::checker::Checker;
use crate::lang::go::resolve::object::{FileIx, LazyType, ObjId, ObjKind, TypeDecl, TypeState};
use crate::lang::go::resolve::types::{Type, TypeId};

impl Universe<'_> {
    /// The type of an object: of a type name the type itself, of a type parameter its constraint, of a method its
    /// signature without the receiver.
    pub fn object_type(&mut self, id: ObjId) -> TypeId {
        let lazy = match &self.object(id).ty {
            TypeState::Known(ty) => return *ty,
            TypeState::Busy => return TypeId::UNKNOWN,
            TypeState::Lazy(_) if self.depth > MAX_NESTING => return TypeId::UNKNOWN,
            TypeState::Lazy(lazy) => lazy.clone(),
        };
        self.objects[id.0 as usize].ty = TypeState::Busy;
        self.depth += 1;
        let ty = match lazy {
            LazyType::Entries(places) => self.entry_type(id, &places),
            LazyType::Expr(lazy) => Checker::for_lazy(self, &lazy).lazy_type(id, &lazy.what),
        };
        self.depth -= 1;
        self.objects[id.0 as usize].ty = TypeState::Known(ty);
        ty
    }

    /// The objects of a function's or method's parameters, in order, unnamed ones too. Empty for everything else.
    pub fn param_objects(&mut self, func: ObjId) -> Vec<ObjId> {
        self.object_type(func);
        self.func_objects.get(&func).map(|it| it.params.clone()).unwrap_or_default()
    }

    /// The type parameters that the receiver of a method declares. Empty for everything else.
    pub(in crate::lang::go::resolve) fn receiver_type_params(&mut self, method: ObjId) -> Vec<ObjId> {
        self.object_type(method);
        self.func_objects.get(&method).map(|it| it.receiver_type_params.clone()).unwrap_or_default()
    }

    /// The objects of a function's or method's results, in order, unnamed ones too. Empty for everything else.
    pub fn result_objects(&mut self, func: ObjId) -> Vec<ObjId> {
        self.object_type(func);
        self.func_objects.get(&func).map(|it| it.results.clone()).unwrap_or_default()
    }

    /// What a type name stands for; `None` while it is being read (a cycle) and for things that are no types.
    pub fn type_decl(&mut self, obj: ObjId) -> Option<Arc<TypeDecl>> {
        if let Some(known) = self.type_decls.get(&obj) {
            return known.clone();
        }
        if self.object(obj).kind != ObjKind::TypeName {
            return None;
        }
        let (file, span) = *self.object(obj).decls.first()?;
        let name = self.object(obj).name.clone();
        if self.object(obj).owner != self.package(self.file(file).pkg).path || self.depth > MAX_NESTING {
            return None;
        }
        self.type_decls.insert(obj, None);
        self.depth += 1;
        let decl = self.type_decl_at(file, span, &name).map(Arc::new);
        if let Some(decl) = &decl {
            self.merge_variants(obj, decl.rhs);
        }
        self.depth -= 1;
        self.type_decls.insert(obj, decl.clone());
        decl
    }

    fn type_decl_at(&mut self, file: FileIx, name_span: Span, name: &str) -> Option<TypeDecl> {
        // Entries stand in source order.
        let entries = &self.file(file).outline.entries;
        let entry = entries.partition_point(|entry| entry.span.start <= name_span.start).checked_sub(1)?;
        let decls = self.parse(file, entry as u32, false);
        let spec = decls.iter().find_map(|decl| match decl {
            ast::Decl::Type(spec) if spec.name.name == name => Some(spec),
            _ => None,
        })?;
        let prefix = format_smolstr!("{}.{name}", self.package(self.file(file).pkg).path);
        Some(Checker::new(self, file, prefix).type_spec(spec))
    }

    /// Adds the fields that variants of a struct type in build-constrained files declare beside those of the built one.
    fn merge_variants(&mut self, obj: ObjId, rhs: TypeId) {
        let places = self.object(obj).decls.clone();
        let name = self.object(obj).name.clone();
        for (file, span) in places.into_iter().skip(1) {
            let Some(variant) = self.type_decl_at(file, span, &name) else { continue };
            let (Type::Struct(built, _), Type::Struct(other, _)) = (self.types.get(rhs), self.types.get(variant.rhs))
            else {
                continue;
            };
            let (built, other) = (*built, *other);
            for field in self.types.struct_decl(other).fields.clone() {
                if !self.types.struct_decl(built).fields.contains(&field) {
                    self.types.struct_decl_mut(built).fields.push(field);
                }
            }
        }
    }

    fn entry_type(&mut self, id: ObjId, places: &[(FileIx, u32)]) -> TypeId {
        let object = self.object(id);
        let (kind, name) = (object.kind, object.name.clone());
        let Some(&(file, entry)) = places.first() else { return TypeId::UNKNOWN };
        match kind {
            ObjKind::TypeName if self.is_alias(file, entry, &name) => {
                self.type_decl(id).map_or(TypeId::UNKNOWN, |decl| decl.rhs)
            }
            ObjKind::TypeName => self.types.named(id, Vec::new()),
            ObjKind::Func | ObjKind::Method => {
                let decls = self.parse(file, entry, false);
                let Some(ast::Decl::Func(decl)) = decls.first() else { return TypeId::UNKNOWN };
                let prefix = self.symbol_path(id);
                Checker::new(self, file, prefix).func_signature(id, decl)
            }
            ObjKind::Global | ObjKind::Const => {
                let decls = self.parse(file, entry, false);
                let spec = decls.iter().find_map(|decl| match decl {
                    ast::Decl::Var(spec) | ast::Decl::Const(spec) if spec.names.iter().any(|it| it.name == name) => {
                        Some(spec)
                    }
                    _ => None,
                });
                spec.map_or(TypeId::UNKNOWN, |spec| {
                    let prefix = self.spec_prefix(file, spec);
                    Checker::new(self, file, prefix).value_type(spec, &name, kind == ObjKind::Const)
                })
            }
            _ => TypeId::UNKNOWN,
        }
    }

    /// What closures and anonymous structs in a package-level `var` are named after.
    pub(in crate::lang::go::resolve) fn spec_prefix(&self, file: FileIx, spec: &ast::ValueSpec) -> SmolStr {
        let first = spec.names.first().map_or("_", |it| it.name.as_str());
        format_smolstr!("{}.{first}", self.package(self.file(file).pkg).path)
    }

    /// Looks at the bytes after the name instead of parsing: this runs for every type that is mentioned.
    fn is_alias(&self, file: FileIx, entry: u32, name: &str) -> bool {
        let Some(entry) = self.entry(file, entry) else { return false };
        let Some(ident) = entry.names.iter().find(|it| it.name == name) else { return false };
        let text = &self.file(file).source.text;
        let rest = text.get(ident.span.end as usize..entry.span.end as usize).unwrap_or("").trim_start();
        if !rest.starts_with('[') {
            return rest.starts_with('=');
        }
        let mut depth = 0usize;
        for (at, byte) in rest.bytes().enumerate() {
            match byte {
                b'[' => depth += 1,
                b']' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return rest[at + 1..].trim_start().starts_with('=');
            }
        }
        false
    }
}
