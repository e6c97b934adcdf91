//! What a gate says of the hits that it looked at, for formats that have words for it.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use crate::model::Finding;

/// How a hit stands against the baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is not in the baseline.
    New,
    /// The baseline accepts it.
    Accepted,
}

/// Why somebody lets a hit pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppression {
    /// It stands in the source, beside the hit; else in a file of its own.
    pub in_source: bool,
    /// The reason that was given.
    pub reason: String,
}

/// What a gate says of each hit. A scan says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standings {
    /// Of all hits that are not listed.
    pub of_all: Option<Standing>,
    /// Of single hits.
    pub of: BTreeMap<HitKey, (Option<Standing>, Option<Suppression>)>,
}

/// Repository, path and offset of the first byte: which hit of a run it is.
pub type HitKey = (SmolStr, SmolStr, u32);

impl Standings {
    /// The key of a hit.
    pub fn key(finding: &Finding) -> HitKey {
        (finding.repo.clone(), finding.path.clone(), finding.byte_start)
    }

    pub(super) fn standing(&self, finding: &Finding) -> Option<Standing> {
        self.of.get(&Self::key(finding)).and_then(|it| it.0).or(self.of_all)
    }

    pub(super) fn suppression(&self, finding: &Finding) -> Option<&Suppression> {
        self.of.get(&Self::key(finding))?.1.as_ref()
    }
}
