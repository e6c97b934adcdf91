//! What stands around the sources of a repository: the packages that it declares, and the scripts that an inventory leaves out and a
//! compiler does not (files that git or a rule pack ignores). A name that only these use is used all the same.

use std::path::Path;

use ignore::WalkBuilder;
use rustc_hash::FxHashSet;

use super::reference::{is_script, words};
use crate::disk::Disk;
use crate::lang::tree::PARSE_LIMIT;
use crate::lang::typescript::resolve::project::Project;
use crate::model::{Repo, Source, Span};

/// What is known of one repository besides its sources.
#[derive(Debug, Default)]
pub(super) struct Surroundings {
    /// Names of the packages that it declares.
    pub(super) packages: Vec<String>,
    /// Path in the repository and text of each script that is none of the sources. One that was read and holds no hit is among them,
    /// as it can't be told apart; what is renamed holds a hit, so such a file never bears it.
    others: Vec<(String, String)>,
}

impl Surroundings {
    pub(super) fn of(project: &Project<'_>, sources: &[Source], repo: &Repo, disk: &Disk) -> Self {
        let known: FxHashSet<&Path> = sources.iter().map(|it| &*it.absolute).collect();
        let own = sources.iter().filter(|it| is_script(it.language) && it.absolute.starts_with(&repo.root));
        let closed = |name: &std::ffi::OsStr| name == ".git" || name == "node_modules";
        let walk = WalkBuilder::new(&repo.root)
            .standard_filters(false)
            .follow_links(false)
            .filter_entry(move |it| !closed(it.file_name()))
            .build();
        let mut others = Vec::new();
        for entry in walk.filter_map(Result::ok).filter(|it| is_compiled(it.path()) && !known.contains(it.path())) {
            let Ok(path) = entry.path().strip_prefix(&repo.root) else { continue };
            if let Some(text) = disk.read_within(&repo.root, entry.path(), PARSE_LIMIT as u64) {
                others.push((path.to_string_lossy().replace('\\', "/"), text));
            }
        }
        others.sort();
        Self { packages: packages(project, own), others }
    }

    /// The first place of `word` in each script that is left out, as `path:line`.
    pub(super) fn places(&self, word: &str) -> Vec<String> {
        let first =
            |text: &str| words(text, word).first().map(|at: &Span| text[..at.start as usize].matches('\n').count() + 1);
        self.others.iter().filter_map(|(path, text)| Some(format!("{path}:{}", first(text)?))).collect()
    }
}

/// A file that a project compiles as it stands. What is made from sources (`.js`, `.d.ts`) is made again.
fn is_compiled(path: &Path) -> bool {
    let name = path.file_name().map(|it| it.to_string_lossy()).unwrap_or_default();
    let ends = |ending: &str| name.ends_with(ending);
    [".ts", ".tsx", ".mts", ".cts", ".vue", ".svelte", ".astro"].into_iter().any(ends)
        && ![".d.ts", ".d.mts", ".d.cts"].into_iter().any(ends)
}

/// Names of the packages that the folders above `scripts` declare: importing one of them is no way out of the sources.
fn packages<'a>(project: &Project<'_>, scripts: impl Iterator<Item = &'a Source>) -> Vec<String> {
    let mut seen: FxHashSet<&str> = FxHashSet::default();
    let mut names = Vec::new();
    for source in scripts {
        let mut folder = source.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        while seen.insert(folder) {
            let path = if folder.is_empty() { "package.json".to_owned() } else { format!("{folder}/package.json") };
            let text = project.text(source.repo, &path);
            let parsed = text.and_then(|it| serde_json::from_str::<PackageJson>(&it).ok());
            names.extend(parsed.and_then(|it| it.name));
            match folder.rsplit_once('/') {
                Some((above, _)) => folder = above,
                None if folder.is_empty() => break,
                None => folder = "",
            }
        }
    }
    names.sort();
    names.dedup();
    names
}

#[derive(serde::Deserialize)]
struct PackageJson {
    name: Option<String>,
}
