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

/// Says what is wrong in any of the files, not only in the first that has a mistake.
fn check(files: &[PathBuf]) -> Result<Outcome, Failure> {
    let mut text = String::new();
    let mut failures = Vec::new();
    for file in files {
        match Pack::load(file) {
            Ok(pack) => {
                let (rules, batches) = (pack.rules.len(), pack.batches.len());
                text.push_str(&format!("{}: {rules} rules, {batches} batches, no mistakes\n", file.display()));
            }
            Err(errors) => failures.push(Failure::from(Box::new(errors))),
        }
    }
    let done = super::print(text.as_bytes())?;
    let Some(last) = failures.pop() else { return Ok(done) };
    failures.into_iter().for_each(super::complain);
    Err(last)
}
