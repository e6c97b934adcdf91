//! Pieces of plain text around a hit: its line, its sentence, names that a path gives. What they mean is for the rules.

use smol_str::SmolStr;

use crate::model::{Certainty, FileFacts, Occurrence, Role, Source, Span};
use crate::text::words::TermHit;

/// Longest text (bytes) that an occurrence carries; a minified line is cut around its hit.
pub const TEXT_LIMIT: usize = 240;

/// An occurrence known by its words only: no symbol, certainty `Textual`.
pub fn textual(source: &Source, hit: &TermHit, role: Role, context: Vec<SmolStr>, text: SmolStr) -> Occurrence {
    Occurrence {
        file: source.id,
        span: hit.span,
        term: hit.term,
        role,
        symbol: None,
        declaration: false,
        certainty: Certainty::Textual,
        context,
        text,
        group: None,
        carrier: None,
        kept: None,
    }
}

/// Facts that list each hit as words of its line: what remains of a file that is too big or too deep to be read with syntax.
pub fn words_only(source: &Source, hits: &[TermHit], role: Role) -> FileFacts {
    let context: Vec<SmolStr> = stem(&source.path).into_iter().collect();
    let occurrences =
        hits.iter().map(|hit| textual(source, hit, role, context.clone(), line(&source.text, hit.span))).collect();
    FileFacts { occurrences, ..FileFacts::default() }
}

/// The trimmed line of `at`, cut to [`TEXT_LIMIT`] bytes around it.
pub fn line(text: &str, at: Span) -> SmolStr {
    let bytes = text.as_bytes();
    let (from, to) = (at.range().start.min(bytes.len()), at.range().end.min(bytes.len()));
    // Only the bytes that may be shown are searched: a line may be megabytes long.
    let low = from.saturating_sub(TEXT_LIMIT);
    let high = (to + TEXT_LIMIT).min(bytes.len());
    let start = memchr::memrchr(b'\n', &bytes[low..from]).map_or(low, |it| low + it + 1);
    let end = memchr::memchr(b'\n', &bytes[to..high]).map_or(high, |it| to + it);
    window(text, start, end, at, &[])
}

/// The sentence of `at` within `bounds` (a paragraph, a comment, a table cell): up to a `.`, `!` or `?` before a blank, or the
/// bounds. Line breaks and the comment marks after them become one blank. Cut to [`TEXT_LIMIT`] bytes around `at`.
pub fn sentence(text: &str, bounds: Span, at: Span) -> SmolStr {
    let bytes = text.as_bytes();
    let lower = bounds.range().start.max(at.range().start.saturating_sub(2 * TEXT_LIMIT));
    let upper = bounds.range().end.min(at.range().end + 2 * TEXT_LIMIT).min(bytes.len());
    let ends = |it: usize| {
        matches!(bytes[it], b'.' | b'!' | b'?') && bytes.get(it + 1).is_none_or(|next| next.is_ascii_whitespace())
    };
    let breaks = |it: usize| bytes[it] == b'\n' && starts_item(&bytes[it + 1..upper.max(it + 1)]);
    let start = (lower..at.range().start).rev().find(|it| ends(*it) || breaks(*it)).map_or(lower, |it| it + 1);
    let end = (at.range().end..upper).find(|it| ends(*it) || breaks(*it)).map_or(upper, |it| it + 1);
    // The marks of comments, quotes and lists are no part of the sentence.
    window(text, start, end, at, &['/', '*', '#', '>', '-'])
}

/// The span of a comment together with the line comments right before and after it: one text. `mark` opens a line comment.
pub fn comment_block(text: &str, comment: Span, mark: &str) -> Span {
    // Longer blocks are cut: a sentence does not need more.
    const LINES: usize = 32;
    let mut block = comment;
    if !text.get(comment.range()).is_some_and(|it| it.starts_with(mark)) {
        return block;
    }
    for _ in 0..LINES {
        let before = text[..block.start as usize].trim_end_matches([' ', '\t']);
        let Some(before) = before.strip_suffix('\n') else { break };
        let start = memchr::memrchr(b'\n', before.as_bytes()).map_or(0, |at| at + 1);
        let line = &before[start..];
        if !line.trim_start().starts_with(mark) {
            break;
        }
        block.start = (start + line.len() - line.trim_start().len()) as u32;
    }
    for _ in 0..LINES {
        let rest = text[block.end as usize..].trim_start_matches([' ', '\t', '\r']);
        let Some(rest) = rest.strip_prefix('\n').map(|it| it.trim_start_matches([' ', '\t'])) else { break };
        if !rest.starts_with(mark) {
            break;
        }
        let start = text.len() - rest.len();
        block.end = (start + memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len())) as u32;
    }
    block
}

/// Names that the path gives: the file's name without extension, unless every second file is called so.
pub fn stem(path: &str) -> Option<SmolStr> {
    const COMMON: [&str; 14] = [
        "index",
        "main",
        "mod",
        "lib",
        "utils",
        "util",
        "types",
        "app",
        "package",
        "readme",
        "changelog",
        "schema",
        "seed",
        "makefile",
    ];
    let name = path.rsplit('/').next()?;
    let stem = name.split('.').find(|part| !part.is_empty())?;
    let lower = stem.to_lowercase();
    (!COMMON.contains(&lower.as_str())).then(|| SmolStr::new(stem))
}

/// The largest index at or below `at` that is a character boundary.
pub fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A line that begins a new paragraph or list item, comment marks skipped.
fn starts_item(line: &[u8]) -> bool {
    let skipped = line.iter().take_while(|it| matches!(**it, b' ' | b'\t' | b'/' | b'#' | b'-' | b'*' | b'>')).count();
    let (marks, rest) = line.split_at(skipped);
    let digits = rest.iter().take_while(|it| it.is_ascii_digit()).count();
    let numbered = digits > 0
        && digits < 3
        && matches!(rest.get(digits), Some(b'.' | b')'))
        && rest.get(digits + 1) == Some(&b' ');
    let bullet =
        marks.ends_with(b"- ") && !marks.ends_with(b"-- ") || marks.ends_with(b"* ") && marks.trim_ascii().len() > 1;
    let empty = rest.is_empty() || rest[0] == b'\n' || rest.starts_with(b"\r\n");
    empty || numbered || bullet
}

fn window(text: &str, start: usize, end: usize, at: Span, marks: &[char]) -> SmolStr {
    let start = floor(text, start);
    let end = floor(text, end.max(start));
    let room = TEXT_LIMIT.saturating_sub(at.len() + 8) / 2;
    let (start, end) = if end - start > TEXT_LIMIT {
        let from = floor(text, start.max(at.range().start.saturating_sub(room)));
        let to = floor(text, end.min(at.range().end + room)).max(from);
        // Half a word at either end says less than none.
        let first = text[from..at.range().start.max(from)]
            .find(' ')
            .filter(|it| from > start && *it < 24)
            .map_or(from, |it| from + it);
        let last = text[at.range().end.min(to)..to].rfind(' ').map(|it| at.range().end + it);
        (first, last.filter(|it| to < end && to - it < 24).unwrap_or(to))
    } else {
        (start, end)
    };
    let mut out = String::with_capacity(end - start);
    for line in text[start..end].lines() {
        let line = line.trim().trim_start_matches(marks).trim_start();
        if !out.is_empty() && !line.is_empty() {
            out.push(' ');
        }
        out.push_str(line);
    }
    SmolStr::new(out.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span_of(text: &str, part: &str) -> Span {
        let at = text.find(part).expect("the part is in the text");
        Span::new(at, at + part.len())
    }

    #[test]
    fn a_line_is_trimmed_and_a_long_one_cut_around_the_hit() {
        let text = "a\n\t  go run ./cmd  \r\nb";
        assert_eq!(line(text, span_of(text, "run")), "go run ./cmd");
        let long = format!("{}run_id{}", "é".repeat(5000), "x".repeat(5000));
        let cut = line(&long, span_of(&long, "run_id"));
        assert!(cut.len() <= TEXT_LIMIT && cut.contains("run_id"), "{cut}");
    }

    #[test]
    fn a_sentence_ends_at_its_period_and_joins_comment_lines() {
        let text = "// First one. The run id\n// of a session. Last.";
        assert_eq!(sentence(text, Span::new(0, text.len()), span_of(text, "run id")), "The run id of a session.");
        let version = "Since v1.2 the run is new";
        assert_eq!(sentence(version, Span::new(0, version.len()), span_of(version, "run")), version);
    }

    #[test]
    fn common_file_names_say_nothing() {
        assert_eq!(stem("a/b/PlanningCard.stories.tsx").as_deref(), Some("PlanningCard"));
        assert_eq!(stem("a/index.ts"), None);
        assert_eq!(stem(".github/.lefthook.yml").as_deref(), Some("lefthook"));
    }
}
