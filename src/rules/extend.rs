//! One pack from a file and those that it extends. Where the files come from is the business of `load`; what the whole says is checked
//! as if it had been written in one file.

use std::collections::BTreeMap;

use super::file::{BatchFile, RuleFile};
use super::words::Words;

/// Joins files that extend each other, the extending one first. There must be one.
pub(super) fn merged(files: Vec<RuleFile>) -> RuleFile {
    // From the innermost one, so that each is laid over all that it extends.
    files.into_iter().rev().reduce(|base, own| over(own, base)).expect("because the file that was asked for is one")
}

/// The pack as one file. The comments of its parts are not in it.
pub(super) fn shown(names: &[&str], file: &RuleFile) -> String {
    let parts: Vec<String> = names.iter().map(|name| visible(name)).collect();
    let yaml = serde_saphyr::to_string(file).unwrap_or_else(|error| format!("# {}\n", visible(&error.to_string())));
    format!("# Made from {}.\n{yaml}", parts.join(", which extends "))
}

/// A name in one line: that of a file may hold anything.
fn visible(name: &str) -> String {
    name.chars().map(|c| if c.is_control() { '?' } else { c }).collect()
}

/// `own` laid over `base`: lists are joined, an entry of `own` takes the place of the one in `base` that has its id and comes first
/// otherwise, and a single value of `own` wins.
fn over(own: RuleFile, base: RuleFile) -> RuleFile {
    RuleFile {
        version: own.version,
        extends: None,
        name: own.name,
        title: own.title.or(base.title),
        goal: own.goal.or(base.goal),
        terms: listed(own.terms, base.terms, |it| &it.id.text),
        ignore: words(own.ignore, base.ignore),
        domains: joined(own.domains, base.domains, |it| &it.id.text),
        barriers: words(own.barriers, base.barriers),
        categories: listed(own.categories, base.categories, |it| &it.id.text),
        rules: listed(own.rules, base.rules, |it| &it.id.text),
        batches: in_order(joined(own.batches, base.batches, |it| &it.id.value)),
        renames: by_key(own.renames, base.renames),
        texts: by_key(own.texts, base.texts),
        keep: [own.keep, base.keep].concat(),
        owners: [own.owners, base.owners].concat(),
        checklist: joined(own.checklist, base.checklist, |it| &it.title),
        risks: joined(own.risks, base.risks, |it| &it.title),
    }
}

fn listed<T>(own: Option<Vec<T>>, base: Option<Vec<T>>, id: impl Fn(&T) -> &String) -> Option<Vec<T>> {
    Some(joined(own.unwrap_or_default(), base.unwrap_or_default(), id))
}

fn joined<T, K: PartialEq + ?Sized>(own: Vec<T>, base: Vec<T>, id: impl Fn(&T) -> &K) -> Vec<T> {
    let mut own: Vec<Option<T>> = own.into_iter().map(Some).collect();
    let mut laid = Vec::with_capacity(base.len());
    for it in base {
        let same = own.iter_mut().find(|mine| mine.as_ref().is_some_and(|mine| id(mine) == id(&it)));
        laid.push(same.and_then(Option::take).unwrap_or(it));
    }
    own.into_iter().flatten().chain(laid).collect()
}

fn words(own: Words, base: Words) -> Words {
    Words([own.0, base.0].concat())
}

fn by_key<T>(own: BTreeMap<String, T>, base: BTreeMap<String, T>) -> BTreeMap<String, T> {
    // What comes later wins.
    base.into_iter().chain(own).collect()
}

/// Each batch behind those that it needs: the steps are done in the order of the list, and a new one comes first in it.
fn in_order(mut batches: Vec<BatchFile>) -> Vec<BatchFile> {
    let mut out: Vec<BatchFile> = Vec::with_capacity(batches.len());
    while !batches.is_empty() {
        let waits = |it: &BatchFile| {
            let needs = |other: &BatchFile| it.needs.iter().any(|need| need.value == other.id.value);
            batches.iter().any(needs)
        };
        // Of a circle, which is a mistake of its own, the first goes first.
        let next = batches.iter().position(|it| !waits(it)).unwrap_or(0);
        out.push(batches.remove(next));
    }
    out
}
