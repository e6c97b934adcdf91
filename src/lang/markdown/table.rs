//! A table of a document: where a column is laid out in all rows, it stays so.

use std::ops::Range;

use crate::model::{Edit, Span};
use crate::text::width::width;

/// The cells of each row: what stands between two bars, blanks included.
pub(super) struct Table {
    rows: Vec<Vec<Range<usize>>>,
}

/// On which side of a column its text stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
    Middle,
}

/// The cell of a row with its edits.
struct Cell {
    /// Between its bars.
    at: Range<usize>,
    edits: Vec<Edit>,
    /// Columns of its text after the edits, without the blanks around it.
    width: usize,
    /// Bytes of blanks before and after its text.
    lead: usize,
    trail: usize,
}

impl Table {
    /// Reads the lines of a table; `None` where they are none: the second line says what the columns are.
    pub(super) fn read(text: &str, lines: &[Range<usize>]) -> Option<Self> {
        let rows: Vec<Vec<Range<usize>>> = lines.iter().map(|line| cells(text, line)).collect();
        let ruled = |cell: &Range<usize>| {
            let rule = text[cell.clone()].trim();
            rule.contains('-') && rule.chars().all(|c| matches!(c, '-' | ':'))
        };
        let rule = rows.get(1)?;
        (!rule.is_empty() && rule.iter().all(ruled)).then_some(Self { rows })
    }

    /// `edits` (sorted) with what keeps the columns that are laid out. `None` where no column is, or an edit is not of one cell.
    pub(super) fn laid_out(&self, text: &str, edits: &[Edit]) -> Option<Vec<Edit>> {
        let rows: Vec<Vec<Cell>> =
            self.rows.iter().map(|row| row.iter().map(|at| Cell::of(text, at, edits)).collect()).collect();
        let placed: usize = rows.iter().flatten().map(|it| it.edits.len()).sum();
        let mut out = Vec::new();
        let mut any = false;
        for column in 0..self.rows[1].len() {
            let cells: Vec<&Cell> = rows.iter().filter_map(|row| row.get(column)).collect();
            let widths: Vec<usize> = cells.iter().map(|it| width(&text[it.at.clone()])).collect();
            let even = widths.windows(2).all(|it| it[0] == it[1]);
            let wanted = cells.iter().map(|it| it.needed()).chain(widths.first().copied()).max().unwrap_or(0);
            any |= even;
            let side = Side::of(text, &cells);
            for (row, cell) in cells.iter().enumerate() {
                match even && cell.edits.iter().all(|it| !it.text.contains('\n')) {
                    true if row == 1 => out.extend(cell.ruled(text, wanted)),
                    true => out.extend(cell.filled(wanted, side)),
                    false => out.extend(cell.edits.iter().cloned()),
                }
            }
        }
        (any && placed == edits.len() && placed == out.iter().filter(|it| edits.contains(it)).count()).then_some(out)
    }
}

impl Side {
    /// By the blanks of the cells; where those show nothing, by the rule below the head.
    fn of(text: &str, cells: &[&Cell]) -> Self {
        let said = || cells.iter().enumerate().filter(|(row, _)| *row != 1).map(|(_, cell)| cell);
        let (left, right) = (said().all(|it| it.lead <= 1), said().all(|it| it.trail <= 1));
        let rule = cells.get(1).map_or("", |it| text[it.at.clone()].trim());
        match (left, right) {
            (true, true) if rule.ends_with(':') && !rule.starts_with(':') => Side::Right,
            (true, _) => Side::Left,
            (false, true) => Side::Right,
            (false, false) => Side::Middle,
        }
    }
}

impl Cell {
    fn of(text: &str, at: &Range<usize>, edits: &[Edit]) -> Self {
        let inside = &text[at.clone()];
        let (lead, trail) = (inside.len() - inside.trim_start().len(), inside.trim_start().len() - inside.trim().len());
        let core = Span::new(at.start + lead, at.end - trail);
        let mine: Vec<Edit> = edits.iter().filter(|it| core.contains(it.span)).cloned().collect();
        let old = width(inside.trim());
        let gone: usize = mine.iter().map(|it| width(&text[it.span.range()])).sum();
        let come: usize = mine.iter().map(|it| width(&it.text)).sum();
        Self { at: at.clone(), width: (old + come).saturating_sub(gone), edits: mine, lead, trail }
    }

    /// Columns with no more than one blank on either side where there was one.
    fn needed(&self) -> usize {
        match self.edits.is_empty() {
            true => 0,
            false => self.width + self.lead.min(1) + self.trail.min(1),
        }
    }

    /// The rule below the head, as wide as the column.
    fn ruled(&self, text: &str, wanted: usize) -> Option<Edit> {
        let more = wanted.saturating_sub(width(&text[self.at.clone()]));
        let dash = text[self.at.clone()].rfind('-').map(|it| self.at.start + it)?;
        (more > 0).then(|| Edit::insert(dash as u32, "-".repeat(more)))
    }

    /// Its edits and its blanks, so that it is as wide as the column.
    fn filled(&self, wanted: usize, side: Side) -> Vec<Edit> {
        let blanks = wanted.saturating_sub(self.width);
        let (lead, trail) = match side {
            Side::Left => (self.lead.min(blanks), blanks - self.lead.min(blanks)),
            Side::Right => (blanks - self.trail.min(blanks), self.trail.min(blanks)),
            Side::Middle => (blanks / 2, blanks - blanks / 2),
        };
        let start = self.at.start;
        let spans = [(start..start + self.lead, lead), (self.at.end - self.trail..self.at.end, trail)];
        let changed = spans.into_iter().filter(|(at, count)| at.len() != *count);
        let blanks = changed.map(|(at, count)| Edit::replace(Span::new(at.start, at.end), " ".repeat(count)));
        self.edits.iter().cloned().chain(blanks).collect()
    }
}

/// The cells of a row. A bar behind a backslash is text, in code as well.
fn cells(text: &str, line: &Range<usize>) -> Vec<Range<usize>> {
    let row = &text[line.clone()];
    let escaped = |at: usize| row[..at].bytes().rev().take_while(|it| *it == b'\\').count() % 2 == 1;
    let bars: Vec<usize> = row.match_indices('|').map(|it| it.0).filter(|at| !escaped(*at)).collect();
    bars.windows(2).map(|pair| line.start + pair[0] + 1..line.start + pair[1]).collect()
}
