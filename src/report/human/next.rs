//! What to do next: the last lines of an answer, with command lines that work as they stand there.

use std::io::{self, Write};

use super::style::{DIM, HEADING};
pub(super) use crate::report::next::Next;
use crate::text::shown::Shown;
use crate::text::width::wrapped;

/// Writes `said` and a line for each command; nothing where both are empty. A command is not broken into lines, so that it can be copied.
///
/// # Errors
/// Those of the writer.
pub(super) fn write(said: &str, steps: &[Next], columns: usize, out: &mut dyn Write) -> io::Result<()> {
    let said = match (said.is_empty(), steps.is_empty()) {
        (_, true) => said.to_owned(),
        (true, false) => "Next:".to_owned(),
        (false, false) => format!("{said} Next:"),
    };
    for line in wrapped(&Shown(&said).to_string(), columns).iter().filter(|it| !it.is_empty()) {
        writeln!(out, "{HEADING}{line}{HEADING:#}")?;
    }
    for it in steps {
        writeln!(out, "  {}", Shown(&it.command))?;
        for line in wrapped(&Shown(&it.what).to_string(), columns.saturating_sub(6)) {
            writeln!(out, "      {DIM}{line}{DIM:#}")?;
        }
    }
    Ok(())
}
