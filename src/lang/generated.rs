//! Marks in the first lines of a text that say that a program wrote it.

/// The leaders of comments in most languages.
const LEADERS: &[&str] = &["//", "#", "--", "/*", "*", "<!--", ";"];

/// A comment near the top with `@generated` or `Code generated … DO NOT EDIT`.
pub fn by_comment(text: &str) -> bool {
    by_leader(text, LEADERS)
}

/// The same, where only lines that begin with one of `leaders` are comments.
pub fn by_leader(text: &str, leaders: &[&str]) -> bool {
    /// Licences come first in some files; a marker further down marks something else.
    const LINES: usize = 40;
    let mut limit = text.len().min(8192);
    while !text.is_char_boundary(limit) {
        limit -= 1;
    }
    text[..limit].trim_start_matches('\u{feff}').lines().take(LINES).map(str::trim).any(|line| {
        leaders.iter().any(|leader| line.starts_with(leader))
            && (has_tag(line, "@generated") || (line.contains("Code generated ") && line.contains("DO NOT EDIT")))
    })
}

fn has_tag(line: &str, tag: &str) -> bool {
    line.match_indices(tag).any(|(at, _)| {
        let after = line[at + tag.len()..].chars().next();
        let before = line[..at].chars().next_back();
        !after.is_some_and(|c| c.is_alphanumeric() || c == '_')
            && !before.is_some_and(|c| c.is_alphanumeric() || c == '`')
    })
}
