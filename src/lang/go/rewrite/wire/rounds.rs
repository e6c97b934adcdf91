//! Reads the sources for the search, each round once, until nothing new turns up.

use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use crate::lang::go::GO;
use crate::lang::go::resolve::offsets::by_entry;
use crate::lang::go::resolve::universe::Universe;
use crate::model::{Source, Span};

use super::super::tables::words;
use super::entry::read_entry;
use super::record::Reached;
use super::search::{Names, Places, Search};

/// Values that go through more helpers than this are not followed.
const ROUNDS: usize = 12;

/// What in the files of the roots reaches packages that read names at run time.
pub(super) fn reached(u: &mut Universe, sources: &[Source]) -> Reached {
    let mut search = Search::new(u);
    search.look_for_sinks(sources);
    for _ in 0..ROUNDS {
        let names = std::mem::take(&mut search.names);
        if names.is_empty() {
            break;
        }
        round(&mut search, sources, &names);
    }
    search.found
}

/// Reads the declarations that say one of `names` where it counts.
fn round(search: &mut Search, sources: &[Source], names: &Names) {
    let words_of: FxHashSet<SmolStr> = names.keys().cloned().collect();
    for source in sources.iter().filter(|it| it.language == GO) {
        let wanted = |at: &Span| {
            let (before, word, after) = around(&source.text, *at);
            names.get(word).is_some_and(|places| counts(*places, before, after))
        };
        let starts: Vec<u32> = words(&source.text, &words_of).filter(wanted).map(|it| it.start).collect();
        let Some(file) = (!starts.is_empty()).then(|| search.u.file_ix(source.id)).flatten() else { continue };
        for (entry, _) in by_entry(search.u, file, &starts) {
            read_entry(search, source, file, entry);
        }
    }
}

/// What stands before a word, the word, and what stands behind it.
fn around(text: &str, at: Span) -> (&str, &str, &str) {
    let (start, end) = (at.start as usize, at.end as usize);
    (&text[..start], &text[start..end], &text[end..])
}

/// A name counts between these texts.
fn counts(places: Places, before: &str, after: &str) -> bool {
    let called = after.starts_with(['(', '[']);
    let set = || after.trim_start_matches([' ', '\t']).starts_with([':', '=', '[', ',']);
    places.any
        || (places.called && called)
        || (places.selected && called && before.ends_with('.'))
        || (places.set && set())
}
