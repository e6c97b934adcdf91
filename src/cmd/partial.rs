//! What a command does where something could not be read: it answers for the rest and ends as one that ran only partly; it
//! writes nothing, because what was not read may use the names. Nor where a stranger's file says what would be written.

use std::path::PathBuf;

use crate::cli::WriteArgs;
use crate::model::Skipped;
use crate::text::count::counted;

use super::{Failure, Outcome};

/// How a command ends that would have ended with `done`.
pub(super) fn settled(done: Outcome, partial: bool) -> Outcome {
    if partial { Outcome::Failed } else { done }
}

/// Before user files are written. `ignore` says where files can be listed that are to be left out.
pub(super) fn may_write(
    skipped: &[Skipped],
    astray: &[PathBuf],
    args: &WriteArgs,
    ignore: &str,
) -> Result<(), Failure> {
    if args.diff || args.patch.is_some() {
        return Ok(());
    }
    if let Some(root) = astray.first() {
        let message = format!("runsess.yaml names {}, outside of its folder: nothing was written", root.display());
        return Err(Failure::usage(message, "name the folders on the command line, where they are yours to name"));
    }
    let count = skipped.iter().filter(|it| it.matters).count();
    if count == 0 {
        return Ok(());
    }
    let (what, they) = if count == 1 { ("1 place".into(), "it") } else { (counted(count, "place"), "they") };
    let message = format!("{what} could not be read, and {they} may use the name: nothing was written");
    Err(Failure::usage(
        message,
        format!("make it readable, or list it under `ignore` of {ignore}; --diff shows what the rest would become"),
    ))
}
