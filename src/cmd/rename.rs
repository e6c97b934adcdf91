//! `rename`: one symbol, without a rule pack.

use std::collections::BTreeMap;

use crate::cli::RenameArgs;
use crate::model::{Certainty, Edit, FileEdits, FileFacts, FileId, Occurrence, SymbolId, SymbolInfo};
use crate::plan::{Input, go::GoPlanner, go::breaks_syntax, gofmt, notice::withdrawal};
use crate::resolve::go::load::Loader;
use crate::resolve::go::refs::{RefsOutcome, references};
use crate::resolve::go::universe::Universe;
use crate::rules::Pack;

use super::refs::{Code, not_found, role};
use super::write::Rewrite;
use super::{Failure, Outcome};

/// Finds the references, checks what the new name would collide with, and writes.
pub(super) fn run(args: &RenameArgs) -> Result<Outcome, Failure> {
    let code = Code::read(&args.roots)?;
    let loader = Loader::new(&code.repos, &code.sources);
    let mut universe = Universe::new(&loader);
    let found = references(&mut universe, &code.sources, &args.symbol).map_err(not_found)?;
    if found.name == args.new {
        super::note("that is its name already");
        return Ok(Outcome::Done);
    }
    let facts = facts(&universe, &found);
    let refusals = refusals(&code, &loader, &found, &facts, &args.new)?;
    if !refusals.is_empty() {
        for refusal in &refusals {
            super::note(&format!("refused: {refusal}"));
        }
        super::note("nothing was written");
        return Ok(Outcome::Findings);
    }
    let files = edits(&code, &found, &args.new)?;
    let rewrite = Rewrite::new(&files, &code.sources, &code.repos)?;
    rewrite.finish(&args.write, &format!("rename {} to {}", found.path, args.new))
}

/// The references as facts, so that the collision checks of batches serve here too.
fn facts(universe: &Universe, found: &RefsOutcome) -> FileFacts {
    let mut facts = FileFacts::default();
    for reference in &found.references {
        let object = universe.object(reference.object);
        let symbol = facts.symbols.intern(SymbolInfo {
            path: reference.symbol.clone(),
            scope: Default::default(),
            name: object.name.clone(),
            role: role(object.kind),
            decl: universe.declaration(reference.object),
            context: Vec::new(),
            generated: false,
            external: universe.is_external(reference.object),
        });
        facts.occurrences.push(Occurrence {
            file: reference.file,
            span: reference.span,
            term: 0,
            role: role(object.kind),
            symbol: Some(symbol),
            declaration: reference.declaration,
            certainty: Certainty::Resolved,
            context: Vec::new(),
            text: Default::default(),
            group: None,
        });
    }
    facts
}

fn refusals(
    code: &Code,
    loader: &Loader,
    found: &RefsOutcome,
    facts: &FileFacts,
    new: &str,
) -> Result<Vec<String>, Failure> {
    let mut refusals = Vec::new();
    for it in &found.refusals {
        refusals.push(format!(
            "`{}` must keep its name for {}, which is declared outside of the roots",
            it.method, it.interface
        ));
    }
    for reference in &found.references {
        if code.sources[reference.file.0 as usize].generated {
            let place = code.place(reference.file, reference.span);
            refusals.push(format!(
                "{place} is in a generated file, which is never edited; change what it is generated from"
            ));
        }
    }
    if found.references.is_empty() {
        refusals.push(format!("`{}` is declared outside of the roots", found.path));
    }
    let pack = Pack::builtin().map_err(Box::new)?;
    let input = Input {
        facts,
        findings: &[],
        phases: &[],
        notes: &[],
        notices: &[],
        sources: &code.sources,
        repos: &code.repos,
        pack: &pack,
    };
    let mut uses: BTreeMap<SymbolId, Vec<usize>> = BTreeMap::new();
    for (at, occurrence) in facts.occurrences.iter().enumerate() {
        uses.entry(occurrence.symbol.expect("every reference has a symbol")).or_default().push(at);
    }
    let names: BTreeMap<SymbolId, String> = uses.keys().map(|symbol| (*symbol, new.to_owned())).collect();
    let symbols: Vec<SymbolId> = uses.keys().copied().collect();
    let collisions = GoPlanner::new(loader, &input).collisions(&input, &symbols, &names, &uses);
    refusals.extend(collisions.into_iter().map(|it| format!("{}: {}; {}", it.place, it.reason, it.way_out)));
    refusals.sort();
    refusals.dedup();
    Ok(refusals)
}

fn edits(code: &Code, found: &RefsOutcome, new: &str) -> Result<Vec<FileEdits>, Failure> {
    let mut files: BTreeMap<FileId, Vec<Edit>> = BTreeMap::new();
    for reference in &found.references {
        let edits = files.entry(reference.file).or_default();
        edits.push(Edit::replace(reference.span, new));
        if reference.declaration {
            edits.extend(withdrawal(&code.sources[reference.file.0 as usize], reference.span, new));
        }
    }
    let mut planned = Vec::new();
    for (file, mut edits) in files {
        let source = &code.sources[file.0 as usize];
        edits.sort();
        edits.dedup();
        let edits = gofmt::realign(&source.text, &edits);
        let after = crate::model::edit::apply_edits(&source.text, &edits);
        if after.is_ok_and(|after| breaks_syntax(source, &after)) {
            let message = format!("{}: the result would not parse", source.path);
            return Err(Failure::usage(message, "this is a bug of runsess, please report it"));
        }
        planned.push(FileEdits { file, edits });
    }
    Ok(planned)
}
