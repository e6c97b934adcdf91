//! TypeScript, TSX and JavaScript: scopes, declared types, destructuring, contextual types, imports by relative path, and where
//! values go. `lower` makes tables of a file, `types` answers what type an expression has, `emit` and `flows` turn hits into facts.

mod calls;
mod context;
mod emit;
mod flows;
mod library;
mod lower;
mod lower_bindings;
mod lower_expr;
mod lower_modules;
mod lower_shapes;
mod lower_types;
mod members;
mod module;
mod project;
mod symbols;
mod tsconfig;
mod types;

pub use project::Project;

use std::sync::Arc;

use super::text::words_only;
use super::tree;
use crate::lang::words::{TermHit, TermSet};
use crate::model::{FileFacts, Role, Source};

/// Lists every hit of one file; imports stay unresolved.
pub fn extract(source: &Source, hits: &[TermHit], terms: &TermSet) -> FileFacts {
    extract_in(&Project::new([source]), source, hits, terms)
}

/// Lists every hit of one file, following relative imports through `project`. The source should be one of the project's.
pub fn extract_in(project: &Project<'_>, source: &Source, hits: &[TermHit], terms: &TermSet) -> FileFacts {
    if hits.is_empty() {
        return FileFacts::default();
    }
    let read = || {
        let tree = tree::parse(&project::grammar(&source.path), &source.text)?;
        let module = lower::lower(&source.path, &source.text, tree.root_node());
        let (file, generated) = (Some(source.id), source.generated);
        Some(Arc::new(project::Loaded { module, tree: Some(tree), file, generated }))
    };
    let known = project.load(source.repo, &source.path).filter(|it| it.file == Some(source.id));
    let Some(loaded) = known.or_else(read) else {
        return words_only(source, hits, Role::Other);
    };
    emit::emit(project, source, &loaded, hits, terms)
}

#[cfg(test)]
mod tests;
