//! Columns of a terminal: what a text takes there, and how it is cut or filled up to a number of them.

use textwrap::{Options, WordSeparator, WordSplitter};
use unicode_width::UnicodeWidthStr;

/// Columns that `text` takes: two for a wide character, none for a combining one.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// `text` with blanks behind it, up to `columns`.
pub(crate) fn left(text: &str, columns: usize) -> String {
    format!("{text}{:1$}", "", columns.saturating_sub(width(text)))
}

/// `text` with blanks before it, up to `columns`.
pub(crate) fn right(text: &str, columns: usize) -> String {
    format!("{:1$}{text}", "", columns.saturating_sub(width(text)))
}

/// At most `room` columns, with an ellipsis where something is left out.
pub(crate) fn shorten(text: &str, room: usize) -> String {
    if width(text) <= room {
        return text.into();
    }
    let mut short = String::new();
    for c in text.chars() {
        short.push(c);
        // By the whole text: a character may join the one before it.
        if width(&short) + 1 > room {
            short.pop();
            break;
        }
    }
    if room > 0 {
        short.push('…');
    }
    short
}

/// The same from the other end: what is left out stood before.
pub(crate) fn ending(text: &str, room: usize) -> String {
    if width(text) <= room {
        return text.into();
    }
    let mut from = text.len();
    for (at, _) in text.char_indices().rev() {
        if width(&text[at..]) + 1 > room {
            break;
        }
        from = at;
    }
    if room > 0 { format!("…{}", &text[from..]) } else { String::new() }
}

/// Lines of at most `room` columns. A word that is longer is cut in two, nothing is left out.
pub(crate) fn wrapped(text: &str, room: usize) -> Vec<String> {
    let options = Options::new(room.max(1))
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .break_words(true);
    textwrap::wrap(text, options).into_iter().map(|line| line.into_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_and_combining_characters_take_their_columns() {
        assert_eq!([width("runID"), width("会話ID"), width("e\u{301}")], [5, 6, 1]);
        assert_eq!((left("会", 4), right("会", 4), left("long", 2)), ("会  ".into(), "  会".into(), "long".into()));
    }

    #[test]
    fn a_cut_text_fits() {
        for (text, room, short) in [
            ("runID", 5, "runID"),
            ("runID", 4, "run…"),
            ("会話会話", 5, "会話…"),
            ("会話会話", 4, "会…"),
            ("run", 1, "…"),
            ("run", 0, ""),
        ] {
            assert_eq!(shorten(text, room), short);
            assert!(width(short) <= room);
        }
    }

    #[test]
    fn the_end_of_a_text_fits() {
        for (text, room, short) in [("runID", 5, "runID"), ("runID", 4, "…nID"), ("会話会話", 4, "…話"), ("run", 0, "")]
        {
            assert_eq!(ending(text, room), short);
            assert!(width(short) <= room);
        }
    }

    #[test]
    fn wrapped_lines_fit_and_hold_all() {
        let text = "because `chat.Conversation.RunID` is 会話会話会話会話会話 e\u{301}e\u{301}";
        for room in 1..60 {
            let lines = wrapped(text, room);
            assert!(lines.iter().all(|it| width(it) <= room.max(2)), "{room}: {lines:?}");
            let all = |text: &str| text.replace(' ', "");
            assert_eq!(all(&lines.concat()), all(text), "{room}");
        }
        assert_eq!(wrapped("a longer text", 8), ["a longer", "text"]);
    }
}
