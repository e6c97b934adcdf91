//! Queries of a database that lie in other folders than its schema: a script is no good where one of them fails afterwards.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::plan::Input;
use crate::model::{FileId, FilePlan, RepoId};

use super::document::{Document, folder, speaks};
use super::script::Script;

/// The files outside of `home` whose queries name a table of `script`. None where another folder declares such a table: then nothing
/// says which database they are for.
pub(super) fn elsewhere(
    input: &Input,
    edits: &BTreeMap<FileId, &FilePlan>,
    (repo, home): (RepoId, &str),
    script: &Script,
) -> Vec<Document> {
    let tables: BTreeSet<String> = script.tables.iter().map(|it| it.to_lowercase()).collect();
    let outside = input.sources.iter().filter(|it| it.repo == repo && speaks(it) && folder(input, it.id).1 != home);
    let named = outside.filter(|it| {
        script.tables.iter().any(|table| memchr::memmem::find(it.text.as_bytes(), table.as_bytes()).is_some())
    });
    let documents: Vec<Document> = named.map(|it| Document::of(input, it, edits)).collect();
    if documents.iter().any(|it| !it.tables().is_disjoint(&tables)) {
        return Vec::new();
    }
    documents
}
