//! What the edits of a plan ask for elsewhere: a link follows the heading that it leads to. It stands or falls with the group that asks.

use std::collections::{BTreeMap, BTreeSet};

use super::merge::assemble;
use crate::lang::rewriter::Following;
use crate::lang::rewriters::Rewriters;
use crate::model::plan::{Input, Plan};
use crate::model::{Edit, FileId};

/// Adds such edits to the groups of an assembled plan. False when that took out groups: then the others may ask for something else, and
/// have to be looked at again.
pub(super) fn add(input: &Input, rewriters: &mut Rewriters, plan: &mut Plan) -> bool {
    let mut asked = Following::default();
    for it in rewriters.all() {
        let Following { edits, refused } = it.following(input, &plan.groups);
        asked.edits.extend(edits);
        asked.refused.extend(refused);
    }
    if !asked.refused.is_empty() {
        let groups: BTreeSet<usize> = asked.refused.iter().map(|it| it.0).collect();
        let mut at = 0..;
        plan.take_out(input, |_| at.next().is_some_and(|at| groups.contains(&at)));
        plan.refused.extend(asked.refused.into_iter().map(|it| it.1));
        assemble(input, plan);
        return false;
    }
    if asked.edits.is_empty() {
        return true;
    }
    let count = plan.groups.len();
    let mut added: BTreeMap<FileId, BTreeSet<Edit>> = BTreeMap::new();
    for (group, file, edit) in asked.edits {
        added.entry(file).or_default().insert(edit.clone());
        plan.groups[group].edits.entry(file).or_default().push(edit);
    }
    assemble(input, plan);
    if plan.groups.len() == count {
        return true;
    }
    for group in &mut plan.groups {
        for (file, edits) in &mut group.edits {
            edits.retain(|edit| !added.get(file).is_some_and(|it| it.contains(edit)));
        }
        group.edits.retain(|_, edits| !edits.is_empty());
    }
    assemble(input, plan);
    false
}
