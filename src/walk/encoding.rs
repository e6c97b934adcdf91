//! Tells text that is not UTF-8 from what is no text: an editor's UTF-16 may hold a hit, a picture may not.

/// How many bytes tell whether a file without a mark is UTF-16.
const PROBE: usize = 1024;

/// The text of UTF-16: it begins with a mark, or is made of ASCII letters with a NUL byte before or after each.
pub(super) fn utf16(bytes: &[u8]) -> Option<String> {
    let big = match bytes {
        [0xfe, 0xff, ..] => true,
        [0xff, 0xfe, ..] => false,
        _ => without_mark(&bytes[..bytes.len().min(PROBE)])?,
    };
    let unit = |pair: &[u8; 2]| if big { u16::from_be_bytes(*pair) } else { u16::from_le_bytes(*pair) };
    let (pairs, _) = bytes.as_chunks::<2>();
    let letters = char::decode_utf16(pairs.iter().map(unit));
    Some(letters.map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}

/// Whether the high bytes come first, where nine of ten units are ASCII text.
fn without_mark(bytes: &[u8]) -> Option<bool> {
    let (pairs, _) = bytes.as_chunks::<2>();
    let ascii = |high: usize| pairs.iter().filter(|pair| pair[high] == 0 && is_text(pair[1 - high])).count();
    let enough = |count: usize| pairs.len() > 1 && count * 10 >= pairs.len() * 9;
    if enough(ascii(0)) { Some(true) } else { enough(ascii(1)).then_some(false) }
}

/// True for UTF-8 in which less than one byte in fifty steers something.
pub(super) fn is_nearly_text(bytes: &[u8]) -> bool {
    let odd = bytes.iter().filter(|byte| !is_text(**byte) && byte.is_ascii()).count();
    // The end may cut a letter.
    let valid = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to() + 4 > bytes.len(), |_| true);
    valid && odd.saturating_sub(1) * 50 < bytes.len()
}

fn is_text(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r' | 0x0c | 0x1b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_editors_utf_16_is_told_from_numbers() {
        let little: Vec<u8> = "run é\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let marked = [&[0xff, 0xfe][..], &little].concat();
        let big: Vec<u8> = "\u{feff}run".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(utf16(&marked).as_deref(), Some("\u{feff}run é\n"));
        assert_eq!(utf16(&big).as_deref(), Some("\u{feff}run"));
        let plain: Vec<u8> = "run_id = 1\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(utf16(&plain).as_deref(), Some("run_id = 1\r\n"));
        for other in [&b"run"[..], b"", b"a\0", &[1, 0, 2, 0, 3, 0, 4, 0], b"\x7fELF\x02\x01\x01\0\0\0"] {
            assert_eq!(utf16(other), None, "{other:?}");
        }
    }

    #[test]
    fn one_nul_makes_no_picture_of_a_text() {
        assert!(is_nearly_text(b"{\"run_id\": \"a\0\"}"));
        assert!(!is_nearly_text(b"\x7fELF\x02\x01\x01\0\0\0"));
        assert!(!is_nearly_text(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"));
    }
}
