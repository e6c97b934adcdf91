//! Where Go packages live, without running `go`: the packages of the roots, and the sources of what they import, each read
//! when it is asked for and then kept. Gives outlines; what the names in them mean is for the checker.

pub(in crate::lang::go) mod constraint;
mod modfile;
mod modules;
pub mod names;
pub mod neighbours;
mod packages;
mod places;
#[cfg(test)]
mod tests;

use crate::lang::go::GO;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::{FxBuildHasher, FxHashSet};
use smol_str::SmolStr;

pub use modules::{Need, Origin, Supply, WorkspaceModule};
pub use places::Places;

use crate::disk::Disk;
use crate::lang::go::resolve::words::Texts;
use crate::lang::go::syntax::{Outline, outline};
use crate::model::{FileId, Repo, Source};
use modules::{Context, Modules, PackageFolder};
use places::MAX_BYTES;

type Map<K, V> = HashMap<K, V, FxBuildHasher>;

/// A package that was found; cheap to copy and compare. Two ids are equal exactly when the packages are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PackageKey(pub u32);

/// A package: the files of one folder that have one package clause. An external test package (`p_test`) is a package of its
/// own, beside the one it tests.
#[derive(Debug)]
pub struct LoadedPackage {
    /// The name after `package`.
    pub name: SmolStr,
    /// What symbols begin with: the import path, with `_test` for an external test package.
    pub path: SmolStr,
    /// Its folder.
    pub dir: Arc<Path>,
    /// Where it comes from.
    pub origin: Origin,
    /// For an external test package: the package that it tests, which its imports see with its test files.
    pub external_test: bool,
    /// Its files, sorted by path. In the workspace all of them; of a dependency those that linux/amd64 builds, without
    /// tests.
    pub files: Vec<Arc<LoadedFile>>,
    context: Context,
}

/// A Go file of a package.
#[derive(Debug)]
pub struct LoadedFile {
    /// Its absolute path.
    pub path: PathBuf,
    /// The file of the run; `None` for files that are only read to understand others.
    pub id: Option<FileId>,
    /// Its text.
    pub text: Arc<str>,
    /// What it declares.
    pub outline: Arc<Outline>,
    /// A `_test.go` file.
    pub test: bool,
    /// Left out by its build constraints on linux/amd64.
    pub excluded: bool,
}

/// Finds packages. May be shared between threads. Ids are given in the order of the questions; the packages behind them
/// don't depend on it.
pub struct Loader {
    disk: Arc<Disk>,
    modules: Modules,
    /// The Go files of the workspace by folder.
    folders: Map<PathBuf, Vec<SourceFile>>,
    folder_of: Map<FileId, PathBuf>,
    /// The Go files of the workspace, in order.
    ids: Vec<FileId>,
    /// Their texts.
    texts: Texts<Arc<str>>,
    state: Mutex<State>,
}

struct SourceFile {
    id: FileId,
    name: SmolStr,
    path: PathBuf,
    text: Arc<str>,
}

#[derive(Default)]
struct State {
    packages: Vec<Arc<LoadedPackage>>,
    /// The packages of a folder, in the order of `split`.
    by_folder: Map<PathBuf, Arc<[PackageKey]>>,
    imports: Map<(Context, Arc<Path>, SmolStr), Option<PackageKey>>,
    has_go: Map<PathBuf, bool>,
}

impl Loader {
    /// Over the sources of a run; looks for the standard library and the module cache in the usual places of this machine.
    pub fn new(repos: &[Repo], sources: &[Source]) -> Self {
        Self::with_places(repos, sources, Places::find(), Arc::default())
    }

    /// The same with the places given; `disk` notes what is read outside of `sources`.
    pub fn with_places(repos: &[Repo], sources: &[Source], places: Places, disk: Arc<Disk>) -> Self {
        let mut folders: Map<PathBuf, Vec<SourceFile>> = Map::default();
        let mut folder_of = Map::default();
        let mut module_files = Vec::new();
        let (mut ids, mut texts) = (Vec::new(), Vec::new());
        for source in sources {
            let Some(folder) = source.absolute.parent() else { continue };
            let name = source.path.rsplit('/').next().unwrap_or_default();
            if matches!(name, "go.mod" | "go.work") {
                module_files.push((source.absolute.clone(), source.text.to_string()));
            }
            if source.language == GO {
                ids.push(source.id);
                texts.push(source.text.clone());
                folder_of.insert(source.id, folder.to_path_buf());
                folders.entry(folder.to_path_buf()).or_default().push(SourceFile {
                    id: source.id,
                    name: name.into(),
                    path: source.absolute.clone(),
                    text: source.text.clone(),
                });
            }
        }
        for repo in repos {
            let above = module_file_above(&disk, &repo.root, &module_files);
            module_files.extend(above);
        }
        module_files.sort();
        let tops = repos.iter().map(|repo| (repo.root.clone(), repo.name.clone())).collect();
        let modules = Modules::new(&module_files, tops, places, disk.clone());
        Self { disk, modules, folders, folder_of, ids, texts: Texts::of(texts), state: Mutex::default() }
    }

    /// The Go modules of the workspace and what they require of each other, sorted by path and folder.
    pub fn modules(&self) -> Vec<WorkspaceModule> {
        self.modules.workspace_modules()
    }

    /// The package with this id.
    pub fn package(&self, id: PackageKey) -> Arc<LoadedPackage> {
        self.lock().packages[id.0 as usize].clone()
    }

    /// The package that a file of the workspace belongs to; `None` for files that are not Go.
    pub fn package_of(&self, file: FileId) -> Option<PackageKey> {
        let folder = self.folder_of.get(&file)?;
        let ids = self.workspace_folder(folder);
        let holds = |id: &PackageKey| self.package(*id).files.iter().any(|other| other.id == Some(file));
        ids.iter().copied().find(holds)
    }

    /// The package that `path` means in the files of `from`. `None` for `"C"` and for what is not on this machine.
    pub fn import(&self, from: PackageKey, path: &str) -> Option<PackageKey> {
        let package = self.package(from);
        let key = (package.context, package.dir.clone(), SmolStr::new(path));
        if let Some(known) = self.lock().imports.get(&key) {
            return *known;
        }
        let place = self.modules.resolve(package.context, &package.dir, path, &|dir| self.has_go(dir));
        let found = place.and_then(|place| self.importable(path, &place));
        self.lock().imports.insert(key, found);
        found
    }

    /// [`Loader::holding`] will be asked so often.
    pub fn expect(&self, questions: usize) {
        self.texts.expect(questions);
    }

    /// The Go files of the workspace whose texts hold one of `names`, also as a part of a word; in order.
    pub fn holding(&self, names: &[&str]) -> Vec<FileId> {
        self.texts.holding(names).into_iter().map(|at| self.ids[at]).collect()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        // A panic elsewhere leaves only finished entries behind.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn has_go(&self, dir: &Path) -> bool {
        if self.folders.contains_key(dir) {
            return true;
        }
        if let Some(known) = self.lock().has_go.get(dir) {
            return *known;
        }
        let found = !go_files(&self.disk, dir).is_empty();
        self.lock().has_go.insert(dir.to_path_buf(), found);
        found
    }

    /// Of the packages of a folder the one that an import gets.
    fn importable(&self, path: &str, place: &PackageFolder) -> Option<PackageKey> {
        let ids = if self.folders.contains_key(&place.dir) {
            self.workspace_folder(&place.dir)
        } else {
            self.folder(&place.dir, SmolStr::new(path), place.origin, place.context)
        };
        // A package that builds before one that does not, a library before a program beside it (`//go:build ignore`).
        let rank = |id: &PackageKey| {
            let package = self.package(*id);
            let built = package.files.iter().filter(|file| !file.excluded && !file.test).count();
            (built > 0, package.name != "main", built)
        };
        ids.iter()
            .copied()
            .filter(|id| !self.package(*id).external_test)
            .reduce(|best, id| if rank(&id) > rank(&best) { id } else { best })
    }

    fn workspace_folder(&self, dir: &Path) -> Arc<[PackageKey]> {
        self.folder(dir, self.modules.import_path_of(dir), Origin::Workspace, self.modules.context_of(dir))
    }

    /// The packages of a folder, read now or before.
    fn folder(&self, dir: &Path, import_path: SmolStr, origin: Origin, context: Context) -> Arc<[PackageKey]> {
        if let Some(known) = self.lock().by_folder.get(dir) {
            return known.clone();
        }
        // Read without the lock; when two threads read the same folder, the first one's answer stays.
        let packages = split(self.read(dir, origin), dir, &import_path, origin, context);
        let mut state = self.lock();
        if let Some(known) = state.by_folder.get(dir) {
            return known.clone();
        }
        let mut ids = Vec::new();
        for package in packages {
            let id = PackageKey(state.packages.len() as u32);
            ids.push(id);
            state.packages.push(Arc::new(package));
        }
        let ids: Arc<[PackageKey]> = ids.into();
        state.by_folder.insert(dir.to_path_buf(), ids.clone());
        ids
    }

    fn read(&self, dir: &Path, origin: Origin) -> Vec<LoadedFile> {
        let mut files = Vec::new();
        let own = self.folders.get(dir).map(Vec::as_slice).unwrap_or_default();
        for source in own {
            files.push(go_file(source.path.clone(), &source.name, Some(source.id), source.text.clone(), origin));
        }
        let names: FxHashSet<&Path> = own.iter().map(|source| source.path.as_path()).collect();
        for name in go_files(&self.disk, dir) {
            let path = dir.join(&name);
            let known = names.contains(path.as_path());
            let unwanted =
                origin != Origin::Workspace && (name.ends_with("_test.go") || !constraint::name_matches(&name));
            if known || unwanted {
                continue;
            }
            // What can't be read was reported by the walk, or is a dependency that then stays unknown.
            if let Some(text) = self.disk.read(&path, MAX_BYTES) {
                let file = go_file(path, &name, None, text.into(), origin);
                if origin == Origin::Workspace || !file.excluded {
                    files.push(file);
                }
            }
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        files
    }
}

/// Groups the files of a folder by their package clause.
fn split(
    files: Vec<LoadedFile>,
    dir: &Path,
    import_path: &str,
    origin: Origin,
    context: Context,
) -> Vec<LoadedPackage> {
    let dir: Arc<Path> = dir.into();
    let mut packages: Vec<LoadedPackage> = Vec::new();
    for file in files {
        let name = file.outline.package.as_ref().map(|name| name.name.clone()).unwrap_or_default();
        let external_test = file.test && name.ends_with("_test");
        let same = |package: &&mut LoadedPackage| package.name == name && package.external_test == external_test;
        if let Some(package) = packages.iter_mut().find(same) {
            package.files.push(Arc::new(file));
            continue;
        }
        let path = if external_test { format!("{import_path}_test").into() } else { SmolStr::new(import_path) };
        let files = vec![Arc::new(file)];
        packages.push(LoadedPackage { name, path, dir: dir.clone(), origin, external_test, files, context });
    }
    packages
}

fn go_file(path: PathBuf, name: &str, id: Option<FileId>, text: Arc<str>, origin: Origin) -> LoadedFile {
    let outline = outline(&text);
    // The standard library builds without cgo too, and then says everything in Go.
    let cgo = origin != Origin::Std;
    let excluded = !constraint::name_matches(name) || !constraint::lines_match(&text, &outline, cgo);
    LoadedFile { path, id, text, outline: Arc::new(outline), test: name.ends_with("_test.go"), excluded }
}

/// The names of the Go files of a folder, in no order.
fn go_files(disk: &Disk, dir: &Path) -> Vec<String> {
    let names = disk.files_in(dir).into_iter().filter_map(|name| name.into_string().ok());
    // The Go tool passes over `_x.go` and `.x.go`.
    names.filter(|name| name.ends_with(".go") && !name.starts_with(['_', '.'])).collect()
}

/// The `go.mod` that a repository lies in, when a root is only a part of a module.
fn module_file_above(disk: &Disk, root: &Path, known: &[(PathBuf, String)]) -> Option<(PathBuf, String)> {
    for folder in root.ancestors() {
        let path = folder.join("go.mod");
        if known.iter().any(|(other, _)| *other == path) {
            return None;
        }
        if let Some(text) = disk.read(&path, MAX_BYTES) {
            return Some((path, text));
        }
    }
    None
}
