//! The table on the page of a job, in Markdown.

use crate::model::Inventory;
use crate::report::ReportMeta;
use crate::report::hits::{Hit, gates, hits, ranked};
use crate::report::markdown::{code, plain};
use crate::text::count::counted;
use crate::text::shown::Styled;

/// What is kept free for the sentence that says how much was cut, in bytes.
const SENTENCE: usize = 200;

/// All hits by rank, a row each, as far as `room` bytes hold them.
pub(super) fn digest(inventory: &Inventory, meta: &ReportMeta, room: usize) -> Vec<u8> {
    let gates = gates(&meta.sections(inventory));
    let hits = hits(inventory, &gates);
    let mut text = format!("### runsess: {}\n\n", counted(hits.len(), "hit"));
    if !hits.is_empty() {
        text += "| Place | Name | Category | Because | To do |\n|---|---|---|---|---|\n";
    }
    let mut left = hits.len();
    for hit in ranked(&hits, hits.len()) {
        let row = row(hit, meta);
        if text.len() + row.len() + SENTENCE > room {
            break;
        }
        text += &row;
        left -= 1;
    }
    if left > 0 {
        let more = counted(left, "more hit");
        text += &format!("\n{more}: a summary holds at most 1 MB. `runsess check` lists them all.\n");
    }
    text.push('\n');
    if text.len() > room { Vec::new() } else { text.into_bytes() }
}

fn row(hit: &Hit, meta: &ReportMeta) -> String {
    let it = hit.finding;
    let place = code(&format!("{}:{}", meta.checkout.path(it), it.line));
    let (reason, proposal) = (hit.reason().unwrap_or_default(), hit.proposal().unwrap_or_default());
    let cells = [place, code(&it.text), plain(&it.category), plain(&reason), plain(&proposal)];
    Styled(&format!("| {} |\n", cells.join(" | "))).to_string()
}

#[cfg(test)]
mod tests {
    use super::super::super::sample;
    use super::*;

    #[test]
    fn every_hit_has_a_row_and_what_has_none_is_counted() {
        let (inventory, meta) = (sample::inventory(), sample::meta());
        let text = String::from_utf8(digest(&inventory, &meta, 1 << 20)).expect("it is text");
        assert!(text.starts_with("### runsess: 8 hits\n"), "{text}");
        assert_eq!(text.lines().filter(|it| it.starts_with("| `")).count(), 8, "{text}");
        for room in [0, 300, 500, 700] {
            let cut = String::from_utf8(digest(&inventory, &meta, room)).expect("it is text");
            assert!(cut.len() <= room, "{cut}");
            let rows = cut.lines().filter(|it| it.starts_with("| `")).count();
            assert!(room < 300 || cut.contains(&format!("\n{} more hits: ", 8 - rows)), "{cut}");
        }
    }
}
