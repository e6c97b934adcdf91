//! Which declarations a plain name means: scopes, imports, exports and global declarations, no types.

use smol_str::SmolStr;

use super::ty::{Entity, ModId};
use super::types::Checker;
use crate::lang::typescript::syntax::module::*;
use crate::model::Span;

/// What a name in a written type stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamedType {
    Binding(ModId, BindingId),
    /// `Mode.Fast` as a type.
    EnumMember(ModId, ShapeId, u32),
}

impl NamedType {
    /// What is declared under the name; none for a member of an enumeration.
    pub fn binding(self) -> Option<(ModId, BindingId)> {
        match self {
            Self::Binding(at, id) => Some((at, id)),
            Self::EnumMember(..) => None,
        }
    }
}

/// Most `export * from` of one module that are followed; an index of a library has hundreds.
const STARS: usize = 4096;

impl Checker<'_> {
    /// The declaration of a binding: of the file that it is imported from, when it is imported under its own name.
    pub fn origin(&self, module: ModId, id: BindingId) -> (ModId, BindingId) {
        let renames = |what: &What| !matches!(what, What::Import { local_only: false, .. });
        if renames(&self.loaded(module).module.binding(id).what) {
            return (module, id);
        }
        match self.follow(module, id) {
            Some(Entity::Binding(at, id)) => (at, id),
            _ => (module, id),
        }
    }

    /// The declaration that an identifier means: of a value, else of a type.
    pub fn identifier(&self, module: ModId, expr: ExprId) -> Option<(ModId, BindingId)> {
        let loaded = self.loaded(module);
        let it = loaded.module.expr(expr);
        let ExprKind::Ident(name) = &it.kind else { return None };
        let found = self.look_up(module, it.scope, name, false);
        let (at, id) = found.or_else(|| self.look_up(module, it.scope, name, true))?;
        Some(self.origin(at, id))
    }

    /// The binding of a name seen from `scope`, outward and to the global declarations.
    pub(super) fn look_up(&self, module: ModId, scope: ScopeId, name: &str, types: bool) -> Option<(ModId, BindingId)> {
        let loaded = self.loaded(module);
        let own = loaded.module.look_up(scope, name, types).map(|id| (module, id));
        own.or_else(|| self.global(name, types))
    }

    /// A global declaration of this name.
    pub(super) fn global(&self, name: &str, types: bool) -> Option<(ModId, BindingId)> {
        self.global_scopes().iter().find_map(|(module, scope)| {
            let loaded = self.loaded(*module);
            let found = loaded.module.scopes[*scope].names.get(name)?;
            found.iter().copied().find(|id| fits(&loaded.module, *id, types)).map(|id| (*module, id))
        })
    }

    /// A global variable or function of this name, which is a property of `globalThis`, too.
    pub fn global_value(&self, name: &str) -> Option<(ModId, BindingId)> {
        let (module, id) = self.global(name, false)?;
        let loaded = self.loaded(module);
        let binding = loaded.module.binding(id);
        let property = matches!(binding.what, What::Value(_) | What::Func(_)) && !binding.constant;
        property.then_some((module, id))
    }

    pub(super) fn global_scopes(&self) -> std::rc::Rc<Vec<(ModId, ScopeId)>> {
        if let Some(known) = &*self.globals.borrow() {
            return known.clone();
        }
        let mut scopes = Vec::new();
        for id in self.global_modules() {
            let loaded = self.loaded(id);
            if loaded.index().script {
                scopes.push((id, ScopeId::FILE));
            }
            scopes.extend(loaded.module.global_scopes.iter().map(|it| (id, *it)));
        }
        let scopes = std::rc::Rc::new(scopes);
        *self.globals.borrow_mut() = Some(scopes.clone());
        scopes
    }

    /// The module is a part of the library.
    pub fn is_library(&self, module: ModId) -> bool {
        super::library::Library::is_library(&self.loaded(module).module.path)
    }

    /// The module is the part of the library that the language or its surroundings bring along, and no package.
    pub fn is_language(&self, module: ModId) -> bool {
        let path = &self.loaded(module).module.path;
        self.is_library(module) && !path.ends_with("/packages.d.ts") && !path.ends_with("/react.d.ts")
    }

    /// All declarations that are one with this one: of the same name in the same scope, of the global scopes, and those that
    /// other files add to a module.
    pub fn merged(&self, module: ModId, id: BindingId) -> Vec<(ModId, BindingId)> {
        let loaded = self.loaded(module);
        let binding = loaded.module.binding(id);
        let name = &binding.ident.name;
        let of = |at: ModId, scope: ScopeId| {
            let loaded = self.loaded(at);
            let found = loaded.module.scopes[scope].names.get(name).cloned().unwrap_or_default();
            found.into_iter().map(move |id| (at, id)).collect::<Vec<_>>()
        };
        let mut all = of(module, binding.scope);
        let home = (module, binding.scope);
        let scopes = self.global_scopes();
        if scopes.contains(&home) {
            scopes.iter().filter(|it| **it != home).for_each(|(at, scope)| all.extend(of(*at, *scope)));
        }
        if binding.scope == ScopeId::FILE && !loaded.index().script {
            for (at, block) in self.augmentations(module).iter() {
                let scope = self.loaded(*at).module.ambient[*block as usize].scope;
                all.extend(of(*at, scope));
            }
        }
        let block = loaded.module.ambient.iter().position(|it| it.scope == binding.scope);
        if let Some(block) = block {
            let unit = self.import(module, &loaded.module.ambient[block].name);
            for (at, other) in unit.map(|it| self.augmentations(it)).iter().flat_map(|it| it.iter()) {
                let scope = self.loaded(*at).module.ambient[*other as usize].scope;
                all.extend(of(*at, scope).into_iter().filter(|it| !(it.0 == module && scope == binding.scope)));
            }
            // What the block adds to.
            let other = unit.filter(|it| self.block(*it) != Some((module, block as u32)));
            if let Some(Entity::Binding(at, id)) = other.and_then(|it| self.export(it, name, 0))
                && (at, id) != (module, id)
            {
                let scope = self.loaded(at).module.binding(id).scope;
                all.extend(of(at, scope));
            }
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The declaration behind imports and exports.
    pub fn follow(&self, module: ModId, binding: BindingId) -> Option<Entity> {
        self.ask(None, || {
            let loaded = self.loaded(module);
            match &loaded.module.binding(binding).what {
                What::Import { source, name, .. } => {
                    let target = self.import(module, source)?;
                    self.export(target, name, 0)
                }
                What::ImportAll { source } => self.import(module, source).map(Entity::Module),
                What::Same(path) => self.path(module, loaded.module.binding(binding).scope, path, Some(binding)),
                _ => Some(Entity::Binding(module, binding)),
            }
        })
    }

    /// What the dotted name `path` means; `except`: the binding that the name is being given to.
    fn path(&self, module: ModId, scope: ScopeId, path: &[Ident], except: Option<BindingId>) -> Option<Entity> {
        let first = path.first()?;
        let found =
            self.look_up(module, scope, &first.name, true).or_else(|| self.look_up(module, scope, &first.name, false));
        let (at, id) = found.filter(|it| Some(it.1) != except || it.0 != module)?;
        let mut entity = self.follow(at, id)?;
        for part in &path[1..] {
            entity = self.inside(&entity, &part.name, true).or_else(|| self.inside(&entity, &part.name, false))?;
        }
        Some(entity)
    }

    /// A name inside of a module, a namespace or an enumeration.
    pub(super) fn inside(&self, entity: &Entity, name: &str, types: bool) -> Option<Entity> {
        match entity {
            Entity::Module(target) => self.export(*target, name, 0),
            Entity::Binding(at, id) => {
                let all = self.merged(*at, *id);
                for (at, id) in &all {
                    let loaded = self.loaded(*at);
                    if let What::Namespace(scope) = loaded.module.binding(*id).what {
                        let found = loaded.module.scopes[scope].names.get(name).into_iter().flatten();
                        if let Some(found) = found.copied().find(|it| fits(&loaded.module, *it, types)) {
                            return self.follow(*at, found);
                        }
                    }
                }
                let loaded = self.loaded(*at);
                match &loaded.module.binding(*id).what {
                    What::Enum(_) => Some(*entity),
                    // `const React: typeof import('react')`.
                    What::Value(pat) => {
                        let root = &loaded.module.roots[loaded.module.pats[*pat].root];
                        let ty = root.ty.filter(|_| loaded.module.pats[*pat].steps.is_empty())?;
                        let TypeKind::TypeOf(expr) = loaded.module.ty(ty).kind else { return None };
                        let ExprKind::Import(source, _) = &loaded.module.expr(expr).kind else { return None };
                        self.export(self.import(*at, source)?, name, 0)
                    }
                    _ => None,
                }
            }
            Entity::Value(..) => None,
        }
    }

    /// What `module` exports as `name`.
    pub fn export(&self, module: ModId, name: &str, depth: u32) -> Option<Entity> {
        if depth > 16 {
            return None;
        }
        self.ask(None, || self.export_here(module, name, depth))
    }

    fn export_here(&self, module: ModId, name: &str, depth: u32) -> Option<Entity> {
        let (base, block) = match self.block(module) {
            Some((base, block)) => (base, Some(block)),
            None => (module, None),
        };
        let loaded = self.loaded(base);
        let it = &loaded.module;
        let (exports, all, assigned, scope) = match block {
            Some(block) => {
                let block = &it.ambient[block as usize];
                (&block.exports, &block.export_all, block.export_assigned, block.scope)
            }
            None => (&it.exports, &it.export_all, it.export_assigned, ScopeId::FILE),
        };
        let local = |name: &str| {
            let id = it.look_up(scope, name, false).or_else(|| it.look_up(scope, name, true))?;
            self.follow(base, id)
        };
        match exports.get(name) {
            Some(Export::Binding(id)) => return self.follow(base, *id),
            Some(Export::Value(expr)) => {
                if let ExprKind::Ident(name) = &it.expr(*expr).kind
                    && let Some(found) = local(name)
                {
                    return Some(found);
                }
                return Some(Entity::Value(base, *expr));
            }
            Some(Export::Local(name)) => return local(name),
            Some(Export::From { source, name }) => {
                let target = self.import(base, source)?;
                return self.export(target, name, depth + 1);
            }
            Some(Export::Namespace { source }) => return self.import(base, source).map(Entity::Module),
            None => {}
        }
        if let Some(expr) = assigned {
            return self.assigned_export(base, scope, expr, name);
        }
        if block.is_some()
            && let Some(id) = it.scopes[scope].names.get(name).and_then(|it| it.first())
        {
            return self.follow(base, *id);
        }
        let found = all.iter().take(STARS).filter(|_| name != "default").find_map(|source| {
            let target = self.import(base, source)?;
            self.export(target, name, depth + 1)
        });
        found.or_else(|| {
            self.augmentations(module).iter().find_map(|(at, block)| {
                let loaded = self.loaded(*at);
                let scope = loaded.module.ambient[*block as usize].scope;
                let id = loaded.module.scopes[scope].names.get(name)?.first()?;
                Some(Entity::Binding(*at, *id))
            })
        })
    }

    /// `export = x`: the module is `x`, and what is in the namespace `x` is exported.
    fn assigned_export(&self, module: ModId, scope: ScopeId, expr: ExprId, name: &str) -> Option<Entity> {
        let loaded = self.loaded(module);
        let ExprKind::Ident(local) = &loaded.module.expr(expr).kind else {
            return (name == "default").then_some(Entity::Value(module, expr));
        };
        let id = loaded.module.look_up(scope, local, false).or_else(|| loaded.module.look_up(scope, local, true))?;
        let entity = self.follow(module, id)?;
        if name == "default" {
            return Some(entity);
        }
        self.inside(&entity, name, true).or_else(|| self.inside(&entity, name, false))
    }

    /// The declaration that the part at `span` of a type's name means: `T`, or `T` of `ns.T`.
    pub fn type_name(&self, module: ModId, ty: TypeId, span: Span) -> Option<NamedType> {
        let loaded = self.loaded(module);
        let node = loaded.module.ty(ty);
        let (mut entity, path) = match &node.kind {
            TypeKind::Name { path, .. } => {
                let first = path.first()?;
                let (at, id) = self
                    .look_up(module, node.scope, &first.name, true)
                    .or_else(|| self.look_up(module, node.scope, &first.name, false))?;
                if first.span == span {
                    let (at, id) = self.origin(at, id);
                    return Some(NamedType::Binding(at, id));
                }
                (self.follow(at, id)?, &path[1..])
            }
            TypeKind::Import { source, path, .. } => (Entity::Module(self.import(module, source)?), &path[..]),
            _ => return None,
        };
        for part in path {
            if let Entity::Binding(at, id) = entity
                && let What::Enum(shape) = self.loaded(at).module.binding(id).what
            {
                let loaded = self.loaded(at);
                let mut members = loaded.module.shape(shape).members.iter();
                let found = members.position(|it| it.key.name == part.name)?;
                return (part.span == span).then_some(NamedType::EnumMember(at, shape, found as u32));
            }
            entity = self.inside(&entity, &part.name, true).or_else(|| self.inside(&entity, &part.name, false))?;
            if part.span == span {
                return match entity {
                    Entity::Binding(at, id) => Some(NamedType::Binding(at, id)),
                    _ => None,
                };
            }
        }
        None
    }

    /// The names that a module exports, itself or from others.
    pub(super) fn exported_names(&self, module: ModId, depth: u32, found: &mut Vec<SmolStr>) {
        if depth > 8 || found.len() > 4096 {
            return;
        }
        let (base, block) = self.block(module).map_or((module, None), |(base, block)| (base, Some(block)));
        let loaded = self.loaded(base);
        let (exports, all) = match block {
            Some(block) => {
                let block = &loaded.module.ambient[block as usize];
                found.extend(loaded.module.scopes[block.scope].names.keys().cloned());
                (&block.exports, &block.export_all)
            }
            None => (&loaded.module.exports, &loaded.module.export_all),
        };
        found.extend(exports.keys().cloned());
        for source in all.iter().take(STARS) {
            if let Some(target) = self.import(base, source) {
                self.exported_names(target, depth + 1, found);
            }
        }
        found.sort_unstable();
        found.dedup();
    }
}

/// The binding is what is wanted: a type, or a value.
fn fits(module: &Module, id: BindingId, types: bool) -> bool {
    match &module.binding(id).what {
        What::Interface(_) | What::Alias { .. } | What::TypeParam { .. } => types,
        What::Value(_) | What::Func(_) => !types,
        _ => true,
    }
}
