//! Which tool runs a file, told by the file and by what lies around it.

use std::collections::BTreeSet;

use super::numbers::{begins_with_number, counted, parts, version};
use super::tools::{Begins, CHANGES, COUNTED, IN_CODE, NUMBERED, TOOLS, Tool};
use crate::lang::sql::SQL;
use crate::model::{RepoId, Source};

/// What the files beside migrations say: checksums and journals, and the folders that a configuration names.
pub(in crate::lang::sql) struct Around<'a> {
    /// The files that a row of the table asks for.
    files: BTreeSet<(RepoId, &'a str)>,
    /// The folders that `schema:` of a configuration of sqlc names.
    schemas: BTreeSet<(RepoId, String)>,
}

impl<'a> Around<'a> {
    /// Looks at the names of `sources`, and into the few that are configurations.
    pub(in crate::lang::sql) fn of(sources: &'a [Source]) -> Self {
        let wanted = |it: &&Source| {
            let is = |file: &str| it.path.strip_suffix(file).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'));
            TOOLS.iter().filter_map(|tool| tool.beside).any(is)
        };
        let files = sources.iter().filter(wanted).map(|it| (it.repo, &*it.path)).collect();
        let schemas = sources.iter().filter(|it| is_sqlc(&it.path)).flat_map(schemas).collect();
        Self { files, schemas }
    }

    /// The tool that runs a file; `None` for one that is no migration.
    pub(in crate::lang::sql) fn tool(&self, source: &Source) -> Option<&'static Tool> {
        let fits = |tool: &&Tool| self.fits(source, tool);
        let numbered = || self.is_numbered(source).then_some(&NUMBERED);
        let counted = || (source.language == SQL && !counted(parts(&source.path).1).is_empty()).then_some(&COUNTED);
        let code = || is_numbered_code(source).then_some(&IN_CODE);
        TOOLS.iter().find(fits).or_else(numbered).or_else(counted).or_else(code)
    }

    fn fits(&self, source: &Source, tool: &Tool) -> bool {
        let (folder, name) = parts(&source.path);
        let begins = match tool.begins {
            Begins::Any => true,
            Begins::Number => begins_with_number(name),
            Begins::Version => version(name).is_some(),
            Begins::Folder => begins_with_number(parts(folder).1),
        };
        tool.endings.iter().any(|ending| name.ends_with(ending))
            && begins
            && tool.beside.is_none_or(|file| self.files.contains(&(source.repo, &*join(folder, file))))
            && tool.comment.is_none_or(|comment| source.text.lines().any(|line| is_comment(line, comment)))
            && tool.words.iter().all(|word| memchr::memmem::find(source.text.as_bytes(), word.as_bytes()).is_some())
    }

    /// A file with a number, among migrations by the name of its folder or by a configuration.
    fn is_numbered(&self, source: &Source) -> bool {
        let (folder, name) = parts(&source.path);
        let named = || folder.split('/').any(|it| it.to_ascii_lowercase().contains("migrat"));
        source.language == SQL
            && begins_with_number(name)
            && (named() || self.schemas.contains(&(source.repo, folder.to_owned())))
    }
}

/// Code with a number or a version (`0012_x.js`, `v3.1.0.go`) among migrations, which changes tables.
fn is_numbered_code(source: &Source) -> bool {
    let (folder, name) = parts(&source.path);
    let last = parts(folder).1.to_ascii_lowercase();
    let text = source.text.as_bytes();
    let says = |word: &&str| {
        let lower = word.to_ascii_lowercase();
        [*word, &lower].iter().any(|it| memchr::memmem::find(text, it.as_bytes()).is_some())
    };
    last.contains("migrat")
        && begins_with_number(name.strip_prefix(['v', 'V']).unwrap_or(name))
        && IN_CODE.endings.iter().any(|ending| name.ends_with(ending))
        && !name.contains("_test.")
        && CHANGES.iter().any(says)
}

/// True for a comment that says `what` (lower case): `-- +goose Up`.
pub(super) fn is_comment(line: &str, what: &str) -> bool {
    let said = |rest: &str| rest.trim_start_matches('-').trim_start().get(..what.len()).map(str::to_ascii_lowercase);
    line.trim_start_matches('\u{feff}').trim_start().strip_prefix("--").and_then(said).is_some_and(|it| it == what)
}

fn join(folder: &str, file: &str) -> String {
    if folder.is_empty() { file.to_owned() } else { format!("{folder}/{file}") }
}

fn is_sqlc(path: &str) -> bool {
    matches!(parts(path).1, "sqlc.yaml" | "sqlc.yml" | "sqlc.json")
}

/// The values of `schema:`, one or a list, from the folder of the file. Only words are read: a value that is none names no folder.
fn schemas(source: &Source) -> Vec<(RepoId, String)> {
    let (folder, _) = parts(&source.path);
    let mut found = Vec::new();
    let mut listing = false;
    for line in source.text.lines().map(|it| it.trim().trim_start_matches('{')) {
        let value = line.trim_start_matches("- ").trim_start_matches('"');
        match value.strip_prefix("schema").map(|it| it.trim_start_matches('"').trim_start()) {
            Some(rest) if rest.starts_with(':') => {
                found.push(rest[1..].to_owned());
                listing = true;
            }
            _ if listing && line.starts_with(['-', '"']) => found.push(line.to_owned()),
            _ => listing = false,
        }
    }
    let words = found.iter().flat_map(|it| it.split(',')).map(|it| {
        it.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '[' | ']' | '-' | '}' | '{'))
    });
    let named = words.map(|it| it.trim_start_matches("./").trim_end_matches('/')).filter(|it| !it.is_empty());
    named.map(|it| (source.repo, join(folder, it))).collect()
}
