//! Which files can see what a file declares: the imports of a repository, taken together.

use std::collections::BTreeSet;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use super::reference::is_script;
use crate::lang::typescript::resolve::project::Project;
use crate::lang::typescript::resolve::project::paths::{is_asset, is_component};
use crate::model::{RepoId, Source};

/// Who imports whom in one repository.
#[derive(Debug, Default)]
pub(super) struct Imports {
    /// The files that import a file, by its path.
    importers: FxHashMap<SmolStr, Vec<SmolStr>>,
    /// The files that import something of the repository that was not found, and that no file is called like: what is made elsewhere, by
    /// a generator, may see anything.
    open: FxHashSet<SmolStr>,
}

impl Imports {
    pub(super) fn of(project: &Project<'_>, sources: &[Source], repo: RepoId, packages: &[String]) -> Self {
        let own = |it: &&Source| it.repo == repo && (is_script(it.language) || is_component(&it.path));
        let all: Vec<&Source> = sources.iter().filter(own).collect();
        let components: Vec<&str> = all.iter().map(|it| &*it.path).filter(|it| is_component(it)).collect();
        let mut called: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
        let paths: FxHashSet<&str> = all.iter().map(|it| &*it.path).collect();
        for path in all.iter().map(|it| &*it.path) {
            called.entry(called_by(path)).or_default().push(path);
        }
        let found: Vec<(SmolStr, BTreeSet<SmolStr>, bool)> = all
            .par_iter()
            .map(|source| {
                let (mut targets, mut open) = (BTreeSet::new(), false);
                for specifier in specifiers(&source.text) {
                    if let Some(target) = project.resolve(repo, &source.path, specifier) {
                        if target.repo == repo {
                            targets.insert(target.module.path.clone());
                        }
                        continue;
                    }
                    let name = specifier.rsplit('/').next().unwrap_or(specifier);
                    let named = components.iter().filter(|it| it.rsplit('/').next() == Some(name));
                    let before = targets.len();
                    targets.extend(named.map(SmolStr::new));
                    let asset = is_asset(name.split('?').next().unwrap_or(name));
                    if targets.len() > before || asset || is_package(specifier, packages) {
                        continue;
                    }
                    // Another way to write a path that is not known here: it leads to a file of that name.
                    targets.extend(called.get(called_by(specifier)).into_iter().flatten().map(SmolStr::new));
                    open |= targets.len() == before;
                }
                // What a file of declarations says is said of the script beside it.
                targets.extend(beside(&source.path).into_iter().filter(|it| paths.contains(it.as_str())));
                (SmolStr::new(&source.path), targets, open)
            })
            .collect();
        let mut imports = Self::default();
        for (path, targets, open) in found {
            for target in targets {
                imports.importers.entry(target).or_default().push(path.clone());
            }
            if open {
                imports.open.insert(path);
            }
        }
        imports
    }

    /// The files whose imports lead to `path`, itself included, and those that see what is made elsewhere.
    pub(super) fn viewers(&self, path: &str) -> FxHashSet<SmolStr> {
        self.importers(self.open.iter().cloned().chain([SmolStr::new(path)]))
    }

    /// The same, by imports that are known.
    pub(super) fn known_viewers(&self, path: &str) -> FxHashSet<SmolStr> {
        self.importers([SmolStr::new(path)])
    }

    /// The file imports what is made elsewhere.
    pub(super) fn is_open(&self, path: &str) -> bool {
        self.open.contains(path)
    }

    fn importers(&self, of: impl IntoIterator<Item = SmolStr>) -> FxHashSet<SmolStr> {
        let mut seen: FxHashSet<SmolStr> = of.into_iter().collect();
        let mut next: Vec<SmolStr> = seen.iter().cloned().collect();
        while let Some(one) = next.pop() {
            for importer in self.importers.get(&one).into_iter().flatten() {
                if seen.insert(importer.clone()) {
                    next.push(importer.clone());
                }
            }
        }
        seen
    }
}

/// The file that one of declarations is about, or the other way round: `build.js` and `build.d.ts`.
pub(super) fn beside(path: &str) -> Vec<SmolStr> {
    const PAIRS: [(&str, &str); 4] = [(".d.ts", ".js"), (".d.ts", ".jsx"), (".d.mts", ".mjs"), (".d.cts", ".cjs")];
    let other = |(one, other): (&str, &str)| match (path.strip_suffix(one), path.strip_suffix(other)) {
        (Some(stem), _) => Some(smol_str::format_smolstr!("{stem}{other}")),
        (_, Some(stem)) => Some(smol_str::format_smolstr!("{stem}{one}")),
        _ => None,
    };
    PAIRS.into_iter().filter_map(other).collect()
}

/// What a path is called by in imports: the name of the file without its endings, or of the folder that it is the index of.
pub(super) fn called_by(path: &str) -> &str {
    let stem = |it: &'_ str| it.split(['.', '?']).next().map_or(0, str::len);
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let name = &name[..stem(name)];
    match name {
        "index" | "" => folder.rsplit('/').next().unwrap_or_default(),
        name => name,
    }
}

/// The specifier leads out of the repository.
pub(super) fn is_package(source: &str, packages: &[String]) -> bool {
    let own = |name: &String| source.strip_prefix(name.as_str()).is_some_and(|it| it.is_empty() || it.starts_with('/'));
    !source.starts_with(['.', '/', '~', '$', '#']) && !source.starts_with("@/") && !packages.iter().any(own)
}

/// What stands in quotes behind `from`, `import` and `require`, also in comments: one too many only makes a file see more.
fn specifiers(text: &str) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    for word in ["from", "import", "require"] {
        for at in memchr::memmem::find_iter(text.as_bytes(), word) {
            let behind = text[at + word.len()..].trim_start_matches(|c: char| c.is_whitespace() || c == '(');
            let Some(quote @ ('\'' | '"' | '`')) = behind.chars().next() else { continue };
            if let Some((specifier, _)) = behind[1..].split_once(quote) {
                found.insert(specifier);
            }
        }
    }
    found
}
