//! The journal of one apply: what its records are, and how they reach the disk and come back. One line a record, a
//! checksum before it, synced before the next step; a torn last line is a record that was never written.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::change::Act;
use super::fault::{Faults, Point};

/// What this version writes where files only get other bytes. A reader refuses what is newer than itself.
pub(super) const VERSION: u32 = 1;

/// What it writes where files are made or taken away, which a reader of the first version would take for empty ones.
pub(super) const WITH_NEW_FILES: u32 = 2;

/// One line of the journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "record", rename_all = "kebab-case")]
pub(super) enum Record {
    /// What is going to happen. First, before anything is staged.
    Begin(Begin),
    /// Everything is staged: from here an interrupted apply is finished, not taken back.
    Commit,
    /// Every file is swapped and lasts.
    Done,
    /// No sibling is left.
    Clean,
    /// Taken back as far as possible; the old bytes of these files are kept, for somebody changed them in between.
    Conflict {
        /// What the files are called.
        files: Vec<String>,
    },
}

/// What an apply is going to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Begin {
    /// See [`VERSION`].
    pub version: u32,
    /// The process that writes.
    pub pid: u32,
    /// Seconds since 1970, UTC.
    pub time: u64,
    /// What the user knows it as.
    pub label: String,
    /// The apply that this one takes back.
    pub undo_of: Option<u64>,
    /// Top folders, canonical.
    pub roots: Vec<Name>,
    /// The files.
    pub files: Vec<FileEntry>,
}

/// One file of an apply.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct FileEntry {
    /// Index into the roots.
    pub root: usize,
    /// Relative to the root.
    pub path: Name,
    /// `repo/path`
    pub display: String,
    /// The name of the staged sibling, in the same folder.
    pub sibling: String,
    /// The bytes before.
    pub old: Content,
    /// The bytes after.
    pub new: Content,
    /// Where the old bytes start in the pack.
    pub offset: u64,
    /// Permission bits, before and after.
    pub mode: u32,
    /// User and group, before and after.
    pub owner: Option<(u32, u32)>,
    /// Whether there is a file before and after. Where there is none, its bytes are said to be empty.
    #[serde(default, skip_serializing_if = "is_replaced")]
    pub act: Act,
}

fn is_replaced(act: &Act) -> bool {
    *act == Act::Replace
}

impl FileEntry {
    /// What the sibling is called: `repo/path`, with its own name at the end.
    pub(super) fn beside(&self) -> String {
        let folder = self.display.rfind('/').map_or("", |at| &self.display[..=at]);
        format!("{folder}{}", self.sibling)
    }
}

/// Bytes, by their length and hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Content {
    /// How many.
    pub length: u64,
    /// blake3.
    #[serde(with = "hex")]
    pub hash: [u8; 32],
}

impl Content {
    /// Of these bytes.
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self { length: bytes.len() as u64, hash: *blake3::hash(bytes).as_bytes() }
    }
}

/// A path that need not be UTF-8.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Name {
    /// It is.
    Text(String),
    /// It is not: its bytes.
    Bytes(Vec<u8>),
}

impl From<&Path> for Name {
    fn from(path: &Path) -> Self {
        match path.to_str() {
            Some(text) => Self::Text(text.to_owned()),
            None => Self::Bytes(path.as_os_str().as_encoded_bytes().to_vec()),
        }
    }
}

impl Name {
    /// The path again. Bytes are a path on Unix only, where any bytes are one.
    pub(super) fn path(&self) -> PathBuf {
        match self {
            Self::Text(text) => PathBuf::from(text),
            #[cfg(unix)]
            Self::Bytes(bytes) => {
                use std::os::unix::ffi::OsStrExt;
                PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
            }
            #[cfg(not(unix))]
            Self::Bytes(bytes) => PathBuf::from(String::from_utf8_lossy(bytes).into_owned()),
        }
    }
}

/// A journal open for adding records.
#[derive(Debug)]
pub(super) struct Journal<'f> {
    file: File,
    faults: &'f Faults,
}

impl<'f> Journal<'f> {
    /// Opens or makes the journal at `path`.
    ///
    /// # Errors
    /// Whatever opening gives.
    pub(super) fn open(path: &Path, faults: &'f Faults) -> io::Result<Self> {
        Ok(Self { file: OpenOptions::new().append(true).create(true).open(path)?, faults })
    }

    /// Adds a record and waits until it lasts.
    ///
    /// # Errors
    /// Whatever writing gives. The record is taken out again then: cutting a file takes no space, so that this works on
    /// a full disk; and a record that can't be trusted to last must not be found by the next process.
    pub(super) fn add(&mut self, record: &Record) -> io::Result<()> {
        let before = self.file.metadata()?.len();
        self.write(record).inspect_err(|_| {
            let _ = self.file.set_len(before).and_then(|()| self.file.sync_all());
        })
    }

    fn write(&mut self, record: &Record) -> io::Result<()> {
        let json = serde_json::to_string(record).map_err(io::Error::other)?;
        // A torn record of an earlier process has no newline: this one starts a line of its own.
        let line = format!("\n{} {json}\n", checksum(json.as_bytes()));
        let (first, second) = line.as_bytes().split_at(line.len() / 2);
        self.faults.pass(Point::JournalWrite)?;
        self.file.write_all(first)?;
        self.faults.pass(Point::JournalTorn)?;
        self.file.write_all(second)?;
        self.faults.pass(Point::JournalSync)?;
        self.file.sync_all()
    }
}

/// The records of a journal, in order. Lines whose checksum is wrong are left out: they were never finished.
///
/// # Errors
/// Whatever reading gives; `InvalidData` for a record that was written whole and isn't understood: another version's.
/// An empty list where there is no journal.
pub(super) fn read(path: &Path) -> io::Result<Vec<Record>> {
    let bytes = match std::fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other?,
    };
    bytes.split(|&b| b == b'\n').filter_map(parse).collect()
}

fn parse(line: &[u8]) -> Option<io::Result<Record>> {
    let (sum, json) = line.split_at_checked(SUM)?;
    let json = json.strip_prefix(b" ").filter(|json| sum == checksum(json).as_bytes())?;
    let record = serde_json::from_slice(json)
        .ok()
        .filter(|record| !matches!(record, Record::Begin(b) if ![VERSION, WITH_NEW_FILES].contains(&b.version)));
    Some(record.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "written by another version of runsess")))
}

/// Hexadecimal digits of a checksum.
const SUM: usize = 16;

fn checksum(json: &[u8]) -> String {
    blake3::hash(json).to_hex()[..SUM].to_owned()
}

mod hex {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(hash: &[u8; 32], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&blake3::Hash::from_bytes(*hash).to_hex())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<[u8; 32], D::Error> {
        let text = String::deserialize(from)?;
        blake3::Hash::from_hex(text).map(|hash| *hash.as_bytes()).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_torn_record_counts_as_not_written_and_hides_no_later_one() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("journal");
        let faults = Faults::default();
        let mut journal = Journal::open(&path, &faults).expect("opens");
        journal.add(&Record::Commit).expect("added");
        let done = format!("\n{} {{\"record\":\"done\"}}", checksum(br#"{"record":"done"}"#));
        for cut in 0..=done.len() {
            let whole = journal.file.metadata().expect("known").len();
            journal.file.write_all(&done.as_bytes()[..cut]).expect("written");
            let expected: &[Record] =
                if cut < done.len() { &[Record::Commit] } else { &[Record::Commit, Record::Done] };
            assert_eq!(read(&path).expect("read"), expected, "{cut}");
            journal.add(&Record::Clean).expect("added");
            assert_eq!(read(&path).expect("read").last(), Some(&Record::Clean));
            journal.file.set_len(whole).expect("cut");
        }
    }

    #[test]
    fn a_changed_byte_is_a_torn_record() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("journal");
        let faults = Faults::default();
        Journal::open(&path, &faults).expect("opens").add(&Record::Commit).expect("added");
        let good = std::fs::read(&path).expect("read");
        for at in 1..good.len() - 1 {
            let mut bad = good.clone();
            bad[at] ^= 1;
            assert_eq!(bad.split(|&b| b == b'\n').filter_map(parse).count(), 0, "byte {at}");
        }
    }
}
