//! From facts and rules to findings: seeds for the flow, the category of each hit, its evidence, and what a batch does to it.

mod bounds;
mod elsewhere;
mod evidence;
mod near;
mod noted;
mod origins;
mod seeds;
mod shapes;
mod spoken;

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::{SmolStr, format_smolstr};

use crate::flow::{Meaning, Spread, spread};
use crate::lang::kept;
use crate::lang::rewriter::HISTORY;
use crate::model::finding::{Conflict, Origin, UNCLASSIFIED};
use crate::model::plan::{Decided, Next, Notice};
use crate::model::{
    Certainty, Change, FileFacts, FileId, Finding, Flow, Occurrence, Repo, Role, Source, Span, Step, Strength, SymbolId,
};
use crate::rules::{Pack, PlannedChange, Risk, Rule, Subject};
use crate::text::words::TermSet;
pub use elsewhere::Elsewhere;
use evidence::{Locator, said};
use near::Near;
pub use noted::noted;
use shapes::Shapes;
use spoken::{file_words, letters};

/// A meaning that comes over more values than these is inferred: `resolved` is what a compiler would say, too.
const NEARBY: u32 = 4;

/// Findings of a run and what else the rules and the flow have to say.
#[derive(Debug, Default)]
pub struct Classified {
    /// One per occurrence, in the order of `facts.occurrences`.
    pub decided: Vec<Decided>,
    /// For each symbol, the one that its meaning came from; `None` where no flow brought it.
    pub proved_by: Vec<Option<SymbolId>>,
    /// Symbols that two domains reach.
    pub conflicts: Vec<Conflict>,
    /// The names that give hits their meaning, those with the most hits first.
    pub origins: Vec<Origin>,
    /// Rules that never won.
    pub idle_rules: Vec<SmolStr>,
    /// Patterns of the rules that match nothing which a hit is linked with.
    pub idle_patterns: Vec<String>,
}

impl Classified {
    /// The findings, in the order of `facts.occurrences`.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.decided.iter().map(|it| &it.finding)
    }
}

/// What the engine knows of one occurrence before the rules are asked.
struct Question {
    domain: Option<u32>,
    /// The domain was told by the words around, not by flow.
    by_context: Option<String>,
    canonical_sibling: bool,
    path: SmolStr,
}

/// Classifies every occurrence of `facts`. `sources` are indexed by `FileId`.
pub fn classify(facts: &FileFacts, sources: &[Source], repos: &[Repo], pack: &Pack) -> Classified {
    decided(Engine::new(facts, sources, repos, pack, None))
}

/// The same where the texts of some files are not at hand: what they say stands in `elsewhere`. Their occurrences are not in `facts`.
pub fn classify_with(
    facts: &FileFacts,
    sources: &[Source],
    repos: &[Repo],
    pack: &Pack,
    elsewhere: &Elsewhere,
) -> Classified {
    decided(Engine::new(facts, sources, repos, pack, Some(elsewhere)))
}

fn decided(engine: Engine) -> Classified {
    let (facts, pack) = (engine.facts, engine.pack);
    let decided =
        (0..facts.occurrences.len()).into_par_iter().map(|at| engine.decide(at, engine.question(at))).collect();
    let proved_by = facts.symbols.iter().map(|(symbol, _)| engine.meanings.proved_by(symbol)).collect();
    let mut all = Classified { decided, proved_by, conflicts: engine.conflicts(), ..Classified::default() };
    all.origins = origins::origins(facts, &engine.meanings, pack, &engine.locator);
    all.idle_rules = pack.idle_rules(all.findings());
    let kept: Vec<bool> = engine.kept.iter().map(|kept| kept.load(Ordering::Relaxed)).collect();
    all.idle_patterns = pack.idle_patterns(&facts.symbols, &kept);
    all
}

/// All that is known of the occurrence `at` of `facts`.
pub struct Explained {
    /// Its finding, with its whole proof.
    pub finding: Finding,
    /// The rules that were tried, in order, each with what failed.
    pub tried: Vec<(String, Option<String>)>,
    /// How many other hits have their meaning from the name at the end of the proof.
    pub others: usize,
}

/// Classifies the occurrence `at` of `facts` once more, for people who ask why.
pub fn explain(facts: &FileFacts, sources: &[Source], repos: &[Repo], pack: &Pack, at: usize) -> Explained {
    let engine = Engine { whole: true, ..Engine::new(facts, sources, repos, pack, None) };
    let question = engine.question(at);
    let subject = engine.subject(&facts.occurrences[at], &question);
    let tried = pack.explain(&subject).into_iter();
    let tried = tried.map(|it| (format!("{} → {}", it.rule, it.category), it.failed_on)).collect();
    let others = origins::others(facts, &engine.meanings, at);
    Explained { finding: engine.decide(at, question).finding, tried, others }
}

/// For each item of the checklist of `pack`, the occurrences that speak against it, as indexes.
pub fn against(facts: &FileFacts, sources: &[Source], repos: &[Repo], pack: &Pack) -> Vec<Vec<usize>> {
    let ask = |subject: &Subject, category: &str| pack.violates(subject, category).collect();
    meeting((facts, sources, repos), pack, pack.checklist.len(), &ask)
}

/// For each entry of the risk register of `pack`, the occurrences that it is about, as indexes.
pub fn at_risk(facts: &FileFacts, sources: &[Source], repos: &[Repo], pack: &Pack) -> Vec<Vec<usize>> {
    let ask = |subject: &Subject, category: &str| pack.risks_of(subject, category).collect();
    meeting((facts, sources, repos), pack, pack.risks.len(), &ask)
}

/// What the rules say of an occurrence: which of some conditions it meets, as indexes.
type Ask<'a> = &'a (dyn Fn(&Subject, &str) -> Vec<usize> + Sync);

fn meeting(
    (facts, sources, repos): (&FileFacts, &[Source], &[Repo]),
    pack: &Pack,
    count: usize,
    ask: Ask,
) -> Vec<Vec<usize>> {
    let mut found = vec![Vec::new(); count];
    if count == 0 {
        return found;
    }
    let engine = Engine::new(facts, sources, repos, pack, None);
    let met = |at: usize| -> Vec<(usize, usize)> {
        let question = engine.question(at);
        let subject = engine.subject(&facts.occurrences[at], &question);
        let category = pack.classify(&subject).category;
        ask(&subject, category).into_iter().map(|item| (item, at)).collect()
    };
    let all: Vec<(usize, usize)> = (0..facts.occurrences.len()).into_par_iter().flat_map_iter(met).collect();
    all.into_iter().for_each(|(item, at)| found[item].push(at));
    found
}

struct Engine<'a> {
    facts: &'a FileFacts,
    pack: &'a Pack,
    meanings: Spread<'a>,
    locator: Locator<'a>,
    near: Near<'a>,
    siblings: Vec<bool>,
    /// For each symbol, whether its own name has a term in it.
    named: Vec<bool>,
    /// What each rule says of a hit that it decides.
    verdicts: Vec<Step>,
    /// For each entry of `keep`, whether it kept a hit.
    kept: Vec<AtomicBool>,
    /// Long proofs are wanted as a whole.
    whole: bool,
    /// How new names of several words are written where the old one was one word.
    shapes: Shapes,
    /// What a name means in a file, where it means one thing only.
    file_words: FxHashMap<(u32, String), Option<u32>>,
}

impl<'a> Engine<'a> {
    fn new(
        facts: &'a FileFacts,
        sources: &'a [Source],
        repos: &'a [Repo],
        pack: &'a Pack,
        elsewhere: Option<&Elsewhere>,
    ) -> Self {
        let terms = TermSet::new(&pack.term_specs());
        let named: Vec<bool> = facts.symbols.iter().map(|(_, info)| terms.find_in(&info.name).is_some()).collect();
        let seeds = seeds::seeds(&facts.symbols, pack);
        let given_up = elsewhere.map(|it| it.given_up.as_slice()).unwrap_or_default();
        let bounds = bounds::bounds(facts, sources, pack, &terms, &seeds, given_up);
        let meanings = spread(&facts.symbols, &facts.flows, seeds, bounds, &|id| named[id.0 as usize]);
        let locator = Locator::new(facts, sources, repos, elsewhere);
        let near = Near::new(facts, sources, &meanings, pack);
        let file_words = file_words(facts, sources, &meanings);
        let verdicts = pack.rules.iter().map(verdict).collect();
        let siblings = siblings(facts, pack);
        let shapes = Shapes::new(facts, sources, pack, elsewhere);
        let kept = pack.keep.iter().map(|_| AtomicBool::default()).collect();
        let mut engine = Self {
            facts,
            pack,
            meanings,
            locator,
            near,
            siblings,
            named,
            verdicts,
            kept,
            whole: false,
            shapes,
            file_words,
        };
        for file in engine.old_documents() {
            engine.near.settle(file, pack.home());
        }
        engine
    }

    /// The documents in which the rules call a hit old, whatever is near it.
    fn old_documents(&self) -> Vec<FileId> {
        let hits: Vec<usize> = (0..self.facts.occurrences.len()).collect();
        let old = |at: &usize| {
            let occurrence = &self.facts.occurrences[*at];
            if !self.near.is_document(occurrence.file) {
                return None;
            }
            let question = self.question(*at);
            let subject = Subject { near: 0, ..self.subject(occurrence, &question) };
            let decision = self.pack.classify(&subject);
            (decision.rule.is_some() && self.pack.fails_gate(decision.category)).then_some(occurrence.file)
        };
        hits.par_iter().filter_map(old).collect()
    }

    fn question(&self, at: usize) -> Question {
        let occurrence = &self.facts.occurrences[at];
        let by_flow = occurrence.symbol.and_then(|symbol| self.meanings.meaning(symbol)).map(|it| it.domain);
        let undecided = |symbol| self.meanings.tied(symbol) || self.meanings.apart(symbol).is_some();
        let around = match by_flow.is_some() || occurrence.symbol.is_some_and(undecided) {
            true => None,
            false => self.context_domain(&occurrence.context).or_else(|| self.spoken_of(occurrence)),
        };
        Question {
            domain: by_flow.or(around.as_ref().map(|(domain, _)| *domain)),
            by_context: around.map(|(_, why)| why),
            canonical_sibling: self.siblings[at],
            path: self.locator.names(occurrence.file).place.clone(),
        }
    }

    /// The domain that the names around an occurrence say; the innermost name that says anything decides.
    fn context_domain(&self, context: &[SmolStr]) -> Option<(u32, String)> {
        context.iter().rev().find_map(|name| {
            let said = self.pack.seed("", "", std::slice::from_ref(name))?;
            let domain = self.pack.domains.iter().position(|domain| domain.id == said.domain.id)?;
            let why = format!("stands in `{name}`, which says `{}`: {}", said.pattern, said.domain.title);
            Some((domain as u32, why))
        })
    }

    /// A comment that names nothing in its reach speaks of what its file calls so, if that is one thing. One word may be a
    /// verb.
    fn spoken_of(&self, occurrence: &Occurrence) -> Option<(u32, String)> {
        let words = self.pack.terms[occurrence.term as usize].words.len();
        if occurrence.role != Role::Comment || occurrence.symbol.is_some() || words < 2 {
            return None;
        }
        let name = &self.locator.source(occurrence.file).text[occurrence.span.range()];
        let domain = (*self.file_words.get(&(occurrence.file.0, letters(name)))?)?;
        let title = &self.pack.domains[domain as usize].title;
        Some((domain, format!("all that its file calls `{name}` means one thing: {title}")))
    }

    fn subject<'s>(&'s self, occurrence: &'s Occurrence, question: &'s Question) -> Subject<'s> {
        let source = self.locator.source(occurrence.file);
        let symbol = occurrence.symbol.map(|symbol| self.facts.symbols.get(symbol));
        Subject {
            term: occurrence.term,
            role: occurrence.role,
            language: source.language,
            domain: question.domain.map(|domain| self.pack.domains[domain as usize].id.as_str()),
            near: self.near.domains(occurrence.file) | self.near.below(occurrence),
            generated: source.generated,
            generated_symbol: symbol.is_some_and(|symbol| symbol.generated),
            external: symbol.is_some_and(|symbol| symbol.external),
            canonical_sibling: question.canonical_sibling,
            path: &question.path,
            symbol: symbol.map(|symbol| symbol.path.as_str()),
            name: &source.text[occurrence.span.range()],
            sentence: &occurrence.text,
            offset: offset(&source.text, occurrence),
            context: &occurrence.context,
            certainty: self.certainty(occurrence, question),
        }
    }

    fn decide(&self, at: usize, question: Question) -> Decided {
        let occurrence = &self.facts.occurrences[at];
        let shape = self.shapes.of(at);
        let subject = self.subject(occurrence, &question);
        let decision = self.pack.classify(&subject);
        let category = decision.category;
        let rule = decision.rule.map(|rule| &self.pack.rules[rule]);
        let mut why = evidence::why(
            occurrence,
            question.by_context.as_deref(),
            self.facts,
            &self.meanings,
            &self.locator,
            self.whole,
        );
        why.push(
            decision
                .rule
                .map_or_else(|| said("no rule matches, and nothing is guessed"), |at| self.verdicts[at].clone()),
        );
        let mut change = self.pack.change(&subject, category);
        if let Some(at) = change.and_then(|change| change.kept) {
            self.kept[at].store(true, Ordering::Relaxed);
        }
        let text = &self.locator.source(occurrence.file).text;
        let new = || self.pack.rename_for(subject.name, occurrence.term, shape);
        let applied = self.locator.source(occurrence.file).applied;
        let next = change.filter(|_| applied).and_then(|it| next(occurrence.role, &it, new()?));
        let given_up = occurrence.kept.as_deref().or_else(|| kept(occurrence.role, text, occurrence.span));
        if let Some(reason) = if applied { Some(HISTORY) } else { given_up } {
            change = Some(keep(reason));
            why.push(said(reason));
        }
        if let Some(change) = &mut change
            && change.change == Change::Rename
            && subject.external
        {
            change.change = Change::Manual;
            change.note = "it is declared outside of the roots: it gets its new name where it is declared";
        }
        let batch =
            || if occurrence.declaration && !applied { self.pack.notice(&subject, category)?.batch } else { None };
        let notice = batch().and_then(|batch| Some(Notice { batch, new: new()? }));
        let (source, names) = (self.locator.source(occurrence.file), self.locator.names(occurrence.file));
        let at = |offset| self.locator.position(occurrence.file, offset);
        let (start, end) = (at(occurrence.span.start), at(occurrence.span.end));
        let changes = change.is_some_and(|change| !matches!(change.change, Change::Keep | Change::Manual));
        let finding = Finding {
            repo: names.repo.clone(),
            path: names.path.clone(),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            byte_start: occurrence.span.start,
            byte_end: occurrence.span.end,
            text: subject.name.to_owned(),
            language: source.language,
            role: occurrence.role,
            symbol: occurrence.symbol.map(|it| self.facts.symbols.get(it).path.clone()),
            category: rule.map_or_else(|| SmolStr::new_static(UNCLASSIFIED), |rule| rule.category.clone()),
            rule: rule.map(|rule| rule.id.clone()),
            certainty: subject.certainty,
            why: why.into(),
            batch: change.and_then(|change| change.batch),
            change: change.map(|change| change.change),
            replacement: if changes { new() } else { None },
            breaking: change.map(|change| SmolStr::new(change.breaking)).filter(|it| !it.is_empty()),
            owner: self.pack.owner(&subject, category).cloned(),
        };
        Decided {
            open: self.pack.leaves_open(category),
            finding,
            phase: change.and_then(|change| change.phase).map(SmolStr::new),
            note: change.map(|change| SmolStr::new(change.note)).unwrap_or_default(),
            notice,
            next: next.filter(|_| given_up.is_none()),
        }
    }

    /// A hit is as certain as its symbol and as its meaning: a long chain of values is only as good as its weakest link.
    fn certainty(&self, occurrence: &Occurrence, question: &Question) -> Certainty {
        let meaning = occurrence.symbol.and_then(|symbol| self.meanings.meaning(symbol));
        match (occurrence.symbol, meaning) {
            (Some(_), Some(Meaning { strength: Strength::Strong, hops, .. })) if hops <= NEARBY => {
                occurrence.certainty.max(Certainty::Inferred)
            }
            (_, Some(_)) => Certainty::Inferred,
            _ if question.by_context.is_some() => Certainty::Inferred,
            _ => occurrence.certainty,
        }
    }

    fn conflicts(&self) -> Vec<Conflict> {
        let mut conflicts = Vec::new();
        for clash in self.meanings.clashes() {
            let side = |symbol: SymbolId, domain: u32| {
                let steps = self.meanings.brief(symbol).into_iter().map(|step| self.locator.step(step)).collect();
                (SmolStr::new(&self.pack.domains[domain as usize].id), steps)
            };
            conflicts.push(Conflict {
                symbol: self.facts.symbols.get(clash.flow.to).path.clone(),
                path: self.locator.names(clash.flow.file).place.to_string(),
                line: self.locator.line(clash.flow.file, clash.flow.span.start),
                meanings: vec![side(clash.flow.to, clash.to), side(clash.flow.from, clash.from)],
            });
        }
        for tie in self.meanings.ties(&|symbol| self.named[symbol.0 as usize]) {
            // The last flow is where the second meaning came in.
            let Some((_, flow)) = tie.sides.last() else { continue };
            let side = |(domain, flow): &(u32, Flow)| {
                let steps = self.meanings.proof_over(tie.symbol, flow);
                let steps = steps.into_iter().map(|step| self.locator.step(step)).collect();
                (SmolStr::new(&self.pack.domains[*domain as usize].id), steps)
            };
            conflicts.push(Conflict {
                symbol: self.facts.symbols.get(tie.symbol).path.clone(),
                path: self.locator.names(flow.file).place.to_string(),
                line: self.locator.line(flow.file, flow.span.start),
                meanings: tie.sides.iter().map(side).collect(),
            });
        }
        for it in self.meanings.refuted() {
            let Some((file, span)) = self.facts.symbols.get(it.symbol).decl else { continue };
            let given =
                self.meanings.refuted_proof(it.symbol).into_iter().map(|step| self.locator.step(step)).collect();
            let domain = &self.pack.domains[it.apart.domain as usize].id;
            let beside = evidence::beside(self.facts, it.apart, &self.locator);
            conflicts.push(Conflict {
                symbol: self.facts.symbols.get(it.symbol).path.clone(),
                path: self.locator.names(file).place.to_string(),
                line: self.locator.line(file, span.start),
                meanings: vec![(domain.clone(), given), (format_smolstr!("not {domain}"), vec![beside])],
            });
        }
        let key = |it: &Conflict| (it.path.clone(), it.line, it.symbol.clone());
        conflicts.sort_by_cached_key(key);
        conflicts.dedup_by_key(|it| key(it));
        conflicts
    }
}

/// What a rule says of a hit that it decides.
fn verdict(rule: &Rule) -> Step {
    let (id, category, why) = (&rule.id, &rule.category, &rule.why);
    said(match why.is_empty() {
        true => format!("rule `{id}` says {category}"),
        false => format!("rule `{id}` says {category}: {why}"),
    })
}

/// Nothing is done, for this reason.
fn keep(reason: &str) -> PlannedChange<'_> {
    PlannedChange {
        batch: None,
        phase: None,
        change: Change::Keep,
        breaking: "",
        risk: Risk::Low,
        note: reason,
        kept: None,
    }
}

/// What the next migration does where the rules would have a name of a database renamed.
fn next(role: Role, change: &PlannedChange, new: String) -> Option<Next> {
    let named = matches!(role, Role::SqlColumn | Role::SqlTable | Role::SqlIndex) && change.change == Change::Rename;
    Some(Next { batch: change.batch.filter(|_| named)?, phase: change.phase.map(SmolStr::new), new })
}

/// Where the hit stands in its sentence: the place where the sentence lies over the source.
fn offset(text: &str, occurrence: &Occurrence) -> Option<u32> {
    let word = &text[occurrence.span.range()];
    let at = occurrence.span.start as usize;
    let fits =
        |offset: &usize| at.checked_sub(*offset).is_some_and(|start| text[start..].starts_with(&*occurrence.text));
    occurrence
        .text
        .match_indices(word)
        .map(|(offset, _)| offset)
        .filter(|offset| text.is_char_boundary(at.saturating_sub(*offset)))
        .find(fits)
        .map(|offset| offset as u32)
}

/// For each occurrence that is a key, whether a key with the canonical name stands in the same group.
fn siblings(facts: &FileFacts, pack: &Pack) -> Vec<bool> {
    let canonical: Vec<bool> = pack.terms.iter().map(|term| term.canonical.is_some()).collect();
    let mut groups: FxHashSet<(u32, Span)> = FxHashSet::default();
    let group = |it: &Occurrence| it.group.map(|group| (it.file.0, group));
    for occurrence in &facts.occurrences {
        if let (Some(group), true) = (group(occurrence), canonical[occurrence.term as usize]) {
            groups.insert(group);
        }
    }
    let has_sibling =
        |it: &Occurrence| !canonical[it.term as usize] && group(it).is_some_and(|it| groups.contains(&it));
    facts.occurrences.iter().map(has_sibling).collect()
}
