//! Names in SQL are replaced where they stand, in its own files and in strings of code; but a rename in a database without a script
//! that was seen to work is refused: the new code would fail on every database that exists.

use super::databases::migrations;
use super::left_behind::left_behind;
use crate::lang::rewriter::{Ground, No, Rewriter, Written, by_word};
use crate::model::plan::{Group, Input, Plan, Refusal};
use crate::model::{Change, Role};

/// Nothing is read beforehand.
pub struct Statements;

impl Ground for Statements {
    fn rewriter<'g>(&'g self, _: &Input<'g>) -> Box<dyn Rewriter + 'g> {
        Box::new(Self)
    }
}

impl Rewriter for Statements {
    fn change(&mut self, input: &Input, at: usize, change: Change, _: &[Group]) -> Result<Written, No> {
        by_word(input, at, change)
    }

    fn words(&mut self, _: &Input, _: usize) -> Result<(), No> {
        Ok(())
    }

    fn unproved(&mut self, input: &Input, plan: &Plan) -> Vec<(usize, Refusal)> {
        let by_hand = migrations(input, plan).by_hand;
        let named = |role| matches!(role, Role::SqlColumn | Role::SqlTable | Role::SqlIndex);
        let is_named = |group: &Group| group.hits.first().is_some_and(|at| named(input.facts.occurrences[*at].role));
        let refusal = |group: &Group| -> Option<Refusal> {
            let why = by_hand.iter().find(|it| {
                let inside =
                    |place: &String| place.strip_prefix(&it.place).is_some_and(|rest| !rest[1..].contains('/'));
                let of_files = || {
                    let mut files = group.hits.iter().map(|at| input.facts.occurrences[*at].file);
                    it.files.is_empty() || files.any(|file| it.files.contains(&file))
                };
                it.what == group.what && of_files() || group.places.iter().any(inside)
            })?;
            Some(Refusal {
                what: group.what.clone(),
                place: group.places.first().cloned().unwrap_or_default(),
                reason: format!("there is no proved script for the databases that exist: {}", why.reason),
                way_out: "rename it in the database and in the code by hand, and list it under `keep:`".to_owned(),
            })
        };
        let groups = plan.groups.iter().enumerate().filter(|(_, group)| is_named(group));
        let unproved = groups.filter_map(|(index, group)| Some((index, refusal(group)?)));
        unproved.chain(left_behind(input, plan)).collect()
    }
}
