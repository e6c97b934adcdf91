//! The modules of a repository, read on demand and kept: which file an import means, and which declaration a name from it is.

mod aliases;
mod lookup;
pub(super) mod manifest;
mod memo;
pub mod names;
pub(in super::super) mod paths;
#[cfg(test)]
mod tests;
mod workspace;

use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::tsconfig::{Config, PathMap};
use crate::disk::Disk;
use crate::lang::tree;
use crate::lang::typescript::syntax;
use crate::lang::typescript::syntax::index::Index;
use crate::lang::typescript::syntax::module::Module;
use crate::lang::typescript::syntax::trees::Trees;
use crate::model::{FileId, Repo, RepoId, Source};
use manifest::Manifest;
use memo::Memo;
use paths::{folder, is_declaration, is_installed, is_script};
use workspace::Packages;

/// Asked with a repository and a path in it (with `/`).
type Ask<'a, T> = Box<dyn Fn(RepoId, &str) -> T + Send + Sync + 'a>;

/// What the disk is asked besides the sources.
struct Reader<'a> {
    text: Ask<'a, Option<Arc<str>>>,
    has_folder: Ask<'a, bool>,
    /// A folder without the links on the way to it; `None` where it is out of the repository.
    real: Ask<'a, Option<SmolStr>>,
}

type Key = (RepoId, SmolStr);
/// An installed package: its folder, and what it says of itself.
type Installed = Option<(SmolStr, Arc<Manifest>)>;

/// A module and what the run knows of its file.
#[derive(Debug)]
pub struct Loaded {
    pub(in super::super) module: Module,
    /// The syntax trees of a source of the run, for words that the tables do not name (comments, text of elements).
    pub(in super::super) trees: Option<Trees>,
    /// The repository that the path of the module is in: an import may lead to another one.
    pub(in super::super) repo: RepoId,
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
    reader: Reader<'a>,
    /// The sources whose syntax trees are kept.
    with_trees: Box<dyn Fn(FileId) -> bool + Send + Sync + 'a>,
    modules: Memo<Key, Arc<Loaded>>,
    /// By importing folder and specifier.
    imports: Memo<(RepoId, SmolStr, SmolStr), Arc<Loaded>>,
    manifests: Memo<Key, Arc<Manifest>>,
    configs: Memo<Key, Arc<[Config]>>,
    aliases: Memo<Key, Arc<PathMap>>,
    installed: Memo<(RepoId, SmolStr, SmolStr), (SmolStr, Arc<Manifest>)>,
    folders: Memo<Key, ()>,
    packages: OnceLock<Packages>,
    globals: Memo<RepoId, Arc<[SmolStr]>>,
}

impl<'a> Project<'a> {
    /// A project of these sources and nothing else: imports of other files stay unresolved.
    pub fn new(sources: impl IntoIterator<Item = &'a Source>) -> Self {
        let reader = Reader {
            text: Box::new(|_, _| None),
            has_folder: Box::new(|_, _| true),
            real: Box::new(|_, folder| Some(folder.into())),
        };
        Self {
            sources: sources.into_iter().map(|it| ((it.repo, &*it.path), it)).collect(),
            reader,
            with_trees: Box::new(|_| true),
            modules: Memo::default(),
            imports: Memo::default(),
            manifests: Memo::default(),
            configs: Memo::default(),
            aliases: Memo::default(),
            installed: Memo::default(),
            folders: Memo::default(),
            packages: OnceLock::new(),
            globals: Memo::default(),
        }
    }

    /// A project that reads what the sources import from disk: modules without a hit, which the walk does not keep (an
    /// `index.ts` that re-exports), and the declarations of installed packages. Only regular files inside of their repository, no bigger
    /// than what is parsed; `disk` notes which.
    pub fn on_disk(repos: &'a [Repo], sources: impl IntoIterator<Item = &'a Source>, disk: Arc<Disk>) -> Self {
        let top = |repo: RepoId| repos.get(repo.0 as usize).map(|it| &it.root);
        let folders = disk.clone();
        let project = Self::new(sources).with_reader(move |repo, path| {
            let top = top(repo)?;
            disk.read_within(top, &top.join(path), tree::PARSE_LIMIT as u64).map(Arc::from)
        });
        let has_folder = Box::new(move |repo, path: &str| top(repo).is_some_and(|top| folders.is_dir(&top.join(path))));
        // A link that leads elsewhere now is noticed by what is read through it: the `package.json` of the package.
        let real = Box::new(move |repo, path: &str| {
            let top = top(repo)?;
            let (top, real) = (top.canonicalize().ok()?, top.join(path).canonicalize().ok()?);
            let names = real.strip_prefix(top).ok()?.iter().map(|it| it.to_str()).collect::<Option<Vec<_>>>()?;
            Some(names.join("/").into())
        });
        Self { reader: Reader { has_folder, real, ..project.reader }, ..project }
    }

    /// Files that are not among the sources are asked for here, by repository and path in it (with `/`).
    pub fn with_reader(mut self, read: impl Fn(RepoId, &str) -> Option<Arc<str>> + Send + Sync + 'a) -> Self {
        self.reader.text = Box::new(read);
        self
    }

    /// Keeps the syntax trees of these sources alone, where nobody asks for others: a tree weighs about twenty times its text.
    pub fn with_trees_of(self, wanted: impl Fn(FileId) -> bool + Send + Sync + 'a) -> Self {
        Self { with_trees: Box::new(wanted), ..self }
    }

    /// The text of a file, by repository and path in it (with `/`).
    pub(in super::super) fn text(&self, repo: RepoId, path: &str) -> Option<Arc<str>> {
        let source = self.sources.get(&(repo, path)).map(|it| it.text.clone());
        source.or_else(|| (self.reader.text)(repo, path))
    }

    pub(in super::super) fn load(&self, repo: RepoId, path: &str) -> Option<Arc<Loaded>> {
        self.modules.get((repo, path.into()), || self.read_module(repo, path).map(Arc::new))
    }

    fn read_module(&self, repo: RepoId, path: &str) -> Option<Loaded> {
        let source = self.sources.get(&(repo, path));
        let text = self.text(repo, path)?;
        let (module, trees) = syntax::read(path, &text)?;
        let (file, generated) = (source.map(|it| it.id), source.is_some_and(|it| it.generated));
        let trees = file.filter(|it| (self.with_trees)(*it)).map(|_| trees);
        Some(Loaded { module, trees, repo, file, generated, index: OnceLock::new() })
    }

    /// The module that `import … from 'source'` in the file `from` means, which may be in another repository of the run (`Loaded::repo`):
    /// a relative path, a name that a configuration maps, a package whose sources are here, or the declarations of an installed one.
    pub(in super::super) fn resolve(&self, repo: RepoId, from: &str, source: &str) -> Option<Arc<Loaded>> {
        let here = folder(from);
        self.imports.get((repo, here.into(), source.into()), || self.look_up(repo, here, source))
    }

    /// The files of a repository that may declare what every file of it sees: declaration files, and those that say `declare global`
    /// or `declare module`. Sorted. Sources only: the walk keeps all TypeScript, and what git ignores (`next-env.d.ts`) is no source.
    pub fn globals(&self, repo: RepoId) -> Arc<[SmolStr]> {
        let speaks = |text: &str| ["global", "module"].iter().any(|it| declares(text, it));
        let find = || {
            let own =
                self.sources.iter().filter(|((of, path), _)| *of == repo && is_script(path) && !is_installed(path));
            let found = own.filter(|((_, path), source)| is_declaration(path) || speaks(&source.text));
            let mut paths: Vec<SmolStr> = found.map(|((_, path), _)| SmolStr::new(path)).collect();
            paths.sort_unstable();
            Some(paths.into())
        };
        self.globals.get(repo, find).unwrap_or_else(|| Arc::new([]))
    }
}

/// True for a text with `declare WORD`.
fn declares(text: &str, word: &str) -> bool {
    let after = |at: usize| &text[at + "declare".len()..];
    text.match_indices("declare").any(|(at, _)| {
        let rest = after(at);
        rest.starts_with(char::is_whitespace) && rest.trim_start().starts_with(word)
    })
}
