//! Taking an apply back later: an apply of the old bytes, with the same steps, journal and safety as the first one.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use super::apply;
use super::change::{Act, Applied, ApplyId, FileChange, Progress};
use super::dir;
use super::error::CommitError;
use super::journal::{Begin, Name};
use super::options::Options;
use super::pack;
use super::sibling::{self, Holds};
use super::store::{Applies, Damaged, Seen, Stage, Store};

/// An apply, as `apply --list` shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalEntry {
    /// Its number.
    pub id: ApplyId,
    /// What the user knows it as.
    pub label: String,
    /// When it began, in seconds since 1970, UTC.
    pub time: u64,
    /// Top folders of its repositories.
    pub roots: Vec<PathBuf>,
    /// `repo/path` of its files.
    pub files: Vec<String>,
    /// The apply that it takes back.
    pub undo_of: Option<ApplyId>,
    /// Where it stands.
    pub state: State,
}

/// Where an apply stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Its files have their new bytes (or had them, until somebody went on working).
    Done,
    /// A later apply took it back.
    Undone {
        /// Which one.
        by: ApplyId,
    },
    /// A process works on it.
    Live {
        /// Which one.
        pid: u32,
    },
    /// It was interrupted; `recover` mends it.
    Interrupted,
    /// It was taken back but for files that somebody had changed; the old bytes are in the state folder.
    Conflict,
    /// Its journal can't be understood; the root is its folder.
    Damaged,
}

/// Every apply that left something, the oldest first. An apply that was taken back at once left nothing.
///
/// # Errors
/// [`CommitError::State`].
pub fn list(options: &Options) -> Result<Vec<JournalEntry>, CommitError> {
    let (applies, damaged) = all(options)?;
    let unknown = |Damaged { id, path, .. }: Damaged| JournalEntry {
        id,
        label: String::new(),
        time: 0,
        roots: vec![path],
        files: Vec::new(),
        undo_of: None,
        state: State::Damaged,
    };
    let mut entries: Vec<_> = applies.into_iter().map(|(it, _)| it).chain(damaged.into_iter().map(unknown)).collect();
    entries.sort_by_key(|entry| entry.id);
    Ok(entries)
}

/// Applies whose journal can't be understood: they stop nothing, and somebody ought to look at them. None where the state
/// folder can't be read, which everything else says.
pub fn damaged(options: &Options) -> Vec<Damaged> {
    all(options).map(|(_, damaged)| damaged).unwrap_or_default()
}

/// Takes an apply back: the one of this number, or the latest that is done, not undone and no undo itself.
/// Files that have their old bytes already are left alone. To take an undo back, name its number.
///
/// # Errors
/// [`CommitError::Refused`] lists every file that changed since, and nothing is written then; else as [`super::apply()`].
pub fn undo(
    id: Option<ApplyId>,
    options: &Options,
    progress: &mut dyn FnMut(Progress),
    stop: &AtomicBool,
) -> Result<Applied, CommitError> {
    let (applies, damaged) = all(options)?;
    if let Some(it) = damaged.into_iter().find(|it| Some(it.id) == id) {
        return Err(it.into());
    }
    let open = |entry: &JournalEntry| entry.state == State::Done && entry.undo_of.is_none();
    let (entry, seen) = match id {
        Some(id) => applies.iter().find(|(entry, _)| entry.id == id).ok_or(CommitError::NoSuchApply(id))?,
        None => applies.iter().rfind(|(entry, _)| open(entry)).ok_or(CommitError::NothingToUndo)?,
    };
    let begin = seen.begin.as_ref().ok_or(CommitError::NoSuchApply(entry.id))?;
    let root = || entry.roots.first().cloned().unwrap_or_default();
    match entry.state {
        State::Done => {}
        State::Undone { by } => return Err(CommitError::AlreadyUndone(entry.id, by)),
        State::Live { pid } => return Err(CommitError::Busy { id: entry.id, pid, root: root() }),
        State::Interrupted | State::Conflict | State::Damaged => {
            return Err(CommitError::Interrupted { id: entry.id, root: root() });
        }
    }
    let changes = reverse(begin, seen)?;
    let changes: Vec<&FileChange> = changes.iter().collect();
    let label = if options.label.is_empty() { format!("undo {}", entry.id) } else { options.label.clone() };
    // git knows neither the new bytes nor needs to: the hash of the journal says what must be there.
    let options = Options { allow_dirty: true, require_git: false, label, ..options.clone() };
    apply::run(&changes, Some(entry.id), &options, progress, stop)
}

/// The changes that bring the old bytes back, where they are not there already.
fn reverse(begin: &Begin, seen: &Seen) -> Result<Vec<FileChange>, CommitError> {
    let mut changes = Vec::new();
    for entry in &begin.files {
        let Some(root) = begin.roots.get(entry.root).map(Name::path) else { continue };
        let relative = entry.path.path();
        // What can't be read is left to the check, which says why.
        let held = dir::parent(&root, &relative).and_then(|(parent, name)| sibling::holds(&parent, name, entry));
        let before = if entry.act == Act::Create { Holds::Nothing } else { Holds::Old };
        if held.is_ok_and(|held| held == before) {
            continue;
        }
        let (act, after) = match entry.act {
            Act::Create => (Act::Remove, Ok(Vec::new())),
            Act::Remove => (Act::Create, pack::unpack(&seen.path, entry)),
            Act::Replace => (Act::Replace, pack::unpack(&seen.path, entry)),
        };
        let after = after.map_err(|source| CommitError::State { path: seen.path.clone(), source })?;
        let path = root.join(relative);
        changes.push(FileChange {
            root,
            path,
            display: entry.display.clone(),
            before: entry.new.hash,
            after,
            mode: Some(entry.mode),
            act,
        });
    }
    Ok(changes)
}

/// Every apply with what its folder says, the oldest first; and those that can't be read.
type Listed = (Vec<(JournalEntry, Seen)>, Vec<Damaged>);

fn all(options: &Options) -> Result<Listed, CommitError> {
    if !options.state_dir.exists() {
        return Ok((Vec::new(), Vec::new()));
    }
    let Applies { seen: applies, damaged } = Store::new(&options.state_dir, &options.faults).lock()?.all()?;
    // The latest first: an undo counts only if nobody took it back, too.
    let mut undone: BTreeMap<u64, u64> = BTreeMap::new();
    for seen in applies.iter().rev().filter(|seen| matches!(seen.stage, Stage::Done | Stage::Clean)) {
        if let Some(of) = seen.begin.as_ref().and_then(|begin| begin.undo_of)
            && !undone.contains_key(&seen.id)
        {
            undone.insert(of, seen.id);
        }
    }
    let entry = |seen: Seen| {
        let begin = seen.begin.as_ref()?;
        let state = match &seen.stage {
            _ if seen.live => State::Live { pid: begin.pid },
            Stage::Begun | Stage::Committed => State::Interrupted,
            Stage::Conflict(_) => State::Conflict,
            Stage::Done | Stage::Clean => {
                undone.get(&seen.id).map_or(State::Done, |&by| State::Undone { by: ApplyId(by) })
            }
        };
        let entry = JournalEntry {
            id: ApplyId(seen.id),
            label: begin.label.clone(),
            time: begin.time,
            roots: begin.roots.iter().map(Name::path).collect(),
            files: begin.files.iter().map(|file| file.display.clone()).collect(),
            undo_of: begin.undo_of.map(ApplyId),
            state,
        };
        Some((entry, seen))
    };
    Ok((applies.into_iter().filter_map(entry).collect(), damaged))
}
