//! Where the statements of a rename stand, and which views hand its column on.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::plan::{Group, Input};
use crate::model::{FileId, FlowKind, Role, SymbolId};

/// Where the statements of a group stand.
pub(super) struct Home<'a> {
    files: BTreeSet<FileId>,
    folders: BTreeSet<&'a str>,
}

impl<'a> Home<'a> {
    pub(super) fn of(input: &Input<'a>, group: &Group) -> Self {
        let files: BTreeSet<FileId> = group.hits.iter().map(|at| input.facts.occurrences[*at].file).collect();
        Self { folders: files.iter().map(|file| folder(input, *file)).collect(), files }
    }

    /// 0 in a file of these statements, 1 in the folder of one, else 2.
    pub(super) fn distance(&self, input: &Input<'a>, file: FileId) -> usize {
        match self.files.contains(&file) {
            true => 0,
            false => 1 + usize::from(!self.folders.contains(folder(input, file))),
        }
    }
}

/// The columns of views that hand on what the group renames, by their symbols. Code beside none of several databases names them, too.
pub(super) fn handed_on<'a>(input: &Input<'a>, group: &Group) -> BTreeMap<SymbolId, &'a str> {
    let mut found: BTreeMap<SymbolId, &str> = BTreeMap::new();
    let mut next: Vec<SymbolId> = group.symbols(input).collect();
    while let Some(id) = next.pop() {
        if found.insert(id, &input.facts.symbols.get(id).path).is_some() {
            continue;
        }
        let flows = input.facts.flows.iter().filter(|it| it.kind == FlowKind::Sql);
        let ends = flows.flat_map(|it| [(it.from, it.to), (it.to, it.from)]).filter(|(from, _)| *from == id);
        let is_alike = |id: &SymbolId| {
            let info = input.facts.symbols.get(*id);
            info.role == Role::SqlColumn && info.name.eq_ignore_ascii_case(&group.old)
        };
        next.extend(ends.map(|(_, to)| to).filter(is_alike));
    }
    found
}

/// The folder of a file.
pub(super) fn folder<'a>(input: &Input<'a>, file: FileId) -> &'a str {
    input.source(file).path.rsplit_once('/').map_or("", |(folder, _)| folder)
}
