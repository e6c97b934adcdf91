//! Which names follow what a plan renames, because a generator makes them from that: `made` renames them, and nothing else does.

use std::collections::BTreeSet;

use crate::lang::making;
use crate::lang::rewriter::Together;
use crate::model::plan::{Group, Input};
use crate::model::{FileId, RepoId, Span, SymbolId, SymbolInfo};

/// What generators make from what some groups rename: it follows at the end, and is renamed by nothing else.
#[derive(Default)]
pub(super) struct Followed<'i> {
    /// The symbols that facts know.
    symbols: BTreeSet<SymbolId>,
    /// The names that change, by the folders in which they are made.
    names: BTreeSet<((RepoId, &'i str), String)>,
}

impl<'i> Followed<'i> {
    /// Of what `groups` rename.
    pub(super) fn of(input: &Input<'i>, groups: &[Group]) -> Self {
        let making = making(input, groups);
        let names = making.names.into_iter().map(|it| (folder(input, it.file), it.old)).collect();
        let mut found = Self { symbols: BTreeSet::new(), names };
        let symbols = input.facts.symbols.iter().filter(|(_, it)| it.generated && !found.names.is_empty());
        let is_made =
            |it: &(SymbolId, &SymbolInfo)| it.1.decl.is_some_and(|decl| found.makes(input, decl.0, &it.1.name));
        found.symbols = symbols.filter(is_made).map(|it| it.0).collect();
        found
    }

    fn makes(&self, input: &Input<'i>, file: FileId, name: &str) -> bool {
        input.source(file).generated && self.names.contains(&(folder(input, file), name.to_owned()))
    }

    /// The symbol is made so.
    pub(super) fn has(&self, symbol: SymbolId) -> bool {
        self.symbols.contains(&symbol)
    }

    /// `symbol`, which has to have one name with these, has it with what is made so.
    pub(super) fn binds(&self, input: &Input<'i>, symbol: SymbolId, together: &Together) -> bool {
        let name = &input.facts.symbols.get(symbol).name;
        let is_made = |it: &(FileId, Span)| self.makes(input, it.0, name);
        !self.names.is_empty()
            && (together.symbols.iter().any(|it| self.has(*it)) || together.decls.iter().any(is_made))
    }
}

/// The folder of a file: what is made there is one package.
pub(super) fn folder<'a>(input: &Input<'a>, file: FileId) -> (RepoId, &'a str) {
    let source = input.source(file);
    (source.repo, source.path.rsplit_once('/').map_or("", |it| it.0))
}
