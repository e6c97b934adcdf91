//! Keeps columns that people have laid out with blanks: where a word gets longer or shorter, the blanks behind it give way.

use std::ops::Range;

use crate::model::{Edit, Span};

/// `edits` (sorted, not overlapping), each in one of `blocks` with the run of blanks behind it, where there are at least two.
pub(crate) fn keep(text: &str, blocks: &[Range<usize>], edits: Vec<Edit>) -> Vec<Edit> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::edit::apply_edits;

    #[test]
    fn a_shorter_word_gets_more_blanks() {
        let text = "RunID  TEXT";
        let edit = vec![Edit::replace(Span::new(0, 5), "ID")];
        let kept = keep(text, std::slice::from_ref(&(0..text.len())), edit);
        assert_eq!(apply_edits(text, &kept).as_deref(), Ok("ID     TEXT"));
    }
}
