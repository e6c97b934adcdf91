//! Scores the TypeScript symbols against a plan made with a real type checker (which name belongs to which declaration), for
//! people who change the inference: `cargo run --release --example ts_refs -- PLAN.tsv CHECKOUT [SHOW]`. For each target it
//! prints how many places are right, wrong and missed, then the first SHOW of those that aren't right; at the end precision
//! and recall. The plan has rows `T ID NAME _ OWNER` for the targets and `R ID LABEL PATH LINE COLUMN` for the places, where the
//! label is `target`, `linked` or `other`, and tabs between the cells.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a listing for people: what cannot be read ends it")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Instant;

use runsess::lang::typescript::{Project, extract_in};
use runsess::model::LineIndex;
use runsess::text::words::{TermSet, TermSpec, split};
use runsess::walk::{WalkOptions, Walked, walk};

type Place = (String, u32, u32);

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (Some(plan), Some(root)) = (arguments.next(), arguments.next()) else {
        panic!("usage: ts_refs PLAN.tsv CHECKOUT [SHOW]");
    };
    let show = arguments.next().map_or(0, |it| it.parse().unwrap());
    let plan = Plan::parse(&std::fs::read_to_string(plan).unwrap());
    let walked = walk(&[PathBuf::from(root).into()], &WalkOptions::default()).unwrap();
    let project = Project::on_disk(&walked.repos, &walked.sources, Default::default());
    let mut all = Score::default();
    for target in &plan.targets {
        let start = Instant::now();
        let found = places_of(target, &walked, &project);
        let score = Score::new(&found, &target.labels);
        let (id, name, owner) = (&target.id, &target.name, &target.owner);
        let (right, wrong, missed) = (score.right, score.wrong.len(), score.missed.len());
        println!("{id} {name} {owner}: right {right} wrong {wrong} missed {missed} {:?}", start.elapsed());
        score.show(show);
        all.add(score);
    }
    println!("precision {:.4} recall {:.4}", all.share(all.wrong.len()), all.share(all.missed.len()));
}

/// What the type checker says.
struct Plan {
    targets: Vec<Target>,
}

/// A declaration, and each place with its name: whether it is the declaration's.
struct Target {
    id: String,
    name: String,
    owner: String,
    labels: BTreeMap<Place, bool>,
}

impl Plan {
    fn parse(text: &str) -> Self {
        let mut labels: BTreeMap<&str, BTreeMap<Place, bool>> = BTreeMap::new();
        let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split('\t').collect()).collect();
        for cells in rows.iter().filter(|it| it[0] == "R") {
            let place = (cells[3].to_owned(), cells[4].parse().unwrap(), cells[5].parse().unwrap());
            labels.entry(cells[1]).or_default().insert(place, matches!(cells[2], "target" | "linked"));
        }
        let target = |cells: &Vec<&str>| Target {
            id: cells[1].to_owned(),
            name: cells[2].to_owned(),
            owner: cells[4].to_owned(),
            labels: labels.remove(cells[1]).unwrap_or_default(),
        };
        Self { targets: rows.iter().filter(|it| it[0] == "T").map(target).collect() }
    }
}

/// The places with the target's name whose symbol is the target.
fn places_of(target: &Target, walked: &Walked, project: &Project) -> BTreeSet<Place> {
    let name = target.name.as_str();
    let words = split(name).map(|it| name[it].to_lowercase()).collect();
    let terms = TermSet::new(&[TermSpec { id: name.into(), words, forms: Vec::new() }]);
    let scripts = ["typescript", "tsx", "javascript"];
    let mut found = BTreeSet::new();
    for source in walked.sources.iter().filter(|it| scripts.contains(&it.language.name()) && it.text.contains(name)) {
        let hits: Vec<_> =
            terms.find(&source.text).into_iter().filter(|it| &source.text[it.span.range()] == name).collect();
        let facts = extract_in(project, source, &hits, &terms);
        let lines = LineIndex::new(source.text.as_bytes());
        let of_target = |id| facts.symbols.get(id).path == target.owner.as_str();
        for it in facts.occurrences.iter().filter(|it| it.symbol.is_some_and(of_target)) {
            let at = lines.position(it.span.start);
            found.insert((source.path.to_string(), at.line, at.column));
        }
    }
    found
}

#[derive(Default)]
struct Score {
    right: usize,
    wrong: Vec<Place>,
    missed: Vec<Place>,
}

impl Score {
    fn new(found: &BTreeSet<Place>, labels: &BTreeMap<Place, bool>) -> Self {
        let (right, wrong): (Vec<_>, Vec<_>) = found.iter().cloned().partition(|it| labels.get(it) == Some(&true));
        let missed = labels.iter().filter(|(it, wanted)| **wanted && !found.contains(*it)).map(|(it, _)| it.clone());
        Self { right: right.len(), wrong, missed: missed.collect() }
    }

    fn show(&self, most: usize) {
        for (word, places) in [("wrong", &self.wrong), ("missed", &self.missed)] {
            for (path, line, column) in places.iter().take(most) {
                println!("   {word} {path}:{line}:{column}");
            }
        }
    }

    fn add(&mut self, other: Self) {
        self.right += other.right;
        self.wrong.extend(other.wrong);
        self.missed.extend(other.missed);
    }

    /// Of those that are right and `others`, the part that is right.
    fn share(&self, others: usize) -> f64 {
        self.right as f64 / (self.right + others).max(1) as f64
    }
}
