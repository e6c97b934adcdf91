//! `apply`: rewrite one batch, all or nothing.

use std::collections::BTreeSet;

use crate::cli::{ApplyArgs, ListFormat};
use crate::model::{Change, Role};
use crate::plan::{Group, Input, Plan, Selection, plan};

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
    check_batch(args, &pack, number)?;
    let workspace = Workspace::read(&args.input.roots, pack)?;
    if workspace.partial() {
        super::note_skipped(&workspace.skipped);
        super::note("files were skipped: what they hold is not rewritten");
    }
    let selection = Selection { batch: number, phase: args.phase.clone() };
    let plan = plan(&input(&workspace), &selection);
    if args.format != ListFormat::Human {
        let text = serde_json::to_string_pretty(&plan)
            .map_err(|error| Failure::Output { what: "the plan".into(), error: std::io::Error::other(error) })?;
        super::print(format!("{text}\n").as_bytes())?;
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
    let done = rewrite.finish(&args.write, &label)?;
    note_databases(&workspace, &plan);
    Ok(if refused && done == Outcome::Done { Outcome::Findings } else { done })
}

/// Code and schema files are rewritten; databases that exist already are not. A renamed column must be there before an index
/// on it is made, so whoever starts the new code on an old database needs these statements first.
fn note_databases(workspace: &Workspace, plan: &Plan) {
    let role = |group: &Group| {
        workspace.facts.symbols.iter().find(|(_, info)| info.path == group.what).map(|(_, info)| info.role)
    };
    let statement = |group: &Group| match (role(group)?, group.what.rsplit_once('.')) {
        (Role::SqlColumn, Some((table, column))) if table != "?" && group.old == column => {
            Some(format!("ALTER TABLE {table} RENAME COLUMN {column} TO {};", group.new))
        }
        (Role::SqlIndex, _) => Some(format!("DROP INDEX IF EXISTS {};", group.old)),
        _ => None,
    };
    // Columns come before indexes, because `A` comes before `D`.
    let statements: BTreeSet<String> =
        plan.groups.iter().filter(|group| group.change == Change::Rename).filter_map(statement).collect();
    if !statements.is_empty() {
        super::note("databases that exist already keep the old names; before the new code runs on one, run");
        statements.iter().for_each(|statement| super::note(&format!("  {statement}")));
    }
}

/// What a plan of this workspace is made from.
pub(super) fn input(workspace: &Workspace) -> Input<'_> {
    Input {
        facts: &workspace.facts,
        findings: &workspace.classified.findings,
        phases: &workspace.classified.phases,
        sources: &workspace.sources,
        repos: &workspace.repos,
        pack: &workspace.pack,
    }
}

fn check_batch(args: &ApplyArgs, pack: &crate::rules::Pack, number: u32) -> Result<(), Failure> {
    let Some(batch) = pack.batch(number) else {
        let known: Vec<String> = pack.batches.iter().map(|batch| batch.id.to_string()).collect();
        let help = format!("the batches of `{}` are {}", pack.name, known.join(", "));
        return Err(Failure::usage(format!("the rules have no batch {number}"), help));
    };
    let phases: Vec<&str> = batch.phases.iter().map(|phase| phase.id.as_str()).collect();
    match &args.phase {
        Some(phase) if !phases.contains(&phase.as_str()) => {
            let help = if phases.is_empty() {
                "leave --phase out".to_owned()
            } else {
                format!("its phases are {}", phases.join(", "))
            };
            Err(Failure::usage(format!("batch {number} has no phase `{phase}`"), help))
        }
        None if !phases.is_empty() => {
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
