//! Scores the TypeScript symbols against a plan made with a real type checker (which name belongs to which declaration):
//! `RUNSESS_PLAN=plan.tsv RUNSESS_PLAN_ROOT=checkout cargo test --test ts_refs -- --ignored --nocapture`.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr, reason = "a listing for people")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Instant;

use runsess::lang::typescript::{Project, extract_in};
use runsess::model::{Language, LineIndex};
use runsess::text::words::{TermSet, TermSpec, split};
use runsess::walk::{WalkOptions, walk};

type Place = (String, u32, u32);

#[test]
#[ignore = "needs RUNSESS_PLAN and RUNSESS_PLAN_ROOT, prints a listing"]
fn symbols_agree_with_the_type_checker() {
    let plan = std::fs::read_to_string(std::env::var_os("RUNSESS_PLAN").unwrap()).unwrap();
    let root = PathBuf::from(std::env::var_os("RUNSESS_PLAN_ROOT").unwrap());
    let show: usize = std::env::var("RUNSESS_SHOW").map_or(0, |it| it.parse().unwrap());
    let walked = walk(&[root], &WalkOptions::default()).unwrap();
    let scripts = [Language::TypeScript, Language::Tsx, Language::JavaScript];
    let project = Project::on_disk(&walked.repos, &walked.sources, Default::default());
    let mut labels: BTreeMap<&str, BTreeMap<Place, &str>> = BTreeMap::new();
    let mut targets = Vec::new();
    for line in plan.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        match cells[0] {
            "T" => targets.push((cells[1], cells[2], cells[4])),
            "R" => {
                let place = (cells[3].to_owned(), cells[4].parse().unwrap(), cells[5].parse().unwrap());
                labels.entry(cells[1]).or_default().insert(place, cells[2]);
            }
            _ => {}
        }
    }
    let (mut all_right, mut all_wrong, mut all_missed) = (0, 0, 0);
    for (id, name, owner) in targets {
        let start = Instant::now();
        let words = split(name).map(|it| name[it].to_lowercase()).collect();
        let terms = TermSet::new(&[TermSpec { id: name.into(), words, forms: Vec::new() }]);
        let mut found: BTreeSet<Place> = BTreeSet::new();
        for source in walked.sources.iter().filter(|it| scripts.contains(&it.language) && it.text.contains(name)) {
            let hits: Vec<_> =
                terms.find(&source.text).into_iter().filter(|it| &source.text[it.span.range()] == name).collect();
            let facts = extract_in(&project, source, &hits, &terms);
            let lines = LineIndex::new(source.text.as_bytes());
            for it in &facts.occurrences {
                if it.symbol.is_some_and(|id| facts.symbols.get(id).path == owner) {
                    let at = lines.position(it.span.start);
                    found.insert((source.path.to_string(), at.line, at.column));
                }
            }
        }
        let labels = &labels[id];
        let wanted = |label: &str| label == "target" || label == "linked";
        let right = found.iter().filter(|it| labels.get(it).is_some_and(|label| wanted(label))).count();
        let wrong: Vec<_> = found.iter().filter(|it| labels.get(it).is_none_or(|label| *label == "other")).collect();
        let missed: Vec<_> =
            labels.iter().filter(|(it, label)| wanted(label) && !found.contains(*it)).map(|(it, _)| it).collect();
        println!(
            "{id} {name} {owner}: right {right} wrong {} missed {} {:?}",
            wrong.len(),
            missed.len(),
            start.elapsed()
        );
        for it in wrong.iter().take(show) {
            println!("   wrong {}:{}:{}", it.0, it.1, it.2);
        }
        for it in missed.iter().take(show) {
            println!("   missed {}:{}:{}", it.0, it.1, it.2);
        }
        all_right += right;
        all_wrong += wrong.len();
        all_missed += missed.len();
    }
    let share = |part: usize, rest: usize| part as f64 / (part + rest).max(1) as f64;
    println!("precision {:.4} recall {:.4}", share(all_right, all_wrong), share(all_right, all_missed));
}
