//! Places in a text as the protocol counts them, lines from 0 and characters in UTF-8 bytes or UTF-16 units, and as everybody else
//! here does, in bytes from the start.

use ls_types::{Position, PositionEncodingKind, Range};

use crate::model::Span;

/// What a character of a position counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    /// What every client can do.
    #[default]
    Utf16,
}

impl Encoding {
    /// Bytes where the client offers them, whatever else it would like more.
    pub(super) fn agreed(offered: Option<&[PositionEncodingKind]>) -> Self {
        let bytes = offered.is_some_and(|it| it.contains(&PositionEncodingKind::UTF8));
        if bytes { Self::Utf8 } else { Self::Utf16 }
    }

    pub(super) fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
        }
    }

    fn length(self, text: &str) -> usize {
        match self {
            Self::Utf8 => text.len(),
            Self::Utf16 => text.chars().map(char::len_utf16).sum(),
        }
    }

    /// The byte of `line` that the character is at: the end of the line where it has fewer, the start of a character that it cuts.
    fn byte(self, line: &str, character: usize) -> usize {
        let mut counted = 0;
        for (at, c) in line.char_indices() {
            counted += match self {
                Self::Utf8 => c.len_utf8(),
                Self::Utf16 => c.len_utf16(),
            };
            if counted > character {
                return at;
            }
        }
        line.len()
    }
}

/// The lines of a text. Unlike elsewhere in this program, a `\r` alone ends one, because the protocol says so.
#[derive(Debug)]
pub(super) struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
    encoding: Encoding,
}

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t str, encoding: Encoding) -> Self {
        let bytes = text.as_bytes();
        let ends = |at: &usize| bytes[*at] == b'\n' || bytes.get(at + 1) != Some(&b'\n');
        let starts = memchr::memchr2_iter(b'\n', b'\r', bytes).filter(ends).map(|at| at + 1);
        Self { text, starts: std::iter::once(0).chain(starts).collect(), encoding }
    }

    pub(super) fn position(&self, byte: usize) -> Position {
        let byte = self.text.floor_char_boundary(byte);
        let line = self.starts.partition_point(|start| *start <= byte) - 1;
        let character = self.encoding.length(&self.text[self.starts[line]..byte]);
        Position { line: line as u32, character: character as u32 }
    }

    pub(super) fn range(&self, span: Span) -> Range {
        Range { start: self.position(span.start as usize), end: self.position(span.end as usize) }
    }

    /// The byte at a position; what lies behind the end of a line or of the text is there.
    pub(super) fn byte(&self, position: Position) -> usize {
        let at = position.line as usize;
        let Some(start) = self.starts.get(at).copied() else { return self.text.len() };
        let end = self.starts.get(at + 1).copied().unwrap_or(self.text.len());
        let line = self.text[start..end].trim_end_matches(['\n', '\r']);
        start + self.encoding.byte(line, position.character as usize)
    }

    /// The whole of a line (0-based) without its end.
    pub(super) fn whole(&self, line: u32) -> Range {
        let end = self.position(self.byte(Position { line, character: u32::MAX }));
        Range { start: Position { line: end.line.min(line), character: 0 }, end }
    }

    /// Where the line of a byte begins, and the blanks that it begins with.
    pub(super) fn start(&self, byte: usize) -> (usize, &'t str) {
        let line = self.starts.partition_point(|start| *start <= byte) - 1;
        let rest = &self.text[self.starts[line]..];
        (self.starts[line], &rest[..rest.len() - rest.trim_start_matches([' ', '\t']).len()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    #[test]
    fn characters_are_counted_as_agreed() {
        let text = "a\r\n😀ü x\n";
        let (wide, bytes) = (Lines::new(text, Encoding::Utf16), Lines::new(text, Encoding::Utf8));
        let x = text.find('x').expect("it is there");
        assert_eq!((wide.position(x), bytes.position(x)), (at(1, 4), at(1, 7)));
        assert_eq!((wide.byte(at(1, 4)), bytes.byte(at(1, 7))), (x, x));
        // Half of a pair, and the middle of a character, are where it starts.
        assert_eq!((wide.byte(at(1, 1)), bytes.byte(at(1, 2))), (3, 3));
    }

    #[test]
    fn what_lies_outside_is_at_the_end() {
        let lines = Lines::new("a\r\nbc\rd", Encoding::Utf16);
        assert_eq!([at(0, 9), at(1, 9), at(2, 9), at(3, 0)].map(|it| lines.byte(it)), [1, 5, 7, 7]);
        assert_eq!(lines.position(99), at(2, 1));
        assert_eq!(lines.whole(1), Range { start: at(1, 0), end: at(1, 2) });
        assert_eq!(Lines::new("", Encoding::Utf8).whole(3), Range::default());
    }

    #[test]
    fn every_byte_comes_back() {
        let text = "x\n\ny😀\r\n\rü\t z";
        for encoding in [Encoding::Utf8, Encoding::Utf16] {
            let lines = Lines::new(text, encoding);
            // The second byte of a CRLF is no place: it is before it.
            let places = text.char_indices().filter(|(at, c)| *c != '\n' || !text[..*at].ends_with('\r'));
            for (byte, _) in places {
                assert_eq!(lines.byte(lines.position(byte)), byte, "{encoding:?}");
            }
        }
    }

    #[test]
    fn bytes_are_taken_where_they_are_offered() {
        use PositionEncodingKind as Kind;
        assert_eq!(Encoding::agreed(Some(&[Kind::UTF16, Kind::UTF8])), Encoding::Utf8);
        assert_eq!(Encoding::agreed(Some(&[Kind::UTF32])), Encoding::Utf16);
        assert_eq!(Encoding::agreed(None), Encoding::Utf16);
    }
}
