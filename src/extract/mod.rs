//! Source text to owned facts, one file at a time. The only module that sees tree-sitter nodes; none leaves it.
mod brackets;
pub mod go;
pub mod markdown;
pub mod plain;
pub mod proto;
pub mod sql;
#[cfg(test)]
mod testing;
mod text;
mod tree;
pub mod typescript;

use crate::lang::words::{TermHit, TermSet};
use crate::model::{FileFacts, Language, Source};

/// Lists every hit of one file in any language but Go (which needs the packages around it: see `go` and `resolve`). `project`
/// is what relative imports of TypeScript are followed through; the source should be one of its sources.
pub fn extract(project: &typescript::Project<'_>, source: &Source, hits: &[TermHit], terms: &TermSet) -> FileFacts {
    match source.language {
        Language::TypeScript | Language::Tsx | Language::JavaScript => {
            typescript::extract_in(project, source, hits, terms)
        }
        Language::Proto => proto::extract(source, hits, terms),
        Language::Sql => sql::extract(source, hits, terms),
        Language::Markdown => markdown::extract(source, hits, terms),
        Language::Go | Language::Data | Language::Text => plain::extract(source, hits, terms),
    }
}
