//! What a rollout says besides its steps: the risk register with what each risk is about, and the names that a linter can forbid.

use std::collections::BTreeSet;

use super::Workspace;
use crate::classify::at_risk;
use crate::lang::exported;
use crate::model::{Change, Role};
use crate::plan::rollout::{Forbidden, RiskRow};

/// The risk register, in the order of the pack.
pub(super) fn risks(workspace: &Workspace) -> Vec<RiskRow> {
    let Workspace { pack, facts, sources, repos, .. } = workspace;
    let found = at_risk(facts, sources, repos, pack);
    let file = |at: &usize| workspace.classified.decided[*at].finding.file().to_string();
    let row = |(risk, places): (&crate::rules::RiskItem, Vec<usize>)| RiskRow {
        title: risk.title.clone(),
        impact: risk.impact.name(),
        mitigation: risk.mitigation.clone(),
        places: places.len(),
        files: places.iter().map(file).collect(),
    };
    pack.risks.iter().zip(found).map(row).collect()
}

/// The exported names that get another one: new code that uses them is what a linter can tell at once.
pub(super) fn forbidden(workspace: &Workspace) -> Vec<Forbidden> {
    let mut found: BTreeSet<Forbidden> = BTreeSet::new();
    for it in workspace.findings() {
        let declared = matches!(it.role, Role::Field | Role::Method | Role::Function | Role::Global | Role::Type);
        let (Some(symbol), Some(new)) = (it.symbol.as_deref(), it.replacement.as_deref()) else { continue };
        let renames = it.change == Some(Change::Rename) && workspace.pack.fails_gate(&it.category);
        // A name that is no plain one would need quotes in the file of the linter.
        let plain = |it: &str| it.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '/' | '_' | '-' | '~'));
        if !declared || !renames || !plain(symbol) || !plain(new) {
            continue;
        }
        if let Some((package, name)) = exported(it.language, symbol) {
            let [package, name, new] = [package, name, new].map(str::to_owned);
            found.insert(Forbidden { package, name, new });
        }
    }
    found.into_iter().collect()
}
