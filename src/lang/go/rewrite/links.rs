//! Doc links of Go (`[Vault.Open]` in a comment), by each name in them. What they lead to is asked in `docs`.

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::lang::go::GO;
use crate::model::{FileId, Source, Span};

/// The doc links of all files, by each name in them.
#[derive(Default)]
pub(super) struct Links(pub(super) FxHashMap<SmolStr, Vec<Link>>);

/// A name in a doc link.
pub(super) struct Link {
    pub(super) file: FileId,
    pub(super) span: Span,
    /// The names before it in the link.
    pub(super) before: Vec<SmolStr>,
}

impl Links {
    /// The links in the comments of `sources`.
    pub(super) fn of(sources: &[Source]) -> Self {
        let mut links = Self::default();
        for source in sources.iter().filter(|it| it.language == GO && !it.generated && !it.left_out) {
            let mut at = 0;
            for line in source.text.split_inclusive('\n') {
                if let Some(comment) = line.find("//").filter(|it| line[*it..].contains('[')) {
                    links.line(source.id, at + comment, &line[comment..]);
                }
                at += line.len();
            }
        }
        links
    }

    fn line(&mut self, file: FileId, offset: usize, comment: &str) {
        for (open, _) in comment.match_indices('[') {
            let rest = &comment[open + 1..];
            let Some(close) = rest.find(']') else { return };
            let (inner, after) = (&rest[..close], &rest[close + 1..]);
            // `[text](…)`, and `[text]: https://…` define what they mean themselves.
            if after.starts_with(['(', '[', ':']) {
                continue;
            }
            let names = inner.trim_start_matches('*');
            let mut start = offset + open + 1 + (inner.len() - names.len());
            let mut before: Vec<SmolStr> = Vec::new();
            if !names.split('.').all(is_name) {
                continue;
            }
            for name in names.split('.') {
                let span = Span::new(start, start + name.len());
                self.0.entry(name.into()).or_default().push(Link { file, span, before: before.clone() });
                before.push(name.into());
                start += name.len() + 1;
            }
        }
    }
}

fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_alphabetic() || c == '_') && word.chars().all(|c| c.is_alphanumeric() || c == '_')
}
