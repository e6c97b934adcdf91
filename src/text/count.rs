//! Numbers with the thing that they count: `1 file`, `2 files`.

/// `1 file`, `2 files`, `0 queries`. `thing` is the word for one, or ends in it: `new hit`.
pub fn counted(count: usize, thing: &str) -> String {
    format!("{count} {}", plural(count, thing))
}

/// `1 place bears`, `2 places bear`.
pub fn bear(count: usize, thing: &str) -> String {
    format!("{} {}", counted(count, thing), if count == 1 { "bears" } else { "bear" })
}

/// The word alone, for a number that stands elsewhere.
pub fn plural(count: usize, thing: &str) -> String {
    match thing.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u'])) {
        _ if count == 1 => thing.to_owned(),
        Some(stem) => format!("{stem}ies"),
        None if thing.ends_with(['s', 'x']) || thing.ends_with("ch") || thing.ends_with("sh") => format!("{thing}es"),
        None => format!("{thing}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_one_and_all_else_is_many() {
        let counts = [(1, "file"), (0, "new hit"), (2, "renamed query"), (3, "key"), (1, "query"), (2, "batch")];
        let said: Vec<String> = counts.iter().map(|(count, thing)| counted(*count, thing)).collect();
        assert_eq!(said, ["1 file", "0 new hits", "2 renamed queries", "3 keys", "1 query", "2 batches"]);
    }
}
