//! `rename`: one symbol, without a rule pack.

use std::collections::BTreeMap;

use crate::cli::RenameArgs;
use crate::lang::breaks_syntax;
use crate::lang::go::layout;
use crate::lang::go::resolve::load::Loader;
use crate::lang::go::resolve::object::ObjKind;
use crate::lang::go::resolve::place::embedded_type;
use crate::lang::go::resolve::refs::{RefsOutcome, references, references_of};
use crate::lang::go::resolve::universe::Universe;
use crate::lang::go::rewrite::by_name::mentions;
use crate::lang::withdrawal;
use crate::model::{Certainty, Edit, FileEdits, FileFacts, FileId, Occurrence, SymbolId, SymbolInfo};
use crate::plan::go::verify::{Renamed, changed_meanings};
use crate::plan::{Input, go::GoPlanner};
use crate::rules::Pack;

use super::refs::{Code, bear, not_found, role};
use super::write::Rewrite;
use super::{Failure, Outcome};

/// Finds the references, checks what the new name would collide with, and writes.
pub(super) fn run(args: &RenameArgs) -> Result<Outcome, Failure> {
    // Templates are read only to be listed.
    let code = Code::read_with(&args.roots, &|bytes| memchr::memmem::find(bytes, b"{{").is_some())?;
    let loader = Loader::new(&code.repos, &code.sources);
    let mut universe = Universe::new(&loader);
    let mut found = references(&mut universe, &code.sources, &args.symbol).map_err(not_found)?;
    // An embedded field has the name of its type: the type is what is renamed.
    if let Some(ty) = embedded_type(&mut universe, found.target) {
        found = references_of(&mut universe, &code.sources, ty);
    }
    if found.name == args.new {
        super::note("that is its name already");
        return Ok(Outcome::Done);
    }
    let facts = facts(&universe, &found);
    let pack = Pack::builtin().map_err(Box::new)?;
    let input = Input::unclassified(&facts, &code.sources, &code.repos, &pack);
    let mut planner = GoPlanner::new(&loader, &input);
    let mut refused = refusals(&code, &mut universe, &found);
    refused.extend(collisions(&mut planner, &input, &args.new));
    if refused.is_empty() {
        let files = edits(&mut planner, &input, &found, &args.new)?;
        refused = changes(&code, &mut universe, &found, &files, &args.new);
        if refused.is_empty() {
            note_untouched(&code, &universe, &found);
            let rewrite = Rewrite::new(&files, &code.sources, &code.repos)?;
            return rewrite.finish(&args.write, &format!("rename {} to {}", found.path, args.new));
        }
    }
    refused.sort();
    refused.dedup();
    for refusal in &refused {
        super::note(&format!("refused: {refusal}"));
    }
    super::note("nothing was written");
    Ok(Outcome::Findings)
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

/// What forbids any new name.
fn refusals(code: &Code, universe: &mut Universe, found: &RefsOutcome) -> Vec<String> {
    let mut refusals = Vec::new();
    if universe.is_external(found.target) {
        refusals
            .push(format!("`{}` is declared outside of the roots; add the repository that declares it", found.path));
        return refusals;
    }
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
    for (file, span) in &found.unresolved {
        let cgo = universe.file_ix(*file).is_some_and(|ix| universe.outline(ix).cgo);
        if cgo {
            let place = code.place(*file, *span);
            refusals.push(format!(
                "{place} may be a use of it: the file imports \"C\", whose types are not known; rename it by hand"
            ));
        }
    }
    refusals
}

/// What forbids this new name.
fn collisions(planner: &mut GoPlanner, input: &Input, new: &str) -> Vec<String> {
    let mut uses: BTreeMap<SymbolId, Vec<usize>> = BTreeMap::new();
    for (at, occurrence) in input.facts.occurrences.iter().enumerate() {
        uses.entry(occurrence.symbol.expect("every reference has a symbol")).or_default().push(at);
    }
    let names: BTreeMap<SymbolId, String> = uses.keys().map(|symbol| (*symbol, new.to_owned())).collect();
    let symbols: Vec<SymbolId> = uses.keys().copied().collect();
    let collisions = planner.collisions(input, &symbols, &names, &uses);
    collisions.into_iter().map(|it| format!("{}: {}; {}", it.place, it.reason, it.way_out)).collect()
}

/// Names that would mean something else once `files` is written.
fn changes(code: &Code, universe: &mut Universe, found: &RefsOutcome, files: &[FileEdits], new: &str) -> Vec<String> {
    let mut objects = vec![found.target];
    objects.extend(found.references.iter().map(|it| it.object));
    objects[1..].sort_unstable();
    objects.dedup();
    let (repos, sources) = (&code.repos, &code.sources);
    let renamed = Renamed { repos, sources, files, objects: &objects, words: &[new], except: &[] };
    let changes = changed_meanings(universe, &renamed);
    changes
        .into_iter()
        .map(|it| format!("{}: {}; choose another name", code.place(it.file, it.span), it.reason))
        .collect()
}

/// What bears the name and is left alone: nobody knows whether it is the same.
fn note_untouched(code: &Code, universe: &Universe, found: &RefsOutcome) {
    if let Some((file, span)) = found.unresolved.first() {
        super::note(&format!(
            "{} the name on a value of unknown type and {}; the first is {}",
            bear(found.unresolved.len(), "place"),
            if found.unresolved.len() == 1 { "is left as it is" } else { "are left as they are" },
            code.place(*file, *span)
        ));
    }
    let target = universe.object(found.target);
    let member = matches!(target.kind, ObjKind::Field { .. } | ObjKind::Method | ObjKind::InterfaceMethod);
    if !member || !found.name.starts_with(char::is_uppercase) {
        return;
    }
    let mentions = mentions(&code.sources, &found.name);
    if let Some((file, span)) = mentions.first() {
        super::note(&format!(
            "`{}` also stands in templates or reflection, which find members by name; not changed: {}, the first at {}",
            found.name,
            mentions.len(),
            code.place(*file, *span)
        ));
    }
}

fn edits(planner: &mut GoPlanner, input: &Input, found: &RefsOutcome, new: &str) -> Result<Vec<FileEdits>, Failure> {
    let mut files: BTreeMap<FileId, Vec<Edit>> = BTreeMap::new();
    for reference in &found.references {
        let edits = files.entry(reference.file).or_default();
        edits.push(Edit::replace(reference.span, new));
        if reference.declaration {
            edits.extend(withdrawal(&input.sources[reference.file.0 as usize], reference.span, new));
        }
    }
    for (symbol, _) in input.facts.symbols.iter() {
        for (file, edit) in planner.followers(input, symbol, new) {
            files.entry(file).or_default().push(edit);
        }
    }
    let mut planned = Vec::new();
    for (file, mut edits) in files {
        let source = &input.sources[file.0 as usize];
        edits.sort();
        edits.dedup();
        let edits = layout::realign(&source.text, &edits);
        let after = crate::model::edit::apply_edits(&source.text, &edits);
        if after.is_ok_and(|after| breaks_syntax(source, &after)) {
            let message = format!("{}: the result would not parse", source.path);
            return Err(Failure::usage(message, "this is a bug of runsess, please report it"));
        }
        planned.push(FileEdits { file, edits });
    }
    Ok(planned)
}
