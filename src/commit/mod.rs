//! The only writer of user files: verify, stage, journal, swap; undo and recover.
//!
//! An apply is all or nothing, also when the process is killed, the disk is full, or somebody edits a file meanwhile:
//!
//! 1. **verify** every file of every root, before anything is written (`check`);
//! 2. **begin**: a journal in the user's state folder says which files and which siblings (`journal`, `store`);
//! 3. **pack**: the old bytes of all files are copied there and synced;
//! 4. **stage**: each new text is written beside its file, with its mode and owner, and synced;
//! 5. **commit**: one record. An apply that ends before it is taken back, one that ends after it is finished;
//! 6. **swap**: each sibling changes places with its file in one step, and what came out is compared with the plan. If it
//!    is anything else, everything goes back, that included. A new file gets its name then, one that goes loses it;
//! 7. **done**: one record, then the siblings (the old files) are removed.
//!
//! The steps are in `apply`, what each does to one file in `sibling` (to one that is made or goes, in `made`), the way back and forward after a crash in `recover`, an
//! apply of the old bytes in `undo`.
//! Nothing here prints.

#![cfg_attr(not(test), expect(clippy::disallowed_methods, reason = "everybody else is to use this module"))]

mod apply;
mod away;
mod change;
mod check;
mod copy;
mod dir;
mod error;
mod fault;
mod git;
mod interrupted;
mod journal;
mod made;
mod options;
mod output;
mod pack;
mod recover;
mod refusal;
mod sibling;
mod store;
mod trust;
mod undo;

pub use apply::{apply, check};
pub use change::{Act, Applied, ApplyId, FileChange, Progress};
pub use copy::Copies;
pub use error::CommitError;
pub use fault::{Faults, Point};
pub use interrupted::{Unfinished, interrupted};
pub use options::{Options, state_dir};
pub use output::{append_output, write_output};
pub use recover::{Outcome, Recovered, recover};
pub use refusal::{Reason, Refusal};
pub use store::Damaged;
pub use undo::{JournalEntry, State, damaged, list, undo};
