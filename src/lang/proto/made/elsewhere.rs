//! Where names of a `.proto` stand that no compiler binds to it: strings that are looked up when a program runs, files in the text format,
//! other copies of the file, and code that is generated from it outside of the roots. These places are listed.

use std::collections::BTreeMap;

use super::go;
use super::names::{Changes, Named};
use crate::lang::proto::PROTO;
use crate::lang::proto::resolve::{DeclId, Protos};
use crate::lang::proto::syntax::{Kind, OptionPart, Value};
use crate::lang::rewriter::is_name;
use crate::model::plan::{Input, Manual, place};
use crate::model::{FileId, Source, Span, SymbolId};

/// What code says that finds fields by their names: masks, reflection, the text format and JSON with the names of the `.proto`.
const BY_NAME: &[&str] = &[
    "ByName(",
    "ByTextName(",
    "FieldMask",
    "UseProtoNames",
    "field_mask",
    "fieldmask",
    "paths:",
    "prototext",
    "protoreflect",
    "useProtoFieldName",
];

/// The endings of files in the text format.
const TEXT_FORMAT: &[&str] = &[".pbtxt", ".prototxt", ".textpb", ".textproto", ".txtpb"];

/// Everything that is to be looked at.
pub(super) fn places(input: &Input, protos: &Protos, changes: &Changes) -> Vec<Manual> {
    let changed = changes.renamed.keys().chain(changes.gone.keys());
    let files = Readers::of(input);
    let mut all: Vec<Manual> = changed.flat_map(|id| of_name(input, protos, &files, *id)).collect();
    all.extend(copies(input, protos, changes));
    all.extend(outside(input, protos, changes));
    all
}

fn listed(input: &Input, what: &str, file: FileId, at: usize, reason: String) -> Manual {
    Manual { place: place(input, file, at as u32), what: what.to_owned(), reason }
}

/// Files that people write in other languages.
struct Readers<'a> {
    all: Vec<&'a Source>,
    /// Those that find fields by their names, and whether each is in the text format.
    by_name: Vec<(&'a Source, bool)>,
}

impl<'a> Readers<'a> {
    fn of(input: &Input<'a>) -> Self {
        let editable = |it: &&Source| it.language != PROTO && !it.generated;
        let all: Vec<&Source> = input.sources.iter().filter(editable).collect();
        let is_text = |it: &Source| TEXT_FORMAT.iter().any(|ending| it.path.ends_with(ending));
        let reads = |it: &Source| BY_NAME.iter().any(|mark| it.text.contains(mark));
        let by_name = all.iter().map(|it| (*it, is_text(it))).filter(|(it, is_text)| *is_text || reads(it)).collect();
        Self { all, by_name }
    }
}

/// Strings and data with the name of one declaration.
fn of_name(input: &Input, protos: &Protos, files: &Readers, id: DeclId) -> Vec<Manual> {
    let (what, decl) = (protos.full_name(id), protos.decl(id));
    // The full name of a call is that of its service, with a slash.
    let whole = match decl.kind {
        Kind::Call => what.rsplit_once('.').map(|(service, call)| format!("{service}/{call}")).unwrap_or_default(),
        _ => what.clone(),
    };
    match decl.kind {
        Kind::Message | Kind::Enum | Kind::Service | Kind::Call | Kind::Extension => {
            let places = files.all.iter().flat_map(|it| words(&it.text, &whole).map(|at| (it.id, at)));
            let text = places.filter(|(file, at)| !is_code(input, *file, *at, whole.len()));
            let reason = format!("`{whole}` is its full name, which is looked up when a program runs");
            text.map(|(file, at)| listed(input, &what, file, at, reason.clone())).collect()
        }
        Kind::Field | Kind::Group | Kind::Value => {
            let places = |(it, is_text): &(&Source, bool)| {
                let reason = match is_text {
                    true => format!("the text format has `{}` by its name", decl.name),
                    false => format!("the string `{}` may be looked up as its name when a program runs", decl.name),
                };
                let said = words(&it.text, &decl.name).filter(|at| *is_text || is_quoted(&it.text, *at));
                said.map(|at| listed(input, &what, it.id, at, reason.clone())).collect::<Vec<_>>()
            };
            files.by_name.iter().flat_map(places).collect()
        }
        Kind::OneOf => Vec::new(),
    }
}

/// The places of a whole name. A dot before it makes it a part of a path, which is a place as well; one before a full name does not.
fn words<'t>(text: &'t str, name: &'t str) -> impl Iterator<Item = usize> + 't {
    let part = |it: Option<char>| it.is_some_and(|it| it.is_alphanumeric() || it == '_');
    let dotted = name.contains('.');
    let fits = move |at: &usize| {
        let (before, after) = (text[..*at].chars().next_back(), text[at + name.len()..].chars().next());
        !part(before) && !part(after) && !(dotted && (before == Some('.') || after == Some('.')))
    };
    text.match_indices(name).map(|it| it.0).filter(fits).filter(move |_| !name.is_empty())
}

/// `proto.Job` is a name of the package `proto` there, and no text.
fn is_code(input: &Input, file: FileId, at: usize, len: usize) -> bool {
    let end = (at + len) as u32;
    let all = &input.facts.occurrences;
    let first = all.partition_point(|it| (it.file, it.span.end) < (file, end));
    all.get(first).is_some_and(|it| it.file == file && it.span.end == end && is_name(it.role))
}

/// Quotation marks stand before and behind a place on its line.
fn is_quoted(text: &str, at: usize) -> bool {
    let quote = ['"', '\'', '`'];
    let before = text[..at].rsplit('\n').next().unwrap_or_default();
    let after = text[at..].split('\n').next().unwrap_or_default();
    before.contains(quote) && after.contains(quote)
}

/// Other files of the roots that declare the same and keep the old name.
fn copies(input: &Input, protos: &Protos, changes: &Changes) -> Vec<Manual> {
    let mut found = Vec::new();
    for id in changes.renamed.keys() {
        let package = protos.file(id.file).package.as_ref().map_or("", |it| it.0.as_str());
        let what = protos.full_name(*id);
        for file in protos.of_package(package).filter(|it| *it != id.file) {
            for decl in 0..protos.file(file).decls.len() {
                let other = DeclId { file, decl };
                if changes.renamed.contains_key(&other) || protos.full_name(other) != what {
                    continue;
                }
                let reason =
                    "this copy of the file keeps the old name, as does what is generated from it: bring it up to date";
                let at = protos.decl(other).span.start as usize;
                found.push(listed(input, &what, protos.id(file), at, reason.to_owned()));
            }
        }
    }
    found
}

/// Uses of code that is generated from the file and lies in a module outside of the roots. The option `go_package` says which.
fn outside(input: &Input, protos: &Protos, changes: &Changes) -> Vec<Manual> {
    let mut by_path: BTreeMap<&str, SymbolId> = BTreeMap::new();
    let external = input.facts.symbols.iter().filter(|(_, it)| it.external);
    by_path.extend(external.map(|(id, it)| (it.path.as_str(), id)));
    let mut found = Vec::new();
    let none = BTreeMap::new();
    for file in changes.files() {
        let source = input.source(protos.id(file));
        let Some(package) = go_package(protos, file, &source.text).filter(|_| !by_path.is_empty()) else { continue };
        let named = Named { protos, file, text: &source.text, renamed: &none };
        for name in go::names(&named).into_iter().chain(go::services(&named)) {
            if !changes.renamed.contains_key(&name.of) && !changes.gone.contains_key(&name.of) {
                continue;
            }
            let dot = if name.owner.is_empty() { "" } else { "." };
            let path = format!("{package}.{}{dot}{}", name.owner, name.name);
            let Some(symbol) = by_path.get(path.as_str()) else { continue };
            let uses: Vec<_> = input.facts.occurrences.iter().filter(|it| it.symbol == Some(*symbol)).collect();
            let Some(first) = uses.first() else { continue };
            let reason = format!(
                "`{path}` is made from it outside of the roots, and has the old name there until a release has the new one{}: then rename it here",
                if uses.len() > 1 { format!(" ({} places)", uses.len()) } else { String::new() }
            );
            found.push(listed(input, &protos.full_name(name.of), first.file, first.span.start as usize, reason));
        }
    }
    found
}

/// The import path that `option go_package` gives.
fn go_package<'t>(protos: &Protos, file: usize, text: &'t str) -> Option<&'t str> {
    let word = |it: &Span| text.get(it.range()).unwrap_or_default();
    let is_it = |it: &OptionPart| !it.extension && it.parts.first().is_some_and(|it| word(it) == "go_package");
    let mut settings = protos.file(file).options.iter().filter(|it| it.on.is_none());
    let value = settings.find(|it| matches!(it.name.as_slice(), [one] if is_it(one))).map(|it| &it.value)?;
    let Value::Text(span) = value else { return None };
    let path = text.get(span.range())?.trim_matches(['"', '\'']);
    Some(path.split(';').next().unwrap_or(path))
}
