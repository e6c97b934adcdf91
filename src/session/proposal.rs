//! A first rule pack for a word: reads the folders with nothing but the word, proposes what it means, and says what the proposal settles.

use std::collections::BTreeMap;

use super::decide::{By, named};
use super::{Error, Project, Workspace};
use crate::classify::classify;
use crate::model::finding::UNCLASSIFIED;
use crate::model::{Finding, Place};
use crate::propose::{Open, Proposal, Settled, Wish, propose, text};
use crate::rules::Pack;
use crate::text::words::TermSet;

/// A proposed pack.
pub struct Proposed {
    /// The pack as it is written to a file.
    pub text: String,
    /// What it says.
    pub proposal: Proposal,
    /// What it settles here.
    pub settled: Settled,
    /// What was read.
    pub workspace: Workspace,
}

/// Proposes a pack for `wish` by what the folders of `project` say.
///
/// # Errors
/// A root that is not there, or of which nothing can be read.
pub fn proposed(project: &Project, wish: &Wish) -> Result<Proposed, Error> {
    let bare = Pack::parse("the word", &text(wish, &Proposal::default(), None))?;
    let workspace = Workspace::read(project, bare, true)?;
    let terms = TermSet::new(&workspace.pack.term_specs());
    let mut proposal = propose(&workspace.facts, &terms, wish, &|it| workspace.sources[it.0 as usize].generated);
    let settle = |proposal: &Proposal| -> Result<Settled, Error> {
        let pack = Pack::parse("the proposal", &text(wish, proposal, None))?;
        let classified = classify(&workspace.facts, &workspace.sources, &workspace.repos, &pack);
        Ok(settled(classified.findings()))
    };
    let first = settle(&proposal)?;
    let all = proposal.meanings.len();
    proposal.meanings.retain(|it| it.named_right || first.of(&it.category()) > 0);
    let settled = if proposal.meanings.len() < all { settle(&proposal)? } else { first };
    Ok(Proposed { text: text(wish, &proposal, Some(&settled)), proposal, settled, workspace })
}

fn settled<'a>(findings: impl Iterator<Item = &'a Finding>) -> Settled {
    let mut settled = Settled::default();
    let mut open: BTreeMap<(String, By), (usize, Place)> = BTreeMap::new();
    for it in findings {
        *settled.categories.entry(it.category.to_string()).or_default() += 1;
        if it.category == UNCLASSIFIED {
            open.entry(named(it)).or_insert_with(|| (0, it.place())).0 += 1;
        }
    }
    let all = open.into_iter().map(|((what, by), (hits, place))| {
        let (when, place) = (by.condition(), place.to_string());
        Open { what, when, hits, place }
    });
    settled.open = all.collect();
    settled.open.sort_by(|a, b| b.hits.cmp(&a.hits).then_with(|| a.what.cmp(&b.what)));
    settled
}
