//! Where a name stands in a file and in which of its declarations, before anything is parsed.

use std::collections::BTreeMap;

use super::object::FileIx;
use super::universe::Universe;

/// The offsets of `word` in `text` as a whole identifier.
pub fn word_offsets(text: &str, finder: &memchr::memmem::Finder) -> Vec<u32> {
    let bytes = text.as_bytes();
    let inside = |at: Option<&u8>| at.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_' || *b >= 0x80);
    let len = finder.needle().len();
    let whole =
        |at: &usize| !inside(at.checked_sub(1).and_then(|before| bytes.get(before))) && !inside(bytes.get(at + len));
    finder.find_iter(bytes).filter(whole).map(|at| at as u32).collect()
}

/// The offsets, by the declaration that holds them.
pub fn by_entry(u: &Universe, file: FileIx, offsets: &[u32]) -> BTreeMap<u32, Vec<u32>> {
    let outline = u.outline(file);
    let mut entries: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for &offset in offsets {
        let after = outline.entries.partition_point(|entry| entry.span.start <= offset);
        let Some(at) = after.checked_sub(1) else { continue };
        if outline.entries[at].span.end > offset {
            entries.entry(at as u32).or_default().push(offset);
        }
    }
    entries
}
