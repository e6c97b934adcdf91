//! Reads the sources for the search, each round once, until nothing new turns up. A declaration is parsed and checked once.

use std::rc::Rc;

use aho_corasick::{AhoCorasick, MatchKind};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::lang::go::GO;
use crate::lang::go::resolve::object::FileIx;
use crate::lang::go::resolve::offsets::by_entry;
use crate::lang::go::resolve::universe::{PARSED_AT_ONCE, Universe};
use crate::model::Source;

use super::entry::read_entry;
use super::record::{Checked, Reached};
use super::search::{About, Names, Places, Search, Seen};

/// Values that go through more helpers than this are not followed.
const ROUNDS: usize = 12;

/// The declarations that were read, by file and index: a later round reads most of them again.
type Known = FxHashMap<(FileIx, u32), Rc<Checked>>;

/// What in the files of the roots reaches packages that read names at run time.
pub(super) fn reached(u: &mut Universe, sources: &[Source], about: About) -> Reached {
    let mut search = Search::new(u, about);
    let mut known = Known::default();
    search.look_for_sinks(sources);
    for _ in 0..ROUNDS {
        let names = std::mem::take(&mut search.names);
        if names.is_empty() {
            break;
        }
        round(&mut search, &mut known, sources, &names);
    }
    search.found
}

/// Reads the declarations that say one of `names` where it counts.
fn round(search: &mut Search, known: &mut Known, sources: &[Source], names: &Names) {
    let words: Vec<&SmolStr> = names.keys().collect();
    let patterns = words.iter().map(|it| it.as_str());
    // Only the longest match at a place can be a whole word.
    let Ok(finder) = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(patterns) else { return };
    let places: Vec<&Vec<(Seen, Places)>> = words.iter().map(|it| &names[*it]).collect();
    let about = search.about;
    let found: Vec<(&Source, Vec<(u32, usize)>)> = sources
        .par_iter()
        .filter(|it| it.language == GO && (about.reads_tests() || !it.path.ends_with("_test.go")))
        .map(|source| (source, starts(&source.text, &finder, &places)))
        .filter(|it| !it.1.is_empty())
        .collect();
    let mut open: Vec<(&Source, FileIx, u32)> = Vec::new();
    for (source, starts) in found {
        let Some(file) = search.u.file_ix(source.id) else { continue };
        let mut kept: Vec<u32> = Vec::new();
        for (start, word) in starts {
            let (before, after) = source.text.split_at(start as usize);
            let after = &after[words[word].len()..];
            if places[word].iter().any(|(of, places)| counts(*places, before, after) && sees(search.u, file, *of)) {
                kept.push(start);
            }
        }
        open.extend(by_entry(search.u, file, &kept).into_keys().map(|entry| (source, file, entry)));
    }
    for part in open.chunks(PARSED_AT_ONCE) {
        check(search.u, known, part);
        for (source, file, entry) in part {
            if let Some(checked) = known.get(&(*file, *entry)).cloned() {
                read_entry(search, source, &checked);
            }
        }
    }
}

/// Checks the declarations that are not known yet.
fn check(u: &mut Universe, known: &mut Known, part: &[(&Source, FileIx, u32)]) {
    let places = part.iter().map(|(_, file, entry)| (*file, *entry));
    let fresh: Vec<(FileIx, u32)> = places.filter(|it| !known.contains_key(it)).collect();
    let mut imports: FxHashMap<FileIx, Rc<Vec<SmolStr>>> = FxHashMap::default();
    for (place, (decls, info)) in fresh.iter().zip(u.check_all(&fresh, true)) {
        let of_file = || Rc::new(u.outline(place.0).imports.iter().map(|it| it.path.clone()).collect());
        let imports = imports.entry(place.0).or_insert_with(of_file).clone();
        known.insert(*place, Rc::new(Checked { decls, info, imports }));
    }
}

/// Where whole words of a text are what `finder` looks for and some place counts, and which they are.
fn starts(text: &str, finder: &AhoCorasick, places: &[&Vec<(Seen, Places)>]) -> Vec<(u32, usize)> {
    let found = finder.find_iter(text).filter(|found| {
        let (before, after) = (&text[..found.start()], &text[found.end()..]);
        !before.ends_with(is_letter)
            && !after.starts_with(is_letter)
            && places[found.pattern().as_usize()].iter().any(|(_, places)| counts(*places, before, after))
    });
    found.map(|found| (found.start() as u32, found.pattern().as_usize())).collect()
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// What a file calls by a name can be what is `seen` there.
fn sees(u: &mut Universe, file: FileIx, seen: Seen) -> bool {
    match seen {
        Seen::Anywhere => true,
        Seen::Within(pkg) => u.package_of(file) == pkg,
        Seen::Importing(pkg) => u.sees(file, pkg),
    }
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
