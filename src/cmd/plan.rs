//! `plan`: what each step of the migration changes, by repository, before anything is written. Each step is planned on what
//! the steps before it would leave, in memory.

use crate::cli::{PlanArgs, PlanFormat};
use crate::report::rollout::{render_human, render_markdown};
use crate::session::{Workspace, rollout};

use super::{Failure, Outcome};

/// Prints the rollout.
pub(super) fn run(args: &PlanArgs) -> Result<Outcome, Failure> {
    let workspace = Workspace::read(&args.input.roots, super::pack(&args.input.pack)?, !args.cache.no_cache)?;
    super::note_skipped(&workspace.skipped);
    let partial = workspace.partial();
    let rollout = rollout(workspace);
    let mut text = Vec::new();
    let rendered = match args.format {
        PlanFormat::Human => render_human(&rollout, &mut text),
        PlanFormat::Markdown => render_markdown(&rollout, &mut text),
        PlanFormat::Json => {
            text.extend(super::json(&rollout)?.into_bytes());
            Ok(())
        }
    };
    rendered.map_err(|error| Failure::Output { what: "the plan".into(), error })?;
    super::answer(&text, args.format == PlanFormat::Human)?;
    Ok(match () {
        () if partial => Outcome::Failed,
        () if rollout.steps.iter().any(|step| !step.refused.is_empty()) => Outcome::Findings,
        () => Outcome::Done,
    })
}
