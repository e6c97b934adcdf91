//! What a gate says of a run besides the hits that fail it: what moved, what is gone, what is allowed and until when.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::finding::Finding;
use super::place::Place;

/// The answer of a gate. The hits that fail are the findings of its inventory; everything else is here.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Verdict {
    /// Of the hits that fail, those that are accepted or allowed up to a day that is past; each names its place.
    pub expired: Vec<Expired>,
    /// Hits that are accepted and stand in another file now.
    pub moved: Vec<Moved>,
    /// Accepted hits that are there no more.
    pub gone: Vec<Gone>,
    /// Hits that a comment beside them allows.
    pub suppressed: Vec<Suppressed>,
    /// What is to be said of the baseline and of comments: unused ones, mistakes in them.
    pub remarks: Vec<Remark>,
}

/// A hit that was accepted or allowed for a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Expired {
    /// Where the hit is.
    pub place: Place,
    /// The last day on which it passed.
    pub until: Date,
    /// Why it passed, where that was said.
    pub reason: Option<String>,
}

/// A hit that stands in another file than it was accepted in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Moved {
    /// The path that its row names.
    pub from: String,
    /// The hit.
    pub finding: Finding,
}

/// An accepted hit that is there no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gone {
    /// The repository that it stood in, where its row names one.
    pub repo: Option<String>,
    /// The file, by its path in the repository.
    pub path: String,
    /// The identifier or word.
    pub text: String,
    /// The symbol.
    pub symbol: Option<SmolStr>,
}

/// A hit that a comment beside it allows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Suppressed {
    /// The hit.
    pub finding: Finding,
    /// Why, as the comment says.
    pub reason: String,
    /// The last day on which it passes.
    pub until: Option<Date>,
}

/// Something that people should know, with its place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Remark {
    /// Where it is; `None` for what has no place in the sources.
    pub place: Option<Place>,
    /// A sentence without a final period.
    pub text: String,
}
