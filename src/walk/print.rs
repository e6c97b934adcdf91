//! A tree as something to compare: what a walk met at each place, so that two walks with the same prints have read the same. A file whose
//! stamp is known needs no reading for that.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rustc_hash::FxBuildHasher;
use serde::{Deserialize, Serialize};

use crate::disk::Stamp;
use crate::model::RepoId;

/// What a walk says of files besides their texts.
#[derive(Clone, Copy, Debug, Default)]
pub enum Prints<'a> {
    /// Nothing.
    #[default]
    None,
    /// Their prints, of the bytes that it reads.
    Along,
    /// Their prints and nothing else: no sources, and no rows about what stands in files. What is known by its stamp is not read.
    Alone(&'a Contents),
}

/// What was at one place of a tree.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Print {
    /// The repository.
    pub repo: RepoId,
    /// The path in it, with `/`.
    pub path: String,
    /// It lies beside the roots.
    pub beside: bool,
    /// What was there.
    pub what: What,
}

/// What may be at a place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum What {
    /// A file: the BLAKE3 hash of its bytes.
    Bytes([u8; 32]),
    /// What is not read, whatever stands in it: why, or where a link leads.
    Unread(String),
}

/// The contents of files by their stamps.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents(HashMap<PathBuf, (Stamp, [u8; 32]), FxBuildHasher>);

impl Contents {
    /// The hash of what stands in the file at `path`, if this is still its stamp.
    pub fn known(&self, path: &Path, stamp: &Stamp) -> Option<[u8; 32]> {
        self.0.get(path).filter(|(known, _)| known == stamp).map(|(_, hash)| *hash)
    }
}

impl FromIterator<Touched> for Contents {
    fn from_iter<I: IntoIterator<Item = Touched>>(files: I) -> Self {
        let settled = files.into_iter().filter_map(|it| Some((it.path, (it.stamp?, it.hash))));
        Self(settled.collect())
    }
}

/// A file as it was looked at.
#[derive(Clone, Debug)]
pub struct Touched {
    /// Absolute.
    pub path: PathBuf,
    /// From before it was read; `None` where it proves nothing.
    pub stamp: Option<Stamp>,
    /// The hash of its bytes.
    pub hash: [u8; 32],
}

impl Touched {
    /// The file at `path`, if `known` has its stamp. Links are not followed.
    pub fn look(path: &Path, known: &Contents, start: SystemTime) -> Option<Self> {
        let meta = path.symlink_metadata().ok()?;
        let stamp = Stamp::of_contents(&meta, start);
        let hash = stamp.and_then(|stamp| known.known(path, &stamp))?;
        Some(Self { path: path.to_path_buf(), stamp, hash })
    }
}
