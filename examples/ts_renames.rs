//! Tries renames that were drawn in a checkout, for people who measure how often one is refused or change what refuses:
//! `cargo run --release --example ts_renames -- DRAWN.json CHECKOUT > TRIED.jsonl`. The draws are a list of objects with `file`, `line`, `col` (in
//! bytes, from 1), `name` and `neu`, the new name. For each a line is printed: its number, what refused it as `[FILE:LINE, reason]`, the
//! whole new text of each file that it changes, and the milliseconds. Whoever drew compares these with what a type checker writes.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a listing for people: what cannot be read ends it")]

use std::path::PathBuf;
use std::time::Instant;

use runsess::lang::typescript::rewrite::trial::{Trials, word_at};
use runsess::model::edit::apply_edits;
use runsess::model::{FileId, LineIndex, Span};
use runsess::walk::{WalkOptions, walk};
use serde_json::{Map, Value, json};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (Some(drawn), Some(root)) = (arguments.next(), arguments.next()) else {
        panic!("usage: ts_renames DRAWN.json CHECKOUT");
    };
    let drawn: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(drawn).unwrap()).unwrap();
    let walked = walk(&[PathBuf::from(root).into()], &WalkOptions::default()).unwrap();
    let sources = &walked.sources;
    let number = |it: &Value, key: &str| it[key].as_u64().unwrap() as usize;
    let find = |it: &Value| -> Option<((FileId, Span), String)> {
        let source = sources.iter().find(|source| *source.path == *it["file"].as_str().unwrap())?;
        let (line, col) = (number(it, "line"), number(it, "col"));
        let start: usize = source.text.split_inclusive('\n').take(line - 1).map(str::len).sum();
        let word = it["name"].as_str().unwrap().trim_start_matches('#');
        Some(((source.id, word_at(source, word, start + col - 1)?), it["neu"].as_str().unwrap().to_owned()))
    };
    let asked: Vec<Option<_>> = drawn.iter().map(find).collect();
    let known: Vec<_> = asked.iter().flatten().cloned().collect();
    let mut trials = Trials::new(&walked.repos, sources, &known);
    for (at, asked) in asked.iter().enumerate() {
        let Some((decl, new)) = asked else {
            println!("{}", json!({ "i": at, "missing": true }));
            continue;
        };
        let start = Instant::now();
        let trial = trials.of(*decl, new);
        let place = |file: FileId, span: Span| {
            let source = &sources[file.0 as usize];
            format!("{}:{}", source.path, LineIndex::new(source.text.as_bytes()).position(span.start).line)
        };
        let refused: Vec<Value> = trial.problems.iter().map(|it| json!([place(it.file, it.span), it.reason])).collect();
        let mut files = Map::new();
        for (file, edits) in &trial.edits {
            let source = &sources[file.0 as usize];
            files.insert(source.path.to_string(), apply_edits(&source.text, edits).unwrap().into());
        }
        println!(
            "{}",
            json!({ "i": at, "refused": refused, "files": files, "ms": start.elapsed().as_millis() as u64 })
        );
    }
}
