//! The columns of documents: those of tables and of code blocks.

use std::ops::Range;

use crate::model::Edit;
use crate::text::columns;

/// `edits` (sorted, not overlapping) with what keeps the columns of tables and code blocks.
pub(crate) fn keep(text: &str, edits: Vec<Edit>) -> Vec<Edit> {
    columns::keep(text, &blocks(text), edits)
}

/// The bytes of code blocks and of table rows.
fn blocks(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut fence: Option<&str> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let (start, bare) = (at, line.trim_start());
        at += line.len();
        let mark = ["```", "~~~"].into_iter().find(|mark| bare.starts_with(mark));
        match (fence, mark) {
            (Some(open), Some(mark)) if open == mark => fence = None,
            (None, Some(mark)) => fence = Some(mark),
            (Some(_), _) => found.push(start..at),
            (None, None) if bare.starts_with('|') => found.push(start..at),
            (None, None) => {}
        }
    }
    found
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
}
