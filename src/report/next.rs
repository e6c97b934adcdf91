//! What to do after an inventory: command lines that work as they stand there, and what each is for.

use serde::Serialize;

use super::headings::Heading;
use super::{Page, Paths};
use crate::model::Change;
use crate::model::finding::UNCLASSIFIED;
use crate::text::count::counted;
use crate::text::shell::quoted;

/// A command line, and what it is for.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Next {
    pub command: String,
    pub what: String,
}

impl Next {
    pub(super) fn new(command: impl Into<String>, what: impl Into<String>) -> Self {
        Self { command: command.into(), what: what.into() }
    }
}

/// What is undecided comes first: a batch leaves that alone. Files are called as `paths` calls them.
pub(super) fn after_inventory(headings: &[Heading], page: &Page, paths: &Paths) -> Vec<Next> {
    let scope = &page.scope;
    let mut steps = Vec::new();
    let open = headings.iter().find(|it| it.acts && it.category.id == UNCLASSIFIED);
    if let Some(first) = open.and_then(|it| it.decisions.first()) {
        let place = paths.place(&first.first.place());
        let count = counted(open.map_or(0, Heading::places), "unclassified place");
        let what = format!("says what would decide it; {count} to decide");
        steps.push(Next::new(format!("runsess explain {}{scope}", quoted(&place)), what));
    }
    let writes = |it: &&Heading| it.acts && it.decisions.iter().any(|it| it.first.change != Some(Change::Manual));
    if let Some(batch) = headings.iter().filter(writes).filter_map(|it| it.batch).min() {
        steps.push(Next::new(
            format!("runsess apply --batch {batch} --diff{scope}"),
            "shows what the batch would write",
        ));
    }
    steps
}
