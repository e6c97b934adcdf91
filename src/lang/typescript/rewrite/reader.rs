//! What a place of a word means in one module: which declarations it may stand for, or that nobody knows.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::imports::is_package;
use super::reference::{Decl, Declared, Meaning, Reference, Spot};
use crate::lang::typescript::SVELTE;
use crate::lang::typescript::facts::emit::name_at;
use crate::lang::typescript::resolve::names::NamedType;
use crate::lang::typescript::resolve::project::paths::is_asset;
use crate::lang::typescript::resolve::project::{Loaded, Project};
use crate::lang::typescript::resolve::tracer::{Provenance, Tracer};
use crate::lang::typescript::resolve::types::{Checker, Entity, ModId, Ty};
use crate::lang::typescript::syntax::module::*;
use crate::model::{FileId, Source, Span};

/// Reads one module.
pub(super) struct Reader<'a> {
    pub(super) source: &'a Source,
    pub(super) loaded: Arc<Loaded>,
    pub(super) checker: Checker<'a>,
    pub(super) main: ModId,
    project: &'a Project<'a>,
    packages: &'a [String],
    /// The file assigns to the exports of CommonJS.
    exports: bool,
    pub(super) word: &'a str,
    /// The keys of what a test expects are names of the value that it is compared with.
    pub(super) compares: bool,
}

impl<'a> Reader<'a> {
    /// For the module of `source`. `packages` are those that the repository declares.
    pub(super) fn new(
        project: &'a Project<'_>,
        source: &'a Source,
        loaded: Arc<Loaded>,
        packages: &'a [String],
    ) -> Self {
        let checker = Checker::new(project, source.repo);
        let main = checker.add(loaded.clone());
        let exports = source.text.contains("module.exports") || source.text.contains("exports.");
        Self { source, loaded, checker, main, project, packages, exports, word: "", compares: false }
    }

    /// The same for a rename, which writes the keys of what a test expects as well; the compiler takes these for names of their own.
    pub(super) fn comparing(self, compares: bool) -> Self {
        Self { compares, ..self }
    }

    /// From now on the places of `word` are asked for.
    pub(super) fn about(&mut self, word: &'a str) {
        self.checker.refuel();
        self.word = word;
    }

    /// What the repository is made of.
    pub(super) fn project(&self) -> &'a Project<'a> {
        self.project
    }

    pub(super) fn module(&self) -> &Module {
        &self.loaded.module
    }

    /// What the place of the word at `span` means; `None` where it is a word for people.
    pub(super) fn place(&self, span: Span) -> Option<Reference> {
        if self.compares && self.is_in_path(span) {
            return Some(Reference { spot: Spot::Path, ..unread(self.source.id, span) });
        }
        let mut place = self.named(span)?;
        if place.meaning == Meaning::Unknown
            && let Some(from) = self.provenance(span)
        {
            if matches!(place.spot, Spot::Property | Spot::Text) && from.is_foreign() {
                place.meaning = Meaning::Foreign;
            }
            place.from = from;
        }
        let text = name_at(&self.module().names, span).map(|it| it.1);
        if let (Spot::Text, Meaning::Unknown, Some(NameRef::Text(expr))) = (place.spot, &place.meaning, text)
            && !self.names_a_key(*expr)
        {
            (place.spot, place.from) = self.string(*expr);
        }
        Some(place)
    }

    /// Where the thing comes from that the place of the word names; `None` where that is not asked.
    fn provenance(&self, span: Span) -> Option<Provenance> {
        let (module, main) = (self.module(), self.main);
        let is_package = |source: &str| self.is_package(source);
        let tracer = Tracer::new(&self.checker, &is_package);
        match name_at(&module.names, span)?.1 {
            NameRef::Property(expr) => match &module.expr(*expr).kind {
                ExprKind::Member { object, name } if !name.name.starts_with('#') => {
                    Some(tracer.of_owner(main, *object))
                }
                _ => None,
            },
            NameRef::PatternKey(parent, _)
            | NameRef::PatternShorthand(parent, _)
            | NameRef::AssignedShorthand(parent, _) => Some(tracer.of_pattern(main, *parent)),
            NameRef::Attribute(jsx, _) => match &module.expr(*jsx).kind {
                ExprKind::Jsx { name: Some(name), .. } => Some(tracer.of_component(main, *name)),
                _ => None,
            },
            // Declared nowhere that the repository knows of: a name of the platform.
            NameRef::Ident(expr) => self.checker.identifier(main, *expr).is_none().then(Provenance::default),
            NameRef::TypeText(ty) => {
                match (self.checker.owner_of_type_text(main, *ty)?, self.checker.written_owner_of_text(main, *ty)) {
                    (Ty::Unknown, Some(written)) => Some(tracer.of_written(main, written)),
                    (owner, _) => Some(tracer.of_type(&owner)),
                }
            }
            NameRef::Text(expr) => match (module.expr(*expr).place, self.loaded.index().tested(*expr)) {
                (Place::Index(object), _) => Some(tracer.of_owner(main, object)),
                (Place::Free, Some(object)) => Some(tracer.of_tested(main, object)),
                _ => Some(tracer.of_type(&self.checker.owner_of_text(main, *expr)?)),
            },
            NameRef::Type(ty) => self.is_foreign_type(*ty).then(Provenance::default),
            _ => None,
        }
    }

    /// `x['k']`, `'k' in x`, an argument that has to be a name of a type.
    fn names_a_key(&self, expr: ExprId) -> bool {
        matches!(self.module().expr(expr).place, Place::Index(_))
            || self.checker.owner_of_text(self.main, expr).is_some()
    }

    /// `T`, `ns.T`: the first name is of the platform or of a package.
    fn is_foreign_type(&self, ty: TypeId) -> bool {
        let TypeKind::Name { path, .. } = &self.module().ty(ty).kind else { return false };
        let first = path.first().and_then(|it| self.checker.type_name(self.main, ty, it.span));
        let Some((at, id)) = first.and_then(NamedType::binding) else { return first.is_none() };
        match &self.checker.loaded(at).module.binding(id).what {
            What::Import { source, .. } | What::ImportAll { source } => self.is_package(source),
            _ => false,
        }
    }

    fn named(&self, span: Span) -> Option<Reference> {
        let text = &*self.source.text;
        let kebab = text.get(span.range()).is_some_and(|it| it != self.word && it.strip_prefix('#') != Some(self.word));
        let Some((at, name)) = name_at(&self.module().names, span) else {
            return if kebab { self.kebab_leaf(span) } else { self.leaf(span) };
        };
        if kebab && (at != span || self.module().forms.get(&at) != Some(&Form::Kebab)) {
            return None;
        }
        let whole = at == span || text.get(at.range()).is_some_and(|it| it.strip_prefix('#') == Some(self.word));
        if !whole {
            // The word in a longer string, or the store of a name that reads it and stands for more.
            let store = at.start + 1 == span.start && text.get(at.range()).is_some_and(|it| it.starts_with('$'));
            return (store && self.source.language == SVELTE).then(|| unread(self.source.id, span));
        }
        let form = self.module().forms.get(&at).copied().unwrap_or_default();
        let place = |spot, meaning| Reference {
            file: self.source.id,
            span,
            spot,
            meaning,
            variable: None,
            form,
            from: Provenance::anything(),
        };
        let both = |spot, meaning, variable| Reference { variable: Some(variable), ..place(spot, meaning) };
        Some(match name {
            NameRef::Declares(id) => match &self.module().binding(*id).what {
                What::Import { .. } | What::ImportAll { .. } => place(Spot::Name, self.imported(*id)),
                _ => place(Spot::Declaration, self.binding(self.main, *id)),
            },
            NameRef::Member(shape, index) => place(Spot::Declaration, self.member(self.main, *shape, *index)),
            NameRef::Key(shape, index) => {
                let owner = self.module().shape(*shape);
                let meaning = self.key(*shape, *index);
                let value = owner.members[*index as usize].value.map(|it| (it, self.module().expr(it)));
                match value {
                    Some((value, it)) if it.span == span => {
                        both(Spot::Key(owner.span), meaning, self.identifier(value))
                    }
                    _ => place(Spot::Key(owner.span), meaning),
                }
            }
            NameRef::Ident(expr) => {
                let implied = self.checker.implied(self.main, *expr).is_some();
                place(if implied { Spot::Property } else { Spot::Name }, self.identifier(*expr))
            }
            NameRef::Property(expr) => place(Spot::Property, self.property(*expr)),
            NameRef::Type(ty) => place(Spot::Name, self.type_name(*ty, at)),
            NameRef::PatternKey(parent, _) => place(Spot::Property, self.pattern(*parent)),
            NameRef::PatternShorthand(parent, id) => {
                both(Spot::Property, self.pattern(*parent), self.binding(self.main, *id))
            }
            NameRef::Imported(id) => place(Spot::Name, self.imported(*id)),
            NameRef::Exported(name) => place(
                Spot::Name,
                match self.checker.export(self.main, name, 0) {
                    Some(Entity::Binding(at, id)) => self.binding(at, id),
                    _ if self.is_exported_from_package(name) => Meaning::Foreign,
                    _ => Meaning::Unknown,
                },
            ),
            NameRef::Attribute(jsx, _) => place(Spot::Property, self.attribute(*jsx)),
            NameRef::AttributeShorthand(attribute, expr) => {
                let attribute = attribute.map_or(Meaning::Foreign, |(element, _)| self.attribute(element));
                both(Spot::Property, attribute, self.identifier(*expr))
            }
            NameRef::Text(expr) => place(Spot::Text, self.text(*expr)?),
            NameRef::TypeText(ty) => match self.checker.owner_of_type_text(self.main, *ty) {
                Some(owner) => place(Spot::Text, self.members_or_unknown(&owner)),
                None => place(Spot::Constant, Meaning::Unknown),
            },
            NameRef::ParameterProperty(shape, index) => {
                place(Spot::Declaration, self.member(self.main, *shape, *index))
            }
            NameRef::AssignedShorthand(parent, target) => {
                both(Spot::Property, self.pattern(*parent), self.identifier(*target))
            }
            NameRef::ModulePath | NameRef::Label => return None,
        })
    }

    // What names mean.

    pub(super) fn decl(&self, module: ModId, span: Span) -> Option<Decl> {
        self.checker.loaded(module).file.map(|file| (file, span))
    }

    fn member(&self, module: ModId, shape: ShapeId, index: u32) -> Meaning {
        let span = self.checker.loaded(module).module.shape(shape).members[index as usize].key.span;
        Meaning::Of(vec![self.decl(module, span)])
    }

    pub(super) fn binding(&self, module: ModId, id: BindingId) -> Meaning {
        let loaded = self.checker.loaded(module);
        let binding = loaded.module.binding(id);
        if let What::Import { source, local_only: false, .. } = &binding.what {
            // Not found in the sources.
            return if self.is_package(source) { Meaning::Foreign } else { Meaning::Unknown };
        }
        Meaning::Of(vec![self.decl(module, binding.ident.span)])
    }

    pub(super) fn is_package(&self, source: &str) -> bool {
        is_package(source, self.packages)
    }

    /// `export { name } from 'package'`, or from a file that declares nothing: `./notes.md`.
    fn is_exported_from_package(&self, name: &str) -> bool {
        match self.module().exports.get(name) {
            Some(Export::From { source, .. } | Export::Namespace { source }) => {
                self.is_package(source) || is_asset(source)
            }
            _ => false,
        }
    }

    fn identifier(&self, expr: ExprId) -> Meaning {
        if let Some(owner) = self.checker.implied(self.main, expr) {
            return self.members_or_unknown(&owner);
        }
        let found = self.checker.identifier(self.main, expr).map_or(Meaning::Unknown, |(at, id)| self.binding(at, id));
        self.or_in_another_part(found, self.module().expr(expr).scope)
    }

    fn type_name(&self, ty: TypeId, span: Span) -> Meaning {
        match self.checker.type_name(self.main, ty, span) {
            Some(NamedType::Binding(at, id)) => self.binding(at, id),
            Some(NamedType::EnumMember(at, shape, index)) => self.member(at, shape, index),
            None => Meaning::Unknown,
        }
    }

    /// What a name in a list of imports stands for.
    fn imported(&self, id: BindingId) -> Meaning {
        let binding = self.module().binding(id);
        let own = binding.ident.name == self.word;
        match &binding.what {
            What::Import { source, name, local_only } => match self.checker.follow(self.main, id) {
                // `import x from`, `import { y as x } from`: the local name is the file's own.
                _ if *local_only && own && name != self.word => {
                    Meaning::Of(vec![self.decl(self.main, binding.ident.span)])
                }
                Some(Entity::Binding(at, id)) => self.binding(at, id),
                Some(_) => Meaning::Unknown,
                None if self.is_package(source) => Meaning::Foreign,
                None => Meaning::Unknown,
            },
            _ => Meaning::Of(vec![self.decl(self.main, binding.ident.span)]),
        }
    }

    fn property(&self, expr: ExprId) -> Meaning {
        let ExprKind::Member { object, name } = &self.module().expr(expr).kind else { return Meaning::Unknown };
        let owner = self.checker.type_of(self.main, *object);
        if let Some(private) = name.name.strip_prefix('#') {
            let found = self.checker.members(&owner, &name.name);
            debug_assert_eq!(private, self.word);
            return match found.first() {
                Some(it) => self.member(it.module, it.shape, it.index),
                None => Meaning::Unknown,
            };
        }
        let found = self.members_or_unknown(&owner);
        if found == Meaning::Unknown
            && self.is_global_object(*object)
            && let Some((at, id)) = self.checker.global_value(self.word)
        {
            return self.binding(at, id);
        }
        if matches!(self.module().expr(*object).kind, ExprKind::Text(_) | ExprKind::Template(..) | ExprKind::Literal) {
            return Meaning::Foreign;
        }
        found
    }

    fn pattern(&self, parent: PatId) -> Meaning {
        self.members_or_unknown(&self.checker.pattern_type(self.main, parent))
    }

    /// A key of an object literal: of the type that the place asks for, or of what the literal spreads; else its own.
    pub(super) fn key(&self, shape: ShapeId, index: u32) -> Meaning {
        let owner = self.module().shape(shape);
        if owner.expr.is_some() {
            let wanted = self.members(&self.checker.asked_of_literal(self.main, shape, self.word));
            // What is stored as a property of a function is asked for by nobody but itself.
            if !wanted.is_empty() && self.member(self.main, shape, index) != Meaning::Of(wanted.clone()) {
                return Meaning::Of(wanted);
            }
            let compared = if self.compares { self.members(&self.expected(shape)) } else { Vec::new() };
            if !compared.is_empty() && compared.iter().all(Option::is_some) {
                return Meaning::Of(compared);
            }
        }
        self.member(self.main, shape, index)
    }

    fn attribute(&self, jsx: ExprId) -> Meaning {
        let ExprKind::Jsx { name, .. } = &self.module().expr(jsx).kind else { return Meaning::Unknown };
        // `<div …>`: an attribute of HTML.
        if name.is_none() {
            return Meaning::Foreign;
        }
        self.members_or_unknown(&self.checker.element_props(self.main, jsx, None))
    }

    /// A string that is the word alone; `None` where it is data for a container or a request.
    fn text(&self, expr: ExprId) -> Option<Meaning> {
        let it = self.module().expr(expr);
        match it.place {
            Place::Index(object) => Some(self.members_or_unknown(&self.checker.type_of(self.main, object))),
            _ if self.checker.owner_of_text(self.main, expr).is_some() => {
                self.checker.owner_of_text(self.main, expr).map(|owner| self.members_or_unknown(&owner))
            }
            Place::Argument(call, 0) => {
                let ExprKind::Call { callee, .. } = &self.module().expr(call).kind else {
                    return Some(Meaning::Unknown);
                };
                let data = match &self.module().expr(*callee).kind {
                    ExprKind::Member { name, .. } => {
                        matches!(name.name.as_str(), "get" | "set" | "append" | "has" | "delete" | "getAll")
                    }
                    _ => false,
                };
                (!data).then_some(Meaning::Unknown)
            }
            _ => Some(Meaning::Unknown),
        }
    }

    /// What the file declares under the word.
    pub(super) fn declarations(&self) -> BTreeMap<Decl, Declared> {
        let (module, index) = (self.module(), self.loaded.index());
        let mut declared: BTreeMap<Decl, Declared> = BTreeMap::new();
        let mut add = |span: Span, member: Option<(ShapeId, u32)>, binding: Option<BindingId>, literal: bool| {
            let top = |id: BindingId| {
                module.scopes[ScopeId::FILE]
                    .names
                    .get(&module.binding(id).ident.name)
                    .is_some_and(|it| it.contains(&id))
            };
            let it = declared.entry((self.source.id, span)).or_insert_with(|| Declared {
                path: module.path.clone(),
                member: None,
                binding: None,
                only_type: true,
                literal,
                exported: false,
                global: false,
            });
            it.member = it.member.or(member);
            it.binding = it.binding.or(binding);
            it.literal &= literal;
            it.only_type &= binding.is_some_and(|id| {
                matches!(module.binding(id).what, What::Interface(_) | What::Alias { .. } | What::TypeParam { .. })
            });
            it.global |= index.script && binding.is_some_and(top);
            it.global |= binding.is_some_and(|id| module.global_scopes.contains(&module.binding(id).scope));
            // What a class, a type, an object or a namespace is exported with can be used wherever that is.
            let inner = |id: BindingId| index.namespace(module.binding(id).scope).is_some();
            it.exported |= member.is_some() || binding.is_some_and(|id| inner(id) || (top(id) && self.is_exported(id)));
            it.global |= index.script && binding.is_some_and(inner);
        };
        for at in index.members(self.word) {
            let shape = module.shape(at.0);
            add(shape.members[at.1 as usize].key.span, Some(*at), None, shape.kind == ShapeKind::Object);
        }
        for id in index.bindings(self.word) {
            let binding = module.binding(*id);
            if !matches!(binding.what, What::Import { local_only: false, .. }) {
                add(binding.ident.span, None, Some(*id), false);
            }
        }
        declared
    }

    fn is_exported(&self, id: BindingId) -> bool {
        self.exports || self.loaded.index().exports(id, &self.module().binding(id).ident.name)
    }
}

/// A place that nothing is known of.
pub(super) fn unread(file: FileId, span: Span) -> Reference {
    let from = Provenance::anything();
    Reference { file, span, spot: Spot::Unread, meaning: Meaning::Unknown, variable: None, form: Form::Pair, from }
}
