//! Keys of data that a template shows. A template has no types and says nothing when its data has no such key: it shows an empty place.
//! So a key that goes away, or gets another name, stays as long as a template of the repository asks for it.

use std::collections::BTreeSet;

use crate::model::plan::{Group, Input, Plan, Refusal, place};
use crate::model::{Change, RepoId, Role};
use crate::text::templates::asks_for;

/// Refuses the groups whose old key a template asks for.
pub(super) fn settle(input: &Input, plan: &mut Plan) {
    let mut refused = Vec::new();
    plan.take_out(input, |group| {
        let before = refused.len();
        refused.extend(refusal(input, group));
        refused.len() > before
    });
    plan.refused.extend(refused);
}

fn refusal(input: &Input, group: &Group) -> Option<Refusal> {
    if !matches!(group.change, Change::Drop | Change::Retag | Change::Rename) {
        return None;
    }
    // What fills the data of a template is a map; a type with tags is decoded and encoded.
    let keys = group.hits.iter().map(|at| &input.facts.occurrences[*at]).filter(|it| it.role == Role::MapKey);
    let repos: BTreeSet<RepoId> = keys.map(|it| input.source(it.file).repo).collect();
    let mut sources = input.sources.iter().filter(|it| repos.contains(&it.repo));
    let (source, at) = sources.find_map(|it| Some((it, asks_for(&it.path, &it.text, &group.old)?)))?;
    Some(Refusal {
        what: group.what.clone(),
        place: group.places.first().cloned().unwrap_or_default(),
        reason: format!("a template asks for `{}` ({})", group.old, place(input, source.id, at as u32)),
        way_out: "let the data have both names, change the template, and take the old one away then".to_owned(),
    })
}
