//! `plan`: what each step of the migration changes, by repository, before anything is written. Each step is planned on what
//! the steps before it would leave, in memory.

use crate::cli::PlanArgs;
use crate::session::{Workspace, rollout};

use super::{Failure, Outcome};

/// Prints the rollout.
pub(super) fn run(args: &PlanArgs) -> Result<Outcome, Failure> {
    let (format, render) = super::formats::pick(&args.format, |it| it.plan)?;
    let workspace = Workspace::read(&args.input.roots, super::pack(&args.input.pack)?, !args.cache.no_cache)?;
    super::note_skipped(&workspace.skipped);
    let partial = workspace.partial();
    let rollout = rollout(workspace);
    super::answer(format, |out| render(&rollout, out))?;
    let refused = rollout.steps.iter().any(|step| !step.refused.is_empty());
    Ok(super::settled(if refused { Outcome::Findings } else { Outcome::Done }, partial))
}
