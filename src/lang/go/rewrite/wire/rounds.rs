//! Reads the sources for the search, each round once, until nothing new turns up.

use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use crate::lang::go::GO;
use crate::lang::go::resolve::offsets::by_entry;
use crate::lang::go::resolve::universe::Universe;
use crate::model::Source;

use super::super::tables::words;
use super::entry::read_entry;
use super::record::Reached;
use super::search::Search;

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

/// Reads the declarations that say one of `names`.
fn round(search: &mut Search, sources: &[Source], names: &FxHashSet<SmolStr>) {
    for source in sources.iter().filter(|it| it.language == GO) {
        let starts: Vec<u32> = words(&source.text, names).map(|it| it.start).collect();
        let Some(file) = (!starts.is_empty()).then(|| search.u.file_ix(source.id)).flatten() else { continue };
        for (entry, _) in by_entry(search.u, file, &starts) {
            read_entry(search, source, file, entry);
        }
    }
}
