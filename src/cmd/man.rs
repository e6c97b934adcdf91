//! `man`: the manual pages, one for each command, from the same declaration as the help.

use std::io::{self, Write};
use std::path::Path;

use clap::builder::Resettable;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, italic, roman};

use crate::cli::ManArgs;
use crate::commit::write_output;

use super::{Failure, Outcome, help};

/// What the environment says, with its meaning.
const ENVIRONMENT: &[(&str, &str)] = &[
    (
        "RUNSESS_CACHE_DIR",
        "Where facts are kept from run to run; empty: nowhere. Without it, runsess in the cache folder of the user.",
    ),
    (
        "RUNSESS_CACHE_KEY",
        "What kept facts are signed with, at least 32 characters, for machines that share them. Without it, a key that is made in the state folder.",
    ),
    (
        "RUNSESS_STATE_DIR",
        "Where the journals of applies are, with the old texts. Without it, runsess in the state folder of the user.",
    ),
    ("RUNSESS_MAX_MEMORY, RUNSESS_MAX_SECONDS", "As --max-memory and --max-seconds."),
    ("NO_COLOR, CLICOLOR, CLICOLOR_FORCE", "Whether there are colours, unless --color says it."),
    ("GOROOT, GOMODCACHE, GOPATH, GOENV", "Where Go code outside of the roots is, as for the go program."),
];

/// The files that the program reads and writes besides sources.
const FILES: &[(&str, &str)] = &[
    (
        "runsess.yaml",
        "Roots, rules, ignored files, baseline and formats of a project; looked for in the working directory and above.",
    ),
    ("~/.local/state/runsess", "Journals of applies (on macOS and Windows in the usual places there)."),
    ("~/.cache/runsess", "Kept facts; may be removed at any time."),
];

/// Prints the page of the program, or writes those of all commands into a folder.
pub(super) fn run(args: &ManArgs) -> Result<Outcome, Failure> {
    let mut command = super::command_line().disable_help_subcommand(true);
    command.build();
    let Some(folder) = &args.dir else { return super::give(&page(&command, "")?) };
    let failed = |error| Failure::Output { what: folder.display().to_string(), error };
    std::fs::create_dir_all(folder).map_err(failed)?;
    write(&command, "", folder)
}

fn write(command: &clap::Command, path: &str, folder: &Path) -> Result<Outcome, Failure> {
    let file = folder.join(Man::new(command.clone()).get_filename());
    write_output(&file, &page(command, path)?)
        .map_err(|error| Failure::Output { what: file.display().to_string(), error })?;
    for it in command.get_subcommands().filter(|it| !it.is_hide_set()) {
        write(it, format!("{path} {}", it.get_name()).trim_start(), folder)?;
    }
    Ok(Outcome::Done)
}

fn page(command: &clap::Command, path: &str) -> Result<Vec<u8>, Failure> {
    let mut text = Vec::new();
    rendered(command, path, &mut text).map_err(|error| Failure::Output { what: "the manual".into(), error })?;
    Ok(text)
}

fn rendered(command: &clap::Command, path: &str, out: &mut dyn Write) -> io::Result<()> {
    // Examples and exit status have sections of their own.
    Man::new(command.clone().after_help(Resettable::Reset)).render(out)?;
    let mut more = Roff::new();
    more.control("SH", ["EXIT STATUS"]);
    more.text([roman(crate::cli::EXIT_CODES.trim_start_matches("Exit status: "))]);
    more.control("SH", ["ENVIRONMENT"]);
    ENVIRONMENT.iter().for_each(|(name, what)| entry(&mut more, bold(*name), what));
    more.control("SH", ["FILES"]);
    FILES.iter().for_each(|(name, what)| entry(&mut more, italic(*name), what));
    let examples = if path.is_empty() { ["scan", "check", "apply"].as_slice() } else { &[path] };
    let examples = examples.iter().flat_map(|it| help::examples(it));
    more.control("SH", ["EXAMPLES"]);
    examples.for_each(|(line, what)| entry(&mut more, bold(*line), what));
    if !path.is_empty() {
        more.control("SH", ["SEE ALSO"]);
        more.text([bold("runsess"), roman("(1)")]);
    }
    more.to_writer(out)
}

fn entry(roff: &mut Roff, name: clap_mangen::roff::Inline, what: &str) {
    roff.control("TP", []);
    roff.text([name]);
    roff.text([roman(what)]);
}
