//! What the files are called that an apply puts beside those that it rewrites. They are there while it works, and after a
//! crash until somebody mends it; nobody's sources have such names.

const HEAD: &str = ".runsess-";
const TAIL: &str = ".tmp";
/// Hexadecimal digits that tell one apply from another.
pub const NONCE: usize = 10;

/// The name of the sibling of the file number `n`.
pub fn sibling_name(nonce: &str, n: usize) -> String {
    format!("{HEAD}{nonce}-{n}{TAIL}")
}

/// Whether a file is such a sibling, or one of the two that go with it (`.old`, `.kept`).
///
/// ```
/// use runsess::model::is_sibling_name;
/// assert!(is_sibling_name(".runsess-d1f8a5f7b0-12.tmp") && is_sibling_name(".runsess-d1f8a5f7b0-0.tmp.kept"));
/// assert!(!is_sibling_name(".runsess-notes.tmp") && !is_sibling_name("runsess-d1f8a5f7b0-12.tmp"));
/// ```
pub fn is_sibling_name(name: &str) -> bool {
    let bare = name.strip_suffix(".old").or_else(|| name.strip_suffix(".kept")).unwrap_or(name);
    let inside = bare.strip_prefix(HEAD).and_then(|rest| rest.strip_suffix(TAIL));
    inside.and_then(|it| it.split_once('-')).is_some_and(|(nonce, n)| {
        let hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
        nonce.len() == NONCE && nonce.chars().all(hex) && !n.is_empty() && n.chars().all(|c| c.is_ascii_digit())
    })
}
