//! Names in SQL are replaced where they stand, in its own files and in strings of code; but a rename in a database without a script
//! that was seen to work is refused: the new code would fail on every database that exists.

use std::collections::BTreeSet;

use super::databases::migrations;
use super::left_behind::left_behind;
use crate::lang::rewriter::{Ground, No, Rewriter, Written, by_word};
use crate::model::plan::{Group, Input, Plan, Refusal};
use crate::model::{Change, Migrations, Role, Unproved};

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
        let found = migrations(input, plan);
        let drafts = found.unproved.iter().filter(|it| !input.unproved && it.proof.is_none()).map(|it| Unproved {
            place: it.owner.clone(),
            what: it.tables.join(", "),
            reason: format!("it is one of {} ({}), and nothing was run there", it.dialect, it.why),
            files: BTreeSet::new(),
        });
        let drafts: Vec<Unproved> = drafts.collect();
        let named = |role| matches!(role, Role::SqlColumn | Role::SqlTable | Role::SqlIndex);
        let is_named = |group: &Group| group.hits.first().is_some_and(|at| named(input.facts.occurrences[*at].role));
        let refusal = |group: &Group| -> Option<Refusal> {
            let concerned = |it: &&Unproved| concerns(it, &found, input, group);
            let draft = || drafts.iter().find(concerned).map(|it| (it, ALL_THE_SAME));
            let (why, way_out) = found.by_hand.iter().find(concerned).map(|it| (it, BY_HAND)).or_else(draft)?;
            Some(Refusal {
                what: group.what.clone(),
                place: group.places.first().cloned().unwrap_or_default(),
                reason: format!("there is no proved script for the databases that exist: {}", why.reason),
                way_out: way_out.to_owned(),
            })
        };
        let groups = plan.groups.iter().enumerate().filter(|(_, group)| is_named(group));
        let unproved = groups.filter_map(|(index, group)| Some((index, refusal(group)?)));
        unproved.chain(left_behind(input, plan)).collect()
    }
}

const BY_HAND: &str = "rename it in the database and in the code by hand, and list it under `keep:`";
const ALL_THE_SAME: &str = "name a server for the proof with `--database-url`, or try the script of `runsess sql` on a copy and write the code with `--unproved-sql`";

/// Whether what is unproved is about the thing that a group renames: it lies in the same folder, or it is one of its tables and no
/// other database of its own folder has it.
fn concerns(it: &Unproved, found: &Migrations, input: &Input, group: &Group) -> bool {
    let inside = |owner: &str, place: &String| {
        place.strip_prefix(owner).is_some_and(|rest| rest.starts_with('/') && !rest[1..].contains('/'))
    };
    let of_files = || {
        let mut files = group.hits.iter().map(|at| input.facts.occurrences[*at].file);
        it.files.is_empty() || files.any(|file| it.files.contains(&file))
    };
    if it.what == group.what && of_files() || group.places.iter().any(|place| inside(&it.place, place)) {
        return true;
    }
    let infos = group.symbols(input).map(|symbol| input.facts.symbols.get(symbol));
    let mut tables = infos.filter_map(|info| match info.role {
        Role::SqlTable => Some(&info.name),
        _ => info.context.first(),
    });
    let is_named = tables.any(|table| it.what.split(", ").any(|named| named.eq_ignore_ascii_case(table)));
    let repo = |place: &str| place.split('/').next().unwrap_or_default().to_owned();
    let near = group.places.iter().any(|place| repo(place) == repo(&it.place));
    let other = found.proved.iter().any(|other| group.places.iter().any(|place| inside(&other.owner, place)));
    is_named && near && !other
}
