//! Renames one Go symbol without a rule pack: gives the edits, or the refusals that forbid them.

use std::collections::BTreeMap;

use crate::lang::go::layout::realign;
use crate::lang::go::resolve::load::Loader;
use crate::lang::go::resolve::object::ObjKind;
use crate::lang::go::resolve::place::embedded_type;
use crate::lang::go::resolve::refs::{RefsOutcome, references, references_of};
use crate::lang::go::resolve::universe::Universe;
use crate::lang::go::rewrite::GoPlanner;
use crate::lang::go::rewrite::by_name::mentions;
use crate::lang::go::rewrite::notice::withdrawal;
use crate::lang::go::rewrite::verify::{Renamed, changed_meanings};
use crate::lang::go::syntax::syntax_errors;
use crate::lang::rewriter::Given;
use crate::model::answer::{NoSymbol, Renaming};
use crate::model::edit::apply_edits;
use crate::model::plan::{Input, Refusal};
use crate::model::{
    Certainty, CodeView, Edit, FileFacts, FileId, FilePlan, Occurrence, Place, Source, SymbolId, SymbolInfo,
};

/// Finds the references of `symbol` in `code`, and checks what the name `new` would collide with.
///
/// # Errors
/// A symbol that is none, or more than one.
pub fn rename(code: CodeView<'_>, symbol: &str, new: &str) -> Result<Renaming, NoSymbol> {
    let loader = Loader::new(code.repos, code.sources);
    let mut universe = Universe::new(&loader);
    let mut found = references(&mut universe, code.sources, symbol).map_err(|it| NoSymbol(it.to_string()))?;
    // An embedded field has the name of its type: the type is what is renamed.
    if let Some(ty) = embedded_type(&mut universe, found.target) {
        found = references_of(&mut universe, code.sources, ty);
    }
    let (mut refused, mut files) = (Vec::new(), Vec::new());
    if found.name != new {
        let facts = facts(&universe, &found);
        let input = Input::unclassified(&facts, code.sources, code.repos);
        let mut planner = GoPlanner::new(&loader, &input);
        refused = refusals(code, &mut universe, &found);
        refused.extend(collisions(&mut planner, &input, new));
        if refused.is_empty() {
            (files, refused) = edits(&mut planner, &input, &found, new);
        }
        if refused.is_empty() {
            refused = changes(code, &mut universe, &found, &files, new);
        }
        refused.sort();
        refused.dedup();
    }
    let unresolved = code.places(&found.unresolved);
    let mentioned = mentioned(code, &universe, &found);
    let (symbol, name) = (found.path.to_string(), found.name.to_string());
    Ok(Renaming { symbol, name, refused, files, unresolved, mentioned })
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
            role: object.role(),
            decl: universe.declaration(reference.object),
            context: Vec::new(),
            generated: false,
            external: universe.is_external(reference.object),
        });
        facts.occurrences.push(Occurrence {
            file: reference.file,
            span: reference.span,
            term: 0,
            role: object.role(),
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
fn refusals(code: CodeView<'_>, universe: &mut Universe, found: &RefsOutcome) -> Vec<Refusal> {
    let refusal = |place: String, reason: String, way_out: &str| Refusal {
        what: found.path.to_string(),
        place,
        reason,
        way_out: way_out.to_owned(),
    };
    if universe.is_external(found.target) {
        let reason = format!("`{}` is declared outside of the roots", found.path);
        return vec![refusal(String::new(), reason, "add the repository that declares it")];
    }
    let mut refusals = Vec::new();
    for it in &found.refusals {
        let reason =
            format!("`{}` must keep its name for {}, which is declared outside of the roots", it.method, it.interface);
        refusals.push(refusal(String::new(), reason, ""));
    }
    for reference in &found.references {
        if code.sources[reference.file.0 as usize].generated {
            let reason = "it is in a generated file, which is never edited".to_owned();
            let place = code.place((reference.file, reference.span)).to_string();
            refusals.push(refusal(place, reason, "change what it is generated from"));
        }
    }
    for at in &found.unresolved {
        let cgo = universe.file_ix(at.0).is_some_and(|ix| universe.outline(ix).cgo);
        if cgo {
            let reason = "it may be a use of it: the file imports \"C\", whose types are not known".to_owned();
            refusals.push(refusal(code.place(*at).to_string(), reason, "rename it by hand"));
        }
    }
    refusals
}

/// What forbids this new name.
fn collisions(planner: &mut GoPlanner, input: &Input, new: &str) -> Vec<Refusal> {
    let mut uses: BTreeMap<SymbolId, Vec<usize>> = BTreeMap::new();
    for (at, occurrence) in input.facts.occurrences.iter().enumerate() {
        uses.entry(occurrence.symbol.expect("every reference has a symbol")).or_default().push(at);
    }
    let mut names = Given::default();
    uses.keys().for_each(|symbol| names.give(*symbol, new));
    let symbols: Vec<SymbolId> = uses.keys().copied().collect();
    planner.collisions(input, &symbols, &names, &uses)
}

/// Names that would mean something else once `files` is written.
fn changes(
    code: CodeView<'_>,
    universe: &mut Universe,
    found: &RefsOutcome,
    files: &[FilePlan],
    new: &str,
) -> Vec<Refusal> {
    let mut objects = vec![found.target];
    objects.extend(found.references.iter().map(|it| it.object));
    objects[1..].sort_unstable();
    objects.dedup();
    let (repos, sources) = (code.repos, code.sources);
    let renamed = Renamed { repos, sources, files, objects: &objects, words: &[new], except: &[] };
    let changes = changed_meanings(universe, &renamed);
    let refusal = |it: crate::lang::go::rewrite::verify::Change| Refusal {
        what: found.path.to_string(),
        place: code.place((it.file, it.span)).to_string(),
        reason: it.reason,
        way_out: "choose another name".to_owned(),
    };
    changes.into_iter().map(refusal).collect()
}

/// What finds a member by its name at run time: templates and reflection see exported ones.
fn mentioned(code: CodeView<'_>, universe: &Universe, found: &RefsOutcome) -> Vec<Place> {
    let target = universe.object(found.target);
    let member = matches!(target.kind, ObjKind::Field { .. } | ObjKind::Method | ObjKind::InterfaceMethod);
    if !member || !found.name.starts_with(char::is_uppercase) {
        return Vec::new();
    }
    code.places(&mentions(code.sources, &found.name))
}

/// The edits by file; refused are those after which a file would not parse.
fn edits(planner: &mut GoPlanner, input: &Input, found: &RefsOutcome, new: &str) -> (Vec<FilePlan>, Vec<Refusal>) {
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
    let (mut planned, mut refused) = (Vec::new(), Vec::new());
    for (file, edits) in files {
        let source = &input.sources[file.0 as usize];
        match written(source, edits) {
            Some(done) => planned.push(done),
            None => {
                let place = Place::file(&*input.repos[source.repo.0 as usize].name, &*source.path).to_string();
                let (reason, way_out) =
                    ("the result would not parse".into(), "please report this as a bug of runsess".into());
                refused.push(Refusal { what: found.path.to_string(), place, reason, way_out });
            }
        }
    }
    (planned, refused)
}

/// What `edits` make of one file, with its columns laid out again; `None` where it would not parse.
fn written(source: &Source, mut edits: Vec<Edit>) -> Option<FilePlan> {
    edits.sort();
    edits.dedup();
    let edits = realign(&source.text, &edits);
    let after = apply_edits(&source.text, &edits).ok()?;
    let errors = syntax_errors(&after).len();
    (errors == 0 || errors <= syntax_errors(&source.text).len()).then_some(FilePlan { file: source.id, edits, after })
}
