//! What comments can mean by a word: what their file calls so.

use rustc_hash::FxHashMap;

use crate::flow::Spread;
use crate::lang::dialect;
use crate::model::{FileFacts, Role, Source};

/// What each name of a file means; `None` where it means two things, or one use means nothing that is known.
pub(super) fn file_words(
    facts: &FileFacts,
    sources: &[Source],
    meanings: &Spread,
) -> FxHashMap<(u32, String), Option<u32>> {
    let mut found: FxHashMap<(u32, String), Option<u32>> = FxHashMap::default();
    for occurrence in &facts.occurrences {
        let source = &sources[occurrence.file.0 as usize];
        let Some(symbol) = occurrence.symbol.filter(|_| dialect(source.language).comments_speak) else { continue };
        if matches!(occurrence.role, Role::Comment | Role::LogMessage | Role::ErrorText | Role::StringLiteral) {
            continue;
        }
        let domain = meanings.meaning(symbol).map(|it| it.domain);
        let word = letters(&source.text[occurrence.span.range()]);
        let known = found.entry((occurrence.file.0, word)).or_insert(domain);
        if *known != domain {
            *known = None;
        }
    }
    found
}

/// A name whatever its case style: `runID`, `run_id` and `Run ID` are one.
pub(super) fn letters(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
