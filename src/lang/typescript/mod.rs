//! TypeScript, TSX, JavaScript and components of Svelte and Vue: scopes, declared types, destructuring, contextual types, imports by relative path, and where
//! values go. `lower` makes tables of a file, `types` answers what type an expression has, `emit` and `flows` turn hits into facts.
mod answers;
mod facts;
pub mod language;
mod resolve;
pub mod rewrite;
mod syntax;

pub use resolve::project::Project;

use std::sync::Arc;

use crate::model::{FileFacts, Language, Role, Source, Span};
use crate::text::sentences::words_only;
use crate::text::words::{TermHit, TermSet};

/// TypeScript.
pub const TYPESCRIPT: Language = Language::named("typescript");
/// TypeScript with elements.
pub const TSX: Language = Language::named("tsx");
/// JavaScript.
pub const JAVASCRIPT: Language = Language::named("javascript");

/// Components of Svelte.
pub const SVELTE: Language = Language::named("svelte");

/// Components of Vue.
pub const VUE: Language = Language::named("vue");

/// Lists every hit of one file, following relative imports through `project`. The source should be one of the project's.
pub fn extract_in(project: &Project<'_>, source: &Source, hits: &[TermHit], terms: &TermSet) -> FileFacts {
    if hits.is_empty() {
        return FileFacts::default();
    }
    let read = || {
        let (module, trees) = syntax::read(&source.path, &source.text)?;
        let (file, generated) = (Some(source.id), source.generated);
        Some(Arc::new(resolve::project::Loaded {
            module,
            trees: Some(trees),
            file,
            generated,
            repo: source.repo,
            index: Default::default(),
        }))
    };
    let known = project.load(source.repo, &source.path).filter(|it| it.file == Some(source.id));
    let Some(loaded) = known.or_else(read) else {
        return words_only(source, hits, Role::Other);
    };
    facts::emit::emit(project, source, &loaded, hits, terms)
}

/// The places of `text`, the file at `path`, that the grammar can't read.
pub fn syntax_errors(path: &str, text: &str) -> Vec<Span> {
    syntax::read(path, text).map_or_else(|| vec![Span::new(0, text.len())], |(_, trees)| trees.errors())
}

/// The comments of `text`, the file at `path`, with their marks.
pub fn comments(path: &str, text: &str) -> Vec<Span> {
    syntax::read(path, text).map_or_else(Vec::new, |(_, trees)| trees.comments())
}

#[cfg(test)]
mod tests;
