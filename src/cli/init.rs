//! The arguments of `init`.

use std::path::PathBuf;

use clap::Args;

use super::input::IsolatedArg;

/// `init`
#[derive(Debug, Args)]
pub struct InitArgs {
    /// The word that has several meanings, as people say it: 'run id', status, 'task queue'
    pub word: String,
    /// Folders or files to read [default: the roots of runsess.yaml, or the working directory]
    pub roots: Vec<PathBuf>,
    /// The words that one of the meanings is to have: 'session id'
    #[arg(long, value_name = "WORDS")]
    pub to: Option<String>,
    /// Which meaning is to have them [default: the one whose values bear them already]. Several become one, called as the first; all takes every one
    #[arg(long, value_name = "ID,…", value_delimiter = ',', requires = "to")]
    pub meaning: Vec<String>,
    /// Write the rule pack to this file, - for standard output [default: WORD.yaml, with --to WORD-to-WORDS.yaml]
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Take the proposal as it is, and ask nothing
    #[arg(long, short)]
    pub yes: bool,
    /// Write over a file that is there
    #[arg(long)]
    pub force: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub isolated: IsolatedArg,
}
