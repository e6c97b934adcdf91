//! What a person decides at once: the findings of one symbol, or of one text where there is none, that have one category and one
//! change. Formats that show a decision and not each place take their groups from here.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::places::evidence;
use crate::model::{Certainty, Finding, SymbolPath};

/// One decision, and the places that it is about.
pub(super) struct Decision<'a> {
    /// Its declaration, or its first place where no file declares it.
    pub first: &'a Finding,
    /// All places, in the order of the inventory.
    pub hits: Vec<&'a Finding>,
}

/// The places of a file besides the declaration: its lines, and how many places are in them.
pub(super) struct Lines<'a> {
    pub first: &'a Finding,
    /// It is the file of the declaration.
    pub beside: bool,
    pub lines: BTreeSet<u32>,
    pub places: usize,
}

/// What a finding is about: a name by what it names, words by themselves (`true`).
pub(super) fn subject(finding: &Finding) -> (&str, bool) {
    let symbol = finding.symbol.as_deref().filter(|it| !SymbolPath(it).is_text());
    (symbol.unwrap_or(&finding.text), symbol.is_none())
}

/// The decisions of `findings`, those with the most places first, else in the order of their first places.
pub(super) fn decisions<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Vec<Decision<'a>> {
    let mut found: Vec<Decision> = Vec::new();
    let mut by_key = BTreeMap::new();
    for it in findings {
        let (name, is_text) = subject(it);
        let key = (
            (name, is_text.then_some(it.role)),
            // A thing that a file declares is called by the path of that, which another repository may have, too.
            SymbolPath(name).file().filter(|_| !is_text).map(|_| &it.repo),
            (&it.category, it.batch, it.change, it.replacement.as_deref()),
        );
        let at = *by_key.entry(key).or_insert_with(|| {
            found.push(Decision { first: it, hits: Vec::new() });
            found.len() - 1
        });
        let decision = &mut found[at];
        if is_declaration(it) && !is_declaration(decision.first) {
            decision.first = it;
        }
        decision.hits.push(it);
    }
    found.sort_by_key(|it| std::cmp::Reverse(it.hits.len()));
    found
}

fn is_declaration(finding: &Finding) -> bool {
    finding.why.first().is_some_and(|it| it.text.starts_with("declares "))
}

impl<'a> Decision<'a> {
    /// What it is about, without the folders of its package or file.
    pub(super) fn name(&self) -> Cow<'a, str> {
        match subject(self.first) {
            (name, false) => SymbolPath(name).without_origin().without_nameless(),
            (text, true) => text.into(),
        }
    }

    /// How many files have places of it.
    pub(super) fn files(&self) -> usize {
        self.hits.iter().map(|it| (&it.repo, &it.path)).collect::<BTreeSet<_>>().len()
    }

    /// How sure its places are, the surest first.
    pub(super) fn certainties(&self) -> Vec<Certainty> {
        let all = [Certainty::Resolved, Certainty::Inferred, Certainty::Textual];
        all.into_iter().filter(|it| self.hits.iter().any(|hit| hit.certainty == *it)).collect()
    }

    /// All places have the proof of the first.
    pub(super) fn has_one_proof(&self) -> bool {
        let first = evidence(self.first);
        self.hits.iter().all(|it| evidence(it) == first)
    }

    /// The other places by file, the file of the first before all others.
    pub(super) fn others(&self) -> Vec<Lines<'a>> {
        let mut files: BTreeMap<(bool, &str, &str), Lines> = BTreeMap::new();
        for it in self.hits.iter().filter(|it| !std::ptr::eq(**it, self.first)) {
            let elsewhere = (&it.repo, &it.path) != (&self.first.repo, &self.first.path);
            let new = || Lines { first: it, beside: !elsewhere, lines: BTreeSet::new(), places: 0 };
            let file = files.entry((elsewhere, &it.repo, &it.path)).or_insert_with(new);
            file.lines.insert(it.line);
            file.places += 1;
        }
        files.into_values().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::model::Role;
    use crate::model::finding::Step;

    fn said(text: &str) -> Step {
        Step { text: text.into(), path: None, line: None }
    }

    #[test]
    fn a_declaration_stands_for_its_places_and_most_places_come_first() {
        let one = sample::finding();
        let own: Vec<Step> = [said("declares field `x`")].into_iter().chain(one.why.iter().cloned()).collect();
        let findings = [
            Finding { path: "a.go".into(), ..one.clone() },
            Finding { symbol: Some("x.Other.RunID".into()), ..one.clone() },
            Finding { why: own.into(), ..one.clone() },
            Finding { path: "z.go".into(), line: 7, ..one.clone() },
            Finding { path: "z.go".into(), line: 8, ..one.clone() },
            Finding { batch: Some(9), ..one.clone() },
        ];
        let found = decisions(&findings);
        let told: Vec<_> = found.iter().map(|it| (it.first.path.as_str(), it.hits.len(), it.first.batch)).collect();
        let path = one.path.as_str();
        assert_eq!(told, [(path, 4, one.batch), (path, 1, one.batch), (path, 1, Some(9))]);
        let others: Vec<_> = found[0].others().into_iter().map(|it| (it.first.path.as_str(), it.places)).collect();
        assert_eq!((others, found[0].files()), (vec![("a.go", 1), ("z.go", 2)], 3));
        assert!(found[0].has_one_proof(), "what only says where a place stands is no proof");
    }

    #[test]
    fn words_are_one_by_text_and_role_and_files_of_two_repositories_are_two() {
        let one = Finding { symbol: None, ..sample::finding() };
        let role = |role, repo: &str| Finding { role, repo: repo.into(), ..one.clone() };
        let words = [role(Role::Comment, "a"), role(Role::Comment, "b"), role(Role::Prose, "a")];
        assert_eq!(decisions(&words).iter().map(|it| it.hits.len()).collect::<Vec<_>>(), [2, 1]);
        let named = |repo: &str| Finding { symbol: Some("src/a.ts#f/runId".into()), ..role(Role::Local, repo) };
        assert_eq!(decisions(&[named("a"), named("b")]).len(), 2);
    }
}
