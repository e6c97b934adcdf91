//! How an apply is done, and where the state of all applies lives.

use std::env;
use std::path::PathBuf;

use super::error::CommitError;
use super::fault::Faults;

/// How an apply is done.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Don't ask git whether it could bring the files back.
    pub allow_dirty: bool,
    /// Refuse files that no git work tree holds.
    pub require_git: bool,
    /// What `apply --list` calls this one: `batch 1`.
    pub label: String,
    /// The folder with locks, journals and old bytes. See [`state_dir`].
    pub state_dir: PathBuf,
    /// Faults on purpose; none by default.
    pub faults: Faults,
}

impl Options {
    /// The defaults, with the state folder and the faults that the environment names.
    ///
    /// # Errors
    /// As [`state_dir`]; [`CommitError::Usage`] for a `RUNSESS_FAULT` that says nothing.
    pub fn from_env() -> Result<Self, CommitError> {
        let faults = env::var("RUNSESS_FAULT").unwrap_or_default().parse().map_err(CommitError::Usage)?;
        Ok(Self { state_dir: state_dir()?, faults, ..Self::default() })
    }
}

/// The user's folder for state: `$RUNSESS_STATE_DIR`, else `runsess` in `$XDG_STATE_HOME`, else in the system's usual
/// place (`~/.local/state`, on macOS `~/Library/Application Support`, on Windows `%LOCALAPPDATA%`).
///
/// # Errors
/// [`CommitError::Usage`] where none of these is set.
pub fn state_dir() -> Result<PathBuf, CommitError> {
    if let Some(dir) = variable("RUNSESS_STATE_DIR") {
        return std::path::absolute(&dir).map_err(|source| CommitError::State { path: dir, source });
    }
    // The XDG specification: a relative path is to be ignored.
    let usual = variable("XDG_STATE_HOME").filter(|dir| dir.is_absolute()).or_else(|| {
        if cfg!(windows) {
            variable("LOCALAPPDATA")
        } else {
            let below = if cfg!(target_os = "macos") { "Library/Application Support" } else { ".local/state" };
            env::home_dir().filter(|home| home.is_absolute()).map(|home| home.join(below))
        }
    });
    usual.map(|dir| dir.join("runsess")).ok_or_else(|| {
        CommitError::Usage("no home folder for the journal: set RUNSESS_STATE_DIR to a folder".to_owned())
    })
}

fn variable(name: &str) -> Option<PathBuf> {
    env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}
