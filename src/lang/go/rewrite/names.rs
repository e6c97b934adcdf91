//! Renames of Go names: which symbols are bound together, and what the new name would collide with.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use crate::lang::go::ast::Decl;
use crate::lang::go::names;
use crate::lang::go::resolve::bind::Joins;
use crate::lang::go::resolve::bindings::{Binding, bindings};
use crate::lang::go::resolve::check::Info;
use crate::lang::go::resolve::load::Loader;
use crate::lang::go::resolve::object::{FileIx, ObjId};
use crate::lang::go::resolve::universe::Universe;
use crate::lang::rewriter::Given;
use crate::model::plan::{Input, Refusal, place, refuse};
use crate::model::{Edit, FileId, Role, Span, SymbolId};

use super::collide::{Collision, collisions};
use super::links::Links;
use super::member_names::Members;
use super::scopes::Scopes;
use super::structs::Structs;
use super::tables::{At, Elsewhere, Outside};
use super::wire::{Conventions, Directions, Reached};

/// Looks at Go declarations for the plan. Each is parsed and checked once.
pub struct GoPlanner<'l> {
    pub(super) universe: Universe<'l>,
    entries: FxHashMap<(FileIx, u32), Rc<Entry>>,
    pub(super) by_declaration: FxHashMap<(FileId, Span), SymbolId>,
    pub(super) outside: Outside,
    joins: Joins,
    pub(super) known_elsewhere: Option<Elsewhere>,
    /// The doc links of all files, once a rename asks.
    pub(super) links: Option<Links>,
    /// What reaches packages that read names at run time, once a rename asks.
    pub(super) reached: Option<Reached>,
    /// What GORM makes of names, once the rename of a field asks.
    pub(super) conventions: Option<Conventions>,
    /// What of that is decoded, and what encoded.
    pub(super) directions: Directions,
    /// Where a type is used in a way that a method changes, and how.
    pub(super) used_as: FxHashMap<ObjId, Option<(At, &'static str)>>,
}

/// What an interface binds to a method.
#[derive(Default)]
pub(super) struct Linked {
    /// The methods that the facts know.
    pub(super) symbols: Vec<SymbolId>,
    /// The declarations of those that they don't: in generated files, and in files that are left out.
    pub(super) unlisted: Vec<At>,
    /// The interfaces outside of the roots that forbid a new name.
    pub(super) interfaces: Vec<SmolStr>,
}

pub(super) struct Entry {
    pub(super) decls: Arc<Vec<Decl>>,
    info: Info,
    bindings: Vec<Binding>,
    scopes: Scopes,
    /// The bindings by what they are asked for, as indexes.
    by_name: FxHashMap<SmolStr, Vec<usize>>,
    by_declared: FxHashMap<(FileId, Span), Vec<usize>>,
    by_use: FxHashMap<Span, usize>,
    /// The struct types that are written in it, once asked for.
    pub(super) structs: OnceCell<Structs>,
    pub(super) members: OnceCell<Members>,
}

impl Entry {
    fn new(decls: Arc<Vec<Decl>>, info: Info, bindings: Vec<Binding>) -> Self {
        let (mut by_name, mut by_declared) = (FxHashMap::default(), FxHashMap::default());
        let mut by_use = FxHashMap::default();
        for (at, binding) in bindings.iter().enumerate() {
            by_name.entry(binding.name.clone()).or_insert_with(Vec::new).push(at);
            if let Some(declared) = binding.declared {
                by_declared.entry(declared).or_insert_with(Vec::new).push(at);
            }
            for span in &binding.uses {
                by_use.entry(*span).or_insert(at);
            }
        }
        let scopes = Scopes::of(&decls);
        Self {
            decls,
            info,
            bindings,
            scopes,
            by_name,
            by_declared,
            by_use,
            structs: OnceCell::new(),
            members: OnceCell::new(),
        }
    }

    /// What the name at a place declares or uses.
    pub(super) fn object(&self, at: Span) -> Option<ObjId> {
        self.info.object(at.start)
    }

    /// The bindings that may be called `new` afterwards: those that are now, and those of the symbols that get it.
    fn called(&self, new: &str, given: &[(FileId, Span)]) -> Vec<usize> {
        let now = self.by_name.get(new).into_iter().flatten();
        let then = given.iter().filter_map(|declared| self.by_declared.get(declared)).flatten();
        let mut found: Vec<usize> = now.chain(then).copied().collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

impl<'l> GoPlanner<'l> {
    /// A planner for the files of `input`, whose packages `loader` knows.
    pub fn new(loader: &'l Loader, input: &Input) -> Self {
        let mut by_declaration = FxHashMap::default();
        for (id, info) in input.facts.symbols.iter() {
            let Some((file, span)) = info.decl else { continue };
            // A result without a name stands where its function's name is: the place is the function's.
            if input.source(file).text.get(span.range()) == Some(&info.name) {
                by_declaration.insert((file, span), id);
            } else {
                by_declaration.entry((file, span)).or_insert(id);
            }
        }
        Self {
            universe: Universe::new(loader),
            entries: FxHashMap::default(),
            by_declaration,
            outside: Outside::default(),
            joins: Joins::default(),
            known_elsewhere: None,
            links: None,
            reached: None,
            conventions: None,
            directions: Directions::default(),
            used_as: FxHashMap::default(),
        }
    }

    /// The syntax of the declaration around `at`.
    pub(crate) fn decls(&mut self, file: FileId, at: Span) -> Option<Arc<Vec<Decl>>> {
        Some(self.entry(file, at)?.decls.clone())
    }

    /// What the plain names of the declaration around `at` are bound to.
    pub(super) fn bindings(&mut self, file: FileId, at: Span) -> Option<Vec<Binding>> {
        Some(self.entry(file, at)?.bindings.clone())
    }

    /// The types of the declaration around `at`.
    pub(super) fn info(&mut self, file: FileId, at: Span) -> Option<Info> {
        let ix = self.universe.file_ix(file)?;
        let index = self.universe.outline(ix).entry_at(at)?;
        Some(self.universe.check_entry(ix, index as u32, true))
    }

    /// The packages and their types.
    pub(super) fn universe(&mut self) -> &mut Universe<'l> {
        &mut self.universe
    }

    /// The methods that must be renamed together with this one, because an interface binds them.
    pub(super) fn linked(&mut self, input: &Input, symbol: SymbolId) -> Linked {
        let info = input.facts.symbols.get(symbol);
        let mut linked = Linked::default();
        if info.role != Role::Method {
            return linked;
        }
        let Some(object) = self.object(info.decl) else { return linked };
        let bound = self.joins.bound_methods(&mut self.universe, input.sources, object);
        for declared in bound.methods.into_iter().filter_map(|method| self.universe.declaration(method)) {
            match self.by_declaration.get(&declared) {
                Some(symbol) => linked.symbols.push(*symbol),
                None => linked.unlisted.push(declared),
            }
        }
        linked.interfaces = bound.refusals.into_iter().map(|it| it.interface).collect();
        linked
    }

    /// The object that is declared at a place.
    pub(super) fn object(&mut self, decl: Option<(FileId, Span)>) -> Option<ObjId> {
        let (file, span) = decl?;
        self.entry(file, span)?.info.object(span.start)
    }

    /// Why the symbols of a group can't have their new names (`names`), each with its place.
    pub fn collisions(
        &mut self,
        input: &Input,
        symbols: &[SymbolId],
        names: &Given,
        uses: &BTreeMap<SymbolId, Vec<usize>>,
    ) -> Vec<Refusal> {
        let mut refusals: Vec<Refusal> = self.hidden(input, symbols, names, uses).into_iter().collect();
        for symbol in symbols {
            let info = input.facts.symbols.get(*symbol);
            let (Some(new), Some(uses)) = (names.get(symbol), uses.get(symbol)) else { continue };
            let declares = |at: &&usize| input.facts.occurrences[**at].declaration;
            let Some(first) = uses.iter().find(declares).or(uses.first()).copied() else { continue };
            if let Some(reason) = unfit(new, info.role, uses.len()) {
                refusals.push(refuse(input, first, reason, OTHER_NAME));
                continue;
            }
            let object = self.object(info.decl);
            let package_level = object.is_some_and(|object| self.is_package_level(object));
            refusals.extend(object.into_iter().flat_map(|object| self.fixed(input, object, new, first)));
            match info.role {
                Role::Field | Role::Method => {
                    refusals.extend(self.members(input, *symbol, new, first));
                    if info.role == Role::Field {
                        let twice = self.written_twice(input, *symbol, new, names, first);
                        refusals.extend(twice.or_else(|| self.conversions(input, *symbol, names, first)));
                        refusals.extend(self.unseen(input, *symbol, new, first));
                    }
                }
                Role::Label => refusals.extend(self.label(input, *symbol, new, first)),
                _ if new == "_" => {}
                _ => {
                    if info.role == Role::Type {
                        refusals.extend(self.embedded(input, new, uses));
                    }
                    if package_level {
                        refusals.extend(self.package_level(input, *symbol, new, names, first));
                    }
                    refusals.extend(self.scoped(input, *symbol, new, names, uses, package_level));
                }
            }
        }
        refusals
    }

    /// The edits that remove a local in favour of another of the new name in its scope, when it is a mere alias of it.
    pub(crate) fn alias(
        &mut self,
        input: &Input,
        symbol: SymbolId,
        new: &str,
        names: &Given,
    ) -> Option<(FileId, Vec<Edit>)> {
        let info = input.facts.symbols.get(symbol);
        let (file, span) = info.decl.filter(|_| info.role == Role::Local)?;
        let entry = self.entry(file, span)?;
        let own = entry.by_use.get(&span).copied().filter(|own| entry.bindings[*own].decl == Some(span))?;
        let renamed = |binding: &Binding| names.get(self.by_declaration.get(&binding.declared?)?).cloned();
        let called = entry.called(new, &given(input, names, new));
        let found = collisions(&entry.bindings, own, new, &entry.scopes, &called, &renamed);
        let [Collision::Redeclared(other)] = found.as_slice() else { return None };
        let live = entry.bindings.iter().find(|it| it.name == new && it.local && it.decl == Some(*other))?;
        let text = &input.sources[file.0 as usize].text;
        Some((file, super::alias::removal(text, &entry.decls, &entry.bindings[own], live)?))
    }

    pub(super) fn entry(&mut self, file: FileId, at: Span) -> Option<Rc<Entry>> {
        let ix = self.universe.file_ix(file)?;
        let outline = self.universe.outline(ix);
        let index = outline.entry_at(at)? as u32;
        if let Some(entry) = self.entries.get(&(ix, index)) {
            return Some(entry.clone());
        }
        let (decls, info) = self.universe.check_parsed(ix, index, false);
        let bindings = bindings(&self.universe, file, &decls, &info);
        let entry = Rc::new(Entry::new(decls, info, bindings));
        self.entries.insert((ix, index), entry.clone());
        Some(entry)
    }

    /// Collisions in the scopes of every declaration that uses the symbol.
    fn scoped(
        &mut self,
        input: &Input,
        symbol: SymbolId,
        new: &str,
        names: &Given,
        uses: &[usize],
        package_level: bool,
    ) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        let mut seen: FxHashSet<(FileId, Span)> = FxHashSet::default();
        let given = given(input, names, new);
        for at in uses {
            let occurrence = &input.facts.occurrences[*at];
            let Some(entry) = self.entry(occurrence.file, occurrence.span) else { continue };
            let Some(own) = entry.by_use.get(&occurrence.span).copied() else { continue };
            let key = (occurrence.file, entry.bindings[own].uses[0]);
            if !seen.insert(key) {
                continue;
            }
            let renamed = |binding: &Binding| {
                let id = self.by_declaration.get(&binding.declared?)?;
                names.get(id).filter(|_| *id != symbol).cloned()
            };
            for collision in collisions(&entry.bindings, own, new, &entry.scopes, &entry.called(new, &given), &renamed)
            {
                let (reason, other) = match collision {
                    // Names of the whole package are compared with those of all its files.
                    Collision::Redeclared(_) if package_level => continue,
                    Collision::Redeclared(other) => (format!("`{new}` is declared in the same scope"), other),
                    Collision::Captured(_, other) => (format!("an inner `{new}` would capture a use of it"), other),
                    Collision::Captures(other) => (format!("it would capture a use of another `{new}`"), other),
                };
                let reason = format!("{reason} ({})", place(input, occurrence.file, other.start));
                let way_out = format!(
                    "rename or remove one of the two by hand, or choose another name than `{new}` (in a batch: under `renames:`)"
                );
                refusals.push(refuse(input, *at, reason, way_out));
            }
        }
        refusals
    }
}

/// The declarations of the symbols that get the name `new`.
fn given(input: &Input, names: &Given, new: &str) -> Vec<(FileId, Span)> {
    names.called(new).iter().filter_map(|symbol| input.facts.symbols.get(*symbol).decl).collect()
}

/// What to do where only another name helps.
pub(super) const OTHER_NAME: &str = "choose another name (in a batch: under `renames:`)";

/// Why a word can't be the name of something with `uses` places.
fn unfit(name: &str, role: Role, uses: usize) -> Option<String> {
    let mut letters = name.chars();
    let starts = letters.next().is_some_and(|c| c == '_' || c.is_alphabetic());
    if !starts || !letters.all(|c| c == '_' || c.is_alphanumeric()) {
        return Some(format!("`{name}` is not a Go identifier"));
    }
    if name == "_" && (uses > 1 || role != Role::Parameter) {
        return Some("`_` is no name: nothing could refer to it".to_owned());
    }
    names::KEYWORDS.contains(&name).then(|| format!("`{name}` is a keyword of Go"))
}
