//! Changes of one text: an [`Edit`] puts new bytes in place of a span of old ones; [`apply_edits`] is the one place where
//! edits become text.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::source::{FileId, RepoId};
use super::span::Span;

/// Replaces the bytes of a span. Everything else in the file stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Edit {
    /// The bytes that go; empty for an insertion.
    pub span: Span,
    /// The bytes that come.
    pub text: String,
}

impl Edit {
    /// `text` in place of `span`.
    pub fn replace(span: Span, text: impl Into<String>) -> Self {
        Self { span, text: text.into() }
    }

    /// `text` before the byte at `at`.
    pub fn insert(at: u32, text: impl Into<String>) -> Self {
        Self { span: Span { start: at, end: at }, text: text.into() }
    }

    /// Nothing in place of `span`.
    pub fn delete(span: Span) -> Self {
        Self { span, text: String::new() }
    }
}

/// What happens to one file: its edits, and the text that they make of it. What is shown and what is written is this text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilePlan {
    /// The file.
    pub file: FileId,
    /// Sorted, not overlapping.
    pub edits: Vec<Edit>,
    /// The whole text after the edits.
    pub after: String,
}

/// A file that is made where none is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NewFile {
    /// The repository.
    #[serde(skip)]
    pub repo: RepoId,
    /// The path in the repository, with `/`. Its folder is there.
    pub path: String,
    /// All of it.
    pub text: String,
}

/// Applies sorted, non-overlapping edits to `text`.
///
/// # Errors
/// The span of the first edit that overlaps its predecessor, lies outside of `text` or cuts a character in two.
pub fn apply_edits(text: &str, edits: &[Edit]) -> Result<String, Span> {
    let mut out = String::with_capacity(text.len() + 64);
    let mut at = 0;
    for edit in edits {
        let kept = text.get(at..edit.span.start as usize).ok_or(edit.span)?;
        if text.get(edit.span.range()).is_none() {
            return Err(edit.span);
        }
        out.push_str(kept);
        out.push_str(&edit.text);
        at = edit.span.end as usize;
    }
    out.push_str(&text[at..]);
    Ok(out)
}

/// How far the edits of a file move what stands behind them: where each ends, and by how much it and those before it move.
#[derive(Clone, Debug)]
pub struct Moves(Vec<(u32, i64)>);

impl Moves {
    /// Of sorted edits that do not overlap.
    pub fn of(edits: &[Edit]) -> Self {
        let mut by = 0;
        let step = |edit: &Edit| {
            by += edit.text.len() as i64 - edit.span.len() as i64;
            (edit.span.end, by)
        };
        Self(edits.iter().map(step).collect())
    }

    /// Where a byte of the text before the edits stands after them.
    pub fn moved(&self, at: u32) -> u32 {
        let before = self.0.partition_point(|(end, _)| *end <= at);
        let by = before.checked_sub(1).map_or(0, |last| self.0[last].1);
        (i64::from(at) + by) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_outside_the_spans_stay() {
        let edits = [Edit::replace(Span::new(0, 1), "xy"), Edit::insert(2, "+"), Edit::delete(Span::new(3, 4))];
        assert_eq!(apply_edits("abcdñ", &edits).as_deref(), Ok("xyb+cñ"));
    }

    #[test]
    fn overlapping_and_outlying_edits_are_named() {
        let twice = [Edit::delete(Span::new(0, 2)), Edit::delete(Span::new(1, 3))];
        assert_eq!(apply_edits("abc", &twice), Err(Span::new(1, 3)));
        assert_eq!(apply_edits("abc", &[Edit::delete(Span::new(2, 9))]), Err(Span::new(2, 9)));
    }
}
