//! What a module has under a name, for whoever asks about many names: made once, when somebody asks for the first time.

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use super::module::{Export, ExprKind, Module, ShapeKind, TypeKind, What};
use super::table::{BindingId, ExprId, ScopeId, ShapeId, TypeId};
use crate::model::Span;

/// Tables over the tables of a module.
#[derive(Debug, Default)]
pub struct Index {
    members: FxHashMap<SmolStr, Vec<(ShapeId, u32)>>,
    bindings: FxHashMap<SmolStr, Vec<BindingId>>,
    scopes: FxHashMap<SmolStr, Vec<ScopeId>>,
    homes: FxHashMap<BindingId, Vec<ScopeId>>,
    namespaces: FxHashMap<ScopeId, BindingId>,
    objects: FxHashMap<Span, ShapeId>,
    exported: FxHashSet<BindingId>,
    exported_names: FxHashSet<SmolStr>,
    type_parents: FxHashMap<TypeId, TypeId>,
    tested: FxHashMap<ExprId, ExprId>,
    given: FxHashMap<SmolStr, Vec<(ExprId, ExprId)>>,
    /// The file neither imports nor exports.
    pub script: bool,
}

impl Index {
    /// The members whose name is `word`, without the `#` of private ones, in the order of their shapes.
    pub fn members(&self, word: &str) -> &[(ShapeId, u32)] {
        self.members.get(word).map_or(&[], Vec::as_slice)
    }

    /// Those of one shape.
    pub fn members_of(&self, shape: ShapeId, word: &str) -> &[(ShapeId, u32)] {
        let all = self.members(word);
        let first = all.partition_point(|(it, _)| *it < shape);
        let behind = all.partition_point(|(it, _)| *it <= shape);
        &all[first..behind]
    }

    /// The bindings whose name is `word`.
    pub fn bindings(&self, word: &str) -> &[BindingId] {
        self.bindings.get(word).map_or(&[], Vec::as_slice)
    }

    /// The scopes that have the name `word`, in order.
    pub fn scopes(&self, word: &str) -> &[ScopeId] {
        self.scopes.get(word).map_or(&[], Vec::as_slice)
    }

    /// The scopes that have a binding, in order.
    pub fn homes(&self, binding: BindingId) -> &[ScopeId] {
        self.homes.get(&binding).map_or(&[], Vec::as_slice)
    }

    /// The namespace whose body the scope is.
    pub fn namespace(&self, scope: ScopeId) -> Option<BindingId> {
        self.namespaces.get(&scope).copied()
    }

    /// The first object literal at exactly this place.
    pub fn object(&self, span: Span) -> Option<ShapeId> {
        self.objects.get(&span).copied()
    }

    /// The written type that this one is a part of: of unions, arguments and keys.
    pub fn type_parent(&self, ty: TypeId) -> Option<TypeId> {
        self.type_parents.get(&ty).copied()
    }

    /// What the text of `'key' in object` is looked for in.
    pub fn tested(&self, key: ExprId) -> Option<ExprId> {
        self.tested.get(&key).copied()
    }

    /// What is assigned to a property of this name of a plain name, with the latter: `Menu.Item = Item`.
    pub fn given(&self, property: &str) -> &[(ExprId, ExprId)] {
        self.given.get(property).map_or(&[], Vec::as_slice)
    }

    /// An `export` of the module names the binding.
    pub fn exports(&self, binding: BindingId, name: &str) -> bool {
        self.exported.contains(&binding) || self.exported_names.contains(name)
    }

    /// Of a module that is complete.
    pub fn of(module: &Module) -> Self {
        let mut index = Self { script: !module.closed && module.exports.is_empty(), ..Self::default() };
        let bare = |name: &SmolStr| match name.strip_prefix('#') {
            Some(_) => SmolStr::new(name.trim_start_matches('#')),
            None => name.clone(),
        };
        for (id, shape) in module.shapes.entries() {
            for (at, member) in shape.members.iter().enumerate() {
                index.members.entry(bare(&member.key.name)).or_default().push((id, at as u32));
            }
            if shape.kind == ShapeKind::Object {
                index.objects.entry(shape.span).or_insert(id);
            }
        }
        for (id, binding) in module.bindings.entries() {
            index.bindings.entry(bare(&binding.ident.name)).or_default().push(id);
            if let What::Namespace(scope) = binding.what {
                index.namespaces.insert(scope, id);
            }
        }
        for (id, scope) in module.scopes.entries() {
            for (name, bindings) in &scope.names {
                index.scopes.entry(name.clone()).or_default().push(id);
                bindings.iter().for_each(|it| index.homes.entry(*it).or_default().push(id));
            }
        }
        for (id, ty) in module.types.entries() {
            let parts: &[TypeId] = match &ty.kind {
                TypeKind::Union(parts) | TypeKind::Name { args: parts, .. } => parts,
                TypeKind::Same(inner) | TypeKind::Indexed(_, inner) => std::slice::from_ref(inner),
                _ => continue,
            };
            index.type_parents.extend(parts.iter().map(|it| (*it, id)));
        }
        for expr in module.exprs.iter() {
            match expr.kind {
                ExprKind::In { key, object } => drop(index.tested.insert(key, object)),
                ExprKind::Assign(left, value) => {
                    if let ExprKind::Member { object, name } = &module.expr(left).kind
                        && matches!(module.expr(*object).kind, ExprKind::Ident(_))
                    {
                        index.given.entry(name.name.clone()).or_default().push((*object, value));
                    }
                }
                _ => {}
            }
        }
        for export in module.exports.values() {
            match export {
                Export::Binding(id) => drop(index.exported.insert(*id)),
                Export::Local(name) => drop(index.exported_names.insert(name.clone())),
                Export::Value(expr) => {
                    if let ExprKind::Ident(name) = &module.expr(*expr).kind {
                        index.exported_names.insert(name.clone());
                    }
                }
                Export::From { .. } | Export::Namespace { .. } => {}
            }
        }
        index
    }
}
