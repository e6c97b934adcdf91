//! The hits that fail the gate, each with a fingerprint: what code scanning of GitHub and GitLab shows.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::CategoryMeta;
use super::places::{evidence, proposal, readable, short_symbol};
use crate::model::{Finding, Inventory};

/// A finding that fails the gate.
pub(super) struct Hit<'a> {
    pub finding: &'a Finding,
    pub category: &'a CategoryMeta,
    /// The index of the category among those that fail.
    pub rule: usize,
    /// Stays the same when lines move: what the hit is, and its ordinal among equal hits of the file.
    pub fingerprint: String,
}

/// The categories of `meta` that fail the gate, in order.
pub(super) fn gates(sections: &[Cow<'_, CategoryMeta>]) -> Vec<CategoryMeta> {
    sections.iter().filter(|it| it.gate).map(|it| it.clone().into_owned()).collect()
}

/// The findings of `inventory` in these categories, in order.
pub(super) fn hits<'a>(inventory: &'a Inventory, gates: &'a [CategoryMeta]) -> Vec<Hit<'a>> {
    let index: BTreeMap<&str, usize> = gates.iter().enumerate().map(|(at, it)| (it.id.as_str(), at)).collect();
    let mut ordinals: BTreeMap<[&str; 4], usize> = BTreeMap::new();
    let mut hits = Vec::new();
    for finding in &inventory.findings {
        let Some(rule) = index.get(finding.category.as_str()) else { continue };
        let symbol = finding.symbol.as_deref().unwrap_or_default();
        let ordinal = ordinals.entry([&finding.repo, &finding.path, symbol, &finding.text]).or_default();
        hits.push(Hit { finding, category: &gates[*rule], rule: *rule, fingerprint: fingerprint(finding, *ordinal) });
        *ordinal += 1;
    }
    hits
}

fn fingerprint(finding: &Finding, ordinal: usize) -> String {
    let symbol = finding.symbol.as_deref().unwrap_or_default();
    let mut hasher = blake3::Hasher::new();
    for part in [&finding.repo, &finding.path, finding.category.as_str(), symbol, &finding.text, &ordinal.to_string()] {
        hasher.update(part.as_bytes()).update(&[0]);
    }
    hasher.finalize().to_hex()[..32].to_string()
}

impl Hit<'_> {
    /// What it is, why, and what to do about it.
    pub(super) fn message(&self) -> String {
        let mut text = format!("`{}`", self.finding.text);
        if let Some(symbol) = short_symbol(self.finding) {
            text += &format!(" (`{symbol}`)");
        }
        text += &format!(": {}.", self.category.described());
        if let Some(step) = evidence(self.finding) {
            text += &format!(" Because {}.", readable(&step.text));
        }
        if let Some(proposal) = proposal(self.finding, &|new| format!("`{new}`")) {
            text += &format!(" {proposal}.");
        }
        text
    }
}
