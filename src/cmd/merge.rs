//! `merge-baseline`: what git calls to merge a baseline that two branches have changed (gitattributes(5), "Defining a custom merge
//! driver").

use crate::cli::MergeBaselineArgs;
use crate::gate::merged;

use super::check::files::{read, write};
use super::{Failure, Outcome};

/// Writes over OURS what both sides make of BASE.
pub(super) fn run(args: &MergeBaselineArgs) -> Result<Outcome, Failure> {
    let (base, ours, theirs) = (read(&args.base)?, read(&args.ours)?, read(&args.theirs)?);
    write(&args.ours, &merged(&base, &ours, &theirs))?;
    Ok(Outcome::Done)
}
