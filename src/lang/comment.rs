//! How a comment of one line is written in a file. What is not known to take one takes none.

/// The marks around a comment, by the endings of files and by whole names of files.
const MARKS: &[(&[&str], &str, &str)] = &[
    (&["go", "ts", "tsx", "mts", "cts", "js", "jsx", "mjs", "cjs", "proto", "jsonc", "json5", "mod", "work"], "//", ""),
    (&["yaml", "yml", "toml", "sh", "properties", "conf", "env", "hcl", "tf", "graphql", "mk"], "#", ""),
    (&["Makefile", "Dockerfile"], "#", ""),
    (&["sql"], "--", ""),
    (&["md", "markdown", "mdx", "html", "xml"], "<!--", " -->"),
    (&["css"], "/*", " */"),
];

/// `said` as a comment that stands above the line that begins at byte `at` of the file at `path`; `None` where the file takes none, or where
/// the line before goes on in this one. Whether a comment can stand there (not within a string, nor between markup), reading the result
/// with `comments` tells.
///
/// ```
/// use runsess::lang::comment_above;
/// assert_eq!(comment_above("a.sql", "SELECT 1;\n", 0, "why").as_deref(), Some("-- why"));
/// assert_eq!(comment_above("a.sh", "run \\\n  --id", 6, "why"), None);
/// assert_eq!(comment_above("a.json", "{}", 0, "why"), None);
/// ```
pub fn comment_above(path: &str, text: &str, at: usize, said: &str) -> Option<String> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let kind = name.rsplit('.').next().unwrap_or(name);
    let (_, open, close) = MARKS.iter().find(|(kinds, ..)| kinds.contains(&kind))?;
    let before = text.get(..at)?;
    // A line that is continued goes on in the next one.
    (!before.trim_end().ends_with('\\')).then(|| format!("{open} {said}{close}"))
}
