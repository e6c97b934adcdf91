//! The modules of a repository, read on demand and kept: which file an import means, and which declaration a name from it is.

use std::sync::{Arc, Mutex, OnceLock};

use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use tree_sitter::Tree;

use super::tsconfig::{PathMap, join};
use crate::disk::Disk;
use crate::lang::tree;
use crate::lang::typescript::syntax::index::Index;
use crate::lang::typescript::syntax::lower::lower;
use crate::lang::typescript::syntax::module::Module;
use crate::model::{FileId, Repo, RepoId, Source};

type Reader<'a> = Box<dyn Fn(RepoId, &str) -> Option<Arc<str>> + Send + Sync + 'a>;
type Configs = FxHashMap<(RepoId, SmolStr), Arc<Option<PathMap>>>;
type Slot = Arc<OnceLock<Option<Arc<Loaded>>>>;

/// A module and what the run knows of its file.
#[derive(Debug)]
pub struct Loaded {
    pub(in super::super) module: Module,
    /// The syntax tree of a source of the run, for words that the tables do not name (comments, text of elements).
    pub(in super::super) tree: Option<Tree>,
    /// `None`: not one of the sources of the run (no hit in it).
    pub(in super::super) file: Option<FileId>,
    pub(in super::super) generated: bool,
    pub(in super::super) index: OnceLock<Index>,
}

impl Loaded {
    /// What the module has by name; made when it is asked for.
    pub(in super::super) fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::of(&self.module))
    }
}

/// The TypeScript and JavaScript files that imports can reach. Shared by the threads of a scan; each file is read once.
pub struct Project<'a> {
    sources: FxHashMap<(RepoId, &'a str), &'a Source>,
    read: Reader<'a>,
    cache: Mutex<FxHashMap<(RepoId, SmolStr), Slot>>,
    configs: Mutex<Configs>,
}

impl<'a> Project<'a> {
    /// A project of these sources and nothing else: imports of other files stay unresolved.
    pub fn new(sources: impl IntoIterator<Item = &'a Source>) -> Self {
        let sources = sources.into_iter().map(|it| ((it.repo, &*it.path), it)).collect();
        Self { sources, read: Box::new(|_, _| None), cache: Mutex::default(), configs: Mutex::default() }
    }

    /// A project that reads what the sources import from disk: modules without a hit, which the walk does not keep (an
    /// `index.ts` that re-exports). Only regular files inside of their repository, no bigger than what is parsed; `disk` notes which.
    pub fn on_disk(repos: &'a [Repo], sources: impl IntoIterator<Item = &'a Source>, disk: Arc<Disk>) -> Self {
        Self::new(sources).with_reader(move |repo, path| {
            let top = &repos.get(repo.0 as usize)?.root;
            disk.read_within(top, &top.join(path), tree::PARSE_LIMIT as u64).map(Arc::from)
        })
    }

    /// Files that are not among the sources are asked for here, by repository and path in it (with `/`).
    pub fn with_reader(mut self, read: impl Fn(RepoId, &str) -> Option<Arc<str>> + Send + Sync + 'a) -> Self {
        self.read = Box::new(read);
        self
    }

    /// The text of a file, by repository and path in it (with `/`).
    pub(in super::super) fn text(&self, repo: RepoId, path: &str) -> Option<Arc<str>> {
        let source = self.sources.get(&(repo, path)).map(|it| it.text.clone());
        source.or_else(|| (self.read)(repo, path))
    }

    pub(in super::super) fn load(&self, repo: RepoId, path: &str) -> Option<Arc<Loaded>> {
        let slot = match self.cache.lock() {
            Ok(mut cache) => cache.entry((repo, SmolStr::new(path))).or_default().clone(),
            Err(_) => return None,
        };
        slot.get_or_init(|| self.read_module(repo, path).map(Arc::new)).clone()
    }

    fn read_module(&self, repo: RepoId, path: &str) -> Option<Loaded> {
        let source = self.sources.get(&(repo, path));
        let text = self.text(repo, path)?;
        let tree = tree::parse(&grammar(path), &text)?;
        let module = lower(path, &text, tree.root_node());
        let (file, generated) = (source.map(|it| it.id), source.is_some_and(|it| it.generated));
        Some(Loaded { module, tree: source.map(|_| tree), file, generated, index: OnceLock::new() })
    }

    /// The module that `import … from 'source'` in the file `from` means: a relative path, or one that the nearest
    /// `tsconfig.json` maps. Packages are not followed.
    pub(super) fn resolve(&self, repo: RepoId, from: &str, source: &str) -> Option<Arc<Loaded>> {
        if source.starts_with('.') {
            return self.probe(repo, &join(folder(from), source)?);
        }
        let mut at = Some(folder(from));
        while let Some(here) = at {
            if let Some(map) = &*self.config(repo, here) {
                return map.targets(source).iter().find_map(|it| self.probe(repo, it));
            }
            at = (!here.is_empty()).then(|| folder(here));
        }
        None
    }

    fn probe(&self, repo: RepoId, base: &str) -> Option<Arc<Loaded>> {
        let stem = [".js", ".jsx", ".mjs", ".cjs"].iter().find_map(|it| base.strip_suffix(it)).unwrap_or(base);
        let extensions = [
            ".ts",
            ".tsx",
            ".d.ts",
            ".mts",
            ".cts",
            ".js",
            ".jsx",
            ".mjs",
            "/index.ts",
            "/index.tsx",
            "/index.js",
            "/index.jsx",
        ];
        let exact = base.rsplit('/').next().is_some_and(|it| it.contains('.')).then(|| base.to_owned());
        let mut candidates = exact.into_iter().chain(extensions.iter().map(|it| format!("{stem}{it}")));
        candidates.find_map(|it| is_script(&it).then(|| self.load(repo, &it)).flatten())
    }

    /// The path map of the `tsconfig.json` in a folder; `None` when there is none with one.
    fn config(&self, repo: RepoId, folder: &str) -> Arc<Option<PathMap>> {
        let key = (repo, SmolStr::new(folder));
        if let Some(known) = self.configs.lock().ok().and_then(|it| it.get(&key).cloned()) {
            return known;
        }
        let path = if folder.is_empty() { "tsconfig.json".to_owned() } else { format!("{folder}/tsconfig.json") };
        let read = |path: &str| self.text(repo, path);
        let found = Arc::new(PathMap::read(&path, &read, 0));
        if let Ok(mut configs) = self.configs.lock() {
            configs.insert(key, found.clone());
        }
        found
    }
}

/// The grammar for a path. JavaScript is read as TSX, which is a superset of it.
pub(in super::super) fn grammar(path: &str) -> tree_sitter::Language {
    let plain = [".ts", ".mts", ".cts"].iter().any(|it| path.ends_with(it));
    if plain { tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into() } else { tree_sitter_typescript::LANGUAGE_TSX.into() }
}

fn is_script(path: &str) -> bool {
    [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"].iter().any(|it| path.ends_with(it))
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}
