//! Which part of an inventory is asked for.

use clap::Args;

/// Hits for which all of it holds.
#[derive(Clone, Debug, Default, Args)]
pub struct PartArgs {
    /// Only hits of these categories
    #[arg(long, value_name = "CATEGORY", value_delimiter = ',')]
    pub category: Vec<String>,
    /// Only hits with these roles
    #[arg(long, value_name = "ROLE", value_delimiter = ',')]
    pub role: Vec<String>,
    /// Only files whose repo/path matches this glob
    #[arg(long, value_name = "GLOB")]
    pub path: Vec<String>,
    /// Only hits that these batches change; `none` for those that no batch does
    #[arg(long, value_name = "N", value_delimiter = ',')]
    pub batch: Vec<String>,
    /// Only hits of this symbol: its name, an end of it (`Type.Member`), or a glob
    #[arg(long, value_name = "NAME")]
    pub symbol: Vec<String>,
    /// Only hits of these owners
    #[arg(long, value_name = "OWNER", value_delimiter = ',')]
    pub owner: Vec<String>,
    /// Only hits in these repositories
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub repo: Vec<String>,
}
