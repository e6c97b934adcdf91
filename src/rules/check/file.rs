//! Builds a whole [`Pack`] from a rule file that was read: vocabulary, rules, batches, owners, checklist. Conditions are
//! compiled in `when`, the other parts converted in `parts`, and contradictions between entries found in `graph`.

use smol_str::SmolStr;

use super::super::error::{Mistakes, did_you_mean};
use super::super::file::{BatchFile, ChangeFile, RiskFile, RuleFile};
use super::super::glob::SymbolGlob;
use super::super::pack::{
    Batch, ChangeClause, CheckItem, Domain, Kept, Owner, Pack, Phase, Risk, RiskItem, Rule, Term, Time, bit_of,
};
use super::super::rewrite::{Renames, Texts};
use super::names::{Names, one_of};
use super::when::{ANY_DOMAIN, NO_DOMAIN, Vocabulary, compile, compiled, glob};
use super::{graph, parts};
use crate::model::Change;
use crate::model::Databases;
use crate::model::finding::UNCLASSIFIED;
use crate::model::plan::{Wire, WireSides};
use crate::text::day::today;

/// More would not fit into the bits that conditions use.
const MAX_NAMES: usize = 62;

/// Builds the pack; what is wrong goes into `mistakes`, and the pack must then not be used.
pub(super) fn build(name: &str, text: &str, file: &RuleFile, mistakes: &mut Mistakes) -> Pack {
    let words = vocabulary(file, mistakes);
    let rules = rules(file, &words, mistakes);
    let renames = parts::renames(file, mistakes);
    let terms: Vec<Term> = file.terms().iter().map(|term| parts::term(term, &words.domains, mistakes)).collect();
    let domains: Vec<Domain> = file.domains.iter().map(|domain| parts::domain(domain, mistakes)).collect();
    let pack = Pack {
        home: terms.iter().fold(0, |bits, term| bits | bit_of(term, &domains)),
        name: file.name.text.as_str().into(),
        title: file.title.clone().unwrap_or_else(|| file.name.text.clone()),
        goal: file.goal.clone().unwrap_or_default(),
        file: name.to_owned(),
        text: text.to_owned(),
        terms,
        ignore: file
            .ignore
            .iter()
            .filter_map(|word| glob("", "ignore", word, mistakes).map(|_| word.text.clone()))
            .collect(),
        domains,
        barriers: compiled("", "barriers", &file.barriers, SymbolGlob::new, mistakes),
        categories: file.categories().iter().map(|category| parts::category(category, mistakes)).collect(),
        rules,
        batches: batches(file, &words, mistakes),
        renames: Renames::new(renames),
        texts: Texts::new(parts::texts(file, mistakes)),
        keep: file
            .keep
            .iter()
            .map(|it| {
                let until = it.until.as_ref().and_then(|day| parts::day(day, mistakes));
                Kept {
                    why: it.why.text.clone(),
                    until,
                    expired: until.is_some_and(|until| until < today()),
                    at: mistakes.line(it.why.at),
                    when: compile("keep: ", &it.when, true, &words, mistakes),
                }
            })
            .collect(),
        owners: file
            .owners
            .iter()
            .map(|it| {
                let when = compile(&format!("owner `{}`: ", it.owner), &it.when, true, &words, mistakes);
                Owner { owner: it.owner.as_str().into(), when }
            })
            .collect(),
        checklist: file
            .checklist
            .iter()
            .map(|it| {
                let owner = format!("checklist `{}`: ", it.title);
                let none = it.none.as_ref().map(|when| compile(&owner, when, true, &words, mistakes));
                CheckItem { title: it.title.clone(), none }
            })
            .collect(),
        risks: file.risks.iter().map(|it| risk(it, &words, mistakes)).collect(),
    };
    graph::cycles(&file.batches, mistakes);
    graph::hidden_rules(file, &pack, mistakes);
    graph::hidden_changes(file, &pack, mistakes);
    pack
}

fn vocabulary(file: &RuleFile, mistakes: &mut Mistakes) -> Vocabulary {
    let mut words =
        Vocabulary { terms: Names::new("term"), domains: Names::new("domain"), categories: Names::new("category") };
    file.terms().iter().for_each(|it| words.terms.declare(&it.id, &[], mistakes));
    file.domains.iter().for_each(|it| words.domains.declare(&it.id, &[NO_DOMAIN, ANY_DOMAIN], mistakes));
    file.categories().iter().for_each(|it| words.categories.declare(&it.id, &[UNCLASSIFIED], mistakes));
    if file.terms().is_empty() {
        mistakes.add(file.name.at, "`terms` is empty: there is nothing to look for", None);
    }
    for names in [&words.terms, &words.domains, &words.categories] {
        if names.order.len() > MAX_NAMES {
            let what = format!("more than {MAX_NAMES} of one kind: {} of kind {}", names.order.len(), names.kind);
            mistakes.add(file.name.at, what, None);
        }
    }
    words
}

fn rules(file: &RuleFile, words: &Vocabulary, mistakes: &mut Mistakes) -> Vec<Rule> {
    let mut ids = Names::new("rule");
    let mut out = Vec::new();
    for entry in file.rules() {
        ids.declare(&entry.id, &[], mistakes);
        let owner = format!("rule `{}`: ", entry.id.text);
        if entry.category.text != UNCLASSIFIED {
            words.categories.find(&owner, &entry.category, &[UNCLASSIFIED], mistakes);
        }
        out.push(Rule {
            id: entry.id.text.as_str().into(),
            at: mistakes.line(entry.id.at),
            category: entry.category.text.as_str().into(),
            why: entry.why.clone().unwrap_or_default(),
            examples: entry.examples.iter().map(|it| parts::example(&entry.id.text, it, words, mistakes)).collect(),
            when: compile(&owner, &entry.when, false, words, mistakes),
        });
    }
    out
}

fn batches(file: &RuleFile, words: &Vocabulary, mistakes: &mut Mistakes) -> Vec<Batch> {
    let known: Vec<u32> = file.batches.iter().map(|batch| batch.id.value).collect();
    let mut out: Vec<Batch> = Vec::new();
    for entry in &file.batches {
        let id = entry.id.value;
        if out.iter().any(|other| other.id == id) {
            mistakes.add(entry.id.referenced, format!("batch {id} is declared twice"), None);
        }
        for need in &entry.needs {
            let kind = format!("batch {id} needs an unknown batch:");
            parts::check_number(&kind, need.value, &known, need.referenced, mistakes);
        }
        out.push(batch(entry, words, mistakes));
    }
    out
}

fn risk(file: &RiskFile, words: &Vocabulary, mistakes: &mut Mistakes) -> RiskItem {
    let owner = format!("risk `{}`: ", file.title);
    RiskItem {
        title: file.title.clone(),
        impact: one_of(&owner, "impact", &file.impact, &RISKS, mistakes).unwrap_or(Risk::High),
        mitigation: file.mitigation.clone(),
        touches: file.touches.as_ref().map(|when| compile(&owner, when, true, words, mistakes)),
    }
}

const RISKS: [(&str, Risk); 3] = [("low", Risk::Low), ("medium", Risk::Medium), ("high", Risk::High)];

fn time(duration: &Option<String>, when: &Option<String>) -> Time {
    Time { duration: duration.clone().unwrap_or_default(), when: when.clone().unwrap_or_default() }
}

fn batch(file: &BatchFile, words: &Vocabulary, mistakes: &mut Mistakes) -> Batch {
    let owner = format!("batch {}: ", file.id.value);
    let mut phases = Names::new("phase");
    file.phases.iter().for_each(|phase| phases.declare(&phase.id, &[], mistakes));
    let wire = file.wire.as_ref().and_then(|word| one_of(&owner, "value of `wire`", word, &Wire::ALL, mistakes));
    let sides =
        file.sides.as_ref().and_then(|word| one_of(&owner, "value of `sides`", word, &WireSides::ALL, mistakes));
    let databases = file.databases.as_ref();
    let databases = databases.and_then(|it| one_of(&owner, "value of `databases`", it, &Databases::ALL, mistakes));
    Batch {
        id: file.id.value,
        title: file.title.clone(),
        goal: file.goal.clone().unwrap_or_default(),
        risk: one_of(&owner, "risk", &file.risk, &RISKS, mistakes).unwrap_or(Risk::High),
        breaking: file.breaking.as_deref().unwrap_or_default().into(),
        time: time(&file.duration, &file.when),
        needs: file.needs.iter().map(|need| need.value).collect(),
        wire: wire.unwrap_or_default(),
        sides: sides.unwrap_or_default(),
        databases: databases.unwrap_or_default(),
        phases: file
            .phases
            .iter()
            .map(|phase| Phase {
                id: phase.id.text.as_str().into(),
                title: phase.title.clone(),
                time: time(&phase.duration, &phase.when),
            })
            .collect(),
        changes: file
            .changes
            .iter()
            .map(|it| change(&owner, it, file.breaking.as_deref(), &phases, words, mistakes))
            .collect(),
    }
}

fn change(
    owner: &str,
    file: &ChangeFile,
    breaking: Option<&str>,
    phases: &Names,
    words: &Vocabulary,
    mistakes: &mut Mistakes,
) -> ChangeClause {
    let phase = file.phase.as_ref().and_then(|phase| phases.find(owner, phase, &[], mistakes));
    if file.phase.is_none() && !phases.order.is_empty() {
        let help = did_you_mean("", phases.order.iter().map(String::as_str));
        mistakes.add(file.change.at, format!("{owner}the batch has phases, and this change names none"), help);
    }
    ChangeClause {
        change: one_of(owner, "change", &file.change, &Change::ALL.map(|it| (it.name(), it)), mistakes)
            .unwrap_or(Change::Manual),
        phase,
        breaking: SmolStr::new(file.breaking.as_deref().or(breaking).unwrap_or_default()),
        note: file.note.clone().unwrap_or_default(),
        at: mistakes.line(file.change.at),
        when: compile(owner, &file.when, true, words, mistakes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_change_has_a_word() {
        let schema = schemars::schema_for!(Change).to_value().to_string();
        assert!(Change::ALL.iter().all(|change| schema.contains(&format!("\"{}\"", change.name()))));
        assert_eq!(schema.matches("\"const\"").count(), Change::ALL.len());
    }
}
