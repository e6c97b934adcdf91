//! `verify`: whether the migration is done.

use crate::cli::VerifyArgs;
use crate::model::verification::State;
use crate::session::{Workspace, verify};

use super::{Failure, Outcome};

/// Prints the checklist, what is left and what stays. What fails is a finding.
pub(super) fn run(args: &VerifyArgs) -> Result<Outcome, Failure> {
    let (format, render) = super::formats::pick(&args.format, |it| it.verify)?;
    let (project, pack) = super::given(&args.input)?;
    let mut workspace = Workspace::read(&project, pack, !args.cache.no_cache)?;
    let page = super::meta::within(super::page(&workspace.repos), &args.input);
    super::looked_at(&mut workspace.skipped, &args.unread, &workspace.repos);
    super::note_skipped(&workspace.skipped, &page.paths);
    let found = verify(&workspace);
    super::answer(format, |out| render(&found, &page, out))?;
    let fails = found.checks.iter().any(|it| it.state == State::Fails) || !found.delete.is_empty();
    Ok(super::settled(if fails { Outcome::Findings } else { Outcome::Done }, workspace.partial()))
}
