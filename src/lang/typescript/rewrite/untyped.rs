//! Keys that no type binds and that have the name of a property which is renamed: `form.append('job_key', …)`. Nothing shows whether they
//! are the same data, so they are listed, never left in silence.

use crate::lang::rewriter::Rename;
use crate::model::plan::{Input, Manual, manual};
use crate::model::{FileId, Role, Span};

use super::reference::is_script;

/// The undecided keys in the repository of what is renamed that have its old name. `touched` are the places that the rename changes.
pub(super) fn same_name(input: &Input, rename: &Rename, touched: impl Fn(FileId, Span) -> bool) -> Vec<Manual> {
    let Some((file, _)) = rename.decls.first() else { return Vec::new() };
    let repo = input.source(*file).repo;
    let key = |role| matches!(role, Role::MapKey | Role::QueryParameter | Role::StringLiteral);
    let all = input.facts.occurrences.iter().enumerate().filter(|(at, it)| {
        let source = input.source(it.file);
        key(it.role)
            && source.repo == repo
            && is_script(source.language)
            && source.text.get(it.span.range()) == Some(rename.old.as_str())
            && input.decided.get(*at).is_some_and(|it| it.open)
            && is_key(&source.text, it.span)
            && !touched(it.file, it.span)
    });
    let reason =
        format!("no type binds this `{}`, and it keeps the old name: does it mean what is renamed?", rename.old);
    all.map(|(at, _)| manual(input, at, reason.as_str())).collect()
}

/// Quotes stand around it, a colon behind it, or it is a parameter of an address.
fn is_key(text: &str, at: Span) -> bool {
    let (before, behind) = (&text[..at.start as usize], &text[at.end as usize..]);
    let quoted = ['\'', '"', '`'].into_iter().any(|it| before.ends_with(it) && behind.starts_with(it));
    quoted || behind.trim_start().starts_with([':', ',', '}']) || before.ends_with(['?', '&'])
}
