//! How a comment of one line is written in a file, and where one may stand. What is not known to take one takes none.

/// The marks around a comment, by the endings of files and by whole names of files.
const MARKS: &[(&[&str], &str, &str)] = &[
    (&["go", "ts", "tsx", "mts", "cts", "js", "jsx", "mjs", "cjs", "proto", "jsonc", "json5", "mod", "work"], "//", ""),
    (&["yaml", "yml", "toml", "sh", "properties", "conf", "env", "hcl", "tf", "graphql", "mk"], "#", ""),
    (&["Makefile", "Dockerfile"], "#", ""),
    (&["sql"], "--", ""),
    (&["md", "markdown", "mdx", "html", "xml"], "<!--", " -->"),
    (&["css"], "/*", " */"),
];

/// Files whose strings go over lines between backquotes.
const BACKQUOTED: &[&str] = &["go", "ts", "tsx", "mts", "cts", "js", "jsx", "mjs", "cjs"];

/// Files whose markup stands between code: a comment there is text.
const MARKED_UP: &[&str] = &["tsx", "jsx"];

/// `said` as a comment that stands above the line that begins at byte `at` of the file at `path`; `None` where it would be no comment
/// (within a string of several lines, in markup), or where that is not sure.
///
/// ```
/// use runsess::lang::comment_above;
/// assert_eq!(comment_above("a.sql", "SELECT 1;\n", 0, "why").as_deref(), Some("-- why"));
/// assert_eq!(comment_above("a.go", "var q = `\nrun_id`", 10, "why"), None);
/// assert_eq!(comment_above("a.json", "{}", 0, "why"), None);
/// ```
pub fn comment_above(path: &str, text: &str, at: usize, said: &str) -> Option<String> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let kind = name.rsplit('.').next().unwrap_or(name);
    let (_, open, close) = MARKS.iter().find(|(kinds, ..)| kinds.contains(&kind))?;
    let (before, line) = text.split_at_checked(at)?;
    // Counting is cruder than a grammar: a backquote in a comment may refuse what could be done, and that is all it may do wrong,
    // but for two such errors in one file that undo each other.
    if BACKQUOTED.contains(&kind) && before.matches('`').count() % 2 == 1 {
        return None;
    }
    let above = before.trim_end();
    if MARKED_UP.contains(&kind) && (line.trim_start().starts_with(['<', '{']) || above.ends_with(['>', '}'])) {
        return None;
    }
    // A line that is continued goes on in the next one.
    (!above.ends_with('\\')).then(|| format!("{open} {said}{close}"))
}
