//! What is kept as files of the cache folder: signed, so that what somebody else has written is not believed, and few. An entry that can't
//! be read or written is none: no error, no other answer.
//!
//! One file an entry: the mark of its kind (16 bytes), what it was made from as a hash (32 bytes), the BLAKE3 hash of both and the rest
//! under the user's key (32 bytes; `secret.rs`), then what is kept, in postcard's encoding
//! (<https://postcard.jamesmunns.com/wire-format>).

use std::collections::HashMap;
use std::env;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use super::super::secret;
use crate::disk::{open_plain, read_plain};
use crate::limits;

/// What an entry is about.
#[derive(Debug)]
pub(super) struct Kind {
    /// How it begins: with another format, another mark.
    mark: &'static [u8; 16],
    /// How its name ends; before it are [`FAMILY`] hexadecimal digits for what many entries have in common, and as many for all.
    ending: &'static str,
    /// More are not kept: the oldest go.
    most: usize,
    /// So many of one family: branches that people go back and forth between.
    of_a_family: usize,
}

/// Facts of sources.
pub(super) const FACTS: Kind = Kind { mark: b"runsess facts 4\n", ending: ".facts", most: 32, of_a_family: 3 };

/// Whole answers.
pub(super) const ANSWER: Kind = Kind { mark: b"runsess answer1\n", ending: ".answer", most: 128, of_a_family: 16 };

/// The contents of files by their stamps.
pub(super) const STAMPS: Kind = Kind { mark: b"runsess stamps1\n", ending: ".stamps", most: 32, of_a_family: 1 };

const KINDS: [&Kind; 3] = [&FACTS, &ANSWER, &STAMPS];

const FAMILY: usize = 16;
const NAME: usize = 2 * FAMILY;

/// Bigger entries are not read.
const MAX_BYTES: u64 = 4 << 30;

/// The place of one entry.
#[derive(Debug)]
pub(super) struct Entry {
    kind: &'static Kind,
    pub(super) file: PathBuf,
    key: [u8; 32],
    secret: [u8; 32],
}

impl Entry {
    /// The place of what `key` was made from, one of a `family`; `None` where nothing may or can be kept.
    pub(super) fn of(kind: &'static Kind, family: &blake3::Hash, key: &blake3::Hash) -> Option<Self> {
        let folder = folder()?;
        secret::folder(&folder)?;
        let name = format!("{}{}{}", &family.to_hex()[..FAMILY], &key.to_hex()[..FAMILY], kind.ending);
        Some(Self { kind, file: folder.join(name), key: *key.as_bytes(), secret: secret::key()? })
    }

    #[cfg(test)]
    pub(super) fn at(kind: &'static Kind, file: PathBuf) -> Self {
        Self { kind, file, key: [1; 32], secret: [2; 32] }
    }

    /// What was kept there.
    pub(super) fn load(&self) -> Option<Vec<u8>> {
        let mut bytes = read_plain(&self.file, MAX_BYTES).ok()?;
        let (key, rest) = bytes.strip_prefix(self.kind.mark)?.split_first_chunk::<32>()?;
        let (hash, payload) = rest.split_first_chunk::<32>()?;
        if *key != self.key || blake3::Hash::from_bytes(*hash) != self.signature(payload) {
            return None;
        }
        bytes.drain(..self.kind.mark.len() + 64);
        Some(bytes)
    }

    /// Compared in constant time.
    pub(super) fn signature(&self, payload: &[u8]) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new_keyed(&self.secret);
        hasher.update(self.kind.mark).update(&self.key).update(payload).finalize()
    }

    /// All that stands before `payload`.
    pub(super) fn head(&self, payload: &[u8]) -> Vec<u8> {
        [self.kind.mark, &self.key[..], self.signature(payload).as_bytes()].concat()
    }

    /// Keeps `payload`. A full disk or a read-only home costs the next run its head start, nothing else.
    #[expect(clippy::disallowed_methods, reason = "an entry of the cache folder, no file of the user's")]
    pub(super) fn store(&self, payload: &[u8]) -> Option<()> {
        let folder = self.file.parent()?;
        let _unbroken = limits::unbroken();
        let mut file = tempfile::NamedTempFile::new_in(folder).ok()?;
        file.write_all(&self.head(payload)).ok()?;
        file.write_all(payload).ok()?;
        file.persist(&self.file).ok()?;
        prune(folder, self.kind)
    }
}

/// Removes the oldest entries beyond those that a kind may have, and nothing that is no entry.
#[expect(clippy::disallowed_methods, reason = "entries of the cache folder, no files of the user's")]
fn prune(folder: &Path, kind: &Kind) -> Option<()> {
    let entries = std::fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path());
    let mine = entries.filter(|path| is_entry(path, kind));
    let mut dated: Vec<_> = mine.filter_map(|path| Some((path.metadata().ok()?.modified().ok()?, path))).collect();
    dated.sort_by(|a, b| b.cmp(a));
    let mut families: HashMap<String, usize> = HashMap::new();
    let surplus = dated.iter().enumerate().filter(|(at, (_, path))| {
        let name = path.file_name().map(|name| name.to_string_lossy()[..FAMILY].to_owned());
        let count = families.entry(name.unwrap_or_default()).or_default();
        *count += 1;
        *at >= kind.most || *count > kind.of_a_family
    });
    surplus.map(|(_, (_, path))| path).try_for_each(|path| std::fs::remove_file(path).ok())
}

/// True for a file that this program has written, whatever version of it.
fn is_entry(path: &Path, kind: &Kind) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()?.strip_suffix(kind.ending));
    let named = name.is_some_and(|name| name.len() == NAME && name.bytes().all(|it| it.is_ascii_hexdigit()));
    let mut head = [0; 16];
    let mut read = || open_plain(path).and_then(|(mut file, _)| file.read_exact(&mut head));
    named && read().is_ok() && KINDS.iter().any(|it| head.starts_with(it.word()))
}

impl Kind {
    /// The mark without its version.
    fn word(&self) -> &[u8] {
        &self.mark[..14]
    }
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
