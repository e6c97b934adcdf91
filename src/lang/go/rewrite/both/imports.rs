//! The import of `encoding/json`: what a file calls it, the edit that adds it, and the one that takes it away.

use crate::lang::go::ast::Import;
use crate::lang::go::syntax::Outline;
use crate::model::{Edit, Span};

const PATH: &str = "encoding/json";

/// The import, where the file has it under a name.
pub(super) fn imported(outline: &Outline) -> Option<(&Import, &str)> {
    let named = |it: &Import| !it.alias.as_ref().is_some_and(|alias| alias.name == "_" || alias.name == ".");
    let it = outline.imports.iter().find(|it| it.path == PATH && named(it))?;
    Some((it, it.alias.as_ref().map_or("json", |alias| alias.name.as_str())))
}

/// The edit that adds the import where gofmt would sort it in.
///
/// # Errors
/// Why a person has to add it.
pub(super) fn added(text: &str, outline: &Outline) -> Result<Edit, String> {
    let spec = format!("\"{PATH}\"");
    let Some(last) = outline.imports.last() else {
        let package = outline.package.as_ref().ok_or("its file has no package clause")?;
        return Ok(Edit::insert(next_line(text, package.span.end), format!("\nimport {spec}\n")));
    };
    let blocks = outline.imports.iter().filter(|it| in_block(text, it));
    let first_names = |it: &&Import| !it.path.split('/').next().unwrap_or_default().contains('.');
    let all: Vec<&Import> = blocks.collect();
    let Some(any) = all.first() else {
        if !line(text, last.span.start).trim_start().starts_with("import ") {
            return Err("its imports stand on one line: add that of encoding/json by hand first".to_owned());
        }
        return Ok(Edit::insert(next_line(text, last.span.end), format!("import {spec}\n")));
    };
    let Some(standard) = all.iter().find(|it| first_names(it)) else {
        return Ok(Edit::insert(above(text, any.span.start), format!("\t{spec}\n\n")));
    };
    // Lines without an empty one between them are sorted together.
    let run: Vec<&&Import> = all.iter().filter(|it| same_run(text, standard.span, it.span)).collect();
    let before = run.iter().rfind(|it| *it.path < *PATH);
    let at = before.map_or_else(|| above(text, standard.span.start), |it| next_line(text, it.span.end));
    Ok(Edit::insert(at, format!("\t{spec}\n")))
}

/// The edit that takes the import away, with the block that would be empty.
pub(super) fn removed(text: &str, outline: &Outline) -> Option<Edit> {
    let (it, _) = imported(outline)?;
    let mut span = Span { start: line_start(text, it.span.start), end: next_line(text, it.span.end) };
    let own = text[span.range()].trim();
    let alone = own.strip_suffix(&format!("\"{PATH}\"")).map(str::trim);
    if !alone.is_some_and(|it| it.is_empty() || words(it)) {
        return None;
    }
    let (mut before, mut after) = (&text[..span.start as usize], &text[span.end as usize..]);
    if before.trim_end().ends_with('(') && after.trim_start().starts_with(')') {
        let open = before.rfind("import")?;
        let close = span.end as usize + after.find(')')? + 1;
        span = Span { start: open as u32, end: next_line(text, close as u32) };
        (before, after) = (&text[..span.start as usize], &text[span.end as usize..]);
    }
    // The empty line of a group that is no more.
    let (above, below) =
        (before.ends_with("\n\n") || before.trim_end_matches('\n').ends_with('('), after.starts_with('\n'));
    if above && below {
        span.end += 1;
    } else if before.ends_with("\n\n") && after.trim_start().starts_with(')') {
        span.start -= 1;
    }
    Some(Edit::delete(span))
}

/// `import`, a name, or both.
fn words(text: &str) -> bool {
    text.chars().all(|c| c.is_alphanumeric() || c == '_' || c == ' ')
}

fn in_block(text: &str, it: &Import) -> bool {
    let start = it.alias.as_ref().map_or(it.span.start, |alias| alias.span.start);
    text[line_start(text, start) as usize..start as usize].trim().is_empty()
}

fn same_run(text: &str, one: Span, other: Span) -> bool {
    let (from, to) = (one.end.min(other.end), one.start.max(other.start));
    from > to || text.get(from as usize..to as usize).is_some_and(|it| !it.contains("\n\n") && !it.contains(')'))
}

fn line(text: &str, at: u32) -> &str {
    text[line_start(text, at) as usize..].lines().next().unwrap_or_default()
}

fn line_start(text: &str, at: u32) -> u32 {
    text[..at as usize].rfind('\n').map_or(0, |it| it as u32 + 1)
}

/// Where the line begins, with the comments above it.
pub(super) fn above(text: &str, at: u32) -> u32 {
    let mut start = line_start(text, at);
    while start > 0 && line(text, start - 1).trim_start().starts_with("//") {
        start = line_start(text, start - 1);
    }
    start
}

/// Where the line behind that of `at` begins.
pub(super) fn next_line(text: &str, at: u32) -> u32 {
    text[at as usize..].find('\n').map_or(text.len() as u32, |it| at + it as u32 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::go::syntax::outline;
    use crate::model::edit::apply_edits;

    /// The file with the import, and without it again.
    fn both(head: &str) -> (String, String) {
        let text = format!("package p\n{head}\nvar x = 1\n");
        let with = apply_edits(&text, &[added(&text, &outline(&text)).expect("an import")]).expect("an edit");
        let without = apply_edits(&with, &[removed(&with, &outline(&with)).expect("an import")]).expect("an edit");
        let head = |it: &str| it.replace("package p\n", "").replace("\nvar x = 1\n", "");
        (head(&with), head(&without))
    }

    #[test]
    fn the_import_comes_where_gofmt_sorts_it_and_goes_again() {
        for (before, after) in [
            ("", "\nimport \"encoding/json\"\n"),
            ("\nimport \"fmt\"\n", "\nimport \"fmt\"\nimport \"encoding/json\"\n"),
            ("\nimport (\n\t\"fmt\"\n\t\"os\"\n)\n", "\nimport (\n\t\"encoding/json\"\n\t\"fmt\"\n\t\"os\"\n)\n"),
            (
                "\nimport (\n\t\"context\"\n\t\"os\"\n\n\t\"x.org/a\"\n)\n",
                "\nimport (\n\t\"context\"\n\t\"encoding/json\"\n\t\"os\"\n\n\t\"x.org/a\"\n)\n",
            ),
            ("\nimport (\n\t\"bytes\"\n)\n", "\nimport (\n\t\"bytes\"\n\t\"encoding/json\"\n)\n"),
            (
                "\nimport (\n\t// a comment\n\t\"x.org/a\"\n)\n",
                "\nimport (\n\t\"encoding/json\"\n\n\t// a comment\n\t\"x.org/a\"\n)\n",
            ),
        ] {
            assert_eq!(both(before), (after.to_owned(), before.to_owned()), "{before}");
        }
    }

    #[test]
    fn a_block_that_would_be_empty_goes() {
        let text = "package p\n\nimport (\n\t\"encoding/json\"\n)\n\nvar x = 1\n";
        let edit = removed(text, &outline(text)).expect("an import");
        assert_eq!(apply_edits(text, &[edit]).as_deref(), Ok("package p\n\nvar x = 1\n"));
    }
}
