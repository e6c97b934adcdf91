//! Facts of earlier runs, in the user's cache folder. An entry counts only when everything that the facts were made from is what it
//! was: the program, the terms, every source byte for byte, and the answer to every question that resolution asked the disk besides.
//! All of it goes by content, and by places relative to the roots (`places.rs`), so that another checkout on another machine takes the
//! entry, too. A cache that can't be read or written is none: no error, no other answer. So is one that somebody else may have written:
//! a forged entry would pass a gate.
//!
//! One file an entry: [`MAGIC`], what the facts were made from as a hash (32 bytes), the BLAKE3 hash of that and the rest under
//! the user's key (32 bytes; `secret.rs`), then in postcard's encoding (<https://postcard.jamesmunns.com/wire-format>) what was asked of
//! the disk ([`Kept`]) and the facts.

mod places;
mod program;

use std::collections::HashMap;
use std::env;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rayon::prelude::*;
use serde::Serialize;

use super::secret;
use crate::disk::{Disk, open_plain, read_plain};
use crate::lang::language::Outside;
use crate::limits;
use crate::model::{FileFacts, Language, Repo, Source};
use crate::text::words::{TermSet, TermSpec};
use places::{Anchors, Kept, Layout};

/// How an entry begins: with another format, another mark.
const MAGIC: &[u8; 16] = b"runsess facts 3\n";

/// How its name ends; before it are [`FAMILY`] hexadecimal digits for the roots and the terms, and as many for everything.
const ENDING: &str = ".facts";
const FAMILY: usize = 16;
const NAME: usize = 2 * FAMILY;

/// Bigger entries are not read.
const MAX_BYTES: u64 = 4 << 30;

/// More entries than this are not kept: the oldest go.
const ENTRIES: usize = 32;

/// So many of them for the same roots and terms: branches that people go back and forth between.
const OF_A_FAMILY: usize = 3;

/// The place of one run's facts.
#[derive(Debug)]
pub struct Cache {
    file: PathBuf,
    key: [u8; 32],
    secret: [u8; 32],
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
    /// The place for the facts of these inputs; `None` where nothing may or can be kept.
    pub fn open(repos: &[Repo], sources: &[Source], terms: &TermSet, outside: &Outside) -> Option<Self> {
        let folder = folder()?;
        secret::folder(&folder)?;
        let (program, sources) =
            rayon::join(program::hash, || sources.par_iter().map(SourceKey::of).collect::<Vec<_>>());
        let anchors = Anchors::of(repos, outside);
        let layout = anchors.layout(repos, outside);
        let family = blake3::hash(&postcard::to_stdvec(&(&layout, terms.terms())).ok()?);
        let inputs = Inputs { program: program?, layout: &layout, terms: terms.terms(), sources };
        let key = blake3::hash(&postcard::to_stdvec(&inputs).ok()?);
        let name = format!("{}{}{ENDING}", &family.to_hex()[..FAMILY], &key.to_hex()[..FAMILY]);
        Some(Self { file: folder.join(name), key: *key.as_bytes(), secret: secret::key()?, anchors })
    }

    /// The facts of these inputs that were kept, if they still hold.
    pub fn load(&self, sources: &[Source], terms: &TermSet) -> Option<FileFacts> {
        let start = SystemTime::now();
        let bytes = read_plain(&self.file, MAX_BYTES).ok()?;
        let (key, rest) = bytes.strip_prefix(MAGIC)?.split_first_chunk::<32>()?;
        let (hash, payload) = rest.split_first_chunk::<32>()?;
        if *key != self.key || blake3::Hash::from_bytes(*hash) != self.signature(payload) {
            return None;
        }
        let (kept, encoded) = postcard::take_from_bytes::<Kept>(payload).ok()?;
        let now = self.anchors.asked_again(&kept, start)?;
        let facts: FileFacts = postcard::from_bytes(encoded).ok()?;
        let facts = facts.is_consistent(sources, terms.terms().len()).then_some(facts)?;
        if now != kept {
            // The same answers with other stamps: the next run here need not read what it asks for.
            let _ = postcard::to_stdvec(&now).ok().and_then(|now| self.write(&[now, encoded.to_vec()].concat()));
        }
        Some(facts)
    }

    /// Compared in constant time.
    fn signature(&self, payload: &[u8]) -> blake3::Hash {
        blake3::Hasher::new_keyed(&self.secret).update(&self.key).update(payload).finalize()
    }

    /// Keeps `facts`, which were made with what `disk` has seen.
    pub fn store(&self, facts: &FileFacts, disk: &Disk) {
        // A full disk or a read-only home costs the next run its head start, nothing else.
        let _ = self.keep(&self.anchors.kept(disk.seen()), facts);
    }

    fn keep(&self, kept: &Kept, facts: &FileFacts) -> Option<()> {
        self.write(&postcard::to_extend(facts, postcard::to_stdvec(kept).ok()?).ok()?)
    }

    #[expect(clippy::disallowed_methods, reason = "an entry of the cache folder, no file of the user's")]
    fn write(&self, payload: &[u8]) -> Option<()> {
        let folder = self.file.parent()?;
        let _unbroken = limits::unbroken();
        let mut file = tempfile::NamedTempFile::new_in(folder).ok()?;
        for part in [MAGIC, &self.key[..], self.signature(payload).as_bytes(), payload] {
            file.write_all(part).ok()?;
        }
        file.persist(&self.file).ok()?;
        prune(folder)
    }
}

impl<'a> SourceKey<'a> {
    fn of(source: &'a Source) -> Self {
        Self {
            repo: source.repo.0,
            path: &source.path,
            language: source.language,
            generated: source.generated,
            text: *blake3::hash(source.text.as_bytes()).as_bytes(),
        }
    }
}

/// Removes the oldest entries beyond [`OF_A_FAMILY`] and [`ENTRIES`], and nothing that is no entry.
#[expect(clippy::disallowed_methods, reason = "entries of the cache folder, no files of the user's")]
fn prune(folder: &Path) -> Option<()> {
    let entries = std::fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path());
    let facts = entries.filter(|path| is_entry(path));
    let mut dated: Vec<_> = facts.filter_map(|path| Some((path.metadata().ok()?.modified().ok()?, path))).collect();
    dated.sort_by(|a, b| b.cmp(a));
    let mut families: HashMap<String, usize> = HashMap::new();
    let surplus = dated.iter().enumerate().filter(|(at, (_, path))| {
        let name = path.file_name().map(|name| name.to_string_lossy()[..FAMILY].to_owned());
        let count = families.entry(name.unwrap_or_default()).or_default();
        *count += 1;
        *at >= ENTRIES || *count > OF_A_FAMILY
    });
    surplus.map(|(_, (_, path))| path).try_for_each(|path| std::fs::remove_file(path).ok())
}

/// True for a file that this program has written, whatever version of it.
fn is_entry(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()?.strip_suffix(ENDING));
    let named = name.is_some_and(|name| name.len() == NAME && name.bytes().all(|it| it.is_ascii_hexdigit()));
    let mut head = [0; MAGIC.len()];
    let mut read = || open_plain(path).and_then(|(mut file, _)| file.read_exact(&mut head));
    named && read().is_ok() && head.starts_with(b"runsess facts ")
}

/// `$RUNSESS_CACHE_DIR` (empty: keep nothing), else `runsess` in `$XDG_CACHE_HOME`, else in the system's usual place
/// (`~/.cache`, on macOS `~/Library/Caches`, on Windows `%LOCALAPPDATA%`).
fn folder() -> Option<PathBuf> {
    if let Some(own) = env::var_os("RUNSESS_CACHE_DIR") {
        return (!own.is_empty()).then(|| std::path::absolute(own).ok())?;
    }
    let set = |name: &str| env::var_os(name).map(PathBuf::from).filter(|dir| dir.is_absolute());
    let usual = set("XDG_CACHE_HOME").or_else(|| {
        if cfg!(windows) {
            return set("LOCALAPPDATA").map(|dir| dir.join("cache"));
        }
        let below = if cfg!(target_os = "macos") { "Library/Caches" } else { ".cache" };
        env::home_dir().filter(|home| home.is_absolute()).map(|home| home.join(below))
    });
    usual.map(|dir| dir.join("runsess"))
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
        let cache = Cache { file: dir.path().join("entry"), key: [1; 32], secret: [2; 32], anchors };
        cache.keep(&Kept::default(), &facts).expect("a writable folder");
        let entry = std::fs::read(&cache.file).expect("it was written");
        let load = |bytes: &[u8]| {
            std::fs::write(&cache.file, bytes).expect("a writable folder");
            cache.load(&sources, &terms)
        };
        assert!(load(&entry).is_some());

        let (mut state, mut taken) = (1, 0);
        for at in 0..600 {
            let bytes = mutated(&entry, at, &mut state);
            assert!(bytes == entry || load(&bytes).is_none(), "mutation {at} is believed");
            // What stands below the signature is held once more: signed anew, it may say anything but must point into the sources.
            let payload = mutated(&entry[MAGIC.len() + 64..], at, &mut state);
            let signed = [MAGIC, &cache.key[..], cache.signature(&payload).as_bytes(), &payload].concat();
            if let Some(facts) = load(&signed) {
                taken += 1;
                classify(&facts, &sources, &repos, &pack);
            }
        }
        assert!(taken > 20, "only {taken} signed mutations could be read at all");
    }
}
