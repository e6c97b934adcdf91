//! Splits text into words by case, digits and separators. The only place that says where a word begins and ends.

use std::ops::Range;

/// The words of `text` in order, as byte ranges: an identifier in any case style (`RunID` is `Run`, `ID`; `run_ids1` is
/// `run`, `ids`, `1`), or a whole sentence. An acronym keeps its plural `s` (`RunIDs` is `Run`, `IDs`). Everything that is
/// neither letter nor digit separates words and belongs to none. Letters without case are words of their own: `会話runID` is `会話`,
/// `run`, `ID`.
pub fn split(text: &str) -> Words<'_> {
    Words { text, at: 0 }
}

/// The iterator of [`split`].
#[derive(Clone, Debug)]
pub struct Words<'t> {
    text: &'t str,
    at: usize,
}

impl Iterator for Words<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let start = self.end_of(self.at, CharKind::Separator);
        let first = kind(self.text[start..].chars().next()?);
        let mut end = self.end_of(start, first);
        if first == CharKind::Upper {
            let last_upper = self.text[start..end].char_indices().next_back().map_or(start, |(at, _)| start + at);
            let tail = self.end_of(end, CharKind::Lower);
            // `Run` goes on in lower case; `RUnlock` gives its last capital to the next word, `IDs` does not.
            if last_upper == start || &self.text[end..tail] == "s" {
                end = tail;
            } else if tail > end {
                end = last_upper;
            }
        }
        self.at = end;
        Some(start..end)
    }
}

impl Words<'_> {
    /// Where the characters of this kind that stand at `from` end.
    fn end_of(&self, from: usize, of: CharKind) -> usize {
        // Nearly all texts are ASCII, where a byte is a character.
        let ascii = |byte: &&u8| byte.is_ascii() && kind(char::from(**byte)) == of;
        let from = from + self.text.as_bytes()[from..].iter().take_while(ascii).count();
        match self.text.as_bytes().get(from) {
            Some(byte) if !byte.is_ascii() => {
                self.text[from..].find(|c| kind(c) != of).map_or(self.text.len(), |length| from + length)
            }
            _ => from,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum CharKind {
    Lower,
    Upper,
    Digit,
    /// A letter of a script that has no case, and its marks.
    Caseless,
    Separator,
}

pub(super) fn kind(c: char) -> CharKind {
    match c {
        'a'..='z' => CharKind::Lower,
        'A'..='Z' => CharKind::Upper,
        '0'..='9' => CharKind::Digit,
        '\0'..='\x7f' => CharKind::Separator,
        // A combining mark belongs to the letter before it.
        '\u{300}'..='\u{36f}' => CharKind::Lower,
        _ if c.is_uppercase() => CharKind::Upper,
        _ if c.is_lowercase() => CharKind::Lower,
        _ if c.is_alphabetic() => CharKind::Caseless,
        _ if c.is_numeric() => CharKind::Digit,
        _ => CharKind::Separator,
    }
}

/// True when `word` is `lower` (lower case) in some case.
pub(super) fn same(word: &str, lower: &str) -> bool {
    if word.is_ascii() && lower.is_ascii() {
        word.eq_ignore_ascii_case(lower)
    } else {
        word.chars().flat_map(char::to_lowercase).eq(lower.chars())
    }
}

/// `word` with its first letter in upper case.
pub fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        split(text).map(|at| &text[at]).collect()
    }

    #[test]
    fn every_case_style_splits_into_its_words() {
        for (text, expected) in [
            ("RunID", "Run ID"),
            ("runToTurn", "run To Turn"),
            ("HTTPServer", "HTTP Server"),
            ("resRunID", "res Run ID"),
            ("turns_by_run", "turns by run"),
            ("RUN_ID", "RUN ID"),
            ("run-id", "run id"),
            ("run1", "run 1"),
            ("RunIDs", "Run IDs"),
            ("RunIDsByTurn", "Run IDs By Turn"),
            ("runIDs2", "run IDs 2"),
            ("RUnlock", "R Unlock"),
            ("runtime", "runtime"),
            ("__run$ID__", "run ID"),
            ("ÉtéRunID", "Été Run ID"),
            ("größeRun", "größe Run"),
            ("日本run", "日本 run"),
            ("会話runID", "会話 run ID"),
            ("RunID会話", "Run ID 会話"),
            ("RunIDs会話", "Run IDs 会話"),
            ("नामRunID", "नाम Run ID"),
            ("run_id_数2", "run id 数 2"),
            ("runIDは番号", "run ID は番号"),
            ("X", "X"),
            ("aB", "a B"),
            ("", ""),
            ("_-$", ""),
            ("Can still run, isn't it?", "Can still run isn t it"),
        ] {
            assert_eq!(words(text).join(" "), expected, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn words_are_ordered_not_empty_and_leave_only_separators_out(text in "[a-zA-ZñÉ0-9_ -]{0,40}") {
            let mut end = 0;
            for word in split(&text) {
                proptest::prop_assert!(word.start >= end && word.end > word.start);
                proptest::prop_assert!(text[end..word.start].chars().all(|c| !c.is_alphanumeric()));
                end = word.end;
            }
            proptest::prop_assert!(text[end..].chars().all(|c| !c.is_alphanumeric()));
        }
    }
}
