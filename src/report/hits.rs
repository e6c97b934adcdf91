//! The hits that fail the gate, each with a fingerprint, a level and a rank: what code scanning of GitHub and GitLab, reviewers and
//! test reports show.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::CategoryMeta;
use super::places::{evidence, proposal, readable, short_symbol};
use crate::model::finding::UNCLASSIFIED;
use crate::model::{Certainty, Finding, Inventory};

/// A finding that fails the gate.
pub(super) struct Hit<'a> {
    pub finding: &'a Finding,
    pub category: &'a CategoryMeta,
    /// The index of the category among those that fail.
    pub rule: usize,
    /// Stays the same when lines move: what the hit is, and its ordinal among equal hits of the file.
    pub fingerprint: String,
}

/// How sure it is that a hit has to change, in the words that formats have for how bad something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// The declaration was found, and what it means is proved.
    Error,
    /// By flow or neighbours; or nothing decides what it means.
    Warning,
    /// By words only.
    Note,
}

/// The categories of `meta` that fail the gate, in order.
pub(super) fn gates(sections: &[Cow<'_, CategoryMeta>]) -> Vec<CategoryMeta> {
    sections.iter().filter(|it| it.gate).map(|it| it.clone().into_owned()).collect()
}

/// The findings of `inventory` in these categories, in order, without those that the rules keep.
pub(super) fn hits<'a>(inventory: &'a Inventory, gates: &'a [CategoryMeta]) -> Vec<Hit<'a>> {
    hits_of(&inventory.findings, gates)
}

/// The same for `findings`, sorted by file and place: the ordinals of equal ones hang on that.
pub(super) fn hits_of<'a>(findings: impl IntoIterator<Item = &'a Finding>, gates: &'a [CategoryMeta]) -> Vec<Hit<'a>> {
    let index: BTreeMap<&str, usize> = gates.iter().enumerate().map(|(at, it)| (it.id.as_str(), at)).collect();
    let mut ordinals: BTreeMap<[&str; 4], usize> = BTreeMap::new();
    let mut hits = Vec::new();
    for finding in findings.into_iter().filter(|it| it.fails(true)) {
        let Some(rule) = index.get(finding.category.as_str()) else { continue };
        let symbol = finding.symbol.as_deref().unwrap_or_default();
        let ordinal = ordinals.entry([&finding.repo, &finding.path, symbol, &finding.text]).or_default();
        hits.push(Hit { finding, category: &gates[*rule], rule: *rule, fingerprint: fingerprint(finding, *ordinal) });
        *ordinal += 1;
    }
    hits
}

/// The first `most` of `hits` that a reader should see: the surest, then those of the first categories, and of each of these one
/// of every file before a second one of any. In the order of their rank.
pub(super) fn ranked<'h, 'a>(hits: &'h [Hit<'a>], most: usize) -> Vec<&'h Hit<'a>> {
    let mut in_file: BTreeMap<(Level, usize, &str, &str), usize> = BTreeMap::new();
    let mut keyed: Vec<_> = hits
        .iter()
        .map(|hit| {
            let (level, finding) = (hit.level(), hit.finding);
            let nth = in_file.entry((level, hit.rule, &finding.repo, &finding.path)).or_default();
            *nth += 1;
            ((level, hit.rule, *nth), hit)
        })
        .collect();
    keyed.sort_by_key(|it| it.0);
    keyed.into_iter().map(|it| it.1).take(most).collect()
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
    pub(super) fn level(&self) -> Level {
        match self.finding.certainty {
            Certainty::Textual => Level::Note,
            Certainty::Resolved if self.finding.category != UNCLASSIFIED => Level::Error,
            _ => Level::Warning,
        }
    }

    /// What it is, why, and what to do about it.
    pub(super) fn message(&self) -> String {
        let mut text = format!("`{}`", self.finding.text);
        if let Some(symbol) = short_symbol(self.finding) {
            text += &format!(" (`{symbol}`)");
        }
        text += &format!(": {}.", self.category.described());
        if let Some(reason) = self.reason() {
            text += &format!(" Because {reason}.");
        }
        if let Some(proposal) = self.proposal() {
            text += &format!(" {proposal}.");
        }
        text
    }

    /// What proves it, in a sentence without its end.
    pub(super) fn reason(&self) -> Option<String> {
        evidence(self.finding).map(|step| readable(&step.text))
    }

    /// What to do about it, with the new name.
    pub(super) fn proposal(&self) -> Option<String> {
        proposal(self.finding, &|new| format!("`{new}`"))
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn what_the_rules_keep_is_no_hit() {
        use crate::model::Change;
        let mut inventory = sample::inventory();
        let meta = sample::meta();
        let gates = gates(&meta.sections(&inventory));
        let before = hits(&inventory, &gates).len();
        inventory.findings[1].change = Some(Change::Keep);
        assert_eq!(hits(&inventory, &gates).len(), before - 1);
    }

    #[test]
    fn the_surest_come_first_and_each_file_before_a_second_of_any() {
        let mut inventory = sample::inventory();
        let meta = sample::meta();
        let gates = gates(&meta.sections(&inventory));
        inventory.findings.truncate(4);
        inventory.findings.push(Finding { path: "z.go".into(), ..sample::finding() });
        let hits = hits(&inventory, &gates);
        let places: Vec<(&str, u32)> =
            ranked(&hits, 4).iter().map(|it| (it.finding.path.as_str(), it.finding.line)).collect();
        let conversation = "chat/conversation.go";
        assert_eq!(places, [(conversation, 5), ("z.go", 5), (conversation, 40), (conversation, 41)]);
        assert_eq!(ranked(&hits, 9).last().map(|it| it.finding.path.as_str()), Some("README.md"), "words prove least");
    }
}
