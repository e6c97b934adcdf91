//! What the text of a migration in code says, word by word: what it does is not known.

/// Code has `RENAME COLUMN old TO new`.
pub(super) fn renames(code: &str, old: &str, new: &str) -> bool {
    let words: Vec<&str> = code.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|it| !it.is_empty()).collect();
    let is = |word: &str, it: &str| word.eq_ignore_ascii_case(it);
    words
        .windows(5)
        .any(|it| is(it[0], "RENAME") && is(it[1], "COLUMN") && it[2] == old && is(it[3], "TO") && it[4] == new)
}

/// True where a text has a word, and not only as a part of another one.
pub(super) fn says(text: &str, word: &str) -> bool {
    let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let whole =
        |at: usize| !is_part(text[..at].chars().next_back()) && !is_part(text[at + word.len()..].chars().next());
    text.match_indices(word).any(|(at, _)| whole(at))
}
