//! Where the statements of a rename stand.

use std::collections::BTreeSet;

use crate::model::FileId;
use crate::model::plan::{Group, Input};

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

/// The folder of a file.
pub(super) fn folder<'a>(input: &Input<'a>, file: FileId) -> &'a str {
    input.source(file).path.rsplit_once('/').map_or("", |(folder, _)| folder)
}
