//! Mistakes in a rule file: what, where, and the nearest right word. All of a file at once, as one diagnostic.

use std::fmt;
use std::sync::Arc;

use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode};
use serde_saphyr::Location;
use strsim::osa_distance;

use super::sources::{Line, SourceFile, Sources};

/// Every mistake of one rule file. As a `miette` diagnostic it shows the lines of the file; [`RuleErrors::lines`] is the
/// plain form.
#[derive(Debug)]
pub struct RuleErrors {
    /// The name of the file, as it was given.
    pub file: String,
    /// The mistakes, by line. Never empty.
    pub mistakes: Vec<Mistake>,
}

/// One mistake.
#[derive(Clone, Debug)]
pub struct Mistake {
    /// What is wrong, without the place: ``rule `conv`: unknown category `LEGACY` ``.
    pub what: String,
    /// The name of the file.
    pub file: String,
    /// 1-based line; `None` when the mistake is the file itself.
    pub line: Option<u32>,
    /// 1-based column, in characters.
    pub column: Option<u32>,
    /// The way out: `` Did you mean `LEGACY_SESSION_ALIAS`? ``
    pub help: Option<String>,
    span: Option<(usize, usize)>,
    source: Option<NamedSource<Arc<str>>>,
}

impl Mistake {
    /// A mistake about the file as a whole (it cannot be read).
    pub(super) fn whole_file(file: &str, what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            file: file.to_owned(),
            line: None,
            column: None,
            help: None,
            span: None,
            source: None,
        }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        write!(out, "{} ({}", self.what, self.file)?;
        if let Some(line) = self.line {
            write!(out, ":{line}")?;
        }
        out.write_str(")")?;
        if let Some(help) = &self.help {
            write!(out, ". {help}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Mistake {}

impl Diagnostic for Mistake {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let (start, len) = self.span?;
        Some(Box::new(std::iter::once(LabeledSpan::new(Some("here".to_owned()), start, len))))
    }
}

impl RuleErrors {
    /// One line a mistake, each with its place and the way out.
    pub fn lines(&self) -> String {
        self.mistakes.iter().map(|mistake| format!("{mistake}\n")).collect()
    }
}

impl fmt::Display for RuleErrors {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        match self.mistakes.as_slice() {
            [only] => write!(out, "{only}"),
            all => write!(out, "{} mistakes in {}", all.len(), self.file),
        }
    }
}

impl std::error::Error for RuleErrors {}

impl Diagnostic for RuleErrors {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        // One mistake is shown as the diagnostic itself, several as related ones.
        match self.mistakes.as_slice() {
            [only] => only.source_code(),
            _ => None,
        }
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        match self.mistakes.as_slice() {
            [only] => only.labels(),
            _ => None,
        }
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        (self.mistakes.len() > 1).then(|| Box::new(self.mistakes.iter().map(|it| it as &dyn Diagnostic)) as Box<_>)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        // A file that is not read has no format to be wrong in.
        let unread = self.mistakes.iter().all(|it| it.line.is_none() && it.file == self.file);
        Some(Box::new(match unread {
            true => {
                "name a rule file (`--rules FILE`, or `rules:` of runsess.yaml); `runsess rules show` prints the built-in pack to begin with"
            }
            false => "`runsess rules schema` prints the format for editors",
        }))
    }
}

/// Collects the mistakes of a rule file, and of those that it extends, while they are checked.
pub(super) struct Mistakes {
    sources: Sources,
    found: Vec<(usize, Mistake)>,
}

impl Mistakes {
    /// Of no file yet: the first that is added gives the whole its name.
    pub(super) fn new() -> Self {
        Self { sources: Sources::default(), found: Vec::new() }
    }

    /// The files that places are in.
    pub(super) fn sources(&mut self) -> &mut Sources {
        &mut self.sources
    }

    /// The line of a place, for what is kept of the pack.
    pub(super) fn line(&self, at: Location) -> Line {
        self.sources.line(at)
    }

    /// `one` is in a file that extends the file of `other`.
    pub(super) fn extends(&self, one: Location, other: Location) -> bool {
        self.sources.number(one) < self.sources.number(other)
    }

    pub(super) fn add(&mut self, at: Location, what: impl Into<String>, help: Option<String>) {
        let known = at.line() > 0;
        let span = at.span();
        let (number, file) = (self.sources.number(at), self.sources.file(at));
        let source = || NamedSource::new(&*file.name, file.text.clone()).with_language("YAML");
        let start = span.byte_offset().map(|start| file.offset(start as usize));
        self.found.push((
            number,
            Mistake {
                what: what.into(),
                file: file.name.to_string(),
                line: known.then(|| self.sources.line(at).number),
                column: known.then_some(at.column() as u32),
                help,
                span: start.map(|start| clamp(file, start, span.byte_len().unwrap_or(0) as usize)),
                source: start.map(|_| source()),
            },
        ));
    }

    /// `Ok` when nothing was added.
    pub(super) fn finish(mut self) -> Result<(), RuleErrors> {
        if self.found.is_empty() {
            return Ok(());
        }
        let file = self.sources.first().map(|it| it.name.to_string()).unwrap_or_default();
        self.found.sort_by_key(|(number, mistake)| (*number, mistake.line, mistake.column));
        Err(RuleErrors { file, mistakes: self.found.into_iter().map(|(_, mistake)| mistake).collect() })
    }
}

/// A label over a block of many lines helps nobody: its first line is enough.
fn clamp(file: &SourceFile, start: usize, len: usize) -> (usize, usize) {
    let start = start.min(file.text.len());
    let line = file.text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or("").trim_end().len();
    (start, len.min(line))
}

/// "Did you mean `x`?", or the list of right words when it is short.
pub(super) fn did_you_mean<'a>(wrong: &str, right: impl Iterator<Item = &'a str> + Clone) -> Option<String> {
    if let Some(near) = nearest(wrong, right.clone()) {
        return Some(format!("Did you mean `{near}`?"));
    }
    let mut words: Vec<_> = Vec::new();
    for word in right.map(|word| format!("`{word}`")) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    (1..=12).contains(&words.len()).then(|| format!("Known: {}", words.join(", ")))
}

/// The word with the smallest edit distance, when that is small enough to be meant. Case, `-` and `_` count little.
pub fn nearest<'a>(wrong: &str, right: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let folded = fold(wrong);
    let (far, word) = right.map(|word| (osa_distance(&folded, &fold(word)), word)).min_by_key(|(far, _)| *far)?;
    let length = folded.chars().count();
    (far <= 1 + length / 4 && far < length).then_some(word)
}

fn fold(word: &str) -> String {
    word.chars().take(100).filter(|c| !matches!(c, '-' | '_' | ' ')).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_forgives_typing_and_nothing_more() {
        let known = ["LEGACY_SESSION_ALIAS", "PROCESS_VERB", "DOC_STALE"];
        assert_eq!(nearest("LEGACY_SESION_ALIAS", known.into_iter()), Some("LEGACY_SESSION_ALIAS"));
        assert_eq!(nearest("process-verb", known.into_iter()), Some("PROCESS_VERB"));
        assert_eq!(nearest("DOC_STLAE", known.into_iter()), Some("DOC_STALE"));
        assert_eq!(nearest("BANANA", known.into_iter()), None);
        assert_eq!(
            did_you_mean("BANANA", known.into_iter()).as_deref(),
            Some("Known: `LEGACY_SESSION_ALIAS`, `PROCESS_VERB`, `DOC_STALE`")
        );
        assert_eq!(did_you_mean("x", std::iter::empty()), None);
    }
}
