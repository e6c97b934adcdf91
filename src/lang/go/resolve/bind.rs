//! Methods that interfaces bind together: an interface's method and those of the types that satisfy it have to keep one
//! name. Links are by whole type, as a compiler checks them, not by whether a value ever flows there.

use crate::lang::go::GO;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use memchr::memmem::Finder;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use crate::lang::go::syntax::EntryKind;
use crate::model::Source;

use super::answer::OutsideBinding;
use super::declares::Declares;
use super::object::{FileIx, ObjId, ObjKind, PkgId};
use super::offsets::word_offsets;
use super::types::{Type, TypeId};
use super::universe::Universe;
use super::unnamed::unnamed_interfaces;
use super::well_known::{ERROR_METHODS, WELL_KNOWN};

/// The methods that a new name for one of them must reach.
#[derive(Clone, Debug, Default)]
pub struct Bound {
    /// Methods of the roots, the one that was asked for among them; in a stable order.
    pub methods: Vec<ObjId>,
    /// Interfaces outside the roots that bind one of them.
    pub refusals: Vec<OutsideBinding>,
}

/// Everything that has to change its name together with `target`. For anything but a method, that is `target` alone.
pub fn bound_methods(u: &mut Universe, sources: &[Source], target: ObjId) -> Bound {
    Joins::default().bound_methods(u, sources, target)
}

/// What interfaces bind together, by the name of the method: one search serves all methods of a name. Good for as long as its
/// universe and sources.
#[derive(Default)]
pub struct Joins {
    known: FxHashMap<Home, Rc<Joined>>,
    /// The declarations of files that were searched.
    files: FxHashMap<FileIx, Rc<Declares>>,
    /// What is bound to a method in the roots: one set for all of them.
    closures: FxHashMap<ObjId, Rc<BTreeSet<ObjId>>>,
}

/// What methods of one search share: their name, and the package that an unexported name belongs to or whether all lies in
/// test data.
type Home = (SmolStr, Option<PkgId>, bool);

struct Joined {
    search: Search,
    neighbours: FxHashMap<ObjId, Vec<ObjId>>,
    outside: Vec<Link>,
}

impl Joins {
    /// As [`bound_methods`].
    pub fn bound_methods(&mut self, u: &mut Universe, sources: &[Source], target: ObjId) -> Bound {
        match self.of(u, sources, target) {
            Some(joined) => joined.bound_methods(u, target),
            None => Bound { methods: vec![target], refusals: Vec::new() },
        }
    }

    /// The methods of the roots that interfaces of the roots bind to `target`, itself among them, in a stable order. Looks
    /// at no dependency: whoever renames needs [`bound_methods`].
    pub fn methods_in_roots(&mut self, u: &mut Universe, sources: &[Source], target: ObjId) -> Rc<BTreeSet<ObjId>> {
        if let Some(known) = self.closures.get(&target) {
            return known.clone();
        }
        let joined = self.of(u, sources, target);
        let all = joined.map_or_else(|| BTreeSet::from([target]), |joined| closure(target, &joined.neighbours));
        let all = Rc::new(all);
        self.closures.extend(all.iter().map(|method| (*method, all.clone())));
        all
    }

    /// `None` for anything but a method.
    fn of(&mut self, u: &mut Universe, sources: &[Source], target: ObjId) -> Option<Rc<Joined>> {
        let object = u.object(target);
        if !matches!(object.kind, ObjKind::Method | ObjKind::InterfaceMethod) {
            return None;
        }
        let (name, home) = (object.name.clone(), object.pkg);
        let inner = home.is_some_and(|pkg| is_test_data(u, pkg));
        let key = (name.clone(), home.filter(|_| !is_exported(&name)), inner);
        if let Some(known) = self.known.get(&key) {
            return Some(known.clone());
        }
        let mut search = Search::new(u, sources, &name, home);
        search.collect(u, &mut self.files);
        let (links, outside) = search.links(u);
        let mut neighbours: FxHashMap<ObjId, Vec<ObjId>> = FxHashMap::default();
        for (a, b) in links {
            neighbours.entry(a).or_default().push(b);
            neighbours.entry(b).or_default().push(a);
        }
        let joined = Rc::new(Joined { search, neighbours, outside });
        self.known.insert(key, joined.clone());
        Some(joined)
    }
}

impl Joined {
    fn bound_methods(&self, u: &mut Universe, target: ObjId) -> Bound {
        let methods = closure(target, &self.neighbours);
        let search = &self.search;
        let mut refusals = if search.exported { search.external(u, &methods) } else { BTreeSet::new() };
        for (external, method) in &self.outside {
            if methods.contains(method) {
                refusals.insert(OutsideBinding { interface: u.symbol_path(*external), method: u.symbol_path(*method) });
            }
        }
        Bound { methods: methods.into_iter().collect(), refusals: refusals.into_iter().collect() }
    }
}

fn is_exported(name: &str) -> bool {
    name.chars().next().is_some_and(char::is_uppercase)
}

/// All methods of an interface with their types, and whether these are all.
type Methods = (bool, Vec<(SmolStr, TypeId)>);

/// An interface, and the type of the method in it.
type Asked = (TypeId, TypeId);

/// Two methods that must have one name.
type Link = (ObjId, ObjId);

/// What can be bound by a method of one name.
struct Search {
    name: SmolStr,
    exported: bool,
    files: Vec<FileIx>,
    /// Named types of the roots that declare the method, or may get it from what they embed.
    types: BTreeSet<ObjId>,
    /// Named interfaces of the roots that declare the method.
    interfaces: BTreeSet<ObjId>,
    /// Interfaces of the roots without a name at package level that declare it: in a signature, a field, an assertion, a
    /// constraint, a function.
    unnamed: Vec<TypeId>,
}

impl Search {
    fn new(u: &mut Universe, sources: &[Source], name: &str, home: Option<PkgId>) -> Self {
        let exported = is_exported(name);
        let files = match home {
            Some(pkg) if !exported => u.package_files(pkg),
            _ => {
                let inner = home.is_some_and(|pkg| is_test_data(u, pkg));
                let go = sources.iter().filter(|it| it.language == GO);
                let files: Vec<FileIx> = go.filter_map(|it| u.file_ix(it.id)).collect();
                // The go command does not build what lies in `testdata`: nothing there meets an interface outside.
                files.into_iter().filter(|file| is_test_data(u, u.package_of(*file)) == inner).collect()
            }
        };
        Self {
            name: name.into(),
            exported,
            files,
            types: BTreeSet::new(),
            interfaces: BTreeSet::new(),
            unnamed: Vec::new(),
        }
    }

    /// Finds the types and interfaces: by the name first, then by the names of what was found, because embedding passes
    /// methods on.
    fn collect(&mut self, u: &mut Universe, files: &mut FxHashMap<FileIx, Rc<Declares>>) {
        let finder = Finder::new(self.name.as_bytes()).into_owned();
        let mut bases: FxHashSet<SmolStr> = FxHashSet::default();
        for &file in &self.files {
            let text = u.text(file);
            if finder.find(text.as_bytes()).is_none() {
                continue;
            }
            let (outline, pkg) = (u.outline(file), u.package_of(file));
            let declares = files.entry(file).or_insert_with(|| Rc::new(Declares::of(&outline, &text))).clone();
            for index in declares.entries(&self.name) {
                let entry = &outline.entries[index];
                if let Some(literals) = declares.literals.get(&index) {
                    self.unnamed.extend(unnamed_interfaces(u, (file, index as u32), entry, literals, &finder));
                }
                match (&entry.receiver, entry.kind) {
                    (Some(base), _) if entry.names.iter().any(|it| it.name == self.name) => {
                        self.types.extend(u.package_object(pkg, base));
                        bases.insert(base.clone());
                    }
                    (None, EntryKind::Type) if !word_offsets(&text[entry.span.range()], &finder).is_empty() => {
                        let Some(name) = entry.names.first() else { continue };
                        let Some(obj) = u.package_object(pkg, &name.name) else { continue };
                        if self.declares_interface_method(u, obj) {
                            self.interfaces.insert(obj);
                            self.types.insert(obj);
                            bases.insert(name.name.clone());
                        }
                    }
                    _ => {}
                }
            }
        }
        self.collect_embedding(u, bases);
    }

    /// Adds the types that embed one of `bases`, and those that embed these.
    fn collect_embedding(&mut self, u: &mut Universe, mut bases: FxHashSet<SmolStr>) {
        let mut fresh: Vec<SmolStr> = bases.iter().cloned().collect();
        fresh.sort();
        for _ in 0..8 {
            if fresh.is_empty() {
                break;
            }
            let Ok(finder) = aho_corasick::AhoCorasick::new(fresh.iter().map(SmolStr::as_str)) else { return };
            fresh.clear();
            for &file in &self.files {
                let (outline, pkg, text) = (u.outline(file), u.package_of(file), u.text(file));
                for entry in outline.entries.iter().filter(|it| it.kind == EntryKind::Type) {
                    let Some(name) = entry.names.first() else { continue };
                    let body = &text[name.span.end as usize..entry.span.end as usize];
                    if !finder.is_match(body) || !may_embed(body) {
                        continue;
                    }
                    let Some(obj) = u.package_object(pkg, &name.name) else { continue };
                    if self.types.contains(&obj) || !has_method(u, obj, &self.name) {
                        continue;
                    }
                    self.types.insert(obj);
                    if matches!(underlying_of(u, obj), Type::Interface(..)) {
                        self.interfaces.insert(obj);
                    }
                    if bases.insert(name.name.clone()) {
                        fresh.push(name.name.clone());
                    }
                }
            }
        }
    }

    fn declares_interface_method(&self, u: &mut Universe, obj: ObjId) -> bool {
        let ty = named(u, obj);
        let under = u.underlying(ty);
        if !matches!(u.ty(under), Type::Interface(..)) || !is_defined(u, obj, ty) {
            return false;
        }
        u.interface_methods(under).iter().any(|(method, _)| u.object(*method).name == self.name)
    }

    /// Pairs of methods where one satisfies the other's interface; apart from these, pairs whose first is outside the roots
    /// (a type of ours gets the method from an embedded type of a dependency, or the interface does).
    fn links(&self, u: &mut Universe) -> (Vec<Link>, Vec<Link>) {
        let (mut links, mut outside) = (Vec::new(), Vec::new());
        let mut types: Vec<(TypeId, ObjId, TypeId)> = Vec::new();
        for ty in self.all(u, &self.types) {
            types.extend(u.select(ty, &self.name, None).found().map(|(method, has)| (ty, method, has)));
        }
        for (asked, wanted) in self.interfaces_by_methods(u).into_values() {
            // What satisfies one of these interfaces satisfies all of them, so what they ask for is one and the same.
            let (mut ours, mut theirs): (Vec<ObjId>, Vec<ObjId>) = (Vec::new(), Vec::new());
            for &(concrete, method, has) in &types {
                if (!self.exported || u.identical(has, asked.1, 0)) && u.satisfies(concrete, asked.0) {
                    if u.is_external(method) { &mut theirs } else { &mut ours }.push(method);
                }
            }
            let (foreign, own): (Vec<ObjId>, Vec<ObjId>) = wanted.into_iter().partition(|it| u.is_external(*it));
            outside.extend(foreign.iter().flat_map(|wanted| ours.iter().map(|method| (*wanted, *method))));
            outside.extend(own.iter().flat_map(|wanted| theirs.iter().map(|method| (*method, *wanted))));
            // All are bound to the first, which says as much as all pairs and is not as long.
            if let (Some(first), false) = (own.first(), ours.is_empty()) {
                links.extend(ours.iter().chain(&own).filter(|it| *it != first).map(|it| (*first, *it)));
            }
        }
        (links, outside)
    }

    /// The interfaces by the methods that they ask for: the first with its type of the method, and the method of each.
    fn interfaces_by_methods(&self, u: &mut Universe) -> BTreeMap<Methods, (Asked, Vec<ObjId>)> {
        let mut found: BTreeMap<Methods, (Asked, Vec<ObjId>)> = BTreeMap::new();
        for interface in self.all(u, &self.interfaces) {
            let Some((wanted, has)) = u.select(interface, &self.name, None).found() else { continue };
            let path = |u: &Universe, method: ObjId| match is_exported(&u.object(method).name) {
                true => u.object(method).name.clone(),
                false => u.symbol_path(method),
            };
            let methods = u.interface_methods(interface);
            let mut asked: Vec<_> = methods.iter().map(|(method, ty)| (path(u, *method), *ty)).collect();
            asked.sort();
            let known = !u.has_unknown_embed(interface, 0);
            found.entry((known, asked)).or_insert_with(|| ((interface, has), Vec::new())).1.push(wanted);
        }
        found
    }

    /// The types with these names, and those without.
    fn all(&self, u: &mut Universe, names: &BTreeSet<ObjId>) -> Vec<TypeId> {
        names.iter().map(|obj| named(u, *obj)).chain(self.unnamed.iter().copied()).collect()
    }

    /// The interfaces outside the roots that one of `methods` serves.
    fn external(&self, u: &mut Universe, methods: &BTreeSet<ObjId>) -> BTreeSet<OutsideBinding> {
        let mine: Vec<(TypeId, ObjId)> = self
            .all(u, &self.types)
            .into_iter()
            .filter_map(|ty| {
                let (method, _) = u.select(ty, &self.name, None).found()?;
                methods.contains(&method).then_some((ty, method))
            })
            .collect();
        let mut refusals = BTreeSet::new();
        if ERROR_METHODS.contains(&self.name.as_str()) {
            for (ty, method) in &mine {
                let error = u.error();
                if u.satisfies(*ty, error) {
                    let interface = SmolStr::new(format!("error.{}", self.name));
                    refusals.insert(OutsideBinding { interface, method: u.symbol_path(*method) });
                }
            }
        }
        let packages = self.packages_outside(u);
        for interface in self.interfaces_outside(u, &packages) {
            let interface_type = named(u, interface);
            for (ty, method) in &mine {
                if u.satisfies(*ty, interface_type) {
                    let interface = SmolStr::new(format!("{}.{}", u.symbol_path(interface), self.name));
                    refusals.insert(OutsideBinding { interface, method: u.symbol_path(*method) });
                }
            }
        }
        self.implementations_outside(u, &packages, methods, &mut refusals);
        refusals
    }

    /// Types of dependencies that satisfy an interface of the roots: values of them are what the interface is for
    /// (`*sql.DB` and `*sql.Tx` behind an `execer`).
    fn implementations_outside(
        &self,
        u: &mut Universe,
        packages: &BTreeSet<PkgId>,
        methods: &BTreeSet<ObjId>,
        refusals: &mut BTreeSet<OutsideBinding>,
    ) {
        let mut interfaces = Vec::new();
        for ty in self.all(u, &self.interfaces) {
            if let Some((method, _)) = u.select(ty, &self.name, None).found()
                && methods.contains(&method)
            {
                interfaces.push((ty, method));
            }
        }
        if interfaces.is_empty() {
            return;
        }
        for &pkg in packages {
            for file in u.package_files(pkg) {
                let outline = u.outline(file);
                let methods = outline.entries.iter().filter(|it| it.names.iter().any(|name| name.name == self.name));
                for base in methods.filter_map(|it| it.receiver.as_ref()) {
                    let Some(obj) = u.package_object(pkg, base) else { continue };
                    let ty = named(u, obj);
                    for (interface, method) in &interfaces {
                        if u.satisfies(ty, *interface) {
                            let outside = SmolStr::new(format!("{}.{}", u.symbol_path(obj), self.name));
                            refusals.insert(OutsideBinding { interface: outside, method: u.symbol_path(*method) });
                        }
                    }
                }
            }
        }
    }

    /// The packages outside the roots that the roots import.
    fn packages_outside(&self, u: &mut Universe) -> BTreeSet<PkgId> {
        let mut packages: BTreeSet<PkgId> = BTreeSet::new();
        let mut seen: FxHashSet<(PkgId, SmolStr)> = FxHashSet::default();
        for &file in &self.files {
            let pkg = u.package_of(file);
            for import in &u.outline(file).imports {
                if seen.insert((pkg, import.path.clone())) {
                    packages.extend(u.import(pkg, &import.path));
                }
            }
        }
        packages.retain(|pkg| !u.package(*pkg).in_roots);
        packages
    }

    /// Named interfaces with the method in these packages, and the well-known ones.
    fn interfaces_outside(&self, u: &mut Universe, packages: &BTreeSet<PkgId>) -> Vec<ObjId> {
        let finder = Finder::new(self.name.as_bytes());
        let mut found = BTreeSet::new();
        let home = self.files.first().map(|file| u.package_of(*file));
        for (path, name) in WELL_KNOWN {
            if let Some(pkg) = home.and_then(|home| u.import(home, path))
                && let Some(obj) = u.package_object(pkg, name)
                && u.is_external(obj)
                && self.declares_interface_method(u, obj)
            {
                found.insert(obj);
            }
        }
        for &pkg in packages {
            for file in u.package_files(pkg) {
                let text = u.text(file);
                if finder.find(text.as_bytes()).is_none() {
                    continue;
                }
                for entry in u.outline(file).entries.iter().filter(|it| it.kind == EntryKind::Type) {
                    let Some(name) = entry.names.first() else { continue };
                    if word_offsets(&text[entry.span.range()], &finder).is_empty() {
                        continue;
                    }
                    if let Some(obj) = u.package_object(pkg, &name.name)
                        && self.declares_interface_method(u, obj)
                    {
                        found.insert(obj);
                    }
                }
            }
        }
        found.into_iter().collect()
    }
}

/// A folder that the go command passes over.
fn is_test_data(u: &Universe, pkg: PkgId) -> bool {
    let path = &u.package(pkg).path;
    path.split('/').any(|part| part == "testdata" || part.starts_with('_'))
}

/// A struct or interface type: the only ones that embed.
fn may_embed(body: &str) -> bool {
    body.contains("struct") || body.contains("interface")
}

/// The type that a type name declares, with its own parameters as arguments.
fn named(u: &mut Universe, obj: ObjId) -> TypeId {
    match u.type_decl(obj) {
        Some(decl) if !decl.alias && !decl.type_params.is_empty() => {
            let args = decl.type_params.iter().map(|it| u.types().intern(Type::TypeParam(*it))).collect();
            u.types().named(obj, args)
        }
        _ => u.object_type(obj),
    }
}

fn is_defined(u: &Universe, obj: ObjId, ty: TypeId) -> bool {
    matches!(u.ty(ty), Type::Named { obj: it, .. } if *it == obj)
}

fn underlying_of(u: &mut Universe, obj: ObjId) -> Type {
    let ty = named(u, obj);
    let under = u.underlying(ty);
    u.ty(under).clone()
}

fn has_method(u: &mut Universe, obj: ObjId, name: &str) -> bool {
    let ty = named(u, obj);
    if !is_defined(u, obj, ty) {
        return false;
    }
    let found = u.select(ty, name, None).found();
    found.is_some_and(|(it, _)| matches!(u.object(it).kind, ObjKind::Method | ObjKind::InterfaceMethod))
}

/// Everything that links lead to from `target`.
fn closure(target: ObjId, neighbours: &FxHashMap<ObjId, Vec<ObjId>>) -> BTreeSet<ObjId> {
    let mut reached = BTreeSet::from([target]);
    let mut open = vec![target];
    while let Some(at) = open.pop() {
        for next in neighbours.get(&at).into_iter().flatten() {
            if reached.insert(*next) {
                open.push(*next);
            }
        }
    }
    reached
}
