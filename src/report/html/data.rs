//! What the page shows, as it stands in it: the decisions of the inventory, and tables of what they refer to by number. A word, a
//! path or a step of a proof stands in thousands of findings and in the page once.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::finding::{Conflict, Origin, Step};
use crate::model::{Certainty, Finding, Inventory, Skipped};
use crate::report::decisions::{Decision, subject};
use crate::report::headings::{Heading, headings};
use crate::report::next::{Next, after_inventory};
use crate::report::places::{is_own, outcome, readable, reason, role_words};
use crate::report::{CategoryMeta, Excerpts, ORIGINS, Paths, ReportMeta, Summary};
use crate::text::shown::Shown;

/// Everything that the page shows. Texts of strangers are as [`Shown`] spells them.
#[derive(Serialize)]
pub(super) struct Data {
    title: String,
    goal: String,
    context: Vec<String>,
    /// The command that makes this page again.
    command: String,
    /// What other commands have to be given to be about the same.
    scope: String,
    /// What needs nothing is asked for, too.
    whole: bool,
    summary: Summary,
    categories: Vec<Category>,
    certainties: [&'static str; 3],
    /// In the order of a reader: what nobody has decided, then what is to be done by category and batch, then the rest.
    headings: Vec<Group>,
    conflicts: Vec<TwoMeanings>,
    unread: Vec<Unread>,
    origins: Vec<Carrier>,
    idle: Vec<String>,
    next: Vec<Next>,
    #[serde(flatten)]
    tables: Tables,
}

#[derive(Serialize)]
struct Category {
    id: String,
    description: String,
    action: String,
    gate: bool,
}

/// Decisions of one category and batch.
#[derive(Serialize)]
struct Group {
    /// Index into the categories.
    category: usize,
    batch: Option<u32>,
    acts: bool,
    decisions: Vec<Card>,
}

/// One decision. Numbers are indices into the strings, where nothing else is said.
#[derive(Serialize)]
struct Card {
    name: u32,
    /// In full, where it is the symbol of a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    symbol: Option<u32>,
    /// What stands there after the change, or what happens to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    new: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<u32>,
    /// The line of source of the first place: before the hit, the hit, behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<[String; 3]>,
    /// What decided it: ids of rules.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rules: Vec<u32>,
    /// What it breaks, in the words of the rule pack.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    breaking: Vec<u32>,
    /// Which of the places stands for it.
    first: usize,
    /// Eight numbers a place: file, line, column, text, role, certainty (an index into the certainties), owner, proof. An owner of 0 is
    /// nobody.
    hits: Vec<u32>,
}

#[derive(Serialize)]
struct TwoMeanings {
    symbol: String,
    place: String,
    meanings: Vec<Meaning>,
}

#[derive(Serialize)]
struct Meaning {
    name: String,
    /// Index into the proofs.
    proof: u32,
}

#[derive(Serialize)]
struct Unread {
    file: String,
    reason: String,
}

/// A name that gives many hits their meaning.
#[derive(Serialize)]
struct Carrier {
    symbol: String,
    meaning: String,
    findings: usize,
    /// Index into the proofs.
    proof: u32,
}

/// What is referred to by number, in the order in which it is first referred to.
#[derive(Serialize)]
struct Tables {
    /// The first is empty.
    strings: Vec<String>,
    /// The repository, and `repo/path`.
    files: Vec<[u32; 2]>,
    /// A sentence, `repo/path` or 0, a line or 0, and 1 where it only says where the hit stands.
    steps: Vec<[u32; 4]>,
    /// Steps, from the hit to what proves its meaning.
    proofs: Vec<Vec<u32>>,
    #[serde(skip)]
    numbers: Numbers,
}

/// What already has a number.
#[derive(Default)]
struct Numbers {
    strings: BTreeMap<String, u32>,
    files: BTreeMap<[u32; 2], u32>,
    steps: BTreeMap<[u32; 4], u32>,
    proofs: BTreeMap<Vec<u32>, u32>,
}

const CERTAINTIES: [Certainty; 3] = [Certainty::Resolved, Certainty::Inferred, Certainty::Textual];

impl Data {
    pub(super) fn new(inventory: &Inventory, meta: &ReportMeta) -> Self {
        let sections = meta.sections(inventory);
        let sections: Vec<&CategoryMeta> = sections.iter().map(|it| &**it).collect();
        let headings = headings(&inventory.findings, &sections, |_| true);
        // Data has no folder of this machine.
        let (tables, paths) = (&mut Tables::new(), &Paths::default());
        let index = |id: &str| sections.iter().position(|it| it.id == id).unwrap_or_default();
        let group = |it: &Heading, tables: &mut Tables| Group {
            category: index(&it.category.id),
            batch: it.batch,
            acts: it.acts,
            decisions: it.decisions.iter().map(|it| tables.card(it, &meta.excerpts, paths)).collect(),
        };
        Self {
            title: shown(&meta.title),
            goal: shown(&meta.goal),
            context: meta.context.iter().map(|it| shown(it)).collect(),
            command: shown(&meta.command),
            scope: shown(&meta.page.scope),
            whole: meta.whole,
            summary: cleaned(Summary::new(inventory, meta)),
            categories: sections.iter().map(|it| Category::new(it)).collect(),
            certainties: CERTAINTIES.map(Certainty::name),
            headings: headings.iter().map(|it| group(it, tables)).collect(),
            conflicts: inventory.conflicts.iter().map(|it| tables.conflict(it)).collect(),
            unread: inventory.skipped.iter().filter(|it| it.matters).map(Unread::new).collect(),
            origins: inventory.origins.iter().take(ORIGINS).map(|it| tables.carrier(it)).collect(),
            idle: idle(inventory),
            next: after_inventory(&headings, &meta.page, paths).into_iter().map(cleaned_step).collect(),
            tables: std::mem::replace(tables, Tables::new()),
        }
    }
}

fn shown(text: &str) -> String {
    Shown(text).to_string()
}

/// Names that the rules and the file system give are texts of strangers as well.
fn cleaned(mut summary: Summary) -> Summary {
    let categories = summary.categories.iter_mut().flat_map(|it| [&mut it.id, &mut it.action]);
    let repositories = summary.repositories.iter_mut().map(|it| &mut it.name);
    let batches = summary.batches.iter_mut().flat_map(|it| [&mut it.title, &mut it.risk]);
    categories.chain(repositories).chain(batches).for_each(|it| *it = shown(it));
    summary
}

fn cleaned_step(it: Next) -> Next {
    Next::new(shown(&it.command), shown(&it.what))
}

fn idle(inventory: &Inventory) -> Vec<String> {
    let rules = inventory.idle_rules.iter().map(|it| format!("rule `{}` decides nothing", Shown(it)));
    rules.chain(inventory.idle_patterns.iter().map(|it| format!("{} decides nothing", Shown(it)))).collect()
}

impl Category {
    fn new(it: &CategoryMeta) -> Self {
        Self { id: shown(&it.id), description: shown(&it.description), action: shown(&it.action), gate: it.gate }
    }
}

impl Unread {
    fn new(it: &Skipped) -> Self {
        Self { file: shown(&it.file().to_string()), reason: shown(&it.reason) }
    }
}

/// The number of `value`, a new one if it has none.
fn number<T: Clone + Ord>(value: T, all: &mut Vec<T>, numbers: &mut BTreeMap<T, u32>) -> u32 {
    *numbers.entry(value).or_insert_with_key(|value| {
        all.push(value.clone());
        (all.len() - 1) as u32
    })
}

impl Tables {
    fn new() -> Self {
        let numbers = Numbers { strings: BTreeMap::from([(String::new(), 0)]), ..Numbers::default() };
        Self { strings: vec![String::new()], files: Vec::new(), steps: Vec::new(), proofs: Vec::new(), numbers }
    }

    fn string(&mut self, text: &str) -> u32 {
        number(shown(text), &mut self.strings, &mut self.numbers.strings)
    }

    fn file(&mut self, it: &Finding) -> u32 {
        let file = [self.string(&it.repo), self.string(&it.file().to_string())];
        number(file, &mut self.files, &mut self.numbers.files)
    }

    fn proof(&mut self, steps: &[Step]) -> u32 {
        let steps = steps.iter().map(|it| self.step(it)).collect();
        number(steps, &mut self.proofs, &mut self.numbers.proofs)
    }

    fn step(&mut self, it: &Step) -> u32 {
        let text = self.string(&readable(&it.text));
        let path = it.path.as_deref().map_or(0, |it| self.string(it));
        number([text, path, it.line.unwrap_or(0), is_own(it).into()], &mut self.steps, &mut self.numbers.steps)
    }

    fn card(&mut self, it: &Decision, excerpts: &Excerpts, paths: &Paths) -> Card {
        let first = it.first;
        let new = first.change.and_then(|change| outcome(change, first.replacement.as_deref()));
        let code = excerpts.of(first).map(|it| [&it.before, &it.hit, &it.after].map(|it| shown(it)));
        let mut card = Card {
            name: self.string(&it.name()),
            symbol: Some(subject(first)).filter(|it| !it.1).map(|it| self.string(it.0)),
            new: new.map(|it| self.string(&it)),
            reason: reason(first, paths).map(|it| self.string(&it)),
            code,
            rules: self.each(it, |it| it.rule.as_deref()),
            breaking: self.each(it, |it| it.breaking.as_deref()),
            first: it.hits.iter().position(|hit| std::ptr::eq(*hit, first)).unwrap_or_default(),
            hits: Vec::with_capacity(8 * it.hits.len()),
        };
        for hit in &it.hits {
            let row = self.hit(hit);
            card.hits.extend(row);
        }
        card
    }

    fn hit(&mut self, it: &Finding) -> [u32; 8] {
        let certainty = CERTAINTIES.iter().position(|one| *one == it.certainty).unwrap_or_default();
        [
            self.file(it),
            it.line,
            it.column,
            self.string(&it.text),
            self.string(role_words(it.role)),
            certainty as u32,
            it.owner.as_deref().map_or(0, |it| self.string(it)),
            self.proof(&it.why),
        ]
    }

    /// What `of` says of the places, each once.
    fn each(&mut self, it: &Decision, of: impl Fn(&Finding) -> Option<&str>) -> Vec<u32> {
        let mut found: Vec<&str> = it.hits.iter().filter_map(|it| of(it)).collect();
        found.sort_unstable();
        found.dedup();
        found.into_iter().map(|it| self.string(it)).collect()
    }

    fn conflict(&mut self, it: &Conflict) -> TwoMeanings {
        TwoMeanings {
            symbol: shown(&it.symbol),
            place: shown(&format!("{}:{}", it.path, it.line)),
            meanings: it
                .meanings
                .iter()
                .map(|(name, proof)| Meaning { name: shown(name), proof: self.proof(proof) })
                .collect(),
        }
    }

    fn carrier(&mut self, it: &Origin) -> Carrier {
        let proof = self.proof(std::slice::from_ref(&it.why));
        Carrier { symbol: shown(&it.symbol), meaning: shown(&it.meaning), findings: it.findings, proof }
    }
}
