//! Which modules of the workspace need which others, and how a build finds them: what decides the order in which they can
//! change.

use std::path::{Path, PathBuf};

use smol_str::SmolStr;

use super::{Context, Modules, Replacement, join};

/// A module of the workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkspaceModule {
    /// Its module path.
    pub path: SmolStr,
    /// Its folder.
    pub dir: PathBuf,
    /// The other modules of the workspace that it requires, in the order of its `go.mod`.
    pub needs: Vec<Need>,
}

/// A requirement of one module of the workspace for another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// The module path that is required.
    pub path: SmolStr,
    /// The version that is required.
    pub version: SmolStr,
    /// Where a build takes it from.
    pub from: Supply,
}

/// Where a build takes a required module from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Supply {
    /// A released version: what the workspace holds is not what is built.
    Release,
    /// The copy in the `vendor` folder of the module that needs it.
    Vendor,
    /// The folder that a `replace` names.
    Folder(SmolStr),
    /// A `go.work` that lists both.
    Work,
}

impl Modules {
    /// The modules of the workspace that others may need (not those below `testdata`), sorted by path and folder.
    pub(in super::super) fn workspace_modules(&self) -> Vec<WorkspaceModule> {
        let mut found: Vec<WorkspaceModule> = (0..self.modules.len())
            .filter(|at| self.modules[*at].scope.is_none())
            .map(|at| {
                let module = &self.modules[at];
                let others = module.file.requires.iter().filter(|(path, _)| self.holds_module(path, &module.dir));
                let needs = others.map(|(path, version)| {
                    let from = self.supply(at, path, version);
                    Need { path: path.clone(), version: version.clone(), from }
                });
                WorkspaceModule { path: module.file.module.clone(), dir: module.dir.clone(), needs: needs.collect() }
            })
            .collect();
        found.sort_by(|a, b| (&a.path, &a.dir).cmp(&(&b.path, &b.dir)));
        found
    }

    fn holds_module(&self, path: &str, own: &Path) -> bool {
        self.modules.iter().any(|it| it.scope.is_none() && it.file.module == path && it.dir != own)
    }

    fn supply(&self, module: usize, path: &SmolStr, version: &SmolStr) -> Supply {
        let replaced = self.replaces(Context::Module(module)).find_map(|(_, line)| match &line.new {
            Replacement::Folder(folder)
                if line.old == *path && line.version.as_ref().is_none_or(|only| only == version) =>
            {
                Some(folder.clone())
            }
            _ => None,
        });
        let other = self.modules.iter().position(|it| it.scope.is_none() && it.file.module == *path);
        match replaced {
            Some(folder) => Supply::Folder(folder),
            None if other.is_some_and(|other| self.same_work(Context::Module(module), other)) => Supply::Work,
            None if join(&self.modules[module].dir.join("vendor"), path).is_dir() => Supply::Vendor,
            None => Supply::Release,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::Places;
    use super::*;

    #[test]
    fn a_requirement_says_where_the_build_takes_it_from() {
        let dir = tempfile::tempdir().expect("a scratch folder");
        std::fs::create_dir_all(dir.path().join("c/vendor/x.org/lib")).expect("a vendor folder");
        let files: Vec<(PathBuf, String)> = [
            ("lib/go.mod", "module x.org/lib\n"),
            ("a/go.mod", "module x.org/a\nrequire x.org/lib v1.2.0\n"),
            (
                "b/go.mod",
                "module x.org/b\nrequire (\n x.org/lib v1.0.0\n other.org/x v1.0.0\n)\nreplace x.org/lib => ../lib\n",
            ),
            ("c/go.mod", "module x.org/c\nrequire x.org/lib v1.1.0\n"),
            ("w/go.mod", "module x.org/w\nrequire x.org/lib v1.1.0\n"),
            ("go.work", "use ./lib\nuse ./w\n"),
        ]
        .map(|(path, text)| (dir.path().join(path), text.to_owned()))
        .into();
        let modules = Modules::new(&files, Vec::new(), Places::default(), Default::default());
        let supply = |module: &str| {
            let all = modules.workspace_modules();
            let it = all.into_iter().find(|it| it.path == module).expect("the module is there");
            it.needs.into_iter().map(|need| (need.version.to_string(), need.from)).collect::<Vec<_>>()
        };
        assert_eq!(supply("x.org/lib"), []);
        assert_eq!(supply("x.org/a"), [("v1.2.0".into(), Supply::Release)]);
        assert_eq!(supply("x.org/b"), [("v1.0.0".into(), Supply::Folder("../lib".into()))]);
        assert_eq!(supply("x.org/c"), [("v1.1.0".into(), Supply::Vendor)]);
        assert_eq!(supply("x.org/w"), [("v1.1.0".into(), Supply::Work)]);
    }
}
