//! `lsp`: a language server on standard input and output, for as long as an editor wants it.

use std::io::IsTerminal;

use crate::lsp::{Connection, Ended, serve};

use super::{Failure, Outcome};

/// Serves until the editor ends it.
pub(super) fn run() -> Result<Outcome, Failure> {
    if std::io::stdin().is_terminal() {
        super::note(
            "an editor starts this and speaks to it on standard input (docs/editors.md shows how); Ctrl-C ends it",
        );
    }
    // The threads end with their pipes, and are not waited for: an editor that is gone may hold its end open.
    let (connection, threads) = Connection::stdio();
    match serve(connection) {
        Ended::Asked => {
            // What was said last is on its way.
            super::taken("standard output", threads.join())?;
            Ok(Outcome::Done)
        }
        // The protocol has 1 for this.
        Ended::Abruptly => Ok(Outcome::Findings),
        Ended::Lost => {
            let help = "start it from an editor that speaks the language server protocol; docs/editors.md shows how";
            Err(Failure::usage("the connection to the editor has ended without `exit`", help))
        }
    }
}
