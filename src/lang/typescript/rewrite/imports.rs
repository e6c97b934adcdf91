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
    /// The files that import something of the repository that was not found: they may see anything.
    open: Vec<SmolStr>,
}

impl Imports {
    pub(super) fn of(project: &Project<'_>, sources: &[Source], repo: RepoId, packages: &[String]) -> Self {
        let own = |it: &&Source| it.repo == repo && (is_script(it.language) || is_component(&it.path));
        let all: Vec<&Source> = sources.iter().filter(own).collect();
        let components: Vec<&str> = all.iter().map(|it| &*it.path).filter(|it| is_component(it)).collect();
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
                    open |= targets.len() == before && !asset && !is_package(specifier, packages);
                }
                (SmolStr::new(&source.path), targets, open)
            })
            .collect();
        let mut imports = Self::default();
        for (path, targets, open) in found {
            for target in targets {
                imports.importers.entry(target).or_default().push(path.clone());
            }
            imports.open.extend(open.then_some(path));
        }
        imports
    }

    /// The files whose imports lead to `path`, itself included.
    pub(super) fn viewers(&self, path: &str) -> FxHashSet<SmolStr> {
        let mut seen: FxHashSet<SmolStr> = self.open.iter().cloned().collect();
        seen.insert(SmolStr::new(path));
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
