//! `plan`: what each step of the migration changes, by repository, before anything is written. Each step is planned on what
//! the steps before it would leave, in memory.

use std::sync::Arc;

use crate::cli::{PlanArgs, PlanFormat};
use crate::lang::go::resolve::load::Loader;
use crate::model::edit::apply_edits;
use crate::model::{FileEdits, Source};
use crate::plan::plan;
use crate::plan::rollout::{Rollout, across, order, selections, step};
use crate::report::rollout::{render_human, render_markdown};

use super::workspace::Workspace;
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

/// All steps, one after the other, on texts in memory; what is refused is left out, as with `--skip-refused`.
fn rollout(mut workspace: Workspace) -> Rollout {
    let loader = Loader::new(&workspace.repos, &workspace.sources);
    let mut rollout = Rollout {
        title: workspace.pack.title.clone(),
        modules: order(&loader.modules(), &workspace.repos),
        steps: Vec::new(),
    };
    drop(loader);
    for selection in selections(&workspace.pack) {
        let input = super::apply::input(&workspace);
        let planned = plan(&input, &selection);
        rollout.steps.push(step(&input, &selection, &planned));
        across(&mut rollout.modules, &planned);
        if !planned.files.is_empty() {
            let Workspace { pack, repos, mut sources, .. } = workspace;
            rewrite(&mut sources, &planned.files);
            workspace = Workspace::of(pack, repos, sources);
        }
    }
    rollout
}

fn rewrite(sources: &mut [Source], files: &[FileEdits]) {
    for FileEdits { file, edits } in files {
        let source = &mut sources[file.0 as usize];
        if let Ok(after) = apply_edits(&source.text, edits) {
            source.text = Arc::from(after);
        }
    }
}
