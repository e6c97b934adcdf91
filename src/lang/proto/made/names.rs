//! What generators make names from: declarations with the names that they have or will have, and what a plan does to them.

use std::collections::{BTreeMap, BTreeSet};

use crate::lang::proto::resolve::{DeclId, Protos};
use crate::lang::proto::syntax::{Decl, Edition, Kind};
use crate::model::Change;
use crate::model::plan::{Group, Input};

/// A name that a generator makes.
#[derive(Clone, Debug)]
pub(super) struct Name {
    /// What it is made from.
    pub(super) of: DeclId,
    /// Which of the names that are made from it.
    pub(super) key: &'static str,
    /// The type around it; empty at the top level.
    pub(super) owner: String,
    pub(super) name: String,
}

/// One file with the names that its declarations have now, or will have.
pub(super) struct Named<'a> {
    pub(super) protos: &'a Protos,
    pub(super) file: usize,
    pub(super) text: &'a str,
    pub(super) renamed: &'a BTreeMap<DeclId, String>,
}

impl Named<'_> {
    pub(super) fn decls(&self) -> &[Decl] {
        &self.protos.file(self.file).decls
    }

    pub(super) fn name(&self, decl: usize) -> String {
        let new = self.renamed.get(&DeclId { file: self.file, decl });
        new.cloned().unwrap_or_else(|| self.decls()[decl].name.to_string())
    }

    /// The names around a declaration and its own, without the package.
    pub(super) fn path(&self, decl: usize) -> Vec<String> {
        let mut path: Vec<String> = self.around(decl).map(|at| self.name(at)).collect();
        path.reverse();
        path
    }

    /// A declaration and those around it.
    pub(super) fn around(&self, decl: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(Some(decl), |at| self.decls()[*at].parent)
    }

    /// protoc makes a `oneof` of its own around the field.
    pub(super) fn is_optional(&self, decl: usize) -> bool {
        let typed = self.decls()[decl].typed.map_or("", |it| &self.text[it.range()]);
        self.protos.file(self.file).edition == Edition::Proto3 && typed.starts_with("optional")
    }
}

/// What a plan does to declarations.
pub(super) struct Changes {
    /// New names, each with the group that gives it.
    pub(super) renamed: BTreeMap<DeclId, (usize, String)>,
    /// What goes.
    pub(super) gone: BTreeMap<DeclId, usize>,
}

impl Changes {
    pub(super) fn of(input: &Input, protos: &Protos, groups: &[Group]) -> Self {
        let mut changes = Self { renamed: BTreeMap::new(), gone: BTreeMap::new() };
        for (at, group) in groups.iter().enumerate() {
            let decl = group.symbols(input).find_map(|symbol| input.facts.symbols.get(symbol).decl);
            let Some(id) = decl.and_then(|(file, span)| protos.declared(file, span)) else { continue };
            match group.change {
                Change::Rename => {
                    changes.renamed.insert(id, (at, group.new.clone()));
                }
                Change::Drop | Change::Delete => {
                    changes.gone.insert(id, at);
                }
                _ => {}
            }
        }
        changes
    }

    pub(super) fn files(&self) -> BTreeSet<usize> {
        self.renamed.keys().chain(self.gone.keys()).map(|it| it.file).collect()
    }
}

/// The values of an enum.
pub(super) fn values(decls: &[Decl], of: usize) -> impl Iterator<Item = usize> + '_ {
    (0..decls.len()).filter(move |at| decls[*at].parent == Some(of) && decls[*at].kind == Kind::Value)
}
