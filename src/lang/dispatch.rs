//! Hands what is asked of any file to the room of its language.

use crate::model::{Edit, FileFacts, Language, Source, Span};
use crate::text::words::{TermHit, TermSet};

use super::{go, markdown, plain, proto, sql, typescript};

/// Lists every hit of one file in any language but Go (which needs the packages around it: see `go::facts`). `project`
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

/// `edits` (sorted, not overlapping) with what keeps the columns of the language laid out, where it has any.
pub(crate) fn laid_out(language: Language, text: &str, edits: Vec<Edit>) -> Vec<Edit> {
    match language {
        Language::Go => go::layout::realign(text, &edits),
        Language::Sql => sql::layout::keep(text, edits),
        Language::Markdown => markdown::layout::keep(text, edits),
        _ => edits,
    }
}

/// The places of `text` that the grammar of the source's language can't read; none for a language without a grammar.
pub fn syntax_errors(source: &Source, text: &str) -> Vec<Span> {
    match source.language {
        Language::Go => go::syntax::syntax_errors(text),
        Language::TypeScript | Language::Tsx | Language::JavaScript => typescript::syntax_errors(&source.path, text),
        Language::Proto => proto::syntax_errors(text),
        Language::Data if source.path.ends_with(".json") => plain::json_error(text).into_iter().collect(),
        Language::Sql | Language::Markdown | Language::Data | Language::Text => Vec::new(),
    }
}

/// True when `after` has more places that can't be read than the file has now.
pub(crate) fn breaks_syntax(source: &Source, after: &str) -> bool {
    let new = syntax_errors(source, after).len();
    new > 0 && new > syntax_errors(source, &source.text).len()
}

/// The edit that takes the notice for exactly this new name away from the declaration whose name stands at `at`.
pub(crate) fn withdrawal(source: &Source, at: Span, new: &str) -> Option<Edit> {
    match source.language {
        Language::Go => go::rewrite::notice::withdrawal(source, at, new),
        _ => typescript::rewrite::notice::withdrawal(source, at, new),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_without_columns_is_left_alone() {
        let edits = || vec![Edit::replace(Span::new(0, 5), "SessionID")];
        assert_eq!(laid_out(Language::TypeScript, "RunID       x", edits()), edits());
        assert_ne!(laid_out(Language::Sql, "RunID       x", edits()), edits());
    }
}
