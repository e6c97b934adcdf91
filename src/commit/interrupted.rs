//! What whoever reads a tree should know: an apply is at work in it, or was interrupted there.

use std::path::PathBuf;

use super::change::ApplyId;
use super::journal::Name;
use super::options::Options;
use super::store::{Stage, Store};

/// An apply that is neither done nor taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfinished {
    /// Its number.
    pub id: ApplyId,
    /// Its root that is, holds or lies below one of those that were asked about.
    pub root: PathBuf,
    /// The process that works on it; none where it was interrupted.
    pub process: Option<u32>,
}

/// The unfinished applies over these folders, the oldest first. Reading a tree must not fail for want of a state folder: where there
/// is none, or none that may be read, there is nothing to tell.
pub fn interrupted(roots: &[PathBuf], options: &Options) -> Vec<Unfinished> {
    if !options.state_dir.exists() {
        return Vec::new();
    }
    let store = Store::new(&options.state_dir, &options.faults);
    let Ok(applies) = store.lock().and_then(|locked| locked.all()) else { return Vec::new() };
    let asked: Vec<PathBuf> = roots.iter().filter_map(|root| root.canonicalize().ok()).collect();
    let unfinished = |seen: super::store::Seen| {
        let begin = seen.begin?;
        if !seen.live && !matches!(seen.stage, Stage::Begun | Stage::Committed) {
            return None;
        }
        let shared = |root: &PathBuf| asked.iter().any(|asked| asked.starts_with(root) || root.starts_with(asked));
        let root = begin.roots.iter().map(Name::path).find(shared)?;
        Some(Unfinished { id: ApplyId(seen.id), root, process: seen.live.then_some(begin.pid) })
    };
    applies.seen.into_iter().filter_map(unfinished).collect()
}
