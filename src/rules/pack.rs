//! A rule pack as the engine trusts it: everything checked, compiled and in file order.

use std::ops::Range;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use smol_str::SmolStr;

use super::condition::Condition;
use super::glob::SymbolGlob;
use super::rewrite::{Renames, Texts};
use super::sources::Line;
use crate::model::Databases;
use crate::model::finding::UNCLASSIFIED;
use crate::model::plan::{Wire, WireSides};
use crate::model::{Change, Language};
use crate::text::words::{self, Shape, TermSpec, WordPattern};

/// A checked rule pack.
#[derive(Clone, Debug)]
pub struct Pack {
    /// Short name, in kebab case.
    pub name: SmolStr,
    /// Name for reports.
    pub title: String,
    /// What it is for, in a sentence; may be empty.
    pub goal: String,
    /// The name of the file it was read from, or `built-in`.
    pub file: String,
    /// The file as it was written; of one that extends another, what the two make together.
    pub text: String,
    /// In file order: `Subject::term` and `Occurrence::term` are indexes into this.
    pub terms: Vec<Term>,
    /// Globs over `repository/path` of files to leave out; each is known to compile.
    pub ignore: Vec<String>,
    /// The meanings.
    pub domains: Vec<Domain>,
    /// Symbols that carry no meaning from one value to another, each as it was written.
    pub(crate) barriers: Vec<(String, SymbolGlob)>,
    /// What a finding can be called.
    pub categories: Vec<Category>,
    /// First match wins.
    pub rules: Vec<Rule>,
    /// In file order.
    pub batches: Vec<Batch>,
    /// New names of single identifiers.
    pub(super) renames: Renames,
    /// New wording.
    pub(super) texts: Texts,
    /// The domains that a term is the right name of, as bits: wordings count where one of them is near.
    pub(super) home: u64,
    /// What is never changed.
    pub keep: Vec<Kept>,
    /// First match wins.
    pub owners: Vec<Owner>,
    /// What has to hold in the end. `verify` says whether it does.
    pub checklist: Vec<CheckItem>,
    /// What may go wrong.
    pub risks: Vec<RiskItem>,
}

/// A term. All words are lower case.
#[derive(Clone, Debug)]
pub struct Term {
    /// Its name in conditions.
    pub id: SmolStr,
    /// Its words.
    pub words: Vec<String>,
    /// Other forms of the last word.
    pub forms: Vec<String>,
    /// The new words; `None` for a term that is never renamed.
    pub to: Option<Vec<String>>,
    /// Id of the domain that this term is the right name of.
    pub canonical: Option<SmolStr>,
}

/// A meaning.
#[derive(Clone, Debug)]
pub struct Domain {
    /// Its name in conditions.
    pub id: SmolStr,
    /// Its name in reports.
    pub title: String,
    /// What it is; may be empty.
    pub description: String,
    pub(super) names: Vec<(String, WordPattern)>,
    pub(super) symbols: Vec<(String, SymbolGlob)>,
    pub(super) context: Vec<(String, WordPattern)>,
}

/// What a finding can be called.
#[derive(Clone, Debug)]
pub struct Category {
    /// Its name.
    pub id: SmolStr,
    /// Heading of its section.
    pub title: String,
    /// What it means.
    pub description: String,
    /// What to do about it.
    pub action: String,
    /// What the gate does with it.
    pub gate: Gate,
    /// The answer in the column "Maps to Session?"; may be empty.
    pub maps: String,
    /// What the current meaning is called in the inventory; may be empty.
    pub meaning: String,
    /// How its section is laid out.
    pub layout: Layout,
    /// It says where a hit stands, and not what it means: the hit counts as undecided where a step may be about it.
    pub open: bool,
}

/// What the gate does with a new finding of a category.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Gate {
    /// It fails.
    Fail,
    /// It passes.
    #[default]
    Ok,
}

/// How the section of a category is laid out in the inventory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Layout {
    /// A row a symbol.
    #[default]
    Table,
    /// A row a file.
    Files,
    /// Counts and examples by pattern.
    Patterns,
    /// Only the number.
    Count,
}

/// How likely a batch breaks something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Risk {
    /// Internal names, documents.
    Low,
    /// Stored data, shared libraries.
    Medium,
    /// Contracts with others.
    High,
}

impl Risk {
    /// The lower-case name used in rule files.
    pub fn name(self) -> &'static str {
        match self {
            Risk::Low => "low",
            Risk::Medium => "medium",
            Risk::High => "high",
        }
    }
}

/// A rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its name.
    pub id: SmolStr,
    /// Where it is written.
    pub at: Line,
    /// The category it gives, or `UNCLASSIFIED`.
    pub category: SmolStr,
    /// Why; may be empty.
    pub why: String,
    /// Snippets with what is expected of them.
    pub examples: Vec<Example>,
    pub(super) when: Condition,
}

/// A snippet and what is expected of it.
#[derive(Clone, Debug)]
pub struct Example {
    /// What it is written in.
    pub language: Language,
    /// Its path in a repository.
    pub path: String,
    /// The snippet.
    pub code: String,
    /// Where the snippet is written.
    pub at: Line,
    /// What is expected of which hits.
    pub expect: Vec<Expected>,
}

/// What the hits of a snippet with a text, perhaps only those at a place, must be called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The identifier.
    pub text: String,
    /// 1-based line and column in the snippet.
    pub line: Option<u32>,
    /// 1-based, in bytes.
    pub column: Option<u32>,
    /// Id of a category, or `UNCLASSIFIED`.
    pub category: SmolStr,
}

impl Expected {
    /// Reads `id`, `id@3` or `id@3:14`.
    pub(super) fn parse(key: &str, category: &str) -> Self {
        let category = SmolStr::new(category);
        let place = key.rsplit_once('@').and_then(|(text, place)| {
            let (line, column) = place.split_once(':').map_or((place, None), |(line, column)| (line, Some(column)));
            Some((text, line.parse().ok()?, column.map(str::parse).transpose().ok()?))
        });
        match place {
            Some((text, line, column)) => Self { text: text.to_owned(), line: Some(line), column, category },
            None => Self { text: key.to_owned(), line: None, column: None, category },
        }
    }

    /// The key as it was written.
    pub fn key(&self) -> String {
        let line = self.line.map(|line| format!("@{line}")).unwrap_or_default();
        let column = self.column.map(|column| format!(":{column}")).unwrap_or_default();
        format!("{}{line}{column}", self.text)
    }

    /// The expectation is about a hit with this text at this place.
    pub fn is_about(&self, text: &str, line: u32, column: u32) -> bool {
        self.text == text && self.line.is_none_or(|it| it == line) && self.column.is_none_or(|it| it == column)
    }
}

/// A step of the migration.
#[derive(Clone, Debug)]
pub struct Batch {
    /// Its number on the command line.
    pub id: u32,
    /// Its name.
    pub title: String,
    /// What it is for; may be empty.
    pub goal: String,
    /// How likely it breaks something.
    pub risk: Risk,
    /// What it breaks; may be empty.
    pub breaking: SmolStr,
    /// How long it takes and when it is done; may be empty.
    pub time: Time,
    /// The batches that must be done before, by number.
    pub needs: Vec<u32>,
    /// What becomes of keys that its renames would change.
    pub wire: Wire,
    /// What becomes of the other sides of names on the wire that it changes.
    pub sides: WireSides,
    /// What becomes of databases that code makes at its start.
    pub databases: Databases,
    /// Its steps, in order; empty for a batch that is one step.
    pub phases: Vec<Phase>,
    /// What changes.
    pub changes: Vec<ChangeClause>,
}

/// A step of a batch.
#[derive(Clone, Debug)]
pub struct Phase {
    /// Its name on the command line.
    pub id: SmolStr,
    /// What it does.
    pub title: String,
    /// How long it takes and when it is done; may be empty.
    pub time: Time,
}

/// The time of a step, in the words of the pack.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Time {
    /// How long it takes.
    pub duration: String,
    /// When it is done.
    pub when: String,
}

/// What a batch does with the findings that match.
#[derive(Clone, Debug)]
pub struct ChangeClause {
    /// What to do.
    pub change: Change,
    /// Index into the batch's phases.
    pub phase: Option<usize>,
    /// The answer in the column "Breaking?".
    pub breaking: SmolStr,
    /// What a person has to know; may be empty.
    pub note: String,
    /// Where it is written.
    pub at: Line,
    pub(super) when: Condition,
}

/// What is never changed.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Why it stays.
    pub why: String,
    /// The last day on which it does.
    pub until: Option<Date>,
    /// That day was past when the pack was read.
    pub expired: bool,
    /// Where it is written.
    pub at: Line,
    pub(super) when: Condition,
}

/// Who owns what.
#[derive(Clone, Debug)]
pub struct Owner {
    /// The owner.
    pub owner: SmolStr,
    pub(super) when: Condition,
}

/// An item of the validation checklist.
#[derive(Clone, Debug)]
pub struct CheckItem {
    /// What has to hold.
    pub title: String,
    /// No finding may meet this; `None` for an item that a person has to tick.
    pub(super) none: Option<Condition>,
}

/// An entry of the risk register.
#[derive(Clone, Debug)]
pub struct RiskItem {
    /// What may go wrong.
    pub title: String,
    /// How bad that is.
    pub impact: Risk,
    /// What is done against it.
    pub mitigation: String,
    /// The findings that it is about.
    pub(super) touches: Option<Condition>,
}

impl CheckItem {
    /// No program can tell: a person has to tick it.
    pub fn is_for_people(&self) -> bool {
        self.none.is_none()
    }
}

impl Pack {
    /// The category with this id.
    pub fn category(&self, id: &str) -> Option<&Category> {
        self.categories.iter().find(|category| category.id == id)
    }

    /// The batch with this number.
    pub fn batch(&self, id: u32) -> Option<&Batch> {
        self.batches.iter().find(|batch| batch.id == id)
    }

    /// True when the gate fails on this category; `UNCLASSIFIED` always fails.
    pub fn fails_gate(&self, category: &str) -> bool {
        self.category(category).is_none_or(|it| it.gate == Gate::Fail)
    }

    /// True when a hit of this category has no decided meaning: `UNCLASSIFIED`, or a category that only says where the hit stands.
    pub fn leaves_open(&self, category: &str) -> bool {
        self.category(category).map_or(category == UNCLASSIFIED, |it| it.open)
    }

    /// The bit of the domain that `term` is the right name of: bit n is domain n; 0 for a term that is no right name.
    pub fn canonical_bit(&self, term: &Term) -> u64 {
        bit_of(term, &self.domains)
    }

    /// The domains that a term is the right name of, as bits.
    pub fn home(&self) -> u64 {
        self.home
    }

    /// The terms in the form that `text::words` looks for, in file order.
    pub fn term_specs(&self) -> Vec<TermSpec> {
        self.terms.iter().map(Term::spec).collect()
    }

    /// The new name of an identifier: an explicit rename of it, or of some of its words (`TestStartRun` where `StartRun` is
    /// renamed), else the words of the term with this index in its own case style; an identifier that shows none gets `shape`.
    /// `None` when nothing changes.
    pub fn rename_for(&self, name: &str, term: u32, shape: Shape) -> Option<String> {
        // A document may escape what joins the words of a name, and goes on to do so.
        if name.contains("\\_") {
            return Some(self.rename_for(&name.replace("\\_", "_"), term, shape)?.replace('_', "\\_"));
        }
        if let Some(new) = self.renames.new_name(name, shape) {
            return Some(new);
        }
        let term = self.terms.get(term as usize)?;
        words::rename_words(name, &term.spec(), term.to.as_ref()?, shape).filter(|new| new != name)
    }

    /// True when the new name of such an identifier depends on where it stands: it is one word, which becomes several.
    pub fn needs_shape(&self, name: &str, term: u32) -> bool {
        let grows = |it: &Term| it.words.len() == 1 && it.to.as_ref().is_some_and(|to| to.len() > 1);
        self.terms.get(term as usize).is_some_and(grows) && words::joint(name).is_none()
    }

    /// The replacements that the phrases of the pack ask for in `text`: sorted byte ranges that don't overlap, longer
    /// phrases first.
    pub fn text_edits(&self, text: &str) -> Vec<(Range<usize>, String)> {
        self.texts.edits(text)
    }
}

/// The bit of the domain that `term` is the right name of.
pub(super) fn bit_of(term: &Term, domains: &[Domain]) -> u64 {
    let named = |id: &SmolStr| domains.iter().position(|domain| domain.id == *id);
    term.canonical.as_ref().and_then(named).map_or(0, |at| 1 << (at & 63))
}

impl Term {
    /// The term in the form that `text::words` looks for.
    pub fn spec(&self) -> TermSpec {
        TermSpec { id: self.id.to_string(), words: self.words.clone(), forms: self.forms.clone() }
    }
}
