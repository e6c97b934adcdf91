//! Which folder an import path means: the modules of the workspace, what they require and replace, `vendor`, the module
//! cache and the standard library. Knows folders; leaves files to the loader.

mod needs;

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, OnceLock};

use rustc_hash::FxBuildHasher;
use smol_str::SmolStr;

use super::modfile::{ModFile, Replace, Replacement, compare_versions};
use super::places::Places;
use crate::disk::Disk;
pub use needs::{Need, Supply, WorkspaceModule};

/// Whose requirements an import is read under: that of the workspace module which, directly or through dependencies,
/// imports it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Context {
    /// A module of the workspace.
    Module(usize),
    /// The standard library outside of the workspace.
    Std,
    /// Code below no `go.mod`, in the repository with this top folder.
    Bare(usize),
}

/// Where a package comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// The roots: may be rewritten.
    Workspace,
    /// A dependency: `vendor`, a `replace` target outside of the roots, the module cache.
    Dependency,
    /// The standard library of the Go distribution.
    Std,
}

/// A folder that an import path stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PackageFolder {
    pub(super) dir: PathBuf,
    pub(super) origin: Origin,
    pub(super) context: Context,
}

/// A module of the workspace.
struct Module {
    dir: PathBuf,
    file: ModFile,
    /// The folder that alone sees this module: modules in `testdata` serve only what is beside them.
    scope: Option<PathBuf>,
    /// Index of the `go.work` that lists it.
    work: Option<usize>,
    /// All modules needed, by versions of the whole graph; read when a requirement is not in the `go.mod` itself.
    graph: OnceLock<BTreeMap<SmolStr, SmolStr>>,
}

struct Work {
    dir: PathBuf,
    file: ModFile,
}

/// The modules of the workspace.
pub(super) struct Modules {
    modules: Vec<Module>,
    works: Vec<Work>,
    by_dir: HashMap<PathBuf, usize, FxBuildHasher>,
    tops: Vec<(PathBuf, Arc<str>)>,
    places: Places,
    disk: Arc<Disk>,
}

impl Modules {
    /// A module of the workspace is `path`, or has a package of this path.
    pub(super) fn holds(&self, path: &str) -> bool {
        let mut all = self.modules.iter().filter_map(|it| path.strip_prefix(it.file.module.as_str()));
        all.any(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// From the module files of the workspace (path and text, in a fixed order) and the top folders of the repositories with
    /// their names.
    pub(super) fn new(
        files: &[(PathBuf, String)],
        tops: Vec<(PathBuf, Arc<str>)>,
        places: Places,
        disk: Arc<Disk>,
    ) -> Self {
        let mut all = Self { modules: Vec::new(), works: Vec::new(), by_dir: HashMap::default(), tops, places, disk };
        for (path, text) in files {
            let Some(dir) = path.parent() else { continue };
            let (dir, file) = (dir.to_path_buf(), ModFile::parse(text));
            folders_of(&file).for_each(|folder| all.disk.named(&dir, folder));
            if path.file_name().is_some_and(|name| name == "go.work") {
                all.works.push(Work { dir, file });
            } else if !file.module.is_empty() {
                let scope = all.scope_of(&dir);
                all.by_dir.insert(dir.clone(), all.modules.len());
                all.modules.push(Module { dir, file, scope, work: None, graph: OnceLock::new() });
            }
        }
        for (index, work) in all.works.iter().enumerate() {
            for folder in &work.file.uses {
                if let Some(&module) = all.by_dir.get(&join(&work.dir, folder)) {
                    all.modules[module].work = Some(index);
                }
            }
        }
        all
    }

    /// What the code in a folder of the workspace is read under.
    pub(super) fn context_of(&self, dir: &Path) -> Context {
        for folder in dir.ancestors() {
            if let Some(&module) = self.by_dir.get(folder) {
                return Context::Module(module);
            }
        }
        let top = self.tops.iter().enumerate().filter(|(_, (top, _))| dir.starts_with(top));
        Context::Bare(top.max_by_key(|(_, (top, _))| top.as_os_str().len()).map_or(0, |(index, _)| index))
    }

    /// The import path of a folder of the workspace. Without a `go.mod` it is the path in the repository (for its top
    /// folder the name of the repository).
    pub(super) fn import_path_of(&self, dir: &Path) -> SmolStr {
        match self.context_of(dir) {
            Context::Module(index) => {
                let module = &self.modules[index];
                let rest = with_slashes(dir.strip_prefix(&module.dir).unwrap_or(Path::new("")));
                if let Some(vendored) = vendored(&rest) {
                    return vendored.into();
                }
                let prefix = module.prefix();
                match (prefix, rest.as_str()) {
                    ("", rest) => rest.into(),
                    (prefix, "") => prefix.into(),
                    (prefix, rest) => format!("{prefix}/{rest}").into(),
                }
            }
            Context::Bare(index) => {
                let Some((top, name)) = self.tops.get(index) else { return SmolStr::new(with_slashes(dir)) };
                match with_slashes(dir.strip_prefix(top).unwrap_or(dir)) {
                    rest if rest.is_empty() => SmolStr::new(&**name),
                    rest => rest.into(),
                }
            }
            Context::Std => SmolStr::default(),
        }
    }

    /// The folder that `path` means when imported from `from` under `context`. `has_go` says whether a folder has Go files.
    pub(super) fn resolve(
        &self,
        context: Context,
        from: &Path,
        path: &str,
        has_go: &dyn Fn(&Path) -> bool,
    ) -> Option<PackageFolder> {
        if path.is_empty() || path == "C" || path.starts_with('/') || path.contains("..") && !path.starts_with('.') {
            return None;
        }
        if path.starts_with("./") || path.starts_with("../") {
            self.disk.named(from, path);
            let dir = join(from, path);
            return has_go(&dir).then_some(PackageFolder { dir, origin: Origin::Workspace, context });
        }
        let root = self.in_workspace(context, from, path, has_go);
        // What a module has vendored is what it is built with, also where a root holds a newer state of the same module.
        let foreign = root.as_ref().is_some_and(|place| place.context != context);
        if foreign && let Some(vendored) = self.vendored(context, path, has_go) {
            return Some(vendored);
        }
        root.or_else(|| self.replaced_by_folder(context, path, has_go))
            .or_else(|| self.vendored(context, path, has_go))
            .or_else(|| self.in_std(context, from, path, has_go))
            .or_else(|| self.required(context, path, has_go))
    }

    fn in_workspace(
        &self,
        context: Context,
        from: &Path,
        path: &str,
        has_go: &dyn Fn(&Path) -> bool,
    ) -> Option<PackageFolder> {
        let mut found: Option<(usize, (bool, bool, usize, usize))> = None;
        for (index, module) in self.modules.iter().enumerate() {
            let own = context == Context::Module(index);
            let visible = module.scope.as_deref().is_none_or(|scope| from.starts_with(scope));
            let Some(rest) = module.holds(path).filter(|_| own || visible) else { continue };
            let dir = join(&module.dir, rest);
            // A nested module's folder is not part of the module around it.
            if self.context_of(&dir) != Context::Module(index) || !has_go(&dir) {
                continue;
            }
            let shared = common_components(from, &module.dir);
            let rank = (own, self.same_work(context, index), module.prefix().len(), shared);
            if found.is_none_or(|(_, best)| rank > best) {
                found = Some((index, rank));
            }
        }
        let (index, _) = found?;
        let module = &self.modules[index];
        let dir = join(&module.dir, module.holds(path)?);
        Some(PackageFolder { dir, origin: Origin::Workspace, context: Context::Module(index) })
    }

    fn same_work(&self, context: Context, module: usize) -> bool {
        let Context::Module(own) = context else { return false };
        self.modules[own].work.is_some() && self.modules[own].work == self.modules[module].work
    }

    /// The replacements that hold under `context`, those of the `go.work` first.
    fn replaces(&self, context: Context) -> impl Iterator<Item = (&Path, &Replace)> {
        let module = match context {
            Context::Module(index) => self.modules.get(index),
            _ => None,
        };
        let work = module.and_then(|module| self.works.get(module.work?));
        let of_work =
            work.into_iter().flat_map(|work| work.file.replaces.iter().map(|line| (work.dir.as_path(), line)));
        let own = module.into_iter();
        of_work.chain(own.flat_map(|own| own.file.replaces.iter().map(|line| (own.dir.as_path(), line))))
    }

    fn replaced_by_folder(
        &self,
        context: Context,
        path: &str,
        has_go: &dyn Fn(&Path) -> bool,
    ) -> Option<PackageFolder> {
        let mut candidates: Vec<(usize, PathBuf)> = Vec::new();
        for (base, line) in self.replaces(context) {
            if let (Replacement::Folder(folder), Some(rest)) = (&line.new, below(&line.old, path)) {
                candidates.push((line.old.len(), join(&join(base, folder), rest)));
            }
        }
        candidates.sort_by_key(|(length, _)| std::cmp::Reverse(*length));
        let (_, dir) = candidates.into_iter().find(|(_, dir)| has_go(dir))?;
        Some(PackageFolder { dir, origin: Origin::Dependency, context })
    }

    fn vendored(&self, context: Context, path: &str, has_go: &dyn Fn(&Path) -> bool) -> Option<PackageFolder> {
        let top = match context {
            Context::Module(index) => &self.modules[index].dir,
            Context::Bare(index) => &self.tops.get(index)?.0,
            Context::Std => return None,
        };
        let dir = join(&top.join("vendor"), path);
        has_go(&dir).then_some(PackageFolder { dir, origin: Origin::Dependency, context })
    }

    fn in_std(
        &self,
        context: Context,
        from: &Path,
        path: &str,
        has_go: &dyn Fn(&Path) -> bool,
    ) -> Option<PackageFolder> {
        let src = self.places.std_src()?;
        let dotted = path.split('/').next().is_some_and(|first| first.contains('.'));
        let dirs = match (dotted, context) {
            (false, _) => vec![join(&src, path)],
            // The library's own copies of what it needs.
            (true, Context::Std) if from.starts_with(src.join("cmd")) => vec![join(&src.join("cmd/vendor"), path)],
            (true, Context::Std) => vec![join(&src.join("vendor"), path)],
            (true, _) => Vec::new(),
        };
        let dir = dirs.into_iter().find(|dir| has_go(dir))?;
        Some(PackageFolder { dir, origin: Origin::Std, context: Context::Std })
    }

    /// In the module cache, at the version that the module under whose rule we read selects.
    fn required(&self, context: Context, path: &str, has_go: &dyn Fn(&Path) -> bool) -> Option<PackageFolder> {
        let Context::Module(index) = context else { return None };
        let found = self.cached(context, self.direct_requires(index), path, has_go);
        let dir = found.or_else(|| {
            let graph = self.modules[index].graph.get_or_init(|| self.module_graph(index));
            self.cached(context, graph.iter(), path, has_go)
        })?;
        Some(PackageFolder { dir, origin: Origin::Dependency, context })
    }

    /// Requirements of the module itself, then those of the modules in the same `go.work`.
    fn direct_requires(&self, index: usize) -> impl Iterator<Item = (&SmolStr, &SmolStr)> {
        let own = &self.modules[index];
        let others = self.modules.iter().enumerate();
        let others = others.filter(move |(at, other)| *at != index && own.work.is_some() && other.work == own.work);
        let files = std::iter::once(&own.file).chain(others.map(|(_, other)| &other.file));
        files.flat_map(|file| file.requires.iter().map(|(path, version)| (path, version)))
    }

    fn cached<'m>(
        &self,
        context: Context,
        requires: impl Iterator<Item = (&'m SmolStr, &'m SmolStr)>,
        path: &str,
        has_go: &dyn Fn(&Path) -> bool,
    ) -> Option<PathBuf> {
        let mut candidates: Vec<(&SmolStr, &SmolStr, &str)> =
            requires.filter_map(|(module, version)| below(module, path).map(|rest| (module, version, rest))).collect();
        // The longest module path that has the package wins.
        candidates.sort_by_key(|(module, ..)| std::cmp::Reverse(module.len()));
        candidates.into_iter().find_map(|(module, version, rest)| {
            let (module, version) = self.replaced_by_module(context, module, version);
            let dir = join(&self.places.cached_module(&self.disk, &module, &version)?, rest);
            has_go(&dir).then_some(dir)
        })
    }

    fn replaced_by_module(&self, context: Context, module: &SmolStr, version: &SmolStr) -> (SmolStr, SmolStr) {
        let holds = |line: &Replace| line.old == *module && line.version.as_ref().is_none_or(|only| only == version);
        let new = self.replaces(context).find_map(|(_, line)| match &line.new {
            Replacement::Module(path, version) if holds(line) => Some((path.clone(), version.clone())),
            _ => None,
        });
        new.unwrap_or_else(|| (module.clone(), version.clone()))
    }

    /// Minimal version selection over the whole graph, as far as the cache has the `go.mod` files: for modules older than
    /// Go 1.17, which don't list all that they need.
    fn module_graph(&self, index: usize) -> BTreeMap<SmolStr, SmolStr> {
        let mut selected: BTreeMap<SmolStr, SmolStr> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        let mut queue: VecDeque<(SmolStr, SmolStr)> =
            self.direct_requires(index).map(|(path, version)| (path.clone(), version.clone())).collect();
        while let Some((path, version)) = queue.pop_front() {
            if !seen.insert((path.clone(), version.clone())) {
                continue;
            }
            let newer = selected.get(&path).is_none_or(|old| compare_versions(old, &version).is_lt());
            if newer {
                selected.insert(path.clone(), version.clone());
            }
            let (path, version) = self.replaced_by_module(Context::Module(index), &path, &version);
            if let Some(text) = self.places.cached_modfile(&self.disk, &path, &version) {
                queue.extend(ModFile::parse(&text).requires);
            }
        }
        selected
    }

    /// The innermost folder named `testdata`, or with a leading `_`, that a module stands in.
    fn scope_of(&self, dir: &Path) -> Option<PathBuf> {
        let top = self.tops.iter().map(|(top, _)| top).filter(|top| dir.starts_with(top));
        let top = top.max_by_key(|top| top.as_os_str().len())?;
        let inside = dir.ancestors().take_while(|folder| *folder != top.as_path());
        let mut closed = inside.filter(|folder| {
            let name = folder.file_name().unwrap_or_default().to_string_lossy();
            name == "testdata" || name.starts_with('_')
        });
        closed.next().map(Path::to_path_buf)
    }
}

impl Module {
    /// What the import paths of its packages begin with: nothing for the standard library.
    fn prefix(&self) -> &str {
        if self.is_std() { "" } else { &self.file.module }
    }

    fn is_std(&self) -> bool {
        self.file.module == "std"
    }

    /// The folder below the module that `path` stands for, when it may be one of its packages.
    fn holds<'p>(&self, path: &'p str) -> Option<&'p str> {
        if self.is_std() {
            let dotted = path.split('/').next().is_some_and(|first| first.contains('.'));
            return (!dotted).then_some(path);
        }
        below(&self.file.module, path)
    }
}

/// The folders that a module file names, as it writes them.
fn folders_of(file: &ModFile) -> impl Iterator<Item = &str> {
    let replaced = file.replaces.iter().filter_map(|line| match &line.new {
        Replacement::Folder(folder) => Some(&**folder),
        Replacement::Module(..) => None,
    });
    file.uses.iter().map(|folder| &**folder).chain(replaced)
}

/// What follows `module` in `path`, at a boundary of names.
fn below<'p>(module: &str, path: &'p str) -> Option<&'p str> {
    let rest = path.strip_prefix(module)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
}

/// The import path of a folder below a `vendor` folder.
fn vendored(path: &str) -> Option<&str> {
    path.strip_prefix("vendor/").or_else(|| path.rsplit_once("/vendor/").map(|(_, rest)| rest))
}

/// `base/rest` without `.` and `..`, so that equal folders are equal paths.
fn join(base: &Path, rest: &str) -> PathBuf {
    let mut joined = base.to_path_buf();
    for part in Path::new(rest).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                joined.pop();
            }
            part => joined.push(part),
        }
    }
    joined
}

fn with_slashes(path: &Path) -> String {
    let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

fn common_components(a: &Path, b: &Path) -> usize {
    a.components().zip(b.components()).take_while(|(a, b)| a == b).count()
}
