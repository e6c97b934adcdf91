//! The formats on the command line: each command offers what the table of formats can render for its answer.

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{CommandFactory, FromArgMatches};

use crate::cli::Cli;
use crate::report::{FORMATS, Format, named};

use super::Failure;

/// Which formats a command offers.
type Offers = fn(&Format) -> bool;

/// The commands that have formats.
const COMMANDS: [(&str, Offers); 10] = [
    ("scan", |it| it.scan.is_some()),
    ("classify", |it| it.scan.is_some()),
    ("explain", |it| it.explain.is_some()),
    ("check", |it| it.check.is_some()),
    ("refs", |it| it.refs.is_some()),
    // For people, it does what others only list.
    ("apply", |it| it.apply.is_some() || it.does),
    ("rename", |it| it.apply.is_some() || it.does),
    ("plan", |it| it.plan.is_some()),
    ("sql", |it| it.sql.is_some()),
    ("verify", |it| it.verify.is_some()),
];

/// The command line with its formats and examples.
pub fn command_line() -> clap::Command {
    let all = super::help::with_examples(Cli::command(), "");
    COMMANDS.iter().fold(all, |all, (name, offers)| {
        all.mut_subcommand(name, |command| command.mut_arg("format", |arg| arg.value_parser(values(*offers))))
    })
}

/// The names of the formats that a command offers, in the order of the table.
pub fn offered(command: &str) -> Vec<&'static str> {
    let offers = COMMANDS.iter().find(|it| it.0 == command).map(|it| it.1);
    FORMATS.iter().filter(|it| offers.is_some_and(|offers| offers(it))).map(|it| it.name).collect()
}

/// Reads the arguments of the process. Help and mistakes end it.
pub fn parse() -> Cli {
    Cli::from_arg_matches(&command_line().get_matches()).unwrap_or_else(|error| error.exit())
}

fn values(offers: Offers) -> PossibleValuesParser {
    let value = |it: &Format| PossibleValue::new(it.name).help(it.about);
    PossibleValuesParser::new(FORMATS.iter().filter(|it| offers(it)).map(value))
}

/// The format with this name, and its renderer of one answer.
pub(super) fn pick<R>(name: &str, of: fn(&Format) -> Option<R>) -> Result<(&'static Format, R), Failure> {
    let picked = named(name).and_then(|format| Some((format, of(format)?)));
    picked.ok_or_else(|| {
        let can: Vec<&str> = FORMATS.iter().filter(|it| of(it).is_some()).map(|it| it.name).collect();
        Failure::usage(format!("there is no format `{name}` for this"), format!("one of {}", can.join(", ")))
    })
}
