//! Plans one step of the migration on a workspace that was read, and says which earlier steps are not done yet.

use std::collections::BTreeSet;
use std::fmt;

use crate::lang::migrations;
use crate::limits;
use crate::model::Databases;
use crate::model::plan::{Decided, Input, Plan, Wire};
use crate::model::{Change, Migrations};
use crate::plan::rollout::selections;
use crate::plan::{Asked, Selection, plan};
use crate::rules::Step;
use crate::text::count::counted;

use super::Workspace;

/// A step that comes before another and is not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undone {
    /// `batch 1`, or `phase A` of the same batch.
    pub name: String,
    /// How many places it still has to change.
    pub places: usize,
    /// How many it refuses to change.
    pub refused: usize,
}

impl fmt::Display for Undone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} comes before, and ", self.name)?;
        let places = counted(self.places, "place");
        match (self.places, self.refused) {
            (_, 0) => write!(f, "still has {places} to do"),
            (0, refused) => write!(f, "refuses {}", counted(refused, "place")),
            (_, refused) => write!(f, "still has {places} to do and refuses {}", counted(refused, "place")),
        }
    }
}

impl Workspace {
    /// What a plan is made from. What becomes of keys, the batch says.
    pub fn input(&self) -> Input<'_> {
        Input {
            facts: &self.facts,
            decided: &self.classified.decided,
            proved_by: &self.classified.proved_by,
            sources: &self.sources,
            repos: &self.repos,
            wire: Wire::default(),
            databases: Databases::default(),
            unlisted: &self.unlisted,
            unproved: self.unproved,
            looked_at: self.looked_at,
            server: self.server.as_ref(),
        }
    }

    /// What a step changes, what it refuses and what it leaves to people.
    pub fn plan(&self, step: &Step) -> Plan {
        limits::stage("planning");
        plan(&self.input(), &self.pack, &self.asked(&selection(step)))
    }

    /// A whole step, with what the steps before it refuse to rename as the sources stand: what speaks of it waits.
    pub fn asked<'a>(&self, selection: &'a Selection) -> Asked<'a> {
        let input = self.input();
        let renames = |before: &Selection| {
            let decided = self.classified.decided.iter();
            let of_step = |it: &&Decided| it.finding.batch == Some(before.batch);
            decided.filter(of_step).any(|it| it.finding.change == Some(Change::Rename))
        };
        let all = selections(&self.pack);
        let before = all.iter().take_while(|it| it.batch != selection.batch);
        before.filter(|it| renames(it)).fold(Asked::of(selection), |asked, before| {
            let kept = plan(&input, &self.pack, &Asked { selection: before, ..asked.clone() }).kept;
            Asked { kept, ..asked }
        })
    }

    /// The part of `all`, the plan of the step, that changes the thing at the occurrence `at`, planned anew as if nothing else were asked for:
    /// what can't be done without the rest of the step is refused. A place in a sentence or string is changed alone.
    pub fn plan_of(&self, step: &Step, all: &Plan, at: usize) -> Plan {
        let (input, occurrences) = (self.input(), &self.facts.occurrences);
        let named = |at: usize| occurrences[at].symbol.filter(|_| !occurrences[at].role.is_in_text());
        let decides = |at: usize| (input.finding(at).batch, input.finding(at).change);
        let same = |other: usize| {
            other == at || named(at).is_some() && named(other) == named(at) && decides(other) == decides(at)
        };
        let groups = all.groups.iter().map(|group| &group.hits);
        let mut wanted: BTreeSet<usize> =
            groups.filter(|hits| hits.iter().any(|it| same(*it))).flatten().copied().collect();
        wanted.extend((0..occurrences.len()).filter(|it| same(*it)));
        limits::stage("planning");
        let without = (0..occurrences.len()).filter(|it| !wanted.contains(it)).collect();
        plan(&input, &self.pack, &Asked { without, ..self.asked(&selection(step)) })
    }

    /// The scripts that databases need before the code of a step runs on them.
    pub fn migrations(&self, step: &Step) -> Migrations {
        let databases = self.pack.batch(step.batch).map(|it| it.databases).unwrap_or_default();
        let input = Input { databases, ..self.input() };
        limits::stage("trying scripts for databases");
        let selection = selection(step);
        let draft = plan(&input, &self.pack, &Asked { proved: false, ..self.asked(&selection) });
        migrations(&input, &draft)
    }

    /// The same for what is left of a step that was planned.
    pub fn migrations_of(&self, step: &Step, planned: &Plan) -> Migrations {
        limits::stage("trying scripts for databases");
        let databases = self.pack.batch(step.batch).map(|it| it.databases).unwrap_or_default();
        migrations(&Input { databases, ..self.input() }, planned)
    }

    /// The batches that a step needs and the phases before it, as far as they are not done: it is planned on what they leave.
    pub fn undone(&self, step: &Step) -> Vec<Undone> {
        let Some(batch) = self.pack.batch(step.batch) else { return Vec::new() };
        let needed = batch.needs.iter().map(|batch| (Step { batch: *batch, phase: None }, format!("batch {batch}")));
        let earlier = batch.phases.iter().take_while(|phase| Some(phase.id.as_str()) != step.phase.as_deref());
        let earlier = earlier
            .filter(|_| step.phase.is_some())
            .map(|phase| (Step { batch: batch.id, phase: Some(phase.id.to_string()) }, format!("phase {}", phase.id)));
        let left = |before: &Step, name: String| {
            let listed = self.classified.findings().any(|it| it.batch == Some(before.batch));
            // What is listed may be left to people, or be what the step itself has left: only a plan tells.
            let plan = if listed { self.plan(before) } else { Plan::default() };
            let places = plan.groups.iter().map(|group| group.places.len()).sum();
            Undone { name, places, refused: plan.refused.len() }
        };
        let all = needed.chain(earlier).map(|(before, name)| left(&before, name));
        all.filter(|it| it.places + it.refused > 0).collect()
    }
}

/// What the planner calls a step.
pub fn selection(step: &Step) -> Selection {
    Selection { batch: step.batch, phase: step.phase.clone() }
}
