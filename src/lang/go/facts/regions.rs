//! Where the comments and strings of a Go file are: what a hit stands in before any syntax tree is asked.

use crate::model::Span;

/// What a stretch of source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Region {
    /// `// …` or `/* … */`.
    Comment,
    /// `"…"` or backquoted, with its quotes.
    Text,
}

/// The comments and strings of `text`, in order. Unclosed ones end at the end of the line (or of the file, for those that
/// may span lines).
pub(super) fn regions(text: &str) -> Vec<(Span, Region)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        match bytes[at] {
            b'/' if bytes.get(at + 1) == Some(&b'/') => {
                at = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |end| at + end);
                found.push((Span::new(start, at), Region::Comment));
            }
            b'/' if bytes.get(at + 1) == Some(&b'*') => {
                at = memchr::memmem::find(&bytes[at + 2..], b"*/").map_or(bytes.len(), |end| at + end + 4);
                found.push((Span::new(start, at), Region::Comment));
            }
            b'`' => {
                at = memchr::memchr(b'`', &bytes[at + 1..]).map_or(bytes.len(), |end| at + end + 2);
                found.push((Span::new(start, at), Region::Text));
            }
            quote @ (b'"' | b'\'') => {
                at = quoted_end(bytes, at + 1, quote);
                if quote == b'"' {
                    found.push((Span::new(start, at), Region::Text));
                }
            }
            _ => at += 1,
        }
    }
    found
}

fn quoted_end(bytes: &[u8], mut at: usize, quote: u8) -> usize {
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'\n' => return at,
            byte if *byte == quote => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// The region that holds byte `at`, if any. `regions` must be sorted.
pub(super) fn region_at(regions: &[(Span, Region)], at: u32) -> Option<(Span, Region)> {
    let next = regions.partition_point(|(span, _)| span.start <= at);
    regions.get(next.checked_sub(1)?).copied().filter(|(span, _)| at < span.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_hide_comments_and_comments_hide_strings() {
        let text = "a \"// no\" // \"yes\"\n'\"' `x\ny` /* ` */ \"open\nb";
        let found: Vec<(&str, Region)> =
            regions(text).into_iter().map(|(span, region)| (&text[span.range()], region)).collect();
        assert_eq!(
            found,
            [
                ("\"// no\"", Region::Text),
                ("// \"yes\"", Region::Comment),
                ("`x\ny`", Region::Text),
                ("/* ` */", Region::Comment),
                ("\"open", Region::Text),
            ]
        );
        assert_eq!(region_at(&regions(text), 4).map(|it| it.1), Some(Region::Text));
        assert_eq!(region_at(&regions(text), 0), None);
    }
}
