//! Renders answers: pure functions from typed values to text, no I/O but the given writer. One file a format; [`FORMATS`] is
//! the table of them. What is counted or grouped is counted in `summary`, `places`, `decisions` and `hits`, once, for all formats; what the
//! rule pack words comes in a [`ReportMeta`].

mod agent;
mod checkout;
mod checkstyle;
mod columns;
mod csv;
mod decisions;
mod editor;
mod excerpts;
mod format;
mod formats;
mod github;
mod gitlab;
mod headings;
mod hits;
mod html;
mod human;
mod json;
mod jsonl;
mod junit;
mod markdown;
mod next;
mod page;
mod paths;
mod places;
mod rdjson;
mod rollout;
mod sarif;
mod schema;
mod scripts;
mod sql;
mod summary;
mod xml;

use std::borrow::Cow;

pub use agent::TOKENS;
pub use checkout::Checkout;
pub use columns::Columns;
pub use editor::{hover, proposed, said};
pub use excerpts::{Excerpt, Excerpts};
pub use format::{Digest, Format, Of, OfInventory, OfPlace};
pub use formats::{FORMATS, named};
pub use jsonl::SCHEMA_VERSION;
pub use page::Page;
pub use paths::{Paths, from};
pub use rollout::{manuals, refusals};
pub use schema::schema;
pub use scripts::Scripts;
pub use sql::{one_line, owner};
pub use summary::{BatchTotal, CategoryTotal, RepoTotal, Summary};

use crate::model::finding::UNCLASSIFIED;
use crate::model::{Inventory, Verdict};
use crate::rules::{self, Layout, Pack};

/// How many of the names that carry most are shown.
const ORIGINS: usize = 10;

/// What reports need besides the findings. The rule pack words most of it.
#[derive(Clone, Debug, Default)]
pub struct ReportMeta {
    /// Name of the migration: `Run to Session`.
    pub title: String,
    /// What the inventory is for, in a sentence.
    pub goal: String,
    /// Paragraphs of background: the meanings that the word has.
    pub context: Vec<String>,
    /// The categories in the order of the report.
    pub categories: Vec<CategoryMeta>,
    /// The batches of the migration, in order.
    pub batches: Vec<BatchMeta>,
    /// The command that makes this report again.
    pub command: String,
    /// Version of the program, for formats that name their tool.
    pub version: String,
    /// What needs no change is asked for, too.
    pub whole: bool,
    /// A part of the inventory was asked for, or all of it: nothing is left out for being much.
    pub narrowed: bool,
    /// About how many tokens an answer for language models may have.
    pub tokens: Option<usize>,
    /// Columns in characters, for formats that count so.
    pub columns: Columns,
    /// Lines of source, for formats that show them.
    pub excerpts: Excerpts,
    /// Where the repositories stand in what was checked out.
    pub checkout: Checkout,
    /// The hits were compared with a baseline or a revision, which has none of them but those that expired.
    pub compared: bool,
    /// The file with the accepted hits, where there is one.
    pub baseline: Option<String>,
    /// What is written on.
    pub page: Page,
    /// The page of the job has the whole list (see [`Format::summary`]).
    pub summarised: bool,
    /// What a gate says besides the findings.
    pub verdict: Verdict,
}

/// A category as reports word it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CategoryMeta {
    /// Its name in findings: `LEGACY_SESSION_ALIAS`.
    pub id: String,
    /// Heading of its section.
    pub title: String,
    /// What it means, in a sentence.
    pub description: String,
    /// What to do about it, in a few words.
    pub action: String,
    /// What the current meaning is called: `Session identifier`.
    pub meaning: String,
    /// Answer in the column "Maps to Session?", in Markdown.
    pub maps: String,
    /// How its section of the Markdown inventory is laid out.
    pub layout: Layout,
    /// A finding of it fails the gate. SARIF reports these.
    pub gate: bool,
    /// The format `concise` lists each place; else none.
    pub listed: bool,
}

/// A batch as reports word it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BatchMeta {
    /// Its number.
    pub id: u32,
    /// Its name.
    pub title: String,
    /// How likely it breaks something: `low`, `medium`, `high`.
    pub risk: String,
}

impl CategoryMeta {
    /// What it means, or its name where nobody says.
    fn described(&self) -> &str {
        if self.description.is_empty() { &self.id } else { &self.description }
    }
}

impl ReportMeta {
    /// What the pack words. The categories with a table are listed; what the run is like is left to the caller.
    pub fn from_pack(pack: &Pack) -> Self {
        let category = |it: &rules::Category| CategoryMeta {
            id: it.id.to_string(),
            title: it.title.clone(),
            description: it.description.clone(),
            action: it.action.clone(),
            meaning: it.meaning.clone(),
            maps: it.maps.clone(),
            layout: it.layout,
            gate: it.gate == rules::Gate::Fail,
            listed: it.layout == Layout::Table,
        };
        let domain = |it: &rules::Domain| match it.description.as_str() {
            "" => format!("**{}**", it.title),
            description => format!("**{}**: {description}", it.title),
        };
        let batch =
            |it: &rules::Batch| BatchMeta { id: it.id, title: it.title.clone(), risk: it.risk.name().to_string() };
        Self {
            title: pack.title.clone(),
            goal: pack.goal.clone(),
            context: pack.domains.iter().map(domain).collect(),
            categories: pack.categories.iter().map(category).collect(),
            batches: pack.batches.iter().map(batch).collect(),
            ..Self::default()
        }
    }

    /// The categories to report, in order: those of the pack, then those that only findings name, `UNCLASSIFIED` last.
    pub fn sections(&self, inventory: &Inventory) -> Vec<Cow<'_, CategoryMeta>> {
        let mut sections: Vec<Cow<CategoryMeta>> =
            self.categories.iter().filter(|it| it.id != UNCLASSIFIED).map(Cow::Borrowed).collect();
        let mut others: Vec<&str> = inventory.findings.iter().map(|finding| finding.category.as_str()).collect();
        others.sort_unstable();
        others.dedup();
        others.retain(|id| *id != UNCLASSIFIED && !self.categories.iter().any(|it| it.id == *id));
        sections.extend(others.into_iter().map(|id| {
            Cow::Owned(CategoryMeta { id: id.into(), title: id.into(), listed: true, ..CategoryMeta::default() })
        }));
        sections.push(self.unclassified());
        sections
    }

    fn unclassified(&self) -> Cow<'_, CategoryMeta> {
        match self.categories.iter().find(|it| it.id == UNCLASSIFIED) {
            Some(meta) => Cow::Borrowed(meta),
            None => Cow::Owned(CategoryMeta {
                id: UNCLASSIFIED.into(),
                title: format!("{UNCLASSIFIED} (Decide)"),
                description: "Nothing in the code or the rules says what it means".into(),
                action: "Decide: add a rule, or a name that says it".into(),
                meaning: "Unknown".into(),
                maps: "?".into(),
                layout: Layout::Table,
                gate: true,
                listed: true,
            }),
        }
    }
}

#[cfg(test)]
mod sample;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_pack_words_a_whole_report() {
        let meta = ReportMeta::from_pack(&Pack::builtin().expect("the built-in pack is good"));
        assert!(!meta.title.is_empty() && meta.context.len() >= 2 && meta.batches.len() >= 2);
        assert!(meta.categories.iter().all(|it| !it.title.is_empty() && !it.action.is_empty()));
        assert!(meta.categories.iter().any(|it| it.gate) && meta.categories.iter().any(|it| !it.gate));
        let mut bytes = Vec::new();
        (markdown::FORMAT.scan.expect("an inventory"))(&sample::inventory(), &meta, &mut bytes)
            .expect("memory takes everything");
    }

    #[test]
    fn categories_that_only_findings_name_are_reported_and_unclassified_comes_last() {
        let meta = ReportMeta::default();
        let inventory = sample::inventory();
        let ids: Vec<String> = meta.sections(&inventory).iter().map(|it| it.id.clone()).collect();
        assert_eq!(ids, ["DOC_STALE", "GENERATED", "LEGACY", "VERB", UNCLASSIFIED]);
        assert_eq!(Summary::new(&inventory, &meta).findings, inventory.findings.len());
    }
}
