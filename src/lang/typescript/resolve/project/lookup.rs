//! From a specifier to a file: the order in which places are asked.

use std::sync::Arc;

use smol_str::SmolStr;

use super::aliases::aliases;
use super::manifest::Manifest;
use super::paths::{
    below, declarations, folder, is_asset, is_component, is_installed, is_written, join, package_name, scripts, stem,
    upward, within,
};
use super::workspace::{Package, Packages, only};
use super::{Installed, Loaded, Project};
use crate::lang::typescript::resolve::tsconfig::{Config, PathMap, Reader};
use crate::lang::typescript::syntax::component;
use crate::model::RepoId;

type Found = Option<Arc<Loaded>>;

/// Longest specifier (bytes) that is looked up; no file system has longer names.
const LONGEST: usize = 4096;

/// Folders that are written to, by the names that compilers and bundlers have for them.
const OUTPUT: &[&str] = &[
    "dist",
    "build",
    "lib",
    "out",
    "output",
    "types",
    "typings",
    "declarations",
    "esm",
    "cjs",
    "es",
    "es6",
    "umd",
    "module",
    "modules",
    "commonjs",
    "mjs",
    "prod",
    "production",
    "dev",
    "development",
    "node",
    "browser",
    "bundle",
    "bundles",
];

impl Project<'_> {
    /// What an import of `source` in a file of the folder `here` means.
    pub(super) fn look_up(&self, repo: RepoId, here: &str, source: &str) -> Found {
        if source.is_empty() || source.len() > LONGEST || source.contains(['?', '!', '\\', '\0']) {
            // A query or a loader makes something else of the file (`./a.ts?raw`).
            return None;
        }
        if source == "." || source == ".." || source.starts_with("./") || source.starts_with("../") {
            return self.relative(repo, here, source);
        }
        if source.starts_with('#')
            && let Some(found) = self.own_import(repo, here, source)
        {
            return Some(found);
        }
        if !is_installed(here)
            && let Some(found) = self.mapped(repo, here, source).or_else(|| self.aliased(repo, here, source))
        {
            return Some(found);
        }
        let (name, rest) = package_name(source)?;
        self.package(repo, here, name, rest)
    }

    fn relative(&self, repo: RepoId, here: &str, source: &str) -> Found {
        let base = join(here, source)?;
        let found = self.module_at(repo, &base);
        found.or_else(|| {
            let configs = upward(here).map(|it| self.configs(repo, it));
            let mut siblings = configs.flat_map(|all| all.iter().flat_map(|it| it.siblings(&base)).collect::<Vec<_>>());
            siblings.find_map(|it| self.module_at(repo, &it))
        })
    }

    /// The module at a path without an ending: a file, an `index` or what a `package.json` there names.
    fn module_at(&self, repo: RepoId, base: &str) -> Found {
        self.file_at(repo, base).or_else(|| {
            let is_folder = !is_asset(base) && self.manifest(repo, base).is_some();
            is_folder.then(|| self.entry(repo, base, "")).flatten()
        })
    }

    fn file_at(&self, repo: RepoId, base: &str) -> Found {
        if is_asset(base) {
            return None;
        }
        if is_component(base) && self.text(repo, base).is_some() {
            let read = component::kind(base).is_some() && !is_installed(base);
            return if read { self.load(repo, base) } else { None };
        }
        if is_installed(base) {
            return declarations(base).find_map(|it| self.load(repo, &it));
        }
        scripts(base).find_map(|it| self.load(repo, &it))
    }

    /// `paths` and `baseUrl` of the nearest configuration, then of those above it.
    fn mapped(&self, repo: RepoId, here: &str, source: &str) -> Found {
        upward(here).find_map(|it| {
            let configs = self.configs(repo, it);
            let mut targets = configs.iter().flat_map(|it| it.map.targets(source));
            targets.find_map(|it| self.module_at(repo, &it))
        })
    }

    /// The names that bundlers know. Their configurations lie beside a `package.json`.
    fn aliased(&self, repo: RepoId, here: &str, source: &str) -> Found {
        upward(here).filter(|it| self.manifest(repo, it).is_some()).find_map(|it| {
            let map = self.aliases(repo, it)?;
            map.targets(source).iter().find_map(|it| self.module_at(repo, it))
        })
    }

    /// `#x`: what the package itself has under a name of its own.
    fn own_import(&self, repo: RepoId, here: &str, source: &str) -> Found {
        let (top, manifest) = upward(here).find_map(|it| Some((it, self.manifest(repo, it)?)))?;
        manifest.imported(source).iter().find_map(|it| match it.starts_with("./") {
            true => self.target(repo, top, it),
            false => package_name(it).and_then(|(name, rest)| self.package(repo, top, name, rest)),
        })
    }

    /// A package by its name: the one that asks, sources of the workspace, sources of another repository, what is installed.
    fn package(&self, repo: RepoId, here: &str, name: &str, rest: &str) -> Found {
        let own = upward(here).find_map(|it| Some((it, self.manifest(repo, it)?)));
        if let Some((folder, _)) = own.filter(|(_, it)| it.name.as_deref() == Some(name)) {
            return self.entry(repo, folder, rest);
        }
        let installed = self.installed(repo, here, name);
        if let Some((folder, _)) = installed.as_ref().filter(|(folder, _)| !is_installed(folder)) {
            return self.entry(repo, folder, rest);
        }
        let named = self.packages().named(name);
        let entry = |it: &Package| self.entry(it.repo, &it.folder, rest);
        // Another version than that of the workspace is another package.
        let same = |it: &Package| installed.as_ref().is_none_or(|(_, other)| other.version == it.version);
        let found = only(named, |it| it.repo == repo && it.member && same(it)).and_then(entry);
        let found = found.or_else(|| only(named, |it| it.repo != repo && it.member).and_then(entry));
        let found = found.or_else(|| self.declared(repo, here, name, rest));
        found.or_else(|| {
            let here = only(named, |it| it.repo == repo).or_else(|| only(named, |it| it.repo != repo));
            here.filter(|_| installed.is_none()).and_then(entry)
        })
    }

    /// The nearest installed package of this name.
    fn installed(&self, repo: RepoId, here: &str, name: &str) -> Installed {
        let find = || {
            upward(here).find_map(|it| {
                let folder = self.modules_folder(repo, it)?;
                let folder = within(&folder, name);
                let manifest = self.manifest(repo, &folder)?;
                let real = (self.reader.real)(repo, &folder)?;
                Some((real, manifest))
            })
        };
        self.installed.get((repo, here.into(), name.into()), find)
    }

    /// The declarations of an installed package, its own or those that others have written for it.
    fn declared(&self, repo: RepoId, here: &str, name: &str, rest: &str) -> Found {
        let types = format!("@types/{}", name.trim_start_matches('@').replace('/', "__"));
        upward(here).find_map(|it| {
            let modules = self.modules_folder(repo, it)?;
            [name, &types].into_iter().find_map(|it| {
                let folder = within(&modules, it);
                self.manifest(repo, &folder)?;
                self.entry(repo, &(self.reader.real)(repo, &folder)?, rest)
            })
        })
    }

    /// The `node_modules` in a folder, if there is one.
    fn modules_folder(&self, repo: RepoId, folder: &str) -> Option<String> {
        if folder.rsplit('/').next() == Some("node_modules") {
            return None;
        }
        let path = within(folder, "node_modules");
        let there =
            self.folders.get((repo, path.as_str().into()), || (self.reader.has_folder)(repo, &path).then_some(()));
        there.map(|()| path)
    }

    /// The module that the package in `folder` has under a sub-path (empty: the package itself).
    fn entry(&self, repo: RepoId, folder: &str, rest: &str) -> Found {
        let manifest = self.manifest(repo, folder)?;
        let mut targets = match manifest.exported(rest) {
            Some(exported) => exported,
            None if rest.is_empty() => manifest.entries().to_vec(),
            None => vec![rest.to_owned()],
        };
        if !is_installed(folder) {
            targets.sort_by_key(|it| !is_written(it));
        }
        let found = targets.iter().find_map(|it| self.target(repo, folder, it));
        // A package that is only ever bundled need not say where it starts.
        let usual = ["src/index", "index"].iter().filter(|_| rest.is_empty());
        found.or_else(|| usual.into_iter().find_map(|it| self.file_at(repo, &within(folder, it))))
    }

    /// The file of a package that it names itself: what it is compiled from, where that is here.
    fn target(&self, repo: RepoId, folder: &str, target: &str) -> Found {
        let path = join(folder, target)?;
        below(&path, folder)?;
        if is_installed(&path) {
            return self.file_at(repo, &path);
        }
        self.compiled_from(repo, folder, &path).or_else(|| self.file_at(repo, &path))
    }

    /// The source of a file that a build writes. It is taken even where the build has run: a clone has no output, and another answer
    /// there would be another meaning of the same sources.
    fn compiled_from(&self, repo: RepoId, folder: &str, path: &str) -> Found {
        if is_written(path) {
            return None;
        }
        let stem = stem(path);
        let configs = self.configs(repo, folder);
        let said = configs.iter().filter_map(|it| it.compiled_from(stem));
        let mut stems: Vec<String> = said.collect();
        stems.extend(by_custom(folder, stem));
        let endings = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", "/index.ts", "/index.tsx", "/index.js"];
        // What has an ending is a file.
        let count = if stem == path { endings.len() } else { endings.len() - 3 };
        let files = stems.iter().flat_map(|stem| endings[..count].iter().map(move |it| format!("{stem}{it}")));
        let mut files = files.filter(|it| it != path);
        files.find_map(|it| self.load(repo, &it))
    }

    fn manifest(&self, repo: RepoId, folder: &str) -> Option<Arc<Manifest>> {
        let read =
            || self.text(repo, &within(folder, "package.json")).and_then(|it| Manifest::parse(&it)).map(Arc::new);
        self.manifests.get((repo, folder.into()), read)
    }

    /// The configurations of a folder.
    fn configs(&self, repo: RepoId, folder: &str) -> Arc<[Config]> {
        let read = || {
            let text = |path: &str| self.text(repo, path);
            let packages = |from: &str, name: &str| self.folders_of(repo, from, name);
            let reader = Reader { text: &text, packages: &packages };
            let names = ["tsconfig.json", "jsconfig.json"].iter();
            let found = names.map(|it| Config::all(&within(folder, it), &reader)).find(|it| !it.is_empty());
            Some(found.unwrap_or_default().into())
        };
        self.configs.get((repo, folder.into()), read).unwrap_or_else(|| Arc::new([]))
    }

    /// The folders in this repository that a package may be in.
    fn folders_of(&self, repo: RepoId, from: &str, name: &str) -> Vec<String> {
        let installed = upward(from).filter_map(|it| Some(within(&self.modules_folder(repo, it)?, name)));
        let own = self.packages().named(name).iter().filter(|it| it.repo == repo).map(|it| it.folder.to_string());
        own.chain(installed).collect()
    }

    fn aliases(&self, repo: RepoId, folder: &str) -> Option<Arc<PathMap>> {
        let read = |base: &str| {
            let spellings = [".ts", ".js", ".mts", ".mjs", ".cts", ".cjs"].map(|it| format!("{base}{it}"));
            spellings.into_iter().find_map(|it| self.text(repo, &it).map(|text| (it, text)))
        };
        self.aliases.get((repo, folder.into()), || aliases(folder, read).map(Arc::new))
    }

    fn packages(&self) -> &Packages {
        self.packages.get_or_init(|| {
            let manifests = self.sources.keys().filter_map(|(repo, path)| {
                let is_one = path.rsplit('/').next() == Some("package.json");
                let manifest = is_one.then(|| self.sources[&(*repo, *path)])?;
                Some((*repo, SmolStr::new(folder(path)), Manifest::parse(&manifest.text)?))
            });
            Packages::of(manifests.collect(), |repo, path| self.text(repo, path))
        })
    }
}

/// What a file below a folder for output is compiled from by custom: the same path below `src`, below the package, or below `src/lib`.
fn by_custom(folder: &str, stem: &str) -> Vec<String> {
    let mut found = Vec::new();
    let Some(mut rest) = below(stem, folder) else { return found };
    let own = folder.rsplit('/').next().unwrap_or_default();
    while let Some((first, inner)) = rest.split_once('/') {
        // Below the output may stand the path from where the compiler took several packages together.
        let repeats = !found.is_empty() && (first == own || folder.split('/').any(|it| it == first));
        if !OUTPUT.contains(&first) && !repeats {
            break;
        }
        rest = inner;
        // Packages of SvelteKit are written from `src/lib`.
        found.extend([
            within(&within(folder, "src"), rest),
            within(folder, rest),
            within(&within(folder, "src/lib"), rest),
        ]);
    }
    found
}
