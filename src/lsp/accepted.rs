//! Which hits the baseline of the project accepts, by the verdict of `check`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use smol_str::SmolStr;

use crate::disk::read_named;
use crate::gate::{Baseline, Gate};
use crate::model::Finding;
use crate::session::{Error, Project, Scope, Workspace, hits};
use crate::text::day::today;

/// Bigger files are no baselines, in bytes: `check` reads none either.
const MAX_BYTES: u64 = 100 << 20;

/// The accepted hits of one moment.
#[derive(Debug, Default)]
pub(super) struct Accepted {
    hits: BTreeSet<Key>,
    /// Why the baseline counts for nothing, in a sentence.
    pub(super) wrong: Option<String>,
}

/// Repository, path, offset in bytes, category.
type Key = (SmolStr, SmolStr, u32, SmolStr);

fn key(it: &Finding) -> Key {
    (it.repo.clone(), it.path.clone(), it.byte_start, it.category.clone())
}

impl Accepted {
    /// What the baseline of `project` accepts today; nothing where it names none. One that can't be read accepts nothing, and that is said.
    ///
    /// # Errors
    /// A glob of `runsess.yaml` that is none.
    pub(super) fn of(project: &Project, workspace: &Workspace) -> Result<Self, Error> {
        let Some(path) = &project.baseline else { return Ok(Self::default()) };
        let baseline = match read(path) {
            Ok(baseline) => baseline,
            Err(why) => {
                let wrong = format!(
                    "the baseline {} counts for nothing, and all hits are shown as new: {why}; `runsess check --update-baseline` writes it",
                    path.display()
                );
                return Ok(Self { wrong: Some(wrong), ..Self::default() });
            }
        };
        let scope = Scope::of(project, workspace)?;
        let gate = Gate {
            baseline: &baseline,
            past: None,
            owners: &BTreeMap::new(),
            today: today(),
            read: &|row| scope.reads(row.repo.as_deref(), &row.path),
            asked: &|row| scope.asks_for(row.repo.as_deref(), &row.path),
        };
        let judged = gate.judge(&hits(workspace, workspace.repos.len() > 1 || baseline.names_repositories()));
        Ok(Self { hits: judged.known.iter().map(key).collect(), wrong: None })
    }

    /// True for a hit that the baseline accepts.
    pub(super) fn holds(&self, finding: &Finding) -> bool {
        !self.hits.is_empty() && self.hits.contains(&key(finding))
    }
}

fn read(path: &Path) -> Result<Baseline, String> {
    let bytes = read_named(path, MAX_BYTES).map_err(|error| error.to_string())?;
    let text = String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
    Baseline::parse(&text).map_err(|error| error.to_string())
}
