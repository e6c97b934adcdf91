//! Checks and converts the parts of a rule file that are not conditions: terms, domains, renames, texts, examples.

use std::collections::BTreeMap;

use jiff::civil::Date;
use smol_str::SmolStr;

use super::super::error::{Mistakes, did_you_mean};
use super::super::file::{CategoryFile, DomainFile, ExampleFile, RuleFile, TermFile};
use super::super::glob::SymbolGlob;
use super::super::pack::{Category, Domain, Example, Expected, Gate, Layout, Term};
use super::super::rewrite::TextRewrite;
use super::super::words::Word;
use super::names::{Names, one_of};
use super::when::{Vocabulary, compiled, word_pattern};
use crate::lang;
use crate::lang::language::Dialect;
use crate::model::finding::UNCLASSIFIED;
use crate::text::words;

/// A day as `2026-12-31`.
pub(super) fn day(word: &Word, mistakes: &mut Mistakes) -> Option<Date> {
    let day = word.text.parse();
    if day.is_err() {
        let help = Some("Write it as `2026-12-31`".to_owned());
        mistakes.add(word.at, format!("keep: `{}` is no day", word.text), help);
    }
    day.ok()
}

pub(super) fn term(file: &TermFile, domains: &Names, mistakes: &mut Mistakes) -> Term {
    let owner = format!("term `{}`: ", file.id.text);
    let words = lower_words(&owner, "words", &file.words, mistakes);
    let forms = file.forms.iter().flat_map(|form| {
        let form_words = lower_words(&owner, "forms", form, mistakes);
        if form_words.len() > 1 {
            mistakes.add(form.at, format!("{owner}the form `{}` has more than one word", form.text), None);
        }
        form_words
    });
    let forms = forms.collect();
    let to = file.to.as_ref().map(|to| (to.at, lower_words(&owner, "to", to, mistakes)));
    if let Some((at, _)) = to.as_ref().filter(|(_, to)| !to.is_empty() && *to == words) {
        mistakes.add(*at, format!("{owner}`to` says the words that the term has already"), None);
    }
    if let Some(canonical) = &file.canonical {
        domains.find(&owner, canonical, &[], mistakes);
    }
    Term {
        id: file.id.text.as_str().into(),
        words,
        forms,
        to: to.map(|(_, to)| to),
        canonical: file.canonical.as_ref().map(|domain| domain.text.as_str().into()),
    }
}

pub(super) fn domain(file: &DomainFile, mistakes: &mut Mistakes) -> Domain {
    let owner = format!("domain `{}`: ", file.id.text);
    if file.names.is_empty() && file.symbols.is_empty() && file.context.is_empty() {
        let help = Some("Give it `names`, `symbols` or `context`".to_owned());
        mistakes.add(file.id.at, format!("{owner}nothing tells how to recognise it"), help);
    }
    Domain {
        id: file.id.text.as_str().into(),
        title: file.title.clone().unwrap_or_else(|| file.id.text.clone()),
        description: file.description.clone().unwrap_or_default(),
        names: compiled(&owner, "names", &file.names, word_pattern, mistakes),
        symbols: compiled(&owner, "symbols", &file.symbols, SymbolGlob::new, mistakes),
        context: compiled(&owner, "context", &file.context, word_pattern, mistakes),
    }
}

pub(super) fn category(file: &CategoryFile, mistakes: &mut Mistakes) -> Category {
    let owner = format!("category `{}`: ", file.id.text);
    let gate = file
        .gate
        .as_ref()
        .and_then(|word| one_of(&owner, "gate", word, &[("fail", Gate::Fail), ("ok", Gate::Ok)], mistakes));
    let layouts =
        [("table", Layout::Table), ("files", Layout::Files), ("patterns", Layout::Patterns), ("count", Layout::Count)];
    let layout = file.layout.as_ref().and_then(|word| one_of(&owner, "layout", word, &layouts, mistakes));
    Category {
        id: file.id.text.as_str().into(),
        title: file.title.clone().unwrap_or_else(|| file.id.text.clone()),
        description: file.description.clone(),
        action: file.action.clone(),
        gate: gate.unwrap_or_default(),
        maps: file.maps.clone().unwrap_or_default(),
        meaning: file.meaning.clone().unwrap_or_default(),
        layout: layout.unwrap_or_default(),
        open: file.open,
    }
}

pub(super) fn example(rule: &str, file: &ExampleFile, words: &Vocabulary, mistakes: &mut Mistakes) -> Example {
    let owner = format!("rule `{rule}`, example: ");
    let dialects: Vec<(&str, &Dialect)> = lang::dialects().map(|it| (it.language.name(), it)).collect();
    let known = one_of(&owner, "language", &file.language, &dialects, mistakes);
    let dialect = known.unwrap_or_else(|| lang::dialect(lang::language_of("")));
    if file.expect.is_empty() {
        mistakes.add(file.code.at, format!("{owner}nothing is expected of it"), None);
    }
    let expect: Vec<Expected> = file.expect.iter().map(|(key, to)| Expected::parse(key, &to.text)).collect();
    for (category, expected) in file.expect.values().zip(&expect) {
        if category.text != UNCLASSIFIED {
            words.categories.find(&owner, category, &[UNCLASSIFIED], mistakes);
        }
        let code = &file.code.text;
        let line = |line: u32| code.lines().nth((line as usize).checked_sub(1)?);
        let place = expected.line.map_or(Some(code.as_str()), line);
        if !place.is_some_and(|place| place.contains(&expected.text)) {
            let place = if expected.line.is_some() { "on that line of its code" } else { "in its code" };
            mistakes.add(category.at, format!("{owner}`{}` does not stand {place}", expected.key()), None);
        }
    }
    Example {
        language: dialect.language,
        path: file.path.clone().unwrap_or_else(|| dialect.sample.to_owned()),
        code: file.code.text.clone(),
        at: mistakes.line(file.code.at),
        expect,
    }
}

pub(super) fn renames(file: &RuleFile, mistakes: &mut Mistakes) -> BTreeMap<SmolStr, SmolStr> {
    for (old, new) in &file.renames {
        let owner = format!("rename of `{old}`: ");
        for name in [old, &new.text] {
            if !is_identifier(name) {
                mistakes.add(new.at, format!("{owner}`{name}` is not an identifier"), None);
            }
        }
        if *old == new.text {
            mistakes.add(new.at, format!("{owner}the new name is the old one"), None);
        } else if file.renames.contains_key(&new.text) {
            let what = format!("{owner}the new name `{}` is renamed too, so applying twice would not rest", new.text);
            mistakes.add(new.at, what, None);
        }
    }
    file.renames.iter().map(|(old, new)| (SmolStr::new(old), SmolStr::new(&new.text))).collect()
}

pub(super) fn texts(file: &RuleFile, mistakes: &mut Mistakes) -> Vec<TextRewrite> {
    let mut out = Vec::new();
    for (old, new) in &file.texts {
        match TextRewrite::new(old, &new.text) {
            Ok(text) => out.push(text),
            Err(why) => mistakes.add(new.at, format!("text `{old}`: {why}"), None),
        }
    }
    out
}

pub(super) fn check_number(kind: &str, id: u32, known: &[u32], at: serde_saphyr::Location, mistakes: &mut Mistakes) {
    if !known.contains(&id) {
        let words: Vec<_> = known.iter().map(u32::to_string).collect();
        let help = did_you_mean(&id.to_string(), words.iter().map(String::as_str));
        mistakes.add(at, format!("{kind} {id}"), help);
    }
}

fn lower_words(owner: &str, key: &str, word: &Word, mistakes: &mut Mistakes) -> Vec<String> {
    let out: Vec<String> = words::split(&word.text).map(|range| word.text[range].to_lowercase()).collect();
    if out.is_empty() {
        mistakes.add(word.at, format!("{owner}`{key}` has no word"), None);
    }
    // Splitting drops what is no word: a `*` would silently mean nothing, and `req*` would find `req` alone.
    if let Some(other) = word.text.chars().find(|c| !c.is_alphanumeric() && !matches!(c, ' ' | '_' | '-')) {
        let help = Some("These are plain words; patterns go into `names`, `name` or `text`".to_owned());
        mistakes.add(word.at, format!("{owner}`{other}` in `{key}` is no part of a word"), help);
    }
    out
}

fn is_identifier(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|first| first.is_alphabetic() || matches!(first, '_' | '$'))
        && chars.all(|c| c.is_alphanumeric() || matches!(c, '_' | '$' | '-'))
}
