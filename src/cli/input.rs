//! Arguments that several commands share.

use std::path::PathBuf;

use clap::Args;

/// Where to look, and with which rules.
#[derive(Debug, Args)]
pub struct Input {
    /// Folders or files to read; of a part of a git repository only the hits in it are listed [default: the roots of runsess.yaml, which
    /// is looked for here and above, or the working directory]
    pub roots: Vec<PathBuf>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub pack: PackArg,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub isolated: IsolatedArg,
    /// Print the settings that count here, and which file they are from, and do nothing else
    #[arg(long)]
    pub show_config: bool,
}

/// Whether settings of the project count.
#[derive(Debug, Args)]
pub struct IsolatedArg {
    /// Read no runsess.yaml
    #[arg(long)]
    pub isolated: bool,
}

/// Whether facts are kept from run to run.
#[derive(Debug, Args)]
pub struct CacheArg {
    /// Neither use nor keep the facts of earlier runs
    #[arg(long)]
    pub no_cache: bool,
}

/// The rule pack.
#[derive(Debug, Args)]
pub struct PackArg {
    /// Rule pack to use instead of the built-in run-to-session
    #[arg(long, value_name = "FILE")]
    pub rules: Option<PathBuf>,
}

/// How long an answer for language models may be.
#[derive(Debug, Args)]
pub struct TokensArg {
    /// With --format agent: about how many tokens the answer may have, counted as four bytes each [default: 4000]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(250..))]
    pub max_tokens: Option<u32>,
}
