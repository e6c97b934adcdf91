//! The decision for one hit: its category, what a batch does to it, who owns it. First match in file order wins.

use smol_str::SmolStr;

use super::condition::{Prepared, Subject, language_bit};
use super::glob::SymbolGlob;
use super::pack::{Domain, Pack, Risk, Rule};
use crate::model::finding::UNCLASSIFIED;
use crate::model::{Change, Finding, SymbolTable};
use crate::text::words::{WordPattern, words_of};

/// What the rules say of one hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision<'p> {
    /// Index into `Pack::rules`; `None` when no rule matched.
    pub rule: Option<usize>,
    /// Id of a category, or `UNCLASSIFIED`.
    pub category: &'p str,
}

/// One rule and what became of it, for `explain`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried<'p> {
    /// Id of the rule.
    pub rule: &'p str,
    /// The category it would give.
    pub category: &'p str,
    /// The condition that failed, in words; `None` for the winner.
    pub failed_on: Option<String>,
}

/// What the migration does to one finding.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlannedChange<'p> {
    /// Number of the batch; `None` for what stays for ever.
    pub batch: Option<u32>,
    /// Id of the phase, in a batch that has phases.
    pub phase: Option<&'p str>,
    /// What to do.
    pub change: Change,
    /// The answer in the column "Breaking?"; may be empty.
    pub breaking: &'p str,
    /// How likely the batch breaks something.
    pub risk: Risk,
    /// What a person has to know, or why it stays; may be empty.
    pub note: &'p str,
    /// The entry of `Pack::keep` that says so, where one does.
    pub kept: Option<usize>,
}

/// A domain that a symbol has by itself, before anything flows.
#[derive(Clone, Copy, Debug)]
pub struct Seed<'p> {
    /// The domain.
    pub domain: &'p Domain,
    /// How it was recognised.
    pub by: SeedBy,
    /// The pattern that matched, as it was written.
    pub pattern: &'p str,
}

/// How a domain was recognised, strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SeedBy {
    /// The pack lists the symbol.
    Symbol,
    /// The symbol's own name says so.
    Name,
    /// The name of the type, message, table or function that declares it says so.
    Owner,
    /// Another name around it says so. Weak: it must not overrule the others, or a flow.
    Context,
}

impl Pack {
    /// The category of a hit.
    pub fn classify(&self, subject: &Subject) -> Decision<'_> {
        let it = self.prepare(subject, UNCLASSIFIED);
        match self.rules.iter().position(|rule| rule.when.holds(&it)) {
            Some(at) => Decision { rule: Some(at), category: &self.rules[at].category },
            None => Decision { rule: None, category: UNCLASSIFIED },
        }
    }

    /// The rules in the order they were tried, up to and with the winner.
    pub fn explain(&self, subject: &Subject) -> Vec<Tried<'_>> {
        let it = self.prepare(subject, UNCLASSIFIED);
        let mut out = Vec::new();
        for rule in &self.rules {
            let failed_on = rule.when.fails_on(&it);
            let won = failed_on.is_none();
            out.push(Tried { rule: &rule.id, category: &rule.category, failed_on });
            if won {
                break;
            }
        }
        out
    }

    /// What the migration does to a hit of this category, as the sources stand now: after a phase is applied, the same
    /// hit may meet a clause of the next one. `None` when no clause matches. Deprecation notices only prepare a change,
    /// so they are left to [`Pack::notice`].
    pub fn change(&self, subject: &Subject, category: &str) -> Option<PlannedChange<'_>> {
        self.planned(subject, category, |change| change != Change::Deprecate)
    }

    /// The deprecation notice that a batch asks for, beside what [`Pack::change`] says.
    pub fn notice(&self, subject: &Subject, category: &str) -> Option<PlannedChange<'_>> {
        self.planned(subject, category, |change| change == Change::Deprecate).filter(|it| it.change != Change::Keep)
    }

    fn planned(&self, subject: &Subject, category: &str, wanted: impl Fn(Change) -> bool) -> Option<PlannedChange<'_>> {
        let it = self.prepare(subject, category);
        if let Some((at, kept)) = self.keep.iter().enumerate().find(|(_, kept)| !kept.expired && kept.when.holds(&it)) {
            return Some(PlannedChange {
                batch: None,
                phase: None,
                change: Change::Keep,
                breaking: "",
                risk: Risk::Low,
                note: &kept.why,
                kept: Some(at),
            });
        }
        self.batches.iter().find_map(|batch| {
            let clause = batch.changes.iter().find(|clause| wanted(clause.change) && clause.when.holds(&it))?;
            Some(PlannedChange {
                batch: Some(batch.id),
                phase: clause.phase.and_then(|at| batch.phases.get(at)).map(|phase| phase.id.as_str()),
                change: clause.change,
                breaking: &clause.breaking,
                risk: batch.risk,
                note: &clause.note,
                kept: None,
            })
        })
    }

    /// Who owns the place of a hit.
    pub fn owner(&self, subject: &Subject, category: &str) -> Option<&SmolStr> {
        let it = self.prepare(subject, category);
        self.owners.iter().find(|owner| owner.when.holds(&it)).map(|owner| &owner.owner)
    }

    /// The domain that a symbol has by itself. `name` is its own name, `path` its symbol path, `context` the names around
    /// its declaration. Where two domains claim it by the same kind of evidence, none has it; of two names, the one with more words
    /// says more.
    pub fn seed(&self, name: &str, path: &str, context: &[SmolStr]) -> Option<Seed<'_>> {
        let owner = owner_of(path);
        self.unique(SeedBy::Symbol, |domain| {
            domain.symbols.iter().find(|(_, glob)| glob.is_match(path)).map(|(text, _)| text)
        })
        .or_else(|| self.named(name))
        .or_else(|| {
            self.unique(SeedBy::Owner, |domain| {
                domain.context.iter().find(|(_, pattern)| pattern.matches_text(owner)).map(|(text, _)| text)
            })
        })
        .or_else(|| {
            self.unique(SeedBy::Context, |domain| {
                let around = |(_, pattern): &&(String, _)| around(pattern, context);
                domain.context.iter().find(around).map(|(text, _)| text)
            })
        })
    }

    /// The checklist items that a finding violates, as indexes into `Pack::checklist`.
    pub fn violates<'p>(&'p self, subject: &'p Subject, category: &str) -> impl Iterator<Item = usize> + 'p {
        let it = self.prepare(subject, category);
        let holds = move |at: &usize| self.checklist[*at].none.as_ref().is_some_and(|none| none.holds(&it));
        (0..self.checklist.len()).filter(holds)
    }

    /// The risks that a finding is about, as indexes into `Pack::risks`.
    pub fn risks_of<'p>(&'p self, subject: &'p Subject, category: &str) -> impl Iterator<Item = usize> + 'p {
        let it = self.prepare(subject, category);
        let holds = move |at: &usize| self.risks[*at].touches.as_ref().is_some_and(|when| when.holds(&it));
        (0..self.risks.len()).filter(holds)
    }

    /// The rules that no finding names, in file order. A rule that gives only examples for `rules test` is no exception. Where a pack
    /// extends the one in the binary, what that one says is left out: it is for trees of all kinds.
    pub fn idle_rules<'f>(&self, findings: impl Iterator<Item = &'f Finding>) -> Vec<SmolStr> {
        let won: std::collections::HashSet<&str> = findings.filter_map(|it| it.rule.as_deref()).collect();
        let idle = |rule: &&Rule| self.is_own(&rule.at) && !won.contains(rule.id.as_str());
        self.rules.iter().filter(idle).map(|rule| rule.id.clone()).collect()
    }

    /// The patterns over symbols that match none of `symbols`, and the entries of `keep` that kept nothing (`kept` says which did), each
    /// with the part of the file that it stands in.
    pub fn idle_patterns(&self, symbols: &SymbolTable, kept: &[bool]) -> Vec<String> {
        let idle = |(_, glob): &&(String, SymbolGlob)| !symbols.iter().any(|(_, info)| glob.is_match(&info.path));
        let mut out = Vec::new();
        for domain in &self.domains {
            let patterns = domain.symbols.iter().filter(idle);
            out.extend(patterns.map(|(text, _)| format!("`symbols: {text}` of domain `{}`", domain.id)));
        }
        out.extend(self.barriers.iter().filter(idle).map(|(text, _)| format!("`barriers: {text}`")));
        let never = self.keep.iter().zip(kept).filter(|(entry, kept)| !**kept && self.is_own(&entry.at));
        out.extend(never.map(|(entry, _)| format!("`keep` of {} ({})", entry.at.seen_from(&self.file), entry.why)));
        out
    }

    fn prepare<'a>(&'a self, subject: &'a Subject<'a>, category: &str) -> Prepared<'a> {
        let at = |index: Option<usize>| index.map_or(1, |at| 2_u64 << (at & 63));
        Prepared {
            subject,
            language: language_bit(subject.language),
            domain: at(subject.domain.and_then(|id| self.domains.iter().position(|it| it.id == id))),
            near: if subject.near == 0 { 1 } else { subject.near << 1 },
            home: self.home << 1,
            category: at(self.categories.iter().position(|it| it.id == category)),
            term: self.terms.get(subject.term as usize).map_or("", |term| &term.id),
            renames: &self.renames,
            texts: &self.texts,
            words: Default::default(),
        }
    }

    /// The domain that `name` says. `* exit node *` gives way to `* suggested exit node *`, as a part does to the whole.
    fn named(&self, name: &str) -> Option<Seed<'_>> {
        let words = words_of(name);
        let mut claims: Vec<(&Domain, &(String, WordPattern))> = Vec::new();
        for domain in &self.domains {
            let matching = domain.names.iter().filter(|(_, pattern)| pattern.matches_words(&words));
            claims.extend(matching.map(|it| (domain, it)));
        }
        let says_less =
            |(_, (_, own)): &(&Domain, &(String, WordPattern))| claims.iter().any(|(_, (_, it))| own.is_within(it));
        let mut most = claims.iter().filter(|it| !says_less(it));
        let (domain, (pattern, _)) = most.next()?;
        most.all(|(other, _)| other.id == domain.id).then_some(Seed { domain, by: SeedBy::Name, pattern })
    }

    fn unique<'p>(&'p self, by: SeedBy, claim: impl Fn(&'p Domain) -> Option<&'p String>) -> Option<Seed<'p>> {
        let mut claims =
            self.domains.iter().filter_map(|domain| Some(Seed { domain, by, pattern: claim(domain)?.as_str() }));
        claims.next().filter(|_| claims.next().is_none())
    }
}

fn around(pattern: &crate::text::words::WordPattern, context: &[SmolStr]) -> bool {
    context.iter().any(|name| pattern.matches_text(name))
}

/// The name before the last one: `chat.Conversation.RunID` is declared by `Conversation`.
fn owner_of(path: &str) -> &str {
    const SEPARATORS: [char; 4] = ['.', '/', '#', ':'];
    let Some((before, _)) = path.rsplit_once(SEPARATORS) else { return "" };
    before.rsplit(SEPARATORS).next().unwrap_or(before)
}

#[cfg(test)]
mod tests {
    use super::owner_of;

    #[test]
    fn the_owner_is_the_name_before_the_last() {
        assert_eq!(owner_of("example.org/chat.Conversation.RunID"), "Conversation");
        assert_eq!(owner_of("example.org/chat.NewPlanning/runID"), "NewPlanning");
        assert_eq!(owner_of("src/planning.ts#Card.runId"), "Card");
        assert_eq!(owner_of("turns.run_id"), "turns");
        assert_eq!(owner_of("run"), "");
    }
}
