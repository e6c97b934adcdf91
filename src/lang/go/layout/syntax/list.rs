//! Lists of expressions that may span lines: arguments, elements of composite literals, both sides of assignments. Where
//! they break, and when a break ends the columns (by the ratio of key sizes).

use super::mean::GeometricMean;
use super::{Parser, Ws};

/// One element of a list, as token indexes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Element {
    pub first: usize,
    pub last: usize,
    /// The colon of `key: value`.
    pub colon: Option<usize>,
}

/// How the list stands in its surroundings.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Frame {
    /// The line before the list (of the opening bracket, or of the operator), if it matters.
    pub before: Option<usize>,
    /// The line of the token behind the list, if it matters.
    pub after: Option<usize>,
    /// The list ends with a comma where the closing bracket has its own line.
    pub comma_term: bool,
    /// The lines of the list are not indented further.
    pub no_indent: bool,
}

impl Parser<'_> {
    /// Decides the breaks of a list that has been parsed. White space behind the list goes before token `end`.
    pub(super) fn list_layout(&mut self, list: &[Element], frame: Frame, end: usize) {
        let (Some(head), Some(tail)) = (list.first(), list.last()) else { return };
        let (first_line, end_line) = (self.toks[head.first].line, self.toks[tail.last].end_line);
        if frame.before == Some(first_line) && first_line == end_line {
            return;
        }
        let mut indent = !frame.no_indent;
        let mut broken = false;
        let mut previous_break = None;
        if frame.before.is_some_and(|line| line < first_line) && self.linebreak(head.first, 0, indent, true) > 0 {
            (indent, broken) = (false, true);
            previous_break = Some(0);
        }
        let mut ratio = KeyRatio::default();
        let mut previous_line = frame.before;
        for (index, element) in list.iter().enumerate() {
            let line = self.toks[element.first].line;
            let size = self.element_size(element, frame);
            let section = ratio.breaks_columns(size);
            let needs_break = previous_line.is_some_and(|previous| previous < line);
            if index > 0 && needs_break {
                let section = section || previous_break.map_or(0, |at| at + 1) < index;
                let breaks = self.linebreak(element.first, 0, indent, section);
                if breaks > 0 {
                    (indent, broken) = (false, true);
                    previous_break = Some(index);
                }
                if breaks > 1 {
                    ratio.restart();
                }
            }
            if let Some(colon) = element.colon
                && list.len() > 1
                && size > 0
                && needs_break
            {
                self.ws_at(colon + 1, Ws::Vtab);
            }
            ratio.add(size);
            previous_line = Some(line);
        }
        if broken && !frame.no_indent {
            self.ws_at(end, Ws::Unindent);
        }
        if frame.comma_term && frame.after.is_some_and(|line| end_line < line) {
            self.ws_at(end, Ws::Formfeed);
        }
    }

    /// The size of the key, or of an element without key; 0 if it spans lines or nobody asks.
    fn element_size(&self, element: &Element, frame: Frame) -> usize {
        if frame.before.is_none() || frame.after.is_none() {
            return 0;
        }
        let Some(size) = self.size(element.first, element.last) else { return 0 };
        match element.colon {
            Some(colon) if colon > element.first => self.size(element.first, colon - 1).unwrap_or(0),
            _ => size,
        }
    }
}

/// gofmt ends the columns where a key is much shorter or longer than the keys before it.
#[derive(Default)]
struct KeyRatio {
    size: usize,
    mean: GeometricMean,
}

impl KeyRatio {
    const SMALL: usize = 40;
    const THRESHOLD: f64 = 2.5;

    /// Whether the columns end before an element of `size`.
    fn breaks_columns(&mut self, size: usize) -> bool {
        let previous = std::mem::replace(&mut self.size, size);
        if previous == 0 || size == 0 {
            return true;
        }
        if previous <= Self::SMALL && size <= Self::SMALL {
            return false;
        }
        self.mean.get().is_some_and(|mean| {
            let ratio = size as f64 / mean;
            Self::THRESHOLD * ratio <= 1.0 || Self::THRESHOLD <= ratio
        })
    }

    fn add(&mut self, size: usize) {
        if size > 0 {
            self.mean.add(size);
        }
    }

    fn restart(&mut self) {
        self.mean = GeometricMean::default();
    }
}
