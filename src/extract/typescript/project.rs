//! The modules of a repository, read on demand and kept: which file an import means, and which declaration a name from it is.

use std::sync::{Arc, Mutex, OnceLock};

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::lower::lower;
use super::module::Module;
use crate::extract::tree;
use crate::model::{FileId, RepoId, Source};

type Reader<'a> = Box<dyn Fn(RepoId, &str) -> Option<Arc<str>> + Send + Sync + 'a>;
type Slot = Arc<OnceLock<Option<Arc<Loaded>>>>;

/// A module and what the run knows of its file.
#[derive(Debug)]
pub struct Loaded {
    pub(super) module: Module,
    /// `None`: not one of the sources of the run (no hit in it).
    pub(super) file: Option<FileId>,
    pub(super) generated: bool,
}

/// The TypeScript and JavaScript files that imports can reach. Shared by the threads of a scan; each file is read once.
pub struct Project<'a> {
    sources: FxHashMap<(RepoId, &'a str), &'a Source>,
    read: Reader<'a>,
    cache: Mutex<FxHashMap<(RepoId, SmolStr), Slot>>,
}

impl<'a> Project<'a> {
    /// A project of these sources and nothing else: imports of other files stay unresolved.
    pub fn new(sources: impl IntoIterator<Item = &'a Source>) -> Self {
        let sources = sources.into_iter().map(|it| ((it.repo, &*it.path), it)).collect();
        Self { sources, read: Box::new(|_, _| None), cache: Mutex::default() }
    }

    /// Files that are not among the sources are asked for here, by repository and path in it (with `/`).
    pub fn with_reader(mut self, read: impl Fn(RepoId, &str) -> Option<Arc<str>> + Send + Sync + 'a) -> Self {
        self.read = Box::new(read);
        self
    }

    pub(super) fn load(&self, repo: RepoId, path: &str) -> Option<Arc<Loaded>> {
        let slot = match self.cache.lock() {
            Ok(mut cache) => cache.entry((repo, SmolStr::new(path))).or_default().clone(),
            Err(_) => return None,
        };
        slot.get_or_init(|| self.read_module(repo, path).map(Arc::new)).clone()
    }

    fn read_module(&self, repo: RepoId, path: &str) -> Option<Loaded> {
        let source = self.sources.get(&(repo, path));
        let text = source.map(|it| it.text.clone()).or_else(|| (self.read)(repo, path))?;
        let tree = tree::parse(&grammar(path), &text)?;
        let module = lower(path, &text, tree.root_node());
        Some(Loaded { module, file: source.map(|it| it.id), generated: source.is_some_and(|it| it.generated) })
    }

    /// The module that `import … from 'source'` in the file `from` means; only relative imports are followed.
    pub(super) fn resolve(&self, repo: RepoId, from: &str, source: &str) -> Option<Arc<Loaded>> {
        let base = join(from, source)?;
        let stem = [".js", ".jsx", ".mjs", ".cjs"].iter().find_map(|it| base.strip_suffix(it)).unwrap_or(&base);
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
        let exact = base.rsplit('/').next().is_some_and(|it| it.contains('.')).then(|| base.clone());
        let mut candidates = exact.into_iter().chain(extensions.iter().map(|it| format!("{stem}{it}")));
        candidates.find_map(|it| is_script(&it).then(|| self.load(repo, &it)).flatten())
    }
}

/// The grammar for a path. JavaScript is read as TSX, which is a superset of it.
pub(super) fn grammar(path: &str) -> tree_sitter::Language {
    let plain = [".ts", ".mts", ".cts"].iter().any(|it| path.ends_with(it));
    if plain { tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into() } else { tree_sitter_typescript::LANGUAGE_TSX.into() }
}

fn is_script(path: &str) -> bool {
    [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"].iter().any(|it| path.ends_with(it))
}

/// `./x` and `../x` seen from a file. `None` for packages and for paths that leave the repository.
fn join(from: &str, source: &str) -> Option<String> {
    if !source.starts_with('.') {
        return None;
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in source.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
