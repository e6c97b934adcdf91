//! A place in the sources, as people, reports and editors name it: `repo/path`, `repo/path:line`, `repo/path:line:column`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::finding::{Finding, Skipped, Step};

/// A file, or a line or column of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Name of the repository.
    pub repo: String,
    /// Path in the repository, with `/`.
    pub path: String,
    /// 1-based.
    pub line: Option<u32>,
    /// 1-based, in bytes.
    pub column: Option<u32>,
}

impl Place {
    /// A whole file.
    pub fn file(repo: impl Into<String>, path: impl Into<String>) -> Self {
        Self { repo: repo.into(), path: path.into(), line: None, column: None }
    }

    /// A line of this file.
    pub fn line(self, line: u32) -> Self {
        Self { line: Some(line), column: None, ..self }
    }
}

impl Finding {
    /// The file that it stands in.
    pub fn file(&self) -> Place {
        Place::file(self.repo.as_str(), self.path.as_str())
    }

    /// Where the hit starts.
    pub fn place(&self) -> Place {
        Place { line: Some(self.line), column: Some(self.column), ..self.file() }
    }
}

impl Step {
    /// The place that it is about.
    pub fn place(&self) -> Option<Place> {
        let (repo, path) = self.path.as_deref()?.split_once('/')?;
        Some(Place { line: self.line, ..Place::file(repo, path) })
    }
}

impl Skipped {
    /// The file.
    pub fn file(&self) -> Place {
        Place::file(&self.repo, &self.path)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        write!(out, "{}/{}", self.repo, self.path)?;
        for number in [self.line, self.line.and(self.column)].into_iter().flatten() {
            write!(out, ":{number}")?;
        }
        Ok(())
    }
}

/// The text has no `/` between a repository and a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not repo/path, repo/path:line or repo/path:line:column")]
pub struct NotAPlace;

impl FromStr for Place {
    type Err = NotAPlace;

    fn from_str(text: &str) -> Result<Self, NotAPlace> {
        let (file, line, column) = numbered(text);
        let (repo, path) = file.split_once('/').ok_or(NotAPlace)?;
        Ok(Self { line, column, ..Self::file(repo, path) })
    }
}

/// A file as it was typed, and the line and column behind it.
pub fn numbered(text: &str) -> (&str, Option<u32>, Option<u32>) {
    let last = |text| str::rsplit_once(text, ':').and_then(|(front, number)| Some((front, number.parse().ok()?)));
    let Some((front, second)) = last(text) else { return (text, None, None) };
    match last(front) {
        Some((file, first)) => (file, Some(first), Some(second)),
        None => (front, Some(second), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_back_as_it_was_written() {
        for text in ["r/a.go", "r/pkg/a.go:3", "r/a b.go:3:14", "r/a:b.go:7"] {
            assert_eq!(text.parse::<Place>().map(|it| it.to_string()).as_deref(), Ok(text));
        }
        assert_eq!("a.go:3".parse::<Place>(), Err(NotAPlace));
        assert_eq!(numbered("a.go:3"), ("a.go", Some(3), None));
    }
}
