//! What earlier runs have found out, in the user's cache folder. An entry counts only when everything that it was made from is what it
//! was: the program, the terms, every source byte for byte, and the answer to every question that resolution asked the disk besides.
//! All of it goes by content, and by places relative to the roots (`places.rs`), so that another checkout on another machine takes the
//! entry, too. A cache that can't be read or written is none: no error, no other answer. So is one that somebody else may have written:
//! a forged entry would pass a gate (`entry.rs`).
//!
//! Here are the facts of sources; `answers.rs` has whole answers.

mod answers;
mod entry;
mod places;
pub(super) mod program;

use std::time::SystemTime;

use rayon::prelude::*;
use serde::Serialize;

use crate::disk::Disk;
use crate::lang::language::Outside;
use crate::model::{FileFacts, Language, Repo, Source};
use crate::text::words::{TermSet, TermSpec};
use crate::walk::{Print, What};
pub use answers::Glance;
pub(super) use answers::Made;
use entry::Entry;
pub(super) use places::Kept;
use places::{Anchors, Layout};

/// The place of one run's facts.
#[derive(Debug)]
pub(super) struct Cache {
    entry: Entry,
    anchors: Anchors,
}

/// What facts are made from, besides what resolution reads on its own.
#[derive(Serialize)]
struct Inputs<'a> {
    program: [u8; 32],
    layout: &'a Layout,
    terms: &'a [TermSpec],
    sources: Vec<SourceKey<'a>>,
}

#[derive(Serialize)]
struct SourceKey<'a> {
    repo: u32,
    path: &'a str,
    language: Language,
    generated: bool,
    text: [u8; 32],
}

impl Cache {
    /// The place for the facts of these inputs; `None` where nothing may or can be kept. Of sources that have a print, its hash is taken.
    pub(super) fn open(
        repos: &[Repo],
        (sources, prints): (&[Source], &[Print]),
        terms: &TermSet,
        outside: &Outside,
    ) -> Option<Self> {
        let key = |source| SourceKey::of(source, prints);
        let (program, sources) = rayon::join(program::hash, || sources.par_iter().map(key).collect::<Vec<_>>());
        let anchors = Anchors::of(repos, outside);
        let layout = anchors.layout(repos, outside);
        let family = blake3::hash(&postcard::to_stdvec(&(&layout, terms.terms())).ok()?);
        let inputs = Inputs { program: program?, layout: &layout, terms: terms.terms(), sources };
        let key = blake3::hash(&postcard::to_stdvec(&inputs).ok()?);
        Some(Self { entry: Entry::of(&entry::FACTS, &family, &key)?, anchors })
    }

    /// The facts of these inputs that were kept, if they still hold, and what they were made from besides.
    pub(super) fn load(&self, sources: &[Source], terms: &TermSet) -> Option<(FileFacts, Kept)> {
        let start = SystemTime::now();
        let payload = self.entry.load()?;
        let (kept, encoded) = postcard::take_from_bytes::<Kept>(&payload).ok()?;
        let now = self.anchors.asked_again(&kept, start)?;
        let facts: FileFacts = postcard::from_bytes(encoded).ok()?;
        let facts = facts.is_consistent(sources, terms.terms().len()).then_some(facts)?;
        if now != kept {
            // The same answers with other stamps: the next run here need not read what it asks for.
            let _ = postcard::to_stdvec(&now).ok().and_then(|head| self.entry.store(&[&head, encoded].concat()));
        }
        Some((facts, now))
    }

    /// Keeps `facts`, which were made with what `disk` has seen.
    pub(super) fn store(&self, facts: &FileFacts, disk: &Disk) -> Kept {
        let kept = self.anchors.kept(disk.seen());
        let _ = self.keep(&kept, facts);
        kept
    }

    fn keep(&self, kept: &Kept, facts: &FileFacts) -> Option<()> {
        self.entry.store(&postcard::to_extend(facts, postcard::to_stdvec(kept).ok()?).ok()?)
    }
}

impl<'a> SourceKey<'a> {
    fn of(source: &'a Source, prints: &[Print]) -> Self {
        let place = (source.repo, &*source.path);
        let print = prints.binary_search_by(|it| (it.repo, it.path.as_str()).cmp(&place)).map(|at| &prints[at].what);
        let text = match print {
            Ok(What::Bytes(hash)) => *hash,
            Ok(What::Unread(_)) | Err(_) => *blake3::hash(source.text.as_bytes()).as_bytes(),
        };
        Self { repo: source.repo.0, path: &source.path, language: source.language, generated: source.generated, text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::classify;
    use crate::lang;
    use crate::rules::Pack;
    use crate::walk::{WalkOptions, Walked, walk};

    const GO: &str = "package a

type Shot struct{ SessionID, RunID string }

// take has a run id.
func take(s Shot) string {
\trunID := s.SessionID
\tlog(\"run_id\", runID)
\treturn runID + s.RunID
}
";
    const TS: &str = "export interface Shot { runId: string }\nexport const sessionId = shot.runId // run id\n";

    /// A number that follows from the one before it (Numerical Recipes).
    fn next(state: &mut u64, below: usize) -> usize {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (*state >> 33) as usize % below
    }

    /// One bit flipped, a byte anew, an end cut off, two parts that change places, a part twice.
    fn mutated(bytes: &[u8], at: usize, state: &mut u64) -> Vec<u8> {
        let mut out = bytes.to_vec();
        let place = next(state, out.len());
        match at % 5 {
            0 => out[place] ^= 1 << next(state, 8),
            1 => out[place] = next(state, 256) as u8,
            2 => out.truncate(place),
            3 => {
                let (length, other) = (1 + next(state, 16), next(state, out.len()));
                for at in 0..length.min(out.len() - place.max(other)) {
                    out.swap(place + at, other + at);
                }
            }
            _ => {
                let end = out.len().min(place + 1 + next(state, 64));
                out.extend_from_within(place..end);
            }
        }
        out
    }

    #[test]
    fn a_mutated_entry_is_not_believed_and_a_signed_one_points_nowhere() {
        let dir = tempfile::tempdir().expect("a folder");
        for (name, text) in [("go.mod", "module example.com/a\n\ngo 1.22\n"), ("a.go", GO), ("a.ts", TS)] {
            std::fs::write(dir.path().join(name), text).expect("a writable folder");
        }
        let pack = Pack::builtin().expect("the built-in pack");
        let terms = TermSet::new(&pack.term_specs());
        let roots = [dir.path().to_path_buf().into()];
        let Walked { repos, sources, .. } = walk(&roots, &WalkOptions::default()).expect("it can be read");
        let (facts, _) = lang::facts(&repos, &sources, &terms, &lang::outside());
        assert!(facts.occurrences.len() > 8 && !facts.flows.is_empty());
        let anchors = Anchors::of(&repos, &Vec::new());
        let cache = Cache { entry: Entry::at(&entry::FACTS, dir.path().join("entry")), anchors };
        cache.keep(&Kept::default(), &facts).expect("a writable folder");
        let bytes = std::fs::read(&cache.entry.file).expect("it was written");
        let load = |bytes: &[u8]| {
            std::fs::write(&cache.entry.file, bytes).expect("a writable folder");
            cache.load(&sources, &terms)
        };
        assert!(load(&bytes).is_some());

        let (mut state, mut taken) = (1, 0);
        for at in 0..600 {
            let other = mutated(&bytes, at, &mut state);
            assert!(other == bytes || load(&other).is_none(), "mutation {at} is believed");
            // What stands below the signature is held once more: signed anew, it may say anything but must point into the sources.
            let payload = mutated(&bytes[16 + 64..], at, &mut state);
            let signed = [cache.entry.head(&payload), payload].concat();
            if let Some((facts, _)) = load(&signed) {
                taken += 1;
                classify(&facts, &sources, &repos, &pack);
            }
        }
        assert!(taken > 20, "only {taken} signed mutations could be read at all");
    }
}
