//! Compares every member of a checkout with what a real type checker says, for people who change the inference:
//! `cargo run --release --example ts_members -- ORACLE.tsv CHECKOUT [all]`. The oracle has a row for each place and declaration, with
//! tabs between the cells: path, line, column, name, kind, owner, `FILE:LINE` of the declaration, whether it declares, form, column
//! of the declaration. A declaration outside of the checkout begins with `$`. With `all` a row is printed for each place that is not right.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a listing for people: what cannot be read ends it")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Instant;

use rayon::prelude::*;
use runsess::lang::typescript::rewrite::uses::meanings;
use runsess::lang::typescript::{Project, extract_in};
use runsess::model::{Certainty, FileId, LineIndex, Source, Span};
use runsess::text::words::{TermHit, TermSet};
use runsess::walk::{WalkOptions, walk};

/// What the checker says of one place.
#[derive(Default)]
struct Truth {
    name: String,
    form: String,
    /// The declarations, as `FILE:LINE:COLUMN`, and their owners.
    decls: Vec<(String, String)>,
    /// A member is among them.
    member: bool,
    /// Its declaration is what stands here.
    declares: bool,
    unresolved: bool,
}

type Places = BTreeMap<(u32, u32), Truth>;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (Some(oracle), Some(root)) = (arguments.next(), arguments.next()) else {
        panic!("usage: ts_members ORACLE.tsv CHECKOUT [all]");
    };
    let truth = read(&std::fs::read_to_string(oracle).unwrap());
    let walked = walk(&[PathBuf::from(root).into()], &WalkOptions::default()).unwrap();
    let start = Instant::now();
    let project = Project::on_disk(&walked.repos, &walked.sources, Default::default());
    let places: Vec<(&Source, &Places)> =
        walked.sources.iter().filter_map(|it| Some((it, truth.get(&*it.path)?))).collect();
    let scores: Vec<Score> =
        places.into_par_iter().map(|(source, places)| compare(&project, &walked.sources, source, places)).collect();
    let mut all = Score::default();
    scores.into_iter().for_each(|it| all.add(it));
    if arguments.next().is_some() {
        print!("{}", all.rows);
    }
    let known = (all.right + all.wrong + all.missed).max(1);
    println!(
        "members {known} right {} parts {} wrong {} (elsewhere {}) missed {} recall {:.4} with parts {:.4} {:.1?}",
        all.right,
        all.parts,
        all.wrong,
        all.foreign,
        all.missed,
        all.right as f64 / known as f64,
        (all.right + all.parts) as f64 / known as f64,
        start.elapsed()
    );
}

fn read(text: &str) -> BTreeMap<String, Places> {
    let mut files: BTreeMap<String, Places> = BTreeMap::new();
    for line in text.lines().filter(|it| !it.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        let at = (cells[1].parse().unwrap(), cells[2].parse().unwrap());
        let it = files.entry(cells[0].to_owned()).or_default().entry(at).or_default();
        it.name = cells[3].to_owned();
        if it.form.is_empty() || matches!(cells[4], "property" | "method" | "enummember" | "shorthand") {
            it.form = cells[8].to_owned();
        }
        it.unresolved |= cells[4] == "unresolved";
        it.member |= matches!(cells[4], "property" | "method" | "enummember" | "shorthand");
        it.declares |= cells[7] == "1" && cells[8] == "def";
        if cells[4] != "unresolved" {
            it.decls.push((format!("{}:{}", cells[6], cells[9]), cells[5].to_owned()));
        }
    }
    files
}

#[derive(Default)]
struct Score {
    right: usize,
    parts: usize,
    wrong: usize,
    foreign: usize,
    missed: usize,
    rows: String,
}

impl Score {
    fn add(&mut self, other: Self) {
        self.right += other.right;
        self.parts += other.parts;
        self.wrong += other.wrong;
        self.foreign += other.foreign;
        self.missed += other.missed;
        self.rows += &other.rows;
    }
}

fn compare(project: &Project<'_>, sources: &[Source], source: &Source, places: &Places) -> Score {
    let lines = LineIndex::new(source.text.as_bytes());
    let members = places.iter().filter(|(_, it)| it.member && !it.declares && !it.unresolved);
    let spans: Vec<((u32, u32), Span)> = members
        .filter_map(|(at, it)| {
            let start = lines.line_start(at.0)? + at.1 - 1;
            let len = it.name.len();
            (source.text.get(start as usize..start as usize + len) == Some(&it.name))
                .then(|| (*at, Span::new(start as usize, start as usize + len)))
        })
        .collect();
    let terms = TermSet::new(&[]);
    let hits: Vec<TermHit> = spans.iter().map(|it| TermHit { span: it.1, inner: Vec::new(), term: 0 }).collect();
    let facts = extract_in(project, source, &hits, &terms);
    let asked: Vec<Span> = spans.iter().map(|it| it.1).collect();
    let meant = meanings(project, source, &asked);
    let shown = |(file, span): (FileId, Span)| {
        let of = &sources[file.0 as usize];
        let at = LineIndex::new(of.text.as_bytes()).position(span.start);
        format!("{}:{}:{}", of.path, at.line, at.column)
    };
    let mut score = Score::default();
    for (((at, _), it), meant) in spans.iter().zip(&facts.occurrences).zip(&meant) {
        let truth = &places[at];
        let symbol = it.symbol.filter(|_| it.certainty != Certainty::Textual).map(|it| facts.symbols.get(it));
        let here = format!("{}:{}:{}", source.path, at.0, at.1);
        let found = symbol.map(|it| (it.decl.map(shown).unwrap_or_else(|| "$".into()), it.path.to_string()));
        let own = truth.decls.iter().any(|it| !it.0.starts_with('$'));
        let is = |decl: &str, path: &str| truth.decls.iter().any(|it| it.0 == decl || it.1 == path);
        let outcome = match &found {
            Some((decl, path)) if own && is(decl, path) => "right",
            Some((decl, _)) if !own && decl == "$" => continue,
            // A key that is taken for the literal's own.
            Some((decl, _)) if *decl == here => "key",
            Some(_) if !own => "elsewhere",
            Some(_) => "wrong",
            None if !own => continue,
            None => "none",
        };
        let part = own && meant.iter().any(|it| is(&shown(*it), ""));
        match outcome {
            "right" => score.right += 1,
            "wrong" => score.wrong += 1,
            "elsewhere" => score.foreign += 1,
            "key" if !own => continue,
            _ => {
                score.missed += 1;
                score.parts += usize::from(part);
            }
        }
        if outcome != "right" {
            let found = found.map_or_else(String::new, |it| format!("{} {}", it.0, it.1));
            let wanted: Vec<String> = truth.decls.iter().map(|it| format!("{} {}", it.0, it.1)).collect();
            let part = if part { "part" } else { "-" };
            let form = &truth.form;
            writeln!(score.rows, "{outcome}\t{part}\t{here}\t{}\t{form}\t{found}\t{}", truth.name, wanted.join(" | "))
                .unwrap();
        }
    }
    score
}
