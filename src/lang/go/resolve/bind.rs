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
use super::instances::Instances;
use super::object::{FileIx, ObjId, ObjKind, PkgId};
use super::offsets::word_offsets;
pub use super::outside::is_asked_in_roots;
use super::outside::{KnownPackages, Packages, declares_interface_method, is_defined, is_test_data, named_type};
use super::types::{Type, TypeId};
use super::universe::Universe;
use super::unnamed::{embedding_literals, unnamed_interfaces};
use super::well_known::ERROR_METHODS;

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
    packages: KnownPackages,
    instances: Instances,
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
        match self.of(u, target) {
            Some(joined) => {
                let search = &joined.search;
                let packages = search.exported.then(|| self.packages.of(u, sources, search.inner));
                joined.bound_methods(u, sources, target, packages.as_deref(), &mut self.instances)
            }
            None => Bound { methods: vec![target], refusals: Vec::new() },
        }
    }

    /// The interface outside the roots that values of the type `obj` are asked for at run time and satisfy by a method `name`.
    pub fn asked(&mut self, u: &mut Universe, sources: &[Source], obj: ObjId, name: &str) -> Option<SmolStr> {
        let ty = named_type(u, obj);
        if !is_exported(name) || !is_method(u, ty, name) {
            return None;
        }
        let error = u.error();
        if ERROR_METHODS.contains(&name) && u.satisfies(ty, error) {
            return Some(SmolStr::new(format!("error.{name}")));
        }
        let home = u.object(obj).pkg;
        let inner = home.is_some_and(|pkg| is_test_data(u, pkg));
        let packages = self.packages.of(u, sources, inner);
        let found = packages.interfaces(u, name, home).into_iter().find(|it| it.asked && u.may_satisfy(ty, it.ty));
        found?.called(u, name)
    }

    /// The methods of the roots that interfaces of the roots bind to `target`, itself among them, in a stable order. Looks
    /// at no dependency: whoever renames needs [`bound_methods`].
    pub fn methods_in_roots(&mut self, u: &mut Universe, target: ObjId) -> Rc<BTreeSet<ObjId>> {
        if let Some(known) = self.closures.get(&target) {
            return known.clone();
        }
        let joined = self.of(u, target);
        let all = joined.map_or_else(|| BTreeSet::from([target]), |joined| closure(target, &joined.neighbours));
        let all = Rc::new(all);
        self.closures.extend(all.iter().map(|method| (*method, all.clone())));
        all
    }

    /// `None` for anything but a method.
    fn of(&mut self, u: &mut Universe, target: ObjId) -> Option<Rc<Joined>> {
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
        let mut search = Search::new(u, &name, home);
        search.collect(u, &mut self.files);
        let (links, outside) = search.links(u, &mut self.instances);
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
    /// `packages` are those outside, for a name that they can see.
    fn bound_methods(
        &self,
        u: &mut Universe,
        sources: &[Source],
        target: ObjId,
        packages: Option<&Packages>,
        instances: &mut Instances,
    ) -> Bound {
        let methods = closure(target, &self.neighbours);
        let found = packages.map(|packages| self.search.external(u, sources, &methods, packages, instances));
        let mut refusals = found.unwrap_or_default();
        for (external, method) in &self.outside {
            if methods.contains(method) {
                let (interface, method) = (u.symbol_path(*external), u.symbol_path(*method));
                refusals.insert(OutsideBinding { interface, method, asked: false });
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
    /// All lies in test data.
    inner: bool,
    /// The package that an unexported name belongs to: nothing else can bind it.
    home: Option<PkgId>,
    /// Named types of the roots that declare the method, or may get it from what they embed.
    types: BTreeSet<ObjId>,
    /// Named interfaces of the roots that declare the method.
    interfaces: BTreeSet<ObjId>,
    /// Interfaces of the roots without a name at package level that declare it: in a signature, a field, an assertion, a
    /// constraint, a function.
    unnamed: Vec<TypeId>,
    /// Structs and interfaces without a name at package level that get the method from what they embed.
    embedding: Vec<TypeId>,
}

impl Search {
    fn new(u: &Universe, name: &str, home: Option<PkgId>) -> Self {
        let exported = is_exported(name);
        Self {
            name: name.into(),
            exported,
            inner: home.is_some_and(|pkg| is_test_data(u, pkg)),
            home: home.filter(|_| !exported),
            types: BTreeSet::new(),
            interfaces: BTreeSet::new(),
            unnamed: Vec::new(),
            embedding: Vec::new(),
        }
    }

    /// The files that can have to do with the method and hold one of `names`, in order.
    fn holding(&self, u: &mut Universe, names: &[&str]) -> Vec<FileIx> {
        if let Some(pkg) = self.home {
            let mut files = u.package_files(pkg);
            files.retain(|file| names.iter().any(|name| u.text(*file).contains(name)));
            return files;
        }
        let mut files = u.files_holding(names);
        // The go command does not build what lies in `testdata`: nothing there meets an interface outside.
        files.retain(|file| is_test_data(u, u.package_of(*file)) == self.inner);
        files
    }

    /// Finds the types and interfaces: by the name first, then by the names of what was found, because embedding passes
    /// methods on.
    fn collect(&mut self, u: &mut Universe, files: &mut FxHashMap<FileIx, Rc<Declares>>) {
        let finder = Finder::new(self.name.as_bytes()).into_owned();
        let mut bases: FxHashSet<SmolStr> = FxHashSet::default();
        for file in self.holding(u, &[&self.name]) {
            let (text, outline, pkg) = (u.text(file), u.outline(file), u.package_of(file));
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
                        if declares_interface_method(u, obj, &self.name) {
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

    /// Adds the types that embed one of `bases` or are defined as one, and those that embed these.
    fn collect_embedding(&mut self, u: &mut Universe, mut bases: FxHashSet<SmolStr>) {
        let mut fresh: Vec<SmolStr> = bases.iter().cloned().collect();
        fresh.sort();
        let mut literals: BTreeSet<TypeId> = BTreeSet::new();
        for _ in 0..8 {
            if fresh.is_empty() {
                break;
            }
            let names: Vec<&str> = fresh.iter().map(SmolStr::as_str).collect();
            let (Ok(finder), files) = (aho_corasick::AhoCorasick::new(&names), self.holding(u, &names)) else { return };
            let wanted: FxHashSet<SmolStr> = fresh.drain(..).collect();
            for file in files {
                let (outline, text) = (u.outline(file), u.text(file));
                for (index, entry) in outline.entries.iter().enumerate() {
                    if !finder.is_match(&text[entry.span.range()]) {
                        continue;
                    }
                    literals.extend(embedding_literals(u, (file, index as u32), entry, &wanted));
                    let Some(name) = entry.names.first().filter(|_| entry.kind == EntryKind::Type) else { continue };
                    let body = &text[name.span.end as usize..entry.span.end as usize];
                    if finder.is_match(body) && self.gets_method(u, file, &name.name) && bases.insert(name.name.clone())
                    {
                        fresh.push(name.name.clone());
                    }
                }
            }
        }
        self.embedding = literals.into_iter().filter(|ty| is_method(u, *ty, &self.name)).collect();
    }

    /// The type `name` of a file's package has the method, or is another name of such a type. Notes it.
    fn gets_method(&mut self, u: &mut Universe, file: FileIx, name: &str) -> bool {
        let pkg = u.package_of(file);
        let Some(obj) = u.package_object(pkg, name) else { return false };
        let ty = named_type(u, obj);
        if self.types.contains(&obj) || !is_method(u, ty, &self.name) {
            return false;
        }
        if is_defined(u, obj, ty) {
            self.types.insert(obj);
            let under = u.underlying(ty);
            if matches!(u.ty(under), Type::Interface(..)) {
                self.interfaces.insert(obj);
            }
        }
        true
    }

    /// Pairs of methods where one satisfies the other's interface; apart from these, pairs whose first is outside the roots
    /// (a type of ours gets the method from an embedded type of a dependency, or the interface does).
    fn links(&self, u: &mut Universe, instances: &mut Instances) -> (Vec<Link>, Vec<Link>) {
        let (mut links, mut outside) = (Vec::new(), Vec::new());
        let mut types: Vec<(TypeId, ObjId, TypeId)> = Vec::new();
        for ty in self.all_types(u) {
            types.extend(u.select(ty, &self.name, None).found().map(|(method, has)| (ty, method, has)));
        }
        for (asked, wanted) in self.interfaces_by_methods(u).into_values() {
            // What satisfies one of these interfaces satisfies all of them, so what they ask for is one and the same. Their
            // instances are the same too: methods that speak of a type parameter are of interfaces in one declaration.
            let (mut ours, mut theirs): (Vec<ObjId>, Vec<ObjId>) = (Vec::new(), Vec::new());
            for &(concrete, method, has) in &types {
                let fits = (!self.exported || u.may_be_identical(has, asked.1)) && u.may_satisfy(concrete, asked.0);
                if fits && instances.bind(u, concrete, asked.0) {
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
        names.iter().map(|obj| named_type(u, *obj)).chain(self.unnamed.iter().copied()).collect()
    }

    /// The types of the roots that have the method.
    fn all_types(&self, u: &mut Universe) -> Vec<TypeId> {
        let mut types = self.all(u, &self.types);
        types.extend(&self.embedding);
        types
    }

    /// The interfaces outside the roots that one of `methods` serves.
    fn external(
        &self,
        u: &mut Universe,
        sources: &[Source],
        methods: &BTreeSet<ObjId>,
        packages: &Packages,
        instances: &mut Instances,
    ) -> BTreeSet<OutsideBinding> {
        instances.look_outside(u, packages);
        let mine: Vec<(TypeId, ObjId)> = self
            .all_types(u)
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
                    refusals.insert(OutsideBinding { interface, method: u.symbol_path(*method), asked: true });
                }
            }
        }
        let home = self.first_package(u, sources);
        for it in packages.interfaces(u, &self.name, home) {
            for (ty, method) in &mine {
                if u.may_satisfy(*ty, it.ty) && instances.bind(u, *ty, it.ty) {
                    let Some(interface) = it.called(u, &self.name) else { continue };
                    refusals.insert(OutsideBinding { interface, method: u.symbol_path(*method), asked: it.asked });
                }
            }
        }
        self.implementations_outside(u, packages, methods, &mut refusals, instances);
        refusals
    }

    /// Types of dependencies that satisfy an interface of the roots: values of them are what the interface is for
    /// (`*sql.DB` and `*sql.Tx` behind an `execer`).
    fn implementations_outside(
        &self,
        u: &mut Universe,
        packages: &Packages,
        methods: &BTreeSet<ObjId>,
        refusals: &mut BTreeSet<OutsideBinding>,
        instances: &mut Instances,
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
        let holding = packages.holding(u, &self.name);
        for &pkg in &packages.direct {
            for file in u.package_files(pkg).into_iter().filter(|it| holding.contains(it)) {
                let outline = u.outline(file);
                let methods = outline.entries.iter().filter(|it| it.names.iter().any(|name| name.name == self.name));
                for base in methods.filter_map(|it| it.receiver.as_ref()) {
                    let Some(obj) = u.package_object(pkg, base) else { continue };
                    let ty = named_type(u, obj);
                    for (interface, method) in &interfaces {
                        // What fits a generic interface of the roots by chance is none of its values.
                        let fits = u.may_satisfy(ty, *interface);
                        let meant = fits && (u.satisfies(ty, *interface) || self.is_named(u, base));
                        if meant && instances.bind(u, ty, *interface) {
                            let interface = SmolStr::new(format!("{}.{}", u.symbol_path(obj), self.name));
                            let method = u.symbol_path(*method);
                            refusals.insert(OutsideBinding { interface, method, asked: false });
                        }
                    }
                }
            }
        }
    }

    /// Some file of the roots names it.
    fn is_named(&self, u: &mut Universe, name: &str) -> bool {
        let finder = Finder::new(name.as_bytes());
        self.holding(u, &[name]).into_iter().any(|file| !word_offsets(&u.text(file), &finder).is_empty())
    }

    /// A package that can have to do with the method: whose imports well-known packages are asked of.
    fn first_package(&self, u: &mut Universe, sources: &[Source]) -> Option<PkgId> {
        let mut go = sources.iter().filter(|it| it.language == GO);
        self.home.or_else(|| {
            go.find_map(|it| {
                let file = u.file_ix(it.id)?;
                let pkg = u.package_of(file);
                (is_test_data(u, pkg) == self.inner).then_some(pkg)
            })
        })
    }
}

/// True for a type that has a method `name`; false for a field.
fn is_method(u: &mut Universe, ty: TypeId, name: &str) -> bool {
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
