//! Escaped underscores: formatters write `run\_id` for a name that readers see as `run_id`.

use crate::model::Span;
use crate::text::words::{TermHit, TermSet};

/// The hits of a document. The span of a name covers its escapes.
pub(super) fn hits(terms: &TermSet, text: &str) -> Vec<TermHit> {
    if memchr::memmem::find(text.as_bytes(), b"\\_").is_none() {
        return terms.find(text);
    }
    let escapes = escapes(text);
    let mut plain = String::with_capacity(text.len());
    let mut from = 0;
    for at in &escapes {
        plain.push_str(&text[from..*at]);
        from = at + 1;
    }
    plain.push_str(&text[from..]);
    // Where the character after each backslash stands once they are gone.
    let gone: Vec<usize> = escapes.iter().enumerate().map(|(count, at)| at - count).collect();
    let moved = |at: u32| at + gone.partition_point(|it| *it < at as usize) as u32;
    let whole = |it: Span| Span { start: moved(it.start), end: moved(it.end) };
    let mut hits = terms.find(&plain);
    for hit in &mut hits {
        hit.span = whole(hit.span);
        hit.inner.iter_mut().for_each(|it| *it = whole(*it));
    }
    hits
}

/// Where the backslashes before underscores are. In code a reader sees each of them, and the name is the same: formatters write them there,
/// too, and `LIKE 'run\_id'` asks for the name with an underscore.
fn escapes(text: &str) -> Vec<usize> {
    let escaped = |at: &usize| text[..*at].bytes().rev().take_while(|it| *it == b'\\').count() % 2 == 0;
    text.match_indices("\\_").map(|(at, _)| at).filter(escaped).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::words::TermSpec;

    #[test]
    fn an_escaped_name_is_one_name() {
        let term = |words: &str| TermSpec {
            id: words.into(),
            words: words.split(' ').map(String::from).collect(),
            forms: Vec::new(),
        };
        let terms = TermSet::new(&[term("run"), term("run id")]);
        let text = "é \\_run\\_id, a run\\_id\\_x; `run\\_id` run\\\\_id RUN\\_IDS";
        let found: Vec<(&str, u32)> = hits(&terms, text).iter().map(|it| (&text[it.span.range()], it.term)).collect();
        let expected = [("\\_run\\_id", 1), ("run\\_id\\_x", 1), ("run\\_id", 1), ("run", 0), ("RUN\\_IDS", 1)];
        assert_eq!(found, expected);
        let inner = hits(&terms, text).remove(0).inner;
        assert_eq!(inner.iter().map(|it| &text[it.range()]).collect::<Vec<_>>(), ["run", "id"]);
    }
}
