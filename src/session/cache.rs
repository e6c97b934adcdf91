//! Facts of the last run over the same roots, in the user's cache folder. An entry counts only when everything that the facts
//! were made from is what it was: the program, the terms, every source byte for byte, and by its stamp every file that
//! resolution read besides. A cache that can't be read or written is none: no error, no other answer. So is one that somebody
//! else may have written: a forged entry would pass a gate.
//!
//! One file an entry: [`MAGIC`], what the facts were made from as a hash (32 bytes), the BLAKE3 hash of that and the rest under
//! the user's key (32 bytes; `secret.rs`), then in postcard's encoding (<https://postcard.jamesmunns.com/wire-format>) the stamps and the
//! facts.

use std::env;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rayon::prelude::*;
use serde::Serialize;

use super::secret;
use crate::disk::{Disk, Stamp, open_plain, read_plain};
use crate::lang::language::Outside;
use crate::limits;
use crate::model::{FileFacts, Language, Repo, Source};
use crate::text::words::{TermSet, TermSpec};

/// How an entry begins: with another format, another mark.
const MAGIC: &[u8; 16] = b"runsess facts 2\n";

/// How its name ends; before it are [`NAME`] hexadecimal digits.
const ENDING: &str = ".facts";
const NAME: usize = 32;

/// Bigger entries are not read.
const MAX_BYTES: u64 = 4 << 30;

/// More entries than this are not kept: the oldest go.
const ENTRIES: usize = 32;

/// The place of one run's facts.
#[derive(Debug)]
pub struct Cache {
    file: PathBuf,
    key: [u8; 32],
    secret: [u8; 32],
}

/// What facts are made from, besides what resolution reads on its own.
#[derive(Serialize)]
struct Inputs<'a> {
    program: (PathBuf, Stamp),
    repos: &'a [Repo],
    terms: &'a [TermSpec],
    outside: &'a Outside,
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
        let program = env::current_exe().ok()?;
        let inputs = Inputs {
            program: (program.clone(), Stamp::now(&program)),
            repos,
            terms: terms.terms(),
            outside,
            sources: sources.par_iter().map(SourceKey::of).collect(),
        };
        let key = blake3::hash(&postcard::to_stdvec(&inputs).ok()?);
        let name = blake3::hash(&postcard::to_stdvec(&(repos, terms.terms())).ok()?);
        let file = folder.join(format!("{}{ENDING}", &name.to_hex()[..NAME]));
        Some(Self { file, key: *key.as_bytes(), secret: secret::key()? })
    }

    /// The facts of these inputs that were kept, if they still hold.
    pub fn load(&self, sources: &[Source], terms: &TermSet) -> Option<FileFacts> {
        let bytes = read_plain(&self.file, MAX_BYTES).ok()?;
        let (key, rest) = bytes.strip_prefix(MAGIC)?.split_first_chunk::<32>()?;
        let (hash, payload) = rest.split_first_chunk::<32>()?;
        if *key != self.key || blake3::Hash::from_bytes(*hash) != self.signature(payload) {
            return None;
        }
        let (stamps, facts) = postcard::take_from_bytes::<Vec<(PathBuf, Stamp)>>(payload).ok()?;
        let same = stamps.par_iter().all(|(path, stamp)| Stamp::now(path) == *stamp);
        let facts: FileFacts = same.then(|| postcard::from_bytes(facts).ok())??;
        facts.is_consistent(sources, terms.terms().len()).then_some(facts)
    }

    /// Compared in constant time.
    fn signature(&self, payload: &[u8]) -> blake3::Hash {
        blake3::Hasher::new_keyed(&self.secret).update(&self.key).update(payload).finalize()
    }

    /// Keeps `facts`, which were made with what `disk` has seen. Facts of files that have just changed are not kept: their
    /// next change could bear the same time.
    pub fn store(&self, facts: &FileFacts, disk: &Disk) {
        let stamps = disk.seen();
        let now = SystemTime::now();
        if !stamps.iter().any(|(_, stamp)| stamp.is_fresh(now)) {
            // A full disk or a read-only home costs the next run its head start, nothing else.
            let _ = self.write(&stamps, facts);
        }
    }

    #[expect(clippy::disallowed_methods, reason = "an entry of the cache folder, no file of the user's")]
    fn write(&self, stamps: &[(PathBuf, Stamp)], facts: &FileFacts) -> Option<()> {
        let folder = self.file.parent()?;
        let _unbroken = limits::unbroken();
        let payload = postcard::to_extend(facts, postcard::to_stdvec(stamps).ok()?).ok()?;
        let mut file = tempfile::NamedTempFile::new_in(folder).ok()?;
        for part in [MAGIC, &self.key[..], self.signature(&payload).as_bytes(), &payload] {
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

/// Removes the oldest entries beyond [`ENTRIES`], and nothing that is no entry.
#[expect(clippy::disallowed_methods, reason = "entries of the cache folder, no files of the user's")]
fn prune(folder: &Path) -> Option<()> {
    let entries = std::fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path());
    let facts = entries.filter(|path| is_entry(path));
    let mut dated: Vec<_> = facts.filter_map(|path| Some((path.metadata().ok()?.modified().ok()?, path))).collect();
    dated.sort();
    let surplus = dated.len().saturating_sub(ENTRIES);
    dated.iter().take(surplus).try_for_each(|(_, path)| std::fs::remove_file(path).ok())
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
        let cache = Cache { file: dir.path().join("entry"), key: [1; 32], secret: [2; 32] };
        cache.write(&[], &facts).expect("a writable folder");
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
