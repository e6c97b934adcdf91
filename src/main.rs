//! The `runsess` program: parses the command line, runs one command, maps its outcome to an exit code.

use std::process::ExitCode;

use mimalloc::MiMalloc;
use runsess::cli::ColorWhen;
use runsess::cmd::Outcome;

/// A scan makes many small values on all threads.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let cli = runsess::cmd::parse();
    match cli.talk.color {
        ColorWhen::Auto => {}
        ColorWhen::Always => anstream::ColorChoice::Always.write_global(),
        ColorWhen::Never => anstream::ColorChoice::Never.write_global(),
    }
    runsess::cmd::talk::begin(&cli.talk);
    runsess::cmd::watchdog::threads(&cli.limits);
    // From the thread that watches the process.
    let end = |outcome: Outcome| std::process::exit(outcome.status());
    match runsess::cmd::watchdog::watch(&cli.limits, end) {
        Ok(()) => runsess::cmd::run(cli.command).into(),
        Err(outcome) => outcome.into(),
    }
}
