//! The packages whose sources are in the run, by name. An import of one means its sources, whether or not it is installed.

use std::sync::Arc;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::manifest::Manifest;
use super::paths::{below, is_installed, upward, within};
use crate::model::RepoId;

/// A package of a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    pub repo: RepoId,
    pub folder: SmolStr,
    pub version: Option<SmolStr>,
    /// It is the top of its repository, or a workspace names it. Others may be examples and templates.
    pub member: bool,
}

/// All packages of a run.
#[derive(Debug, Default)]
pub struct Packages {
    by_name: FxHashMap<SmolStr, Vec<Package>>,
}

impl Packages {
    /// Of these folders, each with its `package.json`. `text` reads the file of pnpm that names the packages of a workspace.
    pub fn of(found: Vec<(RepoId, SmolStr, Manifest)>, text: impl Fn(RepoId, &str) -> Option<Arc<str>>) -> Self {
        let mut found = found;
        found.retain(|(_, folder, _)| !is_installed(folder));
        found.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
        let mut tops: FxHashMap<(RepoId, SmolStr), Globs> = FxHashMap::default();
        for (repo, folder, manifest) in &found {
            let pnpm = text(*repo, &within(folder, "pnpm-workspace.yaml"))
                .and_then(|it| serde_saphyr::from_str::<Pnpm>(&it).ok());
            let globs = manifest.workspaces.iter().chain(pnpm.iter().flat_map(|it| &it.packages));
            tops.extend(Globs::of(globs).map(|globs| ((*repo, folder.clone()), globs)));
        }
        let mut by_name: FxHashMap<SmolStr, Vec<Package>> = FxHashMap::default();
        for (repo, folder, manifest) in found {
            let Some(name) = manifest.name else { continue };
            let holds = |top: &str| {
                let globs = tops.get(&(repo, SmolStr::new(top)));
                globs.is_some_and(|globs| top == folder || below(&folder, top).is_some_and(|it| globs.hold(it)))
            };
            let member = folder.is_empty() || upward(&folder).any(holds);
            by_name.entry(name).or_default().push(Package { repo, folder, version: manifest.version, member });
        }
        Self { by_name }
    }

    /// Those of this name, in the order of their repositories and folders.
    pub fn named(&self, name: &str) -> &[Package] {
        self.by_name.get(name).map_or(&[], Vec::as_slice)
    }
}

/// The only one that a test holds for. What is not clear is not decided.
pub fn only(packages: &[Package], test: impl Fn(&Package) -> bool) -> Option<&Package> {
    let mut found = packages.iter().filter(|it| test(it));
    found.next().filter(|_| found.next().is_none())
}

#[derive(serde::Deserialize)]
struct Pnpm {
    #[serde(default)]
    packages: Vec<String>,
}

/// The folders of a workspace, relative to its top.
struct Globs {
    in_it: GlobSet,
    out_of_it: GlobSet,
}

impl Globs {
    /// `None` where no folder is named. A glob that is none names nothing.
    fn of<'g>(globs: impl Iterator<Item = &'g String>) -> Option<Self> {
        let (mut in_it, mut out_of_it, mut any) = (GlobSetBuilder::new(), GlobSetBuilder::new(), false);
        for glob in globs {
            let (set, glob) = match glob.strip_prefix('!') {
                Some(glob) => (&mut out_of_it, glob),
                None => (&mut in_it, glob.as_str()),
            };
            let glob = glob.trim_start_matches("./").trim_end_matches('/');
            if let Ok(glob) = GlobBuilder::new(glob).literal_separator(true).build() {
                set.add(glob);
                any = true;
            }
        }
        Some(Self { in_it: in_it.build().ok()?, out_of_it: out_of_it.build().ok()? }).filter(|_| any)
    }

    fn hold(&self, folder: &str) -> bool {
        self.in_it.is_match(folder) && !self.out_of_it.is_match(folder)
    }
}
