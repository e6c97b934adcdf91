//! `rules list`, `rules check`, `rules test`, `rules schema`.

use std::path::PathBuf;

use crate::cli::{PackArg, RulesCommand};
use crate::rules::{Overview, Pack, schema};

use super::{Failure, Outcome};

/// Runs one of the commands on rule packs.
pub(super) fn run(command: &RulesCommand) -> Result<Outcome, Failure> {
    match command {
        RulesCommand::List(arg) => list(arg),
        RulesCommand::Check { files } => check(files),
        RulesCommand::Test(arg) => super::examples::run(&super::pack(arg)?),
        RulesCommand::Schema => super::print(schema().as_bytes()),
    }
}

fn list(arg: &PackArg) -> Result<Outcome, Failure> {
    let pack = super::pack(arg)?;
    super::print(Overview(&pack).to_string().as_bytes())
}

fn check(files: &[PathBuf]) -> Result<Outcome, Failure> {
    let mut text = String::new();
    for file in files {
        let pack = Pack::load(file).map_err(Box::new)?;
        let (rules, batches) = (pack.rules.len(), pack.batches.len());
        text.push_str(&format!("{}: {rules} rules, {batches} batches, no mistakes\n", file.display()));
    }
    super::print(text.as_bytes())
}
