//! Hits to occurrences: what each name is, which symbol it belongs to, what stands around it.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::calls::{Made, made};
use super::twins;
use crate::lang::sql::Sql;
use crate::lang::tree::Leaves;
use crate::lang::typescript::resolve::names::NamedType;
use crate::lang::typescript::resolve::project::{Loaded, Project};
use crate::lang::typescript::resolve::types::{Checker, Entity, Lookup, ModId, Property, Ty};
use crate::lang::typescript::syntax::module::*;
use crate::lang::typescript::syntax::trees::Trees;
use crate::model::{Certainty, FileFacts, Occurrence, Role, Source, Span};
use crate::text::sentences::{comment_block, floor, line, sentence, stem, textual};
use crate::text::words::{TermHit, TermSet};

/// Lists all hits of a file.
pub fn emit(
    project: &Project<'_>,
    source: &Source,
    loaded: &Arc<Loaded>,
    hits: &[TermHit],
    terms: &TermSet,
) -> FileFacts {
    let checker = Checker::new(project, source.repo);
    let main = checker.add(loaded.clone());
    let mut emit = Emit {
        source,
        loaded: loaded.clone(),
        checker,
        main,
        terms,
        bears: RefCell::default(),
        facts: FileFacts::default(),
        group: None,
        statement: None,
        tables: made(&source.text, &loaded.module),
    };
    let mut around = Around::new(&loaded.module.regions);
    let stem = stem(&source.path);
    let mut leaves = loaded.trees.as_ref().map(|it| Leaves::of(&it.whole));
    for hit in hits {
        let mut context: Vec<SmolStr> = stem.clone().into_iter().collect();
        context.extend(around.names(hit.span).into_iter().filter(|it| Some(it) != stem.as_ref()));
        let trees = loaded.trees.as_ref().zip(leaves.as_mut());
        let occurrence = emit.occurrence(hit, context, trees);
        emit.facts.occurrences.push(occurrence);
    }
    emit.flows();
    emit.types();
    emit.facts
}

/// A symbol of any module of the project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SymbolRef {
    Binding(ModId, BindingId),
    Member(ModId, ShapeId, u32),
    /// A query parameter, at this span of the main module.
    Text(u32, u32),
    /// A property of a value of unknown type, at this span of the main module: each place is a symbol of its own.
    Loose(u32, u32),
}

pub(super) struct Emit<'a> {
    pub(super) source: &'a Source,
    pub(super) loaded: Arc<Loaded>,
    pub(super) checker: Checker<'a>,
    pub(super) main: ModId,
    pub(super) terms: &'a TermSet,
    pub(super) bears: RefCell<FxHashMap<SmolStr, bool>>,
    pub(super) facts: FileFacts,
    group: Option<Span>,
    /// The string that was looked at last, and what it says where it is SQL.
    pub(super) statement: Option<(Span, Option<Rc<Sql>>)>,
    /// The tables that the module makes by calls.
    pub(super) tables: Vec<Made>,
}

impl Emit<'_> {
    fn occurrence<'t>(
        &mut self,
        hit: &TermHit,
        context: Vec<SmolStr>,
        trees: Option<(&'t Trees, &mut Leaves<'t>)>,
    ) -> Occurrence {
        let mut it = textual(self.source, hit, Role::Other, context, SmolStr::default());
        self.group = None;
        let mut taken = false;
        match name_at(&self.loaded.module.names, hit.span) {
            Some((span, name)) => {
                let name = name.clone();
                taken = matches!(name, NameRef::PatternShorthand(..));
                self.place(&mut it, span, &name);
                it.carrier = self.carrier(&it, &name);
                it.role = self.role_on_the_wire(&it, &name);
            }
            None => self.place_by_leaf(&mut it, trees),
        }
        it.group = self.group.or_else(|| {
            let read = matches!(it.role, Role::Selector | Role::MapKey | Role::QueryParameter | Role::LiteralKey);
            let tree = self.loaded.trees.as_ref().filter(|_| read || taken).and_then(|trees| trees.code(it.span));
            tree.and_then(|tree| twins::group(tree, &self.source.text, it.span))
        });
        it
    }

    fn place(&mut self, it: &mut Occurrence, span: Span, name: &NameRef) {
        let loaded = self.loaded.clone();
        let module = &loaded.module;
        match name {
            NameRef::Declares(id) => {
                let import = matches!(module.binding(*id).what, What::Import { .. } | What::ImportAll { .. });
                let symbol = self.follow(*id);
                self.bind(it, symbol, if import { Role::Import } else { self.role(symbol) });
                it.declaration = !import;
            }
            NameRef::Member(shape, index) => {
                let symbol = SymbolRef::Member(self.main, *shape, *index);
                self.bind(it, symbol, self.role(symbol));
                it.declaration = true;
                self.group = Some(module.shape(*shape).span);
            }
            NameRef::Key(shape, index) => self.place_key(it, *shape, *index),
            NameRef::Ident(expr) => match self.identifier(*expr) {
                Some(symbol) => self.bind(it, symbol, self.role(symbol)),
                None => it.role = Role::Other,
            },
            NameRef::Property(expr) => self.place_property(it, *expr),
            NameRef::Type(ty) => {
                it.role = Role::Type;
                match self.type_symbol(*ty, span) {
                    Some(symbol @ SymbolRef::Member(..)) => self.bind(it, symbol, Role::Selector),
                    Some(symbol) => self.bind(it, symbol, self.role(symbol)),
                    None => {}
                }
            }
            NameRef::PatternKey(parent, name) => {
                it.role = Role::Selector;
                let owner = self.checker.pattern_type(self.main, *parent);
                if let Some(symbol) = self.property(&owner, name) {
                    self.bind(it, symbol, Role::Selector);
                }
            }
            NameRef::ParameterProperty(shape, index) => {
                let symbol = SymbolRef::Member(self.main, *shape, *index);
                self.bind(it, symbol, self.role(symbol));
                it.declaration = true;
            }
            NameRef::AssignedShorthand(parent, target) => {
                let owner = self.checker.pattern_type(self.main, *parent);
                let name = self.source.text.get(span.range()).unwrap_or_default();
                match self.property(&owner, name).or_else(|| self.identifier(*target)) {
                    Some(symbol) => self.bind(it, symbol, Role::Selector),
                    None => it.role = Role::Other,
                }
            }
            NameRef::PatternShorthand(parent, id) => {
                let owner = self.checker.pattern_type(self.main, *parent);
                let name = module.binding(*id).ident.name.clone();
                let own = SymbolRef::Binding(self.main, *id);
                // Property and variable at once; the property is what other files see.
                match self.property(&owner, &name) {
                    Some(symbol) => self.bind(it, symbol, Role::Selector),
                    None => {
                        self.bind(it, own, self.role(own));
                        it.declaration = true;
                    }
                }
            }
            NameRef::Imported(id) => {
                it.role = Role::Import;
                if let Some(Entity::Binding(at, id)) = self.checker.follow(self.main, *id) {
                    self.bind(it, SymbolRef::Binding(at, id), Role::Import);
                }
            }
            NameRef::Exported(name) => {
                it.role = Role::Import;
                if let Some(Entity::Binding(at, id)) = self.checker.export(self.main, name, 0) {
                    let symbol = SymbolRef::Binding(at, id);
                    self.bind(it, symbol, self.role(symbol));
                }
            }
            NameRef::Attribute(jsx, index) => self.place_attribute(it, *jsx, *index),
            NameRef::AttributeShorthand(attribute, expr) => {
                let attribute = attribute.and_then(|(jsx, index)| self.attribute(jsx, index));
                let variable = || self.identifier(*expr);
                match attribute.map(|it| (it, Role::LiteralKey)).or_else(|| variable().map(|it| (it, self.role(it)))) {
                    Some((symbol, role)) => self.bind(it, symbol, role),
                    None => it.role = Role::Other,
                }
            }
            NameRef::Text(expr) => self.place_text(it, *expr, span),
            NameRef::TypeText(ty) => {
                it.role = Role::StringLiteral;
                it.text = line(&self.source.text, it.span);
                let text = self.source.text.get(span.range()).unwrap_or_default();
                let owner = self.checker.owner_of_type_text(self.main, *ty);
                if let Some(symbol) = owner.and_then(|owner| self.property(&owner, text)) {
                    self.bind(it, symbol, Role::MapKey);
                }
            }
            NameRef::ModulePath => {
                it.role = Role::Import;
                it.text = line(&self.source.text, it.span);
            }
            NameRef::Label => it.role = Role::Label,
        }
    }

    fn place_key(&mut self, it: &mut Occurrence, shape: ShapeId, index: u32) {
        let owner = self.loaded.module.shape(shape);
        self.group = Some(owner.span);
        let is_func = owner.members[index as usize].func.is_some();
        let symbol = self.key(shape, index);
        let own = symbol == SymbolRef::Member(self.main, shape, index);
        let role = match (own, is_func) {
            (_, true) => Role::Method,
            (true, false) => Role::MapKey,
            (false, false) => Role::LiteralKey,
        };
        self.bind(it, symbol, role);
        it.declaration = own;
        if own {
            it.certainty = Certainty::Inferred;
        }
    }

    /// The member that a key of an object literal belongs to: of the type that the place asks for, else of the literal itself.
    pub(super) fn key(&self, shape: ShapeId, index: u32) -> SymbolRef {
        let owner = self.loaded.module.shape(shape);
        let own = SymbolRef::Member(self.main, shape, index);
        let Some(member) = owner.members.get(index as usize) else { return own };
        let wanted = self.checker.asked_of_literal(self.main, shape, &member.key.name);
        self.property(&wanted, &member.key.name).unwrap_or(own)
    }

    /// The member `name` of a type. None where a part of the type is not known, or where the parts of a union differ: these are
    /// linked by flows.
    pub(super) fn property(&self, owner: &Ty, name: &str) -> Option<SymbolRef> {
        let it = self.checker.lookup(owner, name);
        if it.open {
            return None;
        }
        if it.differs {
            return self.asked_by_all(&it, name);
        }
        match (it.found.first(), it.other.first()) {
            (Some(it), _) => Some(SymbolRef::Member(it.module, it.shape, it.index)),
            (None, Some(Entity::Binding(at, id))) => Some(SymbolRef::Binding(*at, *id)),
            _ => None,
        }
    }

    /// The one member that all parts of a union mean: a key of an object literal is the member of the type that its place asks for.
    fn asked_by_all(&self, it: &Lookup, name: &str) -> Option<SymbolRef> {
        if it.lacks || !it.other.is_empty() {
            return None;
        }
        let mut all = it.found.iter().map(|it| self.asked_by_place(it, name, 0));
        let first = all.next()??;
        all.all(|it| it == Some(first)).then_some(first)
    }

    /// The member itself, or that of the declared type which the place of its literal asks for.
    fn asked_by_place(&self, it: &Property, name: &str, depth: u32) -> Option<SymbolRef> {
        let own = SymbolRef::Member(it.module, it.shape, it.index);
        if depth > 4 || self.checker.loaded(it.module).module.shape(it.shape).kind != ShapeKind::Object {
            return Some(own);
        }
        let asked = self.checker.asked_of_literal(it.module, it.shape, name);
        let asked = self.checker.lookup(&asked, name);
        match &asked.found[..] {
            [] => Some(own),
            [one] if !asked.open && !asked.differs => self.asked_by_place(one, name, depth + 1),
            _ => None,
        }
    }

    fn place_property(&mut self, it: &mut Occurrence, expr: ExprId) {
        let loaded = self.loaded.clone();
        let ExprKind::Member { object, .. } = &loaded.module.expr(expr).kind else { return };
        let called = matches!(loaded.module.expr(expr).place, Place::Free) && self.is_called(expr);
        it.role = if called { Role::Method } else { Role::Selector };
        match self.member(expr).or_else(|| self.column_of_table(expr)) {
            Some(symbol) => {
                let role = match self.role(symbol) {
                    Role::Method | Role::Function | Role::Type | Role::Global => self.role(symbol),
                    _ => Role::Selector,
                };
                self.bind(it, symbol, role);
            }
            None => {
                it.context.extend(self.shown(*object));
                self.bind_loose(it);
            }
        }
    }

    fn is_called(&self, expr: ExprId) -> bool {
        let after = self.source.text.as_bytes().get(self.loaded.module.expr(expr).span.end as usize);
        after == Some(&b'(')
    }

    /// The source of an expression as a name for people, when it is short: `pb?.run`.
    pub(super) fn shown(&self, expr: ExprId) -> Option<SmolStr> {
        let text = self.source.text.get(self.loaded.module.expr(expr).span.range())?;
        (text.len() <= 60 && !text.contains('\n')).then(|| SmolStr::new(text.replace(['?', '!'], "")))
    }

    /// The symbol of `object.name`.
    pub(super) fn member(&self, expr: ExprId) -> Option<SymbolRef> {
        let ExprKind::Member { object, name } = &self.loaded.module.expr(expr).kind else { return None };
        let owner = self.checker.type_of(self.main, *object);
        self.property(&owner, &name.name)
    }

    /// The symbol of an identifier: a binding of this file, or of the file that it is imported from under the same name.
    pub(super) fn identifier(&self, expr: ExprId) -> Option<SymbolRef> {
        if let Some(owner) = self.checker.implied(self.main, expr) {
            let ExprKind::Ident(name) = &self.loaded.module.expr(expr).kind else { return None };
            return self.property(&owner, name);
        }
        self.checker.identifier(self.main, expr).map(|(at, id)| SymbolRef::Binding(at, id))
    }

    fn follow(&self, id: BindingId) -> SymbolRef {
        let (at, id) = self.checker.origin(self.main, id);
        SymbolRef::Binding(at, id)
    }

    fn type_symbol(&self, ty: TypeId, span: Span) -> Option<SymbolRef> {
        self.checker.type_name(self.main, ty, span).map(|it| match it {
            NamedType::Binding(at, id) => SymbolRef::Binding(at, id),
            NamedType::EnumMember(at, shape, index) => SymbolRef::Member(at, shape, index),
        })
    }

    fn place_attribute(&mut self, it: &mut Occurrence, jsx: ExprId, index: u32) {
        it.role = Role::MapKey;
        match self.attribute(jsx, index) {
            Some(symbol) => self.bind(it, symbol, Role::LiteralKey),
            None => {
                if let ExprKind::Jsx { name: Some(name), .. } = self.loaded.module.expr(jsx).kind {
                    it.context.extend(self.shown(name));
                }
            }
        }
    }

    /// The property of the component that an attribute sets.
    pub(super) fn attribute(&self, jsx: ExprId, index: u32) -> Option<SymbolRef> {
        let ExprKind::Jsx { attributes, .. } = &self.loaded.module.expr(jsx).kind else { return None };
        let props = self.checker.element_props(self.main, jsx, None);
        self.property(&props, &attributes.get(index as usize)?.0.name)
    }

    fn place_text(&mut self, it: &mut Occurrence, expr: ExprId, span: Span) {
        let loaded = self.loaded.clone();
        it.text = sentence(&self.source.text, span, it.span);
        if self.declared_by_call(it, expr, span) || self.statement(it, expr) {
            return;
        }
        it.role = self.text_role(expr, it.span);
        if let Place::Value(shape, index) = outermost(&loaded.module, expr) {
            let member = loaded.module.shape(shape).members.get(index as usize);
            it.context.extend(member.map(|it| it.key.name.clone()));
        }
        match it.role {
            Role::QueryParameter => {
                let symbol = SymbolRef::Text(it.span.start, it.span.end);
                self.bind(it, symbol, Role::QueryParameter);
                it.certainty = Certainty::Inferred;
            }
            Role::MapKey => {
                // `x['runId']` of a known type.
                let index = matches!(loaded.module.expr(expr).place, Place::Index(_));
                let owner = self.checker.owner_of_text(self.main, expr);
                let name = self.source.text.get(span.range()).unwrap_or_default();
                match owner.and_then(|owner| self.property(&owner, name)) {
                    Some(symbol) => self.bind(it, symbol, Role::MapKey),
                    None if index && it.span == span => self.bind_loose(it),
                    None => {}
                }
            }
            _ => {
                // `'runId' in x`, `pick(x, 'runId')`.
                let name = self.source.text.get(span.range()).unwrap_or_default();
                let owner = self.checker.owner_of_text(self.main, expr);
                if let Some(symbol) = owner.and_then(|owner| self.property(&owner, name)) {
                    self.bind(it, symbol, Role::MapKey);
                }
            }
        }
    }

    fn place_by_leaf<'t>(&mut self, it: &mut Occurrence, trees: Option<(&'t Trees, &mut Leaves<'t>)>) {
        let Some(leaf) = trees.and_then(|(trees, leaves)| trees.next_leaf(it.span, leaves)) else { return };
        let span = Span::new(leaf.start_byte(), leaf.end_byte());
        let text = &*self.source.text;
        match leaf.kind() {
            "comment" => {
                let block = comment_block(text, span, "//");
                it.role = Role::Comment;
                it.text = sentence(text, block, it.span);
                // A comment is about what follows it.
                let next =
                    text[block.end as usize..].find(|it: char| !it.is_whitespace()).unwrap_or(0) + block.end as usize;
                let regions = &self.loaded.module.regions;
                let near = regions[regions.partition_point(|(span, _)| span.start < block.end)..].first();
                if let Some((_, names)) = near.filter(|(span, _)| (span.start as usize).saturating_sub(next) < 24) {
                    it.context.extend(names.first().cloned());
                }
            }
            "jsx_text"
            | "string_fragment"
            | "string"
            | "template_string"
            | "regex_pattern"
            | "escape_sequence"
            | "text"
            | "attribute_value"
            | "html_character_reference" => {
                it.role = Role::StringLiteral;
                it.text = sentence(text, span, it.span);
            }
            "property_identifier" | "private_property_identifier" => it.role = Role::Selector,
            "type_identifier" => it.role = Role::Type,
            _ => it.text = line(text, it.span),
        }
    }
}

/// The place of an expression, parts of templates and wrappers skipped.
pub(super) fn outermost(module: &Module, expr: ExprId) -> Place {
    let mut place = module.expr(expr).place;
    for _ in 0..16 {
        let Place::Inside(outer) = place else { break };
        place = module.expr(outer).place;
    }
    place
}

/// The name at `span`: the smallest that overlaps it.
pub(in super::super) fn name_at(names: &[(Span, NameRef)], span: Span) -> Option<(Span, &NameRef)> {
    let up_to = names.partition_point(|(it, _)| it.start < span.end);
    let near = names[..up_to].iter().rev().take(6).filter(|(it, _)| it.overlaps(span));
    near.min_by_key(|(it, _)| it.len()).map(|(it, name)| (*it, name))
}

/// Walks regions and hits in step; both are sorted.
struct Around<'a> {
    regions: &'a [(Span, Vec<SmolStr>)],
    next: usize,
    open: Vec<usize>,
}

impl<'a> Around<'a> {
    fn new(regions: &'a [(Span, Vec<SmolStr>)]) -> Self {
        Self { regions, next: 0, open: Vec::new() }
    }

    fn names(&mut self, hit: Span) -> Vec<SmolStr> {
        while self.next < self.regions.len() && self.regions[self.next].0.start <= hit.start {
            let start = self.regions[self.next].0.start;
            self.open.retain(|it| self.regions[*it].0.end > start);
            self.open.push(self.next);
            self.next += 1;
        }
        self.open.retain(|it| self.regions[*it].0.end > hit.start);
        let cut = |it: &SmolStr| SmolStr::new(&it[..floor(it, 80)]);
        self.open.iter().flat_map(|it| self.regions[*it].1.iter()).map(cut).collect()
    }
}
