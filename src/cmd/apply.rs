//! `apply`: rewrite one batch, all or nothing.

use crate::cli::{ApplyArgs, ListFormat};
use crate::plan::{Input, Plan, Selection, plan};

use super::workspace::Workspace;
use super::write::Rewrite;
use super::{Failure, Outcome};

/// Plans, checks and writes (or shows) a batch.
pub(super) fn run(args: &ApplyArgs) -> Result<Outcome, Failure> {
    if args.list {
        return super::reply(super::undo::list(&crate::commit::Options::from_env()?));
    }
    let pack = super::pack(&args.input.pack)?;
    let number = args.batch.unwrap_or_default();
    check_batch(number, args.phase.as_deref(), false, &pack)?;
    let workspace = Workspace::read(&args.input.roots, pack, false)?;
    if workspace.partial() {
        super::note_skipped(&workspace.skipped);
        super::note("files were skipped: what they hold is not rewritten");
    }
    let selection = Selection { batch: number, phase: args.phase.clone() };
    let plan = plan(&input(&workspace), &selection);
    if args.format != ListFormat::Human {
        super::print(super::json(&plan)?.as_bytes())?;
        return Ok(if plan.refused.is_empty() { Outcome::Done } else { Outcome::Findings });
    }
    let refused = !plan.refused.is_empty();
    say_refused(&plan, args.skip_refused);
    if refused && !args.skip_refused && !args.write.diff {
        super::note(&format!("batch {number} is refused; nothing was written (--skip-refused writes the rest)"));
        return Ok(Outcome::Findings);
    }
    let rewrite = Rewrite::new(&plan.files, &workspace.sources, &workspace.repos)?;
    let label = match &args.phase {
        Some(phase) => format!("batch {number} phase {phase}"),
        None => format!("batch {number}"),
    };
    super::sql::note_databases(&workspace, &plan, number);
    let done = rewrite.finish(&args.write, &label)?;
    Ok(if refused && done == Outcome::Done { Outcome::Findings } else { done })
}

/// What a plan of this workspace is made from.
pub(super) fn input(workspace: &Workspace) -> Input<'_> {
    Input {
        facts: &workspace.facts,
        findings: &workspace.classified.findings,
        phases: &workspace.classified.phases,
        notes: &workspace.classified.notes,
        notices: &workspace.classified.notices,
        sources: &workspace.sources,
        repos: &workspace.repos,
        pack: &workspace.pack,
    }
}

/// A batch and phase that the rules have; a batch with phases needs one, unless `all` phases may be meant.
pub(super) fn check_batch(
    number: u32,
    phase: Option<&str>,
    all: bool,
    pack: &crate::rules::Pack,
) -> Result<(), Failure> {
    let Some(batch) = pack.batch(number) else {
        let known: Vec<String> = pack.batches.iter().map(|batch| batch.id.to_string()).collect();
        let help = format!("the batches of `{}` are {}", pack.name, known.join(", "));
        return Err(Failure::usage(format!("the rules have no batch {number}"), help));
    };
    let phases: Vec<&str> = batch.phases.iter().map(|phase| phase.id.as_str()).collect();
    match phase {
        Some(phase) if !phases.contains(&phase) => {
            let help = if phases.is_empty() {
                "leave --phase out".to_owned()
            } else {
                format!("its phases are {}", phases.join(", "))
            };
            Err(Failure::usage(format!("batch {number} has no phase `{phase}`"), help))
        }
        None if !phases.is_empty() && !all => {
            let help = format!("name one of them with --phase: {}", phases.join(", "));
            Err(Failure::usage(format!("batch {number} is done in phases"), help))
        }
        _ => Ok(()),
    }
}

fn say_refused(plan: &Plan, skipping: bool) {
    for refusal in &plan.refused {
        let verb = if skipping { "left out" } else { "refused" };
        super::note(&format!("{verb}: {} `{}`: {}; {}", refusal.place, refusal.what, refusal.reason, refusal.way_out));
    }
}
