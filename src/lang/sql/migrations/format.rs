//! The text of a migration: which part of a file goes up, and the files of the next one, in the format of its folder.

use super::around::is_comment;
use super::numbers::{after, compare, digits, of, parts, version};
use super::tools::{Begins, Tool, Writes};

/// The next migration: its files with their texts, by paths in the repository.
pub(super) type Next = Vec<(String, String)>;

/// The SQL of a file that goes up; `None` for a file that goes down.
pub(in crate::lang::sql) fn up<'a>(tool: &Tool, path: &str, text: &'a str) -> Option<&'a str> {
    let (_, name) = parts(path);
    match tool.writes {
        Writes::Pair(_, down) if name.ends_with(down) => None,
        Writes::Versioned if version(name).is_some_and(|(letter, ..)| letter == 'U') => None,
        // Files of atlas and others that are not written may be of any format.
        Writes::No(_) | Writes::Generated(..) if name.ends_with(".down.sql") => None,
        Writes::Parts(up, down) => Some(between(text, Some(&said(up)), &said(down))),
        Writes::Above(line) => Some(between(text, None, &said(line))),
        Writes::Pair(..) | Writes::Versioned | Writes::Up | Writes::Steps | Writes::Generated(..) | Writes::No(_) => {
            Some(text)
        }
    }
}

/// The files of the migration after those of `paths`, which lie in `folder` and are of `tool`.
///
/// # Errors
/// Why it is not written.
pub(in crate::lang::sql) fn next(
    tool: &Tool,
    folder: &str,
    paths: &[&str],
    name: &str,
    (ups, downs): (&[String], &[String]),
) -> Result<Next, String> {
    let last = paths.iter().map(|it| of(it)).max_by(|one, other| compare(one, other)).unwrap_or_default();
    let of_tool = paths.iter().map(|it| parts(it).1).rfind(|it| of(it) == last).unwrap_or_default();
    // `0001-x` or `0001_x`, as the last one has it.
    let mark = of_tool.get(digits(of_tool).len()..).and_then(|it| it.chars().next());
    let mark = mark.filter(|it| matches!(it, '_' | '-')).unwrap_or('_');
    let path = |file: String| if folder.is_empty() { file } else { format!("{folder}/{file}") };
    let numbered = |ending: &str| path(format!("{}{mark}{name}{ending}", after(last)));
    let (up, down) = (text(ups), text(downs));
    let has_undo = || paths.iter().any(|it| parts(it).1.starts_with('U'));
    match tool.writes {
        Writes::No(why) | Writes::Generated(_, why) => Err(why.to_owned()),
        _ if last.is_empty() => Err("the names of its migrations have no number; the statements".to_owned()),
        Writes::Pair(up_ending, down_ending) => Ok(vec![(numbered(down_ending), down), (numbered(up_ending), up)]),
        Writes::Parts(up_line, down_line) => {
            let (up, down) = (whole(tool, &up, ups), whole(tool, &down, downs));
            Ok(vec![(numbered(".sql"), format!("{up_line}\n{up}\n{down_line}\n{down}"))])
        }
        Writes::Above(line) => Ok(vec![(numbered(".sql"), format!("{up}\n{line}\n\n{down}"))]),
        Writes::Up => Ok(vec![(numbered(".sql"), up)]),
        Writes::Steps => Ok(Vec::new()),
        Writes::Versioned => {
            let file = |letter: char| path(format!("{letter}{}__{name}.sql", after(last)));
            let undo = has_undo().then(|| (file('U'), down));
            Ok(undo.into_iter().chain([(file('V'), up)]).collect())
        }
    }
}

fn text(statements: &[String]) -> String {
    statements.iter().map(|it| format!("{it}\n")).collect()
}

/// A part of a file of goose or sql-migrate, which cut at semicolons: a statement that has some inside is said to be one.
fn whole(tool: &Tool, text: &str, statements: &[String]) -> String {
    let mark = match tool.name {
        "goose" => "+goose",
        "sql-migrate" => "+migrate",
        _ => return text.to_owned(),
    };
    let has_some = |it: &String| it.trim_end_matches(';').contains(';');
    let one = |it: &String| match has_some(it) {
        true => format!("-- {mark} StatementBegin\n{it}\n-- {mark} StatementEnd\n"),
        false => format!("{it}\n"),
    };
    statements.iter().map(one).collect()
}

/// A line of the table, as [`is_comment`] looks for it.
fn said(line: &str) -> String {
    line.trim_matches('-').trim().to_ascii_lowercase()
}

/// The text behind the line that says `from` (else from the start), up to the line that says `to`.
fn between<'a>(text: &'a str, from: Option<&str>, to: &str) -> &'a str {
    let (mut start, mut end, mut at) = (from.is_none().then_some(0), None, 0);
    for line in text.split_inclusive('\n') {
        if start.is_none() && from.is_some_and(|from| is_comment(line, from)) {
            start = Some(at + line.len());
        } else if start.is_some() && end.is_none() && is_comment(line, to) {
            end = Some(at);
        }
        at += line.len();
    }
    start.and_then(|start| text.get(start..end.unwrap_or(text.len()))).unwrap_or_default()
}

/// The folder that holds the migrations of a file: one above its own where each has a folder.
pub(in crate::lang::sql) fn home<'a>(tool: &Tool, path: &'a str) -> &'a str {
    let (folder, _) = parts(path);
    if tool.begins == Begins::Folder { parts(folder).0 } else { folder }
}
