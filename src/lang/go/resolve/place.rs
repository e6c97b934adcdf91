//! The object at a place (`FILE:LINE:COL`, or `FILE:LINE` where the line declares only one name). Names are `refs`' business.

use smol_str::{SmolStr, format_smolstr};

use crate::lang::asked::{ANOTHER, Place};
use crate::lang::go::GO;
use crate::lang::go::ast::Ident;
use crate::lang::go::names::KEYWORDS;
use crate::model::answer::NoSymbol;
use crate::model::{LineIndex, Source};

use super::object::{ObjId, ObjKind};
use super::offsets::by_entry;
use super::universe::Universe;

/// The object that is declared or used at `place`.
///
/// # Errors
///
/// When no file or more than one has this name, or nothing or more than one thing stands there.
pub fn object_at(u: &mut Universe, sources: &[Source], place: &Place<'_>) -> Result<ObjId, NoSymbol> {
    let source = place.source(sources, |it| it.language == GO)?;
    let mut found = objects(u, source, place.line);
    if let Some(column) = place.column {
        found.retain(|(start, end, ..)| (*start..=*end).contains(&column));
        // Where two names meet there is no byte between them; a column belongs to the name that starts there.
        found.sort_by_key(|(start, ..)| std::cmp::Reverse(*start));
        let object = found.first().map(|(.., object)| *object);
        return object.ok_or_else(|| {
            let (what, help) = what_stands(u, source, place, column);
            NoSymbol::Nothing { place: place.asked(), what, help }
        });
    }
    found.retain(|(.., declares, _)| *declares);
    match found.as_slice() {
        [(.., object)] => Ok(*object),
        [] => Err(place.declares_nothing()),
        several => {
            let candidate =
                |(start, .., object): &(u32, u32, bool, ObjId)| place.candidate(*start, &u.object(*object).name);
            Err(NoSymbol::Ambiguous { symbol: place.asked(), candidates: several.iter().map(candidate).collect() })
        }
    }
}

/// The names on the line: first and last column, whether the object is declared there, the object.
fn objects(u: &mut Universe, source: &Source, line: u32) -> Vec<(u32, u32, bool, ObjId)> {
    let lines = LineIndex::new(source.text.as_bytes());
    let (Some(from), Some(file)) = (lines.line_start(line), u.file_ix(source.id)) else { return Vec::new() };
    let to = lines.line_start(line + 1).unwrap_or(source.text.len() as u32);
    let offsets: Vec<u32> = (from..to).collect();
    let mut found = Vec::new();
    for (entry, offsets) in by_entry(u, file, &offsets) {
        let info = u.check_entry(file, entry, false);
        for start in offsets {
            let Some(object) = info.object(start) else { continue };
            let it = u.object(object);
            if it.name.is_empty()
                || it.name == "_"
                || matches!(it.kind, ObjKind::Builtin | ObjKind::Nil | ObjKind::PkgName)
            {
                continue;
            }
            let declares = it.decls.iter().any(|(at, span)| *at == file && span.start == start);
            let column = start - from + 1;
            found.push((column, column + it.name.len() as u32, declares, object));
        }
    }
    found.sort();
    found.dedup();
    found
}

/// Why no symbol stands at the column.
fn what_stands(u: &mut Universe, source: &Source, place: &Place<'_>, column: u32) -> (SmolStr, &'static str) {
    let (before, word) = match place.word(source, column) {
        Ok(found) => found,
        Err(what) => return (what, ANOTHER),
    };
    let imported = u.file_ix(source.id).is_some_and(|file| {
        let imports = u.outline(file).imports.clone();
        let bears = |alias: &Option<Ident>, path: &str| match alias {
            Some(alias) => alias.name == word,
            None => path.rsplit('/').next() == Some(word),
        };
        !word.is_empty() && imports.iter().any(|it| bears(&it.alias, &it.path))
    });
    match word {
        "_" => (format_smolstr!("`_` is no symbol: nothing can refer to it"), ANOTHER),
        "" => (format_smolstr!("no name stands there"), ANOTHER),
        _ if before.contains("//") => (format_smolstr!("`{word}` stands in a comment"), ANOTHER),
        _ if KEYWORDS.contains(&word) => (format_smolstr!("`{word}` is a keyword of Go"), ANOTHER),
        _ if imported => (
            format_smolstr!("`{word}` is the name of an import, which belongs to this file alone"),
            "change the name in the import and in the file by hand",
        ),
        _ if u.predeclared(word).is_some() => (format_smolstr!("`{word}` is predeclared by Go"), ANOTHER),
        _ => (format_smolstr!("`{word}` is no name whose declaration is known"), ANOTHER),
    }
}

/// The type that an embedded field is named after; `None` for anything else.
pub fn embedded_type(u: &mut Universe, field: ObjId) -> Option<ObjId> {
    let it = u.object(field);
    let (file, span) = *it.decls.first().filter(|_| it.kind == ObjKind::Field { embedded: true })?;
    let (entry, _) = by_entry(u, file, &[span.start]).pop_first()?;
    u.check_entry(file, entry, false).second(span.start)
}
