//! What people ask for when they name a symbol: a path or the end of one, or a place in a file. Languages look for it.

use std::path::Path;

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::{SmolStr, format_smolstr};

use crate::model::answer::NoSymbol;
use crate::model::{FileId, LineIndex, Source, Span};

/// What separates the parts of symbol paths.
const SEPARATORS: [char; 3] = ['.', '/', '#'];

/// Most symbols that are offered for one that is not there.
const NEAREST: usize = 5;

/// What to do where a place names nothing.
pub(crate) const ANOTHER: &str = "give the line and the column, both from 1, of a name that the roots declare";

/// The last part of a path: what the symbol is called.
pub(crate) fn name_of(path: &str) -> &str {
    path.rsplit(SEPARATORS).next().unwrap_or(path)
}

/// The parts of a path that stand in the code or in the name of a file: `<anon>@3` does not.
pub(crate) fn words_of(path: &str) -> Vec<&str> {
    path.split(SEPARATORS).filter(|it| !it.is_empty() && !it.starts_with('<')).collect()
}

/// `path@LINE` says which of several locals with one path is meant.
pub(crate) fn at_line(symbol: &str) -> (&str, Option<u32>) {
    match symbol.rsplit_once('@') {
        Some((path, line)) if line.bytes().all(|b| b.is_ascii_digit()) && !path.ends_with('>') => {
            (path, line.parse().ok())
        }
        _ => (symbol, None),
    }
}

/// `Conversation.RunID` and `webchat.Conversation.RunID` are ends of `…/pkg/webchat.Conversation.RunID`.
pub(crate) fn is_ending(path: &str, ending: &str) -> bool {
    path.strip_suffix(ending).is_some_and(|rest| rest.is_empty() || rest.ends_with(SEPARATORS))
}

/// Those of `found` that are most like `path`, the nearest first.
pub(crate) fn nearest(mut found: Vec<SmolStr>, path: &str) -> Vec<SmolStr> {
    let common = |it: &SmolStr| it.bytes().rev().zip(path.bytes().rev()).take_while(|(a, b)| a == b).count();
    found.sort_by_key(|it| (std::cmp::Reverse(common(it)), it.clone()));
    found.dedup();
    found.truncate(NEAREST);
    found
}

/// What each of several symbols can be asked for by: its path, with the line of its declaration where others have that path, or the
/// place of it where the line does not tell them apart.
pub(crate) fn candidates(sources: &[Source], named: &[(SmolStr, (FileId, Span))]) -> Vec<SmolStr> {
    let placed = |(path, (file, span)): &(SmolStr, (FileId, Span))| {
        let source = &sources[file.0 as usize];
        let at = LineIndex::new(source.text.as_bytes()).position(span.start);
        let place = format_smolstr!("{}:{}:{}", source.path, at.line, at.column);
        (path.clone(), format_smolstr!("{path}@{}", at.line), place)
    };
    let placed: Vec<(SmolStr, SmolStr, SmolStr)> = named.iter().map(placed).collect();
    // A declaration may repeat a name a thousand times: everything is counted once.
    let (mut by_path, mut by_line) = (FxHashMap::default(), FxHashMap::default());
    let mut files: FxHashMap<&SmolStr, FxHashSet<FileId>> = FxHashMap::default();
    for ((path, at_line, _), (_, (file, _))) in placed.iter().zip(named) {
        *by_path.entry(path).or_insert(0) += 1;
        *by_line.entry(at_line).or_insert(0) += 1;
        files.entry(path).or_default().insert(*file);
    }
    // Lines say nothing where two files have one path.
    let shown = |(path, at_line, place): &(SmolStr, SmolStr, SmolStr)| match () {
        () if by_path[path] == 1 => path.clone(),
        () if files[path].len() == 1 && by_line[at_line] == 1 => at_line.clone(),
        () => place.clone(),
    };
    let mut all: Vec<SmolStr> = placed.iter().map(shown).collect();
    all.sort();
    all
}

/// A place as compilers and editors print it. Lines and columns are 1-based, columns count bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    file: &'a str,
    /// The line.
    pub line: u32,
    /// `None`: the name that the line declares.
    pub column: Option<u32>,
}

impl<'a> Place<'a> {
    /// Reads `FILE:LINE` or `FILE:LINE:COL` of a file with one of these endings; `None` for anything else, which is then the name of a
    /// symbol.
    pub(crate) fn parse(symbol: &'a str, endings: &[&str]) -> Option<Self> {
        let (front, last) = symbol.rsplit_once(':')?;
        let last = last.parse().ok()?;
        let place = match front.rsplit_once(':').map(|(file, line)| (file, line.parse())) {
            Some((file, Ok(line))) => Self { file, line, column: Some(last) },
            _ => Self { file: front, line: last, column: None },
        };
        endings.iter().any(|it| place.file.ends_with(it)).then_some(place)
    }

    /// The place as it was asked for.
    pub(crate) fn asked(&self) -> SmolStr {
        match self.column {
            Some(column) => format_smolstr!("{}:{}:{column}", self.file, self.line),
            None => format_smolstr!("{}:{}", self.file, self.line),
        }
    }

    /// The file that is meant: the one at this path, else the one whose path ends with it. `mine` are those of a language.
    ///
    /// # Errors
    /// When there is none, or more than one.
    pub(crate) fn source<'s>(
        &self,
        sources: &'s [Source],
        mine: impl Fn(&Source) -> bool,
    ) -> Result<&'s Source, NoSymbol> {
        let path = Path::new(self.file);
        let all = || sources.iter().filter(|it| mine(it));
        let whole = std::path::absolute(path).unwrap_or_default();
        let mut found: Vec<&Source> = all().filter(|it| it.absolute == whole).collect();
        if found.is_empty() {
            let relative = path.strip_prefix(".").unwrap_or(path);
            let ends = |it: &&Source| it.absolute.ends_with(relative) || Path::new(&*it.path).ends_with(relative);
            found = all().filter(ends).collect();
        }
        match found.as_slice() {
            [one] => Ok(one),
            [] => {
                let what = format_smolstr!("there is no file `{}` in the roots", self.file);
                Err(NoSymbol::Nothing { place: self.asked(), what, help: "give the path of a file of the roots" })
            }
            several => {
                let candidates = several.iter().map(|it| format_smolstr!("{}", it.absolute.display())).collect();
                Err(NoSymbol::Ambiguous { symbol: self.asked(), candidates })
            }
        }
    }

    /// The word that stands at the column, empty where there is none, and what its line has before it.
    ///
    /// # Errors
    /// What the file or the line has instead.
    pub(crate) fn word<'s>(&self, source: &'s Source, column: u32) -> Result<(&'s str, &'s str), SmolStr> {
        let lines = source.text.lines().count() as u32;
        if self.line == 0 || self.line > lines {
            return Err(format_smolstr!("the file has {lines} lines"));
        }
        let line = source.text.lines().nth(self.line as usize - 1).unwrap_or_default();
        let letter = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        let at = (column.max(1) - 1) as usize;
        let (Some(before), Some(after)) = (line.get(..at), line.get(at..)) else {
            return Err(format_smolstr!("the line has {} bytes", line.len()));
        };
        let start = before.trim_end_matches(letter).len();
        Ok((&line[..start], &line[start..at + after.find(|c| !letter(c)).unwrap_or(after.len())]))
    }

    /// The line declares nothing, and no column says what of it is meant.
    pub(crate) fn declares_nothing(&self) -> NoSymbol {
        let what = "the line declares nothing".into();
        NoSymbol::Nothing { place: self.asked(), what, help: "add the column of a name: FILE:LINE:COL" }
    }

    /// One of several names on the line, with its column.
    pub(crate) fn candidate(&self, column: u32, name: &str) -> SmolStr {
        format_smolstr!("{}:{}:{column} ({name})", self.file, self.line)
    }
}
