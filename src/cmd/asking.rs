//! A question to a person, and the line that answers it.

use std::io::{self, BufRead, IsTerminal, Write};

use anstyle::Style;

const QUESTION: Style = Style::new().bold();

/// There is somebody to ask. Tests have no terminal.
pub(super) fn may_ask() -> bool {
    let terminal = io::stdin().is_terminal() && io::stdout().is_terminal();
    terminal || std::env::var_os("RUNSESS_ANSWERS_FROM_PIPE").is_some()
}

/// The answer without blanks around it; `None` where the input ends.
///
/// # Errors
/// Those of the reader and the writer.
pub(super) fn ask(question: &str, answers: &mut impl BufRead, out: &mut impl Write) -> io::Result<Option<String>> {
    write!(out, "{QUESTION}{question}{QUESTION:#} ")?;
    out.flush()?;
    let mut line = String::new();
    if answers.read_line(&mut line)? == 0 {
        writeln!(out)?;
        return Ok(None);
    }
    Ok(Some(line.trim().to_owned()))
}
