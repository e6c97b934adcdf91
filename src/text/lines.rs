//! The line around a byte offset, and its neighbours: start, end, indentation, line ending.

use crate::model::Edit;

/// A line of `text`: where it starts, and the blanks that it starts with.
pub(crate) struct Line<'t> {
    pub(crate) text: &'t str,
    pub(crate) start: usize,
    pub(crate) indent: &'t str,
}

impl<'t> Line<'t> {
    /// The line of the byte at `at`.
    pub(crate) fn of(text: &'t str, at: u32) -> Self {
        let start = line_start(text, at);
        Self { text, start, indent: indent(&text[start..]) }
    }

    /// The line above, without its end.
    pub(crate) fn above(&self) -> &'t str {
        let Some(newline) = self.start.checked_sub(1) else { return "" };
        &self.text[line_start(self.text, newline as u32)..newline]
    }

    /// A line of its own before the byte `at`, as far indented as this one.
    pub(crate) fn insert_at(&self, at: usize, line: &str) -> Edit {
        let end = if self.text.contains("\r\n") { "\r\n" } else { "\n" };
        Edit::insert(at as u32, format!("{}{line}{end}", self.indent))
    }
}

/// The start of the line of the byte at `at`.
pub(crate) fn line_start(text: &str, at: u32) -> usize {
    text[..at as usize].rfind('\n').map_or(0, |newline| newline + 1)
}

/// One past the end of the line that starts at `start`.
pub(crate) fn line_end(text: &str, start: usize) -> usize {
    text[start..].find('\n').map_or(text.len(), |newline| start + newline + 1)
}

fn indent(line: &str) -> &str {
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}
