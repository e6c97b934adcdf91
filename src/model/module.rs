//! Modules of the workspace that need each other: what decides the order in which they can change.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// A module below the roots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// Its module path.
    pub path: SmolStr,
    /// Its folder.
    pub dir: PathBuf,
    /// The other modules below the roots that it requires, in the order of its module file.
    pub needs: Vec<Need>,
}

/// A requirement of one module for another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// The module path that is required.
    pub path: SmolStr,
    /// The version that is required.
    pub version: SmolStr,
    /// Where a build takes it from, in a word.
    pub from: &'static str,
    /// The build uses a copy that the roots do not hold, so what changes in the roots reaches it only by a release.
    pub pinned: bool,
}

/// What the sources of a repository offer to others and ask of others, as words. Whoever asks for a word needs all repositories that offer
/// it. A word says its language, and is whole: what fits in parts (a package in a module) is offered or asked for by each of its parts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    /// What others can mean here.
    pub offers: BTreeSet<SmolStr>,
    /// What may be meant elsewhere.
    pub asks: BTreeSet<SmolStr>,
}
