//! The commands that work on many repositories in steps.

use std::path::PathBuf;

use clap::Args;

use super::PackArg;

/// `repos`
#[derive(Debug, Args)]
pub struct ReposArgs {
    /// The folders of the repositories
    #[arg(required = true)]
    pub folders: Vec<PathBuf>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub pack: PackArg,
}

/// `facts`
#[derive(Debug, Args)]
pub struct FactsArgs {
    /// The folder of the repository, or its name with --repos
    pub root: PathBuf,
    /// The manifest that says where the repository is, at which commit, and which others it needs
    #[arg(long, value_name = "FILE", conflicts_with_all = ["name", "deps", "revision"])]
    pub repos: Option<PathBuf>,
    /// What the repository is called [default: as `scan` calls it: by its remote, its module or package, its folder]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Folders of other repositories; those that this one needs are read to understand it, and not reported
    #[arg(long, value_name = "[NAME=]FOLDER", num_args = 1..)]
    pub deps: Vec<String>,
    /// Refuse another commit than this one (a hash, or the beginning of one)
    #[arg(long, value_name = "COMMIT")]
    pub revision: Option<String>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub pack: PackArg,
    /// The artefact to write
    #[arg(long, short, value_name = "FILE")]
    pub output: PathBuf,
}

/// `link`
#[derive(Debug, Args)]
pub struct LinkArgs {
    /// Artefacts of `facts` and of `link`, in any order; a folder stands for the `*.facts` in it
    #[arg(required = true)]
    pub artefacts: Vec<PathBuf>,
    /// The manifest: refuse artefacts that are not of its repositories at its commits, or not of all of them
    #[arg(long, value_name = "FILE")]
    pub repos: Option<PathBuf>,
    /// The artefact to write
    #[arg(long, short, value_name = "FILE")]
    pub output: PathBuf,
}

/// `classify`
#[derive(Debug, Args)]
pub struct ClassifyArgs {
    /// Artefacts of `facts`: the repositories whose findings are wanted; a folder stands for the `*.facts` in it
    #[arg(required = true)]
    pub facts: Vec<PathBuf>,
    /// The artefact of `link` that holds the facts of all repositories
    #[arg(long, value_name = "FILE")]
    pub link: PathBuf,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub pack: PackArg,
    /// How to print the findings
    #[arg(long, default_value = "jsonl")]
    pub format: String,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}
