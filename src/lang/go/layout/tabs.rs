//! Elastic tab stops as gofmt uses them: Go's `text/tabwriter` with tab width 8, padding 1, blanks for alignment, tabs for
//! indentation and empty columns dropped. What the cells hold is decided in `print`.

/// One piece of printed output before alignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Text that is copied as it is: a token, or one line of a comment.
    Atom { start: usize, end: usize },
    /// A blank inside of a cell.
    Blank,
    /// Ends a cell; the column stays even if it is empty (indentation).
    Tab,
    /// Ends a cell; the column goes if it is empty in every line.
    Vtab,
    /// Ends a line.
    Newline,
    /// Ends a line and every column.
    Formfeed,
}

/// Where an atom came from and where it went, in bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed {
    pub start: usize,
    pub end: usize,
    pub out_start: usize,
    pub out_end: usize,
    /// Atoms of one section may have moved together; blank lines and formfeeds end a section.
    pub section: usize,
}

/// Lays out `items`, whose atoms are spans of `src`: the text, and where each atom stands in it.
pub(super) fn align(src: &str, items: &[Piece]) -> (String, Vec<Placed>) {
    let mut writer = Writer { src, items, out: String::with_capacity(src.len() + 64), ..Writer::default() };
    writer.run();
    (writer.out, writer.placed)
}

#[derive(Clone, Copy, Default)]
struct Cell {
    /// The items of the cell.
    first: usize,
    last: usize,
    /// Characters.
    width: usize,
    htab: bool,
}

#[derive(Default)]
struct Writer<'s> {
    src: &'s str,
    items: &'s [Piece],
    lines: Vec<Vec<Cell>>,
    widths: Vec<usize>,
    out: String,
    /// White space that is dropped when the line ends before the next atom.
    pending: String,
    placed: Vec<Placed>,
    section: usize,
}

impl Writer<'_> {
    fn run(&mut self) {
        self.lines.push(Vec::new());
        let mut cell = Cell::default();
        for (index, item) in self.items.iter().enumerate() {
            match *item {
                Piece::Atom { start, end } => cell.width += self.src[start..end].chars().count(),
                Piece::Blank => cell.width += 1,
                Piece::Tab | Piece::Vtab | Piece::Newline | Piece::Formfeed => {
                    cell.last = index;
                    cell.htab = *item == Piece::Tab;
                    let cells = self.terminate(cell);
                    cell = Cell { first: index + 1, ..Cell::default() };
                    if matches!(item, Piece::Newline | Piece::Formfeed) {
                        self.lines.push(Vec::new());
                        if *item == Piece::Formfeed || cells == 1 {
                            self.flush();
                        }
                    }
                }
            }
        }
        if cell.first < self.items.len() {
            cell.last = self.items.len();
            self.terminate(cell);
        }
        self.flush();
    }

    /// Adds `cell` to the current line and says how many the line has now.
    fn terminate(&mut self, cell: Cell) -> usize {
        self.lines.last_mut().map_or(0, |line| {
            line.push(cell);
            line.len()
        })
    }

    fn flush(&mut self) {
        let lines = std::mem::take(&mut self.lines);
        self.format(&lines, 0, lines.len());
        self.lines.push(Vec::new());
        self.section += 1;
    }

    /// Prints `lines[line0..line1]`, whose columns up to `self.widths.len()` have their widths.
    fn format(&mut self, lines: &[Vec<Cell>], mut line0: usize, line1: usize) {
        let column = self.widths.len();
        let mut this = line0;
        while this < line1 {
            if column + 1 >= lines[this].len() {
                this += 1;
                continue;
            }
            self.write_lines(lines, line0, this);
            line0 = this;
            // The block of consecutive lines that have a cell in this column.
            let (mut width, mut discardable) = (0, true);
            while this < line1 && column + 1 < lines[this].len() {
                let cell = lines[this][column];
                width = width.max(cell.width + 1);
                discardable &= cell.width == 0 && !cell.htab;
                this += 1;
            }
            self.widths.push(if discardable { 0 } else { width });
            self.format(lines, line0, this);
            self.widths.pop();
            line0 = this;
        }
        self.write_lines(lines, line0, line1);
    }

    fn write_lines(&mut self, lines: &[Vec<Cell>], line0: usize, line1: usize) {
        for (index, line) in lines.iter().enumerate().take(line1).skip(line0) {
            let mut use_tabs = true;
            let mut blank = true;
            for (column, cell) in line.iter().enumerate() {
                let width = self.widths.get(column).copied();
                if cell.first == cell.last {
                    if let Some(width) = width {
                        if use_tabs {
                            self.pending.extend(std::iter::repeat_n('\t', width.div_ceil(8)));
                        } else {
                            self.pad(width);
                        }
                    }
                } else {
                    use_tabs = false;
                    blank = false;
                    self.write_cell(*cell);
                    if let Some(width) = width {
                        self.pad(width.saturating_sub(cell.width));
                    }
                }
            }
            if index + 1 < lines.len() {
                self.pending.clear();
                self.out.push('\n');
            }
            if blank {
                self.section += 1;
            }
        }
    }

    fn write_cell(&mut self, cell: Cell) {
        for item in &self.items[cell.first..cell.last] {
            if let Piece::Atom { start, end } = *item {
                self.out.push_str(&self.pending);
                self.pending.clear();
                let out_start = self.out.len();
                self.out.push_str(&self.src[start..end]);
                self.placed.push(Placed { start, end, out_start, out_end: self.out.len(), section: self.section });
            } else {
                self.pending.push(' ');
            }
        }
    }

    fn pad(&mut self, width: usize) {
        self.pending.extend(std::iter::repeat_n(' ', width));
    }
}
