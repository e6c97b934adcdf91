//! `explain`: why one occurrence means what it means.

use crate::cli::ExplainArgs;
use crate::session::{Asked, Workspace, explain};

use super::{Failure, Outcome};

/// Prints the evidence for each hit at the place.
pub(super) fn run(args: &ExplainArgs) -> Result<Outcome, Failure> {
    let (format, render) = super::formats::pick("human", |it| it.explain)?;
    let asked = Asked::parse(&args.place)?;
    let (project, pack) = super::given(&args.input)?;
    let workspace = Workspace::read(&project, pack, !args.cache.no_cache)?;
    super::note_skipped(&workspace.skipped);
    let found = explain(&workspace, &asked)?;
    let done = super::answer(format, |out| render(&found, super::page(), out))?;
    Ok(super::settled(done, workspace.partial()))
}
