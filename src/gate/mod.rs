//! Compares findings with a baseline: the hits that a team has accepted. A hit is known by what it is, not by its line, so
//! that moving code brings nothing back.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::Finding;

/// What a hit is, whatever line it stands on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// The repository.
    pub repo: String,
    /// The file.
    pub path: String,
    /// The identifier or word.
    pub text: String,
    /// The symbol.
    pub symbol: Option<String>,
    /// The category.
    pub category: String,
    /// How many such hits there are.
    pub count: usize,
}

/// The accepted hits of a team, as JSON lines: sorted, one row a kind of hit, so that a diff of the file is a review.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline(Vec<Accepted>);

type Key = (String, String, String, Option<String>, String);

impl Baseline {
    /// The baseline of today's findings.
    pub fn of<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Self {
        let mut counts: BTreeMap<Key, usize> = BTreeMap::new();
        for finding in findings {
            *counts.entry(key(finding)).or_default() += 1;
        }
        let row =
            |((repo, path, text, symbol, category), count)| Accepted { repo, path, text, symbol, category, count };
        Self(counts.into_iter().map(row).collect())
    }

    /// Reads a baseline.
    ///
    /// # Errors
    /// The 1-based line that is not a row, and why.
    pub fn parse(text: &str) -> Result<Self, (usize, String)> {
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let row =
            |(at, line)| serde_json::from_str(line).map_err(|error: serde_json::Error| (at + 1, error.to_string()));
        lines.map(row).collect::<Result<_, _>>().map(Self)
    }

    /// The rows, a line each.
    pub fn render(&self) -> String {
        self.0.iter().filter_map(|row| serde_json::to_string(row).ok()).map(|row| row + "\n").collect()
    }

    /// The findings that the baseline doesn't have, in their order. Of several equal ones, the last are new.
    pub fn new_findings<'f>(&self, findings: impl IntoIterator<Item = &'f Finding>) -> Vec<&'f Finding> {
        let row = |it: &Accepted| {
            let key = (it.repo.clone(), it.path.clone(), it.text.clone(), it.symbol.clone(), it.category.clone());
            (key, it.count)
        };
        let mut left: BTreeMap<Key, usize> = self.0.iter().map(row).collect();
        let mut new = Vec::new();
        for finding in findings {
            match left.get_mut(&key(finding)) {
                Some(count) if *count > 0 => *count -= 1,
                _ => new.push(finding),
            }
        }
        new
    }
}

fn key(finding: &Finding) -> Key {
    let symbol = finding.symbol.as_ref().map(ToString::to_string);
    (finding.repo.to_string(), finding.path.to_string(), finding.text.clone(), symbol, finding.category.to_string())
}
