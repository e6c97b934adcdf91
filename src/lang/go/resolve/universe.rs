//! Every package, file, object and type that a run has looked at, loaded on demand. What types mean is computed in
//! `declare`, `lookup`, `subst`; where packages live is asked of a [`Packages`].

use std::path::PathBuf;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::{SmolStr, format_smolstr};

use crate::lang::go::ast;
use crate::lang::go::syntax::{Depth, Entry, EntryKind, Outline, parse_entry};
use crate::model::{FileId, LineIndex, Span};

use super::object::{FileIx, FuncObjects, LazyType, Lookup, ObjId, ObjKind, Object, PkgId, TypeDecl, TypeState};
use super::types::{EnvId, InterfaceId, StructId, Type, TypeId, TypeTable};

/// Computation nested deeper than this (expressions in types of variables in expressions …) is given up as unknown.
pub(super) const MAX_NESTING: u32 = 300;

/// A package as the loader names it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PackageRef {
    /// Import path; with `_test` for an external test package.
    pub path: SmolStr,
    /// The name of the package clause.
    pub name: SmolStr,
    /// Its folder.
    pub dir: PathBuf,
    /// The loader's own number for it: its identity.
    pub key: u32,
    /// Its files lie in the roots.
    pub in_roots: bool,
}

/// One Go file as the loader hands it over.
#[derive(Clone, Debug)]
pub struct GoSource {
    /// Its index in the run; `None` for files of dependencies.
    pub id: Option<FileId>,
    /// Its text.
    pub text: Arc<str>,
    /// What it declares.
    pub outline: Arc<Outline>,
    /// Build constraints admit it on linux/amd64: its declarations come before those of twins in other files.
    pub built: bool,
}

/// Where packages live.
pub trait Packages {
    /// The package that a file of the roots belongs to.
    fn package_of(&self, file: FileId) -> Option<PackageRef>;
    /// The package that `path` names in a file of `from`.
    fn import(&self, from: &PackageRef, path: &str) -> Option<PackageRef>;
    /// The files of a package.
    fn files(&self, package: &PackageRef) -> Vec<GoSource>;
}

/// Every package, file, object and type that a run has looked at.
pub struct Universe<'l> {
    loader: Box<dyn Packages + 'l>,
    pub(super) types: TypeTable,
    pub(super) objects: Vec<Object>,
    packages: Vec<Package>,
    package_ids: FxHashMap<u32, PkgId>,
    pub(super) files: Vec<GoFile>,
    file_ids: FxHashMap<FileId, FileIx>,
    pub(super) decl_at: FxHashMap<(FileIx, u32), ObjId>,
    pub(super) struct_at: FxHashMap<(FileIx, u32), StructId>,
    pub(super) interface_at: FxHashMap<(FileIx, u32), InterfaceId>,
    pub(super) type_decls: FxHashMap<ObjId, Option<Arc<TypeDecl>>>,
    pub(super) func_objects: FxHashMap<ObjId, Arc<FuncObjects>>,
    pub(super) underlying_memo: FxHashMap<TypeId, TypeId>,
    pub(super) subst_memo: FxHashMap<(TypeId, EnvId), TypeId>,
    pub(super) lookup_memo: FxHashMap<(TypeId, SmolStr, Option<PkgId>), Lookup>,
    pub(super) scope_memo: FxHashMap<(FileIx, SmolStr), Option<ObjId>>,
    pub(super) imported: FxHashMap<ObjId, Import>,
    pub(super) twins: FxHashMap<SmolStr, ObjId>,
    pub(super) twin_types: FxHashSet<SmolStr>,
    fakes: FxHashMap<SmolStr, ObjId>,
    pub(super) predeclared: FxHashMap<SmolStr, ObjId>,
    pub(super) any: TypeId,
    pub(super) error: TypeId,
    /// How deep the computation is nested: hostile input must not overflow the stack.
    pub(super) depth: u32,
}

/// What the name of an import stands for.
#[derive(Clone, Debug)]
pub(super) enum Import {
    Package(PkgId),
    Unsafe,
    /// Not on this machine, or cgo.
    Missing(SmolStr),
}

type Places = Vec<(FileIx, u32)>;

#[derive(Debug)]
struct Package {
    reference: PackageRef,
    loaded: bool,
    files: Vec<FileIx>,
    scope: FxHashMap<SmolStr, Places>,
    methods: FxHashMap<SmolStr, FxHashMap<SmolStr, Places>>,
    objects: FxHashMap<SmolStr, ObjId>,
    method_objects: FxHashMap<(SmolStr, SmolStr), ObjId>,
    imports: FxHashMap<SmolStr, Option<PkgId>>,
}

#[derive(Debug)]
pub(super) struct GoFile {
    pub source: GoSource,
    pub pkg: PkgId,
    pub outline: Arc<Outline>,
    import_objects: FxHashMap<u32, ObjId>,
    lines: Option<LineIndex>,
    parsed: FxHashMap<(u32, bool), Arc<Vec<ast::Decl>>>,
}

impl<'l> Universe<'l> {
    /// A universe in which nothing has been looked at.
    pub fn new(loader: impl Packages + 'l) -> Self {
        let mut universe = Self {
            loader: Box::new(loader),
            types: TypeTable::default(),
            objects: Vec::new(),
            packages: Vec::new(),
            package_ids: FxHashMap::default(),
            files: Vec::new(),
            file_ids: FxHashMap::default(),
            decl_at: FxHashMap::default(),
            struct_at: FxHashMap::default(),
            interface_at: FxHashMap::default(),
            type_decls: FxHashMap::default(),
            func_objects: FxHashMap::default(),
            underlying_memo: FxHashMap::default(),
            subst_memo: FxHashMap::default(),
            lookup_memo: FxHashMap::default(),
            scope_memo: FxHashMap::default(),
            imported: FxHashMap::default(),
            twins: FxHashMap::default(),
            twin_types: FxHashSet::default(),
            fakes: FxHashMap::default(),
            predeclared: FxHashMap::default(),
            any: TypeId::UNKNOWN,
            error: TypeId::UNKNOWN,
            depth: 0,
        };
        universe.predeclare();
        universe
    }

    /// The object with this id.
    pub fn object(&self, id: ObjId) -> &Object {
        &self.objects[id.0 as usize]
    }

    /// The type with this id.
    pub fn ty(&self, id: TypeId) -> &Type {
        self.types.get(id)
    }

    /// The symbol path of an object (design, section 5).
    pub fn symbol_path(&self, id: ObjId) -> SmolStr {
        self.object(id).path()
    }

    /// The place of a name's declaration in the roots; `None` for dependencies and predeclared names.
    pub fn declaration(&self, id: ObjId) -> Option<(FileId, Span)> {
        let (file, span) = self.object(id).decls.first()?;
        Some((self.file(*file).source.id?, *span))
    }

    /// True for things that are declared outside the roots, also predeclared ones.
    pub fn is_external(&self, id: ObjId) -> bool {
        self.declaration(id).is_none()
    }

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

    /// The outline of a file.
    pub fn outline(&self, file: FileIx) -> Arc<Outline> {
        self.file(file).outline.clone()
    }

    /// The text of a file.
    pub fn text(&self, file: FileIx) -> Arc<str> {
        self.file(file).source.text.clone()
    }

    /// The text of a file of the run, when its package has been read.
    pub fn file_text(&self, id: FileId) -> Option<&str> {
        self.file_ids.get(&id).map(|ix| &*self.file(*ix).source.text)
    }

    /// The run's index of a file; `None` for files of dependencies.
    pub fn file_id(&self, file: FileIx) -> Option<FileId> {
        self.file(file).source.id
    }

    /// The package of a file.
    pub fn package_of(&self, file: FileIx) -> PkgId {
        self.file(file).pkg
    }

    /// How the loader names a package.
    pub fn package(&self, pkg: PkgId) -> &PackageRef {
        &self.packages[pkg.0 as usize].reference
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
            self.twin_types.insert(format_smolstr!("{path}.{name}"));
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

    /// What a universe-level name stands for (`string`, `len`, `nil`).
    pub fn predeclared(&self, name: &str) -> Option<ObjId> {
        self.predeclared.get(name).copied()
    }

    /// `any`
    pub fn any(&self) -> TypeId {
        self.any
    }

    /// `error`
    pub fn error(&self) -> TypeId {
        self.error
    }

    pub(super) fn file(&self, file: FileIx) -> &GoFile {
        &self.files[file.0 as usize]
    }

    /// A top-level declaration, parsed; without function bodies unless `full`. Full ones are not kept.
    pub(super) fn parse(&mut self, file: FileIx, entry: u32, full: bool) -> Arc<Vec<ast::Decl>> {
        let go_file = &mut self.files[file.0 as usize];
        if let Some(known) = go_file.parsed.get(&(entry, full)) {
            return known.clone();
        }
        let Some(at) = go_file.outline.entries.get(entry as usize) else { return Arc::default() };
        let depth = if full { Depth::Full } else { Depth::Signature };
        let parsed = Arc::new(parse_entry(&go_file.source.text, at, depth));
        if !full {
            go_file.parsed.insert((entry, full), parsed.clone());
        }
        parsed
    }

    pub(super) fn entry(&self, file: FileIx, entry: u32) -> Option<&Entry> {
        self.file(file).outline.entries.get(entry as usize)
    }

    /// 1-based line of a byte.
    pub(super) fn line(&mut self, file: FileIx, offset: u32) -> u32 {
        let file = &mut self.files[file.0 as usize];
        let lines = file.lines.get_or_insert_with(|| LineIndex::new(file.source.text.as_bytes()));
        lines.position(offset).line
    }

    pub(super) fn add_object(&mut self, object: Object) -> ObjId {
        self.objects.push(object);
        ObjId(self.objects.len() as u32 - 1)
    }

    /// The object declared by the name at `span`, made on first sight, so that reading a declaration twice gives the same
    /// objects.
    pub(super) fn declare_at(&mut self, file: FileIx, span: Span, make: impl FnOnce() -> Object) -> ObjId {
        if let Some(known) = self.decl_at.get(&(file, span.start)) {
            return *known;
        }
        let id = self.add_object(make());
        self.decl_at.insert((file, span.start), id);
        id
    }

    /// The import that `name` stands for in `file`, told from its alias or the last element of its path. With `thorough`,
    /// instead, an import whose package has another name than its path says: that takes a look at every import.
    pub(super) fn import_object(&mut self, file: FileIx, name: &str, thorough: bool) -> Option<ObjId> {
        let outline = self.file(file).outline.clone();
        for (index, import) in outline.imports.iter().enumerate() {
            let hit = match &import.alias {
                Some(alias) => !thorough && alias.name == name,
                None if import.path == "C" => !thorough && name == "C",
                None if thorough == (last_element(&import.path) == name) => false,
                None => self.import_is_named(file, import, name),
            };
            if hit {
                return Some(self.import_name(file, index, name));
            }
        }
        None
    }

    /// The import that `name` stands for in `file`, whether its alias, its path or its package's name says so.
    pub fn import_named(&mut self, file: FileIx, name: &str) -> Option<ObjId> {
        self.import_object(file, name, false).or_else(|| self.import_object(file, name, true))
    }

    /// The packages that `file` imports with a dot.
    pub(super) fn dot_imports(&mut self, file: FileIx) -> Vec<PkgId> {
        let (outline, pkg) = (self.file(file).outline.clone(), self.file(file).pkg);
        let dots = outline.imports.iter().filter(|it| it.alias.as_ref().is_some_and(|alias| alias.name == "."));
        dots.filter_map(|it| self.import(pkg, &it.path)).collect()
    }

    /// A type of a package that is not on this machine: equal to itself, and nothing else is known of it.
    pub(super) fn fake_type(&mut self, path: &str, name: &str) -> TypeId {
        let key = format_smolstr!("{path}.{name}");
        let obj = match self.fakes.get(&key) {
            Some(known) => *known,
            None => {
                let obj = self.add_object(Object {
                    name: name.into(),
                    kind: ObjKind::TypeName,
                    pkg: None,
                    owner: path.into(),
                    local: false,
                    decls: Vec::new(),
                    ty: TypeState::Known(TypeId::UNKNOWN),
                });
                let ty = self.types.named(obj, Vec::new());
                self.objects[obj.0 as usize].ty = TypeState::Known(ty);
                self.fakes.insert(key, obj);
                obj
            }
        };
        self.types.named(obj, Vec::new())
    }

    fn import_is_named(&mut self, file: FileIx, import: &ast::Import, name: &str) -> bool {
        if import.path == "unsafe" {
            return name == "unsafe";
        }
        match self.import(self.file(file).pkg, &import.path) {
            Some(found) => self.package(found).name == name,
            None => guessed_names(&import.path).any(|guess| guess == name),
        }
    }

    fn import_name(&mut self, file: FileIx, index: usize, name: &str) -> ObjId {
        if let Some(known) = self.file(file).import_objects.get(&(index as u32)) {
            return *known;
        }
        let outline = self.file(file).outline.clone();
        let import = &outline.imports[index];
        let pkg = self.file(file).pkg;
        let target = match import.path.as_str() {
            "unsafe" => Import::Unsafe,
            "C" => Import::Missing("C".into()),
            path => self.import(pkg, path).map_or_else(|| Import::Missing(path.into()), Import::Package),
        };
        let span = import.alias.as_ref().map_or(import.span, |alias| alias.span);
        let id = self.add_object(Object {
            name: name.into(),
            kind: ObjKind::PkgName,
            pkg: Some(pkg),
            owner: import.path.clone(),
            local: false,
            decls: vec![(file, span)],
            ty: TypeState::Known(TypeId::UNKNOWN),
        });
        self.imported.insert(id, target);
        self.files[file.0 as usize].import_objects.insert(index as u32, id);
        self.decl_at.insert((file, span.start), id);
        id
    }

    fn package_id(&mut self, reference: PackageRef) -> PkgId {
        let key = reference.key;
        if let Some(known) = self.package_ids.get(&key) {
            return *known;
        }
        let id = PkgId(self.packages.len() as u32);
        self.packages.push(Package {
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
        // Stable: the built twin is the one whose type counts.
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
            self.files.push(GoFile {
                source,
                pkg,
                outline,
                import_objects: FxHashMap::default(),
                lines: None,
                parsed: FxHashMap::default(),
            });
        }
    }

    fn name_spans(&self, places: &[(FileIx, u32)], name: &str) -> Vec<(FileIx, Span)> {
        let of = |(file, entry): &(FileIx, u32)| {
            let names = &self.entry(*file, *entry)?.names;
            Some((*file, names.iter().find(|it| it.name == name)?.span))
        };
        places.iter().filter_map(of).collect()
    }
}

/// The last element of an import path.
fn last_element(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// What the package of a path that is not on this machine may be called: `yaml` for `gopkg.in/yaml.v3`, `chi` for
/// `github.com/go-chi/chi/v5`, `sqlite3` for `github.com/mattn/go-sqlite3`.
fn guessed_names(path: &str) -> impl Iterator<Item = String> {
    let is_version = |it: &str| it.len() > 1 && it.starts_with('v') && it[1..].bytes().all(|b| b.is_ascii_digit());
    let mut elements = path.rsplit('/');
    let mut last = elements.next().unwrap_or(path);
    if is_version(last) {
        last = elements.next().unwrap_or(last);
    }
    if let Some((front, version)) = last.rsplit_once('.')
        && is_version(version)
    {
        last = front;
    }
    let bare = last.trim_start_matches("go-").trim_end_matches("-go").trim_end_matches(".go");
    let mut guesses = vec![last.to_owned(), bare.to_owned(), last.replace('-', ""), last.replace('-', "_")];
    if let Some(at) = last.rfind(['-', '.']) {
        guesses.extend([last[at + 1..].to_owned(), last[..at].to_owned()]);
    }
    guesses.into_iter()
}
