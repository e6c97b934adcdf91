//! The arguments of `decide`.

use clap::Args;

use super::input::{CacheArg, Input};

/// `decide`
#[derive(Debug, Args)]
pub struct DecideArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub input: Input,
    /// Decide about the hits of this symbol: its name, an end of it (`Type.Member`), or a glob
    #[arg(long, value_name = "NAME", requires = "answer", conflicts_with = "at")]
    pub symbol: Option<String>,
    /// Decide about the hits at this place (1-based)
    #[arg(long, value_name = "FILE:LINE[:COL]", requires = "answer")]
    pub at: Option<String>,
    /// What they mean: a meaning of the rule pack, which all that holds the same values has then as well, or a category
    #[arg(long = "as", value_name = "MEANING|CATEGORY", group = "answer")]
    pub meaning: Option<String>,
    /// They mean what the rule pack does not know yet: the words for it. It gets a meaning, a category and a rule of its own
    #[arg(long = "as-new", value_name = "WORDS", group = "answer")]
    pub new_meaning: Option<String>,
    /// Why, for `explain`
    #[arg(long, value_name = "TEXT", default_value = "a person decided so")]
    pub why: String,
    /// Show what an answer would change, and write nothing
    #[arg(long, requires = "answer")]
    pub diff: bool,
    /// List what is open, and ask nothing
    #[arg(long, conflicts_with_all = ["answer", "diff"])]
    pub list: bool,
    /// List every decision
    #[arg(long)]
    pub all: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub cache: CacheArg,
}
