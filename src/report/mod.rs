//! Renders an inventory: pure functions from findings to text, no I/O but the given writer. What is counted or grouped is
//! counted in `summary` and `places`, once, for all formats; what the rule pack words comes in a [`ReportMeta`].

mod columns;
pub mod csv;
pub mod human;
pub mod json;
pub mod jsonl;
pub mod markdown;
mod places;
pub mod sarif;
mod summary;

use std::borrow::Cow;

pub use columns::Columns;
pub use summary::{CategoryTotal, RepoTotal, Summary};

use crate::model::Inventory;
use crate::model::finding::UNCLASSIFIED;

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
    /// The command that makes this report again.
    pub command: String,
    /// Version of the program, for formats that name their tool.
    pub version: String,
    /// Columns in characters, for formats that count so.
    pub columns: Columns,
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
    /// The human format lists each place; else only the number.
    pub listed: bool,
}

/// How a section of the Markdown inventory is laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// A row a symbol and file.
    #[default]
    Table,
    /// A row a file.
    Files,
    /// A row a rule and kind of name, with counts and examples.
    Patterns,
    /// Only the number.
    Count,
}

impl ReportMeta {
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
