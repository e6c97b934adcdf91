//! The columns of SQL: people lay out whole schemas in them.

use crate::model::Edit;
use crate::text::columns;

/// `edits` (sorted, not overlapping) with what keeps the columns of the text.
pub(crate) fn keep(text: &str, edits: Vec<Edit>) -> Vec<Edit> {
    columns::keep(text, std::slice::from_ref(&(0..text.len())), edits)
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
    fn columns_of_sql_are_kept() {
        assert_eq!(renamed("  RunID       TEXT,\n  RunID  TEXT"), "  SessionID   TEXT,\n  SessionID TEXT");
    }
}
