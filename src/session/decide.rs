//! What is undecided, by decisions: hits that one answer settles. A decision is written into the rule file of the user, and tried before.

use std::collections::BTreeMap;
use std::path::Path;

use rustc_hash::FxHashMap;

use super::{Error, Workspace};
use crate::classify::{Classified, classify};
use crate::flow::{Bounds, joined};
use crate::model::finding::UNCLASSIFIED;
use crate::model::{Finding, SymbolId, SymbolPath};
use crate::rules::{Addition, Pack, amended, nearest};
use crate::text::count::counted;
use crate::text::shell::quoted;
use crate::text::words::{TermSet, capital, words_of};
use crate::text::yaml;

/// Hits that one answer settles: of one symbol and of those that hold its values, or of one text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Symbols or texts, those with the most hits first.
    pub parts: Vec<Part>,
    /// The hits, as indexes of `workspace.facts.occurrences`, in their order.
    pub hits: Vec<usize>,
}

/// Hits of one symbol, or of one text with one role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The symbol, or the text in quotes.
    pub what: String,
    /// What is written in a rule file to mean it.
    pub by: By,
    /// The hits, as indexes of `workspace.facts.occurrences`, in their order.
    pub hits: Vec<usize>,
}

/// How a rule file names hits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// By their symbol.
    Symbol(String),
    /// By their role and the words of their name.
    Name {
        /// As rule files call it.
        role: &'static str,
        /// In lower case.
        words: String,
    },
}

/// What a finding is a hit of.
pub(super) fn named(it: &Finding) -> (String, By) {
    match it.symbol.as_deref().filter(|it| !SymbolPath(it).is_text()) {
        Some(symbol) => {
            let short = SymbolPath(symbol).without_origin().without_nameless().into_owned();
            (short.clone(), By::Symbol(short))
        }
        None => {
            let words = words_of(&it.text).join(" ").to_lowercase();
            (format!("\"{}\"", it.text), By::Name { role: it.role.name(), words })
        }
    }
}

impl By {
    /// As a condition of a rule, a mapping of YAML.
    pub(super) fn condition(&self) -> String {
        match self {
            By::Symbol(symbol) => format!("{{symbol: {}}}", yaml::scalar(symbol)),
            By::Name { role, words } => format!("{{role: {role}, name: {}}}", yaml::scalar(words)),
        }
    }
}

impl Decision {
    /// The symbols, as rule files name them.
    fn symbols(&self) -> Vec<String> {
        let symbol = |it: &Part| match &it.by {
            By::Symbol(symbol) => Some(symbol.clone()),
            By::Name { .. } => None,
        };
        self.parts.iter().filter_map(symbol).collect()
    }

    /// A condition for all of it: either symbols, or one text.
    fn condition(&self) -> String {
        match (self.symbols().as_slice(), self.parts.first()) {
            ([] | [_], Some(part)) => part.by.condition(),
            (symbols, _) => format!("{{symbol: {}}}", yaml::list(symbols)),
        }
    }
}

/// The decisions that are open in the roots, those with the most hits first.
pub fn open(workspace: &Workspace) -> Vec<Decision> {
    let facts = &workspace.facts;
    let is_open = |at: &usize| {
        let beside = workspace.sources[facts.occurrences[*at].file.0 as usize].beside;
        !beside && workspace.classified.decided[*at].finding.category == UNCLASSIFIED
    };
    let parts = parts(workspace, (0..facts.occurrences.len()).filter(is_open));
    let mut part_of: FxHashMap<SymbolId, usize> = FxHashMap::default();
    for (at, part) in parts.iter().enumerate().filter(|(_, it)| matches!(it.by, By::Symbol(_))) {
        part_of.extend(part.hits.iter().filter_map(|hit| Some((facts.occurrences[*hit].symbol?, at))));
    }
    let terms = TermSet::new(&workspace.pack.term_specs());
    let starts: Vec<SymbolId> = facts.symbols.iter().map(|(id, _)| id).filter(|it| part_of.contains_key(it)).collect();
    let is_named = |id: SymbolId| terms.find_in(&facts.symbols.get(id).name).is_some();
    let mut group: Vec<usize> = (0..parts.len()).collect();
    for (one, other) in joined(&facts.symbols, &facts.flows, &Bounds::default(), &is_named, &starts).into_keys() {
        let (one, other) = (group[part_of[&one]], group[part_of[&other]]);
        group.iter_mut().filter(|it| **it == other).for_each(|it| *it = one);
    }
    let mut groups: BTreeMap<usize, Vec<Part>> = BTreeMap::new();
    for (part, group) in parts.into_iter().zip(group) {
        groups.entry(group).or_default().push(part);
    }
    let mut decisions: Vec<Decision> = groups.into_values().map(decision).collect();
    decisions.sort_by(|a, b| b.hits.len().cmp(&a.hits.len()).then_with(|| a.hits.cmp(&b.hits)));
    decisions
}

/// The decision about hits that somebody points at: with all that is undecided beside them, or alone where they are decided. `hits` are in
/// their order.
///
/// # Errors
/// No hits, or hits of several decisions.
pub fn decision_about(workspace: &Workspace, hits: &[usize]) -> Result<Decision, Error> {
    let is_meant = |all: &[usize]| all.iter().any(|hit| hits.binary_search(hit).is_ok());
    let mut found: Vec<Decision> = open(workspace).into_iter().filter(|it| is_meant(&it.hits)).collect();
    if found.is_empty() {
        let all = parts(workspace, 0..workspace.facts.occurrences.len());
        found = all.into_iter().filter(|it| is_meant(&it.hits)).map(|it| decision(vec![it])).collect();
    }
    match found.len() {
        1 => Ok(found.remove(0)),
        0 => Err(wrong("there is no hit to decide about", "`runsess decide` lists what is open")),
        more => {
            let names: Vec<&str> = found.iter().map(|it| it.parts[0].what.as_str()).collect();
            let message = format!("these are {}: {}", counted(more, "decision"), names.join(", "));
            Err(wrong(message, "name one of them by --symbol, or one place by --at FILE:LINE:COL"))
        }
    }
}

fn decision(mut parts: Vec<Part>) -> Decision {
    parts.sort_by(|a, b| b.hits.len().cmp(&a.hits.len()).then_with(|| a.hits.cmp(&b.hits)));
    let mut hits: Vec<usize> = parts.iter().flat_map(|it| &it.hits).copied().collect();
    hits.sort_unstable();
    Decision { parts, hits }
}

fn parts(workspace: &Workspace, hits: impl Iterator<Item = usize>) -> Vec<Part> {
    let mut found: BTreeMap<By, Part> = BTreeMap::new();
    for at in hits {
        let (what, by) = named(&workspace.classified.decided[at].finding);
        found.entry(by.clone()).or_insert_with(|| Part { what, by, hits: Vec::new() }).hits.push(at);
    }
    found.into_values().collect()
}

/// An answer, tried: the rule file as it would be, and what becomes of the hits.
pub struct Answered {
    /// The text of the rule file.
    pub text: String,
    /// What was added to it.
    pub added: Addition,
    /// The rules.
    pub pack: Pack,
    /// What each occurrence means by them.
    pub classified: Classified,
    /// How many hits of the decision are settled.
    pub settled: usize,
    /// How many undecided hits besides got a category.
    pub followed: usize,
    /// Decided hits, not of the decision, that have another category now: indexes of `workspace.facts.occurrences`.
    pub changed: Vec<usize>,
}

/// What somebody says of a decision.
#[derive(Clone, Debug)]
pub enum Answer {
    /// A meaning or a category that the rules have.
    Known(String),
    /// The words of a meaning that they do not have.
    New(String),
}

/// Answers a decision by a meaning, which all that holds the same values has then as well, or by a category. `text` is what stands in the rule
/// file `file` now. Nothing is written.
///
/// # Errors
/// An answer that the rules do not know, that settles nothing, or that the file has no place for.
pub fn answered(
    workspace: &Workspace,
    (file, text): (&Path, &str),
    decision: &Decision,
    answer: &Answer,
    why: &str,
) -> Result<Answered, Error> {
    let pack = &workspace.pack;
    let (answer, new) = match answer {
        Answer::Known(answer) => (answer.clone(), None),
        Answer::New(words) => new_meaning(pack, words)?,
    };
    let answer = answer.as_str();
    let tries: Vec<Addition> = if new.is_some() || pack.domains.iter().any(|it| it.id == answer) {
        let symbols = decision.symbols();
        let Some(first) = symbols.first() else {
            let help = format!("only what is declared has a meaning; name a category: {}", categories(pack));
            return Err(wrong(format!("{} can't have the meaning `{answer}`", decision.parts[0].what), help));
        };
        let add = |symbols: &[String]| match &new {
            Some((title, category)) => {
                let (id, title, category, why) = (answer.to_owned(), title.clone(), category.clone(), why.to_owned());
                Addition::Meaning { id, title, category, symbols: symbols.to_vec(), why }
            }
            None => Addition::Symbols { domain: answer.to_owned(), symbols: symbols.to_vec() },
        };
        // One name is enough where its values reach the others.
        let one = try_out(workspace, (file, text), decision, answer, add(std::slice::from_ref(first)))?;
        if one.settled == decision.hits.len() || symbols.len() == 1 {
            return useful(one, answer);
        }
        let still =
            |part: &&Part| part.hits.iter().any(|it| one.classified.decided[*it].finding.category == UNCLASSIFIED);
        let open = decision.parts.iter().skip(1).filter(still).map(|it| it.what.clone());
        vec![add(&[first.clone()].into_iter().chain(open).collect::<Vec<_>>())]
    } else if pack.category(answer).is_some() {
        let free = |id: &String| !pack.rules.iter().any(|it| it.id == *id);
        let id = (1..).map(|number| format!("decided-{number}")).find(free).unwrap_or_default();
        let rule = |first| {
            let (id, when, category, why) = (id.clone(), decision.condition(), answer.to_owned(), why.to_owned());
            Addition::Rule { id, when, category, why, first }
        };
        // Behind all others it changes nothing that is decided. Where another rule says that nobody can know, it has to stand before it.
        vec![rule(false), rule(true)]
    } else {
        let domains = pack.domains.iter().map(|it| it.id.as_str());
        let known: Vec<&str> = domains.chain(pack.categories.iter().map(|it| it.id.as_str())).collect();
        let help = match nearest(answer, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("one of {}; or a new one: --as-new {}", known.join(", "), quoted(answer)),
        };
        return Err(wrong(format!("the rules know no meaning and no category `{answer}`"), help));
    };
    let mut best: Option<Answered> = None;
    for it in tries {
        let next = try_out(workspace, (file, text), decision, answer, it)?;
        if best.as_ref().is_none_or(|best| next.settled > best.settled) {
            best = Some(next);
        }
    }
    useful(best.expect("there is something to try"), answer)
}

/// The id of a meaning of its own, what it is called, and its category.
fn new_meaning(pack: &Pack, words: &str) -> Result<(String, Option<(String, String)>), Error> {
    let words: Vec<String> = words_of(words).iter().map(|it| it.to_lowercase()).collect();
    if words.is_empty() {
        return Err(wrong("a meaning is called by words", "for example: --as-new 'job status'"));
    }
    let (id, category) = (words.join("-"), words.join("_").to_uppercase());
    if pack.domains.iter().any(|it| it.id == id) {
        return Err(wrong(format!("the rules have a meaning `{id}`"), format!("answer by it: --as {id}")));
    }
    if pack.category(&category).is_some() {
        let help = format!("answer by it: --as {category}; or call the meaning otherwise");
        return Err(wrong(format!("the rules have a category `{category}`"), help));
    }
    Ok((id, Some((capital(&words.join(" ")), category))))
}

fn useful(it: Answered, answer: &str) -> Result<Answered, Error> {
    match it.settled {
        0 => {
            let help = format!(
                "no rule gives hits of `{answer}` with this role a category; name a category, or add a rule by hand"
            );
            Err(wrong(format!("`{answer}` settles none of the hits"), help))
        }
        _ => Ok(it),
    }
}

fn try_out(
    workspace: &Workspace,
    (file, text): (&Path, &str),
    decision: &Decision,
    answer: &str,
    added: Addition,
) -> Result<Answered, Error> {
    let by_hand = |why: String| wrong(format!("nothing can be added to {}: {why}", file.display()), by_hand(&added));
    let text = amended(text, &added).map_err(by_hand)?;
    let pack = Pack::load_as(file, &text)?;
    let classified = classify(&workspace.facts, &workspace.sources, &workspace.repos, &pack);
    let is_category = pack.category(answer).is_some() && !pack.domains.iter().any(|it| it.id == answer);
    let (mut settled, mut followed, mut changed) = (0, 0, Vec::new());
    for (at, (old, new)) in workspace.classified.findings().zip(classified.findings()).enumerate() {
        let is_new = new.category != UNCLASSIFIED && old.category != new.category;
        if decision.hits.binary_search(&at).is_ok() {
            settled += usize::from(if is_category { new.category == answer } else { is_new });
        } else if old.category == UNCLASSIFIED {
            followed += usize::from(is_new);
        } else if old.category != new.category {
            changed.push(at);
        }
    }
    Ok(Answered { text, added, pack, classified, settled, followed, changed })
}

/// What to add by hand.
fn by_hand(added: &Addition) -> String {
    match added {
        Addition::Rule { id, when, category, .. } => {
            format!("add by hand, to `rules`: {{id: {id}, when: {when}, category: {category}}}")
        }
        Addition::Meaning { id, category, symbols, .. } => format!(
            "add by hand, to `domains`: {{id: {id}, symbols: {}}}; to `categories`: {{id: {category}, description: …, action: Keep}}; to `rules`: \
             {{id: means-{id}, when: {{domain: {id}}}, category: {category}}}",
            yaml::list(symbols)
        ),
        Addition::Symbols { domain, symbols } => {
            format!("add by hand, to `symbols` of the meaning `{domain}`: {}; or name a category", yaml::list(symbols))
        }
    }
}

fn categories(pack: &Pack) -> String {
    pack.categories.iter().map(|it| it.id.as_str()).collect::<Vec<_>>().join(", ")
}

fn wrong(message: impl Into<String>, help: impl Into<String>) -> Error {
    Error::Place { message: message.into(), help: help.into() }
}
