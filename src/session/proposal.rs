//! A first rule pack for a word: reads the folders with nothing but the word, proposes what it means, and says what the proposal settles.

use std::collections::BTreeMap;

use super::decide::{By, named};
use super::{Error, Project, Workspace};
use crate::classify::{Classified, classify};
use crate::model::finding::UNCLASSIFIED;
use crate::model::{Finding, Place, Role};
use crate::propose::{Open, Proposal, Settled, Wish, propose, text};
use crate::rules::Pack;
use crate::text::words::{TermSet, words_of};

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
    proposal.has_messages = workspace.facts.occurrences.iter().any(|it| it.role == Role::ProtoField);
    let names = workspace.repos.iter().map(|it| words_of(&it.name).join(" ").to_lowercase());
    proposal.without_context(&names.collect::<Vec<_>>());
    let first = settle(&workspace, &proposal, wish)?;
    let all = proposal.meanings.len();
    proposal.meanings.retain(|it| it.named_right || first.of(&it.category()) > 0);
    let settled = if proposal.meanings.len() < all { settle(&workspace, &proposal, wish)? } else { first };
    Ok(Proposed { text: text(wish, &proposal, Some(&settled)), proposal, settled, workspace })
}

impl Proposed {
    /// Writes the pack anew, after a person has corrected the proposal.
    ///
    /// # Errors
    /// Never, if the corrections went through [`Proposal`].
    pub fn again(&mut self, wish: &Wish) -> Result<(), Error> {
        self.proposal.leave_new_words_to_the_wanted(wish);
        self.settled = settle(&self.workspace, &self.proposal, wish)?;
        self.text = text(wish, &self.proposal, Some(&self.settled));
        Ok(())
    }

    /// The findings by the pack.
    ///
    /// # Errors
    /// As [`Proposed::again`].
    pub fn findings(&self, wish: &Wish) -> Result<Vec<Finding>, Error> {
        Ok(classified(&self.workspace, &self.proposal, wish)?.findings().cloned().collect())
    }
}

fn classified(workspace: &Workspace, proposal: &Proposal, wish: &Wish) -> Result<Classified, Error> {
    let pack = Pack::parse("the proposal", &text(wish, proposal, None))?;
    Ok(classify(&workspace.facts, &workspace.sources, &workspace.repos, &pack))
}

fn settle(workspace: &Workspace, proposal: &Proposal, wish: &Wish) -> Result<Settled, Error> {
    Ok(settled(classified(workspace, proposal, wish)?.findings()))
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
