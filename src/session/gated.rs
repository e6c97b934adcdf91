//! What a gate is asked about: the same for `check` and for editors.

use crate::gate::{Hits, Symbols};
use crate::model::finding::UNCLASSIFIED;
use crate::rules::nearest;

use super::Workspace;

/// The hits of a workspace that may fail a gate. With `named`, rows name their repositories.
pub fn hits(workspace: &Workspace, named: bool) -> Hits<'_> {
    let pack = &workspace.pack;
    let known = |category: &str| match pack.category(category) {
        Some(_) => Ok(()),
        None if category == UNCLASSIFIED => Ok(()),
        None => Err(nearest(category, pack.categories.iter().map(|it| it.id.as_str())).map(str::to_owned)),
    };
    let symbols = Symbols::of(&workspace.facts.symbols);
    let findings = workspace.all_findings().filter(|(_, it)| workspace.fails(it));
    Hits::of((&workspace.repos, &workspace.sources), findings, symbols, &known, named)
}
