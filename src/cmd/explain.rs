//! `explain`: why one occurrence means what it means.

use crate::cli::ExplainArgs;
use crate::report::ReportMeta;
use crate::session::{Asked, Workspace, explain};

use super::{Failure, Outcome};

/// Prints the evidence for each hit at the place.
pub(super) fn run(args: &ExplainArgs) -> Result<Outcome, Failure> {
    let asked = Asked::parse(&args.place)?;
    let (project, pack) = super::given(&args.input)?;
    let name = super::meta::format(args.format.as_deref(), &project, "explain");
    let (format, render) = super::formats::pick(name, |it| it.explain)?;
    let workspace = Workspace::read(&project, pack, !args.cache.no_cache)?;
    super::note_skipped(&workspace.skipped, &super::paths(&workspace.repos));
    let found = explain(&workspace, &asked)?;
    let meta = super::meta::meta(&workspace.pack, "runsess explain");
    let meta = ReportMeta { page: super::page(&workspace.repos), ..meta };
    let meta = super::meta::about(meta, &args.input, &args.tokens);
    let done = super::answer(format, |out| render(&found, &meta, out))?;
    Ok(super::settled(done, workspace.partial()))
}
