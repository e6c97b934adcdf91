//! The columns of documents: those of tables and of code blocks.

use std::ops::Range;

use super::table::Table;
use crate::model::Edit;
use crate::text::columns;

/// `edits` (sorted, not overlapping) with what keeps the columns of tables and code blocks.
pub(crate) fn keep(text: &str, edits: Vec<Edit>) -> Vec<Edit> {
    let (code, tables) = blocks(text);
    let mut ragged = code;
    let mut laid_out = Vec::new();
    let mut left = edits;
    for lines in tables {
        let (mine, others): (Vec<Edit>, Vec<Edit>) = left.into_iter().partition(|it| touches(&lines, it));
        left = others;
        match Table::read(text, &lines).filter(|_| !mine.is_empty()).and_then(|table| table.laid_out(text, &mine)) {
            Some(edits) => laid_out.extend(edits),
            None => {
                left.extend(mine);
                ragged.extend(lines);
            }
        }
    }
    left.sort();
    let mut all = columns::keep(text, &ragged, left);
    all.extend(laid_out);
    all.sort();
    all
}

fn touches(lines: &[Range<usize>], edit: &Edit) -> bool {
    let whole = lines.first().zip(lines.last());
    whole.is_some_and(|(first, last)| (first.start..last.end).contains(&edit.span.range().start))
}

/// The lines of code blocks, and those of each table.
fn blocks(text: &str) -> (Vec<Range<usize>>, Vec<Vec<Range<usize>>>) {
    let (mut code, mut tables) = (Vec::new(), Vec::<Vec<Range<usize>>>::new());
    let mut fence: Option<&str> = None;
    let (mut at, mut in_table) = (0, false);
    for line in text.split_inclusive('\n') {
        let (start, bare) = (at, line.trim_start());
        at += line.len();
        let mark = ["```", "~~~"].into_iter().find(|mark| bare.starts_with(mark));
        let row = fence.is_none() && bare.starts_with('|');
        match (fence, mark) {
            (Some(open), Some(mark)) if open == mark => fence = None,
            (None, Some(mark)) => fence = Some(mark),
            (Some(_), _) => code.push(start..at),
            (None, None) if row && in_table => tables.last_mut().into_iter().for_each(|it| it.push(start..at)),
            (None, None) if row => tables.push(std::iter::once(start..at).collect()),
            (None, None) => {}
        }
        in_table = row;
    }
    (code, tables)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Span;
    use crate::model::edit::apply_edits;

    fn renamed(text: &str) -> String {
        let edits =
            text.match_indices("RunID").map(|(at, old)| Edit::replace(Span::new(at, at + old.len()), "SessionID"));
        let edits = keep(text, edits.collect());
        apply_edits(text, &edits).expect("the edits fit")
    }

    #[test]
    fn code_and_tables_of_documents_keep_their_columns() {
        let text = "RunID  RunID\n```go\n    ConvID       string\n    RunID        string\n    RunID int // RunID   \n```\n| RunID     | x |\n| RunID  | y |\n";
        let kept = "SessionID  SessionID\n```go\n    ConvID       string\n    SessionID    string\n    SessionID int // SessionID   \n```\n\
                    | SessionID | x |\n| SessionID | y |\n";
        assert_eq!(renamed(text), kept);
    }

    #[test]
    fn a_column_gets_as_wide_as_its_longest_cell() {
        for (text, expected) in [
            (
                "| a     | b |\n|-------|--:|\n| RunID | 1 |\n| éé    | RunID |\n",
                "| a         | b |\n|-----------|--:|\n| SessionID | 1 |\n| éé        | SessionID |\n",
            ),
            // Room that is there is used, and stays when nothing needs it.
            ("| a          |\n|------------|\n| RunID x    |\n", "| a           |\n|-------------|\n| SessionID x |\n"),
            (
                "| a |     n |\n|:-:|------:|\n| b | RunID |\n",
                "| a |         n |\n|:-:|----------:|\n| b | SessionID |\n",
            ),
            ("|a|\n|-|\n|RunID|\n", "|a|\n|-|\n|SessionID|\n"),
            // Escaped bars are text; a row may lack its last cells.
            (
                "| `a\\|b` | c |\n| ------ | - |\n| RunID  | d |\n| e      |\n",
                "| `a\\|b`    | c |\n| --------- | - |\n| SessionID | d |\n| e         |\n",
            ),
        ] {
            assert_eq!(renamed(text), expected, "{text}");
        }
    }
}
