//! Whether the values of a type are taken apart where they arrive, and nobody holds one: `function Row({ jobId }: RowProps)`, where `Row` stands
//! only in calls and elements that say what they give. No value of unknown type is one of the type then, no object becomes one by ways that are
//! not seen, and no string names a member of one.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::handed::is_known;
use super::imports::is_package;
use super::patterns::loads;
use super::react::{component_parameter, component_type, holder};
use super::reference::{Decl, Declared, Meaning, is_script, words};
use super::renamer::Renamer;
use crate::lang::typescript::facts::emit::name_at;
use crate::lang::typescript::resolve::names::NamedType;
use crate::lang::typescript::resolve::project::Loaded;
use crate::lang::typescript::resolve::types::{Checker, Entity, ModId, Ty, parts, present};
use crate::lang::typescript::syntax::module::*;
use crate::model::{FileId, Span};

/// A function that takes a value of the type apart.
pub(super) struct Taker {
    /// Where its name is declared.
    pub(super) decl: Decl,
    pub(super) name: SmolStr,
    /// Which parameter it is.
    pub(super) index: u32,
}

/// What is known of one module while its uses of a function are looked at.
struct Uses<'u, 'a> {
    checker: &'u Checker<'a>,
    main: ModId,
    loaded: &'u Loaded,
    /// The member in question, and whether its type may lack it.
    word: &'u str,
    optional: bool,
}

impl Renamer<'_> {
    /// No value of the declaring type is held anywhere: it is made by elements and calls, and taken apart at once.
    pub(super) fn is_taken_apart(&mut self, decl: Decl, declared: &Declared) -> bool {
        let Some((shape, member)) = declared.member.filter(|_| !declared.literal && !declared.global) else {
            return false;
        };
        let source = &self.sources[decl.0.0 as usize];
        let Some(loaded) = self.project.load(source.repo, &source.path) else { return false };
        let optional = loaded.module.shape(shape).members[member as usize].optional;
        let takers = {
            let checker = Checker::new(&self.project, source.repo);
            let main = checker.add(loaded.clone());
            self.takers(&checker, (main, &loaded), decl, shape)
        };
        let Some(takers) = takers.filter(|it| !it.is_empty()) else { return false };
        takers.iter().all(|it| self.is_given_known(it, decl, optional))
    }

    /// The functions that have a parameter of the type; `None` where the type is used otherwise.
    fn takers(
        &self,
        checker: &Checker<'_>,
        (main, loaded): (ModId, &Loaded),
        decl: Decl,
        shape: ShapeId,
    ) -> Option<Vec<Taker>> {
        let module = &loaded.module;
        let it = module.shape(shape);
        if !matches!(it.kind, ShapeKind::Interface | ShapeKind::TypeLiteral) || it.index.is_some() {
            return None;
        }
        let aliased = |id: &BindingId| match module.binding(*id).what {
            What::Alias { ty, .. } => has_shape(module, ty, shape),
            _ => false,
        };
        let named = it.binding.or_else(|| module.bindings.entries().map(|it| it.0).find(aliased));
        let mut roots: Vec<RootId> = Vec::new();
        let mut names: Vec<BindingId> = named.into_iter().collect();
        if named.is_none() {
            let of_shape = |it: &Root| it.ty.is_some_and(|ty| has_shape(module, ty, shape));
            roots.extend(module.roots.entries().filter(|it| of_shape(it.1)).map(|it| it.0));
            if roots.is_empty() {
                roots.extend(component_parameter(module, &|it| has_shape(module, it, shape)));
            }
        }
        let mut at = 0;
        while let Some(id) = names.get(at).copied() {
            at += 1;
            let name = &module.binding(id).ident.name;
            if self.is_named_elsewhere(loaded, decl.0, id) {
                return None;
            }
            for (span, it) in &module.names {
                let NameRef::Type(ty) = it else { continue };
                let whole = loaded_text(self, decl.0, *span) == Some(name.as_str());
                let own = || checker.type_name(main, *ty, *span).and_then(NamedType::binding) == Some((main, id));
                if !whole || !own() {
                    continue;
                }
                let is_part = |outer: TypeId| has_part(module, outer, &|it| it == *ty);
                let direct = module.roots.entries().find(|it| it.1.ty.is_some_and(is_part)).map(|it| it.0);
                match direct.or_else(|| component_parameter(module, &is_part)) {
                    Some(root) => roots.push(root),
                    // `type RowProps = Own & …`: it is used as the other is.
                    None => {
                        let other = |it: &Binding| matches!(it.what, What::Alias { ty, .. } if is_part(ty));
                        let other = module.bindings.entries().find(|it| other(it.1))?.0;
                        if !names.contains(&other) {
                            names.push(other);
                        }
                    }
                }
            }
        }
        let word = self.word(decl);
        roots.into_iter().map(|root| taker(checker, (main, module), (decl.0, root), word)).collect()
    }

    /// Another file says the name of the type, or gets it under another one.
    fn is_named_elsewhere(&self, loaded: &Loaded, file: FileId, id: BindingId) -> bool {
        let module = &loaded.module;
        let name = &module.binding(id).ident.name;
        if module.scopes[ScopeId::FILE].names.get(name).is_none_or(|it| it[..] != [id]) {
            return true;
        }
        if !loaded.index().exports(id, name) {
            return false;
        }
        if has_another_name(module, id) {
            return true;
        }
        let repo = self.sources[file.0 as usize].repo;
        let mut others = self.sources.iter().filter(|it| it.repo == repo && it.id != file);
        others.any(|it| !words(&it.text, name).is_empty())
    }

    /// Every use of the function is an element or a call that gives what is known.
    fn is_given_known(&mut self, taker: &Taker, decl: Decl, optional: bool) -> bool {
        let Some(names) = self.names_of(taker) else { return false };
        let Some(aliases) = self.aliases(taker, &names) else { return false };
        let mut used = false;
        let survey = self.survey_of(taker.decl);
        let Some(declared) = survey.declared.get(&taker.decl) else { return false };
        for one in std::iter::once(taker).chain(&aliases) {
            match self.uses_give_known(one, declared, decl, optional) {
                Some(it) => used |= it,
                None => return false,
            }
        }
        // What is exported and has no use is there for somebody who is not known: a framework.
        used && !self.is_in_a_module_that_is_held(taker, &names)
    }

    /// Whether the function has uses by this name, all of which give what is known; `None` where one does not.
    fn uses_give_known(&mut self, taker: &Taker, declared: &Declared, decl: Decl, optional: bool) -> Option<bool> {
        let repo = self.sources[decl.0.0 as usize].repo;
        let (survey, packages) = (self.survey(repo, &taker.name), self.packages(repo));
        if !survey.unread.is_empty() {
            return None;
        }
        let mut used = false;
        for place in survey.around(taker.decl) {
            if !place.may_be(taker.decl) {
                if place.meaning == Meaning::Unknown && self.unknown(taker.decl, declared, &packages, place).is_some() {
                    return None;
                }
                continue;
            }
            let source = &self.sources[place.file.0 as usize];
            let loaded = self.project.load(source.repo, &source.path)?;
            let (at, name) = name_at(&loaded.module.names, place.span)?;
            match name {
                // What has another name there is an alias.
                NameRef::Declares(_) | NameRef::Imported(_) | NameRef::Exported(_) => {}
                NameRef::Ident(expr) => {
                    let checker = Checker::new(&self.project, source.repo);
                    let main = checker.add(loaded.clone());
                    let word = self.word(decl);
                    let uses = Uses { checker: &checker, main, loaded: &loaded, word, optional };
                    let closing = source.text[..at.start as usize].ends_with("</");
                    if closing || uses.is_shown(*expr) || is_exported_there(&loaded.module, *expr) {
                        continue;
                    }
                    if !uses.gives_known(*expr, taker.index) {
                        return None;
                    }
                    used = true;
                }
                _ => return None,
            }
        }
        Some(used)
    }

    /// Some file has a module as a value that exports the function.
    fn is_in_a_module_that_is_held(&mut self, taker: &Taker, names: &BTreeSet<SmolStr>) -> bool {
        let file = taker.decl.0;
        let repo = self.sources[file.0 as usize].repo;
        let packages = self.packages(repo);
        let Some(viewers) = self.viewers(file) else { return true };
        let holds = |text: &str| {
            ["* as ", "import(", "require(", "requireActual", "importActual"].iter().any(|it| text.contains(it))
        };
        let exporting = self.exporting(taker.decl);
        for source in self.sources.iter().filter(|it| it.repo == repo && is_script(it.language)) {
            if exporting.iter().any(|it| loads(source, it)) {
                return true;
            }
            if source.id == file || !viewers.contains(&*source.path) || !holds(&source.text) {
                continue;
            }
            let Some(loaded) = self.project.load(repo, &source.path) else { return true };
            let module = &loaded.module;
            let named = module.bindings.iter().filter_map(|it| match &it.what {
                What::ImportAll { source } => Some(source),
                _ => None,
            });
            let called = module.exprs.iter().filter_map(|it| match &it.kind {
                ExprKind::Import(source, _) => Some(source),
                _ => None,
            });
            let again = module.exports.values().filter_map(|it| match it {
                Export::Namespace { source } => Some(source),
                _ => None,
            });
            for specifier in named.chain(called).chain(again).filter(|it| !is_package(it, &packages)) {
                let Some(target) = self.project.resolve(repo, &source.path, specifier) else { return true };
                let checker = Checker::new(&self.project, repo);
                let id = checker.add(target.clone());
                for entity in names.iter().filter_map(|name| checker.export(id, name, 0)) {
                    match entity {
                        Entity::Module(_) => return true,
                        entity if self.is_taker(&checker, Some(entity), taker) => return true,
                        _ => {}
                    }
                }
            }
            // Other ways to a module are calls with a name in a string.
            if ["requireActual", "importActual"].iter().any(|it| source.text.contains(it)) {
                return true;
            }
        }
        false
    }
}

fn loaded_text<'s>(renamer: &'s Renamer<'_>, file: FileId, span: Span) -> Option<&'s str> {
    renamer.sources[file.0 as usize].text.get(span.range())
}

/// The name stands where a module exports it: `export default Row`.
fn is_exported_there(module: &Module, name: ExprId) -> bool {
    module.exports.values().any(|it| matches!(it, Export::Value(expr) if *expr == name))
}

/// The shape is the written type, or a part of it.
fn has_shape(module: &Module, ty: TypeId, shape: ShapeId) -> bool {
    has_part(module, ty, &|it| matches!(module.ty(it).kind, TypeKind::Literal(it) if it == shape))
}

/// Generic types that are an object with members of their argument.
const SAME: &[&str] = &["PropsWithChildren", "Readonly", "Partial", "Required", "Omit", "Pick", "NonNullable"];

/// `is` holds for the written type, or for a part of the intersection or union that it is.
fn has_part(module: &Module, ty: TypeId, is: &dyn Fn(TypeId) -> bool) -> bool {
    is(ty)
        || match &module.ty(ty).kind {
            TypeKind::Intersection(all) | TypeKind::Union(all) => all.iter().any(|it| has_part(module, *it, is)),
            TypeKind::Same(inner) => has_part(module, *inner, is),
            TypeKind::Name { path, args } => {
                let same = path.last().is_some_and(|it| SAME.contains(&&*it.name));
                same && args.first().is_some_and(|it| has_part(module, *it, is))
            }
            _ => false,
        }
}

/// The module exports what it declares under another name than its own, too.
pub(super) fn has_another_name(module: &Module, id: BindingId) -> bool {
    let name = &module.binding(id).ident.name;
    let renamed = module.exports.iter().any(|(key, export)| {
        let own = match export {
            Export::Local(local) => local == name,
            Export::Binding(it) => *it == id,
            Export::Value(expr) => !matches!(&module.expr(*expr).kind, ExprKind::Ident(other) if other != name),
            Export::From { .. } | Export::Namespace { .. } => false,
        };
        own && key != name
    });
    renamed || module.export_assigned.is_some()
}

/// The function whose parameter is taken apart; `None` where somebody can hold its value.
fn taker(
    checker: &Checker<'_>,
    (main, module): (ModId, &Module),
    (file, root): (FileId, RootId),
    word: &str,
) -> Option<Taker> {
    let it = &module.roots[root];
    let RootKind::Parameter(func, index) = it.kind else { return None };
    let plain = |init: ExprId| matches!(module.expr(init).kind, ExprKind::Object(_));
    if it.rest || !it.init.is_none_or(plain) {
        return None;
    }
    let apart = match it.binding {
        None => is_apart(module, root, word),
        Some(id) => {
            let name = &module.binding(id).ident.name;
            let mut uses = module.exprs.entries().filter(|(expr, it)| {
                matches!(&it.kind, ExprKind::Ident(other) if other == name)
                    && checker.identifier(main, *expr).is_none_or(|it| it == (main, id))
            });
            uses.all(|(expr, _)| {
                let read = |it: &Expr| matches!(&it.kind, ExprKind::Member { object, .. } if *object == expr);
                let opened = |(id, it): (RootId, &Root)| {
                    it.init == Some(expr) && it.binding.is_none() && is_apart(module, id, word)
                };
                module.exprs.iter().any(read) || module.roots.entries().any(opened)
            })
        }
    };
    let all = module.exprs.iter().any(|it| matches!(&it.kind, ExprKind::Ident(name) if name == "arguments"));
    let func = module.func(func);
    let binding = holder(module, func).filter(|_| apart && !all && func.has_body)?;
    let named = module.binding(binding);
    // A variable with a type of its own is called by that type.
    let typed = match &named.what {
        What::Value(pat) => {
            let written = module.roots[module.pats[*pat].root].ty;
            written.is_some_and(|it| component_type(module, it).is_none()) || !named.constant
        }
        What::Func(_) => false,
        _ => true,
    };
    let alone = module.scopes[named.scope].names.get(&named.ident.name).is_some_and(|it| it[..] == [binding]);
    (!typed && alone).then(|| Taker { decl: (file, named.ident.span), name: named.ident.name.clone(), index })
}

/// The pattern takes the value apart, and what it leaves has no property of the name.
fn is_apart(module: &Module, root: RootId, word: &str) -> bool {
    module.pats.iter().filter(|it| it.root == root).all(|it| match it.steps.first() {
        Some(Step::Property(_)) => true,
        Some(Step::Rest(taken)) => taken.iter().any(|it| it == word),
        // The whole, which has no name.
        None => true,
        Some(_) => false,
    })
}

impl Uses<'_, '_> {
    /// The name of the function stands in an element or a call there, which gives what is known.
    fn gives_known(&self, name: ExprId, index: u32) -> bool {
        let module = &self.loaded.module;
        let uses = |it: &Expr| match &it.kind {
            ExprKind::Jsx { name: Some(it), .. } => *it == name,
            ExprKind::Call { callee, new: false, .. } => *callee == name,
            _ => false,
        };
        let Some((id, it)) = module.exprs.entries().find(|it| uses(it.1)) else { return false };
        match &it.kind {
            ExprKind::Jsx { attributes, .. } => {
                let mut spread = module.exprs.entries().filter(|it| it.1.place == Place::Attributes(id));
                spread.all(|it| self.is_closed(it.0, self.comes_behind(it.0, attributes.iter().map(|it| &it.0))))
            }
            ExprKind::Call { args, .. } => {
                let spread = |it: &ExprId| matches!(module.expr(*it).kind, ExprKind::Spread(_));
                let before = args.iter().take(index as usize + 1);
                !before.into_iter().any(spread) && args.get(index as usize).is_none_or(|it| self.is_closed(*it, false))
            }
            _ => false,
        }
    }

    /// `Row.displayName`: what people see of a component while they look for mistakes.
    fn is_shown(&self, name: ExprId) -> bool {
        let shown = |it: &Expr| matches!(&it.kind, ExprKind::Member { object, name: member } if *object == name && member.name == "displayName");
        self.loaded.module.exprs.iter().any(shown)
    }

    /// One of the names behind what is spread is that of the member, which takes its place.
    fn comes_behind<'k>(&self, spread: ExprId, mut names: impl Iterator<Item = &'k Ident>) -> bool {
        let end = self.loaded.module.expr(spread).span.end;
        names.any(|it| it.name == self.word && it.span.start >= end)
    }

    /// All that the value has is known, as far as it can be the member. `given`: the member is given behind it.
    fn is_closed(&self, value: ExprId, given: bool) -> bool {
        let module = &self.loaded.module;
        match &module.expr(value).kind {
            ExprKind::Object(shape) => {
                let shape = module.shape(*shape);
                let behind = |it: ExprId| given || self.comes_behind(it, shape.members.iter().map(|it| &it.key));
                return shape.computed.is_empty() && shape.bases.iter().all(|it| self.is_closed(*it, behind(*it)));
            }
            ExprKind::Same(inner) | ExprKind::Spread(inner) => return self.is_closed(*inner, given),
            _ => {}
        }
        let ty = present(&self.checker.type_of(self.main, value));
        let has = |part: &Ty| match part {
            Ty::Bool(_) | Ty::Null | Ty::Undefined => true,
            Ty::Shape(_) | Ty::Mapped(_) | Ty::Intersection(_) => {
                let found = self.checker.lookup(part, self.word);
                let reach = self.checker.reach(part);
                let bears = !found.found.is_empty();
                // What a type does not say can be in a value all the same; what is asked for can not be missing.
                !found.open && !reach.open && !reach.unknown && (bears || given || !self.optional)
            }
            _ => false,
        };
        is_known(&ty, 0) && parts(&ty).iter().all(has)
    }
}
