//! How many hits are read by a person, and where the verdicts go.

use std::path::PathBuf;

use clap::Args;

/// A random sample.
#[derive(Clone, Debug, Default, Args)]
pub struct SampleArgs {
    /// Only N hits of those that are asked for, drawn at random: each with its code and the whole proof, to read whether it is right
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub sample: Option<u32>,
    /// Which sample: the same number draws the same hits [default: 1]
    #[arg(long, value_name = "NUMBER", requires = "sample")]
    pub seed: Option<u64>,
    /// Ask whether each is right, add the verdicts to this file as JSON lines, and print the score. Hits that have a verdict there are not asked again
    #[arg(long, value_name = "FILE", requires = "sample", conflicts_with_all = ["format", "output"])]
    pub verdicts: Option<PathBuf>,
}
