//! What a plan reads once for all symbols that it asks about: directives, assembly, test files, imports.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use memchr::memmem::Finder;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use crate::lang::go::GO;
use crate::lang::go::resolve::object::{FileIx, PkgId};
use crate::lang::go::syntax::Directive;
use crate::model::plan::Input;
use crate::model::{FileId, Span};

use super::coercions::Meeting;
use super::structs::Apart;

/// An assembly file: its name and its text.
type Assembly = (String, Vec<u8>);

/// What lies outside of Go's scopes, read once for all symbols that are asked about.
#[derive(Default)]
pub(super) struct Outside {
    /// Symbols that a `//go:linkname` names.
    pub(super) links: Option<FxHashMap<String, (FileId, u32)>>,
    /// The assembly of a folder: names and texts.
    pub(super) assembly: FxHashMap<PathBuf, Rc<Vec<Assembly>>>,
    /// The `//go:linkname` and `//export` of a package.
    pub(super) directives: FxHashMap<PkgId, Rc<Vec<(FileId, Directive)>>>,
    /// The test files of a folder.
    pub(super) tests: Option<FxHashMap<PathBuf, Vec<FileId>>>,
    /// The files of a package that import anything.
    pub(super) importing: FxHashMap<PkgId, Vec<FileIx>>,
    /// The files that may import a package with a dot.
    pub(super) dotted: Option<Vec<FileId>>,
    /// The names of the fields and methods of a type.
    pub(super) members: FxHashMap<(PkgId, SmolStr), Rc<FxHashSet<SmolStr>>>,
    /// The struct types that are written apart from one.
    pub(super) apart: FxHashMap<At, Rc<Apart>>,
    /// The fields that meet in a declaration.
    pub(super) meetings: FxHashMap<(FileIx, u32), Rc<Vec<Meeting>>>,
}

/// A place in a file.
pub(super) type At = (FileId, Span);

/// The places of some names that the facts say nothing of.
#[derive(Default)]
pub(super) struct Elsewhere {
    /// What was looked for.
    pub(super) names: FxHashSet<SmolStr>,
    /// What is used, by its declaration.
    pub(super) uses: FxHashMap<At, Vec<At>>,
    /// Where a name stands on a value whose type is not known.
    pub(super) unknown: FxHashMap<SmolStr, Vec<At>>,
    /// What stands before such a name, where it is declared nowhere either.
    pub(super) behind: FxHashMap<At, Span>,
    /// Where templates and reflection find a member by its name.
    pub(super) mentions: FxHashMap<SmolStr, Vec<At>>,
    /// Where `//go:generate` and flags of the linker name it.
    pub(super) directed: FxHashMap<SmolStr, Vec<At>>,
}

/// Where whole words of `text` are one of `names`.
pub(super) fn words<'t>(text: &'t str, names: &'t FxHashSet<SmolStr>) -> impl Iterator<Item = Span> + 't {
    let words = text.split(|c: char| !is_letter(c)).filter(|word| names.contains(*word));
    words.map(|word| {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        Span::new(start, start + word.len())
    })
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// What a `//go:linkname` of the roots links to, with its first place.
pub(super) fn link_targets(input: &Input) -> FxHashMap<String, (FileId, u32)> {
    let finder = Finder::new(b"//go:linkname ");
    let mut found = FxHashMap::default();
    for source in input.sources.iter().filter(|it| it.language == GO) {
        for at in finder.find_iter(source.text.as_bytes()) {
            let line = source.text[at..].lines().next().unwrap_or_default();
            if let Some(target) = line.split_whitespace().nth(2) {
                found.entry(target.to_owned()).or_insert((source.id, at as u32));
            }
        }
    }
    found
}

/// The Go files that `go test` reads, by folder.
pub(super) fn test_files(input: &Input) -> FxHashMap<PathBuf, Vec<FileId>> {
    let mut found: FxHashMap<PathBuf, Vec<FileId>> = FxHashMap::default();
    for source in input.sources.iter().filter(|it| it.language == GO && is_test_file(input, it.id)) {
        if let Some(dir) = source.absolute.parent() {
            found.entry(dir.to_path_buf()).or_default().push(source.id);
        }
    }
    found
}

/// The assembly in a folder: names and texts, in the order of the names.
pub(super) fn assembly_in(dir: &Path) -> Vec<Assembly> {
    let Ok(entries) = std::fs::read_dir(dir) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries.filter_map(|it| Some(it.ok()?.path())).collect();
    files.retain(|path| path.extension().is_some_and(|it| it == "s"));
    files.sort();
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    files.iter().filter_map(|path| Some((name(path), std::fs::read(path).ok()?))).collect()
}

pub(super) fn is_test_file(input: &Input, file: FileId) -> bool {
    input.sources[file.0 as usize].path.ends_with("_test.go")
}
