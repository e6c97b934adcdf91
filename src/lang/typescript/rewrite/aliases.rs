//! The names that a function has in other files: what it is exported under, and what imports call it.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::imports::{called_by, is_package};
use super::reference::words;
use super::renamer::Renamer;
use super::taken::Taker;
use crate::lang::typescript::resolve::types::{Checker, Entity};
use crate::lang::typescript::syntax::module::*;

impl Renamer<'_> {
    /// All names that the function is exported under; `None` where a framework may take it by that.
    pub(super) fn names_of(&mut self, taker: &Taker) -> Option<BTreeSet<SmolStr>> {
        let file = taker.decl.0;
        let source = &self.sources[file.0 as usize];
        let home = self.project.load(source.repo, &source.path)?;
        if home.module.export_assigned.is_some() {
            return None;
        }
        let mut names = BTreeSet::from([taker.name.clone()]);
        for path in self.exporting(taker.decl) {
            let loaded = self.project.load(source.repo, &path)?;
            let checker = Checker::new(&self.project, source.repo);
            let main = checker.add(loaded.clone());
            let own = |key: &&SmolStr| self.is_taker(&checker, checker.export(main, key, 0), taker);
            let found: Vec<SmolStr> = loaded.module.exports.keys().filter(own).cloned().collect();
            if found.iter().any(|it| it == "default") && is_routed(&path) {
                return None;
            }
            names.extend(found);
        }
        Some(names)
    }

    pub(super) fn is_taker(&self, checker: &Checker<'_>, entity: Option<Entity>, taker: &Taker) -> bool {
        match entity {
            Some(Entity::Binding(at, id)) => {
                let loaded = checker.loaded(at);
                loaded.file == Some(taker.decl.0) && loaded.module.binding(id).ident.span == taker.decl.1
            }
            _ => false,
        }
    }

    /// Imports that give the function another name; `None` where one may do so that is not understood.
    pub(super) fn aliases(&mut self, taker: &Taker, names: &BTreeSet<SmolStr>) -> Option<Vec<Taker>> {
        let mut found = Vec::new();
        if names.len() == 1 && !names.contains("default") && !self.is_imported_as_another(taker) {
            return Some(found);
        }
        let repo = self.sources[taker.decl.0.0 as usize].repo;
        let packages = self.packages(repo);
        let viewers = self.viewers(taker.decl.0)?;
        let exporting = self.exporting(taker.decl);
        let mut taken: BTreeSet<SmolStr> = BTreeSet::from([taker.name.clone()]);
        for source in self.sources.iter().filter(|it| it.repo == repo && viewers.contains(&*it.path)) {
            let loaded = self.project.load(repo, &source.path)?;
            let checker = Checker::new(&self.project, repo);
            let main = checker.add(loaded.clone());
            for (key, it) in &loaded.module.exports {
                let Export::From { name, .. } = it else { continue };
                if names.contains(name) && self.is_taker(&checker, checker.export(main, key, 0), taker) {
                    taken.insert(name.clone());
                }
            }
            for (id, binding) in loaded.module.bindings.entries() {
                let What::Import { source: from, name, local_only } = &binding.what else { continue };
                if !names.contains(name) || is_package(from, &packages) {
                    continue;
                }
                match checker.follow(main, id) {
                    // Another way to write a path: it may lead to a file of that name.
                    None if exporting.iter().any(|it| called_by(it) == called_by(from)) => return None,
                    // The local name of a default is the file's own, also where it is the same.
                    entity if self.is_taker(&checker, entity, taker) => {
                        taken.insert(name.clone());
                        let local = &binding.ident;
                        if local.name != taker.name || name != &taker.name {
                            let decl = if *local_only { (source.id, local.span) } else { taker.decl };
                            if !found.iter().any(|it: &Taker| it.decl == decl && it.name == local.name) {
                                found.push(Taker { decl, name: local.name.clone(), index: taker.index });
                            }
                        }
                    }
                    _ => {}
                }
            }
        }
        // A default that nobody imports is there for a framework.
        names.is_subset(&taken).then_some(found)
    }

    /// Some file says `Row as`.
    fn is_imported_as_another(&self, taker: &Taker) -> bool {
        let repo = self.sources[taker.decl.0.0 as usize].repo;
        let renames = |text: &str| {
            words(text, &taker.name).iter().any(|it| text[it.end as usize..].trim_start().starts_with("as "))
        };
        self.sources.iter().filter(|it| it.repo == repo).any(|it| renames(&it.text))
    }
}

/// Frameworks give what is the default of such a file its properties: a page, a route, a layout.
fn is_routed(path: &str) -> bool {
    const FILES: &[&str] = &[
        "page",
        "layout",
        "template",
        "error",
        "global-error",
        "loading",
        "not-found",
        "default",
        "root",
        "route",
        "_app",
        "_document",
        "_error",
    ];
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.split('.').next().unwrap_or(name);
    FILES.contains(&stem)
        || name.contains(".stories.")
        || path.split('/').any(|it| matches!(it, "pages" | "routes" | "views" | "screens"))
}
