//! The commands, one file each: read the arguments, call `session` once, give the answer to one renderer of `report`. The
//! only room that writes to standard output and standard error: `say` for people, `give` for programs, `note` for remarks
//! beside the answer.

mod apply;
mod asking;
mod check;
mod checkout;
mod config;
mod correct;
mod decide;
mod diagnosed;
mod examples;
mod explain;
mod failure;
mod filter;
mod fleet;
mod formats;
mod help;
mod init;
mod interactive;
mod inventory;
mod lsp;
mod machine;
mod man;
mod merge;
mod meta;
mod partial;
mod plan;
mod planned;
pub mod recover;
mod refs;
mod rename;
mod rules;
mod sample;
mod scan;
mod schema;
mod server;
mod sql;
pub mod talk;
mod terminal;
mod trial;
pub mod undo;
mod verify;
pub mod watchdog;
mod write;
pub mod writing;

use crate::cli::{
    ApplyArgs, CheckArgs, Command, DecideArgs, ExplainArgs, PlanArgs, ScanArgs, SqlArgs, UndoArgs, VerifyArgs,
};
use crate::commit::Options;
use asking::{ask, may_ask};
use checkout::paths;
pub use failure::{Failure, Outcome};
pub use formats::{command_line, offered, parse};
use meta::{given, pack};
use partial::{looked_at, may_write, settled};
use server::server;
use terminal::{answer, complain, give, note, note_interrupted, note_skipped, page, rendered, reply, say, taken, warn};

/// Runs one command to its end.
pub fn run(command: Command) -> Outcome {
    let done = match command {
        Command::Scan(ScanArgs { input, .. })
        | Command::Explain(ExplainArgs { input, .. })
        | Command::Decide(DecideArgs { input, .. })
        | Command::Apply(ApplyArgs { input, .. })
        | Command::Plan(PlanArgs { input, .. })
        | Command::Sql(SqlArgs { input, .. })
        | Command::Verify(VerifyArgs { input, .. })
        | Command::Check(CheckArgs { input, .. })
            if input.show_config =>
        {
            config::show(&input)
        }
        Command::Init(args) => init::run(&args),
        Command::Scan(args) => scan::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Decide(args) => decide::run(&args),
        Command::Rules { command } => rules::run(&command),
        Command::Refs(args) => refs::run(&args),
        Command::Rename(args) => rename::run(&args),
        Command::Apply(args) => apply::run(&args),
        Command::Plan(args) => plan::run(&args),
        Command::Sql(args) => sql::run(&args),
        Command::Verify(args) => verify::run(&args),
        Command::Undo(args) => take_back(&args),
        Command::Recover => {
            Options::from_env().map_err(Failure::from).and_then(|options| reply(recover::recover(&options)))
        }
        Command::Check(args) => check::run(&args),
        Command::Repos(args) => fleet::repos(&args),
        Command::Facts(args) => fleet::facts_of(&args),
        Command::Link(args) => fleet::link_all(&args),
        Command::Classify(args) => fleet::classify(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Lsp => lsp::run(),
        Command::MergeBaseline(args) => merge::run(&args),
        Command::Completions { shell } => {
            let mut cli = help::with_values(command_line());
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut cli, "runsess", &mut script);
            give(&script)
        }
        Command::Man(args) => man::run(&args),
    };
    let done = done.unwrap_or_else(|failure| {
        complain(failure);
        Outcome::Failed
    });
    talk::end();
    done
}

fn take_back(args: &UndoArgs) -> Result<Outcome, Failure> {
    let id = args.id.as_ref().map(|text| text.parse()).transpose().map_err(|_| {
        let shown = args.id.as_deref().unwrap_or_default();
        Failure::usage(format!("`{shown}` is not the number of an apply"), "`runsess apply --list` shows the numbers")
    })?;
    let options = Options { label: "undo".into(), ..Options::from_env()? };
    reply(undo::undo(id, &options, &mut writing::meter(), writing::stop_on_signal()))
}
