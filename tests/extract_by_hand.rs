//! Lists what extraction says of every hit that is not in Go, for reading by eye: `RUNSESS_ROOTS=dir:dir cargo test --test
//! extract_by_hand -- --ignored --nocapture`. Fails when a hit is lost.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr, reason = "a listing for people")]

use std::path::PathBuf;
use std::time::Instant;

use runsess::lang::{extract, typescript};
use runsess::model::{FileFacts, Language};
use runsess::text::words::{TermSet, TermSpec};
use runsess::walk::{WalkOptions, walk};

#[test]
#[ignore = "needs RUNSESS_ROOTS, prints a listing"]
fn every_hit_of_the_given_roots_is_listed() {
    let roots: Vec<PathBuf> = std::env::split_paths(&std::env::var_os("RUNSESS_ROOTS").unwrap()).collect();
    let terms: Vec<TermSpec> = [("session-id", "session id"), ("run-id", "run id"), ("run", "run")]
        .iter()
        .map(|(id, words)| TermSpec {
            id: (*id).into(),
            words: words.split(' ').map(String::from).collect(),
            forms: Vec::new(),
        })
        .collect();
    let terms = TermSet::new(&terms);
    let walked = walk(&roots, &WalkOptions { ignore: vec!["**/ttmp/**".into()], ..WalkOptions::default() }).unwrap();
    let project = typescript::Project::new(&walked.sources);
    let start = Instant::now();
    let mut run = FileFacts::default();
    let mut count = 0;
    for source in walked.sources.iter().filter(|it| it.language != Language::Go) {
        let hits = terms.find(&source.text);
        let began = Instant::now();
        let facts = extract(&project, source, &hits, &terms);
        if began.elapsed().as_millis() > 100 {
            eprintln!("slow: {} {:?}", source.path, began.elapsed());
        }
        assert_eq!(facts.occurrences.len(), hits.len(), "{}", source.path);
        count += hits.len();
        facts.merge_into(&mut run);
    }
    let took = start.elapsed();
    for it in &run.occurrences {
        let source = walked.sources.iter().find(|source| source.id == it.file).unwrap();
        let line = source.text[..it.span.range().start].matches('\n').count() + 1;
        let symbol = it.symbol.map_or("-", |id| run.symbols.get(id).path.as_str());
        println!(
            "{}:{line} {} {} {symbol} [{}] {}",
            source.path,
            &source.text[it.span.range()],
            it.role.name(),
            it.context.join(" | "),
            it.text
        );
    }
    for flow in &run.flows {
        let path = |id| &run.symbols.get(id).path;
        println!("FLOW {} -> {} {:?} {:?}", path(flow.from), path(flow.to), flow.kind, flow.strength);
    }
    eprintln!("{count} hits, {} symbols, {} flows, {took:?}", run.symbols.len(), run.flows.len());
}
