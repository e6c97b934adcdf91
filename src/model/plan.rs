//! What planning a step is made from and what it makes, whatever the language: the ground that `plan` and the rewriters of the
//! languages share. A decision and its edits is a [`Group`]; what can't be done is a [`Refusal`], what people decide a [`Manual`].

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use smol_str::SmolStr;

use super::{
    Change, Databases, Edit, FileFacts, FileId, FilePlan, Finding, NewFile, Repo, Role, Server, Source, Span, SymbolId,
};

/// All that the rules decide of one occurrence.
#[derive(Clone, Debug, PartialEq)]
pub struct Decided {
    /// What it means, and what is to be done.
    pub finding: Finding,
    /// No rule says what it means: it has no category, or one that only says where it stands.
    pub open: bool,
    /// The phase of its batch, where the batch has phases.
    pub phase: Option<SmolStr>,
    /// What a person has to know of its change, in the words of the rules; may be empty.
    pub note: SmolStr,
    /// The deprecation notice on what it declares, beside the change of its own batch.
    pub notice: Option<Notice>,
    /// What the rules would do to it if it did not stand in a migration that was applied: the next migration does it.
    pub next: Option<Next>,
}

impl Decided {
    /// A finding that no rule has looked at, with what is to be done about it.
    pub fn bare(finding: Finding) -> Self {
        Self { finding, open: true, phase: None, note: SmolStr::default(), notice: None, next: None }
    }
}

/// A rename that the next migration makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    /// The batch.
    pub batch: u32,
    /// The phase of its batch, where the batch has phases.
    pub phase: Option<SmolStr>,
    /// The new name.
    pub new: String,
}

/// A deprecation notice that a batch writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The batch.
    pub batch: u32,
    /// The name to take instead.
    pub new: String,
}

/// What to do about a key that a rename would change where data leaves or enters the program: the name of a field that an encoder
/// writes, the path of a call. Whoever reads the data may not be in the sources.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Wire {
    /// Something is written that keeps the old key, where that can be done.
    #[default]
    Keep,
    /// The rename is refused.
    Refuse,
    /// The key changes with the name, and that is listed.
    Change,
}

impl Wire {
    /// All, by their names in rule files.
    pub const ALL: [(&'static str, Wire); 3] =
        [("keep", Wire::Keep), ("refuse", Wire::Refuse), ("change", Wire::Change)];
}

/// What becomes of the other sides of a name on the wire that a batch changes: the property of a client, where a tag of the server gets
/// another name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum WireSides {
    /// What the batch does not change itself keeps its name, and is listed.
    #[default]
    Listed,
    /// All sides change with it or none does. Where one is out of sight, that is listed.
    Seen,
    /// All sides change with it or none does. Where one is out of sight, none does.
    All,
}

impl WireSides {
    /// All, by their names in rule files.
    pub const ALL: [(&'static str, WireSides); 3] =
        [("listed", WireSides::Listed), ("seen", WireSides::Seen), ("all", WireSides::All)];
}

/// What a plan is made from. `sources` are indexed by `FileId`.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// Occurrences, symbols and flows.
    pub facts: &'a FileFacts,
    /// What the rules decide of each occurrence, in the order of `facts.occurrences`.
    pub decided: &'a [Decided],
    /// For each symbol, the one that its meaning came from; empty where no rules were asked.
    pub proved_by: &'a [Option<SymbolId>],
    /// All files.
    pub sources: &'a [Source],
    /// All repositories.
    pub repos: &'a [Repo],
    /// What becomes of keys that a rename would change.
    pub wire: Wire,
    /// Names in files that are left out of the inventory.
    pub unlisted: &'a [Unlisted],
    /// What becomes of databases that code makes at its start.
    pub databases: Databases,
    /// A rename in a database whose script was run nowhere is no reason to refuse it.
    pub unproved: bool,
    /// A person has looked at what else may name the thing: that refuses nothing.
    pub looked_at: bool,
    /// The server that scripts are run on.
    pub server: Option<&'a Server>,
}

/// A name in a file that is left out of the inventory, and that nothing in the inventory declares: no rewriter asks about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unlisted {
    /// The file.
    pub file: FileId,
    /// The place.
    pub span: Span,
    /// What it is.
    pub role: Role,
    /// The path and the scope of its symbol.
    pub symbol: Option<(SmolStr, SmolStr)>,
}

impl<'a> Input<'a> {
    /// For one symbol that no rule has looked at: nothing is decided.
    pub fn unclassified(facts: &'a FileFacts, sources: &'a [Source], repos: &'a [Repo]) -> Self {
        Self {
            facts,
            decided: &[],
            proved_by: &[],
            sources,
            repos,
            wire: Wire::default(),
            unlisted: &[],
            databases: Databases::default(),
            unproved: false,
            looked_at: false,
            server: None,
        }
    }

    /// The finding of the occurrence `at`.
    pub fn finding(&self, at: usize) -> &'a Finding {
        &self.decided[at].finding
    }

    /// The file of an id.
    pub fn source(&self, file: FileId) -> &'a Source {
        &self.sources[file.0 as usize]
    }
}

/// One decision and its edits.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Group {
    /// The symbol, or the text of the hit.
    pub what: String,
    /// What is done.
    pub change: Change,
    /// Old text.
    pub old: String,
    /// New text, where there is one.
    pub new: String,
    /// `repo/path:line` of each hit, in order.
    pub places: Vec<String>,
    /// The findings that belong to it, as indexes into [`Input::decided`].
    #[serde(skip)]
    pub hits: Vec<usize>,
    /// The edits, by file.
    #[serde(skip)]
    pub edits: BTreeMap<FileId, Vec<Edit>>,
}

/// The edits of a batch, what is refused, and what is left to people.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Plan {
    /// The decisions, in the order of their first place.
    pub groups: Vec<Group>,
    /// What can't be done, sorted.
    pub refused: Vec<Refusal>,
    /// What a person has to decide, sorted.
    pub manual: Vec<Manual>,
    /// The symbols whose rename is refused: they keep their names.
    #[serde(skip)]
    pub kept: BTreeSet<SymbolId>,
    /// What all groups together make of each file.
    #[serde(skip)]
    pub files: Vec<FilePlan>,
    /// The occurrences in applied migrations that would get a new name, had they not been applied.
    #[serde(skip)]
    pub applied: Vec<usize>,
    /// Generated files as their generators will make them of this plan, as far as names go: they are read so by later steps, and never written.
    #[serde(skip)]
    pub made: Vec<FilePlan>,
    /// All generated files that have to be made anew after this plan.
    #[serde(skip)]
    pub outdated: Vec<FileId>,
    /// The files that are made: the next migration.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub new_files: Vec<NewFile>,
}

impl Group {
    /// The symbols that its places belong to.
    pub fn symbols<'a>(&'a self, input: &Input<'a>) -> impl Iterator<Item = SymbolId> + 'a {
        let facts = input.facts;
        self.hits.iter().filter_map(|at| facts.occurrences[*at].symbol)
    }
}

impl Plan {
    /// Takes out the groups that `refused` holds for; what they were to rename keeps its name.
    pub fn take_out(&mut self, input: &Input, mut refused: impl FnMut(&Group) -> bool) {
        let (out, left): (Vec<Group>, Vec<Group>) = self.groups.drain(..).partition(|group| refused(group));
        self.groups = left;
        let renames = out.iter().filter(|group| group.change == Change::Rename);
        self.kept.extend(renames.flat_map(|group| group.symbols(input)));
    }
}

/// Why a group can't be done.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Refusal {
    /// The symbol, or the text of the hit.
    pub what: String,
    /// `repo/path:line`
    pub place: String,
    /// What is in the way.
    pub reason: String,
    /// What to do about it.
    pub way_out: String,
}

/// A hit that a person has to decide.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Manual {
    /// `repo/path:line`
    pub place: String,
    /// The symbol, or the text of the hit.
    pub what: String,
    /// What has to be decided.
    pub reason: String,
}

/// The refusal of what stands at the occurrence `at`.
pub fn refuse(input: &Input, at: usize, reason: impl Into<String>, way_out: impl Into<String>) -> Refusal {
    let occurrence = &input.facts.occurrences[at];
    let text = input.sources[occurrence.file.0 as usize].text.get(occurrence.span.range());
    let symbol = occurrence.symbol.map(|symbol| input.facts.symbols.get(symbol).path.as_str());
    Refusal {
        what: symbol.or(text).unwrap_or_default().to_owned(),
        place: place(input, occurrence.file, occurrence.span.start),
        reason: reason.into(),
        way_out: way_out.into(),
    }
}

/// What a person has to decide of the occurrence `at`.
pub fn manual(input: &Input, at: usize, reason: impl Into<String>) -> Manual {
    let refusal = refuse(input, at, reason, "");
    Manual { place: refusal.place, what: refusal.what, reason: refusal.reason }
}

/// `repo/path:line` of a byte offset.
pub fn place(input: &Input, file: FileId, offset: u32) -> String {
    let source = &input.sources[file.0 as usize];
    let before = source.text.as_bytes().get(..offset as usize).unwrap_or_default();
    let line = memchr::memchr_iter(b'\n', before).count() + 1;
    format!("{}/{}:{line}", input.repos[source.repo.0 as usize].name, source.path)
}

/// The edits of earlier groups in `file` that lie in `span`: what a copied expression must look like after the batch.
pub fn edits_within(groups: &[Group], file: FileId, span: Span) -> Vec<Edit> {
    let all = groups.iter().filter_map(|group| group.edits.get(&file)).flatten();
    let mut edits: Vec<Edit> = all.filter(|edit| span.contains(edit.span)).cloned().collect();
    edits.sort();
    edits.dedup();
    edits
}
