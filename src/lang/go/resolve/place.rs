//! The symbol at a place: `FILE:LINE:COL` as compilers and editors print it, or `FILE:LINE` where the line declares only one
//! name. Names are `refs`' business.

use crate::lang::go::GO;
use std::path::Path;

use smol_str::{SmolStr, format_smolstr};

use crate::model::{LineIndex, Source};

use super::answer::RefsError;
use super::object::{ObjId, ObjKind};
use super::offsets::by_entry;
use super::universe::Universe;

/// A place in a Go file: lines and columns are 1-based, columns count bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    file: &'a str,
    line: u32,
    column: Option<u32>,
}

impl<'a> Place<'a> {
    /// Reads `FILE.go:LINE` or `FILE.go:LINE:COL`; `None` for anything else, which is then the name of a symbol.
    pub fn parse(symbol: &'a str) -> Option<Self> {
        let (front, last) = symbol.rsplit_once(':')?;
        let last = last.parse().ok()?;
        let place = match front.rsplit_once(':').map(|(file, line)| (file, line.parse())) {
            Some((file, Ok(line))) => Self { file, line, column: Some(last) },
            _ => Self { file: front, line: last, column: None },
        };
        place.file.ends_with(".go").then_some(place)
    }

    /// The object that is declared or used there.
    ///
    /// # Errors
    ///
    /// When no file or more than one has this name, or nothing or more than one thing stands there.
    pub fn object(&self, u: &mut Universe, sources: &[Source]) -> Result<ObjId, RefsError> {
        let asked = match self.column {
            Some(column) => format_smolstr!("{}:{}:{column}", self.file, self.line),
            None => format_smolstr!("{}:{}", self.file, self.line),
        };
        let unknown = |nearest| RefsError::Unknown { symbol: asked.clone(), nearest };
        let source = match self.sources(sources).as_slice() {
            [one] => *one,
            [] => return Err(unknown(Vec::new())),
            several => {
                let candidates = several.iter().map(|it| format_smolstr!("{}", it.absolute.display())).collect();
                return Err(RefsError::Ambiguous { symbol: asked, candidates });
            }
        };
        let mut found = self.objects(u, source);
        if let Some(column) = self.column {
            found.retain(|(start, end, ..)| (*start..=*end).contains(&column));
            // Where two names meet there is no byte between them; a column belongs to the name that starts there.
            found.sort_by_key(|(start, ..)| std::cmp::Reverse(*start));
            return found.first().map(|(.., object)| *object).ok_or_else(|| unknown(Vec::new()));
        }
        found.retain(|(.., declares, _)| *declares);
        match found.as_slice() {
            [(.., object)] => Ok(*object),
            [] => Err(unknown(Vec::new())),
            several => {
                let candidate = |(start, .., object): &(u32, u32, bool, ObjId)| {
                    format_smolstr!("{}:{}:{start} ({})", self.file, self.line, u.object(*object).name)
                };
                Err(RefsError::Ambiguous { symbol: asked, candidates: several.iter().map(candidate).collect() })
            }
        }
    }

    /// The files that may be meant: the one at this path, else those whose path ends with it.
    fn sources<'s>(&self, sources: &'s [Source]) -> Vec<&'s Source> {
        let path = Path::new(self.file);
        let go = || sources.iter().filter(|it| it.language == GO);
        let whole = std::path::absolute(path).unwrap_or_default();
        let exact: Vec<&Source> = go().filter(|it| it.absolute == whole).collect();
        if !exact.is_empty() {
            return exact;
        }
        let relative = path.strip_prefix(".").unwrap_or(path);
        go().filter(|it| it.absolute.ends_with(relative) || Path::new(&*it.path).ends_with(relative)).collect()
    }

    /// The names on the line: first and last column, whether the object is declared there, the object.
    fn objects(&self, u: &mut Universe, source: &Source) -> Vec<(u32, u32, bool, ObjId)> {
        let lines = LineIndex::new(source.text.as_bytes());
        let (Some(from), Some(file)) = (lines.line_start(self.line), u.file_ix(source.id)) else { return Vec::new() };
        let to = lines.line_start(self.line + 1).unwrap_or(source.text.len() as u32);
        let offsets: Vec<u32> = (from..to).collect();
        let mut found = Vec::new();
        for (entry, offsets) in by_entry(u, file, &offsets) {
            let info = u.check_entry(file, entry, false);
            for start in offsets {
                let Some(object) = info.object(start) else { continue };
                let it = u.object(object);
                if it.name.is_empty() || matches!(it.kind, ObjKind::Builtin | ObjKind::Nil | ObjKind::PkgName) {
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
}

/// The type that an embedded field is named after; `None` for anything else.
pub fn embedded_type(u: &mut Universe, field: ObjId) -> Option<ObjId> {
    let it = u.object(field);
    let (file, span) = *it.decls.first().filter(|_| it.kind == ObjKind::Field { embedded: true })?;
    let (entry, _) = by_entry(u, file, &[span.start]).pop_first()?;
    u.check_entry(file, entry, false).second(span.start)
}

/// `FILE:LINE:COL` of an object's declaration, the file as its repository calls it.
pub(super) fn declaration_place(u: &Universe, sources: &[Source], object: ObjId) -> Option<SmolStr> {
    let (file, span) = u.declaration(object)?;
    let source = sources.get(file.0 as usize)?;
    let at = LineIndex::new(source.text.as_bytes()).position(span.start);
    Some(format_smolstr!("{}:{}:{}", source.path, at.line, at.column))
}
