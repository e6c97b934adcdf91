//! The texts of a pack and of those that it extends, as if they stood one behind the other: a [`Location`] in any of them says which
//! file it is in, because each is read behind as many empty lines as the files before it have.

use std::fmt;
use std::sync::Arc;

use serde_saphyr::Location;

/// A line of a rule file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The name of the file, as messages have it.
    pub file: Arc<str>,
    /// 1-based.
    pub number: u32,
}

impl fmt::Display for Line {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        write!(out, "{}:{}", self.file, self.number)
    }
}

impl Line {
    /// How a message about the file `from` names it.
    pub(super) fn seen_from(&self, from: &str) -> String {
        if *self.file == *from { format!("line {}", self.number) } else { self.to_string() }
    }
}

/// The files, the one that extends the others first.
#[derive(Clone, Debug, Default)]
pub(super) struct Sources {
    files: Vec<SourceFile>,
}

/// One file.
#[derive(Clone, Debug)]
pub(super) struct SourceFile {
    pub(super) name: Arc<str>,
    pub(super) text: Arc<str>,
    /// How many lines are thought before it, which is also how many bytes.
    before: usize,
}

impl Sources {
    /// Adds a file, and gives the text to read it from: its own behind empty lines.
    pub(super) fn add(&mut self, name: &str, text: &str) -> String {
        // A message may point behind the last line, so one more is left free.
        let lines = |it: &SourceFile| it.text.bytes().filter(|byte| matches!(byte, b'\n' | b'\r')).count() + 2;
        let before = self.files.last().map_or(0, |last| last.before + lines(last));
        self.files.push(SourceFile { name: name.into(), text: text.into(), before });
        let text = text.strip_prefix('\u{feff}').filter(|_| before > 0).unwrap_or(text);
        "\n".repeat(before) + text
    }

    /// The file that extends the others.
    pub(super) fn first(&self) -> Option<&SourceFile> {
        self.files.first()
    }

    /// What they are called, in their order.
    pub(super) fn names(&self) -> Vec<&str> {
        self.files.iter().map(|it| &*it.name).collect()
    }

    /// The number of the file that a place is in: 0 is the file that extends the others.
    pub(super) fn number(&self, at: Location) -> usize {
        let line = at.line() as usize;
        self.files.iter().rposition(|it| it.before < line).unwrap_or(0)
    }

    /// The file that a place is in.
    pub(super) fn file(&self, at: Location) -> &SourceFile {
        &self.files[self.number(at)]
    }

    /// The line of a place; 0 where the place is not known.
    pub(super) fn line(&self, at: Location) -> Line {
        let file = self.file(at);
        Line { file: file.name.clone(), number: (at.line() as usize).saturating_sub(file.before) as u32 }
    }
}

impl SourceFile {
    /// The start in this file of a byte of all files.
    pub(super) fn offset(&self, start: usize) -> usize {
        start.saturating_sub(self.before)
    }
}
