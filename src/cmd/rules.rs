//! `rules list`, `rules show`, `rules check`, `rules test`, `rules schema`: commands about rule packs alone. The examples of `rules test`
//! are run in `examples`.

use std::path::PathBuf;

use crate::cli::{PackArg, RulesCommand};
use crate::rules::{Overview, Pack, doubts, schema};
use crate::text::count::counted;

use super::{Failure, Outcome};

/// Runs one of the commands on rule packs.
pub(super) fn run(command: &RulesCommand) -> Result<Outcome, Failure> {
    match command {
        RulesCommand::List(arg) => list(arg),
        RulesCommand::Show(arg) => super::give(super::pack(arg)?.text.as_bytes()),
        RulesCommand::Check { files } => check(files),
        RulesCommand::Test(arg) => super::examples::run(&super::pack(arg)?),
        RulesCommand::Schema => super::give(schema().as_bytes()),
    }
}

fn list(arg: &PackArg) -> Result<Outcome, Failure> {
    let pack = super::pack(arg)?;
    super::say(&Overview(&pack).to_string())
}

/// Says what is wrong in any of the files, not only in the first that has a mistake.
fn check(files: &[PathBuf]) -> Result<Outcome, Failure> {
    let mut text = String::new();
    let mut failures = Vec::new();
    for file in files {
        match Pack::load(file) {
            Ok(pack) => {
                let (rules, batches) = (counted(pack.rules.len(), "rule"), counted(pack.batches.len(), "batch"));
                text.push_str(&format!("{}: {rules}, {batches}, no mistakes\n", file.display()));
                doubts(&pack).iter().for_each(|doubt| text.push_str(&format!("{}: {doubt}\n", file.display())));
            }
            Err(errors) => failures.push(Failure::from(Box::new(errors))),
        }
    }
    let done = super::say(&text)?;
    let Some(last) = failures.pop() else { return Ok(done) };
    failures.into_iter().for_each(super::complain);
    Err(last)
}
