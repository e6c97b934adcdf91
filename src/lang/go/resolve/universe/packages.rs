//! Packages, loaded when they are asked for, and what they declare.

use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;
use smol_str::{SmolStr, format_smolstr};

use crate::lang::go::resolve::object::{FileIx, LazyType, ObjId, ObjKind, Object, PkgId, TypeState};
use crate::lang::go::syntax::EntryKind;
use crate::model::{FileId, Span};

use super::Universe;
use super::tables::{FileState, PackageRef, PackageState};

impl Universe<'_> {
    /// The file of the run as this universe knows it; loads its package. `None` for a file that is not Go or has no package.
    pub fn file_ix(&mut self, id: FileId) -> Option<FileIx> {
        if let Some(ix) = self.file_ids.get(&id) {
            return Some(*ix);
        }
        let reference = self.loader.package_of(id)?;
        let pkg = self.package_id(reference);
        self.load(pkg);
        self.file_ids.get(&id).copied()
    }

    /// The files of the run whose texts hold one of `names`, also as a part of a word; in their order. Loads their packages and no others.
    pub fn files_holding(&mut self, names: &[&str]) -> Vec<FileIx> {
        self.ids_holding(names).into_iter().filter_map(|id| self.file_ix(id)).collect()
    }

    /// The same, and nothing is loaded.
    pub fn ids_holding(&self, names: &[&str]) -> Vec<FileId> {
        let mut all = self.loader.holding(names);
        all.retain(|id| self.unseen.as_ref().is_none_or(|unseen| !unseen.contains(id)));
        all
    }

    /// Searches no `unseen` file from now on; `None` to search all files again.
    pub fn look_at(&mut self, unseen: Option<Rc<FxHashSet<FileId>>>) {
        self.unseen = unseen;
    }

    /// The files of a package.
    pub fn package_files(&mut self, pkg: PkgId) -> Vec<FileIx> {
        self.load(pkg);
        self.packages[pkg.0 as usize].files.clone()
    }

    /// The package that `path` means in a file of `from`, when it is on this machine.
    pub fn import(&mut self, from: PkgId, path: &str) -> Option<PkgId> {
        if let Some(known) = self.packages[from.0 as usize].imports.get(path) {
            return *known;
        }
        let reference = self.packages[from.0 as usize].reference.clone();
        let found = self.loader.import(&reference, path).map(|found| self.package_id(found));
        self.packages[from.0 as usize].imports.insert(path.into(), found);
        found
    }

    /// True for a file of the package, and for one that imports it.
    pub fn sees(&mut self, file: FileIx, pkg: PkgId) -> bool {
        let (home, outline, path) = (self.package_of(file), self.outline(file), self.package(pkg).path.clone());
        // The path is compared first, because looking an import up reads its package. The standard library has `vendor/` in
        // front of what it brings along.
        let mut imports = outline.imports.iter().filter(|it| path.ends_with(it.path.as_str()));
        home == pkg || imports.any(|it| self.import(home, &it.path) == Some(pkg))
    }

    /// True when everything that the file imports is on this machine, as far as Go can say it: not for `"C"`.
    pub fn imports_are_known(&mut self, file: FileIx) -> bool {
        let (outline, package) = (self.outline(file), self.package_of(file));
        outline.imports.iter().all(|it| self.import(package, &it.path).is_some())
    }

    /// The package-level object `name`.
    pub fn package_object(&mut self, pkg: PkgId, name: &str) -> Option<ObjId> {
        self.load(pkg);
        let package = &self.packages[pkg.0 as usize];
        if let Some(known) = package.objects.get(name) {
            return Some(*known);
        }
        let places: Arc<[(FileIx, u32)]> = package.scope.get(name)?.as_slice().into();
        let path = package.reference.path.clone();
        let (first, entry) = places[0];
        let kind = match self.file(first).outline.entries[entry as usize].kind {
            EntryKind::Func => ObjKind::Func,
            EntryKind::Type => ObjKind::TypeName,
            EntryKind::Var => ObjKind::Global,
            EntryKind::Const => ObjKind::Const,
        };
        if places.len() > 1 && kind == ObjKind::TypeName {
            self.variants.types.insert(format_smolstr!("{path}.{name}"));
        }
        let decls = self.name_spans(&places, name);
        let id = self.add_object(Object {
            name: name.into(),
            kind,
            pkg: Some(pkg),
            owner: path,
            local: false,
            decls,
            ty: TypeState::Lazy(LazyType::Entries(places)),
        });
        self.packages[pkg.0 as usize].objects.insert(name.into(), id);
        Some(id)
    }

    /// The method `name` that `pkg` declares on its type `base`.
    pub fn method_object(&mut self, pkg: PkgId, base: &str, name: &str) -> Option<ObjId> {
        self.load(pkg);
        let key = (SmolStr::from(base), SmolStr::from(name));
        let package = &self.packages[pkg.0 as usize];
        if let Some(known) = package.method_objects.get(&key) {
            return Some(*known);
        }
        let places: Arc<[(FileIx, u32)]> = package.methods.get(base)?.get(name)?.as_slice().into();
        let owner = format_smolstr!("{}.{base}", package.reference.path);
        let decls = self.name_spans(&places, name);
        let id = self.add_object(Object {
            name: name.into(),
            kind: ObjKind::Method,
            pkg: Some(pkg),
            owner,
            local: false,
            decls,
            ty: TypeState::Lazy(LazyType::Entries(places)),
        });
        self.packages[pkg.0 as usize].method_objects.insert(key, id);
        Some(id)
    }

    /// The names of the methods that `pkg` declares on its type `base`, sorted.
    pub fn method_names(&mut self, pkg: PkgId, base: &str) -> Vec<SmolStr> {
        self.load(pkg);
        let mut names: Vec<SmolStr> =
            self.packages[pkg.0 as usize].methods.get(base).into_iter().flat_map(|it| it.keys().cloned()).collect();
        names.sort();
        names
    }

    fn package_id(&mut self, reference: PackageRef) -> PkgId {
        let key = reference.key;
        if let Some(known) = self.package_ids.get(&key) {
            return *known;
        }
        let id = PkgId(self.packages.len() as u32);
        self.packages.push(PackageState {
            reference,
            loaded: false,
            files: Vec::new(),
            scope: FxHashMap::default(),
            methods: FxHashMap::default(),
            objects: FxHashMap::default(),
            method_objects: FxHashMap::default(),
            imports: FxHashMap::default(),
        });
        self.package_ids.insert(key, id);
        id
    }

    fn load(&mut self, pkg: PkgId) {
        if std::mem::replace(&mut self.packages[pkg.0 as usize].loaded, true) {
            return;
        }
        let reference = self.packages[pkg.0 as usize].reference.clone();
        let mut sources = self.loader.files(&reference);
        // Stable: the variant that is built comes first, and its type counts.
        sources.sort_by_key(|source| !source.built);
        for source in sources {
            let file = FileIx(self.files.len() as u32);
            let outline = source.outline.clone();
            if let Some(id) = source.id {
                self.file_ids.insert(id, file);
            }
            let package = &mut self.packages[pkg.0 as usize];
            package.files.push(file);
            for (at, entry) in outline.entries.iter().enumerate() {
                let scope = match &entry.receiver {
                    Some(base) => package.methods.entry(base.clone()).or_default(),
                    None => &mut package.scope,
                };
                for name in &entry.names {
                    let unnamed = name.name == "_" || (entry.kind == EntryKind::Func && name.name == "init");
                    if !unnamed || entry.receiver.is_some() {
                        scope.entry(name.name.clone()).or_default().push((file, at as u32));
                    }
                }
            }
            self.files.push(FileState {
                source,
                pkg,
                outline,
                import_objects: FxHashMap::default(),
                lines: None,
                parsed: FxHashMap::default(),
            });
        }
    }

    fn name_spans(&self, places: &[(FileIx, u32)], name: &str) -> SmallVec<[(FileIx, Span); 1]> {
        let of = |(file, entry): &(FileIx, u32)| {
            let names = &self.entry(*file, *entry)?.names;
            Some((*file, names.iter().find(|it| it.name == name)?.span))
        };
        places.iter().filter_map(of).collect()
    }
}
