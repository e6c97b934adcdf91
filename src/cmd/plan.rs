//! `plan`: what each batch changes, by repository, before anything is written.

use std::collections::{BTreeMap, BTreeSet};

use crate::cli::PlanArgs;
use crate::plan::{Selection, plan};

use super::workspace::Workspace;
use super::{Failure, Outcome};

/// Prints the rollout.
pub(super) fn run(args: &PlanArgs) -> Result<Outcome, Failure> {
    let workspace = Workspace::read(&args.input.roots, super::pack(&args.input.pack)?, !args.input.no_cache)?;
    let mut text = format!("{}\n", workspace.pack.title);
    let mut refused = false;
    for batch in &workspace.pack.batches {
        let plan = plan(&super::apply::input(&workspace), &Selection { batch: batch.id, phase: None });
        text.push_str(&format!("\nBatch {}: {} (risk {}", batch.id, batch.title, batch.risk.name()));
        if !batch.breaking.is_empty() {
            text.push_str(&format!(", breaking: {}", batch.breaking.replace("**", "")));
        }
        text.push_str(")\n");
        for phase in &batch.phases {
            text.push_str(&format!("  phase {}: {}\n", phase.id, phase.title));
        }
        let mut by_repo: BTreeMap<&str, (BTreeSet<&str>, usize)> = BTreeMap::new();
        for place in plan.groups.iter().flat_map(|group| &group.places) {
            let path = place.rsplit_once(':').map_or(place.as_str(), |(path, _)| path);
            let repo = by_repo.entry(path.split('/').next().unwrap_or(path)).or_default();
            repo.0.insert(path);
            repo.1 += 1;
        }
        for (repo, (files, places)) in by_repo {
            text.push_str(&format!("  {repo}: {places} places in {} files\n", files.len()));
        }
        let owners: BTreeSet<&str> = workspace
            .classified
            .findings
            .iter()
            .filter(|finding| finding.batch == Some(batch.id))
            .filter_map(|finding| finding.owner.as_deref())
            .collect();
        if !owners.is_empty() {
            text.push_str(&format!("  owners: {}\n", owners.into_iter().collect::<Vec<_>>().join(", ")));
        }
        for it in &plan.refused {
            text.push_str(&format!("  refused: {} `{}`: {}\n", it.place, it.what, it.reason));
        }
        for it in &plan.manual {
            text.push_str(&format!("  by hand: {} `{}`: {}\n", it.place, it.what, it.reason));
        }
        refused |= !plan.refused.is_empty();
    }
    super::print(text.as_bytes())?;
    Ok(if refused { Outcome::Findings } else { Outcome::Done })
}
