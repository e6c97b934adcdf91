//! Command lines that people copy into a shell.

/// A word for a shell.
pub(crate) fn quoted(word: &str) -> String {
    let safe = |c: char| c.is_alphanumeric() || "/._-+=:@,%".contains(c);
    match !word.is_empty() && word.chars().all(safe) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', "'\\''")),
    }
}
