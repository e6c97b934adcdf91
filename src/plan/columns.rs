//! Keeps columns that people have laid out with blanks, in SQL and in the code blocks and tables of documents: where a word
//! gets longer or shorter, the blanks behind it give way. Go has `gofmt` of its own; other code is not laid out in columns.

use std::ops::Range;

use crate::model::{Edit, Language, Span};

/// `edits` (sorted, not overlapping), each with the run of blanks behind it, where there are at least two.
pub(super) fn keep(language: Language, text: &str, edits: Vec<Edit>) -> Vec<Edit> {
    let blocks = match language {
        Language::Sql => std::iter::once(0..text.len()).collect(),
        Language::Markdown => blocks(text),
        _ => return edits,
    };
    let starts: Vec<u32> = edits.iter().skip(1).map(|it| it.span.start).chain([u32::MAX]).collect();
    let within = |at: usize| blocks.iter().any(|block| block.contains(&at));
    edits
        .into_iter()
        .zip(starts)
        .map(|(edit, next)| match within(edit.span.start as usize) {
            true => widened(text, &edit, next).unwrap_or(edit),
            false => edit,
        })
        .collect()
}

fn widened(text: &str, edit: &Edit, next: u32) -> Option<Edit> {
    let (old, rest) = (text.get(edit.span.range())?, text.get(edit.span.end as usize..)?);
    let blanks = rest.len() - rest.trim_start_matches(' ').len();
    let ends = rest[blanks..].starts_with(['\n', '\r']) || rest.len() == blanks;
    // One blank is a word's end, not a column; nothing stands behind blanks at the end of a line.
    if blanks < 2 || ends || edit.text.is_empty() || old.contains('\n') || edit.text.contains('\n') {
        return None;
    }
    let end = edit.span.end + blanks as u32;
    let width = old.chars().count() + blanks;
    let fill = width.saturating_sub(edit.text.chars().count()).max(1);
    let span = Span { start: edit.span.start, end };
    (end <= next).then(|| Edit::replace(span, format!("{}{}", edit.text, " ".repeat(fill))))
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
    use crate::model::edit::apply_edits;

    fn renamed(language: Language, text: &str) -> String {
        let edits =
            text.match_indices("RunID").map(|(at, old)| Edit::replace(Span::new(at, at + old.len()), "SessionID"));
        let edits = keep(language, text, edits.collect());
        apply_edits(text, &edits).expect("the edits fit")
    }

    #[test]
    fn code_and_tables_of_documents_keep_their_columns() {
        let text = "RunID  RunID\n```go\n    ConvID       string\n    RunID        string\n    RunID int // RunID   \n```\n| RunID     | x |\n| RunID  | y |\n";
        let kept = "SessionID  SessionID\n```go\n    ConvID       string\n    SessionID    string\n    SessionID int // SessionID   \n```\n\
                    | SessionID | x |\n| SessionID | y |\n";
        assert_eq!(renamed(Language::Markdown, text), kept);
    }

    #[test]
    fn columns_of_sql_are_kept_and_other_languages_left_alone() {
        assert_eq!(
            renamed(Language::Sql, "  RunID       TEXT,\n  RunID  TEXT"),
            "  SessionID   TEXT,\n  SessionID TEXT"
        );
        assert_eq!(renamed(Language::TypeScript, "RunID       x"), "SessionID       x");
    }

    #[test]
    fn a_shorter_word_gets_more_blanks() {
        let edit = vec![Edit::replace(Span::new(0, 5), "ID")];
        let kept = keep(Language::Sql, "RunID  TEXT", edit);
        assert_eq!(apply_edits("RunID  TEXT", &kept).as_deref(), Ok("ID     TEXT"));
    }
}
