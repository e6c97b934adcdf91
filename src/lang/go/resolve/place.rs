//! The symbol at a place: `FILE:LINE:COL` as compilers and editors print it, or `FILE:LINE` where the line declares only one
//! name. Names are `refs`' business.

use crate::lang::go::GO;
use crate::lang::go::ast::Ident;
use crate::lang::go::names::KEYWORDS;
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
        let source = match self.sources(sources).as_slice() {
            [one] => *one,
            [] => {
                let what = format_smolstr!("there is no Go file `{}` in the roots", self.file);
                return Err(RefsError::Nothing { place: asked, what, help: "give the path of a file of the roots" });
            }
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
            let object = found.first().map(|(.., object)| *object);
            return object.ok_or_else(|| self.nothing(u, source, asked.clone(), column));
        }
        found.retain(|(.., declares, _)| *declares);
        match found.as_slice() {
            [(.., object)] => Ok(*object),
            [] => {
                let what = format_smolstr!("the line declares nothing");
                Err(RefsError::Nothing { place: asked, what, help: "add the column of a name: FILE:LINE:COL" })
            }
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
}

const ANOTHER: &str = "give the line and the column, both from 1, of a name that the roots declare";

impl Place<'_> {
    /// Why no symbol stands at the column.
    fn nothing(&self, u: &mut Universe, source: &Source, place: SmolStr, column: u32) -> RefsError {
        let (what, help) = self.what_stands(u, source, column);
        RefsError::Nothing { place, what, help }
    }

    fn what_stands(&self, u: &mut Universe, source: &Source, column: u32) -> (SmolStr, &'static str) {
        let lines = source.text.lines().count() as u32;
        if self.line == 0 || self.line > lines {
            return (format_smolstr!("the file has {lines} lines"), ANOTHER);
        }
        let line = source.text.lines().nth(self.line as usize - 1).unwrap_or_default();
        let letter = |c: char| c.is_alphanumeric() || c == '_';
        let at = (column.max(1) - 1) as usize;
        let (Some(before), Some(after)) = (line.get(..at), line.get(at..)) else {
            return (format_smolstr!("the line has {} bytes", line.len()), ANOTHER);
        };
        let start = before.trim_end_matches(letter).len();
        let word = &line[start..at + after.find(|c| !letter(c)).unwrap_or(after.len())];
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
